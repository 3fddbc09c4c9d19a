//! The number of a person in all of government (個人番号).

use std::{fmt, str::FromStr};

/// A checked My Number (個人番号): twelve digits, for hashing only.
///
/// It is never stored, shown, logged or exported, so it has no `Display`, and its `Debug` says
/// nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct MyNumber([u8; 12]);

/// Why a text is not a My Number, in the order checked. It says nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MyNumberError {
    /// A character other than 0 to 9.
    #[error("a My Number of digits only")]
    NotDigit,
    /// Not twelve digits.
    #[error("a My Number of 12 digits")]
    Length,
    /// The last digit does not fit the others.
    #[error("a My Number ending in its check digit")]
    CheckDigit,
}

impl MyNumber {
    /// The twelve digits as ASCII, for a keyed hash.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 12] {
        &self.0
    }
}

impl fmt::Debug for MyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MyNumber(..)")
    }
}

impl FromStr for MyNumber {
    type Err = MyNumberError;

    fn from_str(text: &str) -> Result<Self, MyNumberError> {
        if !text.bytes().all(|it| it.is_ascii_digit()) {
            return Err(MyNumberError::NotDigit);
        }
        let digits: [u8; 12] = text.as_bytes().try_into().map_err(|_| MyNumberError::Length)?;
        let [body @ .., last] = digits.map(|digit| u32::from(digit - b'0'));
        if check_digit(body) == last { Ok(Self(digits)) } else { Err(MyNumberError::CheckDigit) }
    }
}

/// The check digit of the first eleven: weights 2 to 7, then 2 to 6, from the right; 11 less the
/// remainder by 11, and 0 where that remainder is 0 or 1.
///
/// Source: 行政手続における特定の個人を識別するための番号の利用等に関する法律の規定による通知カード
/// 及び個人番号カード並びに情報提供ネットワークシステムによる特定個人情報の提供等に関する省令
/// (平成26年総務省令第85号)第5条 (rules.md 4.10)
fn check_digit(body: [u32; 11]) -> u32 {
    let weights = (2..=7).chain(2..=6);
    let sum: u32 = body.iter().rev().zip(weights).map(|(digit, weight)| digit * weight).sum();
    match sum % 11 {
        0 | 1 => 0,
        remainder => 11 - remainder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_in_order() {
        let refusal = |text: &str| text.parse::<MyNumber>().unwrap_err();
        assert_eq!(refusal("12345678901X"), MyNumberError::NotDigit);
        assert_eq!(refusal("１２３４５６７８９０１８"), MyNumberError::NotDigit);
        assert_eq!(refusal("12345678901"), MyNumberError::Length);
        assert_eq!(refusal("1234567890180"), MyNumberError::Length);
        assert_eq!(refusal("123456789012"), MyNumberError::CheckDigit);
    }

    #[test]
    fn one_last_digit_fits() {
        // The sums are 212, 0 (remainder 0), 12 (remainder 1) and 2 (remainder 2).
        for (body, digit) in
            [("12345678901", 8), ("00000000000", 0), ("00000020000", 0), ("00000000001", 9)]
        {
            for last in 0..10 {
                let parsed = format!("{body}{last}").parse::<MyNumber>();
                assert_eq!(parsed.is_ok(), last == digit, "{body} {last}");
            }
        }
    }

    #[test]
    fn it_does_not_show_itself() {
        let number: MyNumber = "123456789018".parse().unwrap();
        assert_eq!(format!("{number:?}"), "MyNumber(..)");
        assert_eq!(number.as_bytes(), b"123456789018");
    }
}
