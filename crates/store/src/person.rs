//! What a read of a person gives.

use jiff::{Timestamp, civil::Date};
use record::{CompactError, Fact, Person};

use crate::PersonKey;

/// A match of an insured id, from the hub's one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The branch (枝番) of the match, folded; `""` where absent.
    pub branch: String,
    /// Whose it is.
    pub person_key: PersonKey,
    /// The person, read only where the birth date is theirs.
    pub matched: Option<Matched>,
}

/// A person as a revision left them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// The revision read.
    pub revision: i64,
    /// The instant of that revision: as known at this instant is exactly what was read.
    pub changed_at: Timestamp,
    /// The current facts in compact bytes.
    pub document: Vec<u8>,
}

impl Matched {
    /// The person.
    ///
    /// # Errors
    ///
    /// When the bytes are of another form or damaged; [`crate::Store::rebuild`] mends that.
    pub fn person(&self) -> Result<Person, CompactError> {
        Person::from_bytes(&self.document)
    }
}

/// A member (加入者) by insured id or My Number, for planning a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person_key: PersonKey,
    /// The revision read.
    pub revision: i64,
    /// The current facts.
    pub person: Person,
}

/// A row of `person`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Current {
    /// Who.
    pub person_key: PersonKey,
    /// The revision read.
    pub revision: i64,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// The next day on which an answer changes.
    pub wake_on: Option<Date>,
    /// The person, or where their facts went.
    pub held: Held,
}

/// A person's facts, or where they went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// The current facts.
    Person(Box<Person>),
    /// The facts are with another person: the two were one.
    JoinedInto(PersonKey),
}

/// A row of `fact`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFact {
    /// The change's id and the place within it.
    pub fact_id: String,
    /// The person's revision it came with.
    pub revision: i64,
    /// The kind, as [`Fact::kind`], or one of the ledger's own marks.
    pub kind: String,
    /// What it is about within its kind.
    pub subject: String,
    /// The fact, or a mark.
    pub entry: Entry,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By whom.
    pub recorded_by: String,
    /// Why.
    pub reason: String,
    /// When another took its place or it ended.
    pub superseded_at: Option<Timestamp>,
}

/// What a row of `fact` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A fact.
    Fact(Fact),
    /// The current fact of this kind and subject ended here.
    Ended,
    /// A My Number hash was linked.
    MyNumberLinked,
    /// Every fact went to another person.
    JoinedInto(PersonKey),
}
