//! The one thread that writes the confirmation log: it commits for all that wait, at once when it
//! is free.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
};

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use tokio::sync::oneshot;

use super::{columns, connect, writer::in_transaction};
use crate::{ConfirmError, Confirmation, Confirmed, Error, PersonKey};

/// Confirmations that may wait; one more is told at once that the hub is busy.
const QUEUE: usize = 1024;
/// Confirmations of one commit.
const MOST: usize = 500;

type Task = Box<dyn FnOnce(&mut Connection) + Send>;
type Answered = Result<Confirmed, ConfirmError>;

/// What became of a row, and the row, so that its memory is freed where it was taken: freeing all
/// on this thread has the allocator's threads wait for each other.
type Back = (Answered, Box<Confirmation>);

enum Message {
    Confirm(Box<Confirmation>, oneshot::Sender<Back>),
    Task(Task),
}

/// The thread and its queue.
pub(super) struct Log {
    queue: Option<SyncSender<Message>>,
    thread: Option<JoinHandle<()>>,
}

impl Log {
    /// Starts the thread with an open connection; it opens another after a failure.
    pub(super) fn start(path: PathBuf, connection: Connection) -> std::io::Result<Self> {
        let (queue, waiting) = sync_channel(QUEUE);
        let mut scribe = Scribe { path, connection: Some(connection) };
        let thread = std::thread::Builder::new()
            .name("confirmation log".to_owned())
            .spawn(move || scribe.work(&waiting))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Writes a confirmation down, or says why not. When it returns the row is durable.
    pub(super) async fn confirm(&self, row: Confirmation) -> Answered {
        let stopped = || ConfirmError::NotRecorded(Arc::new(Error::Stopped));
        let (done, result) = oneshot::channel();
        let queue = self.queue.as_ref().ok_or_else(stopped)?;
        queue.try_send(Message::Confirm(Box::new(row), done)).map_err(|error| match error {
            TrySendError::Full(_) => ConfirmError::Busy,
            TrySendError::Disconnected(_) => stopped(),
        })?;
        let (answered, _row) = result.await.map_err(|_| stopped())?;
        answered
    }

    /// Has the thread do another write between two commits.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (done, result) = oneshot::channel();
        let task: Task = Box::new(move |connection| {
            // Nobody listens any more where the caller gave up.
            let _ = done.send(in_transaction(connection, write));
        });
        let queue = self.queue.as_ref().ok_or(Error::Stopped)?;
        queue.try_send(Message::Task(task)).map_err(|error| match error {
            TrySendError::Full(_) => Error::Busy,
            TrySendError::Disconnected(_) => Error::Stopped,
        })?;
        result.await.map_err(|_| Error::Stopped)?
    }
}

impl Drop for Log {
    /// Waits for the rows already taken.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so itself.
            let _ = thread.join();
        }
    }
}

/// The thread's own state.
struct Scribe {
    path: PathBuf,
    connection: Option<Connection>,
}

impl Scribe {
    fn work(&mut self, waiting: &Receiver<Message>) {
        while let Ok(first) = waiting.recv() {
            let mut rows = Vec::new();
            let mut answers = Vec::new();
            let mut task = None;
            let mut next = Some(first);
            while let Some(message) = next.take() {
                match message {
                    Message::Confirm(row, answer) => {
                        rows.push(row);
                        answers.push(answer);
                    }
                    Message::Task(it) => task = Some(it),
                }
                if rows.len() < MOST && task.is_none() {
                    next = waiting.try_recv().ok();
                }
            }
            if !rows.is_empty() {
                self.commit(rows, answers);
            }
            if let Some(task) = task {
                self.carry_out(task);
            }
        }
    }

    /// Commits the rows and answers everybody, with the failure if it failed.
    #[expect(clippy::vec_box, reason = "the rows arrive boxed and go back so")]
    fn commit(&mut self, rows: Vec<Box<Confirmation>>, answers: Vec<oneshot::Sender<Back>>) {
        let result = self
            .connection()
            .and_then(|connection| in_transaction(connection, |on| record_all(on, &rows)));
        let waiting = answers.into_iter().zip(rows);
        // A caller that gave up asks again with the same id and is answered from the row.
        match result {
            Ok(confirmed) => {
                for ((answer, row), confirmed) in waiting.zip(confirmed) {
                    let _ = answer.send((Ok(confirmed), row));
                }
            }
            Err(error) => {
                tracing::error!(%error, waiting = waiting.len(), "confirmations not written down");
                // The next commit has a new connection, so that it works once the disk does.
                self.connection = None;
                let error = ConfirmError::NotRecorded(Arc::new(error));
                for (answer, row) in waiting {
                    let _ = answer.send((Err(error.clone()), row));
                }
            }
        }
    }

    fn carry_out(&mut self, task: Task) {
        let Ok(connection) = self.connection() else { return };
        if catch_unwind(AssertUnwindSafe(|| task(connection))).is_err() {
            tracing::error!("a write to the confirmation log panicked");
        }
    }

    fn connection(&mut self) -> Result<&mut Connection, Error> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect::writer(&self.path, &connect::LOG)?,
        };
        Ok(self.connection.insert(connection))
    }
}

fn record_all(on: &Transaction<'_>, rows: &[Box<Confirmation>]) -> Result<Vec<Confirmed>, Error> {
    let closed = closed_until(on)?;
    rows.iter()
        .map(|row| {
            let confirmed = record(on, row)?;
            if confirmed == Confirmed::Recorded
                && let Some(person_key) = row.person_key
                && is_closed(&closed, row)
            {
                index(on, person_key, row)?;
            }
            Ok(confirmed)
        })
        .collect()
}

/// Inserts a row; where its key is taken, says by what.
fn record(on: &Transaction<'_>, row: &Confirmation) -> Result<Confirmed, Error> {
    let at = row.asked_at.as_microsecond();
    let inserted = on
        .prepare_cached(
            "INSERT INTO confirmation (asked_at, confirmation_id, person_key, institution, how,
                on_day, question, answer, rules, known_at, settings_revision, program)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
             ON CONFLICT (asked_at, confirmation_id) DO NOTHING",
        )?
        .execute(params![
            at,
            row.confirmation_id,
            row.person_key.map(PersonKey::get),
            row.institution,
            row.how,
            columns::day(row.on),
            row.question,
            row.answer,
            row.rules,
            row.known_at.as_microsecond(),
            row.settings_revision,
            row.program,
        ])?;
    if inserted == 1 {
        return Ok(Confirmed::Recorded);
    }
    let first: Option<Vec<u8>> = on
        .prepare_cached(
            "SELECT answer FROM confirmation
             WHERE asked_at = $1 AND confirmation_id = $2 AND question = $3",
        )?
        .query_row(params![at, row.confirmation_id, row.question], |row| row.get(0))
        .optional()?;
    Ok(first.map_or(Confirmed::Conflict, Confirmed::Already))
}

/// The key up to which `confirmation_of` is filled.
pub(super) fn closed_until(on: &Connection) -> Result<(i64, String), Error> {
    Ok(on
        .prepare_cached(
            "SELECT asked_at, confirmation_id FROM closing WHERE name = 'confirmation_of'",
        )?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn is_closed((at, id): &(i64, String), row: &Confirmation) -> bool {
    (row.asked_at.as_microsecond(), &*row.confirmation_id) <= (*at, &**id)
}

fn index(on: &Transaction<'_>, person_key: PersonKey, row: &Confirmation) -> Result<(), Error> {
    on.prepare_cached(
        "INSERT INTO confirmation_of (person_key, asked_at, confirmation_id)
         VALUES ($1, $2, $3) ON CONFLICT (person_key, asked_at, confirmation_id) DO NOTHING",
    )?
    .execute(params![person_key.get(), row.asked_at.as_microsecond(), row.confirmation_id])?;
    Ok(())
}
