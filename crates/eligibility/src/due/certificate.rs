//! The 資格確認書: the first reason that holds, when it must be in hand, and the next one when it ends.

use jiff::civil::Date;

use super::{Asked, Entry, application, rules};
use crate::{
    calendar::{day_after, first_of_month_from, last_of_month_from},
    document::{at_seventy, end, issued},
    dossier::{Document, DocumentKind},
    rule::Rule,
    settings::{LATE_STAGE_85_BORN_TO, LATE_STAGE_FOR_ALL_TO},
    standing::{CardState, CardUse, How, Phase, RegistrationState},
};

const KIND: DocumentKind = DocumentKind::EligibilityCertificate;

/// Why a person needs a 資格確認書.
struct Reason {
    rules: &'static [Rule],
    /// When the need began and what follows; none where it is there from the start.
    later: Option<Later>,
    /// The last day the reason lasts, where the law ends it.
    lasts_to: Date,
}

/// A need that began on a day of its own.
struct Later {
    begins_on: Date,
    issue_from: Date,
    in_hand_by: Date,
}

/// The entry listed on the day, from the table or on application.
pub(super) fn due(asked: &Asked<'_>) -> Option<Entry> {
    application::combined(asked, KIND, by_table(asked))
}

/// The table's entry: the first paper a reason asks for, listed yet or not, or the next one once it
/// is listed, so that an application is not joined to a renewal years away.
fn by_table(asked: &Asked<'_>) -> Option<Entry> {
    let Some(reason) = reason(asked) else {
        return renewal_for_assistance(asked)?.listed(asked.case);
    };
    let start = &asked.start;
    let base = match &reason.later {
        Some(later) if later.begins_on > start.first_day => Entry {
            issue_from: Some(later.issue_from.max(asked.coverage.coverage.acquired_on)),
            in_hand_by: Some(later.in_hand_by),
            how: How::ExOfficio,
            because: rules(&[reason.rules]),
        },
        Some(_) | None => start.entry(reason.rules),
    };
    match longest(asked, |it| not_returned(asked, it)) {
        Some((document, end)) if base.in_hand_by.is_some_and(|by| end >= by) => {
            let goes_on = end < reason.lasts_to;
            goes_on.then(|| renewal(asked, document, end, reason.rules))??.listed(asked.case)
        }
        Some(_) | None => Some(base),
    }
}

/// The next one when a paper ends, if the coverage goes beyond.
fn renewal(asked: &Asked<'_>, document: &Document, end: Date, reason: &[Rule]) -> Option<Entry> {
    let coverage = asked.coverage.coverage;
    if end >= crate::coverage::last_day_by_law(asked.case, coverage) {
        return None;
    }
    let at_seventy = at_seventy(asked.case, document, coverage) == Some(end);
    let seventy: &[Rule] = if at_seventy { &[Rule::F41] } else { &[] };
    let lead = i16::from(asked.case.settings.list_lead_months);
    Some(Entry {
        issue_from: Some(first_of_month_from(end, -lead).max(coverage.acquired_on)),
        in_hand_by: Some(end),
        how: How::ExOfficio,
        because: rules(&[&[Rule::R108], reason, seventy]),
    })
}

/// A person needing assistance who holds a working card and has had one gets the next without
/// applying (R-104, F-45).
fn renewal_for_assistance(asked: &Asked<'_>) -> Option<Entry> {
    let holds_working_card = asked.found.card_use != CardUse::Nothing;
    if !(asked.case.dossier.needs_assistance && holds_working_card) {
        return None;
    }
    // Who has had one gets the next, also after giving it back; one still held goes first.
    let (document, end) =
        longest(asked, |it| not_returned(asked, it)).or_else(|| longest(asked, |_| true))?;
    let mut entry = renewal(asked, document, end, &[])?;
    entry.because = rules(&[&[Rule::R104, Rule::F45]]);
    Some(entry)
}

/// The 資格確認書 of this coverage that ends last, issued by the day, among some; a lost one counts
///
fn longest<'a>(
    asked: &Asked<'a>,
    among: impl Fn(&Document) -> bool,
) -> Option<(&'a Document, Date)> {
    issued(asked.case, KIND, asked.coverage)
        .filter(|it| among(it))
        .map(|it| (it, end(asked.case, it, asked.coverage.coverage)))
        .max_by_key(|(_, end)| *end)
}

fn not_returned(asked: &Asked<'_>, document: &Document) -> bool {
    asked.case.day.happened(document.returned_on).is_none()
}

/// The first reason that holds.
fn reason(asked: &Asked<'_>) -> Option<Reason> {
    from_the_start(asked).or_else(|| by_card(asked)).or_else(|| by_registration(asked))
}

/// Reasons that are there from the start of the coverage, whatever the card does.
fn from_the_start(asked: &Asked<'_>) -> Option<Reason> {
    if asked.found.blocked {
        return Some(Reason::from_start(&[Rule::R103, Rule::F49]));
    }
    if asked.coverage.coverage.insurer.is_late_stage() {
        if asked.case.dossier.born_on <= LATE_STAGE_85_BORN_TO {
            return Some(Reason::from_start(&[Rule::F48]));
        }
        if !asked.case.day.is_over(LATE_STAGE_FOR_ALL_TO) {
            let lasts_to = LATE_STAGE_FOR_ALL_TO;
            return Some(Reason { lasts_to, ..Reason::from_start(&[Rule::F48]) });
        }
    }
    (asked.found.card.state == CardState::None).then(|| Reason::from_start(&[Rule::R098]))
}

/// Reasons in the card: given back, revoked or lapsed, its certificate revoked or missing. A lost
/// or suspended card is none by itself.
fn by_card(asked: &Asked<'_>) -> Option<Reason> {
    let found = asked.found;
    if found.card.state == CardState::Returned {
        return found.card.since.map(|on| Reason::by_next_list(&[Rule::R102, Rule::F46], on));
    }
    let without_certificate = found
        .card
        .card
        .filter(|_| found.certificate.is_none())
        .map(|card| card.handed_over_on.max(card.issued_on));
    let began_on = [found.card.since, found.certificate_revoked_on, without_certificate];
    began_on
        .into_iter()
        .flatten()
        .min()
        .map(|on| Reason::by_next_list(&[Rule::R035, Rule::F51], on))
}

/// Reasons in the registration: never made, cancelled, or ending with its certificate.
fn by_registration(asked: &Asked<'_>) -> Option<Reason> {
    let found = asked.found;
    let last_day = found.registration_ends_after;
    let Some(_) = found.registered_on else { return Some(Reason::from_start(&[Rule::R099])) };
    if let Some(requested_on) = found.cancel_requested_on.filter(|_| found.cancellation_ends_it) {
        return Some(Reason::later(&[Rule::R100, Rule::F66, Rule::G47], last_day, requested_on));
    }
    let expired = matches!(
        found.certificate.map(|it| it.phase),
        Some(Phase::EligibilityOnly | Phase::Stopped)
    ) || found.registration.state == RegistrationState::Lapsed;
    let lead = i16::from(asked.case.settings.list_lead_months);
    expired.then(|| {
        let issue_from = first_of_month_from(last_day, -lead);
        Reason::later(
            &[Rule::R101, Rule::R080, Rule::D11, Rule::F51, Rule::G45],
            last_day,
            issue_from,
        )
    })
}

impl Reason {
    fn from_start(rules: &'static [Rule]) -> Self {
        Self { rules, later: None, lasts_to: Date::MAX }
    }

    /// A need that begins after a last day.
    fn later(rules: &'static [Rule], last_day: Date, issue_from: Date) -> Self {
        let begins_on = day_after(last_day);
        let later = Some(Later { begins_on, issue_from, in_hand_by: last_day });
        Self { later, ..Self::from_start(rules) }
    }

    /// A need that begins on a day and is met with the next month's list.
    fn by_next_list(rules: &'static [Rule], begins_on: Date) -> Self {
        let later = Some(Later {
            begins_on,
            issue_from: first_of_month_from(begins_on, 1),
            in_hand_by: last_of_month_from(begins_on, 1),
        });
        Self { later, ..Self::from_start(rules) }
    }
}

#[cfg(test)]
mod tests;
