//! Bulk requests (資格確認一括照会) in the journal: received, answered person by person, kept for a
//! while, removed.

use std::time::Duration;

use interchange::{
    confirmation::Answer,
    oqs::{ConfirmManyRequest, MessageKind, Request},
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{folder::id_of, requests::milliseconds};
use crate::{Journal, JournalError, japan_day};

/// A bulk request just received.
pub(super) struct New {
    pub(super) reception_number: String,
    question_id: String,
    asked_at: Timestamp,
    received_at: Timestamp,
    message: Vec<u8>,
    /// For each person, whether there is something to ask.
    is_askable: Vec<bool>,
}

/// People of one bulk request to ask about now.
pub(super) struct Due {
    pub(super) bulk: i64,
    pub(super) question_id: String,
    pub(super) asked_at: Timestamp,
    pub(super) redated: bool,
    pub(super) people: Vec<Person>,
}

/// A person to ask about.
pub(super) struct Person {
    pub(super) place: u32,
    /// Since when a hub that was heard could not tell.
    pub(super) unanswered_since: Option<Timestamp>,
}

/// What came of a person.
pub(super) enum Asked {
    /// Settled: the hub told, or was given up on.
    Answer(Box<Answer>),
    /// Asked again at a time.
    Again { at: Timestamp, unanswered_since: Option<Timestamp> },
}

/// A bulk request as its answers are fetched.
pub(super) struct Found {
    message: Vec<u8>,
    pub(super) done_at: Option<Timestamp>,
    /// By place; none where there was nothing to ask.
    pub(super) answers: Vec<Option<Answer>>,
}

impl New {
    /// A bulk request under the id of its file.
    pub(super) fn of(
        request: &ConfirmManyRequest,
        (id, asked_at): (&str, Timestamp),
        message: Vec<u8>,
        received_at: Timestamp,
    ) -> Self {
        let is_askable = request
            .searches
            .iter()
            .map(|search| search.to_question(request.header.on, String::new(), asked_at).is_ok());
        Self {
            reception_number: reception_number(id, received_at),
            question_id: id.to_owned(),
            asked_at,
            received_at,
            message,
            is_askable: is_askable.collect(),
        }
    }

    /// Writes it down, with the file of its receipt.
    pub(super) fn insert(&self, journal: &Connection) -> Result<(), JournalError> {
        let received_at = self.received_at.as_millisecond();
        let is_done = !self.is_askable.contains(&true);
        journal.execute(
            "INSERT INTO link_bulk
             (reception_number, question_id, asked_at, redated, received_at, message, done_at)
             VALUES (?, ?, ?, 0, ?, ?, ?)",
            params![
                self.reception_number,
                self.question_id,
                self.asked_at.as_millisecond(),
                received_at,
                self.message,
                is_done.then_some(received_at),
            ],
        )?;
        let bulk = journal.last_insert_rowid();
        let mut person = journal.prepare(
            "INSERT INTO link_bulk_person (bulk, place, settled, next_at) VALUES (?, ?, ?, ?)",
        )?;
        for (place, is_askable) in (0_u32..).zip(&self.is_askable) {
            person.execute(params![bulk, place, !is_askable, received_at])?;
        }
        Ok(())
    }
}

/// The day and 12 digits made from the request's id: another one for every request.
fn reception_number(id: &str, received_at: Timestamp) -> String {
    let day = japan_day(received_at);
    let digits = id.get(..15).and_then(|it| u64::from_str_radix(it, 16).ok()).unwrap_or_default();
    let (year, month, day) = (day.year(), day.month(), day.day());
    format!("{year:04}{month:02}{day:02}{:012}", digits % 1_000_000_000_000)
}

/// The id of the question about one person of a bulk request.
pub(super) fn question_id(of_bulk: &str, asked_at: Timestamp, place: u32) -> String {
    id_of(&[of_bulk, &asked_at.as_millisecond().to_string(), &place.to_string()])
}

/// Reads the message of a bulk request again; it was read before it was written down.
pub(super) fn read(message: &[u8]) -> Option<ConfirmManyRequest> {
    match Request::read(MessageKind::ConfirmMany, message) {
        Ok(Request::ConfirmMany(request)) => Some(request),
        Ok(
            Request::Confirm(_) | Request::DownloadMany(_) | Request::RegisterReferenceNumber(_),
        )
        | Err(_) => None,
    }
}

impl Found {
    pub(super) fn request(&self) -> Option<ConfirmManyRequest> {
        read(&self.message)
    }
}

/// The people to ask about next, of the bulk request received first.
pub(super) async fn due(
    journal: &Journal,
    now: Timestamp,
    people_max: u32,
) -> Result<Option<Due>, JournalError> {
    journal
        .run(move |journal| {
            let first = journal
                .query_row(
                    "SELECT bulk, question_id, asked_at, redated FROM link_bulk
                     WHERE done_at IS NULL AND EXISTS (
                         SELECT 1 FROM link_bulk_person AS person
                         WHERE person.bulk = link_bulk.bulk AND settled = 0 AND next_at <= ?)
                     ORDER BY bulk LIMIT 1",
                    [now.as_millisecond()],
                    |row| {
                        Ok(Due {
                            bulk: row.get(0)?,
                            question_id: row.get(1)?,
                            asked_at: milliseconds(row, 2)?,
                            redated: row.get(3)?,
                            people: Vec::new(),
                        })
                    },
                )
                .optional()?;
            let Some(mut due) = first else { return Ok(None) };
            let mut statement = journal.prepare(
                "SELECT place, unanswered_since FROM link_bulk_person
                 WHERE bulk = ? AND settled = 0 AND next_at <= ?
                 ORDER BY next_at, place LIMIT ?",
            )?;
            let mut rows = statement.query(params![due.bulk, now.as_millisecond(), people_max])?;
            while let Some(row) = rows.next()? {
                let since: Option<i64> = row.get(1)?;
                let unanswered_since = since.map(|_| milliseconds(row, 1)).transpose()?;
                due.people.push(Person { place: row.get(0)?, unanswered_since });
            }
            Ok(Some(due))
        })
        .await
}

/// The message of a bulk request.
pub(super) async fn message(journal: &Journal, bulk: i64) -> Result<Vec<u8>, JournalError> {
    journal
        .run(move |journal| {
            let query = "SELECT message FROM link_bulk WHERE bulk = ?";
            Ok(journal.query_row(query, [bulk], |row| row.get(0))?)
        })
        .await
}

/// Notes what came of people, and the end of the bulk request when all are settled.
pub(super) async fn note(
    journal: &Journal,
    bulk: i64,
    asked: Vec<(u32, Asked)>,
    now: Timestamp,
) -> Result<(), JournalError> {
    journal
        .run(move |journal| {
            for (place, asked) in &asked {
                match asked {
                    Asked::Answer(answer) => journal.execute(
                        "UPDATE link_bulk_person SET settled = 1, answer = ?
                         WHERE bulk = ? AND place = ? AND settled = 0",
                        params![serde_json::to_string(answer)?, bulk, place],
                    )?,
                    Asked::Again { at, unanswered_since } => journal.execute(
                        "UPDATE link_bulk_person SET next_at = ?, unanswered_since = ?
                         WHERE bulk = ? AND place = ?",
                        params![
                            at.as_millisecond(),
                            unanswered_since.map(Timestamp::as_millisecond),
                            bulk,
                            place
                        ],
                    )?,
                };
            }
            journal.execute(
                "UPDATE link_bulk SET done_at = ? WHERE bulk = ? AND done_at IS NULL
                 AND NOT EXISTS (
                     SELECT 1 FROM link_bulk_person AS person
                     WHERE person.bulk = link_bulk.bulk AND settled = 0)",
                params![now.as_millisecond(), bulk],
            )?;
            Ok(())
        })
        .await
}

/// Asks from now on under the clock's time, because the hub did not take the file's.
pub(super) async fn redate(
    journal: &Journal,
    bulk: i64,
    now: Timestamp,
) -> Result<(), JournalError> {
    journal
        .run(move |journal| {
            journal.execute(
                "UPDATE link_bulk SET asked_at = ?, redated = 1 WHERE bulk = ? AND redated = 0",
                params![now.as_millisecond(), bulk],
            )?;
            Ok(())
        })
        .await
}

/// The bulk request of a reception number, with what was answered so far.
pub(super) async fn find(
    journal: &Journal,
    reception_number: String,
) -> Result<Option<Found>, JournalError> {
    journal
        .run(move |journal| {
            let found = journal
                .query_row(
                    "SELECT bulk, message, done_at FROM link_bulk WHERE reception_number = ?",
                    [reception_number],
                    |row| {
                        let done: Option<i64> = row.get(2)?;
                        let done_at = done.map(|_| milliseconds(row, 2)).transpose()?;
                        let found = Found { message: row.get(1)?, done_at, answers: Vec::new() };
                        Ok((row.get::<_, i64>(0)?, found))
                    },
                )
                .optional()?;
            let Some((bulk, mut found)) = found else { return Ok(None) };
            if found.done_at.is_some() {
                let mut statement = journal
                    .prepare("SELECT answer FROM link_bulk_person WHERE bulk = ? ORDER BY place")?;
                let mut rows = statement.query([bulk])?;
                while let Some(row) = rows.next()? {
                    let answer: Option<String> = row.get(0)?;
                    found.answers.push(answer.map(|it| serde_json::from_str(&it)).transpose()?);
                }
            }
            Ok(Some(found))
        })
        .await
}

/// How many bulk requests are not done.
pub(super) async fn running(journal: &Journal) -> Result<u32, JournalError> {
    journal
        .run(|journal| {
            let query = "SELECT count(*) FROM link_bulk WHERE done_at IS NULL";
            Ok(journal.query_row(query, [], |row| row.get(0))?)
        })
        .await
}

/// Removes bulk requests received longer ago than they are kept, done or not.
pub(super) async fn remove_old(
    journal: &Journal,
    now: Timestamp,
    kept_for: Duration,
) -> Result<(), JournalError> {
    let kept_for = i64::try_from(kept_for.as_millis()).unwrap_or(i64::MAX);
    let before = now.as_millisecond().saturating_sub(kept_for);
    let removed = journal
        .run(move |journal| {
            Ok(journal.execute("DELETE FROM link_bulk WHERE received_at < ?", [before])?)
        })
        .await?;
    // What it held is personal: it leaves the log too.
    if removed > 0 { journal.empty_log().await } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reception_number_has_the_day_in_japan_and_twelve_digits() {
        let at: Timestamp = "2026-03-31T15:00:00Z".parse().unwrap();
        let number = reception_number(&"f".repeat(64), at);
        assert_eq!(number, "20260401504606846975");
        assert_eq!(reception_number(&"0".repeat(64), at), "20260401000000000000");
    }
}
