//! One run of a batch at a time: two at once would only take each other's work away.

use std::{
    hash::{BuildHasher as _, RandomState},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use jiff::SignedDuration;
use store::Lease;
use tokio::task::JoinHandle;

use super::{IssueError, Issuing, Refusal};

/// For how long a claim holds after a process was killed. Right or wrong does not hang on it: the
/// register refuses whatever is done twice.
const HELD_FOR: SignedDuration = SignedDuration::from_secs(1);
/// How often a claim is renewed.
const RENEWED_EVERY: Duration = Duration::from_millis(250);
/// How often, and how many times, a claim is tried: longer than a killed process holds one.
const TRIED_EVERY: Duration = Duration::from_millis(50);
const TRIES: usize = 60;

/// The claim on a batch, renewed until it is dropped.
pub(super) struct Claim {
    issuing: Issuing,
    job_id: String,
    holder: String,
    is_lost: Arc<AtomicBool>,
    renewing: JoinHandle<()>,
}

impl Claim {
    /// Claims a batch's job, waiting for a claim that runs out.
    pub(super) async fn take(issuing: &Issuing, batch_id: &str) -> Result<Self, IssueError> {
        let job_id = job_id(batch_id);
        let store = issuing.ledger.store();
        store.start_job(&job_id, "issue", (issuing.clock)()).await?;
        let holder = format!("{:016x}", RandomState::new().hash_one(std::process::id()));
        for _ in 0..TRIES {
            if claim(issuing, &job_id, &holder).await? {
                let is_lost = Arc::new(AtomicBool::new(false));
                let renewing =
                    renewing(issuing.clone(), job_id.clone(), holder.clone(), Arc::clone(&is_lost));
                let renewing = tokio::spawn(renewing);
                return Ok(Self { issuing: issuing.clone(), job_id, holder, is_lost, renewing });
            }
            tokio::time::sleep(TRIED_EVERY).await;
        }
        Err(Refusal::Running(batch_id.to_owned()).into())
    }

    /// Whether the claim still holds.
    pub(super) fn holds(&self) -> bool {
        !self.is_lost.load(Ordering::Relaxed)
    }

    /// Gives the claim up.
    pub(super) async fn release(self) -> Result<(), store::Error> {
        self.renewing.abort();
        let now = (self.issuing.clock)();
        let lease =
            Lease { job_id: self.job_id.clone(), holder: self.holder.clone(), now, until: now };
        self.issuing.ledger.store().lease(lease).await.map(|_| ())
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.renewing.abort();
    }
}

/// The job of a batch's run.
pub(super) fn job_id(batch_id: &str) -> String {
    format!("issue:{batch_id}")
}

async fn renewing(issuing: Issuing, job_id: String, holder: String, is_lost: Arc<AtomicBool>) {
    loop {
        tokio::time::sleep(RENEWED_EVERY).await;
        // A failing database is told by whatever is recorded next.
        if let Ok(false) = claim(&issuing, &job_id, &holder).await {
            is_lost.store(true, Ordering::Relaxed);
            return;
        }
    }
}

async fn claim(issuing: &Issuing, job_id: &str, holder: &str) -> Result<bool, store::Error> {
    let now = (issuing.clock)();
    let until = now.checked_add(HELD_FOR).unwrap_or(jiff::Timestamp::MAX);
    let lease = Lease { job_id: job_id.to_owned(), holder: holder.to_owned(), now, until };
    issuing.ledger.store().lease(lease).await
}
