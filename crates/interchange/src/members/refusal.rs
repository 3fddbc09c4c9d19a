//! Why a row of a member list does not go in.

use std::{borrow::Cow, fmt};

use eligibility::{InsurerNumber, MyNumberError};

/// A row that does not go in: where, what was found, what was wanted.
///
/// `found` is the person's own data. It is for whoever supplied the list and for nobody else, so
/// neither `Debug` nor `Display` shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The row as a spreadsheet counts: from 1, with the header as line 1.
    pub line: u32,
    /// The column as the list's header names it, or 行 for a row that could not be split.
    pub column: String,
    /// What stands there.
    pub found: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What can be wrong with a row, in the order checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The row is longer than any real one.
    #[error("row too long, want at most 32,768 bytes")]
    TooLong,
    /// A quotation mark that is not closed, or closed within a field.
    #[error("quotation marks not in pairs")]
    Quotes,
    /// Bytes that are no character of the file's encoding, or the mark of earlier such bytes.
    #[error("bytes that are no character, want the encoding of the header")]
    Undecodable,
    /// Not as many fields as the header has.
    #[error("another number of fields than the header, want {wanted}")]
    FieldCount {
        /// The number of columns of the header.
        wanted: usize,
    },
    /// Another insurer's row.
    #[error("another insurer number, want {wanted}")]
    WrongInsurer {
        /// The insurer whose list it is said to be.
        wanted: InsurerNumber,
    },
    /// No number.
    #[error("no number")]
    NoNumber,
    /// A symbol or number too long, or one a spreadsheet has rounded (1.2E+11).
    #[error("not a symbol or number, want at most 38 half-width characters")]
    NumberForm,
    /// A branch other than one or two digits.
    #[error("branch not digits, want 1 or 2 digits")]
    BranchNotDigits,
    /// No name.
    #[error("no name")]
    NoName,
    /// A mark in the place of a character that was lost on the way.
    #[error("a replacement mark in a name, want the character itself")]
    LostCharacter,
    /// A control character, such as a line break.
    #[error("a control character in a text")]
    ControlCharacter,
    /// A spreadsheet's error value (#N/A).
    #[error("a spreadsheet's error value in the place of a text")]
    SpreadsheetError,
    /// Not a sex.
    #[error("not a sex, want 1, 2 or 3")]
    BadSex,
    /// No day where one is needed.
    #[error("no day")]
    NoDay,
    /// A text that is no day in any usual writing.
    #[error("not a day in a usual writing")]
    DayForm,
    /// A day the calendar lacks.
    #[error("a day that does not exist")]
    NoSuchDay,
    /// A day after the last one of its era.
    #[error("a day after its era ended")]
    EraTooLong,
    /// A day before its era, or before the calendar in use.
    #[error("a day before its era, or before 1873")]
    BeforeEra,
    /// Not a postcode.
    #[error("not a postcode, want 7 digits")]
    BadPostcode,
    /// Neither insured nor dependent.
    #[error("neither insured nor dependent")]
    BadRole,
    /// Not an income tier of this insurer.
    #[error("not an income tier of this insurer")]
    BadIncomeTier,
    /// Neither yes nor no.
    #[error("neither yes nor no, want 1 or 0")]
    BadFlag,
    /// Not a My Number.
    #[error("not a My Number, want {0}")]
    BadMyNumber(MyNumberError),
    /// Coverage that begins before birth.
    #[error("coverage acquired before birth")]
    BornAfterAcquired,
    /// Coverage that ends before it begins.
    #[error("coverage lost before it was acquired")]
    LostBeforeAcquired,
}

impl Refusal {
    /// What was wanted, for the person who corrects the list.
    #[must_use]
    pub fn wanted(&self) -> Cow<'static, str> {
        self.fault.wanted()
    }
}

impl Fault {
    /// The fault in one word that does not change, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::Quotes => "quotes",
            Self::Undecodable => "undecodable",
            Self::FieldCount { .. } => "field_count",
            Self::WrongInsurer { .. } => "wrong_insurer",
            Self::NoNumber => "no_number",
            Self::NumberForm => "number_form",
            Self::BranchNotDigits => "branch_not_digits",
            Self::NoName => "no_name",
            Self::LostCharacter => "lost_character",
            Self::ControlCharacter => "control_character",
            Self::SpreadsheetError => "spreadsheet_error",
            Self::BadSex => "bad_sex",
            Self::NoDay => "no_day",
            Self::DayForm => "day_form",
            Self::NoSuchDay => "no_such_day",
            Self::EraTooLong => "era_too_long",
            Self::BeforeEra => "before_era",
            Self::BadPostcode => "bad_postcode",
            Self::BadRole => "bad_role",
            Self::BadIncomeTier => "bad_income_tier",
            Self::BadFlag => "bad_flag",
            Self::BadMyNumber(_) => "bad_my_number",
            Self::BornAfterAcquired => "born_after_acquired",
            Self::LostBeforeAcquired => "lost_before_acquired",
        }
    }

    /// What was wanted, for the person who corrects the list.
    #[must_use]
    pub fn wanted(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::TooLong => "32,768バイト以内の行",
            Self::Quotes => "引用符(\")で始まり引用符で終わる欄",
            Self::Undecodable => "見出し行と同じ文字コードの文字",
            Self::FieldCount { wanted } => return Cow::Owned(format!("見出し行と同じ{wanted}列")),
            Self::WrongInsurer { wanted } => return Cow::Owned(format!("保険者番号 {wanted}")),
            Self::NoNumber => "番号",
            Self::NumberForm => "半角38字(全角19字)以内の記号・番号",
            Self::BranchNotDigits => "1桁か2桁の数字",
            Self::NoName => "氏名",
            Self::LostCharacter => "●や〓などに置き換わる前の文字",
            Self::ControlCharacter => "改行やタブなどの制御文字のない文字列",
            Self::SpreadsheetError => "表計算のエラー値ではない文字列",
            Self::BadSex => "男か女(1か2、未設定は3)",
            Self::NoDay => "年月日",
            Self::DayForm => "年月日(例 1996-07-14、平成8年7月14日、H8.7.14)",
            Self::NoSuchDay => "暦にある日",
            Self::EraTooLong => "その元号が続いた間の日",
            Self::BeforeEra => "その元号が始まった後の日(1873年、明治6年以後)",
            Self::BadPostcode => "7桁の郵便番号(例 330-0063)",
            Self::BadRole => "本人か家族",
            Self::BadIncomeTier => "一般か現役並み(後期高齢者医療では一定以上も)",
            Self::BadFlag => "該当は1、非該当は0か空欄",
            Self::BadMyNumber(_) => "検査用数字の合う12桁の個人番号か空欄",
            Self::BornAfterAcquired => "生年月日以後の日",
            Self::LostBeforeAcquired => "資格取得年月日以後の日",
        })
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusal")
            .field("line", &self.line)
            .field("column", &self.column)
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.fault)
    }
}
