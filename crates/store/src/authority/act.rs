//! What somebody at the authority did.

use jiff::Timestamp;

use super::{CardOrder, RegisteredCard, RegisteredCertificate};
use crate::{Change, PersonKey, Whose, change::check_id};

/// One act about one person (処理), carried out whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Made by the caller and kept for retries: the same act again changes nothing. 1 to 64
    /// letters, digits, `-`, `_`, `.`, `:`.
    pub id: String,
    /// What kind of act, in the caller's words.
    pub kind: String,
    /// About whom. Every step must be about an order, a card or a certificate of theirs.
    pub person_key: PersonKey,
    /// The order it concerns.
    pub order_id: Option<String>,
    /// The card it concerns.
    pub card_number: Option<String>,
    /// More of it as JSON, without secrets and without personal data.
    pub note: String,
    /// By whom.
    pub recorded_by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub recorded_at: Timestamp,
    /// What changes of the person's facts; recorded before the first step.
    pub change: Option<Change>,
    /// What moves in the register, in this order: a step finds what those before it did. None
    /// where only the card itself changed, as when a PIN was set anew.
    pub steps: Vec<ActStep>,
}

/// One movement in the register, with its guard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActStep {
    /// A new order. Guard: the id is new and the person has no open order.
    OpenOrder(CardOrder),
    /// The card of an order was made. Guard: the order is neither made nor withdrawn, the card was
    /// added before for this order.
    MakeOrder {
        /// Which order.
        order_id: String,
        /// The card made.
        card_number: String,
        /// When.
        at: Timestamp,
    },
    /// The card of an order was handed over. Guard: the order is made and neither handed over nor
    /// withdrawn, the card has not ended.
    HandOver {
        /// Which order.
        order_id: String,
        /// When.
        at: Timestamp,
    },
    /// An order was withdrawn, made or not. Guard: it is neither handed over nor withdrawn.
    WithdrawOrder {
        /// Which order.
        order_id: String,
        /// When.
        at: Timestamp,
    },
    /// A new card. Guard: the number is new; its order, where it has one, is the person's, open and
    /// not made.
    AddCard(RegisteredCard),
    /// A card's use is stopped. Guard: it is neither stopped nor ended.
    StopCard {
        /// Which card.
        card_number: String,
        /// When.
        at: Timestamp,
    },
    /// A stopped card may be used again. Guard: it is stopped and has not ended.
    ReleaseCard {
        /// Which card.
        card_number: String,
        /// When.
        at: Timestamp,
    },
    /// A card ends. Guard: it has not.
    EndCard {
        /// Which card.
        card_number: String,
        /// When.
        at: Timestamp,
        /// Why.
        why: String,
    },
    /// A new certificate. Guard: the serial is new, the issuer is registered for the purpose, the
    /// card is the person's and has not ended.
    AddCertificate(RegisteredCertificate),
    /// A certificate is held. Guard: it is neither held nor revoked.
    Hold {
        /// Under which key.
        issuer_key_id: [u8; 20],
        /// Its serial number.
        serial: u64,
        /// Since when.
        at: Timestamp,
    },
    /// A held certificate is released. Guard: it is held.
    Release {
        /// Under which key.
        issuer_key_id: [u8; 20],
        /// Its serial number.
        serial: u64,
    },
    /// A certificate is revoked, held or not. Guard: it is not revoked.
    Revoke {
        /// Under which key.
        issuer_key_id: [u8; 20],
        /// Its serial number.
        serial: u64,
        /// When.
        at: Timestamp,
        /// A code of RFC 5280 section 5.3.1 that is final.
        reason: u8,
    },
}

/// What became of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActOutcome {
    /// It is durable.
    Recorded {
        /// The person's revision that its change made; `None` without a change.
        revision: Option<i64>,
    },
    /// It was recorded by an earlier try. Nothing was changed now.
    Already,
    /// The person is not as the act was decided on: changed since, joined into another, nobody, or
    /// with a My Number that is another's. Nothing was recorded: read again.
    PersonChanged,
    /// A step's guard found nothing to move. Nothing was recorded.
    Refused {
        /// Which of the steps, from 0.
        step: usize,
    },
}

/// Why an act cannot be recorded whatever the database holds, in the order checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// An id or a card number is not of its form.
    #[error("expected each id of an act as 1 to 64 letters, digits and -_.:")]
    Id,
    /// The change or a new order, card or certificate is about somebody else.
    #[error("expected an act to be about one person")]
    Whose,
    /// A new order, card or certificate that is not at the beginning of its life.
    #[error("step {step} adds what has been moved already")]
    NotNew {
        /// Which of the steps, from 0.
        step: usize,
    },
    /// A serial number above 63 bits.
    #[error("step {step} has a serial number above 63 bits")]
    Serial {
        /// Which of the steps, from 0.
        step: usize,
    },
    /// A reason that is none or is not final.
    #[error("step {step} revokes with reason {reason}, want 0 to 5, 9 or 10")]
    Reason {
        /// Which of the steps, from 0.
        step: usize,
        /// The code found.
        reason: u8,
    },
}

/// A row of `authority_act`: who did what, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityAct {
    /// The act's id.
    pub id: String,
    /// What kind of act.
    pub kind: String,
    /// About whom: after a join, the one who stays.
    pub person_key: PersonKey,
    /// The order it concerned.
    pub order_id: Option<String>,
    /// The card it concerned.
    pub card_number: Option<String>,
    /// More of it as JSON.
    pub note: String,
    /// By whom.
    pub recorded_by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub recorded_at: Timestamp,
    /// The revision that its change made of the person it was about then.
    pub revision: Option<i64>,
    /// Its steps in words, such as `hold 0a1b…0c:17`.
    pub steps: Vec<String>,
}

impl Act {
    /// Whether it can be recorded at all.
    pub(crate) fn check(&self) -> Result<(), ActError> {
        let optional = [&self.order_id, &self.card_number].into_iter().flatten();
        for id in optional.map(String::as_str).chain([&*self.id]) {
            check_id(id).map_err(|_| ActError::Id)?;
        }
        for step in &self.steps {
            step.check_ids()?;
        }
        let changed = self.change.as_ref().map(|it| match it.whose {
            Whose::New(key) | Whose::Existing { person_key: key, .. } => key,
        });
        let added = self.steps.iter().filter_map(ActStep::adds_for);
        if changed.into_iter().chain(added).any(|key| key != self.person_key) {
            return Err(ActError::Whose);
        }
        let mut steps = self.steps.iter().enumerate();
        steps.try_for_each(|(place, step)| step.check(place))
    }
}

impl ActStep {
    fn check_ids(&self) -> Result<(), ActError> {
        let ids: [Option<&str>; 2] = match self {
            Self::OpenOrder(it) => [Some(&it.order_id), None],
            Self::MakeOrder { order_id, card_number, .. } => [Some(order_id), Some(card_number)],
            Self::HandOver { order_id, .. } | Self::WithdrawOrder { order_id, .. } => {
                [Some(order_id), None]
            }
            Self::AddCard(it) => [Some(&it.card_number), it.order_id.as_deref()],
            Self::StopCard { card_number, .. }
            | Self::ReleaseCard { card_number, .. }
            | Self::EndCard { card_number, .. } => [Some(card_number), None],
            Self::AddCertificate(it) => [Some(&it.card_number), None],
            Self::Hold { .. } | Self::Release { .. } | Self::Revoke { .. } => [None, None],
        };
        ids.into_iter().flatten().try_for_each(|id| check_id(id).map_err(|_| ActError::Id))
    }

    /// For whom it adds something.
    const fn adds_for(&self) -> Option<PersonKey> {
        match self {
            Self::OpenOrder(it) => Some(it.person_key),
            Self::AddCard(it) => Some(it.person_key),
            Self::AddCertificate(it) => Some(it.person_key),
            Self::MakeOrder { .. }
            | Self::HandOver { .. }
            | Self::WithdrawOrder { .. }
            | Self::StopCard { .. }
            | Self::ReleaseCard { .. }
            | Self::EndCard { .. }
            | Self::Hold { .. }
            | Self::Release { .. }
            | Self::Revoke { .. } => None,
        }
    }

    fn check(&self, step: usize) -> Result<(), ActError> {
        let new = |is_new| if is_new { Ok(()) } else { Err(ActError::NotNew { step }) };
        let fits = |serial| match i64::try_from(serial) {
            Ok(_) => Ok(()),
            Err(_) => Err(ActError::Serial { step }),
        };
        match self {
            Self::OpenOrder(it) => {
                let moved = it.made_at.or(it.handed_over_at).or(it.withdrawn_at).is_some();
                new(!moved && it.card_number.is_none())
            }
            Self::AddCard(it) => {
                new(it.stopped_since.or(it.ended_at).is_none() && it.ended_why.is_none())
            }
            Self::AddCertificate(it) => {
                let moved = it.held_since.or(it.revoked_at).is_some();
                new(!moved && it.revocation_reason.is_none())?;
                fits(it.serial)
            }
            Self::Hold { serial, .. } | Self::Release { serial, .. } => fits(*serial),
            Self::Revoke { serial, reason, .. } => {
                fits(*serial)?;
                match reason {
                    0..=5 | 9 | 10 => Ok(()),
                    _ => Err(ActError::Reason { step, reason: *reason }),
                }
            }
            Self::MakeOrder { .. }
            | Self::HandOver { .. }
            | Self::WithdrawOrder { .. }
            | Self::StopCard { .. }
            | Self::ReleaseCard { .. }
            | Self::EndCard { .. } => Ok(()),
        }
    }
}
