//! A table as comma-separated text.

use encoding_rs::SHIFT_JIS;

use super::{Cell, Table, looks_like_a_formula};

/// How the text is written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CsvEncoding {
    /// UTF-8 with the mark by which spreadsheets know it.
    Utf8,
    /// `Shift_JIS` as Windows has it, for systems that read nothing else.
    ShiftJis,
}

/// A character that the encoding does not have. A name is written as it is or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "row {row}, column {column}: found U+{:04X}, want a character of Shift_JIS",
    u32::from(*found)
)]
pub struct Unwritable {
    /// The row, the header being the first.
    pub row: usize,
    /// The column, from 1.
    pub column: usize,
    /// The character.
    pub found: char,
}

impl Table {
    /// The table as comma-separated text with a header and CRLF.
    ///
    /// A text that a spreadsheet would run begins with an apostrophe here.
    ///
    /// # Errors
    ///
    /// When the encoding does not have one of its characters.
    pub fn to_csv(&self, encoding: CsvEncoding) -> Result<Vec<u8>, Unwritable> {
        let width = self.columns.len();
        let mut text = String::new();
        line(&mut text, self.columns.iter().map(|it| guarded(it)));
        for row in &self.rows {
            let cells = row.iter().map(written);
            let missing = std::iter::repeat_n(String::new(), width.saturating_sub(row.len()));
            line(&mut text, cells.chain(missing));
        }
        match encoding {
            CsvEncoding::Utf8 => Ok([b"\xEF\xBB\xBF", text.as_bytes()].concat()),
            CsvEncoding::ShiftJis => {
                let (bytes, _, is_damaged) = SHIFT_JIS.encode(&text);
                if is_damaged { Err(self.unwritable()) } else { Ok(bytes.into_owned()) }
            }
        }
    }

    /// The first character that is not in `Shift_JIS`.
    fn unwritable(&self) -> Unwritable {
        let header: Vec<String> = self.columns.clone();
        let rows = self.rows.iter().map(|row| row.iter().map(written).collect());
        for (row, cells) in std::iter::once(header).chain(rows).enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                if let Some(found) = cell.chars().find(|it| !is_in_shift_jis(*it)) {
                    return Unwritable { row: row + 1, column: column + 1, found };
                }
            }
        }
        Unwritable { row: 0, column: 0, found: char::REPLACEMENT_CHARACTER }
    }
}

fn is_in_shift_jis(character: char) -> bool {
    let mut buffer = [0; 4];
    !SHIFT_JIS.encode(character.encode_utf8(&mut buffer)).2
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => guarded(text),
        Cell::Count(count) => count.to_string(),
        Cell::Yen(yen) => yen.to_string(),
        Cell::Day(day) => day.to_string(),
    }
}

fn guarded(text: &str) -> String {
    if looks_like_a_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// Adds a line, each field quoted where it must be.
fn line(text: &mut String, fields: impl Iterator<Item = String>) {
    for (place, field) in fields.enumerate() {
        if place > 0 {
            text.push(',');
        }
        if field.contains([',', '"', '\r', '\n']) || field != field.trim() {
            text.push('"');
            text.push_str(&field.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&field);
        }
    }
    text.push_str("\r\n");
}
