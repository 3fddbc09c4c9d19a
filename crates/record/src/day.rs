//! Days in JSON: `YYYY-MM-DD`, exactly.
//!
//! For `#[serde(with = "crate::day")]`; `day::optional` is the same for an `Option`.

use jiff::civil::Date;
use serde::{Deserializer, Serializer, de};

/// What a reader wanted, in error texts.
pub(crate) const WANTED: &str = "a day as YYYY-MM-DD";

/// A day from `YYYY-MM-DD`; `None` for any other form and for days that do not exist.
#[must_use]
pub fn parse(text: &str) -> Option<Date> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i16, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + i16::from(digit - b'0'))
        })
    };
    let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Writes a day.
///
/// # Errors
///
/// When the serializer does.
pub fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

/// Reads a day.
///
/// # Errors
///
/// When the value is no text, of another form, or a day that does not exist.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    struct Visitor;
    impl de::Visitor<'_> for Visitor {
        type Value = Date;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(WANTED)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Date, E> {
            parse(text)
                .ok_or_else(|| E::invalid_value(de::Unexpected::Other("another text"), &self))
        }
    }
    deserializer.deserialize_str(Visitor)
}

/// The same for a day that may be absent.
pub mod optional {
    use super::{Date, Deserializer, Serializer};

    /// Writes a day, or null.
    ///
    /// # Errors
    ///
    /// When the serializer does.
    pub fn serialize<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => serializer.serialize_some(&format_args!("{day}")),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a day, or null.
    ///
    /// # Errors
    ///
    /// As [`super::deserialize`].
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Date>, D::Error> {
        #[derive(serde::Deserialize)]
        struct Day(#[serde(with = "super")] Date);
        Ok(<Option<Day> as serde::Deserialize>::deserialize(d)?.map(|it| it.0))
    }
}
