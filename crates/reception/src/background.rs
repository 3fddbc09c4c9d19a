//! What a role does by itself, beside answering.

use tokio::{sync::watch, task::JoinHandle};

/// The background work of a role, until it is stopped.
#[derive(Debug)]
pub struct Work {
    whose: &'static str,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Work {
    /// Starts work, which ends when the receiver changes.
    pub(crate) fn of<F>(whose: &'static str, work: impl FnOnce(watch::Receiver<bool>) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (stop, stopped) = watch::channel(false);
        Self { whose, stop, task: tokio::spawn(work(stopped)) }
    }

    /// Ends the work after what it is at.
    pub async fn stop(self) {
        // Nobody listening means that the work has ended, which is what is asked for.
        let _ = self.stop.send(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, whose = self.whose, "background work ended badly");
        }
    }
}
