//! Rebuilding what is derived, to compare it or to write it anew.

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::Person;
use rusqlite::{Connection, Transaction, params};

use super::{
    Sqlite, awaited,
    columns::{self, read_day, read_day_or_none, read_key},
    history,
    job::ROWS,
    register, search,
    write::Scribe,
};
use crate::{
    Checked, Difference, Entry, Error, InsuredId, PersonKey, StoredFact, What,
    derivation::day_in_japan, prepared::Derived,
};

/// A row of `person` as stored.
struct Stored {
    key: PersonKey,
    revision: i64,
    changed_on: Date,
    wake_on: Option<Date>,
    joined: bool,
    document: Vec<u8>,
}

impl Sqlite {
    /// Compares everybody with what their facts say, a page of people at a time.
    pub(crate) fn check(
        &self,
        on_day: Date,
        report: &mut dyn FnMut(Difference),
    ) -> Result<Checked, Error> {
        let mut checked = Checked::default();
        let mut after = PersonKey(-1);
        let mut report = |checked: &mut Checked, person_key, what| {
            checked.differences += 1;
            report(Difference { person_key, what });
        };
        loop {
            let page = self.readers.read(|on| {
                // One picture of the page: somebody may be writing.
                let picture = on.unchecked_transaction()?;
                let page = people(&picture, after)?;
                let mut differences = Vec::new();
                for stored in &page {
                    let what = self.scribe.differences(&picture, stored, on_day)?;
                    differences.extend(what.into_iter().map(|what| (stored.key, what)));
                }
                Ok((page.last().map(|it| it.key), page.len(), differences))
            })?;
            let (Some(last), people, differences) = page else { break };
            after = last;
            checked.people += u64::try_from(people).unwrap_or(0);
            for (key, what) in differences {
                report(&mut checked, key, what);
            }
        }
        for (key, what) in self.readers.read(register::differences)? {
            report(&mut checked, key, what);
        }
        Ok(checked)
    }

    /// Writes everything derived anew from the facts, as after a change of the compact form.
    /// Returns how many people were written.
    pub(crate) async fn rebuild(&self, on_day: Date) -> Result<u64, Error> {
        let mut written = 0;
        let mut after = PersonKey(-1);
        self.ledger.write(search::forget).await?;
        loop {
            let scribe = self.scribe.clone();
            let (last, people) =
                self.ledger.write(move |on| scribe.rebuild(on, after, on_day)).await?;
            let Some(last) = last else { break };
            after = last;
            written += people;
        }
        self.index_search().await?;
        Ok(written)
    }
}

impl Scribe {
    fn differences(
        &self,
        on: &Connection,
        stored: &Stored,
        on_day: Date,
    ) -> Result<BTreeSet<What>, Error> {
        let mut found = BTreeSet::new();
        let rows = match history::all(on, stored.key) {
            Ok(rows) => rows,
            Err(Error::Damaged { .. }) => return Ok([What::Fact].into()),
            Err(error) => return Err(error),
        };
        if !superseded_as_replayed(&rows) {
            found.insert(What::Superseded);
        }
        if rows.last().map(|it| it.revision) != Some(stored.revision) {
            found.insert(What::Revision);
        }
        let Some(person) = history::rebuilt(&rows, None) else {
            if !stored.joined {
                found.insert(What::Document);
            }
            if !awaited::of(on, stored.key)?.is_empty() {
                found.insert(What::Awaited);
            }
            return Ok(found);
        };
        if stored.joined || person.to_bytes() != stored.document {
            found.insert(What::Document);
        }
        // Somebody due is waiting for the night, and the night will decide the next day.
        let due = stored.wake_on.is_some_and(|day| day <= on_day);
        if !due {
            let day = on_day.max(stored.changed_on);
            let wanted = (self.law)(&person, day).kept(day);
            if stored.wake_on != wanted.wake_on {
                found.insert(What::WakeOn);
            }
            if awaited::of(on, stored.key)? != wanted.waits {
                found.insert(What::Awaited);
            }
        }
        if !search::is_complete(on, stored.key, &person)? {
            found.insert(What::SearchTerm);
        }
        if lookups(on, stored.key)? != wanted_lookups(&person) {
            found.insert(What::InsuredId);
        }
        Ok(found)
    }

    fn rebuild(
        &self,
        on: &Transaction<'_>,
        after: PersonKey,
        on_day: Date,
    ) -> Result<(Option<PersonKey>, u64), Error> {
        let page = people(on, after)?;
        let mut written = 0;
        for stored in page.iter().filter(|it| !it.joined) {
            let person = history::rebuilt(&history::all(on, stored.key)?, None)
                .ok_or(Error::Damaged { person_key: stored.key, what: "no identity" })?;
            let derived = Derived::of(&self.law, &person, on_day.max(stored.changed_on));
            // The agenda may have them due already: that is not put off.
            let due = stored.wake_on.filter(|day| *day <= on_day);
            on.prepare_cached(
                "UPDATE person SET dossier = $1, wake_on = $2 WHERE person_key = $3",
            )?
            .execute(params![
                derived.document,
                due.or(derived.awaited.wake_on).map(columns::day),
                stored.key.get()
            ])?;
            let ids = &derived.insured_ids;
            super::write::replace_insured_ids(on, stored.key, derived.born_on, ids)?;
            awaited::replace(on, stored.key, &derived.awaited.waits)?;
            awaited::derived_on(on, derived.on)?;
            search::later(on, stored.key)?;
            written += 1;
        }
        Ok((page.last().map(|it| it.key), written))
    }
}

fn people(on: &Connection, after: PersonKey) -> Result<Vec<Stored>, Error> {
    let mut statement = on.prepare_cached(
        "SELECT person_key, revision, changed_at, wake_on, joined_into IS NOT NULL,
                coalesce(dossier, x'')
         FROM person WHERE person_key > $1 ORDER BY person_key LIMIT $2",
    )?;
    let most = i64::try_from(ROWS).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![after.get(), most], |row| {
        Ok(Stored {
            key: read_key(row, 0)?,
            revision: row.get(1)?,
            changed_on: day_in_japan(columns::read_instant(row, 2)?),
            wake_on: read_day_or_none(row, 3)?,
            joined: row.get(4)?,
            document: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether exactly the facts without `superseded_at` are those that a replay leaves.
fn superseded_as_replayed(rows: &[StoredFact]) -> bool {
    let open = rows
        .iter()
        .filter(|it| matches!(it.entry, Entry::Fact(_)) && it.superseded_at.is_none())
        .count();
    let left = history::known(rows, None);
    left.len() == open && left.iter().all(|it| it.superseded_at.is_none())
}

type Lookups = BTreeSet<(u32, String, String, String, Date)>;

fn lookups(on: &Connection, key: PersonKey) -> Result<Lookups, Error> {
    let mut statement = on.prepare_cached(
        "SELECT insurer, symbol, number, branch, born_on FROM insured_id WHERE person_key = $1",
    )?;
    let rows = statement.query_map([key.get()], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, read_day(row, 4)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn wanted_lookups(person: &Person) -> Lookups {
    let born_on = person.dossier.born_on;
    InsuredId::all(person)
        .into_iter()
        .map(|it| (it.insurer.get(), it.symbol, it.number, it.branch, born_on))
        .collect()
}
