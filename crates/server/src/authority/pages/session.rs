//! What an id in an address of these pages stands for.

use std::sync::Arc;

use store::{CertificatePlace, PersonKey};

use crate::pages::session;
pub(super) use crate::pages::session::{Sessions, random};

/// Somebody signed in on one browser.
pub(super) type Session = session::Session<Meaning>;

/// What an id stands for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Meaning {
    /// A person.
    Person(PersonKey),
    /// A page of letters, which begins after a certificate.
    Letters(CertificatePlace),
    /// What the authority signed for a card, to be taken to its maker.
    Answer(Arc<SignedAnswer>),
}

/// What the authority signed, as a file.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct SignedAnswer {
    pub(super) of: PersonKey,
    pub(super) file_name: &'static str,
    pub(super) json: String,
}

impl session::Meaning for Meaning {
    fn is_bulky(&self) -> bool {
        matches!(self, Self::Answer(_))
    }
}

impl Session {
    /// The id of a person: the same as long as it means something.
    pub(super) fn person_id(&self, key: PersonKey) -> Option<String> {
        self.id_for(Meaning::Person(key))
    }

    /// The id of a page of letters.
    pub(super) fn letters_id(&self, after: CertificatePlace) -> Option<String> {
        self.id_for(Meaning::Letters(after))
    }

    /// The id of a signed answer.
    pub(super) fn answer_id(&self, answer: SignedAnswer) -> Option<String> {
        self.id_for(Meaning::Answer(Arc::new(answer)))
    }
}
