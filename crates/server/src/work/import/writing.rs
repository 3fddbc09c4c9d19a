//! The writing half: steps into the ledger, and what became of them.

use std::sync::Arc;

use store::{Job, Outcome, Progress, Quarantined, Step, Task};
use tokio::{sync::mpsc, time};

use super::{
    ImportError, PutAside, Report, Row, What, employers,
    lease::{Lock, RENEWED_EVERY},
    people::People,
    plan::{Heading, Plan},
    reading::{Batch, Item},
};
use crate::{Clock, ledger::Ledger};

/// How often a row is decided anew when somebody else keeps changing the person.
const ATTEMPTS: usize = 8;

/// A job that is being carried out.
pub(super) struct Writing<'a> {
    pub(super) ledger: Arc<Ledger>,
    pub(super) clock: Clock,
    pub(super) recorded_by: String,
    pub(super) run: String,
    pub(super) job: Job,
    pub(super) lock: &'a mut Lock,
    pub(super) report: Report,
}

impl Writing<'_> {
    /// Writes batches until there are no more.
    pub(super) async fn all(
        &mut self,
        mut batches: mpsc::Receiver<Batch>,
    ) -> Result<(), ImportError> {
        loop {
            // A list that changes nothing hands nothing over for a while; the claim is kept.
            let Ok(batch) = time::timeout(RENEWED_EVERY, batches.recv()).await else {
                self.lock.renew().await?;
                continue;
            };
            let Some(batch) = batch else { return Ok(()) };
            self.lock.renew().await?;
            for employer in batch.employers {
                employers::put(self.ledger.store(), employer).await?;
            }
            self.report.unchanged += batch.unchanged;
            self.carry_out(batch.items).await?;
            if let Some(settled) = batch.settled {
                // The reading may have ended meanwhile.
                let _ = settled.send(());
            }
        }
    }

    /// Puts rows aside that no line of the list is.
    pub(super) async fn put_aside(&mut self, rows: Vec<Quarantined>) -> Result<(), ImportError> {
        let position = self.job.position;
        let task = |it| Task::Quarantine(Box::new(it));
        let steps = rows.into_iter().map(|it| Step { position, task: task(it) }).collect();
        self.lock.renew().await?;
        self.steps(steps).await?;
        Ok(())
    }

    /// Ends the job with its counts; they hold nothing of anybody.
    pub(super) async fn finish(&self) -> Result<(), store::Error> {
        let report = &self.report;
        let state = serde_json::json!({
            "rows": report.rows,
            "new": report.new,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "lost": report.lost,
            "refused": report.refused.len(),
            "quarantined": report.put_aside.len(),
            "recorded_by": self.recorded_by,
        });
        let store = self.ledger.store();
        store.finish_job(&self.job.job_id, state.to_string(), (self.clock)()).await
    }

    async fn carry_out(&mut self, items: Vec<Item>) -> Result<(), ImportError> {
        let mut steps = Vec::with_capacity(items.len());
        let mut rows = Vec::with_capacity(items.len());
        for Item { step, line, what, row } in items {
            steps.push(step);
            rows.push((line, what, row));
        }
        let outcomes = self.steps(steps).await?;
        for ((line, what, row), outcome) in rows.into_iter().zip(outcomes) {
            let what = match (outcome, row) {
                (Some(Outcome::Recorded { .. }) | None, _) => what,
                // Somebody else was first.
                (Some(_), Some(row)) => self.again(*row).await?,
                (Some(_), None) => return Err(ImportError::Running),
            };
            self.report.count(line, what);
        }
        Ok(())
    }

    async fn steps(&mut self, steps: Vec<Step>) -> Result<Vec<Option<Outcome>>, ImportError> {
        let Some(last) = steps.last().map(|it| it.position) else { return Ok(Vec::new()) };
        let progress =
            Progress { job_id: self.job.job_id.clone(), after: self.job.position, state: None };
        let outcomes = self.ledger.store().carry_out(progress, steps).await?;
        self.job.position = last;
        Ok(outcomes)
    }

    /// Decides a row anew, on what somebody else has made of the person meanwhile.
    async fn again(&self, row: Row) -> Result<What, ImportError> {
        let store = self.ledger.store();
        let line = row.member.line;
        for attempt in 0..ATTEMPTS {
            let plan = Plan::of(&People::of(store), &row)?;
            let what = plan.what();
            let heading = Heading {
                change_id: format!("{}:{line}.{attempt}", self.run),
                recorded_by: &self.recorded_by,
                recorded_at: (self.clock)(),
            };
            match plan.task(store, row.clone(), heading)? {
                // The last three are an issue run's: a row plans none of them.
                Task::Pass | Task::Issue(_) | Task::SettleItem(_) | Task::Sheet(_) => {
                    return Ok(What::Unchanged);
                }
                Task::Quarantine(aside) => {
                    store.quarantine(*aside).await?;
                    return Ok(what);
                }
                Task::Record(prepared) => {
                    if let Outcome::Recorded { .. } = store.record(*prepared).await? {
                        return Ok(what);
                    }
                }
            }
        }
        Err(ImportError::Running)
    }
}

impl Report {
    /// Counts a row that was not refused.
    pub(super) fn count(&mut self, line: u32, what: What) {
        match what {
            What::New => self.new += 1,
            What::Changed => self.changed += 1,
            What::Lost => self.lost += 1,
            What::Unchanged => self.unchanged += 1,
            What::PutAside(why) => self.put_aside.push(PutAside { line, why }),
        }
    }
}
