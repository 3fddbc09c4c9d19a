//! What a member's card proves, as an office counts it.

use eligibility::{CardState, CardUse, Phase, RegistrationState, Standing};

/// What a member's My Number card proves on a day (マイナ保険証の段階).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardPhase {
    /// Everything, for more than three months.
    Usable,
    /// Everything, but the digital certificate ends within three months.
    ExpiresSoon,
    /// The eligibility alone: the certificate has ended, its grace has not.
    EligibilityOnly,
    /// Nothing, though there is a card that was registered.
    Stopped,
    /// Nothing, as the card is not registered.
    NotRegistered,
    /// Nothing, as there is no card.
    NoCard,
}

/// How many people are in each phase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PhaseCounts([u64; 6]);

impl CardPhase {
    /// Every phase, in the order shown.
    pub const ALL: [Self; 6] = [
        Self::Usable,
        Self::ExpiresSoon,
        Self::EligibilityOnly,
        Self::Stopped,
        Self::NotRegistered,
        Self::NoCard,
    ];

    /// The phase of a standing.
    #[must_use]
    pub fn of(standing: &Standing) -> Self {
        if matches!(standing.card.state, CardState::None | CardState::Returned) {
            return Self::NoCard;
        }
        match standing.registration.state {
            RegistrationState::None | RegistrationState::Cancelled => return Self::NotRegistered,
            RegistrationState::Registered | RegistrationState::Lapsed => {}
        }
        let ends_soon =
            standing.digital_certificate.is_some_and(|it| it.phase == Phase::ExpiresSoon);
        match standing.card_use {
            CardUse::Everything if ends_soon => Self::ExpiresSoon,
            CardUse::Everything => Self::Usable,
            CardUse::EligibilityOnly => Self::EligibilityOnly,
            CardUse::Nothing => Self::Stopped,
        }
    }
}

impl PhaseCounts {
    /// How many are in a phase.
    #[must_use]
    pub fn of(&self, phase: CardPhase) -> u64 {
        CardPhase::ALL.into_iter().zip(self.0).filter(|it| it.0 == phase).map(|it| it.1).sum()
    }

    /// How many there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    pub(super) fn add(&mut self, phase: CardPhase) {
        for (its, count) in CardPhase::ALL.into_iter().zip(&mut self.0) {
            *count += u64::from(its == phase);
        }
    }

    pub(super) fn add_all(&mut self, others: &Self) {
        for (count, other) in self.0.iter_mut().zip(others.0) {
            *count += other;
        }
    }
}
