//! Insurer numbers (保険者番号).

use std::{fmt, str::FromStr};

use super::check_digit;

/// A checked insurer number: six digits (国民健康保険) or eight.
///
/// Eight characters are accepted for six digits when the first two are spaces or zeros, as receipt
/// computers pad them. Displayed as the insurer writes it, without padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InsurerNumber(u32);

/// Why a text is not an insurer number, in the order checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InsurerNumberError {
    /// A character other than 0 to 9.
    #[error("an insurer number of digits only")]
    NotDigit,
    /// Neither six nor eight digits.
    #[error("an insurer number of 6 or 8 digits")]
    Length,
    /// The last digit does not fit the others.
    #[error("an insurer number ending in check digit {wanted}")]
    CheckDigit {
        /// The digit computed.
        wanted: u32,
    },
}

impl InsurerNumber {
    /// The number as an integer; six-digit numbers are below 1,000,000.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The number of an integer that came from [`Self::get`].
    ///
    /// # Errors
    ///
    /// When it is not an insurer number.
    pub fn of(number: u32) -> Result<Self, InsurerNumberError> {
        let digits = if number < 1_000_000 { 6 } else { 8 };
        let body = (1..digits).rev().map(|place| number / 10_u32.pow(place) % 10);
        let wanted = check_digit(body.collect::<arrayvec::ArrayVec<u32, 8>>().into_iter());
        if number >= 100_000_000 {
            return Err(InsurerNumberError::Length);
        }
        if number % 10 == wanted {
            Ok(Self(number))
        } else {
            Err(InsurerNumberError::CheckDigit { wanted })
        }
    }

    /// Whether it is of the late-stage elderly system (後期高齢者医療): 法別番号 39.
    #[must_use]
    pub const fn is_late_stage(self) -> bool {
        self.0 / 1_000_000 == 39
    }

    /// Whether its members belong to workplaces (事業所): employees' insurance, and the National
    /// Health Insurance societies, whose third digit is 3 (F-79); not municipal insurance (六桁、法別
    /// 67) and not the late-stage elderly.
    #[must_use]
    pub const fn has_workplaces(self) -> bool {
        if self.0 < 1_000_000 {
            return self.0 / 1_000 % 10 == 3;
        }
        !matches!(self.0 / 1_000_000, 39 | 67)
    }
}

impl fmt::Display for InsurerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 1_000_000 { write!(f, "{:06}", self.0) } else { write!(f, "{:08}", self.0) }
    }
}

impl FromStr for InsurerNumber {
    type Err = InsurerNumberError;

    fn from_str(text: &str) -> Result<Self, InsurerNumberError> {
        let text = if text.len() == 8 { text.trim_start_matches(' ') } else { text };
        if !text.bytes().all(|it| it.is_ascii_digit()) {
            return Err(InsurerNumberError::NotDigit);
        }
        if text.len() != 6 && text.len() != 8 {
            return Err(InsurerNumberError::Length);
        }
        Self::of(text.bytes().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_in_order() {
        let refusal = |text: &str| text.parse::<InsurerNumber>().unwrap_err();
        assert_eq!(refusal("0113001X"), InsurerNumberError::NotDigit);
        assert_eq!(refusal(""), InsurerNumberError::Length);
        assert_eq!(refusal("0113001"), InsurerNumberError::Length);
        assert_eq!(refusal("01130013"), InsurerNumberError::CheckDigit { wanted: 2 });
        assert_eq!(refusal("77777777"), InsurerNumberError::CheckDigit { wanted: 9 });
    }

    #[test]
    fn published_and_computed_numbers() {
        for text in ["33120015", "01040013", "113019", "77777779", "06130090", "130070", "39130000"]
        {
            assert_eq!(text.parse::<InsurerNumber>().unwrap().to_string(), text);
        }
        for padded in ["  113019", "00113019"] {
            assert_eq!(padded.parse::<InsurerNumber>().unwrap().to_string(), "113019");
        }
    }
}
