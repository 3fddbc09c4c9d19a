//! Codes of medical institutions and pharmacies (医療機関コード).

use std::{fmt, str::FromStr};

use arrayvec::ArrayString;

use super::check_digit;

/// A medical institution or pharmacy (医療機関コード): ten digits.
///
/// Prefecture, fee table, and seven digits of which the last is a check digit. The check digit is
/// asked for by [`Self::has_fitting_check_digit`] and not demanded: test institutions in the field
/// (1311111111) do not fit, and a code that does not fit must still be answered as unknown, by the
/// code it gave.
///
/// Source: 保険医療機関等コードの設定方法 (F-82)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstitutionCode(ArrayString<10>);

/// Why a text is not an institution code, in the order checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InstitutionCodeError {
    /// A character other than 0 to 9.
    #[error("an institution code of digits only")]
    NotDigit,
    /// Not ten digits.
    #[error("an institution code of 10 digits")]
    Length,
}

impl InstitutionCode {
    /// The ten digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the last digit is the check digit of the nine before it.
    #[must_use]
    pub fn has_fitting_check_digit(&self) -> bool {
        let mut digits = self.0.bytes().map(|digit| u32::from(digit - b'0'));
        let last = digits.next_back();
        Some(check_digit(digits)) == last
    }
}

impl fmt::Display for InstitutionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for InstitutionCode {
    type Err = InstitutionCodeError;

    fn from_str(text: &str) -> Result<Self, InstitutionCodeError> {
        if !text.bytes().all(|it| it.is_ascii_digit()) {
            return Err(InstitutionCodeError::NotDigit);
        }
        if text.len() != 10 {
            return Err(InstitutionCodeError::Length);
        }
        ArrayString::from(text).map(Self).map_err(|_| InstitutionCodeError::Length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_in_order() {
        let refusal = |text: &str| text.parse::<InstitutionCode>().unwrap_err();
        assert_eq!(refusal("01101137 9"), InstitutionCodeError::NotDigit);
        assert_eq!(refusal("０１１０１１３７１９"), InstitutionCodeError::NotDigit);
        assert_eq!(refusal(""), InstitutionCodeError::Length);
        assert_eq!(refusal("011011371"), InstitutionCodeError::Length);
        assert_eq!(refusal("01101137190"), InstitutionCodeError::Length);
    }

    #[test]
    fn the_check_digit_is_asked_for_not_demanded() {
        let table = "
            0110113719  fits      # published
            1311111114  fits
            1311111111  does not  # the test institution of public test data
            0110113710  does not
            0000000000  fits
        ";
        for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let (text, fits) = row.split_once("  ").unwrap();
            let code: InstitutionCode = text.parse().unwrap();
            assert_eq!(code.has_fitting_check_digit(), fits.starts_with("fits"), "{row}");
            assert_eq!(code.to_string(), text);
            assert_eq!(code.as_str(), text);
        }
    }
}
