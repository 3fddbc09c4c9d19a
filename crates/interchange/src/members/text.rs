//! Comma-separated text, row by row: UTF-8 or `Shift_JIS`, lines counted as a spreadsheet does.
//!
//! In both encodings no byte of a longer character is a comma, a quotation mark or a line break, so
//! rows are found among the bytes and decoded one at a time. A broken character spoils its own row
//! and no other, and so does a quotation mark that is never closed.

use std::{
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    ops::ControlFlow,
};

use encoding_rs::SHIFT_JIS;

use super::{Fault, ListError, Row, Source, record::Record};

/// The longest row in bytes. Real ones are a hundredth of it.
const ROW_MAX: usize = 32 * 1024;

/// The byte order mark that says UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The rows of a text file.
pub(super) struct TextRows {
    reader: BufReader<Box<dyn Source>>,
    encoding: Encoding,
    /// The byte that ends a line: LF, or CR where there is no LF.
    line_end: u8,
    /// The spreadsheet row of the last row read.
    line: u32,
    /// Bytes of the row being read.
    bytes: Vec<u8>,
    /// Lines that were taken for part of a row and are to be read again.
    again: Vec<u8>,
    taken: u64,
    total: u64,
}

#[derive(Clone, Copy)]
enum Encoding {
    Utf8,
    ShiftJis,
}

/// Where in a row the bytes so far end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    FieldStart,
    Plain,
    Quoted,
    /// After a mark within a quoted field: its end, or half of a doubled mark.
    Mark,
}

impl TextRows {
    /// The rows of a file, and its header.
    pub(super) fn open(
        mut source: Box<dyn Source>,
        header: &mut Record,
    ) -> Result<Self, ListError> {
        let total = source.seek(SeekFrom::End(0))?;
        source.rewind()?;
        let mut reader = BufReader::with_capacity(64 * 1024, source);
        let start = reader.fill_buf()?;
        if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
            return Err(ListError::Utf16);
        }
        let is_marked = start.starts_with(MARK);
        let line_end =
            if !start.contains(&b'\n') && start.contains(&b'\r') { b'\r' } else { b'\n' };
        let taken = if is_marked { MARK.len() } else { 0 };
        reader.consume(taken);
        let mut rows = Self {
            reader,
            encoding: Encoding::Utf8,
            line_end,
            line: 0,
            bytes: Vec::new(),
            again: Vec::new(),
            taken: taken as u64,
            total,
        };
        // The header names 番号, whose bytes in `Shift_JIS` are no UTF-8.
        match rows.take_row()? {
            ControlFlow::Continue(true) => {}
            ControlFlow::Continue(false) => return Err(ListError::Empty),
            ControlFlow::Break(_) => return Err(ListError::NoHeader),
        }
        if !is_marked && std::str::from_utf8(&rows.bytes).is_err() {
            rows.encoding = Encoding::ShiftJis;
        }
        if rows.decode(header).is_err() {
            return Err(ListError::NoHeader);
        }
        Ok(rows)
    }

    /// The next row that is not an empty line; `None` at the end.
    pub(super) fn read(&mut self, record: &mut Record) -> Result<Option<Row>, ListError> {
        loop {
            match self.take_row()? {
                ControlFlow::Continue(false) => return Ok(None),
                ControlFlow::Continue(true) if self.bytes.is_empty() => {}
                ControlFlow::Continue(true) => {
                    let fault = self.decode(record).err();
                    return Ok(Some(Row { line: self.line, fault }));
                }
                ControlFlow::Break(fault) => {
                    // Shown as far as it can be; the row is refused either way.
                    let _ = self.decode(record);
                    return Ok(Some(Row { line: self.line, fault: Some(fault) }));
                }
            }
        }
    }

    /// Bytes read, and bytes there are.
    pub(super) const fn progress(&self) -> (u64, u64) {
        (self.taken, self.total)
    }

    /// Takes the bytes of the next row, without its line end; `false` at the end of the file.
    fn take_row(&mut self) -> Result<ControlFlow<Fault, bool>, io::Error> {
        self.bytes.clear();
        let mut quotes = Quotes::FieldStart;
        let mut first_line = 0;
        loop {
            let start = self.bytes.len();
            let is_whole = self.take_line()?;
            let is_end = self.bytes.len() == start;
            if is_end && start == 0 {
                return Ok(ControlFlow::Continue(false));
            }
            if start == 0 {
                self.line = self.line.saturating_add(1);
                first_line = self.bytes.len();
                if !is_whole {
                    self.skip_line()?;
                    return Ok(ControlFlow::Break(Fault::TooLong));
                }
                if !self.bytes.contains(&b'"') {
                    break;
                }
            }
            let after = quotes.after(&self.bytes[start..]);
            match after {
                Some(Quotes::Quoted) if !is_end && is_whole && self.bytes.len() < ROW_MAX => {
                    quotes = Quotes::Quoted;
                }
                Some(Quotes::Quoted) | None => {
                    // Only the line with the mark is refused; those after it are read again.
                    let mut again = self.bytes.split_off(first_line);
                    self.taken -= again.len() as u64;
                    again.append(&mut self.again);
                    self.again = again;
                    self.strip_line_end();
                    return Ok(ControlFlow::Break(Fault::Quotes));
                }
                Some(Quotes::FieldStart | Quotes::Plain | Quotes::Mark) => break,
            }
        }
        self.strip_line_end();
        Ok(ControlFlow::Continue(true))
    }

    /// Adds the next line with its end to the row's bytes; whether all of it had room.
    fn take_line(&mut self) -> Result<bool, io::Error> {
        let start = self.bytes.len();
        if !self.again.is_empty() {
            let end = self.again.iter().position(|it| *it == self.line_end);
            let end = end.map_or(self.again.len(), |it| it + 1);
            self.bytes.extend(self.again.drain(..end));
        }
        if self.bytes.len() == start || self.bytes.last() != Some(&self.line_end) {
            let room = (ROW_MAX + 1).saturating_sub(self.bytes.len() - start);
            (&mut self.reader).take(room as u64).read_until(self.line_end, &mut self.bytes)?;
        }
        let length = self.bytes.len() - start;
        self.taken += length as u64;
        Ok(length <= ROW_MAX)
    }

    /// Passes over the rest of a line that is too long.
    fn skip_line(&mut self) -> Result<(), io::Error> {
        if self.bytes.last() != Some(&self.line_end) {
            self.taken += self.reader.skip_until(self.line_end)? as u64;
        }
        Ok(())
    }

    fn strip_line_end(&mut self) {
        for end in [self.line_end, b'\r'] {
            if self.bytes.last() == Some(&end) {
                self.bytes.pop();
            }
        }
    }

    /// Decodes and splits the row's bytes; what cannot be decoded becomes U+FFFD.
    fn decode(&self, record: &mut Record) -> Result<(), Fault> {
        let (text, is_damaged) = match self.encoding {
            Encoding::Utf8 => match std::str::from_utf8(&self.bytes) {
                Ok(text) => (text.into(), false),
                Err(_) => (String::from_utf8_lossy(&self.bytes), true),
            },
            Encoding::ShiftJis => SHIFT_JIS.decode_without_bom_handling(&self.bytes),
        };
        record.split(&text);
        if is_damaged { Err(Fault::Undecodable) } else { Ok(()) }
    }
}

impl Quotes {
    /// The state after more bytes of a row; `None` when a quoted field ends in mid-field.
    fn after(self, bytes: &[u8]) -> Option<Self> {
        bytes.iter().try_fold(self, |state, byte| {
            Some(match (state, byte) {
                (Self::Quoted, b'"') | (Self::Mark, b'\r' | b'\n') => Self::Mark,
                (Self::FieldStart | Self::Mark, b'"') | (Self::Quoted, _) => Self::Quoted,
                (Self::FieldStart | Self::Plain | Self::Mark, b',') => Self::FieldStart,
                (Self::Mark, _) => return None,
                (Self::FieldStart | Self::Plain, _) => Self::Plain,
            })
        })
    }
}
