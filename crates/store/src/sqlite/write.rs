//! A change in a transaction: facts appended and superseded under the person's revision.

use std::{borrow::Cow, sync::Arc};

use jiff::{Timestamp, civil::Date};
use record::Person;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::{awaited, columns, history, search};
use crate::{
    Change, Error, InsuredId, Outcome, PersonKey, Prepared, Wake, Whose, change::fact_id,
    derivation::day_in_japan, key::KeyMaker, prepared::Derived,
};

/// Kinds of mark the ledger makes itself.
pub(super) const MY_NUMBER: &str = "my_number";
pub(super) const JOIN: &str = "join";

/// What a write needs besides the transaction.
#[derive(Clone)]
pub(super) struct Scribe {
    pub(super) law: Wake,
    pub(super) keys: Arc<KeyMaker>,
}

/// A person's row as a write finds it.
pub(super) struct Row {
    pub(super) changed_at: i64,
    pub(super) person: Person,
}

/// Who, when, why: what every row of one change has in common.
#[derive(Clone, Copy)]
pub(super) struct Heading<'a> {
    pub(super) person_key: PersonKey,
    pub(super) change: &'a str,
    pub(super) revision: i64,
    pub(super) recorded_at: i64,
    pub(super) recorded_by: &'a str,
    pub(super) reason: &'a str,
}

impl Scribe {
    /// Records a change, or says why not. Every check comes before the first row is written.
    pub(super) fn record(&self, on: &Transaction<'_>, it: &Prepared) -> Result<Outcome, Error> {
        let wanted = match it.change.whose {
            Whose::New(key) | Whose::Existing { person_key: key, .. } => key,
        };
        if let Some(revision) = revision_of(on, wanted, &it.change.id)? {
            return Ok(Outcome::Recorded { person_key: wanted, revision });
        }
        self.record_first(on, it)
    }

    /// As [`Self::record`], of a change that is known not to be recorded yet.
    pub(super) fn record_first(
        &self,
        on: &Transaction<'_>,
        it: &Prepared,
    ) -> Result<Outcome, Error> {
        let (Whose::New(wanted) | Whose::Existing { person_key: wanted, .. }) = it.change.whose;
        if let Some(hash) = it.change.my_number_hash
            && let Some(other) = person_of_my_number(on, &hash)?
            && (other != wanted || matches!(it.change.whose, Whose::New(_)))
        {
            return Ok(Outcome::MyNumberOfAnother { person_key: other });
        }
        match (it.change.whose, &it.derived) {
            (Whose::Existing { person_key, revision }, _) => {
                self.record_existing(on, it, person_key, revision)
            }
            (Whose::New(key), Some(derived)) => self.record_new(on, it, key, derived),
            // Preparing a new person derives or refuses.
            (Whose::New(_), None) => Ok(Outcome::Conflict),
        }
    }

    fn record_new(
        &self,
        on: &Transaction<'_>,
        it: &Prepared,
        mut person_key: PersonKey,
        derived: &Derived,
    ) -> Result<Outcome, Error> {
        let recorded_at = it.change.recorded_at.as_microsecond();
        let basis = settings_revision(on)?;
        let mut insert = on.prepare_cached(
            "INSERT INTO person (person_key, revision, changed_at, wake_on, basis, dossier)
             VALUES ($1, 1, $2, $3, $4, $5) ON CONFLICT (person_key) DO NOTHING",
        )?;
        let wake_on = derived.awaited.wake_on.map(columns::day);
        // Another process that makes keys in the same millisecond may have taken this one.
        while insert.execute(params![
            person_key.get(),
            recorded_at,
            wake_on.as_deref(),
            basis,
            &derived.document
        ])? == 0
        {
            person_key = self.keys.next(it.change.recorded_at);
        }
        let heading = Heading::of(&it.change, person_key, 1, recorded_at);
        append_facts(on, heading, it, false)?;
        add_insured_ids(on, person_key, derived.born_on, &derived.insured_ids)?;
        awaited::add(on, person_key, &derived.awaited.waits)?;
        awaited::derived_on(on, derived.on)?;
        search::later(on, person_key)?;
        link_my_number(on, heading, it.texts.len(), it.change.my_number_hash)?;
        Ok(Outcome::Recorded { person_key, revision: 1 })
    }

    fn record_existing(
        &self,
        on: &Transaction<'_>,
        it: &Prepared,
        person_key: PersonKey,
        revision: i64,
    ) -> Result<Outcome, Error> {
        let made = ready(on, it, person_key, revision)?;
        let (recorded_at, derived) = if let Some((recorded_at, derived)) = made {
            (recorded_at, Cow::Borrowed(derived))
        } else {
            let Some(row) = row_at(on, person_key, revision)? else {
                return Ok(Outcome::Conflict);
            };
            let Some(person) = it.change.after(&row.person) else {
                return Ok(Outcome::NothingToEnd);
            };
            let recorded_at = it.change.recorded_at.as_microsecond().max(row.changed_at + 1);
            (recorded_at, Cow::Owned(Derived::of(&self.law, &person, day_of(recorded_at)?)))
        };
        for end in &it.change.end {
            // An assistance of the default values leaves no trace in the person, a fact it is.
            if !is_current(on, person_key, end.kind, &end.subject)? {
                return Ok(Outcome::NothingToEnd);
            }
        }
        let heading = Heading::of(&it.change, person_key, revision + 1, recorded_at);
        append_facts(on, heading, it, true)?;
        let ended = it.texts.len();
        for (place, end) in (ended..).zip(&it.change.end) {
            supersede(on, heading, end.kind, &end.subject)?;
            mark(on, heading, place, end.kind, &end.subject, "")?;
        }
        link_my_number(on, heading, ended + it.change.end.len(), it.change.my_number_hash)?;
        if !move_on(on, heading, &derived, touches_lookups(&it.change))? {
            return Ok(Outcome::Conflict);
        }
        Ok(Outcome::Recorded { person_key, revision: revision + 1 })
    }

    /// Moves the person on as [`move_on`] does, to what is derived of them.
    pub(super) fn update_person(
        &self,
        on: &Transaction<'_>,
        heading: Heading<'_>,
        person: &Person,
        lookups: bool,
    ) -> Result<bool, Error> {
        let derived = Derived::of(&self.law, person, day_of(heading.recorded_at)?);
        move_on(on, heading, &derived, lookups)
    }
}

/// The guard of every transition: moves the person on from the revision before the heading's.
fn move_on(
    on: &Transaction<'_>,
    heading: Heading<'_>,
    derived: &Derived,
    lookups: bool,
) -> Result<bool, Error> {
    let updated = on
        .prepare_cached(
            "UPDATE person SET revision = revision + 1, changed_at = $1, wake_on = $2,
                    basis = $3, dossier = $4
             WHERE person_key = $5 AND revision = $6 AND joined_into IS NULL",
        )?
        .execute(params![
            heading.recorded_at,
            derived.awaited.wake_on.map(columns::day),
            settings_revision(on)?,
            derived.document,
            heading.person_key.get(),
            heading.revision - 1,
        ])?;
    awaited::replace(on, heading.person_key, &derived.awaited.waits)?;
    awaited::derived_on(on, derived.on)?;
    if lookups {
        replace_insured_ids(on, heading.person_key, derived.born_on, &derived.insured_ids)?;
        search::later(on, heading.person_key)?;
    }
    Ok(updated == 1)
}

/// What was derived when the change was prepared, with the instant to record it at; `None` where
/// the person or the settings are others than it rests on, or the day is another.
fn ready<'a>(
    on: &Connection,
    it: &'a Prepared,
    person_key: PersonKey,
    revision: i64,
) -> Result<Option<(i64, &'a Derived)>, Error> {
    let (Some(derived), Some(basis)) = (&it.derived, it.basis) else { return Ok(None) };
    if settings_revision(on)? != basis {
        return Ok(None);
    }
    let changed_at: Option<i64> = on
        .prepare_cached(
            "SELECT changed_at FROM person
             WHERE person_key = $1 AND revision = $2 AND joined_into IS NULL",
        )?
        .query_row(params![person_key.get(), revision], |row| row.get(0))
        .optional()?;
    let Some(changed_at) = changed_at else { return Ok(None) };
    let recorded_at = it.change.recorded_at.as_microsecond().max(changed_at + 1);
    Ok((derived.on == day_of(recorded_at)?).then_some((recorded_at, derived)))
}

/// The day of an instant in microseconds.
fn day_of(instant: i64) -> Result<Date, Error> {
    let instant = Timestamp::from_microsecond(instant);
    instant.map(day_in_japan).map_err(|_| Error::Unreadable("instant"))
}

impl<'a> Heading<'a> {
    fn of(change: &'a Change, person_key: PersonKey, revision: i64, recorded_at: i64) -> Self {
        Self {
            person_key,
            change: &change.id,
            revision,
            recorded_at,
            recorded_by: &change.recorded_by,
            reason: &change.reason,
        }
    }
}

/// Whether the look-ups may be others after a change.
fn touches_lookups(change: &Change) -> bool {
    let decides = |kind| matches!(kind, "coverage" | "identity" | "delivery");
    change.facts.iter().any(|it| decides(it.kind())) || change.end.iter().any(|it| decides(it.kind))
}

/// The person's row at a revision; `None` at another, without a row, or once joined.
pub(super) fn row_at(
    on: &Connection,
    person_key: PersonKey,
    revision: i64,
) -> Result<Option<Row>, Error> {
    let row = on
        .prepare_cached(
            "SELECT changed_at, dossier FROM person
             WHERE person_key = $1 AND revision = $2 AND joined_into IS NULL",
        )?
        .query_row(params![person_key.get(), revision], |row| {
            Ok((row.get(0)?, history::person(on, person_key, row.get_ref(1)?.as_blob()?)))
        })
        .optional()?;
    row.map(|(changed_at, person)| Ok(Row { changed_at, person: person? })).transpose()
}

/// The revision a change made, where it was recorded before.
pub(super) fn revision_of(
    on: &Connection,
    person_key: PersonKey,
    change: &str,
) -> Result<Option<i64>, Error> {
    Ok(on
        .prepare_cached("SELECT revision FROM fact WHERE person_key = $1 AND fact_id = $2")?
        .query_row(params![person_key.get(), fact_id(change, 0)], |row| row.get(0))
        .optional()?)
}

fn person_of_my_number(on: &Connection, hash: &[u8; 32]) -> Result<Option<PersonKey>, Error> {
    Ok(on
        .prepare_cached("SELECT person_key FROM my_number WHERE hash = $1")?
        .query_row([&hash[..]], |row| row.get(0).map(PersonKey))
        .optional()?)
}

fn is_current(on: &Connection, key: PersonKey, kind: &str, subject: &str) -> Result<bool, Error> {
    Ok(on
        .prepare_cached(
            "SELECT 1 FROM fact
             WHERE person_key = $1 AND kind = $2 AND subject = $3 AND superseded_at IS NULL",
        )?
        .exists(params![key.get(), kind, subject])?)
}

/// The number of settings recorded.
pub(super) fn settings_revision(on: &Connection) -> Result<i64, Error> {
    Ok(on
        .prepare_cached("SELECT coalesce(max(revision), 0) FROM setting")?
        .query_row([], |row| row.get(0))?)
}

/// The number of settings recorded, while everybody they concern has been made due; else 0, which
/// is another than that of any.
pub(super) fn settings_in_use(on: &Connection) -> Result<i64, Error> {
    Ok(on
        .prepare_cached(
            "SELECT coalesce(max(revision), 0) FROM setting
             WHERE NOT EXISTS (SELECT 1 FROM setting_unwoken)",
        )?
        .query_row([], |row| row.get(0))?)
}

fn append_facts(
    on: &Transaction<'_>,
    heading: Heading<'_>,
    it: &Prepared,
    known_before: bool,
) -> Result<(), Error> {
    for (place, (fact, (subject, body))) in it.change.facts.iter().zip(&it.texts).enumerate() {
        if known_before {
            supersede(on, heading, fact.kind(), subject)?;
        }
        append(on, heading, place, (fact.kind(), subject, body), None)?;
    }
    Ok(())
}

/// Appends one row; superseded as it is recorded where it is only history.
pub(super) fn append(
    on: &Transaction<'_>,
    heading: Heading<'_>,
    place: usize,
    (kind, subject, body): (&str, &str, &str),
    superseded_at: Option<i64>,
) -> Result<(), Error> {
    on.prepare_cached(
        "INSERT INTO fact (person_key, fact_id, revision, kind, subject, body, recorded_at,
                           recorded_by, reason, superseded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )?
    .execute(params![
        heading.person_key.get(),
        fact_id(heading.change, place),
        heading.revision,
        kind,
        subject,
        body,
        heading.recorded_at,
        heading.recorded_by,
        heading.reason,
        superseded_at,
    ])?;
    Ok(())
}

/// Appends a mark: who ended, linked or joined something, and why.
pub(super) fn mark(
    on: &Transaction<'_>,
    heading: Heading<'_>,
    place: usize,
    kind: &str,
    subject: &str,
    body: &str,
) -> Result<(), Error> {
    append(on, heading, place, (kind, subject, body), Some(heading.recorded_at))
}

/// Ends the current fact of a kind and subject, where there is one.
fn supersede(
    on: &Transaction<'_>,
    heading: Heading<'_>,
    kind: &str,
    subject: &str,
) -> Result<(), Error> {
    on.prepare_cached(
        "UPDATE fact SET superseded_at = $1
         WHERE person_key = $2 AND kind = $3 AND subject = $4 AND superseded_at IS NULL",
    )?
    .execute(params![heading.recorded_at, heading.person_key.get(), kind, subject])?;
    Ok(())
}

/// Links a hash that is nobody's or already the person's.
fn link_my_number(
    on: &Transaction<'_>,
    heading: Heading<'_>,
    place: usize,
    hash: Option<[u8; 32]>,
) -> Result<(), Error> {
    let Some(hash) = hash else { return Ok(()) };
    on.prepare_cached(
        "INSERT INTO my_number (hash, person_key) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING",
    )?
    .execute(params![&hash[..], heading.person_key.get()])?;
    mark(on, heading, place, MY_NUMBER, "", "")
}

fn add_insured_ids(
    on: &Transaction<'_>,
    person_key: PersonKey,
    born_on: Date,
    ids: &[InsuredId],
) -> Result<(), Error> {
    let mut insert = on.prepare_cached(
        "INSERT INTO insured_id (insurer, symbol, number, branch, person_key, born_on)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )?;
    let born_on = columns::day(born_on);
    for id in ids {
        let key = person_key.get();
        insert.execute(params![
            id.insurer.get(),
            id.symbol,
            id.number,
            id.branch,
            key,
            &*born_on
        ])?;
    }
    Ok(())
}

/// Makes a person's look-ups these.
pub(super) fn replace_insured_ids(
    on: &Transaction<'_>,
    person_key: PersonKey,
    born_on: Date,
    ids: &[InsuredId],
) -> Result<(), Error> {
    on.prepare_cached("DELETE FROM insured_id WHERE person_key = $1")?
        .execute([person_key.get()])?;
    add_insured_ids(on, person_key, born_on, ids)
}
