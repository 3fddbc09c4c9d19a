//! What a virtual card holds, as data: the engine knows no file of it by name.
//!
//! It is built once from a [`Layout`](crate::layout::Layout) when the card is made, and is what a
//! [`CardFile`](super::CardFile) writes. A next generation is other contents for the same engine.

use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::key::{CardKeys, KeyName};
use crate::layout::Characters;

/// All that stays on a card without power.
#[derive(Serialize, Deserialize)]
pub(super) struct Contents {
    /// Which generation of the chip this is.
    pub(super) generation: u8,
    /// The card number (製造番号).
    pub(super) card_number: String,
    /// The name of the issuer domain.
    pub(super) issuer_domain: Bytes,
    /// What GET DATA gives.
    pub(super) objects: Vec<DataObject>,
    /// The applications, in the order a partial name finds them.
    pub(super) applications: Vec<Application>,
    /// The private keys.
    pub(super) keys: CardKeys,
}

/// A data object, read by GET DATA.
#[derive(Serialize, Deserialize)]
pub(super) struct DataObject {
    /// P1 and P2.
    pub(super) tag: u16,
    /// What the card gives.
    pub(super) data: Bytes,
    /// Whether it is given inside an application too.
    pub(super) everywhere: bool,
}

/// An application and its files.
#[derive(Serialize, Deserialize)]
pub(super) struct Application {
    /// Its name (AID).
    pub(super) name: Bytes,
    /// The files.
    pub(super) files: Vec<File>,
    /// The key that signs when the command names none.
    pub(super) own_key: Option<u16>,
    /// How its secrets are changed.
    pub(super) change: ChangeCommand,
}

/// An elementary file (EF).
#[derive(Serialize, Deserialize)]
pub(super) struct File {
    /// Its identifier.
    pub(super) id: u16,
    /// What is in it.
    pub(super) body: Body,
}

/// What a file is.
#[derive(Serialize, Deserialize)]
pub(super) enum Body {
    /// Bytes, read at an offset.
    Transparent {
        /// The bytes.
        data: Bytes,
        /// Who may read them.
        read: Access,
    },
    /// Records, read by number from 1; free to read.
    Records(Vec<Bytes>),
    /// A secret to compare.
    Secret(SecretFile),
    /// A private key.
    Key {
        /// Which of the card's keys.
        key: KeyName,
        /// Who may use it.
        access: Access,
        /// The command it works with.
        command: KeyCommand,
    },
}

/// Who may read a file or use a key.
#[derive(Serialize, Deserialize)]
pub(super) enum Access {
    /// Everybody.
    Free,
    /// Whoever gave one of these secrets of the same application.
    AfterAny(Vec<u16>),
}

/// The command a key answers to.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum KeyCommand {
    /// Signing, `80 2A`.
    Sign,
    /// INTERNAL AUTHENTICATE, `00 88`.
    InternalAuthenticate,
}

/// How the secrets of an application are changed after they were given.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum ChangeCommand {
    /// CHANGE REFERENCE DATA, `00 24 01`.
    ChangeReferenceData,
    /// CHANGE KEY, `80 32`.
    ChangeKey,
}

/// A secret, and how often it may be guessed.
#[derive(Serialize, Deserialize)]
pub(super) struct SecretFile {
    /// The secret.
    pub(super) value: Bytes,
    /// Tries left; none blocks it for good.
    pub(super) tries_left: u8,
    /// Tries after a right one.
    pub(super) tries: u8,
    /// What its holder may change it to; `None` for one that follows from the card's face.
    pub(super) change: Option<SecretForm>,
}

/// What a secret is made of.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct SecretForm {
    /// Fewest characters.
    pub(super) shortest: usize,
    /// Most characters.
    pub(super) longest: usize,
    /// Whether `A` to `Z` may stand beside the digits.
    pub(super) capitals: bool,
}

impl SecretForm {
    /// The form of a secret of the layout.
    pub(super) fn of(secret: &crate::layout::Secret) -> Self {
        let capitals = match secret.characters {
            Characters::Digits => false,
            Characters::DigitsAndCapitals => true,
        };
        Self { shortest: secret.shortest, longest: secret.longest, capitals }
    }

    /// Whether a secret has this form.
    pub(super) fn admits(self, secret: &[u8]) -> bool {
        (self.shortest..=self.longest).contains(&secret.len())
            && secret
                .iter()
                .all(|byte| byte.is_ascii_digit() || (self.capitals && byte.is_ascii_uppercase()))
    }
}

impl Application {
    /// The file of this identifier.
    pub(super) fn file(&self, id: u16) -> Option<&File> {
        self.files.iter().find(|file| file.id == id)
    }

    /// The secret of this identifier, to count and change.
    pub(super) fn secret_mut(&mut self, id: u16) -> Option<&mut SecretFile> {
        self.files.iter_mut().find(|file| file.id == id).and_then(|file| match &mut file.body {
            Body::Secret(secret) => Some(secret),
            Body::Transparent { .. } | Body::Records(_) | Body::Key { .. } => None,
        })
    }
}
