//! Acts of the office: a change of facts, guarded steps and the row that tells of them, as one.

use eligibility::InsurerNumber;
use jiff::Timestamp;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row, Transaction, params};

use super::{
    super::{
        Sqlite,
        acts::Undone,
        columns::{read_instant, read_insurer},
        read::limit_of,
        write::Scribe,
    },
    steps,
};
use crate::{ActOutcome, Error, OfficeAct, PersonKey, Prepared, RecordedAct, office::fingerprint};

impl Sqlite {
    pub(crate) async fn office_act(&self, act: OfficeAct) -> Result<ActOutcome, Error> {
        act.check()?;
        let change = act.change.clone().map(|it| self.prepare(it)).transpose()?;
        let fingerprint = fingerprint(&act, change.as_ref());
        let scribe = self.scribe.clone();
        let done = self
            .ledger
            .attempt(move |on| scribe.office_act(on, &act, change.as_ref(), fingerprint))
            .await;
        match done {
            Ok(outcome) | Err(Undone::Outcome(outcome)) => Ok(outcome),
            Err(Undone::Failed(error)) => Err(error),
        }
    }

    pub(crate) fn recorded_office_act(&self, id: &str) -> Result<Option<RecordedAct>, Error> {
        self.readers
            .read(|on| Ok(on.prepare_cached(ACT)?.query_row([id], recorded_act).optional()?))
    }

    pub(crate) fn office_acts_of(&self, key: PersonKey) -> Result<Vec<RecordedAct>, Error> {
        self.readers.read(|on| acts(on.prepare_cached(OF_PERSON)?, [key.get()]))
    }

    pub(crate) fn office_acts_about(
        &self,
        insurer: InsurerNumber,
        about: &str,
    ) -> Result<Vec<RecordedAct>, Error> {
        self.readers.read(|on| acts(on.prepare_cached(ABOUT)?, params![insurer.get(), about]))
    }

    pub(crate) fn office_acts(
        &self,
        insurer: InsurerNumber,
        before: Option<(Timestamp, String)>,
        limit: usize,
    ) -> Result<Vec<RecordedAct>, Error> {
        let (at, id) = newest_first(before);
        self.readers.read(|on| {
            let values = params![insurer.get(), at, id, limit_of(limit)];
            acts(on.prepare_cached(PAGE)?, values)
        })
    }
}

/// Where a page of the newest begins: before this instant and id.
pub(super) fn newest_first(before: Option<(Timestamp, String)>) -> (i64, String) {
    before.map_or((i64::MAX, String::new()), |(at, id)| (at.as_microsecond(), id))
}

pub(super) const ACT: &str =
    "SELECT act_id, insurer, kind, person_key, about, note, recorded_by, reason, recorded_at,
        revision, steps
 FROM office_act WHERE act_id = $1";

pub(super) const OF_PERSON: &str =
    "SELECT act_id, insurer, kind, person_key, about, note, recorded_by, reason, recorded_at,
        revision, steps
 FROM office_act WHERE person_key = $1 ORDER BY recorded_at, act_id";

pub(super) const ABOUT: &str =
    "SELECT act_id, insurer, kind, person_key, about, note, recorded_by, reason, recorded_at,
        revision, steps
 FROM office_act WHERE insurer = $1 AND about = $2 ORDER BY recorded_at, act_id";

pub(super) const PAGE: &str =
    "SELECT act_id, insurer, kind, person_key, about, note, recorded_by, reason, recorded_at,
        revision, steps
 FROM office_act WHERE insurer = $1 AND (recorded_at, act_id) < ($2, $3)
 ORDER BY recorded_at DESC, act_id DESC LIMIT $4";

impl Scribe {
    fn office_act(
        &self,
        on: &Transaction<'_>,
        act: &OfficeAct,
        change: Option<&Prepared>,
        fingerprint: [u8; 32],
    ) -> Result<ActOutcome, Undone> {
        match recorded(on, &act.id)? {
            Some(it) if it == fingerprint => return Ok(ActOutcome::Already),
            Some(_) => return Err(Error::AnotherAct.into()),
            None => {}
        }
        let revision = self.change_of_act(on, change, act.person_key)?;
        for (place, step) in act.steps.iter().enumerate() {
            if !steps::carry_out(on, act.insurer, act.person_key, step)? {
                return Err(Undone::Outcome(ActOutcome::Refused { step: place }));
            }
        }
        append(on, act, revision, fingerprint)?;
        Ok(ActOutcome::Recorded { revision })
    }
}

/// The fingerprint of the act recorded under an id.
fn recorded(on: &Connection, id: &str) -> Result<Option<[u8; 32]>, Error> {
    Ok(on
        .prepare_cached("SELECT fingerprint FROM office_act WHERE act_id = $1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

fn append(
    on: &Transaction<'_>,
    act: &OfficeAct,
    revision: Option<i64>,
    fingerprint: [u8; 32],
) -> Result<(), Error> {
    let steps: Vec<String> = act.steps.iter().map(ToString::to_string).collect();
    on.prepare_cached(
        "INSERT INTO office_act (act_id, insurer, kind, person_key, about, note, recorded_by,
                                 reason, recorded_at, revision, steps, fingerprint)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )?
    .execute(params![
        act.id,
        act.insurer.get(),
        act.kind,
        act.person_key.map(PersonKey::get),
        act.about,
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

fn acts(
    mut statement: CachedStatement<'_>,
    values: impl Params,
) -> Result<Vec<RecordedAct>, Error> {
    Ok(statement.query_map(values, recorded_act)?.collect::<Result<_, _>>()?)
}

fn recorded_act(row: &Row<'_>) -> rusqlite::Result<RecordedAct> {
    let steps = row.get_ref(10)?.as_str()?;
    Ok(RecordedAct {
        id: row.get(0)?,
        insurer: read_insurer(row, 1)?,
        kind: row.get(2)?,
        person_key: row.get::<_, Option<i64>>(3)?.map(PersonKey),
        about: row.get(4)?,
        note: row.get(5)?,
        recorded_by: row.get(6)?,
        reason: row.get(7)?,
        recorded_at: read_instant(row, 8)?,
        revision: row.get(9)?,
        steps: steps.lines().map(str::to_owned).collect(),
    })
}
