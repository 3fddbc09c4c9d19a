//! What goes into an envelope or a parcel with the papers: cover letters and count slips.

use std::collections::BTreeMap;

use eligibility::written;
use jiff::{ToSpan as _, civil::Date};
use print::{CountSlip, KindCount, Letter, Recipient, SheetRow};
use record::{LetterKind, LetterText};
use store::{BatchItem, Employer};

use super::content::{Stationery, kind_name};

/// Days an employer has to hand papers out where the law names no day ahead.
const DAYS_TO_HAND_OUT: i32 = 14;

/// A paper of a bundle, as its letter tells of it.
pub(super) struct Enclosed {
    pub(super) sheet: u32,
    pub(super) kind: record::DocumentKind,
    /// Whose.
    pub(super) name: String,
    /// The last day it must be in hand.
    pub(super) in_hand_by: Option<Date>,
}

/// The cover letter of one paper that goes alone; a letter of more says no longer words.
pub(super) fn alone(stationery: &Stationery, recipient: Recipient, item: &BatchItem) -> Letter {
    let name = recipient.name.clone();
    let enclosed =
        Enclosed { sheet: item.place, kind: item.kind, name, in_hand_by: item.in_hand_by };
    to_person(stationery, recipient, &[enclosed], &item.bundle)
}

/// The cover letter to a person or a household (本人への送付状).
pub(super) fn to_person(
    stationery: &Stationery,
    recipient: Recipient,
    enclosed: &[Enclosed],
    number: &str,
) -> Letter {
    let counts = counts(enclosed);
    let mut names: Vec<&str> = Vec::new();
    for it in enclosed {
        if !names.contains(&it.name.as_str()) {
            names.push(&it.name);
        }
    }
    let kinds: Vec<&str> = counts.iter().map(|it| it.kind.as_str()).collect();
    let values = BTreeMap::from([("氏名", names.join("様、")), ("書類", kinds.join("、"))]);
    letter(stationery, LetterKind::CoverPerson, recipient, &values, &counts, number)
}

/// The cover letter to an employer (事業所への送付状).
pub(super) fn to_employer(
    stationery: &Stationery,
    employer: &Employer,
    enclosed: &[Enclosed],
    number: &str,
) -> Letter {
    let counts = counts(enclosed);
    let ahead = enclosed.iter().filter_map(|it| it.in_hand_by).filter(|it| *it > stationery.on);
    let by = ahead.min().unwrap_or(stationery.on.saturating_add(DAYS_TO_HAND_OUT.days()));
    let by_kind: Vec<String> =
        counts.iter().map(|it| format!("{}{}枚", it.kind, it.sheets)).collect();
    let values = BTreeMap::from([
        ("事業所名", body(employer)),
        ("枚数", enclosed.len().to_string()),
        ("内訳", by_kind.join("、")),
        ("手元に届ける日", written(by)),
    ]);
    let recipient = employer_recipient(employer);
    letter(stationery, LetterKind::CoverEmployer, recipient, &values, &counts, number)
}

/// The count slip of a parcel to an employer (送付枚数票).
pub(super) fn slip(
    stationery: &Stationery,
    employer: &Employer,
    enclosed: &[Enclosed],
    batch: &str,
) -> CountSlip {
    let row = |it: &Enclosed| SheetRow {
        sheet: it.sheet,
        kind: kind_name(it.kind).to_owned(),
        name: it.name.clone(),
    };
    CountSlip {
        insurer: stationery.insurer.clone(),
        employer: employer_recipient(employer),
        employer_code: employer.code.clone(),
        batch: batch.to_owned(),
        day: stationery.on,
        counts: counts(enclosed),
        rows: enclosed.iter().map(row).collect(),
    }
}

fn letter(
    stationery: &Stationery,
    kind: LetterKind,
    recipient: Recipient,
    values: &BTreeMap<&str, String>,
    counts: &[KindCount],
    number: &str,
) -> Letter {
    let own = stationery.settings.letters.get(&kind).cloned();
    let text = own.unwrap_or_else(|| LetterText::default_of(kind));
    let (title, paragraphs) = text.filled(values);
    let enclosures = counts.iter().map(|it| format!("{} {}枚", it.kind, it.sheets)).collect();
    Letter {
        insurer: stationery.insurer.clone(),
        recipient,
        number: Some(number.to_owned()),
        day: stationery.on,
        title,
        paragraphs,
        enclosures,
    }
}

/// How many there are of each kind, in the order of the kinds.
pub(super) fn counts(enclosed: &[Enclosed]) -> Vec<KindCount> {
    let mut counts: Vec<KindCount> = Vec::new();
    for it in enclosed {
        let kind = kind_name(it.kind);
        match counts.iter_mut().find(|it| it.kind == kind) {
            Some(count) => count.sheets += 1,
            None => counts.push(KindCount { kind: kind.to_owned(), sheets: 1 }),
        }
    }
    counts
}

/// An employer as an envelope names it; by its code where no name is recorded.
pub(super) fn employer_recipient(employer: &Employer) -> Recipient {
    Recipient {
        postcode: None,
        address: employer.address.clone(),
        name: body(employer),
        is_body: true,
    }
}

fn body(employer: &Employer) -> String {
    if employer.name.trim().is_empty() {
        format!("事業所番号 {}", employer.code)
    } else {
        employer.name.clone()
    }
}
