//! The desk's part of the journal: today's list, the questions, the watch, the statements.

mod rows;

use interchange::confirmation::{Answer, Question};
use jiff::{Timestamp, civil::Date};
use rusqlite::{OptionalExtension as _, Transaction, params};

use self::rows::{SELECT_ENTRY, raw, raw_asked, read};
use super::{statement::Statement, way::Way};
use crate::{JournalError, Outcome, japan_day, journal::Journal};

pub(crate) use self::rows::{Asked, Entry};

/// How long a settled answer is kept.
const ANSWER_KEPT: i64 = 24 * HOUR;
/// How long an unsettled question is asked, and a patient watched: the hub takes none older than
/// 31 days.
const WAITING_KEPT: i64 = 30 * 24 * HOUR;
const HOUR: i64 = 3_600_000;

/// What the clock says must be asked now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Due {
    /// Unsettled questions.
    pub again: Vec<(String, Asked)>,
    /// Entries whose watch has a fresh question to ask.
    pub watched: Vec<String>,
}

/// What became of an outcome that was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recorded {
    /// It is final.
    Settled,
    /// The question will be asked again.
    Waiting,
    /// An earlier outcome was final; this one is dropped.
    SettledBefore,
}

type Worked<T> = Result<T, JournalError>;

/// Writes a look-up before it is asked: to the patient's entry of the day, or to a new one.
///
/// Gives the entry, and the question to ask now: none when this very question was written before,
/// as by a doubled click; the patient's unsettled question, where there is one.
pub(crate) async fn open(
    journal: &Journal,
    new_id: String,
    question: Question,
    day: Date,
    next_at: Timestamp,
) -> Worked<(String, Option<Question>)> {
    journal
        .run(move |db| {
            if let Some(id) = entry_of_question(db, &question.id)? {
                return Ok((id, None));
            }
            let subject = subject(&question)?;
            let known: Option<String> = db
                .prepare_cached("SELECT entry_id FROM desk_entry WHERE subject = ? AND day = ?")?
                .query_row(params![subject, day.to_string()], |row| row.get(0))
                .optional()?;
            let Some(id) = known else {
                db.prepare_cached(
                    "INSERT INTO desk_entry
                     (entry_id, subject, day, opened_at, changed_at, revision)
                     VALUES (?1, ?2, ?3, ?4, ?4, 1)",
                )?
                .execute(params![
                    new_id,
                    subject,
                    day.to_string(),
                    question.asked_at.as_millisecond()
                ])?;
                insert_question(db, &new_id, &question, false, next_at)?;
                return Ok((new_id, Some(question)));
            };
            let unsettled: Option<String> = db
                .prepare_cached(
                    "SELECT body FROM desk_question WHERE entry_id = ? AND settled_at IS NULL
                     ORDER BY sequence DESC LIMIT 1",
                )?
                .query_row([&id], |row| row.get(0))
                .optional()?;
            if let Some(body) = unsettled {
                return Ok((id, Some(serde_json::from_str(&body)?)));
            }
            insert_question(db, &id, &question, false, next_at)?;
            Ok((id, Some(question)))
        })
        .await
}

/// Writes down whom a kiosk has received: the patient's entry of the day, settled with the answer.
pub(crate) async fn received_by_card(
    journal: &Journal,
    question: Question,
    outcome: Outcome,
    now: Timestamp,
) -> Worked<()> {
    let day = japan_day(now);
    let id = question.id.clone();
    let (entry, _) = open(journal, super::random_id()?, question.clone(), day, now).await?;
    if self::question(journal, id.clone()).await?.is_none() {
        // An earlier question about the patient was unsettled: this one is newer and settled.
        ask_more(journal, entry.clone(), question, false, now).await?;
    }
    record(journal, id, outcome, now, None).await?;
    journal
        .run(move |db| {
            db.prepare_cached("UPDATE desk_entry SET by_card_at = ?2 WHERE entry_id = ?1")?
                .execute(params![entry, now.as_millisecond()])?;
            Ok(())
        })
        .await
}

/// A question that was written before, by its id.
pub(crate) async fn question(journal: &Journal, id: String) -> Worked<Option<Question>> {
    journal
        .run(move |db| {
            let body: Option<String> = db
                .prepare_cached("SELECT body FROM desk_question WHERE question_id = ?")?
                .query_row([id], |row| row.get(0))
                .optional()?;
            Ok(body.map(|it| serde_json::from_str(&it)).transpose()?)
        })
        .await
}

/// Writes a further question for an entry before it is asked.
pub(crate) async fn ask_more(
    journal: &Journal,
    entry_id: String,
    question: Question,
    by_watch: bool,
    next_at: Timestamp,
) -> Worked<()> {
    journal.run(move |db| insert_question(db, &entry_id, &question, by_watch, next_at)).await
}

/// Writes down what came of a question; the first final outcome stays.
pub(crate) async fn record(
    journal: &Journal,
    question_id: String,
    outcome: Outcome,
    now: Timestamp,
    next_at: Option<Timestamp>,
) -> Worked<Recorded> {
    journal
        .run(move |db| {
            let settled_at = outcome.settles().then(|| now.as_millisecond());
            let rows = db
                .prepare_cached(
                    "UPDATE desk_question SET outcome = ?2, settled_at = ?3, next_at = ?4,
                     attempts = attempts + 1 WHERE question_id = ?1 AND settled_at IS NULL",
                )?
                .execute(params![
                    question_id,
                    serde_json::to_string(&outcome)?,
                    settled_at,
                    next_at.map(Timestamp::as_millisecond),
                ])?;
            if rows == 0 {
                return Ok(Recorded::SettledBefore);
            }
            if let Some(entry_id) = entry_of_question(db, &question_id)? {
                touch(db, &entry_id, now)?;
            }
            Ok(if settled_at.is_some() { Recorded::Settled } else { Recorded::Waiting })
        })
        .await
}

/// Sets when the watch asks next; none ends it.
pub(crate) async fn watch(
    journal: &Journal,
    entry_id: String,
    next_at: Option<Timestamp>,
    now: Timestamp,
) -> Worked<()> {
    journal
        .run(move |db| {
            db.prepare_cached(
                "UPDATE desk_entry SET watch_at = ?2, turned_at = NULL,
                 watched_since = CASE WHEN ?2 IS NULL THEN NULL ELSE COALESCE(watched_since, ?3) END
                 WHERE entry_id = ?1",
            )?
            .execute(params![
                entry_id,
                next_at.map(Timestamp::as_millisecond),
                now.as_millisecond()
            ])?;
            touch(db, &entry_id, now)
        })
        .await
}

/// Ends the watch of an entry whose answer turned good, and says so in the list.
pub(crate) async fn turned(journal: &Journal, entry_id: String, now: Timestamp) -> Worked<()> {
    journal
        .run(move |db| {
            db.prepare_cached(
                "UPDATE desk_entry SET watch_at = NULL, watched_since = NULL, turned_at = ?2
                 WHERE entry_id = ?1 AND watch_at IS NOT NULL",
            )?
            .execute(params![entry_id, now.as_millisecond()])?;
            touch(db, &entry_id, now)
        })
        .await
}

/// Notes by which way a patient was received.
pub(crate) async fn receive(
    journal: &Journal,
    entry_id: String,
    way: Way,
    now: Timestamp,
) -> Worked<()> {
    journal
        .run(move |db| {
            db.prepare_cached(
                "UPDATE desk_entry SET received_by = ?2, received_at = ?3 WHERE entry_id = ?1",
            )?
            .execute(params![entry_id, way.id(), now.as_millisecond()])?;
            touch(db, &entry_id, now)
        })
        .await
}

/// Keeps a statement as it was filled in.
pub(crate) async fn keep_statement(
    journal: &Journal,
    statement_id: String,
    entry_id: String,
    statement: Statement,
    now: Timestamp,
) -> Worked<()> {
    journal
        .run(move |db| {
            db.prepare_cached("INSERT INTO desk_statement VALUES (?, ?, ?, ?)")?.execute(
                params![
                    statement_id,
                    entry_id,
                    now.as_millisecond(),
                    serde_json::to_string(&statement)?,
                ],
            )?;
            Ok(())
        })
        .await
}

/// A statement and the entry it belongs to.
pub(crate) async fn statement(
    journal: &Journal,
    statement_id: String,
) -> Worked<Option<(String, Statement)>> {
    journal
        .run(move |db| {
            let row = db
                .prepare_cached("SELECT entry_id, body FROM desk_statement WHERE statement_id = ?")?
                .query_row([statement_id], |row| {
                    Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
                })
                .optional()?;
            row.map(|(entry, body)| Ok((entry, serde_json::from_str(&body)?))).transpose()
        })
        .await
}

/// An entry, and the answer before the one that shows.
pub(crate) async fn entry(
    journal: &Journal,
    entry_id: String,
) -> Worked<Option<(Entry, Option<Answer>)>> {
    journal
        .run(move |db| {
            let sql = format!("{SELECT_ENTRY} WHERE e.entry_id = ?");
            let row = db.prepare_cached(&sql)?.query_row([&entry_id], raw).optional()?;
            let Some(entry) = row.map(read).transpose()? else { return Ok(None) };
            let before = answer_before(db, &entry)?;
            Ok(Some((entry, before)))
        })
        .await
}

/// The list: the day's patients, and those of earlier days who wait or are watched, newest first.
pub(crate) async fn list(journal: &Journal, day: Date) -> Worked<Vec<Entry>> {
    journal
        .run(move |db| {
            let sql = format!(
                "{SELECT_ENTRY} WHERE e.day = ? OR e.watch_at IS NOT NULL
                 OR (e.turned_at IS NOT NULL AND e.received_at IS NULL) OR EXISTS
                 (SELECT 1 FROM desk_question w
                  WHERE w.entry_id = e.entry_id AND w.settled_at IS NULL)
                 ORDER BY asked_at DESC, e.rowid DESC"
            );
            let mut statement = db.prepare_cached(&sql)?;
            let rows = statement.query_map([day.to_string()], raw)?;
            rows.map(|row| read(row?)).collect()
        })
        .await
}

/// What must be asked now.
pub(crate) async fn due(journal: &Journal, now: Timestamp) -> Worked<Due> {
    journal
        .run(move |db| {
            let now = now.as_millisecond();
            let again = db
                .prepare_cached(
                    "SELECT entry_id, body, outcome, attempts, next_at, by_watch FROM desk_question
                     WHERE settled_at IS NULL AND next_at <= ? ORDER BY next_at LIMIT 100",
                )?
                .query_map([now], |row| Ok((row.get::<_, String>(0)?, raw_asked(row, 1)?)))?
                .map(|row| {
                    row.map_err(JournalError::from).and_then(|(id, it)| Ok((id, it.read()?)))
                })
                .collect::<Worked<Vec<_>>>()?;
            // A watch waits while one of its questions is still unsettled.
            let watched = db
                .prepare_cached(
                    "SELECT entry_id FROM desk_entry e WHERE watch_at <= ? AND NOT EXISTS
                     (SELECT 1 FROM desk_question q WHERE q.entry_id = e.entry_id
                      AND q.settled_at IS NULL) ORDER BY watch_at LIMIT 100",
                )?
                .query_map([now], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<String>>>()?;
            Ok(Due { again, watched })
        })
        .await
}

/// Removes what has been kept long enough, from the file too.
pub(crate) async fn remove_old(journal: &Journal, now: Timestamp) -> Worked<()> {
    let answers = now.as_millisecond() - ANSWER_KEPT;
    let waiting = now.as_millisecond() - WAITING_KEPT;
    let removed = journal
        .run(move |db| {
            db.execute("UPDATE desk_entry SET watch_at = NULL WHERE watched_since < ?", [waiting])?;
            // The newest settled answer of a watched patient stays: the watch is about it.
            let removed = [
                db.execute(
                    "DELETE FROM desk_question WHERE settled_at IS NULL AND asked_at < ?",
                    [waiting],
                )?,
                db.execute(
                    "DELETE FROM desk_question WHERE settled_at < ?1 AND NOT EXISTS
                     (SELECT 1 FROM desk_entry e WHERE e.entry_id = desk_question.entry_id
                      AND e.watch_at IS NOT NULL AND desk_question.sequence =
                      (SELECT MAX(q.sequence) FROM desk_question q
                       WHERE q.entry_id = e.entry_id AND q.settled_at IS NOT NULL))",
                    [answers],
                )?,
                db.execute(
                    "DELETE FROM desk_statement WHERE made_at < ?1 AND entry_id NOT IN
                     (SELECT entry_id FROM desk_entry WHERE watch_at IS NOT NULL)",
                    [answers],
                )?,
                db.execute(
                    "DELETE FROM desk_entry
                     WHERE entry_id NOT IN (SELECT entry_id FROM desk_question)",
                    [],
                )?,
            ];
            Ok(removed.into_iter().sum::<usize>())
        })
        .await?;
    if removed > 0 { journal.empty_log().await } else { Ok(()) }
}

fn insert_question(
    db: &Transaction<'_>,
    entry_id: &str,
    question: &Question,
    by_watch: bool,
    next_at: Timestamp,
) -> Worked<()> {
    db.prepare_cached(
        "INSERT INTO desk_question
         (question_id, entry_id, by_watch, body, attempts, asked_at, next_at)
         VALUES (?, ?, ?, ?, 0, ?, ?)",
    )?
    .execute(params![
        question.id,
        entry_id,
        by_watch,
        serde_json::to_string(question)?,
        question.asked_at.as_millisecond(),
        next_at.as_millisecond(),
    ])?;
    touch(db, entry_id, question.asked_at)
}

fn entry_of_question(db: &Transaction<'_>, question_id: &str) -> Worked<Option<String>> {
    Ok(db
        .prepare_cached("SELECT entry_id FROM desk_question WHERE question_id = ?")?
        .query_row([question_id], |row| row.get(0))
        .optional()?)
}

/// The newest settled answer about the same patient before the question that shows.
fn answer_before(db: &Transaction<'_>, entry: &Entry) -> Worked<Option<Answer>> {
    let body: Option<String> = db
        .prepare_cached(
            "SELECT q.outcome FROM desk_question q JOIN desk_entry e USING (entry_id)
             WHERE e.subject = (SELECT subject FROM desk_entry WHERE entry_id = ?1)
             AND q.settled_at IS NOT NULL AND q.question_id <> ?2
             ORDER BY q.settled_at DESC, q.sequence DESC LIMIT 1",
        )?
        .query_row(params![entry.id, entry.asked.question.id], |row| row.get(0))
        .optional()?;
    Ok(match body.map(|it| serde_json::from_str(&it)).transpose()? {
        Some(Outcome::Answered(answer)) => Some(*answer),
        Some(Outcome::Refused(_)) | None => None,
    })
}

fn touch(db: &Transaction<'_>, entry_id: &str, now: Timestamp) -> Worked<()> {
    db.prepare_cached(
        "UPDATE desk_entry SET revision = revision + 1, changed_at = ?2 WHERE entry_id = ?1",
    )?
    .execute(params![entry_id, now.as_millisecond()])?;
    Ok(())
}

/// What was typed, in one text that is the same for the same patient.
fn subject(question: &Question) -> Worked<String> {
    Ok(serde_json::to_string(&(
        &question.insurer_number,
        &question.symbol,
        &question.number,
        &question.branch,
        question.born_on.to_string(),
    ))?)
}
