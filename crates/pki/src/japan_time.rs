//! Days are Japan's, instants are UTC, and a certificate says both in one spelling.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};

use crate::{
    der_reader::{GENERALIZED_TIME, NotDer, Reader, UTC_TIME},
    der_writer,
};

/// Japan time: nine hours ahead, the year round.
const JAPAN: Offset = Offset::constant(9);

/// The date and time in Japan.
pub(crate) fn datetime_of(instant: Timestamp) -> DateTime {
    JAPAN.to_datetime(instant)
}

/// The day in Japan.
pub(crate) fn day_of(instant: Timestamp) -> Date {
    datetime_of(instant).date()
}

/// The last second of a day in Japan: 14:59:59 UTC.
pub(crate) fn last_second(day: Date) -> Option<Timestamp> {
    JAPAN.to_timestamp(day.at(23, 59, 59, 0)).ok()
}

/// The last day that is valid to its end: a certificate that ends at noon is not valid on that day.
pub(crate) fn last_whole_day(valid_to: Timestamp) -> Date {
    let next = Timestamp::from_second(valid_to.as_second() + 1).unwrap_or(valid_to);
    day_of(next).yesterday().unwrap_or(Date::MIN)
}

/// A `Time`: `UTCTime` before 2050, then `GeneralizedTime` (RFC 5280 4.1.2.5).
pub(crate) fn write(out: &mut Vec<u8>, instant: Timestamp) {
    let at = Offset::UTC.to_datetime(instant);
    let century = at.year() / 100;
    let mut text = [0; 15];
    for (place, number) in text.chunks_mut(2).zip([
        century,
        at.year() % 100,
        i16::from(at.month()),
        i16::from(at.day()),
        i16::from(at.hour()),
        i16::from(at.minute()),
        i16::from(at.second()),
    ]) {
        let number = u8::try_from(number.rem_euclid(100)).unwrap_or_default();
        place.copy_from_slice(&[b'0' + number / 10, b'0' + number % 10]);
    }
    text[14] = b'Z';
    if (1950..2050).contains(&at.year()) {
        der_writer::value(out, UTC_TIME, &text[2..]);
    } else {
        der_writer::value(out, GENERALIZED_TIME, &text);
    }
}

/// Reads a `Time`, with seconds and in UTC (RFC 5280 4.1.2.5).
pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Timestamp, NotDer> {
    let (century, text) = if let Some(text) = reader.optional(UTC_TIME)? {
        // Two digits of a year are of this century below 50.
        (if text.first().is_some_and(|digit| *digit < b'5') { 20 } else { 19 }, text)
    } else {
        let text = reader.value(GENERALIZED_TIME)?;
        let (century, text) = text.split_at_checked(2).ok_or(NotDer)?;
        (two_digits(century)?, text)
    };
    let (numbers, zone) = text.split_at_checked(12).ok_or(NotDer)?;
    if zone != b"Z" {
        return Err(NotDer);
    }
    let mut fields = [0; 6];
    for (field, digits) in fields.iter_mut().zip(numbers.chunks(2)) {
        *field = two_digits(digits)?;
    }
    let [year, month, day, hour, minute, second] = fields;
    let at = DateTime::new(
        i16::from(century) * 100 + i16::from(year),
        month,
        day,
        hour,
        minute,
        second,
        0,
    );
    Offset::UTC.to_timestamp(at.map_err(|_| NotDer)?).map_err(|_| NotDer)
}

fn two_digits(digits: &[u8]) -> Result<i8, NotDer> {
    match *digits {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
            i8::try_from((tens - b'0') * 10 + ones - b'0').map_err(|_| NotDer)
        }
        _ => Err(NotDer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_its_last_second_in_japan() {
        for (valid_to, last_day) in [
            ("2030-02-17T14:59:58Z", "2030-02-16"),
            ("2030-02-17T14:59:59Z", "2030-02-17"),
            ("2030-02-17T15:00:00Z", "2030-02-17"),
            ("2030-02-18T14:59:59Z", "2030-02-18"),
            ("2028-02-29T14:59:59Z", "2028-02-29"),
        ] {
            let last_day: Date = last_day.parse().unwrap();
            assert_eq!(last_whole_day(valid_to.parse().unwrap()), last_day, "{valid_to}");
        }
        let day: Date = "2030-02-17".parse().unwrap();
        assert_eq!(last_second(day), Some("2030-02-17T14:59:59Z".parse().unwrap()));
    }

    #[test]
    fn a_time_has_two_digits_of_year_until_2049() {
        for (instant, spelled) in [
            ("2025-10-27T01:35:42Z", "\x17\x0d251027013542Z"),
            ("1950-01-01T00:00:00Z", "\x17\x0d500101000000Z"),
            ("2049-12-31T23:59:59Z", "\x17\x0d491231235959Z"),
            ("2050-01-01T00:00:00Z", "\x18\x0f20500101000000Z"),
            ("1949-12-31T23:59:59Z", "\x18\x0f19491231235959Z"),
        ] {
            let instant: Timestamp = instant.parse().unwrap();
            let written = der_writer::written(|out| write(out, instant));
            assert_eq!(written, spelled.as_bytes(), "{instant}");
            assert_eq!(read(&mut Reader::new(&written)), Ok(instant));
        }
    }

    #[test]
    fn a_time_is_a_real_one_with_seconds_in_utc() {
        for refused in [
            "\x17\x0b2510270135Z",
            "\x17\x0d251027013542+",
            "\x17\x11251027013542+0900",
            "\x17\x0d251327013542Z",
            "\x17\x0d250229013542Z",
            "\x17\x0d251027243542Z",
            "\x17\x0d2510270135a2Z",
            "\x18\x1120251027013542.5Z",
            "\x18\x01Z",
            "\x17\x00",
        ] {
            assert_eq!(read(&mut Reader::new(refused.as_bytes())), Err(NotDer), "{refused}");
        }
    }
}
