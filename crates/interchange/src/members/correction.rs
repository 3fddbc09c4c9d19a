//! The refused rows as a file that can be corrected and imported again.

use std::io::{self, Write};

use super::{
    Refusal,
    columns::{CORRECTION, Column},
};

/// Refused rows as comma-separated UTF-8: the list's own columns, then 行, 列, 見つかった値 and
/// 必要な値.
///
/// The file is itself a member list, which [`super::MemberList`] reads without those four. A My
/// Number is left out: it is written nowhere, and whoever corrects the row has it.
pub struct CorrectionFile<W: Write> {
    writer: csv::Writer<W>,
    /// What is done with each of the list's columns.
    columns: Vec<Copy>,
}

/// How a column of the list is copied.
#[derive(PartialEq)]
enum Copy {
    AsIs,
    Blank,
    /// A column of an earlier correction file, which ours replaces.
    LeaveOut,
}

impl<W: Write> CorrectionFile<W> {
    /// Begins a file for a list with this header.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn create(mut writer: W, header: &[String]) -> Result<Self, io::Error> {
        // Without the mark Excel takes the file for Shift_JIS.
        writer.write_all("\u{FEFF}".as_bytes())?;
        let columns = header
            .iter()
            .map(|name| match Column::of(name) {
                Some(Column::Correction) => Copy::LeaveOut,
                Some(Column::MyNumber) => Copy::Blank,
                _ => Copy::AsIs,
            })
            .collect();
        let writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(writer);
        let mut file = Self { writer, columns };
        for (name, copy) in header.iter().zip(&file.columns) {
            if *copy != Copy::LeaveOut {
                file.writer.write_field(name)?;
            }
        }
        file.writer.write_record(CORRECTION)?;
        Ok(file)
    }

    /// Adds a refused row: its fields as they stand in the list, and what is wrong.
    ///
    /// Fields beyond the header go behind all columns, so that nothing is lost and the row is
    /// refused until they are put right.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn add<'a>(
        &mut self,
        fields: impl IntoIterator<Item = &'a str>,
        refusal: &Refusal,
    ) -> Result<(), io::Error> {
        let mut fields = fields.into_iter();
        for copy in &self.columns {
            let field = fields.next().unwrap_or_default();
            match copy {
                Copy::AsIs => self.writer.write_field(field)?,
                Copy::Blank => self.writer.write_field("")?,
                Copy::LeaveOut => {}
            }
        }
        self.writer.write_field(refusal.line.to_string())?;
        for added in [&*refusal.column, &*refusal.found, &*refusal.wanted()] {
            self.writer.write_field(harmless(added))?;
        }
        for beyond in fields {
            self.writer.write_field(beyond)?;
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes out what is still held back, and gives the writer back.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn finish(self) -> Result<W, io::Error> {
        self.writer.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// A text that no spreadsheet takes for a formula: an apostrophe goes before one that begins as a
/// formula does. The list's own columns stay as they are, or a correction would change them.
fn harmless(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}
