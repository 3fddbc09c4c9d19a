//! The agenda: who must be looked at on a day.

use eligibility::InsurerNumber;
use record::Person;

use crate::PersonKey;

/// A person whose day has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Who.
    pub person_key: PersonKey,
    /// The revision read.
    pub revision: i64,
    /// The current facts.
    pub person: Person,
}

/// What a night did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Night {
    /// People whose next day was written.
    pub woken: u64,
    /// People changed by somebody else meanwhile, whose next day came with that change.
    pub changed_meanwhile: u64,
}

/// Whom to wake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Everybody.
    Everybody,
    /// Whoever an insurer covers or covered.
    MembersOf(InsurerNumber),
}
