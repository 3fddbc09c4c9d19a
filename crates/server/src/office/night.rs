//! What the office does by itself: each day the night's work, by one process of several.

use std::{
    hash::{BuildHasher as _, RandomState},
    sync::Arc,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, civil::Date};
use store::Lease;
use tokio::{task::JoinHandle, time};

use crate::{
    Clock, day_in_japan,
    ledger::Ledger,
    work::night::{NightReport, night},
};

/// How often it looks whether another day has begun in Japan.
const LOOK_EVERY: Duration = Duration::from_mins(10);
/// For how long a claim on a night holds. A night done twice does no harm, so it is not renewed.
const HELD_FOR: SignedDuration = SignedDuration::from_hours(1);
const KIND: &str = "night";

/// The background work of an office, until it is stopped.
#[derive(Debug)]
pub struct OfficeNights {
    task: JoinHandle<()>,
}

impl OfficeNights {
    /// Starts the work: at once, and then after every midnight.
    #[must_use]
    pub fn start(ledger: Arc<Ledger>, clock: Clock) -> Self {
        Self { task: tokio::spawn(work(ledger, clock)) }
    }

    /// Ends the work where it is; the next start does the rest.
    pub async fn stop(self) {
        self.task.abort();
        // It was ended on purpose, which is what it then says.
        drop(self.task.await);
    }
}

async fn work(ledger: Arc<Ledger>, clock: Clock) {
    let mut looks = time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(time::MissedTickBehavior::Delay);
    let mut done: Option<Date> = None;
    loop {
        looks.tick().await;
        let on = day_in_japan(clock());
        // Who came with a list since is found before that too, one by one; this makes it quick.
        if let Err(error) = ledger.store().index_search().await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "search was not put in order"
            );
        }
        if done == Some(on) {
            continue;
        }
        match night_of(&ledger, &clock, on).await {
            Ok(Night::Done(NightReport { woken, changed_meanwhile, confirmations })) => {
                done = Some(on);
                tracing::info!(woken, changed_meanwhile, confirmations, "the night's work");
            }
            Ok(Night::DoneBefore) => done = Some(on),
            Ok(Night::ByAnother) => {}
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the night stopped");
            }
        }
    }
}

/// What became of a night.
#[derive(Debug, PartialEq, Eq)]
enum Night {
    Done(NightReport),
    DoneBefore,
    ByAnother,
}

/// Does the night of a day, unless it is done or another process is at it.
async fn night_of(ledger: &Ledger, clock: &Clock, on: Date) -> Result<Night, store::Error> {
    let job_id = format!("{KIND}:{on}");
    if ledger.store().start_job(&job_id, KIND, clock()).await?.finished_at.is_some() {
        return Ok(Night::DoneBefore);
    }
    let now = clock();
    let lease = Lease {
        job_id: job_id.clone(),
        holder: format!("{:016x}", RandomState::new().hash_one(std::process::id())),
        now,
        until: now.checked_add(HELD_FOR).unwrap_or(Timestamp::MAX),
    };
    if !ledger.store().lease(lease).await? {
        return Ok(Night::ByAnother);
    }
    let report = night(ledger, on).await?;
    ledger.store().finish_job(&job_id, "{}".to_owned(), clock()).await?;
    Ok(Night::Done(report))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_night_is_done_once_and_by_one() {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("ledger.sqlite").display());
        let ledger = crate::ledger::open(&url).unwrap();
        let now: Timestamp = "2026-06-01T00:05:00+09:00".parse().unwrap();
        let clock: Clock = Arc::new(move || now);
        let on = day_in_japan(now);
        let store = ledger.store();

        let job_id = format!("{KIND}:{on}");
        store.start_job(&job_id, KIND, now).await.unwrap();
        let until = now.checked_add(HELD_FOR).unwrap();
        let other = Lease { job_id, holder: "another".to_owned(), now, until };
        assert!(store.lease(other).await.unwrap());
        assert_eq!(night_of(&ledger, &clock, on).await.unwrap(), Night::ByAnother);

        // The other was killed: its claim runs out.
        let later: Clock = Arc::new(move || until);
        let done = night_of(&ledger, &later, on).await.unwrap();
        assert_eq!(done, Night::Done(NightReport::default()));
        assert_eq!(night_of(&ledger, &later, on).await.unwrap(), Night::DoneBefore);
    }
}
