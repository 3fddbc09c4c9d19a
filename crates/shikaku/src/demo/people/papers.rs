//! The papers insurers have sent: almost everybody holds what the law asks, some do not.

use eligibility::{Due, How, NEW_SYSTEM_FROM};
use jiff::{ToSpan as _, civil::Date};
use record::{Document, DocumentKind, Person};

use super::{Law, draw::Draw};
use crate::demo::insurers::Kind;

/// Rounds of issuing: the first paper, the next one, a notice beside it, and what may follow.
const ROUNDS: u32 = 4;
/// Of a thousand papers so many are late.
const LATE: u32 = 25;

/// Issues what the law asks for, as the insurer would have, but for what is late.
pub(super) fn issue(draw: &mut Draw, law: &mut Law, person: &mut Person, kind: Kind, on: Date) {
    for _ in 0..ROUNDS {
        let due = law.judge(&person.dossier, on).standing.due;
        let mut issued = false;
        for entry in &due {
            let waits = entry.how == How::OnApplication && draw.chance(500);
            if waits || draw.chance(LATE) {
                return;
            }
            let document = document(draw, person, entry, kind, on);
            let documents = &mut person.dossier.documents;
            let is_there = |it: &Document| {
                (it.kind, it.issued_on, it.valid_from)
                    == (document.kind, document.issued_on, document.valid_from)
            };
            if !documents.iter().any(is_there) {
                documents.push(document);
                issued = true;
            }
        }
        if !issued {
            return;
        }
    }
}

/// The paper of an entry: issued within weeks of its day, valid as long as its insurer makes it.
fn document(draw: &mut Draw, person: &Person, due: &Due, kind: Kind, on: Date) -> Document {
    let document = DocumentKind::from(due.document);
    let dossier = &person.dossier;
    let coverage = dossier.coverages.iter().filter(|it| it.acquired_on <= on);
    let acquired_on = coverage.map(|it| it.acquired_on).max().unwrap_or(dossier.born_on);
    let first = due.issue_from.unwrap_or(NEW_SYSTEM_FROM).max(acquired_on).max(dossier.born_on);
    let needed_to = due.in_hand_by.unwrap_or(on).max(on);
    let is_next = dossier.documents.iter().any(|it| it.kind == document);

    let valid_to = (document == DocumentKind::EligibilityCertificate).then(|| {
        if kind.ends_in_july() { july_after(needed_to) } else { five_years_of(needed_to) }
    });
    // A yearly paper is issued in the July before it begins.
    let first = match valid_to.filter(|_| kind.ends_in_july()) {
        Some(end) => first.max(end.saturating_sub(1.year()).saturating_sub(20.days())),
        None => first,
    };
    let first = first.min(on);
    let issued_on = draw.day(first, first.saturating_add(25.days()).min(on));
    let after_the_one_before =
        due.in_hand_by.filter(|_| is_next).map(|it| it.saturating_add(1.day()));
    Document {
        kind: document,
        issued_on,
        valid_from: after_the_one_before.unwrap_or(issued_on),
        valid_to,
        insurer_number: None,
        lost_on: None,
        returned_on: None,
    }
}

/// The first 31 July after a day.
fn july_after(day: Date) -> Date {
    let july = Date::new(day.year(), 7, 31).unwrap_or(day);
    if july > day { july } else { july.saturating_add(1.year()) }
}

/// The end of a month some years on, within the five of the law.
fn five_years_of(day: Date) -> Date {
    day.saturating_add(4.years()).last_of_month()
}
