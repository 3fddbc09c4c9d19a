//! What people wait for, and reading many people from one picture of the ledger.

use std::collections::BTreeSet;

use eligibility::InsurerNumber;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params, types::Type};

use super::{
    Sqlite,
    columns::{self, read_day, read_insurer, read_key, unreadable},
    history,
    read::limit_of,
};
use crate::{Error, Page, PersonKey, Scope, Wait, Waiting, WaitsFor};

/// People read at once: enough to share them out, few enough to stay in a processor's cache.
const PAGE: usize = 1_024;

/// The day after all others: of waits without a last day.
pub(super) const NO_DAY: Date = Date::MAX;

pub(super) const WAITING: &str = "SELECT person_key, by FROM awaited
     WHERE insurer = $1 AND what = $2 AND (by, person_key) > ($3, $4)
     ORDER BY by, person_key LIMIT $5";
pub(super) const COUNT: &str = "SELECT count(*) FROM awaited WHERE insurer = $1 AND what = $2";
pub(super) const TO_PLAN: &str = "SELECT person_key FROM awaited WHERE insurer = $1 AND what = $2";
pub(super) const DUE: &str = "SELECT person_key FROM person WHERE wake_on <= $1";
pub(super) const ADD: &str =
    "INSERT INTO awaited (person_key, what, insurer, by) VALUES ($1, $2, $3, $4)";
pub(super) const FORGET: &str = "DELETE FROM awaited WHERE person_key = $1";
pub(super) const DERIVED: &str = "UPDATE derivation SET latest = $1 WHERE one = 1 AND latest < $1";

impl Sqlite {
    /// A page of who waits at an insurer.
    pub(crate) fn waiting(
        &self,
        insurer: InsurerNumber,
        what: Option<WaitsFor>,
        after: Option<(Option<Date>, PersonKey)>,
        limit: usize,
    ) -> Result<Vec<Waiting>, Error> {
        let (by, key) = match after {
            Some((by, key)) => (columns::day(by.unwrap_or(NO_DAY)), key.get()),
            None => (columns::day(Date::MIN.max(Date::ZERO)), -1),
        };
        let kinds = what.map_or(&WaitsFor::ALL[..], |it| {
            let place = WaitsFor::ALL.iter().position(|other| *other == it).unwrap_or(0);
            &WaitsFor::ALL[place..=place]
        });
        self.readers.read(|on| {
            let mut statement = on.prepare_cached(WAITING)?;
            let mut waiting = Vec::new();
            for kind in kinds {
                let values = params![insurer.get(), kind.name(), &*by, key, limit_of(limit)];
                let rows = statement.query_map(values, |row| {
                    let by = read_day(row, 1)?;
                    Ok(Waiting {
                        person_key: read_key(row, 0)?,
                        what: *kind,
                        by: (by != NO_DAY).then_some(by),
                    })
                })?;
                waiting.extend(rows.collect::<Result<Vec<_>, _>>()?);
            }
            Ok(nearest(waiting, limit))
        })
    }

    /// How many wait at an insurer for each thing.
    pub(crate) fn waiting_counts(
        &self,
        insurer: InsurerNumber,
    ) -> Result<Vec<(WaitsFor, u64)>, Error> {
        self.readers.read(|on| {
            let mut count = on.prepare_cached(COUNT)?;
            let counted = WaitsFor::ALL.into_iter().map(|what| {
                let people: i64 =
                    count.query_row(params![insurer.get(), what.name()], |row| row.get(0))?;
                Ok((what, u64::try_from(people).unwrap_or(0)))
            });
            counted.collect()
        })
    }

    /// The latest day on which anybody's agenda was derived; none while settings wait.
    pub(crate) fn latest_derivation(&self) -> Result<Option<Date>, Error> {
        self.readers.read(|on| {
            let mut find = on.prepare_cached(
                "SELECT latest FROM derivation
                 WHERE NOT EXISTS (SELECT 1 FROM setting_unwoken)",
            )?;
            Ok(find.query_row([], |row| read_day(row, 0)).optional()?)
        })
    }

    /// Everybody a setting concerns has been made due.
    pub(crate) async fn settings_woken(&self, revision: i64) -> Result<(), Error> {
        self.ledger
            .write(move |on| {
                on.prepare_cached("DELETE FROM setting_unwoken WHERE revision = $1")?
                    .execute([revision])?;
                Ok(())
            })
            .await
    }

    /// Reads people a page at a time, from one picture.
    pub(crate) fn pages(
        &self,
        scope: Scope,
        each: &mut dyn FnMut(Page) -> bool,
    ) -> Result<(), Error> {
        self.readers.read(|on| {
            let picture = on.unchecked_transaction()?;
            match scope {
                Scope::Everybody => everybody(&picture, each)?,
                Scope::ToPlan { insurer, on } => {
                    these(&picture, &to_plan(&picture, insurer, on)?, each)?;
                }
            }
            // Nothing was written; this lets the picture go.
            Ok(picture.commit()?)
        })
    }
}

/// The nearest of several kinds, as many as were asked for; of one person and day none is cut off
/// from the others.
fn nearest(mut waiting: Vec<Waiting>, limit: usize) -> Vec<Waiting> {
    let place = |it: &Waiting| (it.by.unwrap_or(NO_DAY), it.person_key);
    waiting.sort_unstable_by_key(|it| (place(it), it.what));
    let mut end = limit.min(waiting.len());
    while end > 0 && end < waiting.len() && place(&waiting[end]) == place(&waiting[end - 1]) {
        end += 1;
    }
    waiting.truncate(end);
    waiting
}

fn everybody(on: &Connection, each: &mut dyn FnMut(Page) -> bool) -> Result<(), Error> {
    // An index is much smaller than the people. Somebody with two numbers counts twice.
    let of: i64 = on
        .prepare_cached("SELECT count(*) FROM insured_id INDEXED BY insured_id_by_person")?
        .query_row([], |row| row.get(0))?;
    let of = u64::try_from(of).unwrap_or(0);
    let mut statement = on.prepare_cached(
        "SELECT person_key, revision, dossier FROM person
         WHERE joined_into IS NULL ORDER BY person_key",
    )?;
    let mut rows = statement.query([])?;
    let mut page = Page::of(of);
    while let Some(row) = rows.next()? {
        page.add(on, row)?;
        if page.len() == PAGE && !each(std::mem::replace(&mut page, Page::of(of))) {
            return Ok(());
        }
    }
    if !page.is_empty() {
        each(page);
    }
    Ok(())
}

/// The people of some keys.
fn these(
    on: &Connection,
    keys: &BTreeSet<PersonKey>,
    each: &mut dyn FnMut(Page) -> bool,
) -> Result<(), Error> {
    let of = u64::try_from(keys.len()).unwrap_or(0);
    let mut statement = on.prepare_cached(
        "SELECT person_key, revision, dossier FROM person
         WHERE person_key = $1 AND joined_into IS NULL",
    )?;
    let mut page = Page::of(of);
    for key in keys {
        let mut rows = statement.query([key.get()])?;
        if let Some(row) = rows.next()? {
            page.add(on, row)?;
        }
        if page.len() == PAGE && !each(std::mem::replace(&mut page, Page::of(of))) {
            return Ok(());
        }
    }
    if !page.is_empty() {
        each(page);
    }
    Ok(())
}

/// Who waits at an insurer for a paper or a warning, and whose day has come.
fn to_plan(
    on: &Connection,
    insurer: InsurerNumber,
    on_day: Date,
) -> Result<BTreeSet<PersonKey>, Error> {
    let mut keys = Vec::new();
    let mut waiting = on.prepare_cached(TO_PLAN)?;
    for what in WaitsFor::PLANNED {
        let found =
            waiting.query_map(params![insurer.get(), what.name()], |row| read_key(row, 0))?;
        keys.extend(found.collect::<Result<Vec<_>, _>>()?);
    }
    let mut due = on.prepare_cached(DUE)?;
    let found = due.query_map([columns::day(on_day)], |row| read_key(row, 0))?;
    keys.extend(found.collect::<Result<Vec<_>, _>>()?);
    Ok(keys.into_iter().collect())
}

impl Page {
    fn of(of: u64) -> Self {
        Self { rows: Vec::with_capacity(PAGE), bytes: Vec::new(), of }
    }

    /// Adds a row of key, revision and document. One of an older form is made anew from the facts.
    fn add(&mut self, on: &Connection, row: &Row<'_>) -> Result<(), Error> {
        let person_key = read_key(row, 0)?;
        let document = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
        if record::Person::is_of_this_form(document) {
            self.bytes.extend_from_slice(document);
        } else {
            self.bytes.extend(history::person(on, person_key, document)?.to_bytes());
        }
        self.rows.push((person_key, row.get(1)?, self.bytes.len()));
        Ok(())
    }
}

/// What a person waits for, in the order kept.
pub(super) fn of(on: &Connection, key: PersonKey) -> Result<Vec<Wait>, Error> {
    let mut statement =
        on.prepare_cached("SELECT what, insurer, by FROM awaited WHERE person_key = $1")?;
    let waits = statement.query_map([key.get()], |row| {
        let what = WaitsFor::of_name(row.get_ref(0)?.as_str()?);
        let by = read_day(row, 2)?;
        Ok(Wait {
            insurer: read_insurer(row, 1)?,
            what: what.ok_or_else(|| unreadable(0, Type::Text))?,
            by: (by != NO_DAY).then_some(by),
        })
    })?;
    let mut waits = waits.collect::<Result<Vec<_>, _>>()?;
    waits.sort_unstable_by_key(|it| (it.what, it.insurer));
    Ok(waits)
}

/// Writes what somebody new waits for.
pub(super) fn add(on: &Transaction<'_>, key: PersonKey, waits: &[Wait]) -> Result<(), Error> {
    if waits.is_empty() {
        return Ok(());
    }
    let mut insert = on.prepare_cached(ADD)?;
    for it in waits {
        let by = columns::day(it.by.unwrap_or(NO_DAY));
        insert.execute(params![key.get(), it.what.name(), it.insurer.get(), by])?;
    }
    Ok(())
}

/// Makes these what a person waits for.
pub(super) fn replace(on: &Transaction<'_>, key: PersonKey, waits: &[Wait]) -> Result<(), Error> {
    on.prepare_cached(FORGET)?.execute([key.get()])?;
    add(on, key, waits)
}

/// Notes that somebody's agenda was derived on a day.
pub(super) fn derived_on(on: &Transaction<'_>, day: Date) -> Result<(), Error> {
    on.prepare_cached(DERIVED)?.execute([columns::day(day)])?;
    Ok(())
}
