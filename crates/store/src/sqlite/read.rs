//! Reads of people. Each finishes where it is called.

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};
use record::Person;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, params};

use super::{
    Sqlite,
    columns::{self, read_day_or_none, read_instant, read_key},
    history,
};
use crate::{Current, Error, Found, Held, Matched, Member, PersonKey, StoredFact};

impl Sqlite {
    /// The hub's question in one statement. For a wrong birth date the joined key is null, so that
    /// person's row is not touched.
    pub(crate) fn find(
        &self,
        insurer: InsurerNumber,
        symbol: &str,
        number: &str,
        born_on: Date,
    ) -> Result<Vec<Found>, Error> {
        self.readers.read(|on| {
            let mut statement = on.prepare_cached(
                "SELECT branch, it.person_key, revision, changed_at, dossier
                 FROM insured_id AS it LEFT JOIN person
                   ON person.person_key = CASE WHEN born_on = $1 THEN it.person_key END
                 WHERE insurer = $2 AND symbol = $3 AND number = $4
                 ORDER BY branch, it.person_key",
            )?;
            let mut rows =
                statement.query(params![columns::day(born_on), insurer.get(), symbol, number])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let matched = match row.get::<_, Option<i64>>(2)? {
                    None => None,
                    Some(revision) => Some(Matched {
                        revision,
                        changed_at: read_instant(row, 3)?,
                        document: row.get(4)?,
                    }),
                };
                found.push(Found { branch: row.get(0)?, person_key: read_key(row, 1)?, matched });
            }
            Ok(found)
        })
    }

    /// Everybody under an insured id.
    pub(crate) fn find_all(
        &self,
        insurer: InsurerNumber,
        symbol: &str,
        number: &str,
        branch: &str,
    ) -> Result<Vec<Member>, Error> {
        self.readers.read(|on| {
            let mut statement = on.prepare_cached(
                "SELECT person_key FROM insured_id
                 WHERE insurer = $1 AND symbol = $2 AND number = $3 AND branch = $4
                 ORDER BY person_key",
            )?;
            let keys = statement
                .query_map(params![insurer.get(), symbol, number, branch], |row| {
                    read_key(row, 0)
                })?;
            let members = keys.map(|key| member(on, key?));
            members.filter_map(Result::transpose).collect()
        })
    }

    /// Whoever a My Number hash is linked to.
    pub(crate) fn by_my_number(&self, hash: &[u8; 32]) -> Result<Option<Member>, Error> {
        self.readers.read(|on| {
            let key = on
                .prepare_cached("SELECT person_key FROM my_number WHERE hash = $1")?
                .query_row([&hash[..]], |row| read_key(row, 0))
                .optional()?;
            key.map_or(Ok(None), |key| member(on, key))
        })
    }

    /// A person's row.
    pub(crate) fn person(&self, key: PersonKey) -> Result<Option<Current>, Error> {
        self.readers.read(|on| current(on, key))
    }

    /// A page of everybody, in order of key.
    pub(crate) fn members(
        &self,
        after: Option<PersonKey>,
        limit: usize,
    ) -> Result<Vec<Member>, Error> {
        self.readers.read(|on| {
            let statement = on.prepare_cached(
                "SELECT person_key FROM person WHERE person_key > $1 AND joined_into IS NULL
                 ORDER BY person_key LIMIT $2",
            )?;
            page(on, statement, params![after_of(after), limit_of(limit)])
        })
    }

    /// A page of an insurer's members, in order of key.
    pub(crate) fn members_of(
        &self,
        insurer: InsurerNumber,
        after: Option<PersonKey>,
        limit: usize,
    ) -> Result<Vec<Member>, Error> {
        self.readers.read(|on| {
            let statement = on.prepare_cached(
                "SELECT person_key FROM person WHERE person_key > $1 AND EXISTS (
                     SELECT 1 FROM insured_id
                     WHERE insured_id.person_key = person.person_key AND insurer = $2)
                 ORDER BY person_key LIMIT $3",
            )?;
            page(on, statement, params![after_of(after), insurer.get(), limit_of(limit)])
        })
    }

    /// Every fact ever recorded about a person, in that order.
    pub(crate) fn facts(&self, key: PersonKey) -> Result<Vec<StoredFact>, Error> {
        self.readers.read(|on| history::all(on, key))
    }

    /// The facts known at an instant.
    pub(crate) fn facts_known_at(
        &self,
        key: PersonKey,
        at: Timestamp,
    ) -> Result<Vec<StoredFact>, Error> {
        let rows = self.facts(key)?;
        Ok(history::known(&rows, Some(at)).into_iter().cloned().collect())
    }

    /// The person as known at an instant.
    pub(crate) fn person_known_at(
        &self,
        key: PersonKey,
        at: Timestamp,
    ) -> Result<Option<Person>, Error> {
        Ok(history::rebuilt(&self.facts(key)?, Some(at)))
    }

    /// Everybody whose facts went to this person.
    pub(crate) fn joined_into(&self, key: PersonKey) -> Result<Vec<PersonKey>, Error> {
        self.readers.read(|on| {
            let mut statement = on.prepare_cached(
                "SELECT person_key FROM person WHERE joined_into = $1 ORDER BY person_key",
            )?;
            let keys = statement.query_map([key.get()], |row| read_key(row, 0))?;
            Ok(keys.collect::<Result<_, _>>()?)
        })
    }

    /// How many people are recorded and not joined into another.
    pub(crate) fn count(&self) -> Result<u64, Error> {
        self.readers.read(|on| {
            let sql = "SELECT count(*) FROM person WHERE joined_into IS NULL";
            let people: i64 = on.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
            Ok(u64::try_from(people).unwrap_or(0))
        })
    }
}

fn current(on: &Connection, key: PersonKey) -> Result<Option<Current>, Error> {
    let mut statement = on.prepare_cached(
        "SELECT revision, changed_at, wake_on, joined_into, dossier FROM person
         WHERE person_key = $1",
    )?;
    let mut rows = statement.query([key.get()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let held = if let Some(other) = row.get::<_, Option<i64>>(3)? {
        Held::JoinedInto(PersonKey(other))
    } else {
        let document = row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?;
        Held::Person(Box::new(history::person(on, key, document)?))
    };
    Ok(Some(Current {
        person_key: key,
        revision: row.get(0)?,
        changed_at: read_instant(row, 1)?,
        wake_on: read_day_or_none(row, 2)?,
        held,
    }))
}

/// A person by key; `None` for nobody and for the joined, whom no look-up names.
pub(super) fn member(on: &Connection, person_key: PersonKey) -> Result<Option<Member>, Error> {
    Ok(current(on, person_key)?.and_then(|it| match it.held {
        Held::Person(person) => Some(Member { person_key, revision: it.revision, person: *person }),
        Held::JoinedInto(_) => None,
    }))
}

fn page(
    on: &Connection,
    mut statement: CachedStatement<'_>,
    values: impl Params,
) -> Result<Vec<Member>, Error> {
    let keys = statement.query_map(values, |row| read_key(row, 0))?;
    keys.map(|key| member(on, key?)).filter_map(Result::transpose).collect()
}

fn after_of(key: Option<PersonKey>) -> i64 {
    key.map_or(-1, PersonKey::get)
}

pub(super) fn limit_of(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
