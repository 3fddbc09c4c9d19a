//! A table as a workbook (.xlsx).

use jiff::civil::Date;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{Cell, Table, looks_like_a_formula};

/// Why a workbook was not made.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// More rows than a sheet has.
    #[error("the list has {0} rows, a sheet has room for {MOST_ROWS}")]
    TooLong(usize),
    /// The workbook could not be written.
    #[error("the workbook could not be written")]
    Workbook(#[from] XlsxError),
}

/// Rows of a sheet below its header.
const MOST_ROWS: usize = 1_048_575;

/// The forms of a workbook's cells.
struct Forms {
    header: Format,
    text: Format,
    guarded: Format,
    number: Format,
    day: Format,
}

impl Table {
    /// The table as a workbook of one sheet, dated by a day: the same table gives the same bytes.
    ///
    /// # Errors
    ///
    /// When the list is longer than a sheet, or the workbook could not be written.
    pub fn to_xlsx(&self, on: Date) -> Result<Vec<u8>, WorkbookError> {
        if self.rows.len() > MOST_ROWS {
            return Err(WorkbookError::TooLong(self.rows.len()));
        }
        let mut workbook = Workbook::new();
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&excel_day(on)?));
        let forms = Forms::new();
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(&self.title))?;
        self.fill(sheet, &forms)?;
        Ok(workbook.save_to_buffer()?)
    }

    fn fill(&self, sheet: &mut Worksheet, forms: &Forms) -> Result<(), XlsxError> {
        for (column, name) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(0, column, name, &forms.header)?;
        }
        for (row, cells) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(cells) {
                write(sheet, (row, column), cell, forms)?;
            }
        }
        let last_column = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let last_row = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        if !self.columns.is_empty() {
            sheet.autofilter(0, 0, last_row, last_column)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_repeat_rows(0, 0)?;
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
        for (column, width) in (0..).zip(self.widths()) {
            sheet.set_column_width(column, width)?;
        }
        Ok(())
    }

    /// The width of each column in half-width characters, by its longest cell and within reason.
    fn widths(&self) -> Vec<f64> {
        let of_column = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            let longest = cells.map(cell_width).max().unwrap_or(0);
            longest.max(width(&self.columns[column]) + 3).clamp(8, 60)
        };
        (0..self.columns.len()).map(|it| f64::from(of_column(it))).collect()
    }
}

/// The number of the paper size A4 in a workbook.
const A4: u8 = 9;

impl Forms {
    fn new() -> Self {
        let plain = || Format::new().set_align(FormatAlign::Top).set_border(FormatBorder::Hair);
        Self {
            header: plain().set_bold().set_background_color(0x00E8_EEF4),
            text: plain().set_text_wrap().set_num_format("@"),
            guarded: plain().set_text_wrap().set_num_format("@").set_quote_prefix(),
            number: plain().set_num_format("#,##0"),
            day: plain().set_num_format("yyyy-mm-dd"),
        }
    }
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    forms: &Forms,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => sheet.write_blank(row, column, &forms.text)?,
        Cell::Text(text) => {
            let form = if looks_like_a_formula(text) { &forms.guarded } else { &forms.text };
            sheet.write_string_with_format(row, column, text, form)?
        }
        Cell::Count(count) => number(sheet, (row, column), &count.to_string(), forms)?,
        Cell::Yen(yen) => number(sheet, (row, column), &yen.to_string(), forms)?,
        Cell::Day(day) => match excel_day(*day) {
            Ok(day) => sheet.write_datetime_with_format(row, column, day, &forms.day)?,
            // A sheet's calendar begins in 1900; an earlier day is its text.
            Err(_) => sheet.write_string_with_format(row, column, day.to_string(), &forms.text)?,
        },
    };
    Ok(())
}

/// Writes a number, as text where a sheet's numbers, which are floating, would change it.
fn number<'a>(
    sheet: &'a mut Worksheet,
    (row, column): (u32, u16),
    digits: &str,
    forms: &Forms,
) -> Result<&'a mut Worksheet, XlsxError> {
    match digits.parse::<f64>() {
        Ok(number) if digits.len() <= 15 => {
            sheet.write_number_with_format(row, column, number, &forms.number)
        }
        Ok(_) | Err(_) => sheet.write_string_with_format(row, column, digits, &forms.text),
    }
}

fn excel_day(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or(0);
    ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs())
}

/// A title as the name of a sheet: 1 to 31 characters without some signs.
fn sheet_name(title: &str) -> String {
    let allowed = |it: &char| !"[]:*?/\\'".contains(*it) && !it.is_control();
    let name: String = title.chars().filter(allowed).take(31).collect();
    if name.trim().is_empty() { "一覧".to_owned() } else { name }
}

fn cell_width(cell: &Cell) -> u32 {
    match cell {
        Cell::Empty => 0,
        Cell::Text(text) => width(text),
        Cell::Count(count) => width(&count.to_string()) + 3,
        Cell::Yen(yen) => width(&yen.to_string()) + 3,
        Cell::Day(_) => 12,
    }
}

/// Characters outside the half-width ranges are two wide.
fn width(text: &str) -> u32 {
    let one = |it: char| if it.is_ascii() || matches!(it, '｡'..='ﾟ') { 1 } else { 2 };
    text.chars().map(one).sum()
}
