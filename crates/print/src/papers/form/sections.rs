//! The sections of a form, from the top down.

use eligibility::written;

use super::{Applicant, FilledForm, FormEmployer, FormKind, FormPaper, Proxy};
use crate::papers::card::insured_label;
use crate::papers::grid::{Cell, Grid, section};
use crate::papers::story::{LEAST, LEFT, PAGE, RIGHT, Story, WIDTH, postcode_written};
use crate::{Layout, Role, Stocks, Style, Tag, Undrawable};

/// What helps to write a day.
pub(in crate::papers) const DAY: &str = "令和　　　　　　年　　　　　　月　　　　　　日";
/// What helps to write a birth date.
pub(in crate::papers) const BIRTH: &str =
    "大正・昭和・平成・令和　　　　　　年　　　　月　　　　日";
/// Notes at the foot.
pub(in crate::papers) const FOOT: Style = Style::new(8.0).leading(11.4);

impl FilledForm {
    /// The pages of it.
    pub(crate) fn layouts<'a>(
        &self,
        stocks: &mut Stocks<'a>,
    ) -> Result<Vec<Layout<'a>>, Undrawable> {
        let mut story = Story::new(stocks.faces(), self.kind.title());
        story.stretch = self.kind.stretch();
        self.head(&mut story)?;
        if self.kind != FormKind::OverseasContinuation {
            self.insured(&mut story)?;
        }
        self.person(&mut story)?;
        match self.kind {
            FormKind::RegistrationCancellation => confirmations(&mut story)?,
            FormKind::OverseasContinuation => self.departure(&mut story)?,
            FormKind::CertificateApplication
            | FormKind::CertificateApplicationVoluntary
            | FormKind::Reissue
            | FormKind::ReissueVoluntary
            | FormKind::NoticeApplication => self.reason(&mut story)?,
        }
        self.proxy(&mut story)?;
        if self.kind.goes_through_employer() {
            self.employer(&mut story)?;
        }
        self.office(&mut story)?;
        story.y += 2.0;
        let notes = self.kind.notes().iter();
        story.list(&FOOT, notes.map(|it| ("※".to_owned(), *it)))?;
        self.contact(&mut story)?;
        story.finish()
    }

    /// The title, to whom it goes, and the day.
    fn head(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let page = &mut story.page;
        let title = Tag::In(page.element(Role::Heading(1)));
        let style = Style::new(15.0).bold().centred().down_to(9.0);
        let mut y = 18.0;
        for line in self.kind.title().split('　') {
            page.fitted((PAGE.0 / 2.0, y), WIDTH, &style, "title", line, title)?;
            y += 6.6;
        }
        y += 3.4;
        let (addressee, sentence) = match self.kind {
            FormKind::OverseasContinuation => (
                "　　　　　　　　　　　　　　　　　　　　　　市区町村長　様".to_owned(),
                "マイナンバーカードの国外での継続利用を申請します。",
            ),
            FormKind::RegistrationCancellation => (
                format!("{}　御中", self.insurer.name),
                "マイナンバーカードの健康保険証としての利用登録の解除を申請します。",
            ),
            FormKind::Reissue | FormKind::ReissueVoluntary => {
                (format!("{}　御中", self.insurer.name), "次のとおり届け出て、申請します。")
            }
            FormKind::CertificateApplication
            | FormKind::CertificateApplicationVoluntary
            | FormKind::NoticeApplication => {
                (format!("{}　御中", self.insurer.name), "次のとおり申請します。")
            }
        };
        let style = Style::new(11.0).down_to(LEAST);
        page.fitted((LEFT, y), 95.0, &style, "insurer name", &addressee, Tag::P)?;
        let day = self.fields.applied_on.map_or_else(|| DAY.to_owned(), written);
        let style = Style::new(10.0).ending();
        page.text((RIGHT, y), &style, &format!("申請日　{day}"), Tag::P)?;
        page.text((LEFT, y + 6.6), &Style::new(9.5), sentence, Tag::P)?;
        story.y = y + 7.0;
        Ok(())
    }

    /// The insured person, by whom the insurer finds the coverage.
    fn insured(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let fields = &self.fields;
        let label =
            insured_label(&self.insurer, if self.is_national() { "国民健康保険" } else { "" });
        section(story, "加入している保険")?;
        let mut grid = Grid::new(story);
        grid.row(
            7.6,
            &[
                Cell::value("記号", 52.0, "symbol", fields.symbol.as_deref()),
                Cell::value("番号", 68.0, "number", fields.number.as_deref()),
                Cell::value("枝番", 40.0, "branch", fields.branch.as_deref()),
            ],
        )?;
        if self.kind.asks_my_number() {
            let label = "個人番号(記号・番号がわからないとき)";
            grid.row(8.6, &[Cell::digits(label, WIDTH, 12)])?;
        }
        grid.row(8.6, &[Cell::value(label, WIDTH, "insured name", fields.insured_name.as_deref())])
    }

    /// A national health insurance has a number of six digits (F-77).
    fn is_national(&self) -> bool {
        self.insurer.number.len() == 6
    }

    /// The person it is about.
    fn person(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let fields = &self.fields;
        let born_on = fields.born_on.map(written);
        let postcode = fields.postcode.as_deref().map(postcode_written);
        let address = fields.address.as_deref();
        let address = match (&postcode, address) {
            (Some(postcode), Some(address)) => Some(format!("{postcode}　{address}")),
            (_, address) => address.map(str::to_owned),
        };
        let sex = fields.sex.as_deref();
        let title = match self.kind {
            FormKind::OverseasContinuation => "国外へ転出する人",
            FormKind::RegistrationCancellation => "登録を解除する人",
            FormKind::CertificateApplication
            | FormKind::CertificateApplicationVoluntary
            | FormKind::Reissue
            | FormKind::ReissueVoluntary
            | FormKind::NoticeApplication => "交付を受ける人",
        };
        section(story, title)?;
        let mut grid = Grid::new(story);
        grid.row(7.0, &[Cell::value("フリガナ", WIDTH, "kana", fields.kana.as_deref())])?;
        grid.row(9.6, &[Cell::value("氏名", WIDTH, "name", fields.name.as_deref())])?;
        let phone = fields.phone.as_deref();
        grid.row(
            7.6,
            &[
                Cell::value("生年月日", 104.0, "birth day", born_on.as_deref()).or_hint(BIRTH),
                Cell::ticks("性別", 56.0, &[("男", sex == Some("男")), ("女", sex == Some("女"))]),
            ],
        )?;
        grid.row(9.6, &[Cell::value("住所", WIDTH, "address", address.as_deref()).or_hint("〒")])?;
        grid.row(7.6, &[Cell::value("電話", WIDTH, "phone", phone).or_hint("日中に連絡のつく番号")])
    }

    /// Why, and for a report also what happened to which paper.
    fn reason(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let fields = &self.fields;
        let is_report = self.kind.is_report();
        section(story, if is_report { "届出の内容" } else { "申請の理由" })?;
        let reasons: Vec<_> =
            self.kind.reasons().iter().map(|it| (it.words(), fields.reason == Some(*it))).collect();
        let happened_on = fields.happened_on.map(written);
        let note = fields.reason_note.as_deref();
        let mut grid = Grid::new(story);
        if is_report {
            let papers = FormPaper::ALL.map(|it| (it.words(), fields.paper == Some(it)));
            grid.row(7.6, &[Cell::ticks("書類", WIDTH, &papers)])?;
        }
        let tall = if reasons.len() > 4 { 28.0 } else { 7.6 };
        grid.row(tall, &[Cell::ticks("理由", WIDTH, &reasons)])?;
        if is_report {
            let place = fields.place.as_deref();
            grid.row(
                7.6,
                &[
                    Cell::value("いつ", 76.0, "day", happened_on.as_deref()).or_hint(DAY),
                    Cell::value("どこで", 84.0, "place", place),
                ],
            )?;
            let again = fields.wants_again;
            let ticks = [("希望する", again == Some(true)), ("希望しない", again == Some(false))];
            grid.row(7.6, &[Cell::ticks("再交付", WIDTH, &ticks)])?;
        }
        grid.row(9.6, &[Cell::value("くわしい事情", WIDTH, "reason note", note)])
    }

    /// The day and the country of a departure abroad.
    fn departure(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let day = self.fields.happened_on.map(written);
        section(story, "国外への転出")?;
        let mut grid = Grid::new(story);
        grid.row(
            9.6,
            &[
                Cell::value("国外転出予定日", 84.0, "day", day.as_deref()).or_hint(DAY),
                Cell::value("国・地域", 76.0, "place", self.fields.place.as_deref()),
            ],
        )?;
        let ticks = [("マイナンバーカードを添えました", false)];
        grid.row(8.6, &[Cell::ticks("添えるもの", WIDTH, &ticks)])
    }

    /// Who applies, and the proxy.
    fn proxy(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let applicant = self.fields.applicant;
        let none = Proxy::default();
        let proxy = self.fields.proxy.as_ref().unwrap_or(&none);
        section(story, "申請する人")?;
        let mut grid = Grid::new(story);
        grid.row(
            7.6,
            &[Cell::ticks(
                "申請する人",
                WIDTH,
                &[
                    ("本人", applicant == Some(Applicant::Person)),
                    (
                        "法定代理人(親権者・成年後見人など)",
                        applicant == Some(Applicant::LegalRepresentative),
                    ),
                    ("介助者など", applicant == Some(Applicant::Caregiver)),
                ],
            )],
        )?;
        grid.row(
            8.6,
            &[
                Cell::value("代理人の氏名", 104.0, "proxy name", proxy.name.as_deref()),
                Cell::value("本人との関係", 56.0, "proxy relation", proxy.relation.as_deref()),
            ],
        )?;
        grid.row(
            8.6,
            &[Cell::value("代理人の住所", WIDTH, "proxy address", proxy.address.as_deref())],
        )?;
        grid.row(7.6, &[Cell::value("代理人の電話", WIDTH, "proxy phone", proxy.phone.as_deref())])
    }

    /// The employer, who hands it on.
    fn employer(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let none = FormEmployer::default();
        let it = self.fields.employer.as_ref().unwrap_or(&none);
        section(story, "事業主記入欄(事業主を経由して提出するとき)")?;
        let mut grid = Grid::new(story);
        grid.row(
            8.6,
            &[
                Cell::value("事業所番号", 56.0, "employer code", it.code.as_deref()),
                Cell::value("事業所名", 104.0, "employer name", it.name.as_deref()),
            ],
        )?;
        grid.row(8.6, &[Cell::value("所在地", WIDTH, "employer address", it.address.as_deref())])?;
        grid.row(
            8.6,
            &[
                Cell::value("事業主氏名", 104.0, "employer owner", it.owner.as_deref()),
                Cell::value("電話", 56.0, "employer phone", it.phone.as_deref()),
            ],
        )
    }

    /// Where to hand it in, or whom to ask about it.
    fn contact(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let insurer = &self.insurer;
        let what = match self.kind {
            FormKind::OverseasContinuation => "この用紙についてのお問い合わせ",
            FormKind::CertificateApplication
            | FormKind::CertificateApplicationVoluntary
            | FormKind::Reissue
            | FormKind::ReissueVoluntary
            | FormKind::NoticeApplication
            | FormKind::RegistrationCancellation => "提出先",
        };
        let text = format!(
            "{what}　{}(保険者番号 {})　{}　電話 {}",
            insurer.name, insurer.number, insurer.address, insurer.phone
        );
        story.y += 1.0;
        story.text(&FOOT, &text, Tag::P)
    }

    /// What the office writes.
    fn office(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let (title, decision, done): (_, &[(&str, bool)], _) = match self.kind {
            FormKind::OverseasContinuation => {
                ("市区町村記入欄", &[("継続利用", false), ("不可", false)], "返却日")
            }
            FormKind::RegistrationCancellation => {
                ("保険者記入欄", &[("解除", false), ("取下げ", false)], "解除される日")
            }
            FormKind::CertificateApplication
            | FormKind::CertificateApplicationVoluntary
            | FormKind::Reissue
            | FormKind::ReissueVoluntary
            | FormKind::NoticeApplication => {
                ("保険者記入欄", &[("交付", false), ("不交付", false)], "交付年月日")
            }
        };
        section(story, title)?;
        let mut grid = Grid::new(story);
        grid.row(
            8.6,
            &[
                Cell::hint("受付年月日", 50.0, ""),
                Cell::ticks("決定", 62.0, decision),
                Cell::hint(done, 48.0, ""),
            ],
        )?;
        grid.row(8.6, &[Cell::hint("備考", WIDTH, "")])
    }
}

/// What a person should know before the registration is cancelled (F-66, R-100).
fn confirmations(story: &mut Story<'_>) -> Result<(), Undrawable> {
    section(story, "確かめること(読んで、印を付けてください)")?;
    let texts = [
        "解除されると、マイナンバーカードを健康保険証として使えません。",
        "解除されるのは、手続きをした月の翌月の末日です。その日までは使えます。",
        "解除のあとは、医療機関や薬局で資格確認書を見せます。",
        "高額な医療を受けるときは、限度額適用認定証などの申請が必要になります。",
    ];
    let ticks = texts.map(|it| (it, false));
    let mut grid = Grid::new(story);
    grid.row(25.0, &[Cell::ticks("確認", WIDTH, &ticks)])
}
