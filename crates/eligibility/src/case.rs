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
