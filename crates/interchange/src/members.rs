//! Member lists (加入者一覧) as insurers' systems write them.
//!
//! Comma-separated text in UTF-8 or `Shift_JIS`, or the first sheet of an Excel workbook; columns
//! in any order under their usual names; days in every usual writing. Each row is a member or a
//! [`Refusal`]; names come out character for character as they stand in the list.

mod columns;
mod correction;
pub(crate) mod day;
mod record;
mod refusal;
mod row;
mod sheet;
mod text;
mod words;

use std::{
    fmt,
    fs::File,
    io::{self, Read, Seek},
    path::Path,
};

use ::record::{Address, Coverage, Delivery, Identity};
use eligibility::{InsurerNumber, MyNumber};

use self::{
    columns::{Column, Columns},
    record::Record,
    sheet::SheetRows,
    text::TextRows,
};

pub use columns::HeaderError;
pub use correction::CorrectionFile;
pub use refusal::{Fault, Refusal};

/// A member list that is being read, a row at a time.
pub struct MemberList {
    rows: Rows,
    columns: Columns,
    insurer: InsurerNumber,
    record: Record,
}

/// One member as a row says.
///
/// `Debug` shows the line alone: the rest is the person's.
#[derive(Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// The row as a spreadsheet counts: from 1, with the header as line 1.
    pub line: u32,
    /// Who the member is.
    pub identity: Identity,
    /// Where the member lives; its text is empty where the list has only a postcode or the wish not
    /// to be disclosed.
    pub address: Option<Address>,
    /// The employer through which papers go.
    pub delivery: Option<Delivery>,
    /// The coverage, symbol and number as received, the branch with two digits.
    pub coverage: Coverage,
    /// The My Number, for a keyed hash and nothing else.
    pub my_number: Option<MyNumber>,
}

/// Why a list cannot be read at all, or no further.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The file could not be read.
    #[error("member list not readable")]
    Io(#[from] io::Error),
    /// Nothing is in it.
    #[error("member list is empty, want a header in line 1")]
    Empty,
    /// A workbook of before 2007, or any that is locked: both come in the older container.
    #[error("member list is an old Excel workbook or locked by a password, want .xlsx or .csv")]
    OldWorkbook,
    /// A file that begins as a workbook does and is none.
    #[error("member list is not a whole Excel workbook")]
    Workbook,
    /// A sheet with more text than is kept in memory.
    #[error("member list is a workbook of over 4 GiB, want .csv")]
    TooLarge,
    /// A text in UTF-16.
    #[error("member list is text in UTF-16, want UTF-8 or Shift_JIS")]
    Utf16,
    /// Line 1 is no header.
    #[error("member list has no header in line 1")]
    NoHeader,
    /// The header lacks a column, or has one twice.
    #[error(transparent)]
    Header(#[from] HeaderError),
}

/// What a list is read from.
trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

/// The rows, wherever they come from.
enum Rows {
    Text(TextRows),
    Sheet(SheetRows),
}

/// Where a row stands, and whether it could be split into fields.
#[derive(Clone, Copy)]
struct Row {
    line: u32,
    fault: Option<Fault>,
}

/// The column of a fault that is the whole row's.
const WHOLE_ROW: &str = "行";

impl MemberList {
    /// The list in a file, of an insurer.
    ///
    /// # Errors
    ///
    /// When it is no list: see [`ListError`].
    pub fn open(path: &Path, insurer: InsurerNumber) -> Result<Self, ListError> {
        Self::read(File::open(path)?, insurer)
    }

    /// The list in anything that can be read, of an insurer.
    ///
    /// Its first bytes tell a workbook from text. Text is then read row by row; a workbook's sheet
    /// is kept in memory.
    ///
    /// # Errors
    ///
    /// As [`Self::open`].
    pub fn read(
        mut source: impl Read + Seek + Send + 'static,
        insurer: InsurerNumber,
    ) -> Result<Self, ListError> {
        let mut start = Vec::new();
        source.by_ref().take(8).read_to_end(&mut start)?;
        source.rewind()?;
        let mut header = Record::default();
        let rows = if start.starts_with(b"PK\x03\x04") {
            Rows::Sheet(SheetRows::open(Box::new(source), &mut header)?)
        } else if start.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return Err(ListError::OldWorkbook);
        } else {
            Rows::Text(TextRows::open(Box::new(source), &mut header)?)
        };
        let columns = Columns::of(header.fields().map(str::to_owned).collect(), insurer)?;
        Ok(Self { rows, columns, insurer, record: Record::default() })
    }

    /// The next row: a member, or why it is none. Blank rows are passed over; `None` at the end.
    ///
    /// # Errors
    ///
    /// When the file cannot be read any further.
    pub fn next_row(&mut self) -> Result<Option<Result<MemberRow, Refusal>>, ListError> {
        loop {
            let row = match &mut self.rows {
                Rows::Text(rows) => rows.read(&mut self.record)?,
                Rows::Sheet(rows) => rows.read(&mut self.record),
            };
            let Some(row) = row else { return Ok(None) };
            if !self.record.is_blank() {
                return Ok(Some(self.member(row)));
            }
        }
    }

    /// The header as it stands in the list.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.columns.header
    }

    /// Whether the list has a column, given by any of its names.
    #[must_use]
    pub fn has_column(&self, name: &str) -> bool {
        Column::of(name).is_some_and(|it| self.columns.read.iter().any(|read| read.1 == it))
    }

    /// The columns that are not read, for a word to whoever supplied the list.
    pub fn ignored_columns(&self) -> impl Iterator<Item = &str> {
        self.columns.ignored()
    }

    /// The fields of the last row as they stand in the list, for the correction file.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.record.fields()
    }

    /// How much has been read, and of how much: bytes of text, cells of a workbook.
    #[must_use]
    pub const fn progress(&self) -> (u64, u64) {
        match &self.rows {
            Rows::Text(rows) => rows.progress(),
            Rows::Sheet(rows) => rows.progress(),
        }
    }

    /// The member of the row that has just been split.
    fn member(&self, row: Row) -> Result<MemberRow, Refusal> {
        let Row { line, fault } = row;
        let header = &self.columns.header;
        let whole_row = |found: String, fault| {
            Err(Refusal { line, column: WHOLE_ROW.to_owned(), found, fault })
        };
        match fault {
            Some(Fault::Undecodable) => {
                let place = self.record.fields().position(|it| it.contains('\u{FFFD}'));
                let column = place.and_then(|it| header.get(it)).map_or(WHOLE_ROW, String::as_str);
                let found = self.record.field(place.unwrap_or_default()).to_owned();
                let fault = Fault::Undecodable;
                return Err(Refusal { line, column: column.to_owned(), found, fault });
            }
            Some(Fault::Quotes) => return whole_row("\"".to_owned(), Fault::Quotes),
            Some(fault) => return whole_row(String::new(), fault),
            None => {}
        }
        let beyond = self.record.fields().skip(header.len()).any(|it| !it.trim().is_empty());
        if self.record.len() < header.len() || beyond {
            let fault = Fault::FieldCount { wanted: header.len() };
            return whole_row(self.record.len().to_string(), fault);
        }
        row::read(line, &self.columns, |place| self.record.field(place), self.insurer)
    }
}

impl fmt::Debug for MemberList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemberList")
            .field("insurer", &self.insurer)
            .field("progress", &self.progress())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for MemberRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemberRow").field("line", &self.line).finish_non_exhaustive()
    }
}
