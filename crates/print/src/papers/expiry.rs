//! 有効期限通知書: the letter that the card's digital certificate ends soon.

use eligibility::written;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Recipient;
use super::rows::{Rows, column};
use super::story::{Head, LEAST, LEFT, Story, WIDTH};
use crate::{Align, Column, Ink, Layout, PaperInsurer, Role, Rule, Stocks, Style, Tag, Undrawable};

/// The notice that a digital certificate ends (有効期限通知書), an A4 letter with a drawn timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpiryNotice {
    /// Who sends it.
    pub insurer: PaperInsurer,
    /// To whom.
    pub recipient: Recipient,
    /// The letter's number (文書番号).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The day on the letter.
    pub day: Date,
    /// The title, from the insurer's template.
    pub title: String,
    /// The opening paragraphs, from the insurer's template.
    pub paragraphs: Vec<String>,
    /// The first day the certificate can be renewed.
    pub renew_from: Date,
    /// The last day it is valid (有効期限).
    pub valid_to: Date,
    /// The last day the card proves eligibility.
    pub usable_to: Date,
}

/// Cells.
const CELL: Style = Style::new(9.0).leading(13.5);
/// What is explained.
const PLAIN: Style = Style::new(9.5).leading(15.0);

/// What the three stretches of time are called, and their colors.
const PHASES: [(&str, &str, Ink); 3] = [
    ("有効期限まで", "使える", Ink(0xDC, 0xEF, 0xE2)),
    ("期限切れのあと", "使える(資格の情報だけ)", Ink(0xFC, 0xEC, 0xC4)),
    ("そのあと", "使えない", Ink(0xF3, 0xD3, 0xD0)),
];

const COLUMNS: [Column<'static>; 4] = [
    column("いつ", 44.0, Align::Start, "phase"),
    column("マイナ保険証", 25.0, Align::Start, "phase"),
    column("医療機関等に伝わる情報", 42.0, Align::Start, "phase"),
    column("手続き", 49.0, Align::Start, "phase"),
];

impl ExpiryNotice {
    /// The pages of it.
    pub(crate) fn layouts<'a>(
        &self,
        stocks: &mut Stocks<'a>,
    ) -> Result<Vec<Layout<'a>>, Undrawable> {
        let mut story = Story::new(stocks.faces(), &self.title);
        story.head(&Head {
            insurer: &self.insurer,
            recipient: &self.recipient,
            number: self.number.as_deref(),
            day: self.day,
            title: &self.title,
        })?;
        for paragraph in &self.paragraphs {
            story.paragraph(paragraph)?;
        }
        story.heading("いつまで使えるか", 62.0)?;
        self.timeline(&mut story)?;
        self.phases(&mut story)?;
        self.renewal(&mut story)?;
        self.otherwise(&mut story)?;
        story.finish()
    }

    /// The day after the last on which the card proves anything.
    fn stops_on(&self) -> Date {
        self.usable_to.saturating_add(1.day())
    }

    /// The first day after the end of the certificate.
    fn ended_on(&self) -> Date {
        self.valid_to.saturating_add(1.day())
    }

    /// Three stretches side by side, with the days between them above.
    fn timeline(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let (top, width, tall) = (story.y + 11.0, WIDTH / 3.0, 12.0);
        let page = &mut story.page;
        let alt = "有効期限まで、期限切れのあと、そのあとの三つの期間を左から並べた図。\
                   それぞれの日付は、すぐ下の表にあります。";
        let corner = (LEFT, story.y);
        let figure = page.element(Role::Figure { alt, corner, size: (WIDTH, 24.0) });
        let tag = Tag::In(figure);
        let words = Style::new(9.0).centred().down_to(LEAST);
        let strong = Style::new(10.5).bold().centred().down_to(LEAST);
        let mut left = LEFT;
        for (name, use_of_it, ink) in PHASES {
            page.rectangle((left, top), (width, tall), Some(ink), Some(Rule::new(0.25)));
            let middle = left + width / 2.0;
            page.fitted((middle, top + 4.8), width - 2.0, &words, "phase", name, tag)?;
            page.fitted((middle, top + 9.8), width - 2.0, &strong, "phase", use_of_it, tag)?;
            left += width;
        }
        let ends = [(self.valid_to, "有効期限"), (self.usable_to, "使える最後の日")];
        for (place, (day, what)) in ends.into_iter().enumerate() {
            let x = LEFT + width * if place == 0 { 1.0 } else { 2.0 };
            page.text((x, top - 7.2), &words, what, tag)?;
            page.text((x, top - 2.8), &strong, &written(day), tag)?;
            page.line((x, top - 1.8), (x, top + tall), Rule::new(0.6));
        }
        story.y = top + tall + 4.0;
        Ok(())
    }

    /// What holds in each stretch.
    fn phases(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let rows = [
            [
                format!("{}まで", written(self.valid_to)),
                "使える".to_owned(),
                "資格と、同意した診療・薬剤などの情報".to_owned(),
                format!("更新\n({}から)", written(self.renew_from)),
            ],
            [
                format!("{}から\n{}まで", written(self.ended_on()), written(self.usable_to)),
                "使える".to_owned(),
                "資格だけ。診療・薬剤などの情報は伝わらない".to_owned(),
                "再発行(すぐに手続きを)".to_owned(),
            ],
            [
                format!("{}から", written(self.stops_on())),
                "使えない".to_owned(),
                "なし(利用登録も解除)".to_owned(),
                "再発行のあと、健康保険証の利用登録をもう一度".to_owned(),
            ],
        ];
        let rows = rows.map(|it| it.to_vec());
        let inks = PHASES.map(|(_, _, ink)| ink);
        Rows { columns: &COLUMNS, cell: CELL, inks: &inks, tall: 7.0 }.draw(story, &rows)?;
        story.y += 2.0;
        Ok(())
    }

    /// From when, where, and what to bring.
    fn renewal(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        story.heading("更新の手続き", 34.0)?;
        let from = format!(
            "いつから: {}から。市区町村からの有効期限通知書が届いていなくても更新できます。",
            written(self.renew_from)
        );
        let items = [
            from.as_str(),
            "どこで: お住まいの市区町村の窓口。更新と再発行は、オンラインではできません。",
            "持ち物: マイナンバーカード、届いていれば有効期限通知書。\
             窓口で暗証番号(数字4桁)を入力します。代理の人が行くときは、必要なものを窓口におたずねください。",
            "カードそのものの有効期限も近いときは、先にカードの更新を申請してください。",
        ];
        story.list(&PLAIN, items.into_iter().map(|it| ("・".to_owned(), it)))
    }

    /// What comes if nothing is done.
    fn otherwise(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        story.heading("更新しなかったとき", 18.0)?;
        let text = format!(
            "有効期限のあとも手続きがないときは、{}までに、申請がなくても資格確認書をお送りします。\
             {}からは、医療機関や薬局では資格確認書を見せてください。\
             引き続き医療を受けられますので、ご安心ください。",
            written(self.usable_to),
            written(self.stops_on())
        );
        story.text(&PLAIN, &text, Tag::P)
    }
}
