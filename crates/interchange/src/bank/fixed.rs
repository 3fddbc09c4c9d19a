//! The banks' common fixed-length files: records of 200 bytes, with line breaks or without.
//!
//! header 1 ─► data 2 … ─► trailer 8 ─► next account's header, or end 9
//!
//! Counts and sums of every trailer, and the count of the end, are checked against what was read.

use encoding_rs::SHIFT_JIS;
use jiff::civil::Date;

use super::{BankFile, BankFileError, BankFileKind, Credit, refused};

/// Bytes of a record.
const LENGTH: usize = 200;

/// Whether the bytes begin as a fixed-length file does: a header's kinds in digits, and no comma.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    start.len() >= 60
        && start[0] == b'1'
        && start[1..22].iter().all(u8::is_ascii_digit)
        && !start[..60].contains(&b',')
}

/// Reads the whole file.
pub(super) fn read(bytes: &[u8], taken_on: Date) -> Result<BankFile, BankFileError> {
    let kind = match &bytes[1..3] {
        b"01" => BankFileKind::PaymentNotice,
        b"03" => BankFileKind::Statement,
        other => {
            return Err(BankFileError::OtherKind {
                found: String::from_utf8_lossy(other).into_owned(),
            });
        }
    };
    let mut file = Reading { kind, taken_on, credits: Vec::new(), debits: 0, account: None };
    let mut accounts = 0;
    let mut ended = None;
    let mut last = 0;
    for (record, number) in records(bytes)?.into_iter().zip(1..) {
        let record = Record { bytes: record, number };
        last = number;
        if ended.is_some() {
            return Err(record.refused("データ区分", "a record", "nothing after the end record"));
        }
        match (record.bytes[0], file.account.is_some()) {
            (b'1', false) => file.header(record)?,
            (b'2', true) => file.data(record)?,
            (b'8', true) => {
                file.trailer(record)?;
                accounts += 1;
            }
            (b'9', false) if accounts > 0 => {
                end(record, accounts)?;
                ended = Some(number);
            }
            (found, is_open) => {
                let found = char::from(found).to_string();
                let wanted = if is_open { "2 or 8" } else { "1 or 9" };
                return Err(record.refused("データ区分", &found, wanted));
            }
        }
    }
    if ended.is_none() {
        return Err(refused(last + 1, "データ区分", "the end of the file", "an end record (9)"));
    }
    let Reading { credits, debits, .. } = file;
    Ok(BankFile { kind, credits, debits })
}

/// The records: lines of 200 bytes, or 200 bytes after 200 bytes.
fn records(bytes: &[u8]) -> Result<Vec<&[u8]>, BankFileError> {
    // MS-DOS writers end a file with this byte.
    let bytes = bytes.strip_suffix(b"\x1A").unwrap_or(bytes);
    let has_breaks = bytes.iter().take(LENGTH + 2).any(|it| matches!(it, b'\r' | b'\n'));
    let records: Vec<&[u8]> = if has_breaks {
        let lines = bytes.split(|it| *it == b'\n');
        lines.map(|it| it.strip_suffix(b"\r").unwrap_or(it)).filter(|it| !it.is_empty()).collect()
    } else {
        let end = bytes.iter().rposition(|it| !matches!(it, b'\r' | b'\n')).map_or(0, |it| it + 1);
        bytes[..end].chunks(LENGTH).collect()
    };
    for (record, number) in records.iter().zip(1..) {
        if record.len() != LENGTH {
            let found = format!("{} bytes", record.len());
            return Err(refused(number, "レコード長", &found, "200 bytes"));
        }
    }
    Ok(records)
}

/// A record with its number in the file.
#[derive(Clone, Copy)]
struct Record<'a> {
    bytes: &'a [u8],
    number: u32,
}

/// What was read of the file so far.
struct Reading {
    kind: BankFileKind,
    taken_on: Date,
    credits: Vec<Credit>,
    debits: u32,
    /// Counts and sums of the account being read.
    account: Option<Account>,
}

#[derive(Default)]
struct Account {
    paid_in: Sum,
    /// Money paid out, or in a notice what was taken back.
    other: Sum,
}

#[derive(Default)]
struct Sum {
    count: u64,
    yen: u64,
}

impl Reading {
    fn header(&mut self, record: Record<'_>) -> Result<(), BankFileError> {
        let wanted = match self.kind {
            BankFileKind::PaymentNotice | BankFileKind::Csv => "01",
            BankFileKind::Statement => "03",
        };
        record.one_of("種別コード", 1, 2, &[wanted])?;
        record.one_of("コード区分", 3, 1, &["0"])?;
        record.day("作成日", 4, self.taken_on)?;
        self.account = Some(Account::default());
        Ok(())
    }

    fn data(&mut self, record: Record<'_>) -> Result<(), BankFileError> {
        match self.kind {
            BankFileKind::PaymentNotice | BankFileKind::Csv => self.notice(record),
            BankFileKind::Statement => self.transaction(record),
        }
    }

    /// A record of a 振込入金通知. Form B has amounts of twelve digits where form A is blank.
    fn notice(&mut self, record: Record<'_>) -> Result<(), BankFileError> {
        let is_form_b = record.bytes[128..152].iter().all(u8::is_ascii_digit);
        let mut yen = record.number("金額", 19, 10)?;
        if is_form_b {
            yen = yen.max(record.number("金額(2)", 128, 12)?);
        }
        let is_taken_back = record.one_of("取消区分", 127, 1, &["0", " ", "1"])? == "1";
        let edi = if is_form_b { 152 } else { 128 };
        let credit = Credit {
            line: record.number,
            paid_on: record.day("勘定日", 7, self.taken_on)?,
            yen,
            payer: record.text("振込依頼人名", 49, 48)?,
            reference: joined(&[
                record.text("振込依頼人コード", 39, 10)?,
                record.text("EDI情報", edi, 20)?,
            ]),
            is_taken_back,
        };
        self.add(credit, is_taken_back);
        Ok(())
    }

    /// A record of a 入出金取引明細; money paid out is counted and passed over.
    fn transaction(&mut self, record: Record<'_>) -> Result<(), BankFileError> {
        let is_paid_in = record.one_of("入払区分", 21, 1, &["1", "2"])? == "1";
        let is_correction = record.text("取引区分", 22, 2)? == "19";
        let yen = record.number("取引金額", 24, 12)?;
        let paid_on = record.day("勘定日", 9, self.taken_on)?;
        if !is_paid_in {
            let account = self.account.get_or_insert_default();
            account.other.add(yen);
            self.debits += 1;
            return Ok(());
        }
        let credit = Credit {
            line: record.number,
            paid_on,
            yen,
            payer: record.text("振込依頼人名", 81, 48)?,
            reference: joined(&[
                record.text("振込依頼人コード", 71, 10)?,
                record.text("摘要内容", 159, 20)?,
                record.text("EDI情報", 179, 20)?,
            ]),
            is_taken_back: is_correction,
        };
        self.add(credit, false);
        Ok(())
    }

    fn add(&mut self, credit: Credit, is_apart: bool) {
        let account = self.account.get_or_insert_default();
        let sum = if is_apart { &mut account.other } else { &mut account.paid_in };
        sum.add(credit.yen);
        self.credits.push(credit);
    }

    fn trailer(&mut self, record: Record<'_>) -> Result<(), BankFileError> {
        let Account { paid_in, other } = self.account.take().unwrap_or_default();
        match self.kind {
            BankFileKind::PaymentNotice | BankFileKind::Csv => {
                record.equals("振込合計件数", 1, 6, paid_in.count)?;
                record.equals("振込合計金額", 7, 12, paid_in.yen)?;
                record.equals("取消合計件数", 19, 6, other.count)?;
                record.equals("取消合計金額", 25, 12, other.yen)
            }
            BankFileKind::Statement => {
                record.equals("入金件数", 1, 6, paid_in.count)?;
                record.equals("入金額合計", 7, 13, paid_in.yen)?;
                record.equals("出金件数", 20, 6, other.count)?;
                record.equals("出金額合計", 26, 13, other.yen)?;
                record.equals("データ・レコード件数", 54, 7, paid_in.count + other.count)
            }
        }
    }
}

impl Sum {
    const fn add(&mut self, yen: u64) {
        self.count += 1;
        self.yen += yen;
    }
}

/// The end record counts the records, with itself or without, and the accounts; banks that do not
/// count leave zeros.
fn end(record: Record<'_>, accounts: u64) -> Result<(), BankFileError> {
    let all = u64::from(record.number);
    let counted = record.number("レコード総件数", 1, 10)?;
    if ![0, all, all - 1].contains(&counted) {
        let wanted = format!("{all}");
        return Err(record.refused("レコード総件数", &counted.to_string(), &wanted));
    }
    match record.number("口座数", 11, 5)? {
        0 => Ok(()),
        found if found == accounts => Ok(()),
        found => Err(record.refused("口座数", &found.to_string(), &accounts.to_string())),
    }
}

impl Record<'_> {
    fn refused(self, field: &'static str, found: &str, wanted: &str) -> BankFileError {
        refused(self.number, field, found, wanted)
    }

    /// A field's text without the spaces that fill it: half-width kana, letters, digits, signs.
    fn text(
        self,
        field: &'static str,
        start: usize,
        length: usize,
    ) -> Result<String, BankFileError> {
        let bytes = &self.bytes[start..start + length];
        let (text, is_damaged) = SHIFT_JIS.decode_without_bom_handling(bytes);
        if is_damaged || text.chars().any(|it| it.is_ascii_control()) {
            return Err(self.refused(field, "bytes that are no character", "JIS X 0201"));
        }
        Ok(text.trim().to_owned())
    }

    /// A field's digits as a number; blank is zero.
    fn number(
        self,
        field: &'static str,
        start: usize,
        length: usize,
    ) -> Result<u64, BankFileError> {
        let text = self.text(field, start, length)?;
        if text.is_empty() {
            return Ok(0);
        }
        let wanted = format!("{length} digits");
        let is_number = text.bytes().all(|it| it.is_ascii_digit());
        let number = text.parse().ok().filter(|_| is_number);
        number.ok_or_else(|| self.refused(field, &text, &wanted))
    }

    fn one_of(
        self,
        field: &'static str,
        start: usize,
        length: usize,
        wanted: &[&str],
    ) -> Result<String, BankFileError> {
        let found = String::from_utf8_lossy(&self.bytes[start..start + length]).into_owned();
        if wanted.contains(&&*found) {
            return Ok(found);
        }
        let wanted: Vec<&str> = wanted.iter().copied().filter(|it| *it != " ").collect();
        Err(self.refused(field, &found, &wanted.join(" or ")))
    }

    fn equals(
        self,
        field: &'static str,
        start: usize,
        length: usize,
        wanted: u64,
    ) -> Result<(), BankFileError> {
        let found = self.number(field, start, length)?;
        if found == wanted {
            return Ok(());
        }
        Err(self.refused(field, &found.to_string(), &wanted.to_string()))
    }

    /// A day `YYMMDD`: of 令和, of 平成 counted on, or of the century, whichever is the latest that
    /// is not after the day the file is taken.
    fn day(self, field: &'static str, start: usize, taken_on: Date) -> Result<Date, BankFileError> {
        let text = self.text(field, start, 6)?;
        let part = |from: usize| text.get(from..from + 2)?.parse::<i8>().ok();
        let day = part(0).zip(part(2)).zip(part(4)).and_then(|((year, month), day)| {
            let years = [2018, 1988, 2000].map(|zero: i16| zero + i16::from(year));
            let days = years.into_iter().filter_map(|year| Date::new(year, month, day).ok());
            days.filter(|it| *it <= taken_on).max()
        });
        let wanted = format!("a day (YYMMDD) to {taken_on}");
        day.ok_or_else(|| self.refused(field, &text, &wanted))
    }
}

/// Texts with a space between, the empty ones and codes of zeros left out.
fn joined(texts: &[String]) -> String {
    let said = texts.iter().filter(|it| it.bytes().any(|it| it != b'0'));
    said.map(String::as_str).collect::<Vec<_>>().join(" ")
}
