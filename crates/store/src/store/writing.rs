//! People: writes.

use jiff::Timestamp;

use crate::{Change, ChangeError, Current, Error, Join, Outcome, PersonKey, Prepared, Store};

impl Store {
    /// A key for somebody new: after every key recorded, never given again by this process.
    #[must_use]
    pub fn new_person_key(&self, now: Timestamp) -> PersonKey {
        match self {
            Self::Sqlite(it) => it.new_person_key(now),
        }
    }

    /// Computes all of a change that needs no database, on the caller's thread.
    ///
    /// # Errors
    ///
    /// When the change cannot be recorded whatever the database holds.
    pub fn prepare(&self, change: Change) -> Result<Prepared, ChangeError> {
        match self {
            Self::Sqlite(it) => it.prepare(change),
        }
    }

    /// As [`Self::prepare`], for somebody who was read: what is derived of them is computed here,
    /// unless they or the settings are others by the time the change is recorded.
    ///
    /// # Errors
    ///
    /// As [`Self::prepare`], and when the database fails.
    pub fn prepare_for(&self, change: Change, current: &Current) -> Result<Prepared, Error> {
        match self {
            Self::Sqlite(it) => it.prepare_for(change, current),
        }
    }

    /// Records a change in one transaction.
    ///
    /// # Errors
    ///
    /// When the database fails or the person is damaged. The change may then have been recorded or
    /// not: try again with the same id.
    pub async fn record(&self, prepared: Prepared) -> Result<Outcome, Error> {
        match self {
            Self::Sqlite(it) => it.record(prepared).await,
        }
    }

    /// Joins two people in one transaction: the second's facts go to the first, and so do the
    /// look-ups. The outcome names the first.
    ///
    /// # Errors
    ///
    /// When the join names one person twice or its id is not of its form; otherwise as
    /// [`Self::record`].
    pub async fn join(&self, join: Join) -> Result<Outcome, Error> {
        match self {
            Self::Sqlite(it) => it.join(join).await,
        }
    }
}
