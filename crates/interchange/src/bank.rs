//! What a bank reports as paid in: the banks' common fixed-length files, and a bank's own CSV.
//!
//! [`read`] tells them apart. A file is read whole or refused whole, with record, field, found and
//! wanted: of a payment file half read nobody could say what was still to come.
//!
//! Source: 全国銀行協会「全銀協標準通信プロトコル 適用業務のレコード・フォーマット」
//! 振込入金通知(種別コード01、様式AおよびB)、入出金取引明細(種別コード03)

mod columns;
mod fixed;

use jiff::civil::Date;

/// The payments of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankFile {
    /// Which kind of file.
    pub kind: BankFileKind,
    /// What was paid in, in the order of the file.
    pub credits: Vec<Credit>,
    /// Records of money paid out, which are passed over.
    pub debits: u32,
}

/// Which kind of file a bank supplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BankFileKind {
    /// 振込入金通知.
    PaymentNotice,
    /// 入出金取引明細.
    Statement,
    /// A CSV of the bank's own.
    Csv,
}

/// One payment into the account (入金).
#[derive(Clone, PartialEq, Eq)]
pub struct Credit {
    /// The record or line in the file, from 1.
    pub line: u32,
    /// The day it was booked (勘定日).
    pub paid_on: Date,
    /// The amount in yen.
    pub yen: u64,
    /// Who paid (振込依頼人名), as the bank writes it.
    pub payer: String,
    /// What else stands with it: 振込依頼人コード, 摘要, EDI情報, with spaces between.
    pub reference: String,
    /// Whether the record takes back an earlier one (取消、訂正).
    pub is_taken_back: bool,
}

impl std::fmt::Debug for Credit {
    /// Without the payer and the texts, so that no log names anybody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credit")
            .field("line", &self.line)
            .field("paid_on", &self.paid_on)
            .field("yen", &self.yen)
            .field("is_taken_back", &self.is_taken_back)
            .finish_non_exhaustive()
    }
}

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BankFileError {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is larger than any real one.
    #[error("the file has more than {} bytes", LARGEST)]
    TooLarge,
    /// Neither of the two fixed-length files, nor a CSV with a day and an amount.
    #[error(
        "expected a 振込入金通知, a 入出金取引明細, or a CSV whose header names a day and an amount"
    )]
    UnknownForm,
    /// Another fixed-length file.
    #[error("the file is of kind {found}, want 01 (振込入金通知) or 03 (入出金取引明細)")]
    OtherKind {
        /// Its 種別コード.
        found: String,
    },
    /// A record or line that is not as it must be.
    #[error("record {record}, {field}: found {found}, want {wanted}")]
    Record {
        /// The record or line, from 1.
        record: u32,
        /// The field.
        field: &'static str,
        /// What was found; never a name.
        found: String,
        /// What was wanted.
        wanted: String,
    },
}

/// Bytes of the largest file read: some 300,000 records.
const LARGEST: usize = 64 * 1024 * 1024;

/// Reads a bank's file. Eras are not written in the fixed-length files, so the day on which it is
/// taken says which year `08` is: the latest that is not after that day.
///
/// # Errors
///
/// As [`BankFileError`] lists.
pub fn read(bytes: &[u8], taken_on: Date) -> Result<BankFile, BankFileError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(BankFileError::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(BankFileError::TooLarge);
    }
    if fixed::is_one(bytes) { fixed::read(bytes, taken_on) } else { columns::read(bytes, taken_on) }
}

/// A refusal of one field of one record.
fn refused(record: u32, field: &'static str, found: &str, wanted: &str) -> BankFileError {
    let found = if found.trim().is_empty() { "nothing" } else { found };
    BankFileError::Record {
        record,
        field,
        found: found.chars().take(40).collect(),
        wanted: wanted.to_owned(),
    }
}

#[cfg(test)]
mod tests;
