//! What an id in an address of the office stands for.

use store::PersonKey;

use crate::pages::session;

/// Somebody of the office on one browser.
pub(crate) type Session = session::Session<Meaning>;

/// What an id stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Meaning {
    /// A person.
    Person(PersonKey),
    /// Anything else that has an id in the ledger: its kind, and that id.
    Thing(&'static str, String),
}

impl session::Meaning for Meaning {
    fn is_bulky(&self) -> bool {
        match self {
            Self::Person(_) | Self::Thing(..) => false,
        }
    }
}

impl Session {
    /// The id of a person: the same as long as it means something. None when the system has no
    /// randomness.
    pub(crate) fn person_id(&self, key: PersonKey) -> Option<String> {
        self.id_for(Meaning::Person(key))
    }

    /// The person an id stands for.
    pub(crate) fn person_of(&self, id: &str) -> Option<PersonKey> {
        match self.meaning(id)? {
            Meaning::Person(key) => Some(key),
            Meaning::Thing(..) => None,
        }
    }

    /// The id of a thing of a kind: an application, a mailing, a payment.
    pub(crate) fn id_of(&self, kind: &'static str, text: &str) -> Option<String> {
        self.id_for(Meaning::Thing(kind, text.to_owned()))
    }

    /// The thing of a kind that an id stands for.
    pub(crate) fn text_of(&self, kind: &'static str, id: &str) -> Option<String> {
        match self.meaning(id)? {
            Meaning::Thing(its, text) if its == kind => Some(text),
            Meaning::Thing(..) | Meaning::Person(_) => None,
        }
    }
}
