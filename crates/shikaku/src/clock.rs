//! The one place that reads the time.

use jiff::{Timestamp, civil::Date, tz};

/// Now.
#[expect(clippy::disallowed_methods, reason = "the clock itself; every other room is given one")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// Today in Japan, whose time is nine hours ahead all year.
pub(crate) fn today() -> Date {
    tz::offset(9).to_datetime(now()).date()
}
