//! A member's dossier as a line of days: what was recorded, and the days the rules give.

mod coming;
mod recorded;

use eligibility::{InsurerNumber, Rule};
use jiff::civil::Date;
use store::PersonKey;

use super::{InsurerOffice, refusal::OfficeRefusal};

/// One day on the line.
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    /// The day.
    pub on: Date,
    /// What happened or will, in Japanese.
    pub title: String,
    /// What else is to be said of it.
    pub notes: Vec<String>,
    /// Who recorded it.
    pub by: Option<String>,
    /// The rules it follows from.
    pub rules: Vec<Rule>,
    /// Whether it was recorded or is to come.
    pub tone: EventTone,
}

/// What a point on the line is (点の種類).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventTone {
    /// A fact recorded: a black point.
    Recorded,
    /// A day the rules have given and that is over.
    Passed,
    /// A day the rules give: a white point.
    Coming,
}

impl InsurerOffice {
    /// The line of a member's days: first what is recorded or over, then what is to come after a
    /// day, each in order.
    ///
    /// # Errors
    ///
    /// When nobody of the insurer has this key; when the database fails or a fact is damaged.
    pub fn timeline(
        &self,
        insurer: InsurerNumber,
        person_key: PersonKey,
        on: Date,
    ) -> Result<Vec<Event>, OfficeRefusal> {
        let member = self.member(insurer, person_key)?;
        let mut events = recorded::events(self, insurer, &member)?;
        events.extend(coming::events(self, insurer, &member, on));
        // Of one day the first recorded goes first; a sort that keeps order does that.
        events.sort_by_key(|it| (it.on, it.tone));
        let (past, coming): (Vec<Event>, Vec<Event>) =
            events.into_iter().partition(|it| it.on <= on && it.tone != EventTone::Coming);
        Ok(past.into_iter().chain(joined(coming)).collect())
    }
}

impl Event {
    fn new(on: Date, title: impl Into<String>, tone: EventTone) -> Self {
        let (notes, rules) = (Vec::new(), Vec::new());
        Self { on, title: title.into(), notes, by: None, rules, tone }
    }
}

/// Coming days with what falls on one day under its first title.
fn joined(events: Vec<Event>) -> Vec<Event> {
    let mut joined: Vec<Event> = Vec::with_capacity(events.len());
    for event in events {
        match joined.last_mut().filter(|it| it.on == event.on) {
            Some(first) if first.title == event.title => {}
            Some(first) => {
                if !first.notes.contains(&event.title) {
                    first.notes.push(event.title);
                }
                for rule in event.rules {
                    if !first.rules.contains(&rule) {
                        first.rules.push(rule);
                    }
                }
            }
            None => joined.push(event),
        }
    }
    joined
}
