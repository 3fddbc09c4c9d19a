//! A bank's own CSV: whatever its columns are called, with the lines banks put above the header.

use eligibility::number::fold::fold_symbol;
use encoding_rs::SHIFT_JIS;
use jiff::civil::Date;

use super::{BankFile, BankFileError, BankFileKind, Credit, refused};
use crate::members::day;

/// The names of the column of the day, most telling first.
const DAY: [&str; 10] = [
    "勘定日",
    "入金日",
    "取引日",
    "お取引日",
    "取扱日",
    "お取扱日",
    "取扱日付",
    "日付",
    "年月日",
    "取引日付",
];

/// The names of the column of what was paid in.
const PAID_IN: [&str; 12] = [
    "入金金額",
    "入金額",
    "お預入金額",
    "お預かり金額",
    "お預り金額",
    "預り金額",
    "預入金額",
    "預入れ",
    "お預入れ",
    "入金",
    "振込金額",
    "金額",
];

/// The names of the column of who paid.
const PAYER: [&str; 7] =
    ["振込依頼人名", "振込依頼人", "依頼人名", "お振込人名", "振込人名", "お取引内容", "取引内容"];

/// The names of columns with what else is said.
const REFERENCE: [&str; 9] = [
    "摘要",
    "摘要内容",
    "EDI情報",
    "振込依頼人コード",
    "備考",
    "メモ",
    "お客さまメモ",
    "通信欄",
    "内容",
];

/// Rows above the header that banks fill with the account and the period.
const MOST_ABOVE: usize = 20;

/// Where the columns are.
struct Columns {
    day: usize,
    paid_in: usize,
    payer: Option<usize>,
    reference: Vec<usize>,
}

/// Reads the whole file.
pub(super) fn read(bytes: &[u8], taken_on: Date) -> Result<BankFile, BankFileError> {
    // The reader counts a line's CRLF to the next line; a line is to be found in an editor.
    let text = text(bytes).ok_or(BankFileError::UnknownForm)?.replace("\r\n", "\n");
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut columns = None;
    let mut file = BankFile { kind: BankFileKind::Csv, credits: Vec::new(), debits: 0 };
    for (place, row) in reader.records().enumerate() {
        let row = row.map_err(|_| BankFileError::UnknownForm)?;
        let line = row.position().and_then(|it| u32::try_from(it.line()).ok()).unwrap_or(0);
        let Some(columns) = &columns else {
            if place >= MOST_ABOVE {
                break;
            }
            columns = Columns::of(&row);
            continue;
        };
        match columns.credit(&row, line, taken_on)? {
            Some(credit) => file.credits.push(credit),
            None if row.iter().any(|it| !it.trim().is_empty()) => file.debits += 1,
            None => {}
        }
    }
    if columns.is_none() { Err(BankFileError::UnknownForm) } else { Ok(file) }
}

/// UTF-8, else `Shift_JIS`.
fn text(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(text.to_owned());
    }
    let (text, is_damaged) = SHIFT_JIS.decode_without_bom_handling(bytes);
    (!is_damaged).then(|| text.into_owned())
}

/// A column's name as it is compared: without width, spaces and the unit in brackets.
fn name(text: &str) -> String {
    let folded = fold_symbol(text);
    let plain = folded.split(['(', '[', '・']).next().unwrap_or_default();
    plain.chars().filter(|it| !it.is_whitespace()).collect()
}

impl Columns {
    /// The columns of a header; `None` where the row is not one.
    fn of(row: &csv::StringRecord) -> Option<Self> {
        let names: Vec<String> = row.iter().map(name).collect();
        let place = |wanted: &&str| {
            let wanted = name(wanted);
            names.iter().position(|it| *it == wanted)
        };
        let first = |wanted: &[&str]| wanted.iter().find_map(place);
        let payer = first(&PAYER);
        let all = REFERENCE.iter().filter_map(place);
        let reference: Vec<usize> = all.filter(|it| Some(*it) != payer).collect();
        Some(Self { day: first(&DAY)?, paid_in: first(&PAID_IN)?, payer, reference })
    }

    /// The payment of a row; `None` where nothing was paid in.
    fn credit(
        &self,
        row: &csv::StringRecord,
        line: u32,
        taken_on: Date,
    ) -> Result<Option<Credit>, BankFileError> {
        let field = |place: usize| row.get(place).unwrap_or_default().trim();
        let Some(yen) = amount(field(self.paid_in), line)? else { return Ok(None) };
        let found = field(self.day);
        let paid_on = day::parse(found).ok().filter(|it| *it <= taken_on);
        let wanted = format!("a day to {taken_on}");
        let paid_on = paid_on.ok_or_else(|| refused(line, "日付", found, &wanted))?;
        let others: Vec<&str> =
            self.reference.iter().map(|it| field(*it)).filter(|it| !it.is_empty()).collect();
        // Where no column names the payer, the bank writes the name into what else is said.
        let payer = self.payer.map_or_else(|| others.join(" "), |it| field(it).to_owned());
        let reference = others.join(" ");
        Ok(Some(Credit { line, paid_on, yen, payer, reference, is_taken_back: false }))
    }
}

/// An amount such as `1,000`, `¥1000` or `１０００円`; nothing and zero are none.
fn amount(text: &str, line: u32) -> Result<Option<u64>, BankFileError> {
    let folded = fold_symbol(text);
    let digits: String =
        folded.chars().filter(|it| !matches!(it, ',' | ' ' | '\\' | '¥' | '￥' | '円')).collect();
    if digits.is_empty() || digits == "-" {
        return Ok(None);
    }
    let is_number = digits.bytes().all(|it| it.is_ascii_digit());
    match digits.parse::<u64>() {
        Ok(0) => Ok(None),
        Ok(yen) if is_number => Ok(Some(yen)),
        Ok(_) | Err(_) => Err(refused(line, "金額", text, "an amount in yen")),
    }
}
