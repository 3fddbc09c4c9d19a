//! What a card that is here proves today: the register's word on its certificate, and the law's on
//! its holder. Whichever allows less holds.

use eligibility::{
    CardState, CardUse, Judgement, Phase, ReaderStanding, RegistrationState, Rule, Standing,
};
use interchange::confirmation::NotUsable;
use pki::Status;

/// What a card proves, what its reader shows, and why.
pub(super) struct Verdict {
    pub(super) card_use: CardUse,
    pub(super) not_usable: Option<NotUsable>,
    pub(super) reader: ReaderStanding,
    pub(super) because: Vec<Rule>,
}

/// What a reader shows of a certificate that is stopped.
const STOPPED: ReaderStanding = ReaderStanding { phase: 3, may_continue: false };

/// The reader's words for it.
const STOPPED_RULES: [Rule; 3] = [Rule::R076, Rule::R077, Rule::R078];

/// Judges what a card proves. `is_too_new` is by the hub's delay; the law may have one of its own.
pub(super) fn usable(status: &Status, is_too_new: bool, judged: &Judgement) -> Verdict {
    match status {
        Status::Revoked { .. } => stopped(NotUsable::CertificateRevoked, &[Rule::F11]),
        Status::OnHold { .. } => stopped(NotUsable::CertificateOnHold, &[Rule::F32]),
        Status::Expired => stopped(NotUsable::CertificateExpired, &[Rule::R075, Rule::F07]),
        Status::NotYetValid => too_new(),
        // Who has no row in the register has no holder to judge; nobody comes here with it.
        Status::Unknown => stopped(NotUsable::CertificateNotRecorded, &[Rule::R091]),
        Status::Good | Status::ExpiredInGrace => {
            let is_in_grace = matches!(status, Status::ExpiredInGrace);
            by_law(is_in_grace, is_too_new, judged)
        }
    }
}

fn by_law(is_in_grace: bool, is_too_new: bool, judged: &Judgement) -> Verdict {
    let standing = &judged.standing;
    let not_usable = match standing.card_use {
        CardUse::Everything | CardUse::EligibilityOnly => None,
        CardUse::Nothing => Some(why_nothing(judged)),
    };
    // A certificate that the law does not count yet is too new as well.
    if not_usable == Some(NotUsable::CertificateTooNew) || (not_usable.is_none() && is_too_new) {
        return too_new();
    }
    let mut because: Vec<Rule> = judged.because.card_use.to_vec();
    because.extend(judged.because.reader.iter().copied());
    let by_law =
        Verdict { card_use: standing.card_use, not_usable, reader: standing.reader, because };
    if is_in_grace && standing.card_use == CardUse::Everything {
        // The holder has a newer certificate; the one laid on the reader is in its grace.
        return Verdict {
            card_use: CardUse::EligibilityOnly,
            reader: ReaderStanding { phase: 2, ..standing.reader },
            because: vec![Rule::R072, Rule::R073, Rule::R070, Rule::R071],
            ..by_law
        };
    }
    by_law
}

/// Why the law lets a card prove nothing, as its own answers say it.
fn why_nothing(judged: &Judgement) -> NotUsable {
    let Standing { card, digital_certificate, registration, .. } = &judged.standing;
    if judged.because.card_use.contains(&Rule::F49) {
        return NotUsable::Blocked;
    }
    let phase = digital_certificate.map(|it| it.phase);
    match card.state {
        CardState::None => NotUsable::CardNotInUse,
        CardState::Lost => NotUsable::CardLost,
        CardState::Suspended => NotUsable::CardSuspended,
        CardState::Returned
        | CardState::Revoked
        | CardState::LapsedAbroad
        | CardState::LapsedByRelocation => NotUsable::CardEnded,
        CardState::Expired | CardState::Usable => match (phase, registration.state) {
            (Some(Phase::Revoked), _) => NotUsable::CertificateRevoked,
            (Some(Phase::Stopped), _) => NotUsable::CertificateExpired,
            (
                _,
                RegistrationState::None | RegistrationState::Cancelled | RegistrationState::Lapsed,
            ) => NotUsable::NotRegistered,
            (None, RegistrationState::Registered) => NotUsable::CertificateTooNew,
            // Certificate and registration are good, so it is the card that is past its grace.
            (
                Some(Phase::Quiet | Phase::ExpiresSoon | Phase::EligibilityOnly),
                RegistrationState::Registered,
            ) => NotUsable::CardExpired,
        },
    }
}

fn stopped(why: NotUsable, because: &[Rule]) -> Verdict {
    Verdict {
        card_use: CardUse::Nothing,
        not_usable: Some(why),
        reader: STOPPED,
        because: because.iter().chain(&STOPPED_RULES).copied().collect(),
    }
}

/// No leaflet has words for a reader to show here; what proves eligibility instead is said.
fn too_new() -> Verdict {
    Verdict {
        card_use: CardUse::Nothing,
        not_usable: Some(NotUsable::CertificateTooNew),
        reader: ReaderStanding { phase: 0, may_continue: false },
        because: vec![Rule::R091],
    }
}
