//! What the kiosk does by itself: looking whether a card came or went.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinHandle, time};

use super::Kiosk;

/// How often the reader is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// The background work of a kiosk, until it is stopped.
#[derive(Debug)]
pub struct Work {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Work {
    /// Starts the work.
    #[must_use]
    pub fn start(kiosk: Arc<Kiosk>) -> Self {
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(work(kiosk, stopped));
        Self { stop, task }
    }

    /// Ends the work after the look it is at.
    pub async fn stop(self) {
        // Nobody listening means that the work has ended, which is what is asked for.
        let _ = self.stop.send(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the kiosk's background work ended badly");
        }
    }
}

async fn work(kiosk: Arc<Kiosk>, mut stopped: watch::Receiver<bool>) {
    let mut looks = time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = looks.tick() => {}
            // The sender gone means the same as being told.
            _ = stopped.changed() => return,
        }
        look(&kiosk).await;
    }
}

/// Looks once whether a card came or went; [`Work`] does so again and again.
pub async fn look(kiosk: &Kiosk) {
    let now = kiosk.now();
    kiosk.with_card(move |counter| counter.look(now)).await;
}
