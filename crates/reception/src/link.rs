//! The link (連携): watches the folder of a receipt computer, asks the hub, and puts the answers.
//!
//! A request file's way: seen twice unchanged, read, written to the journal, asked under an id made
//! from what it is, its answer written to the answer folder under a name nobody looks for, that
//! noted in the journal, renamed, and only then the request removed. A crash at any point goes on
//! from there: the same question is asked again under the same id, and an answer that was put is
//! not put again, even where the receipt computer has taken it meanwhile.
//!
//! - What cannot be read goes back into the answer folder with an `.err` file beside it. So does a
//!   request of the interface that this program does not offer, so that nobody waits for its
//!   answer; [`Others::Leave`] is for a folder that another program serves too. Files that are no
//!   requests are left alone.
//! - A hub that is not reached leaves the request where it is, and [`Status`] says so. A hub that
//!   cannot tell is asked again for [`Settings::give_up_after`]; then the answer says that it does
//!   not mean "not covered", and what to do.
//! - The answers to a bulk request are kept for [`Settings::bulk_kept_for`].
//!
//! **Architecture Invariant:** no name, number or file name of a request stands in a log line or in
//! the status.

mod bulk_work;
mod bulks;
mod folder;
mod handle;
mod hub;
mod looks;
mod put;
mod requests;
mod rounds;
mod status;
mod texts;

use std::{
    fmt,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use interchange::oqs::Charset;
use jiff::Timestamp;
use tokio::sync::{Notify, watch};

pub use self::status::{HubState, Status, Trouble};
use self::{hub::Hub, rounds::Rounds, status::Board};
use crate::{Clock, HubClient, Journal, JournalError};

/// The folder of a receipt computer, watched for one institution.
pub struct Link {
    inner: Arc<Inner>,
    dir: PathBuf,
    /// Held as long as the link lives, so that no second one serves the same journal.
    lock: File,
}

/// What everything inside the link shares.
struct Inner {
    folders: Folders,
    institution: String,
    settings: Settings,
    hub: Hub,
    journal: Journal,
    clock: Clock,
    board: Arc<Board>,
    /// Told when a bulk request was received.
    bulk_received: Notify,
}

/// The three folders of the interface. Sites set each on its own, so one root is not assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// Requests, written by the receipt computer.
    pub req: PathBuf,
    /// Answers, written by the link.
    pub res: PathBuf,
    /// Results of the card reader, which nobody asked for in `req`.
    pub face: PathBuf,
}

/// What a site may set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The encoding of answers and `.err` files, whatever a request's is.
    pub charset: Charset,
    /// How long a hub that is heard but cannot tell is asked again. Five minutes.
    pub give_up_after: Duration,
    /// How long a hub is silent until the status calls it away. One minute.
    pub away_after: Duration,
    /// How long the answers to a bulk request are kept. Seven days: the interface's own time is
    /// not public, and a receipt computer fetches them within a day.
    pub bulk_kept_for: Duration,
    /// How many people of bulk requests are asked about at once.
    pub bulk_questions_max: usize,
    /// What becomes of requests this program does not offer.
    pub others: Others,
}

/// What becomes of requests this program does not offer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Others {
    /// They go back with an `.err` file that says so.
    #[default]
    Return,
    /// They stay, for another program that serves the same folder.
    Leave,
}

/// Why a link cannot start, in the order checked.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// A folder could not be made.
    #[error("the folder {0} could not be made")]
    Folder(&'static str, #[source] io::Error),
    /// Another link works with this directory.
    #[error("another link works with the same directory")]
    Running,
    /// The directory cannot be locked.
    #[error("the link's directory could not be locked")]
    Lock(#[source] io::Error),
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl Folders {
    /// The folders under one root.
    #[must_use]
    pub fn under(root: &Path) -> Self {
        Self { req: root.join("req"), res: root.join("res"), face: root.join("face") }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            charset: Charset::Utf8,
            give_up_after: Duration::from_mins(5),
            away_after: Duration::from_mins(1),
            bulk_kept_for: Duration::from_hours(7 * 24),
            bulk_questions_max: 4,
            others: Others::Return,
        }
    }
}

impl Link {
    /// A link between folders and a hub, with its own data in `dir`. Makes what is missing.
    ///
    /// # Errors
    ///
    /// When a folder or the journal cannot be used, or another link uses it.
    pub async fn open(
        folders: Folders,
        dir: &Path,
        hub: HubClient,
        institution: String,
        settings: Settings,
        clock: Clock,
    ) -> Result<Self, LinkError> {
        let all = [("req", &folders.req), ("res", &folders.res), ("face", &folders.face)];
        for (name, path) in all {
            fs::create_dir_all(path).map_err(|error| LinkError::Folder(name, error))?;
        }
        fs::create_dir_all(dir).map_err(|error| LinkError::Folder("of the link", error))?;
        let lock = File::create(dir.join("link.lock")).map_err(LinkError::Lock)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => LinkError::Running,
            TryLockError::Error(error) => LinkError::Lock(error),
        })?;
        let journal = Journal::open(dir)?;
        requests::make_tables(&journal).await?;
        let board = Arc::new(Board::new());
        let away_after = settings.away_after;
        let hub = Hub::new(hub, Arc::clone(&clock), Arc::clone(&board), away_after);
        let bulk_received = Notify::new();
        let inner =
            Inner { folders, institution, settings, hub, journal, clock, board, bulk_received };
        Ok(Self { inner: Arc::new(inner), dir: dir.to_owned(), lock })
    }

    /// How the link is, kept current while it runs; for a page or a log.
    #[must_use]
    pub fn status(&self) -> watch::Receiver<Status> {
        self.inner.board.subscribe()
    }

    /// Serves the folder until `stop` is ready, and ends after the questions it is asking.
    ///
    /// Nothing that fails ends it: a share that is away, a full disk and a silent hub are waited
    /// for. The status also stands in `status.json` of the link's own directory.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) {
        let (stopping, stopped) = watch::channel(false);
        let inner = &self.inner;
        let beside = [
            tokio::spawn(status::keep_file(
                inner.board.subscribe(),
                self.dir.clone(),
                stopped.clone(),
            )),
            tokio::spawn(hub::watch(Arc::clone(inner), stopped.clone())),
            tokio::spawn(bulk_work::work(Arc::clone(inner), stopped.clone())),
        ];
        Rounds::new(Arc::clone(inner)).run(stop).await;
        // Nobody listening means that all have ended, which is what is asked for.
        let _ = stopping.send(true);
        for task in beside {
            if let Err(error) = task.await {
                tracing::error!(%error, "a part of the link ended badly");
            }
        }
        drop(self.lock);
    }
}

impl Inner {
    fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("folders", &self.inner.folders)
            .field("dir", &self.dir)
            .finish_non_exhaustive()
    }
}

/// Whether a channel says to stop; a sender that is gone says so too.
async fn told_to_stop(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|it| *it).await;
}

/// Runs work on files away from the threads that wait for the hub.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}
