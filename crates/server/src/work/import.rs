//! A member list into the ledger: each row becomes facts about a person, is refused, or is put
//! aside for a person to settle.
//!
//! One thread reads the list and decides, the ledger's thread writes. A row that says what the
//! ledger knows writes nothing, so a list stopped anywhere is simply imported again.

pub(super) mod compare;
mod employers;
mod lease;
mod missing;
mod my_number;
pub(super) mod people;
pub(super) mod plan;
mod reading;
mod refused;
mod row;
mod seen;
mod whom;
mod writing;

use std::{
    fmt,
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use eligibility::InsurerNumber;
use interchange::members::{ListError, MemberList, MemberRow, Refusal};
use sha2::{Digest as _, Sha256};
use store::{Insurer, Job};
use tokio::sync::mpsc;

pub use compare::Difference;
pub(super) use missing::MissingAside;
pub use my_number::{KeyError, MyNumberKey};
use row::Says;
pub(super) use row::{Row, RowAside};
pub use whom::Why;

use self::{
    lease::Lock,
    reading::{Read, Reading},
    writing::Writing,
};
use crate::{Clock, ledger::Ledger};

/// The column of My Numbers (個人番号).
const MY_NUMBER: &str = "個人番号";

/// A list to import, and how.
#[derive(Clone, Debug)]
pub struct Import {
    /// Whose list it is.
    pub insurer: InsurerNumber,
    /// The insurer's name, where it is to be recorded.
    pub insurer_name: Option<String>,
    /// The list.
    pub file: PathBuf,
    /// Where the key of the My Numbers' hashes is, or is made when the list has any.
    pub key_file: PathBuf,
    /// Where refused rows go; nowhere where `None`.
    pub refused: Option<PathBuf>,
    /// Whether the list names every member, so that who is missing is a question.
    pub complete: bool,
    /// Whether nothing is to be recorded.
    pub dry_run: bool,
    /// Who imports.
    pub recorded_by: String,
}

/// What became of the rows. Each row is counted once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows that are not blank, the header apart.
    pub rows: u64,
    /// People recorded for the first time.
    pub new: u64,
    /// People of whom something else is known now.
    pub changed: u64,
    /// Rows that say what is known, or that a person has settled before.
    pub unchanged: u64,
    /// People whose coverage has an end now.
    pub lost: u64,
    /// Rows that cannot be true or cannot be read.
    pub refused: Vec<Refusal>,
    /// Rows a person must settle.
    pub put_aside: Vec<PutAside>,
    /// Members in force whom a complete list does not name.
    pub missing: u64,
    /// Columns of the list that are not read.
    pub ignored_columns: Vec<String>,
}

/// A row, or a person missing from a complete list, that a person must settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PutAside {
    /// The line; 0 for who is missing.
    pub line: u32,
    /// Why.
    pub why: Why,
}

/// Something a good row does, told as soon as it is decided.
pub struct News<'a> {
    /// The row, as received. For whoever supplied the list and nobody else.
    pub row: &'a MemberRow,
    /// What it does.
    pub what: What,
    /// What is otherwise than before; nothing for somebody new.
    pub differences: &'a [Difference],
}

/// What a row does to the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Somebody not yet recorded.
    New,
    /// Something else is known.
    Changed,
    /// The coverage ends.
    Lost,
    /// Nothing.
    Unchanged,
    /// A person must settle it.
    PutAside(Why),
}

/// Who watches an import.
pub trait Watch: Send + 'static {
    /// How much of the list has been read, and of how much, and how many rows that was.
    fn progress(&mut self, read: u64, of: u64, rows: u64) {
        let _ = (read, of, rows);
    }

    /// A row that was not refused.
    fn news(&mut self, news: &News<'_>) {
        let _ = news;
    }

    /// Another import of this insurer's list is running, or ended seconds ago without saying so.
    fn waiting(&mut self) {}
}

/// Nobody watches.
impl Watch for () {}

/// Why an import stopped. What was recorded before stays, and importing again goes on.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The list cannot be read.
    #[error(transparent)]
    List(#[from] ListError),
    /// The database failed.
    #[error("the ledger could not be read or written")]
    Store(#[from] store::Error),
    /// A row makes a change that cannot be recorded: a fault of this program.
    #[error("line {line} could not be made a change")]
    Change {
        /// The row.
        line: u32,
        /// What is wrong with the change.
        #[source]
        source: store::ChangeError,
    },
    /// The key of the My Numbers' hashes.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The refused rows could not be written.
    #[error("the file of refused rows could not be written")]
    Refused(#[source] io::Error),
    /// Another import of this insurer's list is running.
    #[error("another import for this insurer is running")]
    Running,
    /// The reading thread ended early.
    #[error("the list was not read to its end")]
    Stopped,
}

/// Imports a list, or says what importing it would do.
///
/// # Errors
///
/// When the list, the database, the key or the file of refused rows fails: see [`ImportError`].
/// Rows that are refused are no error.
pub async fn import(
    ledger: &Arc<Ledger>,
    clock: &Clock,
    request: Import,
    mut watch: impl Watch,
) -> Result<Report, ImportError> {
    let (file, insurer) = (request.file.clone(), request.insurer);
    let list = tokio::task::spawn_blocking(move || MemberList::open(&file, insurer));
    let list = list.await.map_err(|_| ImportError::Stopped)??;
    if request.dry_run {
        return dry_run(ledger, clock, request, list, watch).await;
    }
    let mut lock = Lock::take(ledger, clock, insurer, &mut watch).await?;
    let imported = locked(ledger, clock, request, list, watch, &mut lock).await;
    let released = lock.release().await;
    let report = imported?;
    released?;
    Ok(report)
}

/// Imports while no other import of the insurer's lists can run.
async fn locked(
    ledger: &Arc<Ledger>,
    clock: &Clock,
    request: Import,
    list: MemberList,
    watch: impl Watch,
    lock: &mut Lock,
) -> Result<Report, ImportError> {
    let (insurer, complete) = (request.insurer, request.complete);
    let content = content_hash(&request.file)?;
    put_insurer(ledger, &request).await?;
    let key = if list.has_column(MY_NUMBER) {
        Some(MyNumberKey::of(&request.key_file, ledger.store(), clock()).await?)
    } else {
        None
    };
    let (number, job) = start(ledger, clock, insurer, &content).await?;
    // A run that goes on after a crash makes other changes than before it.
    let run = format!("{content}:{number}.{}", job.position);
    let mut writing = Writing {
        ledger: Arc::clone(ledger),
        clock: Arc::clone(clock),
        recorded_by: request.recorded_by.clone(),
        run: run.clone(),
        job,
        lock,
        report: Report::default(),
    };
    let (batches, received) = mpsc::channel(2);
    let reading = Reading {
        ledger: Arc::clone(ledger),
        clock: Arc::clone(clock),
        request,
        key,
        run,
        position: writing.job.position,
        batches: Some(batches),
    };
    let reading = tokio::task::spawn_blocking(move || reading.all(list, watch));
    let written = writing.all(received).await;
    let read = reading.await.map_err(|_| ImportError::Stopped)?;
    // Where writing failed, reading was stopped by that and says nothing of its own.
    written?;
    let Read { report, seen } = read?;
    let counted = std::mem::take(&mut writing.report);
    let Report { new, changed, unchanged, lost, put_aside, .. } = counted;
    writing.report = Report { new, changed, unchanged, lost, put_aside, ..report };
    if complete {
        missing::ask(&mut writing, insurer, &content, &seen).await?;
    }
    writing.finish().await?;
    Ok(writing.report)
}

/// Reads and decides as an import does, and records nothing.
async fn dry_run(
    ledger: &Arc<Ledger>,
    clock: &Clock,
    request: Import,
    list: MemberList,
    watch: impl Watch,
) -> Result<Report, ImportError> {
    let (insurer, complete) = (request.insurer, request.complete);
    let key = if list.has_column(MY_NUMBER) {
        Some(MyNumberKey::of_dry_run(&request.key_file, ledger.store())?)
    } else {
        None
    };
    let reading = Reading {
        ledger: Arc::clone(ledger),
        clock: Arc::clone(clock),
        request,
        key,
        run: String::new(),
        position: 0,
        batches: None,
    };
    let reading = tokio::task::spawn_blocking(move || reading.all(list, watch));
    let mut read = reading.await.map_err(|_| ImportError::Stopped)??;
    if complete {
        read.report.missing = missing::count(ledger, clock, insurer, &read.seen)?;
    }
    Ok(read.report)
}

/// The job of a list: the same file goes on with an unfinished run, and begins another after a
/// finished one.
async fn start(
    ledger: &Ledger,
    clock: &Clock,
    insurer: InsurerNumber,
    content: &str,
) -> Result<(u32, Job), store::Error> {
    let mut run = 1;
    loop {
        let id = format!("import:{insurer}:{content}:{run}");
        let job = ledger.store().start_job(&id, "import", clock()).await?;
        if job.finished_at.is_none() {
            return Ok((run, job));
        }
        run += 1;
    }
}

/// Records the insurer where it is not known, or under another name.
async fn put_insurer(ledger: &Ledger, request: &Import) -> Result<(), store::Error> {
    let known = ledger.store().insurer(request.insurer)?;
    let insurer = match (known, &request.insurer_name) {
        (Some(_), None) => return Ok(()),
        (Some(known), Some(name)) if known.name == *name => return Ok(()),
        (Some(known), Some(name)) => Insurer { name: name.clone(), ..known },
        (None, name) => Insurer {
            number: request.insurer,
            name: name.clone().unwrap_or_default(),
            address: String::new(),
            phone: String::new(),
        },
    };
    ledger.store().put_insurer(insurer).await
}

/// The first 16 hexadecimal digits of the SHA-256 of a file.
fn content_hash(path: &Path) -> Result<String, ImportError> {
    let mut file = File::open(path).map_err(ListError::Io)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(ListError::Io)? {
            0 => return Ok(hexadecimal(&hash.finalize()[..8])),
            length => hash.update(&buffer[..length]),
        }
    }
}

/// Bytes as hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = fmt::Write::write_fmt(&mut text, format_args!("{byte:02x}"));
        text
    })
}

/// As it is, the news of a row shows the line and what it does.
impl fmt::Debug for News<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("News")
            .field("line", &self.row.line)
            .field("what", &self.what)
            .finish_non_exhaustive()
    }
}
