//! The one thread that writes the ledger.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread::JoinHandle,
};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use crate::Error;

/// Writes that may wait. A caller beyond them waits to be taken into the queue.
const QUEUE: usize = 256;

type Task = Box<dyn FnOnce(&mut Connection) + Send>;

/// The thread and its queue.
pub(super) struct Writer {
    tasks: Option<mpsc::Sender<Task>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(mut connection: Connection) -> std::io::Result<Self> {
        let (tasks, mut waiting) = mpsc::channel::<Task>(QUEUE);
        let thread = std::thread::Builder::new().name("ledger".to_owned()).spawn(move || {
            while let Some(task) = waiting.blocking_recv() {
                // A panic in one write is that caller's failure; its transaction was rolled back
                // as it unwound, and the others go on.
                if catch_unwind(AssertUnwindSafe(|| task(&mut connection))).is_err() {
                    tracing::error!("a write to the ledger panicked");
                }
            }
        })?;
        Ok(Self { tasks: Some(tasks), thread: Some(thread) })
    }

    /// Has the thread do a write in one transaction, and waits for it to be durable.
    ///
    /// Dropping the future does not undo a write that was taken.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.attempt(write).await
    }

    /// As [`Self::write`], for a write that may undo itself for a reason that is no failure.
    pub(super) async fn attempt<T: Send + 'static, E: From<Error> + Send + 'static>(
        &self,
        write: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        let (done, result) = oneshot::channel();
        let task: Task = Box::new(move |connection| {
            // Nobody listens any more where the caller gave up.
            let _ = done.send(in_transaction(connection, write));
        });
        let tasks = self.tasks.as_ref().ok_or(Error::Stopped)?;
        tasks.send(task).await.map_err(|_| Error::Stopped)?;
        result.await.map_err(|_| Error::Stopped)?
    }
}

/// Writes in one transaction that has the write lock from its start, and commits; an error undoes
/// all of it.
pub(super) fn in_transaction<T, E: From<Error>>(
    connection: &mut Connection,
    write: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(Error::from)?;
    let result = write(&transaction)?;
    transaction.commit().map_err(Error::from)?;
    Ok(result)
}

impl Drop for Writer {
    /// Waits for the writes already taken.
    fn drop(&mut self) {
        self.tasks = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so itself.
            let _ = thread.join();
        }
    }
}
