//! Columns to values and back.

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};
use rusqlite::{
    Row,
    types::{FromSqlError, Type},
};

use crate::PersonKey;

/// Ten bytes, so no allocation: the text of a day.
pub(super) struct DayText([u8; 10]);

/// A day as the column holds it.
pub(super) fn day(day: Date) -> DayText {
    let digit = |number: i16, place: i16| b'0' + u8::try_from(number / place % 10).unwrap_or(0);
    let (year, month, on) = (day.year(), i16::from(day.month()), i16::from(day.day()));
    DayText([
        digit(year, 1000),
        digit(year, 100),
        digit(year, 10),
        digit(year, 1),
        b'-',
        digit(month, 10),
        digit(month, 1),
        b'-',
        digit(on, 10),
        digit(on, 1),
    ])
}

impl std::ops::Deref for DayText {
    type Target = str;

    fn deref(&self) -> &str {
        // Digits and hyphens only.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl rusqlite::ToSql for DayText {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok((**self).into())
    }
}

/// Reads a day.
pub(super) fn read_day(row: &Row<'_>, column: usize) -> rusqlite::Result<Date> {
    let text = row.get_ref(column)?.as_str()?;
    record::day::parse(text).ok_or_else(|| unreadable(column, Type::Text))
}

/// Reads a day that may be absent.
pub(super) fn read_day_or_none(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Date>> {
    match row.get_ref(column)?.as_str_or_null()? {
        Some(text) => {
            record::day::parse(text).map(Some).ok_or_else(|| unreadable(column, Type::Text))
        }
        None => Ok(None),
    }
}

/// Reads an instant.
pub(super) fn read_instant(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_microsecond(row.get(column)?).map_err(|_| unreadable(column, Type::Integer))
}

/// Reads an instant that may be absent.
pub(super) fn read_instant_or_none(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<Timestamp>> {
    row.get::<_, Option<i64>>(column)?
        .map(|at| Timestamp::from_microsecond(at).map_err(|_| unreadable(column, Type::Integer)))
        .transpose()
}

/// Reads an insurer number.
pub(super) fn read_insurer(row: &Row<'_>, column: usize) -> rusqlite::Result<InsurerNumber> {
    InsurerNumber::of(row.get(column)?).map_err(|_| unreadable(column, Type::Integer))
}

/// Reads a person's key.
pub(super) fn read_key(row: &Row<'_>, column: usize) -> rusqlite::Result<PersonKey> {
    row.get(column).map(PersonKey)
}

/// Reads a serial number; the database has none below zero.
pub(super) fn read_serial(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let serial: i64 = row.get(column)?;
    u64::try_from(serial).map_err(|_| unreadable(column, Type::Integer))
}

/// A value of the right type that is none of its kind. It does not name the value.
pub(super) fn unreadable(column: usize, kind: Type) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(FromSqlError::InvalidType))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_ten_characters() {
        for text in ["0001-01-01", "1955-04-02", "2026-12-31", "9999-10-09"] {
            assert_eq!(&*day(text.parse().unwrap()), text);
        }
    }
}
