//! What was done in the office: who, when, what and why, for the auditor.

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    routing::get,
};
use jiff::Timestamp;
use serde::Deserialize;
use store::RecordedAct;

use super::{BASE, Frame, Section, Shared, Signed, applications::person_name, labels};
use crate::pages::{
    Page,
    message::{Trouble, shown},
    view::{Day, time},
};

/// Acts on a page.
const PAGE: usize = 100;
/// What the id of a place in the list is in a session.
const KIND: &str = "acts_before";

/// The page of acts.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/audit", get(page))
}

struct Row {
    day: Day,
    time: String,
    what: String,
    path: Option<String>,
    about: String,
    why: String,
    by: String,
}

#[derive(Template)]
#[template(path = "office/audit.html")]
struct AuditPage {
    frame: Frame,
    rows: Vec<Row>,
    next: Option<String>,
}

/// Where a page of the list begins.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    before: String,
}

/// The acts, the newest first.
async fn page(State(pages): State<Shared>, signed: Signed, Query(asked): Query<Asked>) -> Page {
    let before = signed.session.text_of(KIND, &asked.before).and_then(|it| place(&it));
    let acts = pages.office.store().office_acts(signed.insurer, before, PAGE)?;
    let next = match acts.last().filter(|_| acts.len() == PAGE) {
        Some(last) => {
            let place = format!("{} {}", last.recorded_at.as_microsecond(), last.id);
            Some(format!("{BASE}/audit?before={}", signed.id_of(KIND, &place)?))
        }
        None => None,
    };
    let rows: Result<Vec<Row>, Trouble> =
        acts.into_iter().map(|it| row(&pages, &signed, it)).collect();
    let frame = Frame::of(&pages, &signed, Section::Settings)?;
    shown(&AuditPage { frame, rows: rows?, next })
}

/// The instant and id that a page begins before.
fn place(text: &str) -> Option<(Timestamp, String)> {
    let (micros, id) = text.split_once(' ')?;
    Some((Timestamp::from_microsecond(micros.parse().ok()?).ok()?, id.to_owned()))
}

fn row(pages: &Shared, signed: &Signed, it: RecordedAct) -> Result<Row, Trouble> {
    let staff = pages.office.store().staff(&it.recorded_by)?;
    let path = it.person_key.map(|key| signed.person_path(key)).transpose()?;
    let about = match it.person_key {
        Some(key) => person_name(pages, key)?,
        // Ids of mailings and payments say nothing to people; those of batches do.
        None => it.about.filter(|id| !id.contains(':')).unwrap_or_default(),
    };
    Ok(Row {
        day: Day::at(it.recorded_at),
        time: time(it.recorded_at),
        what: labels::act(&it.kind).to_owned(),
        path,
        about,
        why: labels::why(&it.reason).to_owned(),
        by: staff.map_or(it.recorded_by, |it| it.name),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_list_is_read_back() {
        let at = Timestamp::from_microsecond(1_772_000_000_000_001).unwrap();
        for (text, wanted) in [
            ("1772000000000001 act-1", Some((at, "act-1".to_owned()))),
            ("1772000000000001", None),
            ("soon act-1", None),
            ("", None),
        ] {
            assert_eq!(place(text), wanted, "{text}");
        }
    }
}
