//! The agenda, and what is derived.

use jiff::civil::Date;

use crate::{Checked, Difference, Due, Error, Night, PersonKey, Store, Whom};

impl Store {
    /// People whose day has come, the longest due first.
    ///
    /// # Errors
    ///
    /// When the database fails or a person is damaged.
    pub fn due(&self, on: Date, limit: usize) -> Result<Vec<Due>, Error> {
        match self {
            Self::Sqlite(it) => it.due(on, limit),
        }
    }

    /// Sets people's next days, each under the revision it was decided on, in bounded transactions.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn rewake(&self, days: Vec<(PersonKey, i64, Option<Date>)>) -> Result<Night, Error> {
        match self {
            Self::Sqlite(it) => it.rewake(days).await,
        }
    }

    /// Writes the next day of everybody whose day has come, in bounded transactions. Stopped
    /// anywhere, it goes on with those still due.
    ///
    /// # Errors
    ///
    /// When the database fails or a person is damaged.
    pub async fn night(&self, on: Date) -> Result<Night, Error> {
        match self {
            Self::Sqlite(it) => it.night(on).await,
        }
    }

    /// Makes people due on a day, unless they are due before, as after a changed setting or at the
    /// first start of a release. Returns how many. Doing it again does no harm.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn wake_all(&self, whom: Whom, on: Date) -> Result<u64, Error> {
        match self {
            Self::Sqlite(it) => it.wake_all(whom, on).await,
        }
    }

    /// Rebuilds what is derived about everybody and reports each difference. `on` is today: whoever
    /// is due waits for the night, and their day is not compared.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn check(&self, on: Date, report: &mut dyn FnMut(Difference)) -> Result<Checked, Error> {
        match self {
            Self::Sqlite(it) => it.check(on, report),
        }
    }

    /// Writes everything derived anew from the facts, as after a new compact form. Returns how many
    /// people were written.
    ///
    /// # Errors
    ///
    /// When the database fails or a fact is damaged.
    pub async fn rebuild(&self, on: Date) -> Result<u64, Error> {
        match self {
            Self::Sqlite(it) => it.rebuild(on).await,
        }
    }
}
