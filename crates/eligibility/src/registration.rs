//! The registration of a card for health insurance use (利用登録), and its two ends.
//!
//! ```text
//! Registered ──cancellation requested, end of the next month──► Cancelled
//!     └──grace of the last certificate over, none renewed──► Lapsed
//! ```
//!
//! The first end wins; on the same day it is the cancellation. Return, loss, revocation, a move and
//! a new insurer do not touch a registration (F-13).

use jiff::civil::Date;

use crate::{
    calendar::last_of_month_from,
    card,
    case::Case,
    digital_certificate::{certificates, counts},
    dossier::Registration,
    rule::Rule,
    standing::{Phase, RegistrationStanding, RegistrationState, Rules},
};

/// What the rules know of the newest registration.
pub(crate) struct Registered {
    pub(crate) standing: RegistrationStanding,
    /// Its last day by the ends known so far.
    pub(crate) ends_after: Date,
    pub(crate) made_on: Option<Date>,
    pub(crate) cancel_requested_on: Option<Date>,
    /// Whether a requested cancellation is its first end.
    pub(crate) cancellation_ends_it: bool,
    pub(crate) because: Rules,
}

/// The newest registration made by the day.
pub(crate) fn registration(case: &Case<'_>, phase: Option<Phase>) -> Registered {
    let day = case.day;
    let newest = case
        .dossier
        .registrations
        .iter()
        .filter(|it| day.has_come(it.registered_on))
        .max_by_key(|it| it.registered_on);
    let Some(registration) = newest else { return never() };

    let cancel_requested_on = day.happened(registration.cancel_requested_on);
    let cancelled_after = cancel_requested_on.map(|on| last_of_month_from(on, 1));
    let lapses_after = lapses_after(case, registration);
    let cancellation_ends_it = cancelled_after.is_some_and(|end| end <= lapses_after);
    let last_day = cancelled_after.map_or(lapses_after, |end| end.min(lapses_after));

    let state = match (day.is_over(last_day), cancellation_ends_it) {
        (false, _) => RegistrationState::Registered,
        (true, true) => RegistrationState::Cancelled,
        (true, false) => RegistrationState::Lapsed,
    };
    let shown = state != RegistrationState::Registered
        || cancelled_after.is_some()
        || phase == Some(Phase::EligibilityOnly);
    Registered {
        standing: RegistrationStanding { state, last_day: shown.then_some(last_day) },
        ends_after: last_day,
        made_on: Some(registration.registered_on),
        cancel_requested_on,
        cancellation_ends_it,
        because: rules(state, cancellation_ends_it),
    }
}

fn never() -> Registered {
    Registered {
        standing: RegistrationStanding { state: RegistrationState::None, last_day: None },
        ends_after: Date::MAX,
        made_on: None,
        cancel_requested_on: None,
        cancellation_ends_it: false,
        because: [Rule::R163].into_iter().collect(),
    }
}

fn rules(state: RegistrationState, cancellation_ends_it: bool) -> Rules {
    let rules: &[Rule] = match (state, cancellation_ends_it) {
        (RegistrationState::None, _) => &[Rule::R163],
        (RegistrationState::Registered, false) => &[Rule::F13],
        (RegistrationState::Registered, true) => &[Rule::F66, Rule::F13],
        (RegistrationState::Cancelled, _) => &[Rule::F66],
        (RegistrationState::Lapsed, _) => &[Rule::F12, Rule::R082],
    };
    rules.iter().copied().collect()
}

/// The last day before the registration lapses, as far as the day asked knows: the grace of the
/// last certificate in a chain, each issued within the grace of the one before, on whatever card.
fn lapses_after(case: &Case<'_>, registration: &Registration) -> Date {
    let mut usable_to: Option<Date> = None;
    let first = first_certificate(case, registration);
    for valid in certificates(case).skip(first).take_while(|it| counts(case, it.certificate)) {
        if usable_to.is_some_and(|end| valid.certificate.issued_on > end) {
            break;
        }
        usable_to = Some(valid.usable_to());
    }
    usable_to.unwrap_or(Date::MAX)
}

/// The place in the list of the certificate current on the day of registration: the newest on the
/// card in use on that day, else the newest issued by then.
fn first_certificate(case: &Case<'_>, registration: &Registration) -> usize {
    let on = registration.registered_on;
    let in_use =
        card::newest(case.dossier.cards, |it| it.issued_on <= on && it.handed_over_on <= on);
    let issued_by_then = || {
        case.dossier
            .digital_certificates
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, it)| it.issued_on <= on)
    };
    issued_by_then()
        .find(|(_, it)| {
            let its = card::newest(case.dossier.cards, |card| card.issued_on <= it.issued_on);
            its.zip(in_use).is_some_and(|(its, in_use)| std::ptr::eq(its, in_use))
        })
        .or_else(|| issued_by_then().next())
        .map_or(0, |(place, _)| place)
}
