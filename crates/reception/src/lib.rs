//! The roles beside a counter: kiosk, desk and link. HTTP, pages and a folder.

mod background;
pub mod desk;
mod hub_client;
mod journal;
pub mod kiosk;
pub mod link;

use std::sync::Arc;

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};

pub use background::Work;
pub use hub_client::{
    CardOutcome, ChallengeOutcome, Detail, HubClient, HubClientError, Outcome, Refusal,
};
pub use journal::{Journal, JournalError};

/// What a role reads the time from.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The clock on the wall in Japan at an instant; Japan has one offset all year.
#[must_use]
pub fn japan(at: Timestamp) -> DateTime {
    Offset::constant(9).to_datetime(at)
}

/// The day in Japan at an instant.
#[must_use]
pub fn japan_day(at: Timestamp) -> Date {
    japan(at).date()
}
