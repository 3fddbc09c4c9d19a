//! 送付枚数票: how many sheets of which kind are in a parcel, to be counted and signed for.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Recipient;
use super::grid::{Cell, Grid};
use super::rows::{Rows, column};
use super::story::{BODY, Head, Story};
use crate::{Align, Column, Layout, PaperInsurer, Stocks, Style, Tag, Undrawable};

/// The count slip of a parcel to an employer (送付枚数票), with a receipt to sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountSlip {
    /// Who sends the parcel.
    pub insurer: PaperInsurer,
    /// The workplace it goes to.
    pub employer: Recipient,
    /// The workplace's code (事業所番号).
    pub employer_code: String,
    /// The batch's name.
    pub batch: String,
    /// The day on the slip.
    pub day: Date,
    /// How many there are of each kind.
    pub counts: Vec<KindCount>,
    /// Every sheet, in the order of the parcel.
    pub rows: Vec<SheetRow>,
}

/// How many papers of one kind are in a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindCount {
    /// The kind, as people read it.
    pub kind: String,
    /// How many.
    pub sheets: u32,
}

/// One sheet of a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetRow {
    /// The sheet's number in its batch.
    pub sheet: u32,
    /// The kind, as people read it.
    pub kind: String,
    /// The person's name as registered.
    pub name: String,
}

const LISTED: Style = Style::new(10.0).leading(13.0);
const COUNTS: [Column<'static>; 2] =
    [column("書類", 120.0, Align::Start, "kind"), column("枚数", 40.0, Align::End, "count")];
const SHEETS: [Column<'static>; 4] = [
    column("番号", 24.0, Align::Middle, "sheet"),
    column("書類", 52.0, Align::Start, "kind"),
    column("氏名", 68.0, Align::Start, "name"),
    column("確認", 16.0, Align::Middle, "check"),
];

impl CountSlip {
    /// The pages of it.
    pub(crate) fn layouts<'a>(
        &self,
        stocks: &mut Stocks<'a>,
    ) -> Result<Vec<Layout<'a>>, Undrawable> {
        let title = "送付枚数票";
        let running = format!("{title}　{}　{}", self.batch, self.employer.name);
        let mut story = Story::new(stocks.faces(), &running);
        let number = format!("交付の束 {}", self.batch);
        story.head(&Head {
            insurer: &self.insurer,
            recipient: &self.employer,
            number: Some(&number),
            day: self.day,
            title,
        })?;
        story.paragraph(
            "次の書類をお送りします。枚数と番号を確かめ、下の受領欄に記入のうえ、\
             この票の写しを当方へお返しください。",
        )?;
        self.facts(&mut story)?;
        story.y += 3.0;
        self.counts(&mut story)?;
        story.y += 5.0;
        self.receipt(&mut story)?;
        story.heading("書類の一覧", 21.0)?;
        let rows = self
            .rows
            .iter()
            .map(|it| vec![it.sheet.to_string(), it.kind.clone(), it.name.clone(), "□".to_owned()]);
        Rows { columns: &SHEETS, cell: LISTED, inks: &[], tall: 7.0 }
            .draw(&mut story, &rows.collect::<Vec<_>>())?;
        story.finish()
    }

    /// The workplace's code, and the first and the last sheet.
    fn facts(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let sheets = self.rows.iter().map(|it| it.sheet);
        let range = match (sheets.clone().min(), sheets.max()) {
            (Some(first), Some(last)) => format!("{first}から{last}まで"),
            (None, _) | (_, None) => "なし".to_owned(),
        };
        let mut grid = Grid::new(story);
        grid.row(
            8.0,
            &[
                Cell::value("事業所番号", 80.0, "employer code", Some(&self.employer_code)),
                Cell::value("書類の番号", 80.0, "sheets", Some(&range)),
            ],
        )
    }

    fn counts(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        let mut rows: Vec<_> = self
            .counts
            .iter()
            .map(|it| vec![it.kind.clone(), format!("{}枚", it.sheets)])
            .collect();
        let total: u64 = self.counts.iter().map(|it| u64::from(it.sheets)).sum();
        rows.push(vec!["合計".to_owned(), format!("{total}枚")]);
        Rows { columns: &COUNTS, cell: LISTED, inks: &[], tall: 7.0 }.draw(story, &rows)
    }

    /// Where the workplace signs that it has got them.
    fn receipt(&self, story: &mut Story<'_>) -> Result<(), Undrawable> {
        story.heading("受領欄", 34.0)?;
        let text = format!("上記の書類を受け取りました。　　　　{}　御中", self.insurer.name);
        story.text(&BODY, &text, Tag::P)?;
        story.y += 1.0;
        let mut grid = Grid::new(story);
        grid.row(
            11.0,
            &[
                Cell::hint("受領年月日", 80.0, "令和　　　　　　年　　　　　　月　　　　　　日"),
                Cell::hint("受領枚数", 80.0, "　　　　　　　　　　　　　　　　　　　　枚"),
            ],
        )?;
        grid.row(13.0, &[Cell::hint("事業所名", 80.0, ""), Cell::hint("受領者氏名", 80.0, "")])
    }
}
