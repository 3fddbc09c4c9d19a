//! Request files in the journal: taken, answered, done.
//!
//! taken ──answer durable under its temporary name──► ready ──put, request removed──► done

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::{bulks, folder::id_of, put::Put};
use crate::{Journal, JournalError};

/// How far ahead of the clock a file's time may be for a question's `asked_at`, as at the hub.
const AHEAD_MAX: SignedDuration = SignedDuration::from_mins(2);

/// How far behind it may be.
const BEHIND_MAX: SignedDuration = SignedDuration::from_hours(31 * 24);

/// How long a request that is done is remembered: until no hub takes its time any more.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(32 * 24);

/// What a request file is.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    pub(super) institution: String,
    pub(super) name: String,
    pub(super) digest: String,
    pub(super) modified: Option<Timestamp>,
}

/// A request as the journal knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) sequence: i64,
    /// What the hub knows its question by.
    pub(super) id: String,
    pub(super) asked_at: Timestamp,
    /// Whether the hub refused the first `asked_at`.
    pub(super) redated: bool,
    /// The files of its answer, once all are durable.
    pub(super) files: Option<Vec<Put>>,
}

/// A request that a crash may have left.
pub(super) struct Unfinished {
    pub(super) sequence: i64,
    pub(super) name: String,
    pub(super) files: Option<Vec<Put>>,
}

pub(super) async fn make_tables(journal: &Journal) -> Result<(), JournalError> {
    journal.run(|it| Ok(it.execute_batch(include_str!("tables.sql"))?)).await
}

/// Takes a request. The same file again is the same request, with the same id and `asked_at`.
///
/// Gives also the answer files of an earlier request of that name that was replaced before it was
/// answered; they are not to be given.
pub(super) async fn take(
    journal: &Journal,
    file: Identity,
    now: Timestamp,
) -> Result<(Request, Vec<Put>), JournalError> {
    journal
        .run(move |journal| {
            let open = journal
                .query_row(
                    "SELECT sequence, digest, modified, drop_number, asked_at, redated, files
                     FROM link_request WHERE name = ? AND done_at IS NULL",
                    [&file.name],
                    |row| {
                        let same = row.get::<_, String>(1)? == file.digest
                            && row.get::<_, Option<i64>>(2)? == file.modified_microsecond();
                        let redated = row.get(5)?;
                        let at = (row.get(3)?, milliseconds(row, 4)?, redated);
                        Ok((same, row.get(0)?, at, row.get::<_, Option<String>>(6)?))
                    },
                )
                .optional()?;
            let mut replaced = Vec::new();
            if let Some((same, sequence, at, files)) = open {
                let files = files.map(|it| serde_json::from_str(&it)).transpose()?;
                if same {
                    return Ok((file.request(sequence, at, files), Vec::new()));
                }
                replaced = files.unwrap_or_default();
                end(journal, sequence, now)?;
            }
            Ok((insert(journal, &file, now)?, replaced))
        })
        .await
}

fn insert(journal: &Connection, file: &Identity, now: Timestamp) -> Result<Request, JournalError> {
    // The same file put again after it was answered is another question.
    let drop_number: i64 = journal.query_row(
        "SELECT count(*) FROM link_request WHERE digest = ? AND name = ? AND modified IS ?",
        params![file.digest, file.name, file.modified_microsecond()],
        |row| row.get(0),
    )?;
    let asked_at = file.asked_at(now);
    journal.execute(
        "INSERT INTO link_request (name, digest, modified, drop_number, asked_at, redated)
         VALUES (?, ?, ?, ?, ?, 0)",
        params![
            file.name,
            file.digest,
            file.modified_microsecond(),
            drop_number,
            asked_at.as_millisecond()
        ],
    )?;
    let sequence = journal.last_insert_rowid();
    Ok(file.request(sequence, (drop_number, asked_at, false), None))
}

impl Identity {
    fn modified_microsecond(&self) -> Option<i64> {
        self.modified.map(Timestamp::as_microsecond)
    }

    /// The file's time; the clock's where the hub would not take the file's.
    fn asked_at(&self, now: Timestamp) -> Timestamp {
        let from_file = self.modified.filter(|modified| {
            let behind = now.duration_since(*modified);
            -AHEAD_MAX <= behind && behind <= BEHIND_MAX
        });
        let at = from_file.unwrap_or(now);
        Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
    }

    fn request(
        &self,
        sequence: i64,
        (drop_number, asked_at, redated): (i64, Timestamp, bool),
        files: Option<Vec<Put>>,
    ) -> Request {
        let parts = [
            &*self.institution,
            &self.name,
            &self.digest,
            &asked_at.as_millisecond().to_string(),
            &drop_number.to_string(),
        ];
        Request { sequence, id: id_of(&parts), asked_at, redated, files }
    }
}

/// Notes that a hub that was heard could not tell, and gives since when.
pub(super) async fn cannot_tell(
    journal: &Journal,
    sequence: i64,
    now: Timestamp,
) -> Result<Timestamp, JournalError> {
    journal
        .run(move |journal| {
            Ok(journal.query_row(
                "UPDATE link_request SET unanswered_since = coalesce(unanswered_since, ?)
                 WHERE sequence = ? RETURNING unanswered_since",
                params![now.as_millisecond(), sequence],
                |row| milliseconds(row, 0),
            )?)
        })
        .await
}

/// Asks from now on under the clock's time, because the hub did not take the file's.
pub(super) async fn redate(
    journal: &Journal,
    sequence: i64,
    now: Timestamp,
) -> Result<(), JournalError> {
    journal
        .run(move |journal| {
            journal.execute(
                "UPDATE link_request SET asked_at = ?, redated = 1 WHERE sequence = ?",
                params![now.as_millisecond(), sequence],
            )?;
            Ok(())
        })
        .await
}

/// Notes that the files of an answer are durable; with them begins the bulk request, if it is one.
pub(super) async fn ready(
    journal: &Journal,
    sequence: i64,
    files: Vec<Put>,
    bulk: Option<bulks::New>,
) -> Result<(), JournalError> {
    journal
        .run(move |journal| {
            if let Some(bulk) = bulk {
                bulk.insert(journal)?;
            }
            journal.execute(
                "UPDATE link_request SET files = ? WHERE sequence = ?",
                params![serde_json::to_string(&files)?, sequence],
            )?;
            Ok(())
        })
        .await
}

/// Notes that a request is answered and removed, or was withdrawn.
pub(super) async fn done(
    journal: &Journal,
    sequence: i64,
    now: Timestamp,
) -> Result<(), JournalError> {
    journal.run(move |journal| end(journal, sequence, now)).await
}

/// Notes that the receipt computer took a request back before it was answered.
pub(super) async fn withdrawn(
    journal: &Journal,
    name: String,
    now: Timestamp,
) -> Result<(), JournalError> {
    journal
        .run(move |journal| {
            journal.execute(
                "UPDATE link_request SET done_at = ?
                 WHERE name = ? AND done_at IS NULL AND files IS NULL",
                params![now.as_millisecond(), name],
            )?;
            Ok(())
        })
        .await
}

fn end(journal: &Connection, sequence: i64, now: Timestamp) -> Result<(), JournalError> {
    journal.execute(
        "UPDATE link_request SET done_at = ? WHERE sequence = ?",
        params![now.as_millisecond(), sequence],
    )?;
    Ok(())
}

/// Every request not done, oldest first.
pub(super) async fn unfinished(journal: &Journal) -> Result<Vec<Unfinished>, JournalError> {
    journal
        .run(|journal| {
            let mut statement = journal.prepare(
                "SELECT sequence, name, files FROM link_request
                 WHERE done_at IS NULL ORDER BY sequence",
            )?;
            let mut rows = statement.query([])?;
            let mut unfinished = Vec::new();
            while let Some(row) = rows.next()? {
                let files: Option<String> = row.get(2)?;
                let files = files.map(|it| serde_json::from_str(&it)).transpose()?;
                unfinished.push(Unfinished { sequence: row.get(0)?, name: row.get(1)?, files });
            }
            Ok(unfinished)
        })
        .await
}

/// Forgets requests done long ago.
pub(super) async fn forget(journal: &Journal, now: Timestamp) -> Result<(), JournalError> {
    journal
        .run(move |journal| {
            journal.execute(
                "DELETE FROM link_request WHERE done_at < ?",
                [now.as_millisecond() - i64::try_from(REMEMBERED.as_millis()).unwrap_or(i64::MAX)],
            )?;
            Ok(())
        })
        .await
}

/// An instant in a column of milliseconds.
pub(super) fn milliseconds(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    let value: i64 = row.get(column)?;
    Timestamp::from_millisecond(value)
        .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(name: &str, digest: &str, modified: &str) -> Identity {
        Identity {
            institution: "1311111114".to_owned(),
            name: name.to_owned(),
            digest: digest.to_owned(),
            modified: modified.parse().ok(),
        }
    }

    #[test]
    fn a_question_has_the_time_of_its_file_where_a_hub_takes_it() {
        let now: Timestamp = "2026-04-01T00:00:00Z".parse().unwrap();
        for row in "
            2026-03-31T23:59:59.1234567Z  2026-03-31T23:59:59.123Z
            2026-04-01T00:02:00Z          2026-04-01T00:02:00Z
            2026-04-01T00:02:00.001Z      2026-04-01T00:00:00Z
            2026-03-01T00:00:00Z          2026-03-01T00:00:00Z
            2026-02-28T23:59:59.999Z      2026-04-01T00:00:00Z
            unknown                       2026-04-01T00:00:00Z
        "
        .lines()
        .map(str::trim)
        .filter(|row| !row.is_empty())
        {
            let (modified, wanted) = row.split_once(' ').unwrap();
            let found = identity("a", "b", modified).asked_at(now).to_string();
            assert_eq!(found, wanted.trim(), "{row}");
        }
    }

    #[tokio::test]
    async fn the_same_file_is_the_same_question_until_it_is_done() {
        let directory = tempfile::tempdir().unwrap();
        let journal = Journal::open(directory.path()).unwrap();
        make_tables(&journal).await.unwrap();
        let first: Timestamp = "2026-04-01T00:00:00Z".parse().unwrap();
        let later = first + SignedDuration::from_hours(1);
        let take_it = |file: Identity, at| take(&journal, file, at);

        // Its own time is far off, so the time first seen is kept.
        let file = identity("OQSsiquc01req_1.xml", "a", "2030-01-01T00:00:00Z");
        let (request, _) = take_it(file.clone(), first).await.unwrap();
        assert_eq!(request.asked_at, first);
        assert_eq!(take_it(file.clone(), later).await.unwrap().0, request);

        // Put again after it was answered: another question.
        done(&journal, request.sequence, later).await.unwrap();
        let (again, _) = take_it(file.clone(), first).await.unwrap();
        assert_ne!(again.id, request.id);

        // Replaced before it was answered: the files of the old answer are not given.
        let files = vec![Put::new("1311111114", again.sequence, 0, "a".to_owned())];
        ready(&journal, again.sequence, files.clone(), None).await.unwrap();
        let other = identity("OQSsiquc01req_1.xml", "b", "2030-01-01T00:00:00Z");
        let (replacing, replaced) = take_it(other, later).await.unwrap();
        assert_eq!(replaced, files);
        assert_ne!(replacing.id, again.id);
        let open: Vec<i64> =
            unfinished(&journal).await.unwrap().iter().map(|it| it.sequence).collect();
        assert_eq!(open, [replacing.sequence]);

        // What is done is forgotten when no hub would take its time any more.
        forget(&journal, later + SignedDuration::from_hours(33 * 24)).await.unwrap();
        let (anew, _) = take_it(file, first).await.unwrap();
        assert_eq!(anew.id, request.id);
    }
}
