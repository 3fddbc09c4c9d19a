//! Why an act is not done: what the law does not allow, and what failed.

use std::fmt;

use eligibility::{CardState, Impossible, Rule};
use jiff::civil::Date;
use pki::RequestError;
use store::ChangeError;

use super::generations::GenerationsError;

/// Why an act is not done.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The law or the state of things does not allow it: an answer for the person.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// What it would record cannot be true.
    #[error("{0} cannot be true")]
    Impossible(Impossible),
    /// Nobody has this key, or they were joined into another.
    #[error("no person has this key")]
    NoPerson,
    /// No order has this id.
    #[error("no order has this id")]
    NoOrder,
    /// No card of theirs has this number.
    #[error("no card of this person has this number")]
    NoCard,
    /// The municipality is not in the table.
    #[error("no municipality has this code")]
    NoMunicipality,
    /// The id was used for another act.
    #[error("expected an id not used for another act")]
    OtherAct,
    /// The My Number is not the person's, or somebody else's.
    #[error("the My Number is not this person's")]
    MyNumber,
    /// The office has no key to hash My Numbers with.
    #[error("this office reads no My Numbers")]
    NoMyNumberKey,
    /// A request for a certificate is not one.
    #[error("the request for a certificate is not one")]
    Request(#[from] RequestError),
    /// The face key is not a public key.
    #[error("the face key is not a public key")]
    FaceKey,
    /// The records of the face are not those of the card with this face key.
    #[error("the records of the face are not of this face key")]
    FaceRecords,
    /// Two requests for one key.
    #[error("expected another key for each certificate and for the face")]
    KeyTwice,
    /// Somebody else was faster, several times.
    #[error("somebody is changing this person: try again")]
    Busy,
    /// The act cannot be recorded whatever the ledger holds.
    #[error(transparent)]
    Act(#[from] store::ActError),
    /// The change cannot be recorded whatever the ledger holds.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// A certificate could not be signed.
    #[error("the certificate could not be issued")]
    Issue(#[from] pki::IssueError),
    /// There is no generation of keys for the day.
    #[error(transparent)]
    Generations(#[from] GenerationsError),
    /// The ledger could not be read or written.
    #[error("the ledger could not be read or written")]
    Store(#[source] store::Error),
}

/// What is not allowed: why, what was found, what was wanted, and by which rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAllowed {
    /// Why.
    pub why: Why,
    /// What was found.
    pub found: Detail,
    /// What was wanted.
    pub wanted: Detail,
    /// The rules it rests on, most telling first.
    pub rules: Vec<Rule>,
}

/// Why something is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The day has not come.
    DayToCome,
    /// Only today: it cannot be entered late.
    NotToday,
    /// A day before one that must come first.
    DayBeforeItsCause,
    /// The person has died.
    Died,
    /// The period of stay is over.
    StayOver,
    /// Somebody under 15 without their legal representative.
    LegalRepresentative,
    /// An application is open.
    OrderOpen,
    /// The order is not where it must be.
    Order,
    /// The reason given does not fit the card.
    Reason,
    /// The card is not in a state that allows it.
    Card,
    /// The card is not the one in use.
    OtherCard,
    /// A new card waits for its hand-over.
    CardWaits,
    /// The card's last day is over.
    CardExpired,
    /// The card is stopped already.
    Stopped,
    /// The card is not stopped.
    NotStopped,
    /// A card without PIN has none, and no certificate to sign.
    Pinless,
    /// The certificate cannot be renewed yet.
    TooEarly,
    /// The deadline is over.
    TooLate,
    /// A certificate to sign for somebody under 15.
    SignatureUnder15,
    /// There is no certificate for this.
    Certificate,
    /// There is no move to follow.
    NoMove,
    /// Done already.
    Already,
    /// Continued use abroad is for Japanese nationals.
    NationalsOnly,
    /// Only the person, or their legal representative.
    InPerson,
}

/// A value found or wanted. It never names the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// A day.
    Day(Date),
    /// A day or any later.
    From(Date),
    /// A day or any earlier.
    To(Date),
    /// The state of a card.
    Card(CardState),
    /// The state of an order.
    Order(OrderState),
    /// Something in words.
    Words(&'static str),
}

/// The state of an order of a card (交付申請).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderState {
    /// Received (受付).
    Received,
    /// The card is made and waits (交付待ち).
    Made,
    /// Handed over (交付済み).
    HandedOver,
    /// Withdrawn (取下げ).
    Withdrawn,
}

impl NotAllowed {
    pub(super) fn of(why: Why, found: Detail, wanted: Detail, rules: &[Rule]) -> Self {
        Self { why, found, wanted, rules: rules.to_vec() }
    }
}

impl Why {
    /// The word in the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::DayToCome => "day_to_come",
            Self::NotToday => "not_today",
            Self::DayBeforeItsCause => "day_before_its_cause",
            Self::Died => "died",
            Self::StayOver => "stay_over",
            Self::LegalRepresentative => "legal_representative",
            Self::OrderOpen => "order_open",
            Self::Order => "order",
            Self::Reason => "reason",
            Self::Card => "card",
            Self::OtherCard => "other_card",
            Self::CardWaits => "card_waits",
            Self::CardExpired => "card_expired",
            Self::Stopped => "stopped",
            Self::NotStopped => "not_stopped",
            Self::Pinless => "pinless",
            Self::TooEarly => "too_early",
            Self::TooLate => "too_late",
            Self::SignatureUnder15 => "signature_under_15",
            Self::Certificate => "certificate",
            Self::NoMove => "no_move",
            Self::Already => "already",
            Self::NationalsOnly => "nationals_only",
            Self::InPerson => "in_person",
        }
    }
}

impl OrderState {
    /// The word in the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Made => "made",
            Self::HandedOver => "handed_over",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::From(day) => write!(f, "{day} or later"),
            Self::To(day) => write!(f, "{day} or earlier"),
            Self::Card(state) => f.write_str(card_state(*state)),
            Self::Order(state) => f.write_str(state.word()),
            Self::Words(words) => f.write_str(words),
        }
    }
}

impl fmt::Display for NotAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { why, found, wanted, rules } = self;
        write!(f, "{}: found {found}, want {wanted}", why.word())?;
        for (place, rule) in rules.iter().enumerate() {
            f.write_str(if place == 0 { " (" } else { ", " })?;
            rule.fmt(f)?;
        }
        f.write_str(if rules.is_empty() { "" } else { ")" })
    }
}

impl std::error::Error for NotAllowed {}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::AnotherAct => Self::OtherAct,
            store::Error::Act(error) => Self::Act(error),
            store::Error::Change(error) => Self::Change(error),
            error @ (store::Error::Engine(_)
            | store::Error::Damaged { .. }
            | store::Error::Unreadable(_)
            | store::Error::JobMoved
            | store::Error::OfficeAct(_)
            | store::Error::MadeItem
            | store::Error::AnotherIssuer
            | store::Error::Serials
            | store::Error::Stopped
            | store::Error::Busy) => Self::Store(error),
        }
    }
}

/// The state of a card in a word, as the contract's JSON has it.
const fn card_state(state: CardState) -> &'static str {
    match state {
        CardState::None => "none",
        CardState::Returned => "returned",
        CardState::Revoked => "revoked",
        CardState::LapsedAbroad => "lapsed_abroad",
        CardState::LapsedByRelocation => "lapsed_by_relocation",
        CardState::Lost => "lost",
        CardState::Suspended => "suspended",
        CardState::Expired => "expired",
        CardState::Usable => "usable",
    }
}
