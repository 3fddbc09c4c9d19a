//! 請求書: the invoice of the fee for making a paper again.

use eligibility::written;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Recipient;
use super::grid::{Cell, Grid};
use super::story::{Head, NOTE, Story, WIDTH, yen_written};
use crate::{Layout, PaperInsurer, Stocks, Undrawable};

/// The invoice of a fee (請求書).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    /// Who asks for the fee.
    pub insurer: PaperInsurer,
    /// Who pays.
    pub recipient: Recipient,
    /// The invoice's number, to be quoted with the payment.
    pub number: String,
    /// The day on the invoice.
    pub day: Date,
    /// The title, from the insurer's template.
    pub title: String,
    /// The paragraphs, from the insurer's template.
    pub paragraphs: Vec<String>,
    /// What is charged for: 資格確認書の再交付手数料.
    pub what: String,
    /// For whom, as registered.
    pub name: String,
    /// The fee in yen.
    pub yen: u32,
    /// The last day to pay.
    pub due_on: Date,
    /// Where to pay; a line break is kept.
    pub account: String,
}

impl Invoice {
    /// The pages of it.
    pub(crate) fn layouts<'a>(
        &self,
        stocks: &mut Stocks<'a>,
    ) -> Result<Vec<Layout<'a>>, Undrawable> {
        let mut story = Story::new(stocks.faces(), &self.title);
        let number = format!("請求番号 {}", self.number);
        story.head(&Head {
            insurer: &self.insurer,
            recipient: &self.recipient,
            number: Some(&number),
            day: self.day,
            title: &self.title,
        })?;
        for paragraph in &self.paragraphs {
            story.paragraph(paragraph)?;
        }
        story.heading("請求の内容", 58.0)?;
        self.fields(&mut story)?;
        story.heading("お支払いについて", 30.0)?;
        let steps = [
            "お振り込みのときは、振込人の名前の前に請求番号を付けてください。どなたの分かを確かめるためです。",
            "入金を確かめてから書類を作り、お送りします。入金の前に交付することはできません。",
            "新しい書類をお届けしたあとは、前の書類は使えません。見つかったときは当方へご連絡ください。",
        ];
        story.list(&NOTE, steps.into_iter().map(|it| ("・".to_owned(), it)))?;
        story.finish()
    }

    fn fields(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let amount = format!("{}円", yen_written(self.yen));
        let due = written(self.due_on);
        let mut grid = Grid::new(story);
        grid.row(11.0, &[Cell::value("請求金額", WIDTH, "amount", Some(&amount)).large()])?;
        grid.row(9.0, &[Cell::value("内容", WIDTH, "what", Some(&self.what))])?;
        grid.row(10.0, &[Cell::value("対象の人", WIDTH, "name", Some(&self.name))])?;
        grid.row(
            9.0,
            &[
                Cell::value("請求番号", 80.0, "invoice number", Some(&self.number)),
                Cell::value("支払期限", 80.0, "due day", Some(&due)),
            ],
        )?;
        grid.row(16.0, &[Cell::value("振込先", WIDTH, "account", Some(&self.account))])
    }
}
