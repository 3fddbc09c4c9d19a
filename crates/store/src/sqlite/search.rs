//! The people search: an index of terms, filled after the fact, and those not in it yet.

use eligibility::InsurerNumber;
use record::Person;
use rusqlite::{CachedStatement, Connection, Transaction, params};

use super::{
    Sqlite,
    columns::read_key,
    job::ROWS,
    read::{limit_of, member},
};
use crate::{
    Error, Member, PersonKey, Search,
    search::{Wanted, all_terms},
};

pub(super) const FIND: &str = "SELECT term, person_key FROM search_term
     WHERE insurer = $1 AND (term, person_key) > ($2, $3) AND term <= $4
     ORDER BY term, person_key LIMIT $5";
pub(super) const NEXT_INSURER: &str =
    "SELECT insurer FROM search_term WHERE insurer > $1 ORDER BY insurer LIMIT 1";
pub(super) const PENDING: &str = "SELECT person_key FROM search_pending
     WHERE person_key > $1 ORDER BY person_key LIMIT $2";

impl Sqlite {
    /// People found by what is known of them.
    pub(crate) fn search(
        &self,
        insurer: Option<InsurerNumber>,
        search: &Search,
        limit: usize,
    ) -> Result<Vec<Member>, Error> {
        let Some(wanted) = Wanted::of(search) else { return Ok(Vec::new()) };
        self.readers.read(|on| {
            // One picture: somebody may be moving from those pending to the index.
            let picture = on.unchecked_transaction()?;
            let mut looking = Looking { on: &picture, wanted, insurer, limit, found: Vec::new() };
            match insurer {
                Some(insurer) => looking.under(insurer.get())?,
                None => looking.under_all()?,
            }
            looking.among_pending()?;
            let found = looking.found;
            picture.commit()?;
            Ok(found)
        })
    }

    /// Puts those pending into the index, in bounded transactions.
    pub(crate) async fn index_search(&self) -> Result<u64, Error> {
        let mut indexed = 0;
        loop {
            match self.ledger.write(index).await? {
                0 => return Ok(indexed),
                people => indexed += people,
            }
        }
    }
}

/// A search under way.
struct Looking<'a> {
    on: &'a Connection,
    wanted: Wanted,
    insurer: Option<InsurerNumber>,
    limit: usize,
    found: Vec<Member>,
}

impl Looking<'_> {
    /// Whoever the index has under every insurer.
    fn under_all(&mut self) -> Result<(), Error> {
        let mut next = self.on.prepare_cached(NEXT_INSURER)?;
        let mut after = -1_i64;
        loop {
            let mut rows = next.query([after])?;
            let Some(row) = rows.next()? else { return Ok(()) };
            after = row.get(0)?;
            self.under(u32::try_from(after).unwrap_or(0))?;
        }
    }

    /// Whoever the index has under an insurer, as far as they still fit.
    fn under(&mut self, insurer: u32) -> Result<(), Error> {
        let mut find: CachedStatement<'_> = self.on.prepare_cached(FIND)?;
        let mut last = self.wanted.term.clone();
        if self.wanted.prefix {
            last.push(char::MAX);
        }
        let mut after = (self.wanted.term.clone(), -1);
        while self.found.len() < self.limit {
            let values = params![insurer, after.0, after.1, last, limit_of(self.limit)];
            let rows = find.query_map(values, |row| Ok((row.get(0)?, row.get(1)?)))?;
            let rows: Vec<(String, i64)> = rows.collect::<Result<_, _>>()?;
            let Some(end) = rows.last() else { break };
            after = end.clone();
            for (_, key) in rows {
                self.look_at(PersonKey(key))?;
            }
        }
        Ok(())
    }

    /// Those who are not in the index yet, one by one.
    fn among_pending(&mut self) -> Result<(), Error> {
        let mut pending = self.on.prepare_cached(PENDING)?;
        let mut after = -1_i64;
        while self.found.len() < self.limit {
            let rows = pending.query_map(params![after, limit_of(ROWS)], |row| row.get(0))?;
            let keys: Vec<i64> = rows.collect::<Result<_, _>>()?;
            let Some(last) = keys.last() else { break };
            after = *last;
            for key in keys {
                self.look_at(PersonKey(key))?;
            }
        }
        Ok(())
    }

    /// Takes a person who fits and is not found yet.
    fn look_at(&mut self, key: PersonKey) -> Result<(), Error> {
        let is_new = self.found.iter().all(|it| it.person_key != key);
        if is_new
            && self.found.len() < self.limit
            && let Some(member) = member(self.on, key)?
            && self.wanted.fits(&member.person, self.insurer)
        {
            self.found.push(member);
        }
        Ok(())
    }
}

/// Moves some of those pending into the index. Returns how many.
fn index(on: &Transaction<'_>) -> Result<u64, Error> {
    let keys = on
        .prepare_cached(PENDING)?
        .query_map(params![-1, limit_of(ROWS)], |row| read_key(row, 0))?
        .collect::<Result<Vec<_>, _>>()?;
    let mut add = on.prepare_cached(
        "INSERT INTO search_term (insurer, term, person_key) VALUES ($1, $2, $3)
         ON CONFLICT (insurer, term, person_key) DO NOTHING",
    )?;
    let mut terms = Vec::new();
    for key in &keys {
        if let Some(member) = member(on, *key)? {
            let its = all_terms(&member.person).into_iter();
            terms.extend(its.map(|(insurer, term)| (insurer, term, key.get())));
        }
        never(on, *key)?;
    }
    // In the order of the index, so that its pages are touched once.
    terms.sort_unstable();
    for (insurer, term, key) in &terms {
        add.execute(params![insurer, term, key])?;
    }
    Ok(u64::try_from(keys.len()).unwrap_or(0))
}

/// Has a person put into the index later.
pub(super) fn later(on: &Transaction<'_>, key: PersonKey) -> Result<(), Error> {
    on.prepare_cached(
        "INSERT INTO search_pending (person_key) VALUES ($1) ON CONFLICT (person_key) DO NOTHING",
    )?
    .execute([key.get()])?;
    Ok(())
}

/// Has a person put into the index no more.
pub(super) fn never(on: &Transaction<'_>, key: PersonKey) -> Result<(), Error> {
    on.prepare_cached("DELETE FROM search_pending WHERE person_key = $1")?.execute([key.get()])?;
    Ok(())
}

/// Empties the index and has everybody put into it later.
pub(super) fn forget(on: &Transaction<'_>) -> Result<(), Error> {
    on.execute_batch(
        "DELETE FROM search_term;
         INSERT INTO search_pending (person_key)
             SELECT person_key FROM person WHERE joined_into IS NULL
             ON CONFLICT (person_key) DO NOTHING;",
    )?;
    Ok(())
}

/// Whether a person is found by all of their terms: in the index, or one by one.
pub(super) fn is_complete(on: &Connection, key: PersonKey, person: &Person) -> Result<bool, Error> {
    let mut pending = on.prepare_cached("SELECT 1 FROM search_pending WHERE person_key = $1")?;
    if pending.exists([key.get()])? {
        return Ok(true);
    }
    let mut find = on.prepare_cached(
        "SELECT 1 FROM search_term WHERE insurer = $1 AND term = $2 AND person_key = $3",
    )?;
    for (insurer, term) in all_terms(person) {
        if !find.exists(params![insurer, term, key.get()])? {
            return Ok(false);
        }
    }
    Ok(true)
}
