//! The confirmation log.

use jiff::{Timestamp, civil::Date};

use crate::{ConfirmError, Confirmation, Confirmed, Error, Explained, PersonKey, Store};

impl Store {
    /// Writes a confirmation down. The answer may be given once this returns `Ok`.
    ///
    /// # Errors
    ///
    /// When too many wait, at once; when the row could not be made durable.
    pub async fn confirm(&self, row: Confirmation) -> Result<Confirmed, ConfirmError> {
        match self {
            Self::Sqlite(it) => it.confirm(row).await,
        }
    }

    /// A row by its key, as for a retry.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn confirmation(
        &self,
        asked_at: Timestamp,
        id: &str,
    ) -> Result<Option<Confirmation>, Error> {
        match self {
            Self::Sqlite(it) => it.confirmation(asked_at, id),
        }
    }

    /// What an institution asked from the first to the last day in Japan, in order; `after` is the
    /// key of the last row of the page before.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn confirmations_by(
        &self,
        institution: &str,
        days: (Date, Date),
        after: Option<(Timestamp, &str)>,
        limit: usize,
    ) -> Result<Vec<Confirmation>, Error> {
        match self {
            Self::Sqlite(it) => it.confirmations_by(institution, days, after, limit),
        }
    }

    /// What was asked about a person, and about those joined into them, on closed days: the newest
    /// first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn confirmations_of(
        &self,
        key: PersonKey,
        limit: usize,
    ) -> Result<Vec<Confirmation>, Error> {
        match self {
            Self::Sqlite(it) => it.confirmations_of(key, limit),
        }
    }

    /// Closes the days before a day: what was asked on them can then be read by person. Returns how
    /// many rows. Stopped anywhere, it goes on from there.
    ///
    /// # Errors
    ///
    /// When the database fails or too many confirmations wait.
    pub async fn close_days(&self, before: Date) -> Result<u64, Error> {
        match self {
            Self::Sqlite(it) => it.close_days(before).await,
        }
    }

    /// A past answer with the person as known then.
    ///
    /// # Errors
    ///
    /// When the database fails or a fact is damaged.
    pub fn explain(&self, asked_at: Timestamp, id: &str) -> Result<Option<Explained>, Error> {
        match self {
            Self::Sqlite(it) => it.explain(asked_at, id),
        }
    }
}
