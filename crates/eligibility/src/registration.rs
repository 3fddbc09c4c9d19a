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

#[cfg(test)]
mod tests {
    use crate::testing::check;

    const HOLDER: &str = "card 2021-03-01; certificate 2021-03-01";

    #[test]
    fn a_cancellation_ends_with_the_month_after_the_request() {
        check(
            HOLDER,
            "
            facts                                    on          registration  last_day
            registered 2021-11-01 cancel=2026-01-10  2026-01-09  Registered    -
            registered 2021-11-01 cancel=2026-01-10  2026-01-10  Registered    2026-02-28  # G-47
            registered 2021-11-01 cancel=2026-01-10  2026-02-28  Registered    2026-02-28
            registered 2021-11-01 cancel=2026-01-10  2026-03-01  Cancelled     2026-02-28
            registered 2021-11-01 cancel=2026-01-31  2026-01-31  Registered    2026-02-28  # G-48
            registered 2021-11-01 cancel=2025-12-15  2026-01-31  Registered    2026-01-31  # G-48
            registered 2021-11-01 cancel=2025-12-15  2026-02-01  Cancelled     2026-01-31
            registered 2021-11-01 cancel=2025-12-31  2026-01-31  Registered    2026-01-31
            registered 2021-11-01 cancel=2026-01-01  2026-01-31  Registered    2026-02-28
            ",
        );
    }

    #[test]
    fn a_registration_lapses_with_the_grace_unless_renewed_in_it() {
        check(
            "card 2021-03-01; certificate 2021-03-01; registered 2021-11-01",
            "
                on          registration  last_day
            nothing else:
                2021-10-31  None          -
                2021-11-01  Registered    -
                2026-02-14  Registered    -
                2026-02-15  Registered    2026-05-31
                2026-05-31  Registered    2026-05-31
                2026-06-01  Lapsed        2026-05-31
            certificate 2026-05-20:
                2026-06-01  Registered    -
            certificate 2026-05-31:
                2026-06-01  Registered    -
            certificate 2026-06-01:
                2026-06-01  Lapsed        2026-05-31
            certificate 2026-06-10; registered 2026-06-15:
                2026-06-14  Lapsed        2026-05-31
                2026-06-15  Registered    -
            card 2026-05-20; certificate 2026-05-20:
                2026-06-01  Registered    -  # on whatever card
            certificate 2025-12-01 revoked=2025-12-02:
                2026-06-01  Registered    -  # revoked or not
            ",
        );
    }

    #[test]
    fn the_first_end_wins_and_on_the_same_day_the_cancellation() {
        check(
            HOLDER,
            "
                on          registration  last_day
            registered 2021-11-01 cancel=2026-04-30:
                2026-06-01  Cancelled     2026-05-31
            registered 2021-11-01 cancel=2026-05-01:
                2026-06-01  Lapsed        2026-05-31
            registered 2021-11-01 cancel=2026-05-01; certificate 2026-05-20:
                2026-06-30  Registered    2026-06-30
                2026-07-01  Cancelled     2026-06-30
            registered 2021-11-01 cancel=2026-07-01:
                2026-08-01  Lapsed        2026-05-31  # asked after the lapse
            ",
        );
    }

    #[test]
    fn the_newest_registration_counts_and_the_card_does_not_touch_it() {
        check(
            "certificate 2021-03-01",
            "
                on          registration
            card 2021-03-01; registered 2021-11-01 cancel=2026-01-10; registered 2026-04-01:
                2026-03-31  Cancelled
                2026-04-01  Registered
            card 2021-03-01 returned=2026-01-10; registered 2021-11-01:
                2026-01-10  Registered
            card 2021-03-01 lost=2026-01-10; registered 2021-11-01:
                2026-01-10  Registered
            card 2021-03-01 revoked=2026-01-10; registered 2021-11-01:
                2026-01-10  Registered
            card 2021-03-01; moves 2025-12-01; registered 2021-11-01:
                2026-01-10  Registered
            ",
        );
    }

    #[test]
    fn the_chain_begins_with_the_certificate_of_the_card_in_use_at_registration() {
        check(
            "card 2016-03-01; certificate 2020-03-01 to=2025-02-14; \
             card 2024-12-20 handed=2025-01-20; certificate 2024-12-20",
            "
            facts                  on          registration
            registered 2025-01-10  2025-05-31  Registered  # by the older card
            registered 2025-01-10  2025-06-01  Registered  # the newer one follows in its grace
            registered 2025-01-20  2030-05-31  Registered
            registered 2025-01-20  2030-06-01  Lapsed
            ",
        );
    }
}
