//! What all pages show alike: days, chips, rules.

use std::borrow::Cow;

use eligibility::Rule;
use jiff::{Timestamp, civil::Date};

use crate::day_in_japan;

/// A day in both writings.
#[derive(Clone, Debug)]
pub(crate) struct Day {
    pub(crate) iso: String,
    pub(crate) text: String,
}

impl Day {
    pub(crate) fn of(day: Date) -> Self {
        Self { iso: day.to_string(), text: eligibility::written(day) }
    }

    /// The day of an instant in Japan.
    pub(crate) fn at(instant: Timestamp) -> Self {
        Self::of(day_in_japan(instant))
    }
}

/// The hour and minute of an instant in Japan.
pub(crate) fn time(instant: Timestamp) -> String {
    let at = jiff::tz::offset(9).to_datetime(instant);
    format!("{}時{:02}分", at.hour(), at.minute())
}

/// A tone and the picture that says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Ok,
    Soon,
    Part,
    Stop,
    Move,
    None,
}

impl Tone {
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Soon => "soon",
            Self::Part => "part",
            Self::Stop => "stop",
            Self::Move => "move",
            Self::None => "none",
        }
    }
}

/// A word with tone and picture.
#[derive(Clone, Debug)]
pub(crate) struct Chip {
    pub(crate) tone: Tone,
    pub(crate) text: Cow<'static, str>,
}

impl Chip {
    pub(crate) const fn new(tone: Tone, text: &'static str) -> Self {
        Self { tone, text: Cow::Borrowed(text) }
    }
}

/// A rule: what it says, its id and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RuleView {
    pub(crate) says: &'static str,
    pub(crate) id: &'static str,
    pub(crate) act: &'static str,
    pub(crate) clause: &'static str,
}

impl RuleView {
    pub(crate) fn of(rule: Rule) -> Self {
        let source = rule.source();
        Self { says: rule.says(), id: rule.id(), act: source.act, clause: source.clause }
    }

    pub(crate) fn all<'a>(rules: impl IntoIterator<Item = &'a Rule>) -> Vec<Self> {
        rules.into_iter().map(|it| Self::of(*it)).collect()
    }
}
