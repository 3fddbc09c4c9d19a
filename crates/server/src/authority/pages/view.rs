//! What all pages show alike: the frame, days, chips, rules.

use eligibility::Rule;
use jiff::{Timestamp, civil::Date};

use super::{Pages, sign_in::Signed};
use crate::day_in_japan;

/// A day in both writings.
#[derive(Clone, Debug)]
pub(super) struct Day {
    pub(super) iso: String,
    pub(super) text: String,
}

impl Day {
    pub(super) fn of(day: Date) -> Self {
        Self { iso: day.to_string(), text: eligibility::written(day) }
    }

    /// The day of an instant in Japan.
    pub(super) fn at(instant: Timestamp) -> Self {
        Self::of(day_in_japan(instant))
    }
}

/// The hour and minute of an instant in Japan.
pub(super) fn time(instant: Timestamp) -> String {
    let at = jiff::tz::offset(9).to_datetime(instant);
    format!("{}時{:02}分", at.hour(), at.minute())
}

/// A tone and the picture that says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Ok,
    Soon,
    Part,
    Stop,
    Move,
    None,
}

impl Tone {
    pub(super) const fn id(self) -> &'static str {
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
pub(super) struct Chip {
    pub(super) tone: Tone,
    pub(super) text: &'static str,
}

impl Chip {
    pub(super) const fn new(tone: Tone, text: &'static str) -> Self {
        Self { tone, text }
    }
}

/// A rule: what it says, its id and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct RuleView {
    pub(super) says: &'static str,
    pub(super) id: &'static str,
    pub(super) act: &'static str,
    pub(super) clause: &'static str,
}

impl RuleView {
    pub(super) fn of(rule: Rule) -> Self {
        let source = rule.source();
        Self { says: rule.says(), id: rule.id(), act: source.act, clause: source.clause }
    }

    pub(super) fn all<'a>(rules: impl IntoIterator<Item = &'a Rule>) -> Vec<Self> {
        rules.into_iter().map(|it| Self::of(*it)).collect()
    }
}

/// Which part of the pages a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    People,
    Resident,
    Letters,
    Stopped,
    Issuers,
}

impl Section {
    pub(super) const ALL: [Self; 5] =
        [Self::People, Self::Resident, Self::Letters, Self::Stopped, Self::Issuers];

    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::People => "人を探す",
            Self::Resident => "新しい住民",
            Self::Letters => "有効期限通知書",
            Self::Stopped => "止めた証明書",
            Self::Issuers => "認証局",
        }
    }

    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::People => "",
            Self::Resident => "/residents/new",
            Self::Letters => "/letters",
            Self::Stopped => "/stopped",
            Self::Issuers => "/issuers",
        }
    }
}

/// The frame of a page for somebody signed in.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) base: &'static str,
    pub(super) section: Section,
    pub(super) staff: String,
    pub(super) place: String,
    pub(super) today: Day,
}

impl Frame {
    pub(super) fn of(pages: &Pages, signed: &Signed, section: Section) -> Self {
        let municipalities = pages.authority.office().municipalities();
        let code = signed.staff.municipality.as_deref();
        let place = match code.map(|code| (code, municipalities.of(code))) {
            Some((_, Some(it))) => it.name.clone(),
            Some((code, None)) => code.to_owned(),
            None => "J-LIS".to_owned(),
        };
        Self {
            base: super::BASE,
            section,
            staff: signed.staff.name.clone(),
            place,
            today: Day::at(pages.authority.now()),
        }
    }

    /// Whether the frame's page belongs to a section.
    pub(super) fn is_in(&self, section: Section) -> bool {
        self.section == section
    }
}
