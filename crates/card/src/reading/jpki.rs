//! The public-key application (公的個人認証AP): certificates, and keys behind PINs.

use std::fmt;

use jiff::civil::Date;
use pki::{DigitalCertificate, Purpose};

use super::conversation::{Conversation, Extent, LastTry};
use super::{CardError, PinError};
use crate::layout::{Aid, CredentialLayout, FileId};

/// Each of the two keys has a PIN (暗証番号) of its own, named by what the key is for.
pub type PinKind = Purpose;

/// The public-key application (公的個人認証AP) of a card.
pub struct Jpki<'c, 'a> {
    conversation: &'c mut Conversation<'a>,
}

impl<'c, 'a> Jpki<'c, 'a> {
    pub(super) fn new(conversation: &'c mut Conversation<'a>) -> Self {
        Self { conversation }
    }

    /// What lies on the reader, by its own word. Free to read.
    ///
    /// # Errors
    ///
    /// The card is none of the kind, or gone.
    pub fn token(&mut self) -> Result<TokenKind, CardError> {
        let jpki = &self.conversation.layout().jpki;
        let place = (jpki.aid, jpki.token);
        let label = self.conversation.read(place, Extent::Bytes(LABEL_LENGTH))?;
        Ok(TokenKind::of(&label))
    }

    /// Makes sure that it is a card, and the present one.
    ///
    /// # Errors
    ///
    /// [`CardError::OtherToken`] says what else it is.
    pub fn require_card(&mut self) -> Result<(), CardError> {
        let kind = self.token()?;
        if kind == TokenKind::MyNumberCard { Ok(()) } else { Err(CardError::OtherToken(kind)) }
    }

    /// The certificate for a purpose, DER. The one for signatures is given only after its PIN.
    ///
    /// # Errors
    ///
    /// The card does not have it, wants the PIN first, or is gone.
    pub fn certificate(&mut self, purpose: Purpose) -> Result<Vec<u8>, CardError> {
        let file = self.credential(purpose).certificate;
        self.read_certificate((self.conversation.layout().jpki.aid, file))
    }

    /// The certificate of the CA above it, DER, as the card has it. Free to read.
    ///
    /// # Errors
    ///
    /// The card does not have it, or is gone.
    pub fn ca_certificate(&mut self, purpose: Purpose) -> Result<Vec<u8>, CardError> {
        let file = self.credential(purpose).ca_certificate;
        self.read_certificate((self.conversation.layout().jpki.aid, file))
    }

    /// How many tries a PIN has. Asking never spends one.
    ///
    /// # Errors
    ///
    /// The card is gone or does not say.
    pub fn tries_left(&mut self, kind: PinKind) -> Result<u8, CardError> {
        let pin = self.credential(kind).pin;
        self.conversation.tries_left(self.conversation.layout().jpki.aid, &pin)
    }

    /// Verifies a PIN, unless one try is left.
    ///
    /// # Errors
    ///
    /// [`PinError`] says which; a try is spent in [`PinError::Wrong`] and [`PinError::Blocked`]
    /// alone, and, when the card is pulled out, perhaps.
    pub fn verify(&mut self, kind: PinKind, pin: &[u8]) -> Result<(), PinError> {
        self.verify_with(kind, pin, LastTry::Keep)
    }

    /// Verifies a PIN, and says what to do when one try is left.
    ///
    /// # Errors
    ///
    /// As [`Jpki::verify`].
    pub fn verify_with(
        &mut self,
        kind: PinKind,
        pin: &[u8],
        last_try: LastTry,
    ) -> Result<(), PinError> {
        let aid = self.conversation.layout().jpki.aid;
        let secret = self.credential(kind).pin;
        self.conversation.verify(aid, &secret, pin, last_try)
    }

    /// Has the key of a purpose sign a message. Its PIN must have been verified.
    ///
    /// # Errors
    ///
    /// The PIN was not verified, or the card is gone.
    pub fn sign(&mut self, purpose: Purpose, message: &[u8]) -> Result<Vec<u8>, CardError> {
        let aid = self.conversation.layout().jpki.aid;
        let key = self.credential(purpose).key;
        self.conversation.sign(aid, Some(key), message)
    }

    fn credential(&self, purpose: Purpose) -> &'static CredentialLayout {
        let jpki = &self.conversation.layout().jpki;
        match purpose {
            Purpose::UserAuthentication => &jpki.user_authentication,
            Purpose::DigitalSignature => &jpki.digital_signature,
        }
    }

    fn read_certificate(&mut self, place: (Aid, FileId)) -> Result<Vec<u8>, CardError> {
        let der = self.conversation.read(place, Extent::Object)?;
        Ok(der.to_vec())
    }
}

/// The first and the last day in Japan of a certificate that was read; `None` when it is none.
#[must_use]
pub fn certificate_days(der: &[u8]) -> Option<(Date, Date)> {
    let certificate = DigitalCertificate::parse(der).ok()?;
    Some((certificate.first_day(), certificate.last_day()))
}

/// The label is the first field of the token's description.
const LABEL_LENGTH: u32 = 32;

/// What speaks the card's language, by the label it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A My Number Card.
    MyNumberCard,
    /// The resident card before it (住民基本台帳カード), which nobody may use since 2025.
    ResidentCard,
    /// A certificate in an Android phone.
    AndroidPhone,
    /// A certificate in an iPhone.
    IPhone,
    /// None of these.
    Unknown,
}

impl TokenKind {
    fn of(label: &[u8]) -> Self {
        match label.trim_ascii_end() {
            b"JPKIAPICCTOKEN2" => Self::MyNumberCard,
            b"JPKIAPICCTOKEN" => Self::ResidentCard,
            b"JPKIAPGPSETOKEN" => Self::AndroidPhone,
            b"JPKIAPIOSTOKEN" => Self::IPhone,
            _ => Self::Unknown,
        }
    }
}

impl fmt::Display for TokenKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::MyNumberCard => "a My Number Card",
            Self::ResidentCard => "an old resident card",
            Self::AndroidPhone => "an Android phone",
            Self::IPhone => "an iPhone",
            Self::Unknown => "another kind of card",
        })
    }
}
