//! What [`crate::Store::check`] reports.

use crate::PersonKey;

/// How a check went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// People compared.
    pub people: u64,
    /// Differences reported.
    pub differences: u64,
}

/// Something derived that is not what the facts say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// About whom.
    pub person_key: PersonKey,
    /// What differs.
    pub what: What,
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A fact cannot be read.
    Fact,
    /// A fact is marked superseded that nothing took the place of, or the other way about.
    Superseded,
    /// The person's revision is not that of the last fact.
    Revision,
    /// The compact document.
    Document,
    /// The next day on which an answer changes.
    WakeOn,
    /// What the person waits for until that day.
    Awaited,
    /// A term the person should be found by is not there.
    SearchTerm,
    /// The look-ups by insured id.
    InsuredId,
    /// A look-up, a card, an act or a paper names nobody, or somebody joined into another.
    Lookup,
    /// An order says it is made and its card is not there, or is another order's or person's.
    CardOrder,
    /// A card ended without a reason, or its order is another person's or another card's.
    Card,
    /// A certificate whose card or issuer is not there or another's, whose number may be given
    /// again, that is held and revoked at once, or that outlived its card.
    Certificate,
    /// An original that its item does not name, without a sheet or beside another of its kind in
    /// force, or an item made without one.
    Original,
    /// An application answered with what is another's, or before it was approved and paid.
    Application,
}

impl What {
    /// The name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Superseded => "superseded_at",
            Self::Revision => "revision",
            Self::Document => "dossier",
            Self::WakeOn => "wake_on",
            Self::Awaited => "awaited",
            Self::SearchTerm => "search_term",
            Self::InsuredId => "insured_id",
            Self::Lookup => "look-up of nobody",
            Self::CardOrder => "card order",
            Self::Card => "card",
            Self::Certificate => "certificate",
            Self::Original => "original",
            Self::Application => "application",
        }
    }
}
