//! Branch numbers (枝番).

use std::{fmt, str::FromStr};

use arrayvec::ArrayString;

use super::fold::fold_symbol;

/// A branch number (枝番): which member of the household, always two digits.
///
/// Read from one or two digits of any width; shown with its leading zero.
///
/// Source: 枝番は半角数字2桁、前ゼロ (F-83)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchNumber(ArrayString<2>);

/// Why a text is not a branch number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a branch number of 1 or 2 digits")]
pub struct BranchNumberError;

impl BranchNumber {
    /// The two digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BranchNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BranchNumber {
    type Err = BranchNumberError;

    fn from_str(text: &str) -> Result<Self, BranchNumberError> {
        let folded = fold_symbol(text);
        let digits = match *folded.as_bytes() {
            [ones] => [b'0', ones],
            [tens, ones] => [tens, ones],
            _ => return Err(BranchNumberError),
        };
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(BranchNumberError);
        }
        ArrayString::from_byte_string(&digits).map(Self).map_err(|_| BranchNumberError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_or_two_digits_of_any_width() {
        for (text, read) in [("0", "00"), ("1", "01"), ("01", "01"), ("９", "09"), (" １2 ", "12")]
        {
            assert_eq!(text.parse::<BranchNumber>().unwrap().as_str(), read, "{text}");
        }
        for text in ["", " ", "A1", "1A", "001", "-1", "一", "1.", "あ"] {
            assert_eq!(text.parse::<BranchNumber>(), Err(BranchNumberError), "{text}");
        }
    }
}
