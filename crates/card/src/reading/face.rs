//! The card-face application (券面事項確認AP): photo, printed images, and the proof that the card
//! itself is here.

use std::fmt;

use jiff::civil::Date;

use super::conversation::{Conversation, Extent, LastTry};
use super::text::{day, sex};
use super::{CardError, NumberB, PinError, tlv};

/// The card-face application (券面事項確認AP) of a card.
pub struct Face<'c, 'a> {
    conversation: &'c mut Conversation<'a>,
}

impl<'c, 'a> Face<'c, 'a> {
    pub(super) fn new(conversation: &'c mut Conversation<'a>) -> Self {
        Self { conversation }
    }

    /// Opens the face by number B, which is printed on it, unless one try is left.
    ///
    /// # Errors
    ///
    /// [`PinError`] says which.
    pub fn open_with(&mut self, number: &NumberB) -> Result<(), PinError> {
        let face = &self.conversation.layout().face;
        self.conversation.verify(face.aid, &face.number_b, number.digits(), LastTry::Keep)
    }

    /// How many tries number B has. Asking never spends one.
    ///
    /// # Errors
    ///
    /// The card is gone or does not say.
    pub fn tries_left(&mut self) -> Result<u8, CardError> {
        let face = &self.conversation.layout().face;
        self.conversation.tries_left(face.aid, &face.number_b)
    }

    /// Everything on the face of the card.
    ///
    /// # Errors
    ///
    /// The face is not open, or the card is gone.
    pub fn record(&mut self) -> Result<FaceRecord, CardError> {
        let face = &self.conversation.layout().face;
        let file = self.conversation.read((face.aid, face.face), Extent::Object)?;
        FaceRecord::parse(&file).ok_or(CardError::Malformed("face"))
    }

    /// The photo, JPEG 2000.
    ///
    /// # Errors
    ///
    /// As [`Face::record`].
    pub fn photo(&mut self) -> Result<Vec<u8>, CardError> {
        self.record().map(|record| record.photo)
    }

    /// The public half of the card's own key, which [`Face::prove`] signs with: a
    /// `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    ///
    /// As [`Face::record`].
    pub fn public_key(&mut self) -> Result<Vec<u8>, CardError> {
        self.record()?.public_key_info().ok_or(CardError::Malformed("key"))
    }

    /// The certificate whose key signed the face, card-verifiable (`7F21`). Free to read.
    ///
    /// # Errors
    ///
    /// The card does not have it, or is gone.
    pub fn certificate(&mut self) -> Result<Vec<u8>, CardError> {
        let face = &self.conversation.layout().face;
        let file = self.conversation.read((face.aid, face.certificate), Extent::Object)?;
        Ok(file.to_vec())
    }

    /// Has the card's own key sign a challenge, which no copy of its files could. No secret is
    /// asked for, so this proves the card and not the person.
    ///
    /// # Errors
    ///
    /// The card cannot, or is gone.
    pub fn prove(&mut self, challenge: &[u8]) -> Result<Vec<u8>, CardError> {
        let aid = self.conversation.layout().face.aid;
        self.conversation.sign(aid, None, challenge)
    }
}

/// What is printed on the face of the card.
#[derive(Clone, PartialEq, Eq)]
pub struct FaceRecord {
    /// The birth date.
    pub birth: Date,
    /// `1` male, `2` female, `9` not applicable.
    pub sex: char,
    /// The public half of the card's own key: exponent (tag 90) and modulus (tag 91).
    pub public_key: Vec<u8>,
    /// The name, PNG.
    pub name: Vec<u8>,
    /// The address, PNG.
    pub address: Vec<u8>,
    /// The photo, JPEG 2000.
    pub photo: Vec<u8>,
    /// The maker's signature over all of the above.
    pub signature: Vec<u8>,
    /// The last day of the card.
    pub expires_on: Date,
    /// The security code, PNG.
    pub security_code: Vec<u8>,
}

impl FaceRecord {
    /// The public half of the card's own key as a `SubjectPublicKeyInfo`, DER; `None` when it is
    /// not RSA-2048 with the exponent 65537, which every card of the first generation has.
    #[must_use]
    pub fn public_key_info(&self) -> Option<Vec<u8>> {
        let exponent = tlv::find(&self.public_key, 0x90)?;
        let modulus = tlv::find(&self.public_key, 0x91)?;
        let is_rsa_2048 = modulus.len() == 256 && modulus.first().is_some_and(|&byte| byte >= 0x80);
        (is_rsa_2048 && exponent == EXPONENT)
            .then(|| [RSA_2048_HEAD, modulus, RSA_2048_TAIL, &EXPONENT].concat())
    }

    fn parse(file: &[u8]) -> Option<Self> {
        let fields = tlv::value_of(file, 0xFF20)?;
        let field = |tag| tlv::find(fields, tag);
        let owned = |tag| field(tag).map(<[u8]>::to_vec);
        Some(Self {
            birth: day(field(0xDF22)?)?,
            sex: sex(field(0xDF23)?)?,
            public_key: owned(0xDF24)?,
            name: owned(0xDF25)?,
            address: owned(0xDF26)?,
            photo: owned(0xDF27)?,
            signature: owned(0xDF28)?,
            expires_on: day(field(0xDF29)?)?,
            security_code: owned(0xDF2A)?,
        })
    }
}

/// 65537.
const EXPONENT: [u8; 3] = [0x01, 0x00, 0x01];

/// What stands before the modulus in the DER of every RSA-2048 key (RFC 3279 section 2.3.1)…
const RSA_2048_HEAD: &[u8] = &[
    0x30, 0x82, 0x01, 0x22, 0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01,
    0x01, 0x05, 0x00, 0x03, 0x82, 0x01, 0x0F, 0x00, 0x30, 0x82, 0x01, 0x0A, 0x02, 0x82, 0x01, 0x01,
    0x00,
];

/// …and before its exponent.
const RSA_2048_TAIL: &[u8] = &[0x02, 0x03];

/// Who it is stays out of every log.
impl fmt::Debug for FaceRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FaceRecord with a photo of {} bytes", self.photo.len())
    }
}
