//! The steps of a batch.

use jiff::Timestamp;
use rusqlite::params;

use super::{
    super::columns,
    steps::{Within, micros},
};
use crate::{Batch, BatchItem, Error, office::document_name};

pub(super) const ADD: &str = "INSERT INTO batch (batch_id, insurer, planned_on, name,
        made_by, made_at, items, settings_revision)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";

pub(super) const ADD_ITEM: &str = "INSERT INTO batch_item (batch_id, place, person_key,
        kind, how, issue_from, in_hand_by, because, deliver, employer, bundle)
 SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
 WHERE EXISTS (SELECT 1 FROM person WHERE person.person_key = $3 AND joined_into IS NULL)";

pub(super) const RELEASE: &str = "UPDATE batch SET released_at = $1, released_by = $2
 WHERE batch_id = $3 AND insurer = $4
   AND released_at IS NULL AND returned_at IS NULL AND withdrawn_at IS NULL
   AND ($5 IS NULL OR items <= $5 OR made_by <> $2)";

pub(super) const GIVE_BACK: &str = "UPDATE batch SET returned_at = $1, returned_why = $2
 WHERE batch_id = $3 AND insurer = $4
   AND released_at IS NULL AND returned_at IS NULL AND withdrawn_at IS NULL";

/// Whoever counted its sheets counted some, so that need not be asked.
pub(super) const WITHDRAW: &str = "UPDATE batch SET withdrawn_at = $1, paused_at = NULL
 WHERE batch_id = $2 AND insurer = $3 AND withdrawn_at IS NULL AND counted_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM sheet WHERE sheet.batch_id = $2)";

pub(super) const PAUSE: &str = "UPDATE batch SET paused_at = $1
 WHERE batch_id = $2 AND insurer = $3 AND started_at IS NOT NULL AND paused_at IS NULL
   AND printed_at IS NULL AND withdrawn_at IS NULL";

pub(super) const RESUME: &str = "UPDATE batch SET paused_at = NULL
 WHERE batch_id = $1 AND insurer = $2 AND paused_at IS NOT NULL AND withdrawn_at IS NULL";

// Of a batch's sheets few are void, which SQLite does not know: it is told the index.

pub(super) const COUNT: &str = "UPDATE batch SET counted_at = $1
 WHERE batch_id = $2 AND insurer = $3 AND printed_at IS NOT NULL AND counted_at IS NULL
   AND sent_at IS NULL AND withdrawn_at IS NULL
   AND NOT EXISTS (
       SELECT 1 FROM sheet AS spoiled INDEXED BY sheet_void
       CROSS JOIN document ON document.document_id = spoiled.document_id
       WHERE spoiled.batch_id = $2 AND spoiled.void_at IS NOT NULL AND document.ended_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM sheet AS valid
                         WHERE valid.document_id = spoiled.document_id
                           AND valid.void_at IS NULL))";

pub(super) const SEND: &str = "UPDATE batch SET sent_at = $1
 WHERE batch_id = $2 AND insurer = $3 AND counted_at IS NOT NULL AND sent_at IS NULL
   AND NOT EXISTS (
       SELECT 1 FROM sheet AS spoiled INDEXED BY sheet_void
       CROSS JOIN document ON document.document_id = spoiled.document_id
       WHERE spoiled.batch_id = $2 AND spoiled.void_at IS NOT NULL AND document.ended_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM sheet AS valid
                         WHERE valid.document_id = spoiled.document_id
                           AND valid.void_at IS NULL))";

pub(super) fn add(within: Within<'_>, it: &Batch, items: &[BatchItem]) -> Result<bool, Error> {
    let values = params![
        it.batch_id,
        within.insurer,
        columns::day(it.on),
        it.name,
        it.made_by,
        micros(it.made_at),
        it.items,
        it.settings_revision
    ];
    if !within.moved(ADD, values)? {
        return Ok(false);
    }
    for item in items {
        let values = params![
            it.batch_id,
            item.place,
            item.person_key.get(),
            document_name(item.kind),
            item.how,
            item.issue_from.map(columns::day),
            item.in_hand_by.map(columns::day),
            item.because,
            item.deliver,
            item.employer,
            item.bundle
        ];
        if !within.moved(ADD_ITEM, values)? {
            return Ok(false);
        }
    }
    Ok(true)
}

pub(super) fn release(
    within: Within<'_>,
    batch_id: &str,
    (by, at): (&str, Timestamp),
    two_above: Option<u32>,
) -> Result<bool, Error> {
    within.moved(RELEASE, params![micros(at), by, batch_id, within.insurer, two_above])
}

pub(super) fn give_back(
    within: Within<'_>,
    batch_id: &str,
    why: &str,
    at: Timestamp,
) -> Result<bool, Error> {
    within.moved(GIVE_BACK, params![micros(at), why, batch_id, within.insurer])
}

pub(super) fn resume(within: Within<'_>, batch_id: &str) -> Result<bool, Error> {
    within.moved(RESUME, params![batch_id, within.insurer])
}

/// One of [`WITHDRAW`], [`PAUSE`], [`COUNT`] and [`SEND`].
pub(super) fn at(
    within: Within<'_>,
    sql: &str,
    batch_id: &str,
    at: Timestamp,
) -> Result<bool, Error> {
    within.moved(sql, params![micros(at), batch_id, within.insurer])
}
