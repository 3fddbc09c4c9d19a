//! The numbers kept in memory, counted off the thread that answers.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};
use tokio::sync::Notify;

use super::{Figures, count};
use crate::ledger::Ledger;

/// How long a page waits for numbers being counted.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// Counting takes one part of the time at the most, and pauses this many times as long.
const PAUSE: u32 = 20;

/// The numbers of each insurer, counted again where the ledger has changed since.
#[derive(Default)]
pub struct FigureShelf {
    slots: Mutex<HashMap<InsurerNumber, Slot>>,
    counted: Notify,
}

#[derive(Default)]
struct Slot {
    held: Option<Held>,
    /// How many people were read, while somebody counts.
    reading: Option<Arc<AtomicU64>>,
}

struct Held {
    figures: Arc<Figures>,
    /// The ledger's version before the count.
    version: i64,
    counted_at: Timestamp,
    ended: Instant,
    took: Duration,
}

/// What there is to show.
#[derive(Clone, Debug)]
pub enum Shown {
    /// Numbers, counted at an instant.
    Counted(Arc<Figures>, Timestamp),
    /// They are being counted the first time; so many people were read.
    Counting(u64),
    /// They could not be counted.
    Failed,
}

impl FigureShelf {
    /// An insurer's numbers for a day. Waits a moment where they are being counted, and then gives
    /// those of before where there are some of the same day.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn of(
        self: &Arc<Self>,
        ledger: &Arc<Ledger>,
        insurer: InsurerNumber,
        (on, now): (Date, Timestamp),
    ) -> Result<Shown, store::Error> {
        let version = ledger.store().ledger_version()?;
        let counted = self.counted.notified();
        tokio::pin!(counted);
        // From here on an end of counting is noticed.
        counted.as_mut().enable();
        if let Some(reading) = self.begin(insurer, on, version) {
            let (keeper, ledger) = (Arc::clone(self), Arc::clone(ledger));
            let began = Instant::now();
            let counted = tokio::task::spawn_blocking(move || {
                let mut progress = |people, _| reading.store(people, Ordering::Relaxed);
                count(&ledger, insurer, on, &mut progress)
            });
            tokio::spawn(async move {
                let figures = match counted.await {
                    Ok(Ok(figures)) => Some(figures),
                    Ok(Err(error)) => not_counted(&error),
                    Err(error) => not_counted(&error),
                };
                keeper.end(insurer, figures, (version, now, began.elapsed()));
            });
        }
        if self.is_counting(insurer) {
            let _late = tokio::time::timeout(PATIENCE, counted).await;
        }
        Ok(self.shown(insurer, on))
    }

    /// Begins to count where there is need and nobody does.
    fn begin(&self, insurer: InsurerNumber, on: Date, version: i64) -> Option<Arc<AtomicU64>> {
        let mut slots = self.slots();
        let slot = slots.entry(insurer).or_default();
        let is_good = slot.held.as_ref().is_some_and(|it| {
            let is_same = it.version == version || it.ended.elapsed() < it.took * PAUSE;
            it.figures.on == on && is_same
        });
        if is_good || slot.reading.is_some() {
            return None;
        }
        let reading = Arc::new(AtomicU64::new(0));
        slot.reading = Some(Arc::clone(&reading));
        Some(reading)
    }

    fn end(
        &self,
        insurer: InsurerNumber,
        figures: Option<Figures>,
        (version, counted_at, took): (i64, Timestamp, Duration),
    ) {
        {
            let mut slots = self.slots();
            let slot = slots.entry(insurer).or_default();
            slot.reading = None;
            if let Some(figures) = figures {
                let (figures, ended) = (Arc::new(figures), Instant::now());
                slot.held = Some(Held { figures, version, counted_at, ended, took });
            }
        }
        self.counted.notify_waiters();
    }

    fn is_counting(&self, insurer: InsurerNumber) -> bool {
        self.slots().get(&insurer).is_some_and(|it| it.reading.is_some())
    }

    fn shown(&self, insurer: InsurerNumber, on: Date) -> Shown {
        let slots = self.slots();
        let Some(slot) = slots.get(&insurer) else { return Shown::Failed };
        match (&slot.held, &slot.reading) {
            (Some(it), _) if it.figures.on == on => {
                Shown::Counted(Arc::clone(&it.figures), it.counted_at)
            }
            (_, Some(reading)) => Shown::Counting(reading.load(Ordering::Relaxed)),
            (_, None) => Shown::Failed,
        }
    }

    fn slots(&self) -> MutexGuard<'_, HashMap<InsurerNumber, Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn not_counted(error: &(dyn std::error::Error + 'static)) -> Option<Figures> {
    tracing::error!(error, "the numbers of an office were not counted");
    None
}
