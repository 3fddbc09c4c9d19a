//! Two people found to be one.

use record::{Fact, Person};
use rusqlite::{Transaction, params};

use super::{
    awaited, history, search,
    write::{Heading, JOIN, Scribe, append, mark, revision_of, row_at},
};
use crate::{ChangeError, Entry, Error, Join, Outcome, PersonKey, StoredFact, change};

/// Whether the join can be recorded at all.
pub(super) fn check(join: &Join) -> Result<(), ChangeError> {
    change::check_id(&join.id)?;
    if join.first.0 == join.second.0 { Err(ChangeError::OnePerson) } else { Ok(()) }
}

impl Scribe {
    /// Appends the second's facts to the first, supersedes them at the second, and repoints the
    /// look-ups, cards, certificates, papers and acts.
    pub(super) fn join(&self, on: &Transaction<'_>, join: &Join) -> Result<Outcome, Error> {
        let (first_key, first_revision) = join.first;
        let (second_key, second_revision) = join.second;
        if revision_of(on, second_key, &join.id)?.is_some() {
            let revision = revision_of(on, first_key, &join.id)?.unwrap_or(first_revision);
            return Ok(Outcome::Recorded { person_key: first_key, revision });
        }
        let (Some(first), Some(second)) =
            (row_at(on, first_key, first_revision)?, row_at(on, second_key, second_revision)?)
        else {
            return Ok(Outcome::Conflict);
        };
        let at = join.recorded_at.as_microsecond();
        let heading = Heading {
            person_key: first_key,
            change: &join.id,
            revision: first_revision + 1,
            recorded_at: at.max(first.changed_at + 1).max(second.changed_at + 1),
            recorded_by: &join.recorded_by,
            reason: &join.reason,
        };
        let person = append_to_first(on, heading, first.person, second_key)?;
        let leaving = Heading { person_key: second_key, revision: second_revision + 1, ..heading };
        if !leave(on, leaving, first_key)? || !self.update_person(on, heading, &person, true)? {
            return Ok(Outcome::Conflict);
        }
        repoint(on, first_key, second_key, heading.recorded_at)?;
        Ok(Outcome::Recorded { person_key: first_key, revision: heading.revision })
    }
}

/// Appends the second's current facts; one whose kind and subject the first has is history there.
fn append_to_first(
    on: &Transaction<'_>,
    heading: Heading<'_>,
    mut person: Person,
    second: PersonKey,
) -> Result<Person, Error> {
    let firsts = history::all(on, heading.person_key)?;
    let firsts: Vec<&StoredFact> = history::known(&firsts, None);
    let seconds = history::all(on, second)?;
    for (place, it) in history::known(&seconds, None).into_iter().enumerate() {
        let Entry::Fact(fact) = &it.entry else { continue };
        let has = firsts.iter().any(|old| old.kind == it.kind && old.subject == it.subject);
        let superseded_at = has.then_some(heading.recorded_at);
        let body = fact.body();
        append(on, heading, place, (fact.kind(), &it.subject, &body), superseded_at)?;
        if !has {
            person.record(Fact::clone(fact));
        }
    }
    Ok(person)
}

/// Supersedes every fact of the second and says where they went.
fn leave(on: &Transaction<'_>, heading: Heading<'_>, into: PersonKey) -> Result<bool, Error> {
    let key = heading.person_key.get();
    on.prepare_cached(
        "UPDATE fact SET superseded_at = $1 WHERE person_key = $2 AND superseded_at IS NULL",
    )?
    .execute(params![heading.recorded_at, key])?;
    mark(on, heading, 0, JOIN, "", &into.to_string())?;
    let updated = on
        .prepare_cached(
            "UPDATE person SET revision = revision + 1, changed_at = $1, wake_on = NULL,
                    joined_into = $2, dossier = NULL
             WHERE person_key = $3 AND revision = $4 AND joined_into IS NULL",
        )?
        .execute(params![heading.recorded_at, into.get(), key, heading.revision - 1])?;
    // Whoever was joined into the second before is now found with the first.
    on.prepare_cached("UPDATE person SET joined_into = $1 WHERE joined_into = $2")?
        .execute(params![into.get(), key])?;
    Ok(updated == 1)
}

/// Tables whose rows go to the first as they are.
pub(super) const REPOINTED: [&str; 9] = [
    "UPDATE my_number SET person_key = $1 WHERE person_key = $2",
    "UPDATE card_order SET person_key = $1 WHERE person_key = $2",
    "UPDATE card SET person_key = $1 WHERE person_key = $2",
    "UPDATE certificate SET person_key = $1 WHERE person_key = $2",
    "UPDATE authority_act SET person_key = $1 WHERE person_key = $2",
    "UPDATE batch_item SET person_key = $1 WHERE person_key = $2",
    "UPDATE application SET person_key = $1 WHERE person_key = $2",
    "UPDATE mailing SET person_key = $1 WHERE person_key = $2",
    "UPDATE office_act SET person_key = $1 WHERE person_key = $2",
];

/// Points at the first whatever is not in the facts. The look-ups by insured id were made anew from
/// them.
fn repoint(
    on: &Transaction<'_>,
    first: PersonKey,
    second: PersonKey,
    at: i64,
) -> Result<(), Error> {
    for sql in REPOINTED {
        on.prepare_cached(sql)?.execute(params![first.get(), second.get()])?;
    }
    on.prepare_cached("DELETE FROM insured_id WHERE person_key = $1")?.execute([second.get()])?;
    awaited::replace(on, second, &[])?;
    search::never(on, second)?;
    repoint_papers(on, first, second, at)
}

/// Of two papers of one kind in force the first's stays so, as its facts do.
pub(super) const PAPERS: [&str; 2] = [
    "UPDATE document AS it SET ended_at = $1, end_reason = 'joined'
     WHERE person_key = $2 AND ended_at IS NULL AND EXISTS (
         SELECT 1 FROM document AS other
         WHERE other.person_key = $3 AND other.kind = it.kind AND other.ended_at IS NULL)",
    "UPDATE document SET person_key = $1 WHERE person_key = $2",
];

fn repoint_papers(
    on: &Transaction<'_>,
    first: PersonKey,
    second: PersonKey,
    at: i64,
) -> Result<(), Error> {
    let [end, go] = PAPERS;
    on.prepare_cached(end)?.execute(params![at, second.get(), first.get()])?;
    on.prepare_cached(go)?.execute(params![first.get(), second.get()])?;
    Ok(())
}
