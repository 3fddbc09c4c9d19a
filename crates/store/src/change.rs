//! A change to a person, before it is recorded.

use jiff::Timestamp;
use record::{Fact, Person};

use crate::PersonKey;

/// Facts to record about one person in one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Made by the caller and kept for retries: the same id again does nothing and gives the same
    /// outcome. 1 to 64 letters, digits, `-`, `_`, `.`, `:`.
    pub id: String,
    /// About whom.
    pub whose: Whose,
    /// Facts, each in place of the current one of its kind and subject.
    pub facts: Vec<Fact>,
    /// Facts that end and have no successor.
    pub end: Vec<End>,
    /// The keyed hash of the person's My Number (個人番号), where known.
    pub my_number_hash: Option<[u8; 32]>,
    /// By whom.
    pub recorded_by: String,
    /// Why.
    pub reason: String,
    /// When. A person's revisions have increasing instants: one not after the last becomes a
    /// microsecond after it.
    pub recorded_at: Timestamp,
}

/// About whom a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Somebody not yet recorded, under a key of [`crate::Store::new_person_key`].
    New(PersonKey),
    /// Somebody recorded, as read at a revision.
    Existing {
        /// Who.
        person_key: PersonKey,
        /// The revision the change was decided on.
        revision: i64,
    },
}

/// The current fact of a kind and subject that ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// As [`Fact::kind`].
    pub kind: &'static str,
    /// As [`Fact::subject`].
    pub subject: String,
}

/// Two people found to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// As [`Change::id`].
    pub id: String,
    /// Who stays, and the revision read. Of two facts of one kind and subject theirs stays current.
    pub first: (PersonKey, i64),
    /// Whose facts go to the first, and the revision read.
    pub second: (PersonKey, i64),
    /// By whom.
    pub recorded_by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub recorded_at: Timestamp,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is durable, from now or from an earlier try.
    Recorded {
        /// About whom. Another key than asked for where another process had just taken that one.
        person_key: PersonKey,
        /// The revision it made.
        revision: i64,
    },
    /// Somebody was first, or no such person: read again.
    Conflict,
    /// The My Number is linked to another person. Nothing was recorded.
    MyNumberOfAnother {
        /// That person.
        person_key: PersonKey,
    },
    /// A fact that was to end is not current. Nothing was recorded.
    NothingToEnd,
}

/// Why a change cannot be recorded, in the order checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// The id is not of its form.
    #[error("expected a change id of 1 to 64 letters, digits and -_.:")]
    Id,
    /// Two people to be joined are one already.
    #[error("expected two people to join, found one twice")]
    OnePerson,
    /// There is nothing in it, or more than one change can hold.
    #[error("expected 1 to {} facts and endings", MOST_ENTRIES)]
    Entries,
    /// A new person without identity, or an identity that ends without a successor.
    #[error("expected a person to have an identity")]
    Identity,
    /// A kind and subject twice in one change.
    #[error("expected each kind and subject once in a change, found {kind} twice")]
    Twice {
        /// The kind.
        kind: &'static str,
    },
}

/// Entries of one change: the place of each is four digits of its `fact_id`.
pub(crate) const MOST_ENTRIES: usize = 9_000;

impl Change {
    /// The person after it; `None` where it ends what the person does not have.
    pub(crate) fn after(&self, person: &Person) -> Option<Person> {
        if self.end.is_empty() {
            let mut person = person.clone();
            self.facts.iter().cloned().for_each(|fact| person.record(fact));
            return Some(person);
        }
        let ended = |fact: &Fact| {
            self.end.iter().any(|end| end.kind == fact.kind() && end.subject == fact.subject())
        };
        let left = person.facts().into_iter().filter(|fact| !ended(fact));
        Person::from_facts(left.chain(self.facts.iter().cloned()))
    }

    /// Whether it can be recorded at all.
    pub(crate) fn check(&self) -> Result<(), ChangeError> {
        check_id(&self.id)?;
        let entries = self.facts.len() + self.end.len();
        if entries > MOST_ENTRIES || (entries == 0 && self.my_number_hash.is_none()) {
            return Err(ChangeError::Entries);
        }
        let named = self.facts.iter().any(|it| matches!(it, Fact::Identity(_)));
        let unnamed = self.end.iter().any(|it| it.kind == "identity");
        if unnamed || (matches!(self.whose, Whose::New(_)) && (!named || !self.end.is_empty())) {
            return Err(ChangeError::Identity);
        }
        Ok(())
    }
}

/// Whether an id can begin a `fact_id`.
pub(crate) fn check_id(id: &str) -> Result<(), ChangeError> {
    let fits = |it: u8| it.is_ascii_alphanumeric() || b"-_.:".contains(&it);
    if (1..=64).contains(&id.len()) && id.bytes().all(fits) { Ok(()) } else { Err(ChangeError::Id) }
}

/// The id of a fact: the change's, then its place, so that a change's facts sort as given.
pub(crate) fn fact_id(change: &str, place: usize) -> String {
    format!("{change}/{place:04}")
}
