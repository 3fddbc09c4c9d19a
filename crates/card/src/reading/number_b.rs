//! Number B (照合番号B): what is printed on the card, as the secret that opens its face.

use std::fmt;

use jiff::civil::{Date, date};
use zeroize::Zeroizing;

/// Number B (照合番号B): 14 digits that can be read off the face of the card.
///
/// The birth date with the year of its era, the year the card expires, and the security code.
#[derive(Clone, PartialEq, Eq)]
pub struct NumberB(Zeroizing<Vec<u8>>);

impl NumberB {
    /// Number B of what is printed on a card.
    ///
    /// # Errors
    ///
    /// The security code is not four digits.
    pub fn printed(
        birth: Date,
        expires_on: Date,
        security_code: &str,
    ) -> Result<Self, NumberBError> {
        let year = year_of_era(birth);
        let (month, day) = (birth.month(), birth.day());
        let digits = Zeroizing::new(format!(
            "{year:02}{month:02}{day:02}{:04}{security_code}",
            expires_on.year()
        ));
        Self::parse(&digits)
    }

    /// Number B as somebody typed it.
    ///
    /// # Errors
    ///
    /// It is not 14 digits.
    pub fn parse(text: &str) -> Result<Self, NumberBError> {
        if let Some(other) = text.chars().find(|character| !character.is_ascii_digit()) {
            return Err(NumberBError::NotDigit(other));
        }
        if text.len() != LENGTH {
            return Err(NumberBError::Length(text.len()));
        }
        Ok(Self(Zeroizing::new(text.as_bytes().to_vec())))
    }

    /// The digits, as the card compares them.
    #[must_use]
    pub fn digits(&self) -> &[u8] {
        &self.0
    }
}

/// Number B opens the face of its card: it is not printed.
impl fmt::Debug for NumberB {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NumberB")
    }
}

/// Why a text is not number B, in the order checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberBError {
    /// A character other than 0 to 9.
    #[error("number B has {0:?}, want digits only")]
    NotDigit(char),
    /// Another count of digits.
    #[error("number B has {0} digits, want 14")]
    Length(usize),
}

const LENGTH: usize = 14;

/// The year of the era on a day. An era's first day belongs to it.
fn year_of_era(day: Date) -> i16 {
    let (_, before) = ERAS.iter().find(|(first, _)| *first <= day).unwrap_or(&ERAS[4]);
    day.year() - before
}

/// The first day of each era, newest first, and the year before its year 1.
const ERAS: [(Date, i16); 5] = [
    (date(2019, 5, 1), 2018),
    (date(1989, 1, 8), 1988),
    (date(1926, 12, 25), 1925),
    (date(1912, 7, 30), 1911),
    (date(1868, 1, 25), 1867),
];
