//! Jobs, their steps, and the quarantine.

use std::time::{Duration, Instant};

use eligibility::InsurerNumber;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{
    Sqlite,
    columns::{read_instant, read_instant_or_none, read_insurer},
    office::issue,
    write::Scribe,
};
use crate::{Error, Job, Lease, Outcome, Progress, Quarantined, Step, Task};

/// A transaction of long work ends after this many rows or this time, so that others get a turn.
pub(super) const ROWS: usize = 500;
const TIME: Duration = Duration::from_millis(20);

impl Sqlite {
    /// Carries steps out in bounded transactions, each of which moves the job's position on.
    pub(crate) async fn carry_out(
        &self,
        progress: Progress,
        steps: Vec<Step>,
    ) -> Result<Vec<Option<Outcome>>, Error> {
        // What could be recorded by no transaction is not begun in one.
        steps.iter().try_for_each(|it| it.task.check())?;
        let mut outcomes = Vec::with_capacity(steps.len());
        let mut after = progress.after;
        let mut rest = steps.into_iter();
        loop {
            let mut part: Vec<Step> = rest.by_ref().take(ROWS).collect();
            if part.is_empty() {
                return Ok(outcomes);
            }
            while !part.is_empty() {
                // Only the last transaction knows the state after all steps.
                let state = progress.state.clone().filter(|_| rest.len() == 0);
                let (scribe, job_id) = (self.scribe.clone(), progress.job_id.clone());
                let done;
                (part, after, done) = self
                    .ledger
                    .write(move |on| scribe.part(on, &job_id, after, part, state.as_deref()))
                    .await?;
                outcomes.extend(done);
            }
        }
    }

    /// Makes a job, or finds the one of that id.
    pub(crate) async fn start_job(
        &self,
        job_id: String,
        kind: String,
        now: Timestamp,
    ) -> Result<Job, Error> {
        self.ledger
            .write(move |on| {
                on.prepare_cached(
                    "INSERT INTO job (job_id, kind, position, state, started_at)
                     VALUES ($1, $2, 0, '{}', $3) ON CONFLICT (job_id) DO NOTHING",
                )?
                .execute(params![job_id, kind, now.as_microsecond()])?;
                let mut find = on.prepare_cached(&format!("{JOB} WHERE job_id = $1"))?;
                Ok(find.query_row([&job_id], job)?)
            })
            .await
    }

    /// A job by id.
    pub(crate) fn job(&self, job_id: &str) -> Result<Option<Job>, Error> {
        self.readers.read(|on| {
            let mut find = on.prepare_cached(&format!("{JOB} WHERE job_id = $1"))?;
            Ok(find.query_row([job_id], job).optional()?)
        })
    }

    /// Every job of a kind, the newest first.
    pub(crate) fn jobs(&self, kind: &str) -> Result<Vec<Job>, Error> {
        self.readers.read(|on| {
            let sql = format!("{JOB} WHERE kind = $1 ORDER BY started_at DESC, job_id");
            let mut list = on.prepare_cached(&sql)?;
            Ok(list.query_map([kind], job)?.collect::<Result<_, _>>()?)
        })
    }

    /// Marks a job finished.
    pub(crate) async fn finish_job(
        &self,
        job_id: String,
        state: String,
        at: Timestamp,
    ) -> Result<(), Error> {
        self.ledger
            .write(move |on| {
                let finished = on
                    .prepare_cached(
                        "UPDATE job SET state = $1, finished_at = $2, lease_holder = NULL,
                                lease_until = NULL WHERE job_id = $3",
                    )?
                    .execute(params![state, at.as_microsecond(), job_id])?;
                if finished == 1 { Ok(()) } else { Err(Error::JobMoved) }
            })
            .await
    }

    /// Claims or renews a job; `false` while somebody else holds it.
    pub(crate) async fn lease(&self, lease: Lease) -> Result<bool, Error> {
        self.ledger
            .write(move |on| {
                let claimed = on
                    .prepare_cached(
                        "UPDATE job SET lease_holder = $1, lease_until = $2
                         WHERE job_id = $3 AND (lease_until IS NULL OR lease_until <= $4
                                                OR lease_holder = $1)",
                    )?
                    .execute(params![
                        lease.holder,
                        lease.until.as_microsecond(),
                        lease.job_id,
                        lease.now.as_microsecond()
                    ])?;
                Ok(claimed == 1)
            })
            .await
    }

    /// Puts a row aside; again with the same id does nothing.
    pub(crate) async fn quarantine(&self, row: Quarantined) -> Result<(), Error> {
        self.ledger.write(move |on| put_aside(on, &row)).await
    }

    /// Rows nobody has settled, the oldest first.
    pub(crate) fn quarantined(
        &self,
        insurer: Option<InsurerNumber>,
        limit: usize,
    ) -> Result<Vec<Quarantined>, Error> {
        self.readers.read(|on| {
            let mut list = on.prepare_cached(
                "SELECT quarantine_id, insurer, line, why, row_json, added_at, settled_at,
                        settled_by, settled_how
                 FROM quarantine WHERE settled_at IS NULL AND ($1 IS NULL OR insurer = $1)
                 ORDER BY added_at, line, quarantine_id LIMIT $2",
            )?;
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            let rows =
                list.query_map(params![insurer.map(InsurerNumber::get), limit], quarantined)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// A row put aside, settled or not.
    pub(crate) fn quarantined_row(&self, id: &str) -> Result<Option<Quarantined>, Error> {
        self.readers.read(|on| {
            let mut find = on.prepare_cached(
                "SELECT quarantine_id, insurer, line, why, row_json, added_at, settled_at,
                        settled_by, settled_how
                 FROM quarantine WHERE quarantine_id = $1",
            )?;
            Ok(find.query_row([id], quarantined).optional()?)
        })
    }

    /// Settles a row; `false` where somebody has, or there is none.
    pub(crate) async fn settle(
        &self,
        id: String,
        at: Timestamp,
        by: String,
        how: String,
    ) -> Result<bool, Error> {
        self.ledger
            .write(move |on| {
                let settled = on
                    .prepare_cached(
                        "UPDATE quarantine SET settled_at = $1, settled_by = $2, settled_how = $3
                         WHERE quarantine_id = $4 AND settled_at IS NULL",
                    )?
                    .execute(params![at.as_microsecond(), by, how, id])?;
                Ok(settled == 1)
            })
            .await
    }
}

impl Scribe {
    /// One transaction of a job: the steps left, the position reached, what became of those done.
    fn part(
        &self,
        on: &Transaction<'_>,
        job_id: &str,
        after: i64,
        mut steps: Vec<Step>,
        state: Option<&str>,
    ) -> Result<Part, Error> {
        let done = self.carry_out(on, &steps)?;
        let position = steps.drain(..done.len()).next_back().map_or(after, |it| it.position);
        move_on(on, job_id, (after, position), state.filter(|_| steps.is_empty()))?;
        Ok((steps, position, done))
    }

    /// Carries out as many steps as the time allows, at least one.
    fn carry_out(
        &self,
        on: &Transaction<'_>,
        steps: &[Step],
    ) -> Result<Vec<Option<Outcome>>, Error> {
        let began = Instant::now();
        let mut done = Vec::with_capacity(steps.len());
        for step in steps {
            done.push(match &step.task {
                Task::Record(prepared) => Some(self.record(on, prepared)?),
                Task::Quarantine(row) => {
                    put_aside(on, row)?;
                    None
                }
                Task::Issue(step) => Some(self.issue(on, step)?),
                Task::SettleItem(item) => issue::settle_item(on, item)?,
                Task::Sheet(sheet) => issue::put_sheet(on, sheet)?,
                Task::Pass => None,
            });
            if began.elapsed() >= TIME {
                break;
            }
        }
        Ok(done)
    }
}

type Part = (Vec<Step>, i64, Vec<Option<Outcome>>);

const JOB: &str = "SELECT job_id, kind, position, state, started_at, finished_at FROM job";

fn job(row: &Row<'_>) -> rusqlite::Result<Job> {
    Ok(Job {
        job_id: row.get(0)?,
        kind: row.get(1)?,
        position: row.get(2)?,
        state: row.get(3)?,
        started_at: read_instant(row, 4)?,
        finished_at: read_instant_or_none(row, 5)?,
    })
}

/// Moves a job's position on from where it was; refuses where another process has.
fn move_on(
    on: &Transaction<'_>,
    job_id: &str,
    (after, position): (i64, i64),
    state: Option<&str>,
) -> Result<(), Error> {
    let moved = on
        .prepare_cached(
            "UPDATE job SET position = $1, state = coalesce($2, state)
             WHERE job_id = $3 AND position = $4",
        )?
        .execute(params![position, state, job_id, after])?;
    if moved == 1 { Ok(()) } else { Err(Error::JobMoved) }
}

fn put_aside(on: &Transaction<'_>, row: &Quarantined) -> Result<(), Error> {
    on.prepare_cached(
        "INSERT INTO quarantine (quarantine_id, insurer, line, why, row_json, added_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (quarantine_id) DO NOTHING",
    )?
    .execute(params![
        row.quarantine_id,
        row.insurer.get(),
        row.line,
        row.why,
        row.row,
        row.added_at.as_microsecond()
    ])?;
    Ok(())
}

fn quarantined(row: &Row<'_>) -> rusqlite::Result<Quarantined> {
    let settled = match read_instant_or_none(row, 6)? {
        None => None,
        Some(at) => Some((at, row.get(7)?, row.get(8)?)),
    };
    Ok(Quarantined {
        quarantine_id: row.get(0)?,
        insurer: read_insurer(row, 1)?,
        line: row.get(2)?,
        why: row.get(3)?,
        row: row.get(4)?,
        added_at: read_instant(row, 5)?,
        settled,
    })
}
