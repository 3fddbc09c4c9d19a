//! Reads of the confirmation log, and the closing of its days.

use jiff::{Timestamp, civil::Date};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{
    Sqlite,
    columns::{read_day, read_instant},
    job::ROWS,
    log::closed_until,
};
use crate::{Confirmation, Error, Explained, PersonKey, derivation::start_in_japan};

const COLUMNS: &str = "it.asked_at, it.confirmation_id, it.person_key, it.institution, it.how,
    it.on_day, it.question, it.answer, it.rules, it.known_at, it.settings_revision, it.program";

impl Sqlite {
    /// A row by its key.
    pub(crate) fn confirmation(
        &self,
        asked_at: Timestamp,
        id: &str,
    ) -> Result<Option<Confirmation>, Error> {
        self.log_readers.read(|on| {
            let sql = format!(
                "SELECT {COLUMNS} FROM confirmation AS it
                 WHERE asked_at = $1 AND confirmation_id = $2"
            );
            let mut find = on.prepare_cached(&sql)?;
            Ok(find.query_row(params![asked_at.as_microsecond(), id], confirmation).optional()?)
        })
    }

    /// What an institution asked on days, in order; `after` is the last of the page before. It
    /// reads the days: the log has no index by institution, which each answer would pay for.
    pub(crate) fn confirmations_by(
        &self,
        institution: &str,
        (first, last): (Date, Date),
        after: Option<(Timestamp, &str)>,
        limit: usize,
    ) -> Result<Vec<Confirmation>, Error> {
        let (after_at, after_id) = match after {
            Some((at, id)) => (at.as_microsecond(), id),
            None => (start_in_japan(first) - 1, "\u{10FFFF}"),
        };
        self.log_readers.read(|on| {
            let sql = format!(
                "SELECT {COLUMNS} FROM confirmation AS it
                 WHERE (asked_at, confirmation_id) > ($1, $2) AND asked_at >= $3
                   AND asked_at < $4 AND institution = $5
                 ORDER BY asked_at, confirmation_id LIMIT $6"
            );
            let mut select = on.prepare_cached(&sql)?;
            let rows = select.query_map(
                params![
                    after_at,
                    after_id,
                    start_in_japan(first),
                    start_in_japan(last.tomorrow().unwrap_or(last)),
                    institution,
                    i64::try_from(limit).unwrap_or(i64::MAX),
                ],
                confirmation,
            )?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// What was asked about a person on closed days, the newest first.
    pub(crate) fn confirmations_of(
        &self,
        key: PersonKey,
        limit: usize,
    ) -> Result<Vec<Confirmation>, Error> {
        let mut rows = Vec::new();
        let mut keys = self.joined_into(key)?;
        keys.push(key);
        self.log_readers.read(|on| {
            let sql = format!(
                "SELECT {COLUMNS} FROM confirmation_of AS mine JOIN confirmation AS it
                   ON it.asked_at = mine.asked_at AND it.confirmation_id = mine.confirmation_id
                 WHERE mine.person_key = $1
                 ORDER BY mine.asked_at DESC, mine.confirmation_id DESC LIMIT $2"
            );
            let mut select = on.prepare_cached(&sql)?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            for key in keys {
                for row in select.query_map(params![key.get(), limit], confirmation)? {
                    rows.push(row?);
                }
            }
            Ok(())
        })?;
        rows.sort_by(|a, b| {
            (b.asked_at, &b.confirmation_id).cmp(&(a.asked_at, &a.confirmation_id))
        });
        rows.truncate(limit);
        Ok(rows)
    }

    /// Fills `confirmation_of` for the days before a day. Stopped anywhere it goes on from there.
    pub(crate) async fn close_days(&self, before: Date) -> Result<u64, Error> {
        let end = start_in_japan(before);
        let mut rows = 0;
        loop {
            let (read, filled) = self.log.write(move |on| close(on, end)).await?;
            rows += filled;
            if read < ROWS {
                return Ok(rows);
            }
        }
    }

    /// A past answer: the row, and the person as known then.
    pub(crate) fn explain(
        &self,
        asked_at: Timestamp,
        id: &str,
    ) -> Result<Option<Explained>, Error> {
        let Some(confirmation) = self.confirmation(asked_at, id)? else { return Ok(None) };
        let person = match confirmation.person_key {
            Some(key) => self.person_known_at(key, confirmation.known_at)?,
            None => None,
        };
        Ok(Some(Explained { confirmation, person }))
    }
}

/// One transaction of closing: the rows read, and those about a person.
fn close(on: &Transaction<'_>, end: i64) -> Result<(usize, u64), Error> {
    let (at, id) = closed_until(on)?;
    let mut select = on.prepare_cached(
        "SELECT asked_at, confirmation_id, person_key FROM confirmation
         WHERE (asked_at, confirmation_id) > ($1, $2) AND asked_at < $3
         ORDER BY asked_at, confirmation_id LIMIT $4",
    )?;
    let most = i64::try_from(ROWS).unwrap_or(i64::MAX);
    let page = select.query_map(params![at, id, end, most], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<i64>>(2)?))
    })?;
    let mut insert = on.prepare_cached(
        "INSERT INTO confirmation_of (person_key, asked_at, confirmation_id)
         VALUES ($1, $2, $3) ON CONFLICT (person_key, asked_at, confirmation_id) DO NOTHING",
    )?;
    let (mut read, mut filled, mut last) = (0, 0, (at, id));
    for row in page {
        let (at, id, person_key) = row?;
        read += 1;
        if let Some(person_key) = person_key {
            filled += u64::try_from(insert.execute(params![person_key, at, id])?).unwrap_or(0);
        }
        last = (at, id);
    }
    if read < ROWS && last.0 < end {
        // Nothing more is before the end, so whatever comes later is late.
        last = (end - 1, "\u{10FFFF}".to_owned());
    }
    on.prepare_cached(
        "UPDATE closing SET asked_at = $1, confirmation_id = $2 WHERE name = 'confirmation_of'",
    )?
    .execute(params![last.0, last.1])?;
    Ok((read, filled))
}

fn confirmation(row: &Row<'_>) -> rusqlite::Result<Confirmation> {
    Ok(Confirmation {
        asked_at: read_instant(row, 0)?,
        confirmation_id: row.get(1)?,
        person_key: row.get::<_, Option<i64>>(2)?.map(PersonKey),
        institution: row.get(3)?,
        how: row.get(4)?,
        on: read_day(row, 5)?,
        question: row.get(6)?,
        answer: row.get(7)?,
        rules: row.get(8)?,
        known_at: read_instant(row, 9)?,
        settings_revision: row.get(10)?,
        program: row.get(11)?,
    })
}
