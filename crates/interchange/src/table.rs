//! A list as an office keeps it: a table of typed cells, to CSV and to a workbook.
//!
//! A cell of text stays text. Spreadsheets run a text that begins with `=`, `+`, `-` or `@` as a
//! formula, and some of these texts come from outside: a payer's name, a reason typed by a clerk.

mod csv_text;
mod workbook;

use jiff::civil::Date;

pub use csv_text::{CsvEncoding, Unwritable};
pub use workbook::WorkbookError;

/// A list with named columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it lists; the name of the workbook's sheet.
    pub title: String,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Its rows; a short one ends in empty cells.
    pub rows: Vec<Vec<Cell>>,
}

/// A value in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text, numbers with leading zeros among them.
    Text(String),
    /// A count.
    Count(u64),
    /// An amount in yen.
    Yen(i64),
    /// A day.
    Day(Date),
}

impl Table {
    /// An empty table with these columns.
    #[must_use]
    pub fn new(title: &str, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|&it| it.to_owned()).collect();
        Self { title: title.to_owned(), columns, rows: Vec::new() }
    }
}

impl Cell {
    /// A text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<Date> for Cell {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// Whether a spreadsheet may take a text for a formula: by its first character that is not a
/// space, in half or full width, or because a control character leads.
fn looks_like_a_formula(text: &str) -> bool {
    if text.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let first = text.trim_start().chars().next();
    matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
}

#[cfg(test)]
mod tests;
