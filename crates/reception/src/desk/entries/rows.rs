//! Rows of the journal as the desk reads them.

use interchange::confirmation::Question;
use jiff::{Timestamp, civil::Date};
use rusqlite::Row;

use crate::{JournalError, Outcome, desk::way::Way};

/// One patient at the counter on one day.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The random id in addresses of pages.
    pub id: String,
    /// The day in Japan.
    pub day: Date,
    /// When staff last asked.
    pub asked_at: Timestamp,
    /// The patient's name, once an answer of the day gave it.
    pub name: Option<String>,
    /// Counts changes.
    pub revision: i64,
    /// The question whose outcome shows.
    pub asked: Asked,
    /// By which way the patient was received.
    pub received_by: Option<Way>,
    /// When the watch asks next.
    pub watch_at: Option<Timestamp>,
    /// When a watched answer turned good.
    pub turned_at: Option<Timestamp>,
    /// When the card was last confirmed at the kiosk.
    pub by_card_at: Option<Timestamp>,
}

/// A question and what came of it.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The question.
    pub question: Question,
    /// The newest outcome; none while the first attempt is under way.
    pub outcome: Option<Outcome>,
    /// How often it was asked.
    pub attempts: u32,
    /// When it is asked again by itself.
    pub next_at: Option<Timestamp>,
    /// Whether the watch asked it.
    pub by_watch: bool,
}

/// The question that shows is the newest one that is settled or that staff asked: a watch that
/// cannot reach the hub hides nothing that is known.
pub(super) const SELECT_ENTRY: &str = "
    SELECT q.body, q.outcome, q.attempts, q.next_at, q.by_watch,
           e.entry_id, e.day, e.revision, e.received_by, e.watch_at, e.turned_at, e.by_card_at,
           COALESCE((SELECT MAX(a.asked_at) FROM desk_question a
                     WHERE a.entry_id = e.entry_id AND a.by_watch = 0), e.opened_at) AS asked_at,
           (SELECT json_extract(k.outcome, '$.answered.result.name') FROM desk_question k
            WHERE k.entry_id = e.entry_id AND k.settled_at IS NOT NULL
            ORDER BY k.sequence DESC LIMIT 1) AS name
    FROM desk_entry e JOIN desk_question q ON q.sequence =
        (SELECT MAX(n.sequence) FROM desk_question n WHERE n.entry_id = e.entry_id
         AND (n.by_watch = 0 OR n.settled_at IS NOT NULL))";

pub(super) struct RawAsked {
    body: String,
    outcome: Option<String>,
    attempts: u32,
    next_at: Option<i64>,
    by_watch: bool,
}

impl RawAsked {
    pub(super) fn read(self) -> Result<Asked, JournalError> {
        Ok(Asked {
            question: serde_json::from_str(&self.body)?,
            outcome: self.outcome.map(|it| serde_json::from_str(&it)).transpose()?,
            attempts: self.attempts,
            next_at: self.next_at.and_then(instant),
            by_watch: self.by_watch,
        })
    }
}

pub(super) struct RawEntry {
    asked: RawAsked,
    id: String,
    day: String,
    revision: i64,
    received_by: Option<String>,
    watch_at: Option<i64>,
    turned_at: Option<i64>,
    by_card_at: Option<i64>,
    asked_at: i64,
    name: Option<String>,
}

pub(super) fn raw_asked(row: &Row<'_>, from: usize) -> rusqlite::Result<RawAsked> {
    Ok(RawAsked {
        body: row.get(from)?,
        outcome: row.get(from + 1)?,
        attempts: row.get(from + 2)?,
        next_at: row.get(from + 3)?,
        by_watch: row.get(from + 4)?,
    })
}

pub(super) fn raw(row: &Row<'_>) -> rusqlite::Result<RawEntry> {
    Ok(RawEntry {
        asked: raw_asked(row, 0)?,
        id: row.get(5)?,
        day: row.get(6)?,
        revision: row.get(7)?,
        received_by: row.get(8)?,
        watch_at: row.get(9)?,
        turned_at: row.get(10)?,
        by_card_at: row.get(11)?,
        asked_at: row.get(12)?,
        name: row.get(13)?,
    })
}

pub(super) fn read(raw: RawEntry) -> Result<Entry, JournalError> {
    Ok(Entry {
        asked: raw.asked.read()?,
        id: raw.id,
        day: record::day::parse(&raw.day).unwrap_or_default(),
        asked_at: instant(raw.asked_at).unwrap_or_default(),
        name: raw.name,
        revision: raw.revision,
        received_by: raw.received_by.as_deref().and_then(Way::of),
        watch_at: raw.watch_at.and_then(instant),
        turned_at: raw.turned_at.and_then(instant),
        by_card_at: raw.by_card_at.and_then(instant),
    })
}

fn instant(millisecond: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(millisecond).ok()
}
