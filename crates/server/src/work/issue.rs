//! The issue run (交付): a plan becomes a batch, and a batch becomes originals, sheets and files.
//!
//! A run may stop anywhere: killed, without power, without room on the disk. It goes on where the
//! register says. A part of at most a thousand items is decided, recorded and drawn, in that
//! order: an original and its sheet are in the register before any ink is, and a file is whole and
//! synced before it has its name. What is drawn is drawn from the register, so that a second time
//! gives the same bytes.
//!
//! ```text
//! decide part n+1 ║ record part n ║ draw parts n-1 and n-2     at once, on two threads
//! ```
//!
//! Source: 健康保険法施行規則(大正15年内務省令第36号)第51条の2、第51条の3

mod again;
mod batch;
mod bundles;
mod claim;
mod content;
mod deciding;
mod drawing;
mod held;
mod letters;
mod lists;
mod manifest;
mod meter;
mod output;
mod recording;
mod run;
mod sample;

use std::{
    io,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use eligibility::InsurerNumber;
use jiff::civil::Date;
use print::Press;

use self::batch::next_batch;
pub use self::{
    again::spoil,
    batch::{document_id, make_batch},
    held::explained,
    run::run_batch,
    sample::samples,
};
use super::plan::{PlanError, plan};
use crate::{Clock, ledger::Ledger};

/// What an issue run works with.
#[derive(Clone)]
pub struct Issuing {
    /// The ledger.
    pub ledger: Arc<Ledger>,
    /// What draws the papers.
    pub press: Arc<Press>,
    /// The directory in which each batch has one of its own.
    pub out: PathBuf,
    /// The time.
    pub clock: Clock,
    /// Who issues.
    pub by: String,
}

/// What a run did, and what the batch has now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The batch; of several the first that was worked on; none where nothing was ever due.
    pub batch: Option<String>,
    /// Originals this run made.
    pub made: u64,
    /// Sheets of the batch that are void.
    pub void: u64,
    /// Items of the batch that a person must look at.
    pub held: u64,
    /// Items of the batch that were no longer due when their turn came.
    pub not_due: u64,
    /// Sheets of the batch that are valid.
    pub sheets: u64,
    /// Its files, in the order of their names, each with the batch's directory.
    pub files: Vec<String>,
    /// Whether somebody paused it before its end.
    pub is_paused: bool,
    /// How long the run took.
    pub seconds: f64,
    /// How much of that the register alone took: the wall time in which the run waited for it to
    /// write while no item was decided and no paper drawn.
    pub record_seconds: f64,
}

/// What a run is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Finding out who is due.
    Planning,
    /// Recording items and drawing their sheets.
    Sheets,
    /// Drawing cover letters, slips and lists.
    Letters,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// What it is at.
    pub stage: Stage,
    /// How much of that is done.
    pub done: u64,
    /// Of how much.
    pub of: u64,
    /// How many seconds are left, as far as this run can tell.
    pub seconds_left: Option<f64>,
}

/// Why a run is refused: somebody must do something first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody is recorded under this insurer, nor the insurer itself.
    #[error("insurer {0} is not known: import a member list of it first")]
    UnknownInsurer(InsurerNumber),
    /// There is nothing in it.
    #[error("nothing is due: a batch needs a paper at least")]
    NothingDue,
    /// No such batch.
    #[error("there is no such batch of this insurer")]
    NoBatch,
    /// It needs a second person.
    #[error(
        "batch {batch} has {items} papers, and above {above} somebody other than who made it must \
         release it"
    )]
    NotReleased {
        /// Which.
        batch: String,
        /// How many papers it has.
        items: u32,
        /// How many one person may release alone.
        above: u32,
    },
    /// It was returned to who made it.
    #[error("batch {0} was returned to who made it and never runs")]
    Returned(String),
    /// It was given up.
    #[error("batch {0} was withdrawn")]
    Withdrawn(String),
    /// Somebody paused it.
    #[error("batch {0} is paused: resume it first")]
    Paused(String),
    /// Sheets that are not there, are void already, or are on their way.
    #[error("sheets {first} to {last} of batch {batch} are not all valid sheets still here")]
    Sheets {
        /// Of which batch.
        batch: String,
        /// The first.
        first: u32,
        /// The last.
        last: u32,
    },
    /// Another run of the batch is going on.
    #[error("batch {0} is being run by another process")]
    Running(String),
}

/// Why a run stopped. What was recorded and written stays, and the same run again goes on.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// Somebody must do something first.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error("the ledger could not be read or written")]
    Store(#[from] store::Error),
    /// There is no plan.
    #[error("the plan could not be made")]
    Plan(#[from] PlanError),
    /// A file could not be written.
    #[error(
        "{file} could not be written: make room for it or give another --out, and run again, which \
         goes on from here"
    )]
    Output {
        /// Its name in the directory.
        file: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file has another content than the one registered under its name.
    #[error("{file} cannot be made as it was: take the one that was archived")]
    Otherwise {
        /// Its name.
        file: String,
    },
    /// What was checked before it was recorded cannot be drawn now: another press.
    #[error("sheet {sheet} cannot be drawn any more")]
    Undrawable {
        /// Its number.
        sheet: u32,
        /// Why.
        #[source]
        source: print::Undrawable,
    },
    /// What is stored of an original cannot be read.
    #[error("what is stored of document {document_id} cannot be read")]
    Content {
        /// Which.
        document_id: String,
    },
    /// A change that cannot be recorded: a fault of this program.
    #[error("item {place} could not be made a change")]
    Change {
        /// Its place in the batch.
        place: u32,
        /// What is wrong with it.
        #[source]
        source: store::ChangeError,
    },
    /// A working thread ended early.
    #[error("the run did not come to its end")]
    Stopped,
}

/// Carries the plan of a day out: goes on with what has not come to its end, else makes a batch of
/// what is due. The report is of every batch of the day; it names the one this run worked on first.
/// With nothing due it makes nothing.
///
/// # Errors
///
/// As [`IssueError`] lists.
pub async fn issue(
    issuing: &Issuing,
    insurer: InsurerNumber,
    on: Date,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<Report, IssueError> {
    let began = Instant::now();
    known(&issuing.ledger, insurer)?;
    let batches = batch::of_day(issuing, insurer, on)?;
    let next = match batches.iter().find(|it| it.printed_at.is_none()) {
        Some(open) => Some((open.batch_id.clone(), Duration::ZERO)),
        None => make_next(issuing, (insurer, on), &batches, &mut progress).await?,
    };
    let mut report = Report::default();
    if let Some((batch_id, made_in)) = &next {
        report.add(run_batch(issuing, batch_id, &mut progress).await?);
        report.record_seconds += made_in.as_secs_f64();
    }
    let next = next.map(|(batch_id, _)| batch_id);
    for it in batches {
        if it.printed_at.is_some() && next.as_ref() != Some(&it.batch_id) {
            report.add(run_batch(issuing, &it.batch_id, &mut progress).await?);
        }
    }
    report.files.sort_unstable();
    report.seconds = began.elapsed().as_secs_f64();
    Ok(report)
}

/// Makes a batch of what is due and was not held already, and says how long the register took to;
/// none where that is nothing.
async fn make_next(
    issuing: &Issuing,
    (insurer, on): (InsurerNumber, Date),
    batches: &[store::Batch],
    progress: &mut (impl FnMut(Progress) + Send),
) -> Result<Option<(String, Duration)>, IssueError> {
    let mut due = plan(&issuing.ledger, insurer, on, &mut |done, of| {
        progress(Progress { stage: Stage::Planning, done, of, seconds_left: None });
    })?;
    batch::leave_out_held(issuing, batches, &mut due)?;
    if !batches.is_empty() {
        batch::leave_out_made_today(issuing, &mut due)?;
    }
    if due.items.is_empty() {
        return Ok(None);
    }
    let batch_id = next_batch(issuing, insurer, on)?;
    let at = (issuing.clock)();
    let began = Instant::now();
    make_batch(&issuing.ledger, &due, &batch_id, &batch_id, &issuing.by, at).await?;
    Ok(Some((batch_id, began.elapsed())))
}

impl Report {
    /// Takes the report of another batch in.
    fn add(&mut self, other: Self) {
        self.batch = self.batch.take().or(other.batch);
        self.made += other.made;
        self.void += other.void;
        self.held += other.held;
        self.not_due += other.not_due;
        self.sheets += other.sheets;
        self.files.extend(other.files);
        self.is_paused |= other.is_paused;
        self.seconds += other.seconds;
        self.record_seconds += other.record_seconds;
    }
}

/// The insurer as papers name it. One whose name nobody has recorded is named by its number: papers
/// that are due do not wait for a name.
fn known(ledger: &Ledger, insurer: InsurerNumber) -> Result<store::Insurer, IssueError> {
    let store = ledger.store();
    let recorded = store.insurer(insurer)?;
    if recorded.is_none() && store.members_of(insurer, None, 1)?.is_empty() {
        return Err(Refusal::UnknownInsurer(insurer).into());
    }
    let named = recorded.filter(|it| !it.name.trim().is_empty());
    Ok(named.unwrap_or_else(|| store::Insurer {
        number: insurer,
        name: format!("保険者番号 {insurer}"),
        address: String::new(),
        phone: String::new(),
    }))
}

/// Whether papers of an insurer would bear its number for a name.
///
/// # Errors
///
/// When the database fails.
pub fn is_unnamed(ledger: &Ledger, insurer: InsurerNumber) -> Result<bool, store::Error> {
    Ok(ledger.store().insurer(insurer)?.is_none_or(|it| it.name.trim().is_empty()))
}
