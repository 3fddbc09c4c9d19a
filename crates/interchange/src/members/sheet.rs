//! The first sheet of an Excel workbook, row by row.
//!
//! The cells' text is kept in one buffer, empty cells not at all, so that a sheet takes about the
//! memory of the same list as comma-separated text.

use std::fmt::Write as _;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{ListError, Row, Source, record::Record};

/// The rows of a sheet.
pub(super) struct SheetRows {
    text: String,
    /// Each cell that is not empty: its row and column, and where its text ends.
    cells: Vec<Cell>,
    /// The next cell to read, and where its text starts.
    next: usize,
    start: usize,
    width: usize,
}

struct Cell {
    row: u32,
    column: u32,
    end: u32,
}

impl SheetRows {
    /// The rows of a workbook's first visible sheet, and its header.
    pub(super) fn open(source: Box<dyn Source>, header: &mut Record) -> Result<Self, ListError> {
        let mut workbook = Xlsx::new(source).map_err(refused)?;
        let sheet = workbook.sheets_metadata().iter().find(|sheet| {
            sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet
        });
        let name = sheet.map(|sheet| sheet.name.clone()).ok_or(ListError::Empty)?;

        let mut rows = Self { text: String::new(), cells: Vec::new(), next: 0, start: 0, width: 0 };
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(refused)?;
        while let Some(cell) = cells.next_cell().map_err(refused)? {
            let (row, column) = cell.get_position();
            rows.push(row, column, cell.get_value())?;
        }
        if rows.cells.first().is_none_or(|cell| cell.row > 0) {
            return Err(ListError::NoHeader);
        }
        let last = rows.cells[..rows.row_end()].last();
        rows.width = last.map_or(0, |cell| cell.column as usize + 1);
        rows.read(header);
        Ok(rows)
    }

    /// The next row that has a cell; `None` at the end.
    pub(super) fn read(&mut self, record: &mut Record) -> Option<Row> {
        let row = self.cells.get(self.next)?.row;
        record.clear();
        let end = self.row_end();
        for cell in &self.cells[self.next..end] {
            // Cells beyond the header are kept, so that the row is refused for them.
            while record.len() < self.width.min(cell.column as usize) {
                record.push("");
            }
            record.push(&self.text[self.start..cell.end as usize]);
            self.start = cell.end as usize;
        }
        while record.len() < self.width {
            record.push("");
        }
        self.next = end;
        Some(Row { line: row.saturating_add(1), fault: None })
    }

    /// Cells read, and cells there are.
    pub(super) const fn progress(&self) -> (u64, u64) {
        (self.next as u64, self.cells.len() as u64)
    }

    /// The end of the row that the next cell begins.
    fn row_end(&self) -> usize {
        let rest = &self.cells[self.next..];
        let length = rest.iter().take_while(|cell| cell.row == rest[0].row).count();
        self.next + length
    }

    fn push(&mut self, row: u32, column: u32, value: &DataRef<'_>) -> Result<(), ListError> {
        let start = self.text.len();
        write_text(&mut self.text, value);
        if self.text.len() == start {
            return Ok(());
        }
        if self.cells.last().is_some_and(|it| (it.row, it.column) >= (row, column)) {
            return Err(ListError::Workbook);
        }
        let end = u32::try_from(self.text.len()).map_err(|_| ListError::TooLarge)?;
        self.cells.push(Cell { row, column, end });
        Ok(())
    }
}

/// A cell's value as the same list would have it as text.
fn write_text(text: &mut String, value: &DataRef<'_>) {
    // Writing to a `String` cannot fail.
    let _ = match value {
        DataRef::String(it) | DataRef::DateTimeIso(it) | DataRef::DurationIso(it) => {
            text.push_str(it);
            Ok(())
        }
        DataRef::SharedString(it) => {
            text.push_str(it);
            Ok(())
        }
        DataRef::Int(it) => write!(text, "{it}"),
        // `Display` writes a whole number without a point, however large.
        DataRef::Float(it) => write!(text, "{it}"),
        DataRef::Bool(it) => write!(text, "{}", u8::from(*it)),
        DataRef::DateTime(it) if it.is_datetime() => {
            let (year, month, day, ..) = it.to_ymd_hms_milli();
            write!(text, "{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(it) => write!(text, "{}", it.as_f64()),
        DataRef::Error(it) => write!(text, "{it}"),
        DataRef::Empty => Ok(()),
    };
}

/// A workbook that cannot be read. What it found may be a cell, so only the kind is kept; what the
/// system did not report is the workbook's own fault.
fn refused(error: XlsxError) -> ListError {
    if let XlsxError::Io(error) = error
        && error.raw_os_error().is_some()
    {
        return ListError::Io(error);
    }
    ListError::Workbook
}
