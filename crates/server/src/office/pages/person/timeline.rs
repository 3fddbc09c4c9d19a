//! The person's days: what was recorded, and what the rules will bring.

use jiff::civil::Date;
use store::PersonKey;

use super::history::StaffNames;
use crate::{
    office::pages::{Pages, Signed},
    pages::{message::Trouble, view::Day},
    work::office::{Event, EventTone},
};

/// A point on the line.
pub(super) struct Moment {
    pub(super) day: Day,
    pub(super) text: String,
    pub(super) by: String,
    pub(super) more: String,
    pub(super) is_coming: bool,
    pub(super) is_today: bool,
}

/// The line with the day of today in its place.
pub(super) fn moments(
    pages: &Pages,
    signed: &Signed,
    key: PersonKey,
    today: Date,
) -> Result<Vec<Moment>, Trouble> {
    let events = pages.office.work().timeline(signed.insurer, key, today)?;
    let is_coming = |it: &Event| it.on > today || it.tone == EventTone::Coming;
    let coming = events.iter().position(is_coming).unwrap_or(events.len());
    let (store, mut names) = (pages.office.store(), StaffNames::default());
    let mut moments = Vec::with_capacity(events.len() + 1);
    for event in events {
        let by = event.by.as_ref().map(|it| names.of(store, it)).transpose()?;
        moments.push(Moment {
            is_coming: is_coming(&event),
            day: Day::of(event.on),
            text: event.title,
            by: by.unwrap_or_default(),
            more: event.notes.join("、"),
            is_today: false,
        });
    }
    let now = Moment {
        day: Day::of(today),
        text: String::new(),
        by: String::new(),
        more: String::new(),
        is_coming: false,
        is_today: true,
    };
    moments.insert(coming, now);
    Ok(moments)
}
