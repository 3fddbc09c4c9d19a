//! When an act happens, and whose it is.

use jiff::{Timestamp, civil::Date};

use super::refusal::{Detail, NotAllowed, Refusal, Why};
use crate::day_in_japan;

/// The occasion of an act: its id, who does it, its day and its instant.
#[derive(Clone, Debug)]
pub struct Occasion {
    /// Made by the caller and kept for retries. 1 to 64 letters, digits, `-`, `_`, `.`, `:`.
    pub id: String,
    /// Who does it: a member of staff, or a service such as the telephone line.
    pub by: String,
    /// The day the act is dated: that of the instant, or one before it where it is entered late.
    pub on: Date,
    /// The instant at which it is recorded, and from which a stop counts.
    pub at: Timestamp,
}

impl Occasion {
    /// An act on the day of its instant.
    #[must_use]
    pub fn now(id: &str, by: &str, at: Timestamp) -> Self {
        Self { id: id.to_owned(), by: by.to_owned(), on: day_in_japan(at), at }
    }

    /// The day recorded.
    pub(super) fn recorded_on(&self) -> Date {
        day_in_japan(self.at)
    }

    /// Refuses a day that has not come.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let today = self.recorded_on();
        if self.on <= today {
            return Ok(());
        }
        Err(NotAllowed::of(Why::DayToCome, Detail::Day(self.on), Detail::To(today), &[]).into())
    }

    /// Refuses to enter late what makes or revokes at the instant: a certificate's day of issue is
    /// that of its signature.
    pub(super) fn check_today(&self) -> Result<(), Refusal> {
        let today = self.recorded_on();
        if self.on == today {
            return Ok(());
        }
        Err(NotAllowed::of(Why::NotToday, Detail::Day(self.on), Detail::Day(today), &[]).into())
    }
}
