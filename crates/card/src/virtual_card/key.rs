//! The private keys of a virtual card, and the ways it signs.

use aws_lc_rs::digest::{Digest, SHA256, digest};
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding};
use pki::card_verifiable::card_public_key;
use pki::{KeyAlgorithm, Purpose, SigningKey};
use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::error::KeyError;
use super::request;
use crate::layout::Layout;

/// Bytes of a signature by RSA-2048.
const SIGNATURE_LENGTH: usize = 256;

/// The three key pairs of a card (user authentication, digital signature, the card's own).
///
/// They are made where the card is and never leave it: the authority sees the public halves, in
/// [certificate requests](Self::certificate_request).
#[derive(Serialize, Deserialize)]
pub struct CardKeys {
    user_authentication: CardKey,
    digital_signature: CardKey,
    face: CardKey,
}

impl CardKeys {
    /// New keys.
    ///
    /// # Errors
    ///
    /// The cryptographic library cannot make one.
    pub fn generate() -> Result<Self, KeyError> {
        Ok(Self {
            user_authentication: CardKey::generate()?,
            digital_signature: CardKey::generate()?,
            face: CardKey::generate()?,
        })
    }

    /// A certificate request (PKCS#10, DER) for one of the two certificates.
    ///
    /// # Errors
    ///
    /// The cryptographic library cannot sign.
    pub fn certificate_request(&self, purpose: Purpose) -> Result<Vec<u8>, KeyError> {
        let key = match purpose {
            Purpose::UserAuthentication => &self.user_authentication,
            Purpose::DigitalSignature => &self.digital_signature,
        };
        request::write(&key.signing)
    }

    /// The public key of one of the two certificates (`SubjectPublicKeyInfo`, DER).
    #[must_use]
    pub fn public_key_der(&self, purpose: Purpose) -> &[u8] {
        match purpose {
            Purpose::UserAuthentication => self.user_authentication.signing.public_key_der(),
            Purpose::DigitalSignature => self.digital_signature.signing.public_key_der(),
        }
    }

    /// The public key that proves the card is here (`SubjectPublicKeyInfo`, DER).
    #[must_use]
    pub fn face_public_key_der(&self) -> &[u8] {
        self.face.signing.public_key_der()
    }

    /// The public key that proves the card is here, as the card's records have it.
    pub(super) fn face_record_key(&self) -> Result<Vec<u8>, KeyError> {
        card_public_key(self.face_public_key_der()).map_err(|_| KeyError)
    }

    pub(super) fn of(&self, name: KeyName) -> &CardKey {
        match name {
            KeyName::UserAuthentication => &self.user_authentication,
            KeyName::DigitalSignature => &self.digital_signature,
            KeyName::Face => &self.face,
        }
    }
}

/// A private key of the card.
pub(super) struct CardKey {
    /// Signs what is given, padded or hashed.
    signing: SigningKey,
    /// The same key once more, for PSS.
    pair: rsa::KeyPair,
}

/// What P1 of `80 2A` asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// 00: the data as they are, padded.
    Verbatim,
    /// 01: the SHA-256 of the data, padded without saying which hash it is.
    BareHash,
    /// 02: a SHA-256 the reader made.
    GivenHash,
    /// 03: the SHA-256 of the data.
    Hash,
    /// 04: PSS over a SHA-256 the reader made.
    GivenHashPss,
    /// 05: PSS over the SHA-256 of the data.
    HashPss,
}

impl Scheme {
    /// The scheme of a P1.
    pub(super) const fn of(p1: u8) -> Option<Self> {
        match p1 {
            0 => Some(Self::Verbatim),
            1 => Some(Self::BareHash),
            2 => Some(Self::GivenHash),
            3 => Some(Self::Hash),
            4 => Some(Self::GivenHashPss),
            5 => Some(Self::HashPss),
            _ => None,
        }
    }

    /// Whether it signs data of this length.
    pub(super) const fn admits(self, length: usize) -> bool {
        match self {
            // What PKCS#1 v1.5 leaves of 256 bytes.
            Self::Verbatim => 1 <= length && length <= SIGNATURE_LENGTH - 11,
            Self::GivenHash | Self::GivenHashPss => length == 32,
            Self::BareHash | Self::Hash | Self::HashPss => 1 <= length && length <= 255,
        }
    }
}

impl CardKey {
    fn generate() -> Result<Self, KeyError> {
        Self::with(SigningKey::generate(KeyAlgorithm::Rsa2048).map_err(|_| KeyError)?)
    }

    fn with(signing: SigningKey) -> Result<Self, KeyError> {
        let pkcs8 = signing.to_pkcs8_der().map_err(|_| KeyError)?;
        let pair = rsa::KeyPair::from_pkcs8(&pkcs8).map_err(|_| KeyError)?;
        Ok(Self { signing, pair })
    }

    /// Signs, for data whose length the scheme admits.
    pub(super) fn sign(&self, scheme: Scheme, data: &[u8]) -> Result<Vec<u8>, KeyError> {
        let hash = || digest(&SHA256, data);
        match scheme {
            Scheme::Verbatim => self.sign_verbatim(data),
            Scheme::BareHash => self.sign_padded(hash().as_ref()),
            Scheme::GivenHash => self.sign_hash(&RSA_PKCS1_SHA256, &given(data)?),
            Scheme::Hash => self.sign_hash(&RSA_PKCS1_SHA256, &hash()),
            Scheme::GivenHashPss => self.sign_hash(&RSA_PSS_SHA256, &given(data)?),
            Scheme::HashPss => self.sign_hash(&RSA_PSS_SHA256, &hash()),
        }
    }

    /// Nearly every reader sends a SHA-256 in its `DigestInfo`, which the library knows how to
    /// sign fast and in constant time. The card itself does not look at what it pads.
    fn sign_verbatim(&self, data: &[u8]) -> Result<Vec<u8>, KeyError> {
        match data.strip_prefix(Layout::FIRST.signing.digest_info).map(given) {
            Some(Ok(hash)) => self.sign_hash(&RSA_PKCS1_SHA256, &hash),
            Some(Err(_)) | None => self.sign_padded(data),
        }
    }

    /// Not in constant time. The keys of a virtual card lie in a file or in this process's memory:
    /// whoever could measure its time closely enough could read them.
    fn sign_padded(&self, data: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.signing.sign_padded(data).map_err(|_| KeyError)
    }

    fn sign_hash(
        &self,
        encoding: &'static dyn RsaEncoding,
        hash: &Digest,
    ) -> Result<Vec<u8>, KeyError> {
        let mut signature = vec![0; SIGNATURE_LENGTH];
        self.pair.sign_digest(encoding, hash, &mut signature).map_err(|_| KeyError)?;
        Ok(signature)
    }
}

fn given(hash: &[u8]) -> Result<Digest, KeyError> {
    Digest::import_less_safe(hash, &SHA256).map_err(|_| KeyError)
}

impl Serialize for CardKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pkcs8 = self.signing.to_pkcs8_der().map_err(serde::ser::Error::custom)?;
        Bytes(pkcs8).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for CardKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pkcs8 = Bytes::deserialize(deserializer)?;
        let signing = SigningKey::from_pkcs8_der(&pkcs8).map_err(serde::de::Error::custom)?;
        // The engine answers for RSA-2048 alone: another length would be cut to fit.
        match signing.algorithm() {
            KeyAlgorithm::Rsa2048 => Self::with(signing).map_err(serde::de::Error::custom),
            KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384 => {
                Err(serde::de::Error::custom(KeyError))
            }
        }
    }
}

/// The private keys of a card.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) enum KeyName {
    /// For user authentication (利用者証明用).
    UserAuthentication,
    /// For digital signatures (署名用).
    DigitalSignature,
    /// The card's own, which proves that the card is here.
    Face,
}
