//! Originals and sheets: reads.

use eligibility::InsurerNumber;
use record::DocumentKind;
use rusqlite::{CachedStatement, OptionalExtension, Params, Row, params};

use super::{
    super::{
        Sqlite,
        columns::{
            read_day, read_instant, read_instant_or_none, read_insurer, read_key, read_serial,
        },
        read::limit_of,
    },
    read_document,
};
use crate::{Error, Original, PersonKey, Sheet};

impl Sqlite {
    pub(crate) fn originals_of(&self, key: PersonKey) -> Result<Vec<Original>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(OF_PERSON)?;
            Ok(list.query_map([key.get()], original)?.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) fn original(&self, document_id: &str) -> Result<Option<Original>, Error> {
        self.readers.read(|on| {
            Ok(on.prepare_cached(ORIGINAL)?.query_row([document_id], original).optional()?)
        })
    }

    pub(crate) fn originals_in_force(
        &self,
        insurer: InsurerNumber,
    ) -> Result<Vec<(DocumentKind, u64)>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(IN_FORCE)?;
            let counts = list.query_map([insurer.get()], |row| {
                Ok((read_document(row, 0)?, read_serial(row, 1)?))
            })?;
            Ok(counts.collect::<Result<_, _>>()?)
        })
    }

    pub(crate) fn sheets(
        &self,
        batch_id: &str,
        after_sheet: u32,
        limit: usize,
    ) -> Result<Vec<Sheet>, Error> {
        self.readers.read(|on| {
            sheets(on.prepare_cached(SHEETS)?, params![batch_id, after_sheet, limit_of(limit)])
        })
    }

    pub(crate) fn sheet(&self, batch_id: &str, number: u32) -> Result<Option<Sheet>, Error> {
        self.readers.read(|on| {
            let values = params![batch_id, number];
            Ok(on.prepare_cached(SHEET)?.query_row(values, sheet).optional()?)
        })
    }

    pub(crate) fn last_sheet(&self, batch_id: &str) -> Result<u32, Error> {
        self.readers
            .read(|on| Ok(on.prepare_cached(LAST)?.query_row([batch_id], |row| row.get(0))?))
    }

    pub(crate) fn spoiled(
        &self,
        batch_id: &str,
        after_sheet: u32,
        limit: usize,
    ) -> Result<Vec<Sheet>, Error> {
        self.readers.read(|on| {
            sheets(on.prepare_cached(SPOILED)?, params![batch_id, after_sheet, limit_of(limit)])
        })
    }

    pub(crate) fn sheets_of_original(&self, document_id: &str) -> Result<Vec<Sheet>, Error> {
        self.readers.read(|on| sheets(on.prepare_cached(OF_ORIGINAL)?, [document_id]))
    }
}

pub(super) const ORIGINAL: &str =
    "SELECT document_id, person_key, kind, insurer, batch_id, place, content, issued_on, made_at,
        ended_at, end_reason
 FROM document WHERE document_id = $1";

pub(super) const OF_PERSON: &str =
    "SELECT document_id, person_key, kind, insurer, batch_id, place, content, issued_on, made_at,
        ended_at, end_reason
 FROM document WHERE person_key = $1 ORDER BY made_at, document_id";

/// Reads the index of what is in force only.
pub(super) const IN_FORCE: &str =
    "SELECT kind, count(*) FROM document WHERE insurer = $1 AND ended_at IS NULL GROUP BY kind";

pub(super) const SHEETS: &str =
    "SELECT batch_id, sheet, document_id, file, page, made_at, void_at, void_reason
 FROM sheet WHERE batch_id = $1 AND sheet > $2 ORDER BY sheet LIMIT $3";

pub(super) const SHEET: &str =
    "SELECT batch_id, sheet, document_id, file, page, made_at, void_at, void_reason
 FROM sheet WHERE batch_id = $1 AND sheet = $2";

pub(super) const LAST: &str = "SELECT coalesce(max(sheet), 0) FROM sheet WHERE batch_id = $1";

// Of a batch's sheets few are void, which SQLite does not know: it is told the index.

pub(super) const SPOILED: &str =
    "SELECT it.batch_id, it.sheet, it.document_id, it.file, it.page, it.made_at, it.void_at,
        it.void_reason
 FROM sheet AS it INDEXED BY sheet_void
 CROSS JOIN document ON document.document_id = it.document_id
 WHERE it.batch_id = $1 AND it.void_at IS NOT NULL AND it.sheet > $2
   AND document.ended_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM sheet AS valid
                   WHERE valid.document_id = it.document_id AND valid.void_at IS NULL)
   AND NOT EXISTS (SELECT 1 FROM sheet AS later INDEXED BY sheet_void
                   WHERE later.batch_id = $1 AND later.document_id = it.document_id
                     AND later.void_at IS NOT NULL AND later.sheet > it.sheet)
 ORDER BY it.sheet LIMIT $3";

/// The void of an original lie in its batch, and are found by that.
pub(super) const OF_ORIGINAL: &str =
    "SELECT batch_id, sheet, document_id, file, page, made_at, void_at, void_reason
 FROM sheet WHERE document_id = $1 AND void_at IS NULL
 UNION ALL
 SELECT it.batch_id, it.sheet, it.document_id, it.file, it.page, it.made_at, it.void_at,
        it.void_reason
 FROM document CROSS JOIN sheet AS it INDEXED BY sheet_void ON it.batch_id = document.batch_id
 WHERE document.document_id = $1 AND it.document_id = $1 AND it.void_at IS NOT NULL
 ORDER BY 2";

fn sheets(mut statement: CachedStatement<'_>, values: impl Params) -> Result<Vec<Sheet>, Error> {
    Ok(statement.query_map(values, sheet)?.collect::<Result<_, _>>()?)
}

fn original(row: &Row<'_>) -> rusqlite::Result<Original> {
    Ok(Original {
        document_id: row.get(0)?,
        person_key: read_key(row, 1)?,
        kind: read_document(row, 2)?,
        insurer: read_insurer(row, 3)?,
        batch_id: row.get(4)?,
        place: row.get(5)?,
        content: row.get(6)?,
        issued_on: read_day(row, 7)?,
        made_at: read_instant(row, 8)?,
        ended_at: read_instant_or_none(row, 9)?,
        end_reason: row.get(10)?,
    })
}

fn sheet(row: &Row<'_>) -> rusqlite::Result<Sheet> {
    Ok(Sheet {
        batch_id: row.get(0)?,
        sheet: row.get(1)?,
        document_id: row.get(2)?,
        file: row.get(3)?,
        page: row.get(4)?,
        made_at: read_instant(row, 5)?,
        void_at: read_instant_or_none(row, 6)?,
        void_reason: row.get(7)?,
    })
}
