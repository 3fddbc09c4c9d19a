//! A person's rows of `fact`, and the person they make.

use jiff::Timestamp;
use record::{Fact, Person};
use rusqlite::{Connection, Row};

use super::{
    columns::{read_instant, read_instant_or_none},
    write::{JOIN, MY_NUMBER},
};
use crate::{Entry, Error, PersonKey, StoredFact};

/// A person from compact bytes, or from the facts where the bytes are of an older form.
pub(super) fn person(on: &Connection, key: PersonKey, document: &[u8]) -> Result<Person, Error> {
    match Person::from_bytes(document) {
        Ok(person) => Ok(person),
        Err(error) => {
            tracing::warn!(%error, person_key = key.get(), "reading a person from the facts");
            rebuilt(&all(on, key)?, None)
                .ok_or(Error::Damaged { person_key: key, what: "no identity" })
        }
    }
}

/// Every row, in the order recorded.
pub(super) fn all(on: &Connection, key: PersonKey) -> Result<Vec<StoredFact>, Error> {
    let mut statement = on.prepare_cached(
        "SELECT fact_id, revision, kind, subject, body, recorded_at, recorded_by, reason,
                superseded_at
         FROM fact WHERE person_key = $1 ORDER BY revision, fact_id",
    )?;
    let mut rows = statement.query([key.get()])?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next()? {
        facts.push(fact(row, key)?);
    }
    Ok(facts)
}

fn fact(row: &Row<'_>, key: PersonKey) -> Result<StoredFact, Error> {
    let kind: String = row.get(2)?;
    let body = row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?;
    let entry = entry(&kind, body).ok_or(Error::Damaged { person_key: key, what: "a fact" })?;
    Ok(StoredFact {
        fact_id: row.get(0)?,
        revision: row.get(1)?,
        kind,
        subject: row.get(3)?,
        entry,
        recorded_at: read_instant(row, 5)?,
        recorded_by: row.get(6)?,
        reason: row.get(7)?,
        superseded_at: read_instant_or_none(row, 8)?,
    })
}

fn entry(kind: &str, body: &str) -> Option<Entry> {
    match (kind, body) {
        (MY_NUMBER, "") => Some(Entry::MyNumberLinked),
        (JOIN, key) => key.parse().ok().map(Entry::JoinedInto),
        (_, "") => Some(Entry::Ended),
        (kind, body) => Fact::read(kind, body).ok().map(Entry::Fact),
    }
}

/// The facts that are current after all rows, or were known at an instant, each in the place where
/// its kind and subject was first recorded.
pub(super) fn known(rows: &[StoredFact], at: Option<Timestamp>) -> Vec<&StoredFact> {
    let mut places: Vec<&StoredFact> = Vec::new();
    for row in rows.iter().filter(|row| at.is_none_or(|at| row.recorded_at <= at)) {
        let same = |it: &&StoredFact| it.kind == row.kind && it.subject == row.subject;
        match &row.entry {
            // Superseded as it was recorded: it came with a join, for the history only.
            Entry::Fact(_) if row.superseded_at.is_some_and(|end| end <= row.recorded_at) => {}
            Entry::Fact(_) => match places.iter().position(same) {
                Some(place) => places[place] = row,
                None => places.push(row),
            },
            Entry::Ended => places.retain(|it| !same(it)),
            Entry::JoinedInto(_) => places.clear(),
            Entry::MyNumberLinked => {}
        }
    }
    places
}

/// The person of [`known`] facts; `None` without an identity.
pub(super) fn rebuilt(rows: &[StoredFact], at: Option<Timestamp>) -> Option<Person> {
    Person::from_facts(known(rows, at).into_iter().filter_map(|it| match &it.entry {
        Entry::Fact(fact) => Some(fact.clone()),
        Entry::Ended | Entry::MyNumberLinked | Entry::JoinedInto(_) => None,
    }))
}
