//! The steps of an issue run. Each says `Conflict` before anything of it is written.

use rusqlite::{Params, Transaction, params};

use super::{
    super::{
        columns,
        write::{Scribe, revision_of},
    },
    steps::micros,
};
use crate::{Error, IssueStep, Outcome, SettleItem, Sheet, office::document_name};

impl Scribe {
    /// Records an original and everything that makes it one, or finds it recorded.
    pub(in super::super) fn issue(
        &self,
        on: &Transaction<'_>,
        step: &IssueStep,
    ) -> Result<Outcome, Error> {
        let original = &step.original;
        let (person_key, change) = (original.person_key, &step.prepared.change);
        if let Some(revision) = revision_of(on, person_key, &change.id)? {
            let values = params![original.document_id, original.batch_id, original.place];
            let is_there = on.prepare_cached(ISSUED)?.exists(values)?;
            let recorded = Outcome::Recorded { person_key, revision };
            return Ok(if is_there { recorded } else { Outcome::Conflict });
        }
        if !may_be_issued(on, step)? {
            return Ok(Outcome::Conflict);
        }
        let outcome = self.record_first(on, &step.prepared)?;
        if matches!(outcome, Outcome::Recorded { .. }) {
            enter(on, step)?;
        }
        Ok(outcome)
    }
}

/// Whether everything the step rests on is as its guard says.
fn may_be_issued(on: &Transaction<'_>, step: &IssueStep) -> Result<bool, Error> {
    let (it, sheet) = (&step.original, &step.sheet);
    let kind = document_name(it.kind);
    let open = on.prepare_cached(OPEN)?.exists(params![
        it.batch_id,
        it.place,
        it.person_key.get(),
        kind,
        it.insurer.get(),
        it.document_id,
        sheet.sheet
    ])?;
    if !open {
        return Ok(false);
    }
    for id in &step.application_ids {
        let values = params![id, it.insurer.get(), it.person_key.get(), kind];
        if !on.prepare_cached(PAID_FOR)?.exists(values)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Enters an original that may be issued, its predecessor's end, its sheet and what it answers.
fn enter(on: &Transaction<'_>, step: &IssueStep) -> Result<(), Error> {
    let it = &step.original;
    let (key, kind, made_at) = (it.person_key.get(), document_name(it.kind), micros(it.made_at));
    on.prepare_cached(SUCCEED)?.execute(params![made_at, key, kind])?;
    let values = params![
        it.document_id,
        key,
        kind,
        it.insurer.get(),
        it.batch_id,
        it.place,
        columns::day(it.issued_on),
        made_at,
        it.content
    ];
    entered(on, ENTER, values)?;
    entered(on, ENTER_SHEET, first_sheet(&step.sheet))?;
    entered(on, MAKE, params![it.document_id, it.batch_id, it.place])?;
    for id in &step.application_ids {
        entered(on, ANSWER, params![it.document_id, made_at, id])?;
    }
    Ok(())
}

/// Enters what the guard found free; anything else undoes the whole transaction.
fn entered(on: &Transaction<'_>, sql: &str, values: impl Params) -> Result<(), Error> {
    match on.prepare_cached(sql)?.execute(values)? {
        1 => Ok(()),
        _ => Err(Error::Unreadable("item of a batch")),
    }
}

fn first_sheet(it: &Sheet) -> impl Params {
    (&*it.batch_id, it.sheet, &*it.document_id, &*it.file, it.page, micros(it.made_at))
}

/// Settles an item for which nothing is made; `None` where it is, now or before.
pub(in super::super) fn settle_item(
    on: &Transaction<'_>,
    it: &SettleItem,
) -> Result<Option<Outcome>, Error> {
    it.check()?;
    let outcome = it.outcome.name();
    let values = params![outcome, it.why, it.batch_id, it.place];
    let settled = on.prepare_cached(SETTLE)?.execute(values)? == 1
        || on.prepare_cached(SETTLED)?.exists(params![it.batch_id, it.place, outcome])?;
    Ok((!settled).then_some(Outcome::Conflict))
}

/// Puts an original without a valid sheet on a new one; `None` where it is, now or before.
pub(in super::super) fn put_sheet(
    on: &Transaction<'_>,
    it: &Sheet,
) -> Result<Option<Outcome>, Error> {
    let values = first_sheet(it);
    let put = on.prepare_cached(PUT_SHEET)?.execute(values)? == 1 || {
        let same = params![it.batch_id, it.sheet, it.document_id, it.file, it.page];
        on.prepare_cached(SAME_SHEET)?.exists(same)?
    };
    Ok((!put).then_some(Outcome::Conflict))
}

pub(super) const ISSUED: &str =
    "SELECT 1 FROM document WHERE document_id = $1 AND batch_id = $2 AND place = $3";

pub(super) const OPEN: &str = "SELECT 1
 FROM batch_item AS it CROSS JOIN batch ON batch.batch_id = it.batch_id
 WHERE it.batch_id = $1 AND it.place = $2 AND it.person_key = $3 AND it.kind = $4
   AND it.outcome IS NULL AND batch.insurer = $5 AND batch.started_at IS NOT NULL
   AND batch.withdrawn_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM document WHERE document.document_id = $6)
   AND NOT EXISTS (SELECT 1 FROM sheet WHERE sheet.batch_id = $1 AND sheet.sheet = $7)";

pub(super) const PAID_FOR: &str = "SELECT 1 FROM application
 WHERE application_id = $1 AND insurer = $2 AND person_key = $3 AND document = $4
   AND approved = 1 AND made_at IS NULL AND withdrawn_at IS NULL
   AND (coalesce(fee_yen, 0) = 0 OR paid_on IS NOT NULL)";

pub(super) const SUCCEED: &str = "UPDATE document
 SET ended_at = $1, end_reason = 'succeeded'
 WHERE person_key = $2 AND kind = $3 AND ended_at IS NULL";

pub(super) const ENTER: &str = "INSERT INTO document (document_id, person_key, kind,
        insurer, batch_id, place, issued_on, made_at, content)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

pub(super) const ENTER_SHEET: &str = "INSERT INTO sheet (batch_id, sheet, document_id,
        file, page, made_at)
 VALUES ($1, $2, $3, $4, $5, $6)";

pub(super) const MAKE: &str = "UPDATE batch_item
 SET outcome = 'made', document_id = $1
 WHERE batch_id = $2 AND place = $3 AND outcome IS NULL";

pub(super) const ANSWER: &str = "UPDATE application SET document_id = $1, made_at = $2
 WHERE application_id = $3 AND made_at IS NULL AND withdrawn_at IS NULL";

pub(super) const SETTLE: &str = "UPDATE batch_item SET outcome = $1, why = $2
 WHERE batch_id = $3 AND place = $4 AND outcome IS NULL
   AND EXISTS (SELECT 1 FROM batch
               WHERE batch.batch_id = $3 AND batch.started_at IS NOT NULL
                 AND batch.withdrawn_at IS NULL)";

pub(super) const SETTLED: &str =
    "SELECT 1 FROM batch_item WHERE batch_id = $1 AND place = $2 AND outcome = $3";

/// That the original has no valid sheet is the index's to say.
pub(super) const PUT_SHEET: &str = "INSERT INTO sheet (batch_id, sheet, document_id,
        file, page, made_at)
 SELECT $1, $2, $3, $4, $5, $6
 WHERE EXISTS (SELECT 1 FROM document
               WHERE document.document_id = $3 AND document.batch_id = $1
                 AND document.ended_at IS NULL)
   AND EXISTS (SELECT 1 FROM batch
               WHERE batch.batch_id = $1 AND batch.sent_at IS NULL
                 AND batch.withdrawn_at IS NULL)
 ON CONFLICT DO NOTHING";

pub(super) const SAME_SHEET: &str = "SELECT 1 FROM sheet
 WHERE batch_id = $1 AND sheet = $2 AND document_id = $3 AND file = $4 AND page = $5
   AND void_at IS NULL";
