//! The agenda, and what is derived.

use eligibility::InsurerNumber;
use jiff::civil::Date;

use crate::{
    Awaited, Checked, Difference, Due, Error, Night, Page, PersonKey, Scope, Store, Waiting,
    WaitsFor, Whom,
};

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

    /// Sets what people wait for and their next days, as derived on a day, each under the revision
    /// it was decided on, in bounded transactions.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn rewake(
        &self,
        on: Date,
        days: Vec<(PersonKey, i64, Awaited)>,
    ) -> Result<Night, Error> {
        match self {
            Self::Sqlite(it) => it.rewake(on, days).await,
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

    /// Says that everybody a setting concerns has been made due: until it is said of every setting,
    /// [`Self::latest_derivation`] is none.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn settings_woken(&self, revision: i64) -> Result<(), Error> {
        match self {
            Self::Sqlite(it) => it.settings_woken(revision).await,
        }
    }

    /// The latest day on which anybody's agenda was derived. [`Scope::ToPlan`] is complete from
    /// that day on; for an earlier one, or where there is none, everybody must be read.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn latest_derivation(&self) -> Result<Option<Date>, Error> {
        match self {
            Self::Sqlite(it) => it.latest_derivation(),
        }
    }

    /// A page of who waits at an insurer, for one thing or for all, one after the other; of each
    /// the nearest day first, those without one last. `after` is the day and key of the last of the
    /// page before, which is one thing's.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn waiting(
        &self,
        insurer: InsurerNumber,
        what: Option<WaitsFor>,
        after: Option<(Option<Date>, PersonKey)>,
        limit: usize,
    ) -> Result<Vec<Waiting>, Error> {
        match self {
            Self::Sqlite(it) => it.waiting(insurer, what, after, limit),
        }
    }

    /// How many wait at an insurer for each thing, in the order of [`WaitsFor::ALL`].
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn waiting_counts(&self, insurer: InsurerNumber) -> Result<Vec<(WaitsFor, u64)>, Error> {
        match self {
            Self::Sqlite(it) => it.waiting_counts(insurer),
        }
    }

    /// Reads people in order of key, a page at a time, all from one picture of the ledger, until
    /// `each` answers `false`.
    ///
    /// # Errors
    ///
    /// When the database fails or a person is damaged.
    pub fn pages(&self, scope: Scope, each: &mut dyn FnMut(Page) -> bool) -> Result<(), Error> {
        match self {
            Self::Sqlite(it) => it.pages(scope, each),
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

    /// A number that differs from the one before where something was committed to the ledger in
    /// between, by anybody. Two numbers are comparable only within one opened store.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn ledger_version(&self) -> Result<i64, Error> {
        match self {
            Self::Sqlite(it) => it.ledger_version(),
        }
    }
}
