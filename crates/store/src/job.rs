//! Work that must survive a crash, and rows a person must settle.

use eligibility::InsurerNumber;
use jiff::Timestamp;

use crate::{Error, IssueStep, Prepared, SettleItem, Sheet};

/// A row of `job`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Made by the caller from what the work is about, so that a second run finds it.
    pub job_id: String,
    /// What work.
    pub kind: String,
    /// How far it is: the last step carried out, 0 before the first.
    pub position: i64,
    /// What the work keeps for itself, as JSON.
    pub state: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// A claim on a job, so that two processes do not do it at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Which job.
    pub job_id: String,
    /// Who claims it.
    pub holder: String,
    /// The instant of the claim.
    pub now: Timestamp,
    /// Until when it holds unless renewed.
    pub until: Timestamp,
}

/// One step of a job.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its place, greater than the one before: for a list the line.
    pub position: i64,
    /// What to do.
    pub task: Task,
}

/// What a step does. What somebody at the authority does is [`crate::Act`].
#[derive(Clone, Debug)]
pub enum Task {
    /// Record a change.
    Record(Box<Prepared>),
    /// Put a row aside for a person to settle.
    Quarantine(Box<Quarantined>),
    /// Issue an original, as [`IssueStep`] says.
    Issue(Box<IssueStep>),
    /// Settle an item of a batch for which nothing is made, as [`SettleItem`] says.
    SettleItem(Box<SettleItem>),
    /// Put an original whose sheets are all void on a new sheet. Guard: it is in force, its batch
    /// neither sent nor withdrawn, the number new. Where not so the outcome is
    /// [`crate::Outcome::Conflict`], except where this very sheet is there and valid.
    Sheet(Box<Sheet>),
    /// Nothing: the row changes nothing or was refused.
    Pass,
}

impl Task {
    /// Whether it can be carried out at all.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Issue(step) => Ok(step.check()?),
            Self::SettleItem(item) => item.check(),
            Self::Sheet(sheet) => Ok(sheet.check()?),
            Self::Record(_) | Self::Quarantine(_) | Self::Pass => Ok(()),
        }
    }
}

/// Where a job was before some steps, and what it keeps after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Which job.
    pub job_id: String,
    /// Its position before the first of the steps.
    pub after: i64,
    /// Its state once all of them are carried out; as it was where `None`.
    pub state: Option<String>,
}

/// A row of `quarantine`: a list's row that a person must settle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Made by the caller, so that the same row is put aside once.
    pub quarantine_id: String,
    /// Whose list.
    pub insurer: InsurerNumber,
    /// Its line.
    pub line: i64,
    /// Why it cannot simply go in.
    pub why: String,
    /// The row as JSON.
    pub row: String,
    /// When it was put aside.
    pub added_at: Timestamp,
    /// When, by whom and how it was settled.
    pub settled: Option<(Timestamp, String, String)>,
}
