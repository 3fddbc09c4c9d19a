//! 郵便物等差出票: the list of registered mail that goes to the post office with the mail.

use std::collections::BTreeMap;

use eligibility::written;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::grid::{Cell, Grid};
use super::rows::{Rows, column};
use super::story::{NOTE, PAGE, Story, WIDTH, postcode_written};
use crate::{Align, Column, Layout, PaperInsurer, Stocks, Style, Tag, Undrawable};

/// The list of registered or recorded mail (書留・特定記録郵便物等差出票).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostList {
    /// Who posts it.
    pub insurer: PaperInsurer,
    /// The batch's name.
    pub batch: String,
    /// The day of posting.
    pub day: Date,
    /// Every letter, in the order of the list.
    pub rows: Vec<PostRow>,
}

/// One letter of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostRow {
    /// Its number in the list.
    pub number: u32,
    /// The addressee as on the envelope.
    pub name: String,
    /// The postcode; nothing where the address is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// The address; 別に記載 is printed where it is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The class of mail: 簡易書留, 特定記録.
    pub class: String,
    /// Remarks.
    #[serde(default)]
    pub remarks: String,
}

const COLUMNS: [Column<'static>; 6] = [
    column("番号", 12.0, Align::End, "number"),
    column("受取人の氏名", 38.0, Align::Start, "name"),
    column("郵便番号", 19.0, Align::Middle, "postcode"),
    column("住所", 58.0, Align::Start, "address"),
    column("種類", 18.0, Align::Middle, "class"),
    column("摘要", 15.0, Align::Start, "remarks"),
];

/// What stands for an address that is withheld.
const WITHHELD: &str = "別に記載";

impl PostList {
    /// The pages of it.
    pub(crate) fn layouts<'a>(
        &self,
        stocks: &mut Stocks<'a>,
    ) -> Result<Vec<Layout<'a>>, Undrawable> {
        let title = "書留・特定記録郵便物等差出票";
        let running = format!("{title}　{}　{}", self.batch, self.insurer.name);
        let mut story = Story::new(stocks.faces(), &running);
        let style = Style::new(15.0).bold().centred();
        story.page.text((PAGE.0 / 2.0, 24.0), &style, title, Tag::H1)?;
        story.y = 30.0;
        self.sender(&mut story)?;
        story.y += 3.0;
        self.totals(&mut story)?;
        story.y += 4.0;
        let rows: Vec<_> = self.rows.iter().map(PostRow::cells).collect();
        let cell = Style::new(9.0).leading(11.5);
        Rows { columns: &COLUMNS, cell, inks: &[], tall: 6.6 }.draw(&mut story, &rows)?;
        story.y += 4.0;
        self.receipt(&mut story)?;
        story.finish()
    }

    fn sender(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let day = written(self.day);
        let mut grid = Grid::new(story);
        grid.row(
            9.0,
            &[
                Cell::value("差出人", 100.0, "insurer name", Some(&self.insurer.name)),
                Cell::value("差出日", 60.0, "day", Some(&day)),
            ],
        )?;
        grid.row(
            9.0,
            &[
                Cell::value("住所", 100.0, "insurer address", Some(&self.insurer.address)),
                Cell::value("電話", 60.0, "insurer phone", Some(&self.insurer.phone)),
            ],
        )?;
        grid.row(8.0, &[Cell::value("交付の束", WIDTH, "batch", Some(&self.batch))])
    }

    /// How many letters of each class, and in all.
    fn totals(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let mut classes: BTreeMap<&str, u32> = BTreeMap::new();
        for row in &self.rows {
            *classes.entry(&row.class).or_default() += 1;
        }
        let each = classes.iter().map(|(class, count)| format!("{class} {count}通"));
        let all = std::iter::once(format!("合計 {}通", self.rows.len()));
        let text = each.chain(all).collect::<Vec<_>>().join("　");
        let mut grid = Grid::new(story);
        grid.row(9.0, &[Cell::value("通数", WIDTH, "totals", Some(&text))])
    }

    /// Where the post office signs.
    fn receipt(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        story.keep(30.0)?;
        let text = format!(
            "住所の欄に「{WITHHELD}」とあるものは、住所を知らせないことになっている人の分です。\
             封筒の宛名によって引き受けてください。"
        );
        if self.rows.iter().any(|it| it.address.is_none()) {
            story.text(&NOTE, &text, Tag::P)?;
            story.y += 2.0;
        }
        let mut grid = Grid::new(story);
        grid.row(
            18.0,
            &[
                Cell::hint("引受通数", 80.0, "　　　　　　　　　　　　　　　　　　　　通"),
                Cell::hint("引受日付印", 80.0, ""),
            ],
        )
    }
}

impl PostRow {
    fn cells(&self) -> Vec<String> {
        let address = self.address.as_deref().unwrap_or(WITHHELD);
        let postcode = match (&self.postcode, &self.address) {
            (Some(postcode), Some(_)) => postcode_written(postcode).replace('〒', ""),
            (None, _) | (_, None) => String::new(),
        };
        vec![
            self.number.to_string(),
            self.name.clone(),
            postcode,
            address.to_owned(),
            self.class.clone(),
            self.remarks.clone(),
        ]
    }
}
