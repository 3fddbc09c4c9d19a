//! What the rules for papers and proofs start from: card, certificate, registration, coverage.

use jiff::civil::Date;

use crate::{
    card::{CardInUse, card_in_use},
    case::Case,
    coverage::{InForce, in_force},
    digital_certificate::certificate_on_card,
    registration::registration,
    rule::Rule,
    standing::{
        Because, CardUse, CertificateStanding, Phase, RegistrationStanding, RegistrationState,
        Rules,
    },
};

/// What was found in a case.
pub(crate) struct Findings<'a> {
    pub(crate) card: CardInUse<'a>,
    pub(crate) certificate: Option<CertificateStanding>,
    pub(crate) certificate_revoked_on: Option<Date>,
    pub(crate) registration: RegistrationStanding,
    /// The registration's last day by the ends known so far, shown in the standing or not.
    pub(crate) registration_ends_after: Date,
    pub(crate) cancellation_ends_it: bool,
    pub(crate) registered_on: Option<Date>,
    pub(crate) cancel_requested_on: Option<Date>,
    pub(crate) blocked: bool,
    pub(crate) card_use: CardUse,
    pub(crate) in_force: Option<InForce<'a>>,
}

impl<'a> Findings<'a> {
    /// What is found in a case, and why.
    pub(crate) fn of(case: &Case<'a>, because: &mut Because) -> Self {
        let card = card_in_use(case);
        because.card = card.because();
        let certificate = card
            .card
            .and_then(|it| certificate_on_card(case, it, &mut because.digital_certificate));
        let registration = registration(case, certificate.map(|it| it.standing.phase));
        because.registration.clone_from(&registration.because);
        let blocked = case.blocked();
        let phase = certificate.map(|it| it.standing.phase);
        let card_use =
            card_use(&card, phase, registration.standing.state, blocked, &mut because.card_use);
        Self {
            card,
            certificate: certificate.map(|it| it.standing),
            certificate_revoked_on: certificate.and_then(|it| it.revoked_on),
            registration: registration.standing,
            registration_ends_after: registration.ends_after,
            cancellation_ends_it: registration.cancellation_ends_it,
            registered_on: registration.made_on,
            cancel_requested_on: registration.cancel_requested_on,
            blocked,
            card_use,
            in_force: in_force(case),
        }
    }
}

/// What the card proves: card, certificate, registration and block, never coverage.
fn card_use(
    card: &CardInUse<'_>,
    phase: Option<Phase>,
    registration: RegistrationState,
    blocked: bool,
    because: &mut Rules,
) -> CardUse {
    if blocked {
        because.push(Rule::F49);
        return CardUse::Nothing;
    }
    let registered = registration == RegistrationState::Registered;
    match phase {
        Some(Phase::Quiet | Phase::ExpiresSoon) if card.is_usable() && registered => {
            because.push(Rule::R066);
            CardUse::Everything
        }
        Some(Phase::Quiet | Phase::ExpiresSoon | Phase::EligibilityOnly)
            if card.is_usable_or_just_expired() && registered =>
        {
            because.extend([Rule::R072, Rule::R073, Rule::F10]);
            CardUse::EligibilityOnly
        }
        Some(Phase::Stopped) => {
            because.push(Rule::R075);
            CardUse::Nothing
        }
        Some(Phase::Quiet | Phase::ExpiresSoon | Phase::EligibilityOnly | Phase::Revoked)
        | None => {
            because.push(if registered { Rule::F11 } else { Rule::R163 });
            CardUse::Nothing
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::check;

    #[test]
    fn what_the_card_proves() {
        check(
            "certificate 2021-03-01",
            "
                on          use
            card 2021-03-01; registered 2021-11-01:
                2021-10-31  Nothing
                2021-11-01  Everything
                2026-02-14  Everything  # never the coverage
                2026-02-15  EligibilityOnly  # G-44
                2026-05-31  EligibilityOnly
                2026-06-01  Nothing  # G-46
            card 2021-03-01; registered 2021-11-01 cancel=2026-01-10:
                2026-02-14  Everything
                2026-02-28  EligibilityOnly
                2026-03-01  Nothing
            card 2021-03-01 lost=2026-01-10; registered 2021-11-01:
                2026-01-09  Everything
                2026-01-10  Nothing
            card 2021-03-01 returned=2026-01-10; registered 2021-11-01:
                2026-01-10  Nothing
            card 2021-03-01 revoked=2026-01-10; registered 2021-11-01:
                2026-01-10  Nothing
            card 2021-03-01 suspended=2026-01-10; registered 2021-11-01:
                2026-01-10  Nothing
            ",
        );
        check(
            "card 2021-03-01 to=2025-11-30; certificate 2021-03-01 to=2026-02-14; \
             registered 2021-11-01",
            "
            on          use
            2025-11-30  Everything
            2025-12-01  EligibilityOnly  # an expired card has the same grace
            2026-02-28  EligibilityOnly
            2026-03-01  Nothing
            ",
        );
    }

    #[test]
    fn a_block_stops_everything_for_its_days() {
        check(
            "card 2021-03-01; certificate 2021-03-01; registered 2021-11-01",
            "
            facts                                                           on          use
            blocked                                                         2022-01-01  Nothing
            blocked from=2025-01-10 to=2025-01-31                           2025-01-09  Everything
            blocked from=2025-01-10 to=2025-01-31                           2025-01-10  Nothing
            blocked from=2025-01-10 to=2025-01-31                           2025-01-31  Nothing
            blocked from=2025-01-10 to=2025-01-31                           2025-02-01  Everything
            blocked from=2025-01-10 to=2025-01-31; blocked from=2025-02-01  2025-02-01  Nothing
            ",
        );
    }

    #[test]
    fn a_day_before_birth_is_a_day() {
        check(
            "born 1985-02-14; coverage 2025-04-01",
            "
            on          card  registration  coverage  means  certificate_due
            1900-01-01  None  None          None      -      -
            ",
        );
    }
}
