//! The agenda: who is due, and the next day after they were looked at.

use jiff::civil::Date;
use rusqlite::{Connection, Transaction, params};

use super::{Sqlite, awaited, columns, history, job::ROWS};
use crate::{Awaited, Due, Error, Night, PersonKey, Whom};

impl Sqlite {
    /// People whose day has come, the longest due first.
    pub(crate) fn due(&self, on_day: Date, limit: usize) -> Result<Vec<Due>, Error> {
        self.readers.read(|on| {
            let mut statement = on.prepare_cached(
                "SELECT person_key, revision, dossier FROM person
                 WHERE wake_on <= $1 ORDER BY wake_on, person_key LIMIT $2",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let mut rows = statement.query(params![columns::day(on_day), limit])?;
            let mut due = Vec::new();
            while let Some(row) = rows.next()? {
                let person_key = columns::read_key(row, 0)?;
                let document = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
                let person = history::person(on, person_key, document)?;
                due.push(Due { person_key, revision: row.get(1)?, person });
            }
            Ok(due)
        })
    }

    /// Sets people's next days and what they wait for, each under the revision it was decided on.
    pub(crate) async fn rewake(
        &self,
        on_day: Date,
        days: Vec<(PersonKey, i64, Awaited)>,
    ) -> Result<Night, Error> {
        let mut night = Night::default();
        let mut rest = days.into_iter();
        loop {
            let part: Vec<_> = rest.by_ref().take(ROWS).collect();
            if part.is_empty() {
                return Ok(night);
            }
            let part = self.ledger.write(move |on| rewake(on, on_day, part)).await?;
            night.woken += part.woken;
            night.changed_meanwhile += part.changed_meanwhile;
        }
    }

    /// Derives the agenda anew of everybody whose day has come. Stopped anywhere it goes on with
    /// those still due.
    pub(crate) async fn night(&self, on_day: Date) -> Result<Night, Error> {
        let mut night = Night::default();
        loop {
            let due = self.due(on_day, ROWS)?;
            if due.is_empty() {
                return Ok(night);
            }
            let next =
                |it: Due| (it.person_key, it.revision, (self.scribe.law)(&it.person, on_day));
            let part = self.rewake(on_day, due.into_iter().map(next).collect()).await?;
            night.woken += part.woken;
            night.changed_meanwhile += part.changed_meanwhile;
        }
    }

    /// Makes people due on a day, unless they are due before. Returns how many.
    pub(crate) async fn wake_all(&self, whom: Whom, on_day: Date) -> Result<u64, Error> {
        let mut woken = 0;
        let mut after = -1;
        loop {
            let keys = self.readers.read(|on| keys_of(on, whom, after))?;
            let Some(last) = keys.last().copied() else { break };
            after = last;
            woken += self.ledger.write(move |on| wake(on, &keys, on_day)).await?;
        }
        // Of days before, nobody's agenda says under which settings it was derived.
        self.ledger.write(move |on| awaited::derived_on(on, on_day)).await?;
        Ok(woken)
    }
}

fn rewake(
    on: &Transaction<'_>,
    on_day: Date,
    days: Vec<(PersonKey, i64, Awaited)>,
) -> Result<Night, Error> {
    let mut night = Night::default();
    let basis = super::write::settings_revision(on)?;
    awaited::derived_on(on, on_day)?;
    let mut update = on.prepare_cached(
        "UPDATE person SET wake_on = $1, basis = $2
         WHERE person_key = $3 AND revision = $4 AND joined_into IS NULL",
    )?;
    for (key, revision, awaited) in days {
        let awaited = awaited.kept(on_day);
        let day = awaited.wake_on.map(columns::day);
        if update.execute(params![day, basis, key.get(), revision])? == 0 {
            night.changed_meanwhile += 1;
        } else {
            awaited::replace(on, key, &awaited.waits)?;
            night.woken += 1;
        }
    }
    Ok(night)
}

/// The next page of keys, in order of key.
fn keys_of(on: &Connection, whom: Whom, after: i64) -> Result<Vec<i64>, Error> {
    let rows = i64::try_from(ROWS).unwrap_or(i64::MAX);
    let (mut statement, insurer) = match whom {
        Whom::Everybody => (
            on.prepare_cached(
                "SELECT person_key FROM person WHERE $1 IS NULL AND person_key > $2
                 ORDER BY person_key LIMIT $3",
            )?,
            None,
        ),
        Whom::MembersOf(insurer) => (
            on.prepare_cached(
                "SELECT person_key FROM person WHERE EXISTS (
                     SELECT 1 FROM insured_id
                     WHERE insurer = $1 AND insured_id.person_key = person.person_key)
                 AND person_key > $2 ORDER BY person_key LIMIT $3",
            )?,
            Some(insurer.get()),
        ),
    };
    let keys = statement.query_map(params![insurer, after, rows], |row| row.get(0))?;
    Ok(keys.collect::<Result<_, _>>()?)
}

fn wake(on: &Transaction<'_>, keys: &[i64], on_day: Date) -> Result<u64, Error> {
    let mut update = on.prepare_cached(
        "UPDATE person SET wake_on = $1 WHERE person_key = $2 AND joined_into IS NULL
         AND (wake_on IS NULL OR wake_on > $1)",
    )?;
    let day = columns::day(on_day);
    let mut woken = 0;
    for key in keys {
        woken += u64::try_from(update.execute(params![&day, key])?).unwrap_or(0);
    }
    Ok(woken)
}
