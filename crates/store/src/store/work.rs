//! Long work and what it leaves to people.

use eligibility::InsurerNumber;
use jiff::Timestamp;

use crate::{Error, Job, Lease, Outcome, Progress, Quarantined, Step, Store};

impl Store {
    /// Makes a job, or finds the one of that id where it stopped.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn start_job(&self, id: &str, kind: &str, now: Timestamp) -> Result<Job, Error> {
        match self {
            Self::Sqlite(it) => it.start_job(id.to_owned(), kind.to_owned(), now).await,
        }
    }

    /// Carries steps out, in transactions of at most 500 steps or 20 ms, each of which moves the
    /// job's position on: after a crash the job's position is exactly what was carried out. One
    /// outcome for each step, `None` where nothing was to record.
    ///
    /// # Errors
    ///
    /// When a step cannot be recorded whatever the database holds, before any is carried out; when
    /// the database fails, or another process moved the job on. Read the job again and go on from
    /// its position.
    pub async fn carry_out(
        &self,
        progress: Progress,
        steps: Vec<Step>,
    ) -> Result<Vec<Option<Outcome>>, Error> {
        match self {
            Self::Sqlite(it) => it.carry_out(progress, steps).await,
        }
    }

    /// A job by id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn job(&self, id: &str) -> Result<Option<Job>, Error> {
        match self {
            Self::Sqlite(it) => it.job(id),
        }
    }

    /// Every job of a kind, the newest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn jobs(&self, kind: &str) -> Result<Vec<Job>, Error> {
        match self {
            Self::Sqlite(it) => it.jobs(kind),
        }
    }

    /// Marks a job finished and gives its lease up.
    ///
    /// # Errors
    ///
    /// When the database fails or there is no such job.
    pub async fn finish_job(&self, id: &str, state: String, at: Timestamp) -> Result<(), Error> {
        match self {
            Self::Sqlite(it) => it.finish_job(id.to_owned(), state, at).await,
        }
    }

    /// Claims a job or renews the claim; `false` while another holds it, or without such a job.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn lease(&self, lease: Lease) -> Result<bool, Error> {
        match self {
            Self::Sqlite(it) => it.lease(lease).await,
        }
    }

    /// Puts a row aside for a person to settle; again with the same id does nothing.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn quarantine(&self, row: Quarantined) -> Result<(), Error> {
        match self {
            Self::Sqlite(it) => it.quarantine(row).await,
        }
    }

    /// Rows nobody has settled, of one insurer or all, the oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn quarantined(
        &self,
        insurer: Option<InsurerNumber>,
        limit: usize,
    ) -> Result<Vec<Quarantined>, Error> {
        match self {
            Self::Sqlite(it) => it.quarantined(insurer, limit),
        }
    }

    /// A row put aside, settled or not.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn quarantined_row(&self, id: &str) -> Result<Option<Quarantined>, Error> {
        match self {
            Self::Sqlite(it) => it.quarantined_row(id),
        }
    }

    /// Settles a row; `false` where somebody has, or there is none.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn settle(
        &self,
        id: &str,
        at: Timestamp,
        by: String,
        how: String,
    ) -> Result<bool, Error> {
        match self {
            Self::Sqlite(it) => it.settle(id.to_owned(), at, by, how).await,
        }
    }
}
