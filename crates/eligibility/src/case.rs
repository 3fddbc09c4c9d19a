//! One dossier on one day: what every rule asks from.

use jiff::civil::Date;

use crate::{
    age::Ages,
    card::{CardInUse, card_in_use},
    coverage::{InForce, in_force},
    day::Day,
    digital_certificate::certificate_on_card,
    dossier::Dossier,
    proof, reader,
    registration::registration,
    relocation,
    rule::Rule,
    settings::Settings,
    standing::{
        Because, CardStanding, CardUse, CertificateStanding, CoverageStanding, Phase,
        RegistrationStanding, RegistrationState, Rules, Standing,
    },
};

/// A dossier, the insurer's settings and the day asked.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    pub(crate) dossier: &'a Dossier<'a>,
    pub(crate) settings: &'a Settings,
    pub(crate) day: &'a Day,
    pub(crate) ages: Ages,
}

/// What the rules for papers and proofs start from.
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

impl<'a> Case<'a> {
    pub(crate) fn new(dossier: &'a Dossier<'a>, settings: &'a Settings, day: &'a Day) -> Self {
        Self { dossier, settings, day, ages: Ages::of(dossier.born_on) }
    }

    /// Every answer, and why.
    pub(crate) fn standing(&self) -> (Standing, Because) {
        let mut because = Because::default();
        let found = self.findings(&mut because);
        let means = proof::means(self, &found, &mut because);
        let due = crate::due::due(self, &found);
        let standing = Standing {
            card: CardStanding { state: found.card.state, valid_to: found.card.valid_to() },
            digital_certificate: found.certificate,
            registration: found.registration,
            card_use: found.card_use,
            coverage: self.coverage(&found, &mut because),
            ages: self.ages,
            reader: reader::reader(&found, &mut because),
            fallback: proof::fallback(self, &found, &mut because),
            todo: proof::todo(self, &found, &mut because),
            advice: proof::advice(&found, &means, &due, &mut because),
            give_back: crate::document::give_back(self, &mut because),
            carry: proof::carry(self, &found, &mut because),
            relocation: relocation::newest(self, &mut because),
            means,
            due,
        };
        (standing, because)
    }

    fn findings(&self, because: &mut Because) -> Findings<'a> {
        let card = card_in_use(self);
        because.card = card.because();
        let certificate = card
            .card
            .and_then(|it| certificate_on_card(self, it, &mut because.digital_certificate));
        let registration = registration(self, certificate.map(|it| it.standing.phase));
        because.registration.clone_from(&registration.because);
        let blocked = self.blocked();
        let phase = certificate.map(|it| it.standing.phase);
        let card_use =
            card_use(&card, phase, registration.standing.state, blocked, &mut because.card_use);
        Findings {
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
            in_force: in_force(self),
        }
    }

    /// Whether the own information is blocked (F-49).
    fn blocked(&self) -> bool {
        self.dossier.blocks.iter().any(|it| {
            it.from.is_none_or(|from| self.day.has_come(from))
                && !it.to.is_some_and(|to| self.day.is_over(to))
        })
    }

    fn coverage(&self, found: &Findings<'_>, because: &mut Because) -> CoverageStanding {
        match &found.in_force {
            Some(it) => {
                let (share_tenths, rule) = it.share(self);
                because.coverage.extend([Rule::F94, rule]);
                CoverageStanding::Covered { insurer: it.coverage.insurer, share_tenths }
            }
            None if self.dossier.coverages.iter().any(|it| self.day.has_come(it.acquired_on)) => {
                because.coverage.push(Rule::F94);
                CoverageStanding::Lost
            }
            None => CoverageStanding::None,
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
