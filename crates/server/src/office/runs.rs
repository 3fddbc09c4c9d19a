//! Batches that are being printed: a task of the office's process for each, which outlives every
//! page.
//!
//! What a task did stands in the ledger, so a stop of the process loses nothing: the office goes on
//! with unfinished batches when it starts. In memory is only how far a run is, for the page.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;
use store::Batch;

use super::Office;
use crate::work::issue::{IssueError, Issuing, Progress, run_batch, spoil};

/// Forms that made a batch and are remembered, so that a doubled click makes one.
const FORMS_MAX: usize = 1_000;
/// Batches of an insurer looked at for unfinished ones.
const BATCHES_LOOKED_AT: usize = 1_000;

/// The runs of this process.
#[derive(Default)]
pub(crate) struct Runs {
    runs: Mutex<HashMap<String, Run>>,
    /// The forms that made batches: the act's id and the batch.
    forms: Mutex<VecDeque<(String, String)>>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// When this process took it up.
    pub(crate) since: Timestamp,
    /// What was done before that, so that the speed is of this run alone.
    pub(crate) first: Option<u64>,
    /// How far it is.
    pub(crate) progress: Option<Progress>,
    /// How it stands.
    pub(crate) state: RunState,
}

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunState {
    /// It works.
    Running,
    /// It ended, done or paused: the batch says which.
    Ended,
    /// It failed; the server's record says why.
    Failed,
}

impl Runs {
    /// The run of a batch in this process.
    pub(crate) fn of(&self, batch_id: &str) -> Option<Run> {
        self.runs().get(batch_id).copied()
    }

    /// The batch a form made.
    pub(crate) fn made_by(&self, act_id: &str) -> Option<String> {
        self.forms().iter().find(|it| it.0 == act_id).map(|it| it.1.clone())
    }

    /// Remembers which batch a form made.
    pub(crate) fn made(&self, act_id: &str, batch_id: &str) {
        let mut forms = self.forms();
        if forms.len() >= FORMS_MAX {
            forms.pop_front();
        }
        forms.push_back((act_id.to_owned(), batch_id.to_owned()));
    }

    /// Takes a batch up, unless it runs already.
    fn take(&self, batch_id: &str, since: Timestamp) -> bool {
        let mut runs = self.runs();
        let is_running = runs.get(batch_id).is_some_and(|it| it.state == RunState::Running);
        if !is_running {
            let run = Run { since, first: None, progress: None, state: RunState::Running };
            runs.insert(batch_id.to_owned(), run);
        }
        !is_running
    }

    fn moved(&self, batch_id: &str, progress: Progress) {
        if let Some(run) = self.runs().get_mut(batch_id) {
            run.first.get_or_insert(progress.done);
            run.progress = Some(progress);
        }
    }

    fn end(&self, batch_id: &str, state: RunState) {
        if let Some(run) = self.runs().get_mut(batch_id) {
            run.state = state;
        }
    }

    fn runs(&self) -> MutexGuard<'_, HashMap<String, Run>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forms(&self) -> MutexGuard<'_, VecDeque<(String, String)>> {
        self.forms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs a batch in the background; again while it runs does nothing.
pub(crate) fn run(office: &Arc<Office>, batch_id: &str, by: &str) {
    if !office.runs.take(batch_id, office.now()) {
        return;
    }
    let (office, batch_id) = (Arc::clone(office), batch_id.to_owned());
    let issuing = issuing(&office, by);
    tokio::spawn(async move {
        let done = run_batch(&issuing, &batch_id, |it| office.runs.moved(&batch_id, it)).await;
        let state = match done {
            Ok(_) => RunState::Ended,
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(error, batch = batch_id, "a batch was not run to its end");
                RunState::Failed
            }
        };
        office.runs.end(&batch_id, state);
    });
}

/// Makes spoiled sheets void and makes them again, under an act's id.
pub(crate) async fn make_again(
    office: &Arc<Office>,
    batch: &Batch,
    by: &str,
    ((first, last), why, act_id): ((u32, u32), &str, &str),
) -> Result<(), IssueError> {
    let issuing = issuing(office, by);
    spoil(&issuing, &batch.batch_id, (first, last), why, act_id).await.map(|_| ())
}

/// Goes on with every batch that was being printed when the process ended. Who released it issues.
///
/// # Errors
///
/// When the database fails.
pub fn resume_unfinished(office: &Arc<Office>) -> Result<(), store::Error> {
    let store = office.store();
    for insurer in store.insurers()? {
        for batch in store.batches(insurer.number, None, BATCHES_LOOKED_AT)? {
            let is_over = batch.paused_at.or(batch.withdrawn_at).or(batch.sent_at).is_some();
            let is_whole =
                batch.printed_at.is_some() && store.spoiled(&batch.batch_id, 0, 1)?.is_empty();
            if batch.started_at.is_some() && !is_over && !is_whole {
                let by = batch.released_by.as_deref().unwrap_or(&batch.made_by);
                run(office, &batch.batch_id, by);
            }
        }
    }
    Ok(())
}

/// What a run works with.
pub(crate) fn issuing(office: &Arc<Office>, by: &str) -> Issuing {
    Issuing {
        ledger: Arc::clone(&office.ledger),
        press: Arc::clone(&office.press),
        out: office.out.clone(),
        clock: Arc::clone(&office.clock),
        by: by.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_taken_up_once_and_again_after_its_end() {
        let (runs, now) = (Runs::default(), Timestamp::UNIX_EPOCH);
        assert!(runs.take("one", now));
        assert!(!runs.take("one", now), "it runs");
        assert!(runs.take("two", now), "another");
        runs.end("one", RunState::Failed);
        assert!(runs.take("one", now));
    }

    #[test]
    fn a_form_makes_one_batch() {
        let runs = Runs::default();
        assert_eq!(runs.made_by("0"), None);
        for number in 0..=FORMS_MAX {
            runs.made(&number.to_string(), &format!("batch-{number}"));
        }
        assert_eq!(runs.made_by("0"), None, "the oldest is forgotten");
        assert_eq!(runs.made_by("1"), Some("batch-1".to_owned()));
    }
}
