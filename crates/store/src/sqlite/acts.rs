//! Acts of the authority: a change of facts, guarded steps and the row that tells of them, as one.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::{
    Sqlite,
    columns::{read_instant, read_key},
    steps,
    write::Scribe,
};
use crate::{
    ActOutcome, AuthorityAct, Error, Outcome, PersonKey, Prepared,
    authority::{Act, fingerprint},
};

/// Why everything done for an act is undone.
pub(super) enum Undone {
    /// What the caller is told.
    Outcome(ActOutcome),
    Failed(Error),
}

impl From<Error> for Undone {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<rusqlite::Error> for Undone {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl Sqlite {
    pub(crate) async fn act(&self, act: Act) -> Result<ActOutcome, Error> {
        act.check()?;
        let change = act.change.clone().map(|it| self.prepare(it)).transpose()?;
        let fingerprint = fingerprint(&act, change.as_ref());
        let scribe = self.scribe.clone();
        let done =
            self.ledger.attempt(move |on| scribe.act(on, &act, change.as_ref(), fingerprint)).await;
        match done {
            Ok(outcome) | Err(Undone::Outcome(outcome)) => Ok(outcome),
            Err(Undone::Failed(error)) => Err(error),
        }
    }

    pub(crate) fn authority_act(&self, id: &str) -> Result<Option<AuthorityAct>, Error> {
        self.readers.read(|on| {
            let mut find = on.prepare_cached(
                "SELECT act_id, kind, person_key, order_id, card_number, note, recorded_by, reason,
                        recorded_at, revision, steps
                 FROM authority_act WHERE act_id = $1",
            )?;
            Ok(find.query_row([id], authority_act).optional()?)
        })
    }

    pub(crate) fn acts_of(&self, key: PersonKey) -> Result<Vec<AuthorityAct>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(
                "SELECT act_id, kind, person_key, order_id, card_number, note, recorded_by, reason,
                        recorded_at, revision, steps
                 FROM authority_act WHERE person_key = $1 ORDER BY recorded_at, act_id",
            )?;
            Ok(list.query_map([key.get()], authority_act)?.collect::<Result<_, _>>()?)
        })
    }
}

impl Scribe {
    fn act(
        &self,
        on: &Transaction<'_>,
        act: &Act,
        change: Option<&Prepared>,
        fingerprint: [u8; 32],
    ) -> Result<ActOutcome, Undone> {
        match recorded(on, &act.id)? {
            Some(it) if it == fingerprint => return Ok(ActOutcome::Already),
            Some(_) => return Err(Error::AnotherAct.into()),
            None => {}
        }
        let revision = self.change_of_act(on, change, Some(act.person_key))?;
        for (place, step) in act.steps.iter().enumerate() {
            if !steps::carry_out(on, act.person_key, step)? {
                return Err(Undone::Outcome(ActOutcome::Refused { step: place }));
            }
        }
        append(on, act, revision, fingerprint)?;
        Ok(ActOutcome::Recorded { revision })
    }

    /// Records what an act changes of the person it is about, and gives the revision that made;
    /// without a change the person must at least be somebody.
    pub(super) fn change_of_act(
        &self,
        on: &Transaction<'_>,
        change: Option<&Prepared>,
        person: Option<PersonKey>,
    ) -> Result<Option<i64>, Undone> {
        let changed = Err(Undone::Outcome(ActOutcome::PersonChanged));
        let Some(change) = change else {
            return match person {
                Some(key) if !is_somebody(on, key)? => changed,
                Some(_) | None => Ok(None),
            };
        };
        match self.record(on, change)? {
            // Under another key than asked for, the steps would be about nobody.
            Outcome::Recorded { person_key, revision } if Some(person_key) == person => {
                Ok(Some(revision))
            }
            Outcome::Recorded { .. }
            | Outcome::Conflict
            | Outcome::MyNumberOfAnother { .. }
            | Outcome::NothingToEnd => changed,
        }
    }
}

/// The fingerprint of the act recorded under an id.
fn recorded(on: &Connection, id: &str) -> Result<Option<[u8; 32]>, Error> {
    Ok(on
        .prepare_cached("SELECT fingerprint FROM authority_act WHERE act_id = $1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

fn is_somebody(on: &Connection, key: PersonKey) -> Result<bool, Error> {
    Ok(on
        .prepare_cached("SELECT 1 FROM person WHERE person_key = $1 AND joined_into IS NULL")?
        .exists([key.get()])?)
}

fn append(
    on: &Transaction<'_>,
    act: &Act,
    revision: Option<i64>,
    fingerprint: [u8; 32],
) -> Result<(), Error> {
    let steps: Vec<String> = act.steps.iter().map(ToString::to_string).collect();
    on.prepare_cached(
        "INSERT INTO authority_act (act_id, kind, person_key, order_id, card_number, note,
                                    recorded_by, reason, recorded_at, revision, steps,
                                    fingerprint)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )?
    .execute(params![
        act.id,
        act.kind,
        act.person_key.get(),
        act.order_id,
        act.card_number,
        act.note,
        act.recorded_by,
        act.reason,
        act.recorded_at.as_microsecond(),
        revision,
        steps.join("\n"),
        &fingerprint[..]
    ])?;
    Ok(())
}

fn authority_act(row: &Row<'_>) -> rusqlite::Result<AuthorityAct> {
    let steps = row.get_ref(10)?.as_str()?;
    Ok(AuthorityAct {
        id: row.get(0)?,
        kind: row.get(1)?,
        person_key: read_key(row, 2)?,
        order_id: row.get(3)?,
        card_number: row.get(4)?,
        note: row.get(5)?,
        recorded_by: row.get(6)?,
        reason: row.get(7)?,
        recorded_at: read_instant(row, 8)?,
        revision: row.get(9)?,
        steps: steps.lines().map(str::to_owned).collect(),
    })
}
