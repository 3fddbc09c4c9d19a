//! The steps of originals and their sheets that somebody at the office takes.

use jiff::Timestamp;
use rusqlite::params;

use super::steps::{Within, micros};
use crate::Error;

pub(super) const VOID: &str = "UPDATE sheet SET void_at = $1, void_reason = $2
 WHERE batch_id = $3 AND sheet BETWEEN $4 AND $5 AND void_at IS NULL
   AND EXISTS (SELECT 1 FROM batch
               WHERE batch.batch_id = $3 AND batch.insurer = $6 AND batch.sent_at IS NULL)";

/// A batch with a sheet made anew is counted anew.
pub(super) const COUNT_AGAIN: &str = "UPDATE batch SET counted_at = NULL
 WHERE batch_id = $1 AND counted_at IS NOT NULL";

pub(super) const END: &str = "UPDATE document SET ended_at = $1, end_reason = $2
 WHERE document_id = $3 AND insurer = $4 AND person_key = coalesce($5, person_key)
   AND ended_at IS NULL";

/// Every sheet from the first to the last, or none: an act with a refused step is undone.
pub(super) fn void(
    within: Within<'_>,
    batch_id: &str,
    (first, last): (u32, u32),
    at: Timestamp,
    why: &str,
) -> Result<bool, Error> {
    let values = params![micros(at), why, batch_id, first, last, within.insurer];
    let voided = within.rows(VOID, values)?;
    let all = u64::try_from(voided) == Ok(u64::from(last - first) + 1);
    if all {
        within.rows(COUNT_AGAIN, [batch_id])?;
    }
    Ok(all)
}

pub(super) fn end(
    within: Within<'_>,
    document_id: &str,
    at: Timestamp,
    why: &str,
) -> Result<bool, Error> {
    let Within { insurer, person, .. } = within;
    within.moved(END, params![micros(at), why, document_id, insurer, person])
}
