//! Batches, their items and files: reads, and what a run itself moves.

use eligibility::InsurerNumber;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::{
    super::{
        Sqlite,
        awaited::NO_DAY,
        columns::{
            read_day, read_day_or_none, read_instant, read_instant_or_none, read_insurer, read_key,
            read_serial,
        },
        read::limit_of,
    },
    acts::newest_first,
    read_document, read_outcome,
};
use crate::{Batch, BatchFile, BatchItem, Error, HeldItem, ItemCounts, ItemOutcome};

impl Sqlite {
    pub(crate) fn batch(&self, batch_id: &str) -> Result<Option<Batch>, Error> {
        self.readers
            .read(|on| Ok(on.prepare_cached(BATCH)?.query_row([batch_id], batch).optional()?))
    }

    pub(crate) fn batches(
        &self,
        insurer: InsurerNumber,
        before: Option<(Timestamp, String)>,
        limit: usize,
    ) -> Result<Vec<Batch>, Error> {
        let (at, id) = newest_first(before);
        self.readers.read(|on| {
            let mut list = on.prepare_cached(PAGE)?;
            let values = params![insurer.get(), at, id, limit_of(limit)];
            Ok(list.query_map(values, batch)?.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) fn batch_items(
        &self,
        batch_id: &str,
        after_place: u32,
        limit: usize,
    ) -> Result<Vec<BatchItem>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(ITEMS)?;
            let values = params![batch_id, after_place, limit_of(limit)];
            Ok(list.query_map(values, item)?.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) fn batch_item_counts(&self, batch_id: &str) -> Result<ItemCounts, Error> {
        self.readers.read(|on| {
            let mut statement = on.prepare_cached(COUNTS)?;
            let mut rows = statement.query([batch_id])?;
            let mut counts = ItemCounts::default();
            while let Some(row) = rows.next()? {
                let count = match read_outcome(row, 0)? {
                    None => &mut counts.open,
                    Some(ItemOutcome::Made) => &mut counts.made,
                    Some(ItemOutcome::Held) => &mut counts.held,
                    Some(ItemOutcome::NotDue) => &mut counts.not_due,
                };
                *count = read_serial(row, 1)?;
            }
            Ok(counts)
        })
    }

    pub(crate) fn held_items(&self, insurer: InsurerNumber) -> Result<Vec<HeldItem>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(HELD)?;
            let held = list.query_map([insurer.get()], |row| {
                let by = read_day(row, 3)?;
                Ok(HeldItem {
                    batch_id: row.get(0)?,
                    person_key: read_key(row, 1)?,
                    kind: read_document(row, 2)?,
                    by: (by != NO_DAY).then_some(by),
                })
            })?;
            Ok(held.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) fn batch_files(&self, batch_id: &str) -> Result<Vec<BatchFile>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(FILES)?;
            Ok(list.query_map([batch_id], file)?.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) async fn start_batch(&self, batch_id: String, at: Timestamp) -> Result<bool, Error> {
        self.ledger
            .write(move |on| {
                on.prepare_cached(START)?.execute(params![at.as_microsecond(), batch_id])?;
                Ok(on.prepare_cached(RUNS)?.exists([batch_id])?)
            })
            .await
    }

    pub(crate) async fn finish_batch_printing(
        &self,
        batch_id: String,
        at: Timestamp,
    ) -> Result<bool, Error> {
        self.ledger
            .write(move |on| {
                on.prepare_cached(FINISH)?.execute(params![at.as_microsecond(), batch_id])?;
                Ok(on.prepare_cached(PRINTED)?.exists([batch_id])?)
            })
            .await
    }

    pub(crate) async fn put_batch_file(&self, file: BatchFile) -> Result<bool, Error> {
        self.ledger
            .write(move |on| {
                on.prepare_cached(PUT_FILE)?.execute(params![
                    file.batch_id,
                    file.name,
                    file.kind,
                    file.first_sheet,
                    file.last_sheet,
                    i64::try_from(file.bytes).unwrap_or(i64::MAX),
                    &file.sha256[..],
                    file.written_at.as_microsecond()
                ])?;
                let values = params![file.batch_id, file.name, &file.sha256[..]];
                Ok(on.prepare_cached(SAME_FILE)?.exists(values)?)
            })
            .await
    }
}

pub(super) const BATCH: &str =
    "SELECT batch_id, insurer, planned_on, name, made_by, made_at, items, settings_revision,
        released_by, released_at, started_at, paused_at, printed_at, counted_at, sent_at,
        withdrawn_at, returned_at, returned_why
 FROM batch WHERE batch_id = $1";

pub(super) const PAGE: &str =
    "SELECT batch_id, insurer, planned_on, name, made_by, made_at, items, settings_revision,
        released_by, released_at, started_at, paused_at, printed_at, counted_at, sent_at,
        withdrawn_at, returned_at, returned_why
 FROM batch WHERE insurer = $1 AND (made_at, batch_id) < ($2, $3)
 ORDER BY made_at DESC, batch_id DESC LIMIT $4";

pub(super) const ITEMS: &str =
    "SELECT place, person_key, kind, how, issue_from, in_hand_by, because, deliver, employer,
        bundle, outcome, why, document_id
 FROM batch_item WHERE batch_id = $1 AND place > $2 ORDER BY place LIMIT $3";

/// Reads the items of one batch.
pub(super) const COUNTS: &str =
    "SELECT outcome, count(*) FROM batch_item WHERE batch_id = $1 GROUP BY outcome";

/// Who was held and is awaited still, the nearest day first; who was held twice, in the newer
/// batch.
pub(super) const HELD: &str = "SELECT max(it.batch_id), it.person_key, it.kind, awaited.by
 FROM batch
 CROSS JOIN batch_item AS it INDEXED BY batch_item_held ON it.batch_id = batch.batch_id
 CROSS JOIN awaited ON awaited.person_key = it.person_key AND awaited.what = it.kind
    AND awaited.insurer = batch.insurer
 WHERE batch.insurer = $1 AND it.outcome = 'held'
 GROUP BY it.person_key, it.kind ORDER BY awaited.by, it.person_key";

pub(super) const FILES: &str =
    "SELECT batch_id, name, kind, first_sheet, last_sheet, bytes, sha256, written_at
 FROM batch_file WHERE batch_id = $1 ORDER BY name";

pub(super) const START: &str = "UPDATE batch SET started_at = $1
 WHERE batch_id = $2 AND released_at IS NOT NULL AND started_at IS NULL AND withdrawn_at IS NULL";

pub(super) const RUNS: &str = "SELECT 1 FROM batch
 WHERE batch_id = $1 AND started_at IS NOT NULL AND paused_at IS NULL AND withdrawn_at IS NULL";

pub(super) const FINISH: &str = "UPDATE batch SET printed_at = $1
 WHERE batch_id = $2 AND started_at IS NOT NULL AND paused_at IS NULL AND printed_at IS NULL
   AND withdrawn_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM batch_item
                   WHERE batch_item.batch_id = $2 AND batch_item.outcome IS NULL)
   AND NOT EXISTS (
       SELECT 1 FROM sheet AS spoiled INDEXED BY sheet_void
       CROSS JOIN document ON document.document_id = spoiled.document_id
       WHERE spoiled.batch_id = $2 AND spoiled.void_at IS NOT NULL AND document.ended_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM sheet AS valid
                         WHERE valid.document_id = spoiled.document_id
                           AND valid.void_at IS NULL))";

pub(super) const PRINTED: &str =
    "SELECT 1 FROM batch WHERE batch_id = $1 AND printed_at IS NOT NULL";

pub(super) const PUT_FILE: &str = "INSERT INTO batch_file (batch_id, name, kind,
        first_sheet, last_sheet, bytes, sha256, written_at)
 SELECT $1, $2, $3, $4, $5, $6, $7, $8
 WHERE EXISTS (SELECT 1 FROM batch WHERE batch.batch_id = $1)
 ON CONFLICT DO NOTHING";

pub(super) const SAME_FILE: &str =
    "SELECT 1 FROM batch_file WHERE batch_id = $1 AND name = $2 AND sha256 = $3";

fn batch(row: &Row<'_>) -> rusqlite::Result<Batch> {
    Ok(Batch {
        batch_id: row.get(0)?,
        insurer: read_insurer(row, 1)?,
        on: read_day(row, 2)?,
        name: row.get(3)?,
        made_by: row.get(4)?,
        made_at: read_instant(row, 5)?,
        items: row.get(6)?,
        settings_revision: row.get(7)?,
        released_by: row.get(8)?,
        released_at: read_instant_or_none(row, 9)?,
        started_at: read_instant_or_none(row, 10)?,
        paused_at: read_instant_or_none(row, 11)?,
        printed_at: read_instant_or_none(row, 12)?,
        counted_at: read_instant_or_none(row, 13)?,
        sent_at: read_instant_or_none(row, 14)?,
        withdrawn_at: read_instant_or_none(row, 15)?,
        returned_at: read_instant_or_none(row, 16)?,
        returned_why: row.get(17)?,
    })
}

fn item(row: &Row<'_>) -> rusqlite::Result<BatchItem> {
    Ok(BatchItem {
        place: row.get(0)?,
        person_key: read_key(row, 1)?,
        kind: read_document(row, 2)?,
        how: row.get(3)?,
        issue_from: read_day_or_none(row, 4)?,
        in_hand_by: read_day_or_none(row, 5)?,
        because: row.get(6)?,
        deliver: row.get(7)?,
        employer: row.get(8)?,
        bundle: row.get(9)?,
        outcome: read_outcome(row, 10)?,
        why: row.get(11)?,
        document_id: row.get(12)?,
    })
}

fn file(row: &Row<'_>) -> rusqlite::Result<BatchFile> {
    Ok(BatchFile {
        batch_id: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        first_sheet: row.get(3)?,
        last_sheet: row.get(4)?,
        bytes: read_serial(row, 5)?,
        sha256: row.get(6)?,
        written_at: read_instant(row, 7)?,
    })
}
