//! What the desk does by itself: asking again what is unsettled, the watch, removing what is old.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{sync::watch, time};

use super::{
    Desk,
    asking::{self, WATCH_EVERY},
    entries,
};
use crate::{JournalError, Outcome, Work};

/// How often the background work looks at the journal.
const ROUND_EVERY: Duration = Duration::from_secs(5);
/// How many rounds lie between two looks at a hub that nobody asks.
const ROUNDS_BETWEEN_LOOKS: u32 = 6;

/// Starts the work.
#[must_use]
pub fn start(desk: Arc<Desk>) -> Work {
    Work::of("desk", |stopped| work(desk, stopped))
}

async fn work(desk: Arc<Desk>, mut stopped: watch::Receiver<bool>) {
    let mut rounds = time::interval(ROUND_EVERY);
    rounds.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
    let mut count = 0_u32;
    loop {
        tokio::select! {
            _ = rounds.tick() => {}
            // The sender gone means the same as being told.
            _ = stopped.changed() => return,
        }
        if count.is_multiple_of(ROUNDS_BETWEEN_LOOKS) {
            let ready = desk.hub.is_ready().await;
            desk.heard(ready);
        }
        count = count.wrapping_add(1);
        if let Err(error) = round(&desk).await {
            tracing::error!(error = &error as &dyn std::error::Error, "the desk's journal failed");
        }
        if *stopped.borrow() {
            return;
        }
    }
}

/// One round: everything the clock says is due.
///
/// # Errors
///
/// When the journal fails; the next round tries again.
pub async fn round(desk: &Desk) -> Result<(), JournalError> {
    let now = desk.now();
    let due = entries::due(&desk.journal, now).await?;
    for (entry_id, asked) in due.again {
        asking::ask(desk, &asked.question, asked.attempts).await?;
        if asked.by_watch {
            after_watch(desk, entry_id, desk.now()).await?;
        }
    }
    for entry_id in due.watched {
        let Some((entry, _)) = entries::entry(&desk.journal, entry_id.clone()).await? else {
            continue;
        };
        asking::ask_fresh(desk, &entry_id, &entry.asked.question, true).await?;
        after_watch(desk, entry_id, desk.now()).await?;
    }
    entries::remove_old(&desk.journal, now).await
}

/// Ends a watch whose answer turned good, or sets its next hour.
async fn after_watch(desk: &Desk, entry_id: String, now: Timestamp) -> Result<(), JournalError> {
    let Some((entry, _)) = entries::entry(&desk.journal, entry_id.clone()).await? else {
        return Ok(());
    };
    if entry.watch_at.is_none() {
        return Ok(());
    }
    if entry.asked.outcome.as_ref().is_some_and(asking::is_awaited) {
        return entries::turned(&desk.journal, entry_id, now).await;
    }
    let refused = matches!(entry.asked.outcome, Some(Outcome::Refused(_)));
    let next_at = (!refused).then(|| asking::later(now, WATCH_EVERY));
    entries::watch(&desk.journal, entry_id, next_at, now).await
}
