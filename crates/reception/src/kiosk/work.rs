//! What the kiosk does by itself: looking whether a card came or went.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, time};

use super::Kiosk;
use crate::Work;

/// How often the reader is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Starts the work.
#[must_use]
pub fn start(kiosk: Arc<Kiosk>) -> Work {
    Work::of("kiosk", |stopped| work(kiosk, stopped))
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

/// Looks once whether a card came or went; [`start`] has it done again and again.
pub async fn look(kiosk: &Kiosk) {
    let now = kiosk.now();
    kiosk.with_card(move |counter| counter.look(now)).await;
}
