//! One import of an insurer's lists at a time: two at once would record each new person twice.

use std::{
    hash::{BuildHasher as _, RandomState},
    sync::Arc,
    time::Duration,
};

use eligibility::InsurerNumber;
use jiff::{SignedDuration, Timestamp};
use store::Lease;

use super::{ImportError, Watch};
use crate::{Clock, ledger::Ledger};

/// For how long a claim holds after a process was killed.
const HELD_FOR: SignedDuration = SignedDuration::from_secs(5);
/// How often a claim is renewed.
pub(super) const RENEWED_EVERY: Duration = Duration::from_secs(1);
/// How often, and how many times, a claim is tried: longer than a killed process holds one.
const TRIED_EVERY: Duration = Duration::from_millis(100);
const TRIES: usize = 80;

/// The claim on an insurer's lists.
pub(super) struct Lock {
    ledger: Arc<Ledger>,
    clock: Clock,
    job_id: String,
    holder: String,
    renewed_at: Timestamp,
}

impl Lock {
    /// Claims an insurer's lists, waiting for a claim that runs out.
    pub(super) async fn take(
        ledger: &Arc<Ledger>,
        clock: &Clock,
        insurer: InsurerNumber,
        watch: &mut impl Watch,
    ) -> Result<Self, ImportError> {
        let job_id = format!("import:{insurer}");
        ledger.store().start_job(&job_id, "import_lock", clock()).await?;
        let process = RandomState::new().hash_one(std::process::id());
        let mut lock = Self {
            ledger: Arc::clone(ledger),
            clock: Arc::clone(clock),
            job_id,
            holder: format!("{process:016x}"),
            renewed_at: Timestamp::MIN,
        };
        for attempt in 0..TRIES {
            if lock.claim().await? {
                return Ok(lock);
            }
            if attempt == 0 {
                watch.waiting();
            }
            tokio::time::sleep(TRIED_EVERY).await;
        }
        Err(ImportError::Running)
    }

    /// Renews the claim when it is time.
    pub(super) async fn renew(&mut self) -> Result<(), ImportError> {
        let age = (self.clock)().duration_since(self.renewed_at);
        if age.unsigned_abs() < RENEWED_EVERY || self.claim().await? {
            Ok(())
        } else {
            Err(ImportError::Running)
        }
    }

    /// Gives the claim up.
    pub(super) async fn release(self) -> Result<(), store::Error> {
        let now = (self.clock)();
        self.ledger.store().finish_job(&self.job_id, "{}".to_owned(), now).await
    }

    async fn claim(&mut self) -> Result<bool, store::Error> {
        let now = (self.clock)();
        let claimed = self
            .ledger
            .store()
            .lease(Lease {
                job_id: self.job_id.clone(),
                holder: self.holder.clone(),
                now,
                until: now.checked_add(HELD_FOR).unwrap_or(Timestamp::MAX),
            })
            .await?;
        if claimed {
            self.renewed_at = now;
        }
        Ok(claimed)
    }
}
