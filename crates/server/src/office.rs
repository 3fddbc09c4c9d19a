//! The insurer's office (保険者の事務): staff of one insurer find its members, see what holds and
//! why, and do what is due.
//!
//! What is done is in [`crate::work`]; here it gets pages and somebody signed in.

mod night;
pub(crate) mod pages;
mod runs;
mod staff;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::{Timestamp, civil::Date};
use print::{Press, PressError};
use store::Store;

pub use self::night::OfficeNights;
pub use self::pages::{BASE, router};
pub use self::runs::resume_unfinished;
pub use self::staff::{OfficeRole, admit};
use crate::{Clock, day_in_japan, ledger::Ledger, work::office::InsurerOffice};

/// The office: a ledger, a clock, and where it writes what is to be printed.
pub struct Office {
    ledger: Arc<Ledger>,
    clock: Clock,
    out: PathBuf,
    address: String,
    press: Arc<Press>,
    runs: runs::Runs,
    work: InsurerOffice,
}

impl Office {
    /// An office on a ledger. Batches are written below `out`; browsers reach the pages at
    /// `address`.
    ///
    /// # Errors
    ///
    /// When a font of the program is damaged.
    pub fn new(
        ledger: Arc<Ledger>,
        clock: Clock,
        out: PathBuf,
        address: String,
    ) -> Result<Self, PressError> {
        let press = Arc::new(Press::new()?);
        let work = InsurerOffice::new(Arc::clone(&ledger), Arc::clone(&clock));
        Ok(Self { ledger, clock, out, address, press, runs: runs::Runs::default(), work })
    }

    /// What draws papers.
    #[must_use]
    pub const fn press(&self) -> &Arc<Press> {
        &self.press
    }

    /// What the office does, act by act.
    #[must_use]
    pub const fn work(&self) -> &InsurerOffice {
        &self.work
    }

    /// The batches being printed.
    pub(crate) const fn runs(&self) -> &runs::Runs {
        &self.runs
    }

    /// The ledger.
    #[must_use]
    pub const fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// The ledger's store.
    #[must_use]
    pub fn store(&self) -> &Store {
        self.ledger.store()
    }

    /// The clock.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Where batches are written.
    #[must_use]
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// The instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The day in Japan.
    #[must_use]
    pub fn day(&self) -> Date {
        day_in_japan(self.now())
    }

    /// Whether browsers reach the pages over TLS.
    fn is_over_tls(&self) -> bool {
        self.address.starts_with("https:")
    }
}
