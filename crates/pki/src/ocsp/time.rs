//! Instants as OCSP writes them: always `GeneralizedTime`, to the second.

use jiff::{Timestamp, tz::Offset};

use crate::{der_reader::GENERALIZED_TIME, der_writer::header};

/// Source: RFC 6960 section 4.2.1, RFC 5280 section 4.1.2.5.2
pub(super) fn write(out: &mut Vec<u8>, at: Timestamp) {
    let at = Offset::UTC.to_datetime(at);
    // Nothing here happened before the year 0, which has no spelling.
    let year = at.year().max(0);
    header(out, GENERALIZED_TIME, 15);
    two_digits(out, year / 100);
    two_digits(out, year % 100);
    for part in [at.month(), at.day(), at.hour(), at.minute(), at.second()] {
        two_digits(out, part.into());
    }
    out.push(b'Z');
}

fn two_digits(out: &mut Vec<u8>, number: i16) {
    let [number, _] = number.to_le_bytes();
    out.extend_from_slice(&[b'0' + number / 10, b'0' + number % 10]);
}
