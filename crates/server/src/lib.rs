//! The roles hub and, later, office, authority and portal: HTTP, pages and the work behind them.

pub mod agenda;
pub mod authority;
pub mod hub;
pub mod ledger;
pub mod office;
pub mod openapi;
mod pages;
pub mod staff;
pub mod work;

use std::sync::Arc;

use jiff::{Timestamp, civil::Date, tz};

/// Gives the instant. Only the executable reads the time; a role is given this.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The day of an instant in Japan, whose time is nine hours ahead all year.
#[must_use]
pub fn day_in_japan(at: Timestamp) -> Date {
    tz::offset(9).to_datetime(at).date()
}
