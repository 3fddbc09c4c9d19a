//! Spoiled sheets (刷り損じ): the same originals on new sheets, the spoiled ones void.

use std::{collections::HashSet, sync::Arc, time::Instant};

use store::{ActOutcome, OfficeAct, OfficeStep, Sheet, Task};
use tokio::task::spawn_blocking;

use super::{
    IssueError, Issuing, Refusal, Report, bundles,
    claim::{Claim, job_id},
    deciding::Work,
    drawing::{self, Files, Label},
    manifest,
    recording::{Recording, SHEETS_A_FILE, stock},
    run,
};

/// Makes sheets again that a printer spoiled, the first and the last of them given: exactly those,
/// as the same originals, on sheets with the next numbers in a file of their own. Numbers between
/// of items that were never made are passed over. The same act again changes nothing.
///
/// # Errors
///
/// When the sheets are not all valid and still here; otherwise as
/// [`run_batch`](super::run_batch).
pub async fn spoil(
    issuing: &Issuing,
    batch_id: &str,
    sheets: (u32, u32),
    why: &str,
    act_id: &str,
) -> Result<Report, IssueError> {
    let began = Instant::now();
    let work = Arc::new(run::open(issuing, batch_id).await?);
    let claim = Claim::take(issuing, batch_id).await?;
    let ended = claimed(&work, sheets, why, act_id).await;
    let released = claim.release().await;
    let mut report = ended?;
    released?;
    report.seconds = began.elapsed().as_secs_f64();
    Ok(report)
}

async fn claimed(
    work: &Arc<Work>,
    sheets: (u32, u32),
    why: &str,
    act_id: &str,
) -> Result<Report, IssueError> {
    let store = work.issuing.ledger.store();
    if store.recorded_office_act(act_id)?.is_none() {
        void(work, sheets, why, act_id).await?;
    }
    let job_id = job_id(&work.batch.batch_id);
    let job = store.start_job(&job_id, "issue", (work.issuing.clock)()).await?;
    let mut files = Files::open(work)?;
    let mut recording = Recording { work, job, made: 0 };
    if all(work, &mut recording, &mut files).await? && work.batch.printed_at.is_some() {
        manifest::all(work, &mut files).await?;
    }
    run::report(work, &files, &recording)
}

/// Voids the valid sheets from the first to the last, in one act.
async fn void(
    work: &Work,
    (first, last): (u32, u32),
    why: &str,
    act_id: &str,
) -> Result<(), IssueError> {
    let batch_id = work.batch.batch_id.clone();
    let refused = || Refusal::Sheets { batch: batch_id.clone(), first, last };
    let runs = runs(work, first, last)?.ok_or_else(refused)?;
    let at = (work.issuing.clock)();
    let step = |(first, last)| OfficeStep::VoidSheets {
        batch_id: batch_id.clone(),
        first,
        last,
        at,
        why: why.to_owned(),
    };
    let act = OfficeAct {
        id: act_id.to_owned(),
        insurer: work.batch.insurer,
        kind: "spoil_sheets".to_owned(),
        person_key: None,
        about: Some(batch_id.clone()),
        note: serde_json::json!({ "first": first, "last": last }).to_string(),
        recorded_by: work.issuing.by.clone(),
        reason: why.to_owned(),
        recorded_at: at,
        change: None,
        steps: runs.into_iter().map(step).collect(),
    };
    match work.issuing.ledger.store().office_act(act).await? {
        ActOutcome::Recorded { .. } | ActOutcome::Already => Ok(()),
        ActOutcome::PersonChanged | ActOutcome::Refused { .. } => Err(refused().into()),
    }
}

/// The numbers from the first to the last that are sheets, as runs without a gap. None where the
/// first or the last is no sheet, which is a slip of the pen, or where one is void already.
fn runs(work: &Work, first: u32, last: u32) -> Result<Option<Vec<(u32, u32)>>, IssueError> {
    let (store, batch_id) = (work.issuing.ledger.store(), &work.batch.batch_id);
    if first == 0 || first > last || last > store.last_sheet(batch_id)? {
        return Ok(None);
    }
    let mut runs: Vec<(u32, u32)> = Vec::new();
    let mut after = first - 1;
    while after < last {
        let sheets = store.sheets(batch_id, after, SHEETS_A_FILE)?;
        let Some(greatest) = sheets.last() else { break };
        after = greatest.sheet;
        for it in sheets.iter().filter(|it| it.sheet <= last) {
            if it.void_at.is_some() {
                return Ok(None);
            }
            match runs.last_mut() {
                Some((_, end)) if *end + 1 == it.sheet => *end = it.sheet,
                Some(_) | None => runs.push((it.sheet, it.sheet)),
            }
        }
    }
    let begins = runs.first().is_some_and(|it| it.0 == first);
    let ends = runs.last().is_some_and(|it| it.1 == last);
    Ok((begins && ends).then_some(runs))
}

/// Gives every original whose sheets are all void a new one, and draws every file of new sheets
/// that is not there. `true` where there was anything to do.
pub(super) async fn all(
    work: &Arc<Work>,
    recording: &mut Recording<'_>,
    files: &mut Files,
) -> Result<bool, IssueError> {
    let mut has_any = false;
    while let Some(sheets) = spoiled(work, files)? {
        has_any = true;
        let tasks = sheets.into_iter().map(|it| Task::Sheet(Box::new(it))).collect();
        recording.steps(tasks).await?;
        draw(work, files).await?;
    }
    Ok(draw(work, files).await? || has_any)
}

/// New sheets for the spoiled ones of one kind and way: at most a file of them. A file that a stop
/// left half recorded goes on first.
fn spoiled(work: &Work, files: &Files) -> Result<Option<Vec<Sheet>>, IssueError> {
    let (store, batch_id) = (work.issuing.ledger.store(), &work.batch.batch_id);
    let Some(head) = store.spoiled(batch_id, 0, 1)?.pop() else { return Ok(None) };
    let (file, page, of) = if let Some(begun) = begun(work, files)? {
        begun
    } else {
        let of = stock_of(work, &head)?;
        let number = drawn_again(files) + 1;
        (format!("again-{number:04}-{of}.pdf"), 1, of)
    };
    // Numbers of items stay theirs, also of those still open.
    let next = store.last_sheet(batch_id)?.max(work.batch.items) + 1;
    let made_at = (work.issuing.clock)();
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut after = 0;
    loop {
        let spoiled = store.spoiled(batch_id, after, SHEETS_A_FILE)?;
        let Some(last) = spoiled.last() else { return Ok(Some(sheets)) };
        after = last.sheet;
        for it in spoiled {
            if stock_of(work, &it)? != of {
                continue;
            }
            let taken = u32::try_from(sheets.len()).unwrap_or(u32::MAX);
            if page as usize + sheets.len() > SHEETS_A_FILE {
                return Ok(Some(sheets));
            }
            sheets.push(Sheet {
                batch_id: batch_id.clone(),
                sheet: next + taken,
                document_id: it.document_id,
                file: file.clone(),
                page: page + taken,
                made_at,
                void_at: None,
                void_reason: None,
            });
        }
    }
}

/// The file whose sheets are recorded and which is not drawn yet, if it has room: its name, next
/// page, and what it is of.
fn begun(work: &Work, files: &Files) -> Result<Option<(String, u32, String)>, IssueError> {
    let (store, batch_id) = (work.issuing.ledger.store(), &work.batch.batch_id);
    let number = store.last_sheet(batch_id)?;
    let last = store.sheet(batch_id, number)?.filter(|it| it.sheet > work.batch.items);
    let Some(last) = last.filter(|it| !files.is_registered(&it.file)) else { return Ok(None) };
    let has_room = (last.page as usize) < SHEETS_A_FILE;
    let of = stock_of(work, &last)?;
    Ok(has_room.then_some((last.file, last.page + 1, of)))
}

/// What a printer loads for a sheet's item and where it goes.
fn stock_of(work: &Work, sheet: &Sheet) -> Result<String, IssueError> {
    let place = manifest::place(&sheet.document_id);
    let store = work.issuing.ledger.store();
    let items = store.batch_items(&work.batch.batch_id, place.saturating_sub(1), 1)?;
    Ok(items.first().map(|it| stock(it.kind, &it.deliver)).unwrap_or_default())
}

/// The greatest number among the files of sheets made again.
fn drawn_again(files: &Files) -> u32 {
    files.names().iter().filter_map(|it| number_of(it)).max().unwrap_or(0)
}

fn number_of(name: &str) -> Option<u32> {
    name.strip_prefix("again-")?.get(..4)?.parse().ok()
}

/// Draws the files of sheets made again that are not there.
async fn draw(work: &Arc<Work>, files: &mut Files) -> Result<bool, IssueError> {
    let (store, batch_id) = (work.issuing.ledger.store(), &work.batch.batch_id);
    let mut has_drawn = false;
    let mut after = work.batch.items;
    loop {
        // The sheets of a file have numbers without a gap.
        let mut sheets = store.sheets(batch_id, after, SHEETS_A_FILE)?;
        let Some(name) = sheets.first().map(|it| it.file.clone()) else { return Ok(has_drawn) };
        sheets.retain(|it| it.file == name);
        let first_sheet = sheets.first().map(|it| it.sheet);
        let last_sheet = sheets.last().map(|it| it.sheet);
        after = last_sheet.unwrap_or(u32::MAX);
        // A batch that is printed has slips that tell of the void sheets.
        let slips = work.batch.printed_at.and(number_of(&name));
        let slips = slips.map(|it| format!("again-{it:04}-slips.pdf"));
        if let Some(slips) = slips.filter(|it| !files.has(it)) {
            has_drawn |= put_slips(work, files, slips, &sheets).await?;
        }
        if files.has(&name) {
            continue;
        }
        has_drawn = true;
        let label = Label { name: name.clone(), kind: "again", first_sheet, last_sheet };
        let (of, output) = (Arc::clone(work), files.output.clone());
        let drawing = spawn_blocking(move || drawing::sheets(&of, &output, &name, &sheets));
        let written = drawing.await.map_err(|_| IssueError::Stopped)??;
        files.put(work, label, written).await?;
    }
}

/// New letters and slips for the parcels some sheets go into; `false` where they go into none.
async fn put_slips(
    work: &Arc<Work>,
    files: &mut Files,
    name: String,
    sheets: &[Sheet],
) -> Result<bool, IssueError> {
    let places: HashSet<u32> = sheets.iter().map(|it| manifest::place(&it.document_id)).collect();
    let (of, output, file) = (Arc::clone(work), files.output.clone(), name.clone());
    let drawing = spawn_blocking(move || {
        let papers = bundles::parcels_with(&of, &places)?;
        let is_any = !papers.is_empty();
        is_any.then(|| drawing::papers(&of, &output, &file, &papers)).transpose()
    });
    let Some(written) = drawing.await.map_err(|_| IssueError::Stopped)?? else {
        return Ok(false);
    };
    files.put(work, Label::of(name, "letters"), written).await?;
    Ok(true)
}
