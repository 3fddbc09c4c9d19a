//! A run: part after part, then what goes with the parts.

use std::{collections::VecDeque, sync::Arc, time::Instant};

use store::{Batch, OfficeAct, OfficeStep};
use tokio::task::{JoinHandle, spawn_blocking};

use super::{
    IssueError, Issuing, Progress, Refusal, Report, Stage, again, bundles,
    claim::{Claim, job_id},
    content::Stationery,
    deciding::Work,
    drawing::{self, Files, Label},
    known, manifest,
    meter::Meter,
    output::Written,
    recording::{Part, Recording},
};
use crate::day_in_japan;

/// How many parts are drawn at once.
const DRAWN_AT_ONCE: usize = 2;
/// Sheets counted at once.
const SHEETS_READ: usize = 1_000;

/// A part on its way into a file.
type Drawing = JoinHandle<Result<(Label, Written), IssueError>>;

/// Runs a batch, or goes on with it where it stopped: afterwards every item has an outcome, every
/// original in force a valid sheet, and every file is whole. Again it changes nothing.
///
/// # Errors
///
/// As [`IssueError`] lists.
pub async fn run_batch(
    issuing: &Issuing,
    batch_id: &str,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<Report, IssueError> {
    let began = Instant::now();
    let work = Arc::new(open(issuing, batch_id).await?);
    let claim = Claim::take(issuing, batch_id).await?;
    let ended = claimed(&work, &claim, &mut progress).await;
    let released = claim.release().await;
    let mut report = ended?;
    released?;
    report.seconds = began.elapsed().as_secs_f64();
    Ok(report)
}

/// A batch that may run, with what its papers are made on.
pub(super) async fn open(issuing: &Issuing, batch_id: &str) -> Result<Work, IssueError> {
    let store = issuing.ledger.store();
    let batch = store.batch(batch_id)?.ok_or(Refusal::NoBatch)?;
    known(&issuing.ledger, batch.insurer)?;
    may_run(&batch)?;
    let settings = issuing.ledger.insurer_settings(batch.insurer, batch.on);
    let meter = Meter::default();
    let turn = meter.write();
    release(issuing, &batch, settings.release_by_two_above).await?;
    if !store.start_batch(batch_id, (issuing.clock)()).await? {
        let batch = store.batch(batch_id)?.ok_or(Refusal::NoBatch)?;
        may_run(&batch)?;
        return Err(IssueError::Stopped);
    }
    drop(turn);
    let stationery = stationery(issuing, &batch)?;
    Ok(Work { issuing: issuing.clone(), batch, stationery, meter })
}

/// What the papers of a batch are made on.
pub(super) fn stationery(issuing: &Issuing, batch: &Batch) -> Result<Stationery, IssueError> {
    let insurer = known(&issuing.ledger, batch.insurer)?;
    Ok(Stationery {
        insurer: print::PaperInsurer {
            number: batch.insurer.to_string(),
            name: insurer.name,
            address: insurer.address,
            phone: insurer.phone,
        },
        number: batch.insurer,
        settings: issuing.ledger.insurer_settings(batch.insurer, batch.on),
        law: issuing.ledger.settings_for(batch.insurer, batch.on),
        on: batch.on,
        today: day_in_japan((issuing.clock)()),
    })
}

fn may_run(batch: &Batch) -> Result<(), Refusal> {
    let batch_id = || batch.batch_id.clone();
    if batch.returned_at.is_some() {
        Err(Refusal::Returned(batch_id()))
    } else if batch.withdrawn_at.is_some() {
        Err(Refusal::Withdrawn(batch_id()))
    } else if batch.paused_at.is_some() {
        Err(Refusal::Paused(batch_id()))
    } else {
        Ok(())
    }
}

/// Releases a batch that one person may release; who runs it is that person. A larger one waits
/// for somebody who signs in.
async fn release(
    issuing: &Issuing,
    batch: &Batch,
    two_above: Option<u32>,
) -> Result<(), IssueError> {
    if batch.released_at.is_some() {
        return Ok(());
    }
    let batch_id = &batch.batch_id;
    if let Some(above) = two_above.filter(|it| batch.items > *it) {
        let (batch, items) = (batch_id.clone(), batch.items);
        return Err(Refusal::NotReleased { batch, items, above }.into());
    }
    let at = (issuing.clock)();
    let act = OfficeAct {
        id: format!("release:{batch_id}"),
        insurer: batch.insurer,
        kind: "release_batch".to_owned(),
        person_key: None,
        about: Some(batch_id.clone()),
        note: "{}".to_owned(),
        recorded_by: issuing.by.clone(),
        reason: "one person may release so many papers".to_owned(),
        recorded_at: at,
        change: None,
        steps: vec![OfficeStep::ReleaseBatch {
            batch_id: batch_id.clone(),
            by: issuing.by.clone(),
            at,
            two_above,
        }],
    };
    // Where somebody was first, starting says whether it may run.
    issuing.ledger.store().office_act(act).await?;
    Ok(())
}

async fn claimed(
    work: &Arc<Work>,
    claim: &Claim,
    progress: &mut (impl FnMut(Progress) + Send),
) -> Result<Report, IssueError> {
    let store = work.issuing.ledger.store();
    let batch_id = &work.batch.batch_id;
    let job = store.start_job(&job_id(batch_id), "issue", (work.issuing.clock)()).await?;
    let mut files = Files::open(work)?;
    let mut recording = Recording { work, job, made: 0 };
    let is_whole = work.batch.printed_at.is_some() && files.are_all_there();
    if !is_whole {
        let mut parts = Parts { work, claim, files: &mut files, recording: &mut recording };
        if !parts.all(progress).await? {
            return Ok(Report { is_paused: true, ..report(work, &files, &recording)? });
        }
    }
    let spoiled = again::all(work, &mut recording, &mut files).await?;
    if !is_whole {
        let stage = Stage::Letters;
        progress(Progress { stage, done: 0, of: 1, seconds_left: None });
        bundles::all(work, &mut files).await?;
        progress(Progress { stage, done: 1, of: 1, seconds_left: None });
    }
    if !is_whole || spoiled {
        manifest::all(work, &mut files).await?;
    }
    if work.batch.printed_at.is_none() {
        let at = (work.issuing.clock)();
        let turn = work.meter.write();
        let is_finished = store.finish_batch_printing(batch_id, at).await?;
        drop(turn);
        if !is_finished {
            return match may_run(&store.batch(batch_id)?.ok_or(Refusal::NoBatch)?) {
                Err(Refusal::Paused(_)) => {
                    Ok(Report { is_paused: true, ..report(work, &files, &recording)? })
                }
                Err(refused) => Err(refused.into()),
                Ok(()) => Err(IssueError::Stopped),
            };
        }
    }
    report(work, &files, &recording)
}

/// The parts of a batch being recorded and drawn.
struct Parts<'a, 'b> {
    work: &'a Arc<Work>,
    claim: &'a Claim,
    files: &'a mut Files,
    recording: &'a mut Recording<'b>,
}

impl Parts<'_, '_> {
    /// Decides, records and draws, all three at once, each part after the one before; `false` where
    /// the run was paused before the end.
    async fn all(
        &mut self,
        progress: &mut (impl FnMut(Progress) + Send),
    ) -> Result<bool, IssueError> {
        let (began, of) = (Instant::now(), u64::from(self.work.batch.items));
        let mut drawn = VecDeque::new();
        let mut next = self.decide(0, 1);
        let is_whole = loop {
            let part = next.await.map_err(|_| IssueError::Stopped)??;
            let Some(mut part) = part else { break true };
            next = self.decide(part.last, part.number + 1);
            if !self.may_go_on()? {
                break false;
            }
            self.recording.part(&mut part).await?;
            while drawn.len() >= DRAWN_AT_ONCE {
                self.finish(&mut drawn).await?;
            }
            let done = u64::from(part.last);
            drawn.extend(self.draw(&part)?);
            let seconds_left = seconds_left(began, done, of);
            progress(Progress { stage: Stage::Sheets, done, of, seconds_left });
        };
        while !drawn.is_empty() {
            self.finish(&mut drawn).await?;
        }
        Ok(is_whole)
    }

    fn decide(&self, after: u32, number: u32) -> JoinHandle<Result<Option<Part>, IssueError>> {
        let work = Arc::clone(self.work);
        spawn_blocking(move || {
            let _turn = work.meter.other();
            Part::decide(&work, after, number)
        })
    }

    /// Between two parts: a pause ends the run, and so do a lost claim and a withdrawal.
    fn may_go_on(&self) -> Result<bool, IssueError> {
        let batch_id = &self.work.batch.batch_id;
        if !self.claim.holds() {
            return Err(Refusal::Running(batch_id.clone()).into());
        }
        let batch = self.work.issuing.ledger.store().batch(batch_id)?.ok_or(Refusal::NoBatch)?;
        match may_run(&batch) {
            Err(Refusal::Paused(_)) => Ok(false),
            other => Ok(other.map(|()| true)?),
        }
    }

    /// Begins to draw a part's file, unless it is there or would be empty.
    fn draw(&self, part: &Part) -> Result<Option<Drawing>, IssueError> {
        let name = part.name();
        if self.files.has(&name) {
            return Ok(None);
        }
        let sheets = part.sheets(self.work)?;
        let numbers = || sheets.iter().map(|it| it.sheet);
        let (Some(first), Some(last)) = (numbers().min(), numbers().max()) else {
            return Ok(None);
        };
        let (work, output) = (Arc::clone(self.work), self.files.output.clone());
        Ok(Some(spawn_blocking(move || {
            let _turn = work.meter.other();
            let written = drawing::sheets(&work, &output, &name, &sheets)?;
            let (first_sheet, last_sheet) = (Some(first), Some(last));
            Ok((Label { name, kind: "sheets", first_sheet, last_sheet }, written))
        })))
    }

    async fn finish(&mut self, drawn: &mut VecDeque<Drawing>) -> Result<(), IssueError> {
        let Some(first) = drawn.pop_front() else { return Ok(()) };
        let (label, written) = first.await.map_err(|_| IssueError::Stopped)??;
        self.files.put(self.work, label, written).await
    }
}

#[expect(clippy::cast_precision_loss, reason = "for a person to read")]
fn seconds_left(began: Instant, done: u64, of: u64) -> Option<f64> {
    (done > 0).then(|| began.elapsed().as_secs_f64() * (of - done.min(of)) as f64 / done as f64)
}

/// What the batch has now.
pub(super) fn report(
    work: &Work,
    files: &Files,
    recording: &Recording<'_>,
) -> Result<Report, IssueError> {
    let store = work.issuing.ledger.store();
    let batch_id = &work.batch.batch_id;
    let counts = store.batch_item_counts(batch_id)?;
    let (mut sheets, mut void, mut after) = (0, 0, 0);
    loop {
        let page = store.sheets(batch_id, after, SHEETS_READ)?;
        let Some(last) = page.last() else { break };
        after = last.sheet;
        let spoiled = page.iter().filter(|it| it.void_at.is_some()).count() as u64;
        void += spoiled;
        sheets += page.len() as u64 - spoiled;
    }
    Ok(Report {
        batch: Some(batch_id.clone()),
        made: recording.made,
        void,
        held: counts.held,
        not_due: counts.not_due,
        sheets,
        files: files.names().iter().map(|it| files.output.shown(it)).collect(),
        is_paused: false,
        seconds: 0.0,
        record_seconds: work.meter.alone().as_secs_f64(),
    })
}
