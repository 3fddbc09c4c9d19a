//! 被保険者資格申立書: what a patient states at the counter when nothing else works.

use eligibility::written;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::form::{BIRTH, DAY, FOOT};
use super::grid::{Cell, Grid, section};
use super::story::{LEAST, LEFT, PAGE, RIGHT, Story, WIDTH};
use crate::{Layout, Stocks, Style, Tag, Undrawable};

/// The statement of eligibility (被保険者資格申立書), blank or filled as far as known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StatementForm {
    /// The institution it is given to, where printed.
    pub institution: Option<String>,
    /// The day of the statement.
    pub stated_on: Option<Date>,
    /// The name, as on the card's face.
    pub name: Option<String>,
    /// The kana.
    pub kana: Option<String>,
    /// The birth date.
    pub born_on: Option<Date>,
    /// The sex, as on the card's face.
    pub sex: Option<String>,
    /// The address, as on the card's face.
    pub address: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The kind of insurance.
    pub scheme: Option<InsuranceScheme>,
    /// The insurer's name.
    pub insurer_name: Option<String>,
    /// The workplace's name.
    pub workplace: Option<String>,
    /// The share in tenths.
    pub share_tenths: Option<u8>,
    /// The name of the one who filled it in, where it is not the person.
    pub written_by: Option<String>,
}

/// The kind of insurance a patient states (加入医療保険種別).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InsuranceScheme {
    /// 社会保険.
    Employees,
    /// 国民健康保険.
    National,
    /// 後期高齢者医療.
    LateStage,
    /// わからない.
    Unknown,
}

impl StatementForm {
    /// The pages of it.
    pub(crate) fn layouts<'a>(
        &self,
        stocks: &mut Stocks<'a>,
    ) -> Result<Vec<Layout<'a>>, Undrawable> {
        let mut story = Story::new(stocks.faces(), "被保険者資格申立書");
        story.stretch = 1.15;
        self.head(&mut story)?;
        self.person(&mut story)?;
        self.insurance(&mut story)?;
        self.signature(&mut story)?;
        office(&mut story)?;
        story.y += 2.0;
        let notes = [
            "この申立書は、マイナンバーカードを持っていて、カードの読み取りの不具合などにより、\
             その場で資格を確認できないときに使います。マイナンバーカードを窓口で見せてください。",
            "負担の割合は、小学校に入る前の人は2割、70歳からの人は1割から3割、そのほかの人は3割です。",
            "保険者の名称や、保険者番号、記号・番号が分かったときは、すぐに窓口へ知らせてください。",
            "あとで確認した内容と違うときは、窓口での負担の額を改めることがあります。",
        ];
        story.list(&FOOT, notes.into_iter().map(|it| ("※".to_owned(), it)))?;
        story.finish()
    }

    fn head(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let page = &mut story.page;
        let style = Style::new(16.0).bold().centred();
        page.text((PAGE.0 / 2.0, 24.0), &style, "被保険者資格申立書", Tag::H1)?;
        let blank = "　　　　　　　　　　　　　　　　　　　　　　　　　　　　　　";
        let institution = format!("{}　御中", self.institution.as_deref().unwrap_or(blank));
        let style = Style::new(11.0).down_to(LEAST);
        page.fitted((LEFT, 36.0), 95.0, &style, "institution", &institution, Tag::P)?;
        let day = self.stated_on.map_or_else(|| DAY.to_owned(), written);
        let style = Style::new(10.0).ending();
        page.text((RIGHT, 36.0), &style, &format!("申立日　{day}"), Tag::P)?;
        story.y = 41.0;
        story.text(
            &Style::new(10.0).leading(15.5),
            "　　有効な医療保険の資格を持っていますが、オンラインで資格を確認できないため、\
             次のとおり申し立てます。(わかる範囲で記入してください。)",
            Tag::P,
        )
    }

    /// What stands on the face of the card, and how to reach the person.
    fn person(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        section(story, "1　本人について(マイナンバーカードの表面のとおりに記入)")?;
        let born_on = self.born_on.map(written);
        let sex = self.sex.as_deref();
        let mut grid = Grid::new(story);
        grid.row(8.0, &[Cell::value("フリガナ", WIDTH, "kana", self.kana.as_deref())])?;
        grid.row(11.0, &[Cell::value("氏名", WIDTH, "name", self.name.as_deref())])?;
        grid.row(
            9.0,
            &[
                Cell::value("生年月日", 104.0, "birth day", born_on.as_deref()).or_hint(BIRTH),
                Cell::ticks("性別", 56.0, &[("男", sex == Some("男")), ("女", sex == Some("女"))]),
            ],
        )?;
        let address = self.address.as_deref();
        grid.row(11.0, &[Cell::value("住所", WIDTH, "address", address)])?;
        let phone = self.phone.as_deref();
        grid.row(9.0, &[Cell::value("連絡先(電話)", WIDTH, "phone", phone)])
    }

    /// The insurance, and the share.
    fn insurance(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        use InsuranceScheme::{Employees, LateStage, National, Unknown};
        section(story, "2　加入している医療保険について")?;
        let scheme = self.scheme;
        let share = self.share_tenths;
        let mut grid = Grid::new(story);
        grid.row(
            13.5,
            &[Cell::ticks(
                "医療保険の種類",
                WIDTH,
                &[
                    ("社会保険(健康保険・船員保険・共済組合)", scheme == Some(Employees)),
                    ("国民健康保険", scheme == Some(National)),
                    ("後期高齢者医療", scheme == Some(LateStage)),
                    ("わからない", scheme == Some(Unknown)),
                ],
            )],
        )?;
        let insurer = self.insurer_name.as_deref();
        grid.row(11.0, &[Cell::value("保険者等の名称", WIDTH, "insurer name", insurer)])?;
        let workplace = self.workplace.as_deref();
        grid.row(11.0, &[Cell::value("事業所名(勤め先)", WIDTH, "workplace", workplace)])?;
        grid.row(
            9.0,
            &[Cell::ticks(
                "一部負担金の割合",
                WIDTH,
                &[
                    ("3割", share == Some(3)),
                    ("2割", share == Some(2)),
                    ("1割", share == Some(1)),
                    ("わからない", false),
                ],
            )],
        )
    }

    fn signature(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        section(story, "3　署名")?;
        let text = "上の内容に間違いがないことを申し立てます。保険者番号、記号・番号などが分かりしだい、\
                    すみやかに知らせます。";
        story.text(&Style::new(9.0).leading(13.5), text, Tag::P)?;
        story.y += 1.0;
        let written_by = self.written_by.as_deref();
        let mut grid = Grid::new(story);
        grid.row(12.0, &[Cell::hint("本人の署名", WIDTH, "")])?;
        grid.row(
            10.0,
            &[
                Cell::value("代わりに書いた人の氏名", 104.0, "written by", written_by),
                Cell::hint("本人との関係", 56.0, ""),
            ],
        )
    }
}

/// What the institution writes.
fn office(story: &mut Story<'_>) -> Result<(), Undrawable> {
    section(story, "医療機関・薬局記入欄")?;
    let mut grid = Grid::new(story);
    grid.row(
        9.0,
        &[
            Cell::hint("受付年月日", 80.0, DAY),
            Cell::ticks("カード", 80.0, &[("カードの現物を確認した", false)]),
        ],
    )?;
    grid.row(10.0, &[Cell::hint("備考", WIDTH, "")])
}
