//! A key in a PKCS#11 token: a hardware module, or a program that acts as one.

use std::{path::Path, sync::Mutex};

use aws_lc_rs::digest;
use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    error::{Error, RvError},
    mechanism::Mechanism,
    object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle},
    session::{Session, UserType},
    slot::Slot,
    types::AuthPin,
};

use super::{KeyError, SigningKey};
use crate::{
    der_reader::{self, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE},
    der_writer::{around, unsigned_bytes, value, written},
    public_key::{self, KeyAlgorithm, PublicKey},
};

/// A token that is open: its keys are found, or made, by their label.
#[derive(Debug)]
pub struct Token {
    module: Pkcs11,
    slot: Slot,
    pin: AuthPin,
}

/// A private key that a token holds and never gives out.
#[derive(Debug)]
pub struct TokenKey {
    /// One at a time: a session signs one message, then the next.
    session: Mutex<Session>,
    private: ObjectHandle,
    algorithm: KeyAlgorithm,
    public_key_der: Vec<u8>,
    key_id: [u8; 20],
}

impl Token {
    /// Opens the token of this label with the user's PIN.
    ///
    /// # Errors
    ///
    /// [`KeyError::NoToken`], or [`KeyError::Token`] with what the module says.
    pub fn open(module: &Path, label: &str, pin: &str) -> Result<Self, KeyError> {
        let module = Pkcs11::new(module)?;
        match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            // Another token of the same module is open in this process.
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(error) => return Err(error.into()),
        }
        for slot in module.get_slots_with_initialized_token()? {
            if module.get_token_info(slot)?.label() == label {
                let token = Self { module, slot, pin: AuthPin::from(pin.to_owned()) };
                token.session()?;
                return Ok(token);
            }
        }
        Err(KeyError::NoToken)
    }

    /// The key of this label, if the token has one.
    ///
    /// # Errors
    ///
    /// [`KeyError::Unsuitable`] for a key of another kind; [`KeyError::Token`].
    pub fn find(&self, label: &str) -> Result<Option<SigningKey>, KeyError> {
        let session = self.session()?;
        let of = |class| [Attribute::Class(class), Attribute::Label(label.as_bytes().to_vec())];
        let private = session.find_objects(&of(ObjectClass::PRIVATE_KEY))?;
        let public = session.find_objects(&of(ObjectClass::PUBLIC_KEY))?;
        match (private.as_slice(), public.as_slice()) {
            ([], _) => Ok(None),
            ([private], [public]) => {
                let (private, public) = (*private, *public);
                TokenKey::of(session, private, public).map(SigningKey::Token).map(Some)
            }
            // Two keys of one label: which one signs would be chance.
            _ => Err(KeyError::Unsuitable),
        }
    }

    /// A new key of this label, which stays in the token.
    ///
    /// # Errors
    ///
    /// [`KeyError::Token`] with what the module says.
    pub fn generate(&self, algorithm: KeyAlgorithm, label: &str) -> Result<SigningKey, KeyError> {
        let session = self.session()?;
        let label = Attribute::Label(label.as_bytes().to_vec());
        let (mechanism, kind) = match algorithm {
            KeyAlgorithm::Rsa2048 => (
                Mechanism::RsaPkcsKeyPairGen,
                vec![Attribute::ModulusBits(2048.into()), Attribute::PublicExponent(vec![1, 0, 1])],
            ),
            KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384 => {
                (Mechanism::EccKeyPairGen, vec![Attribute::EcParams(curve(algorithm))])
            }
        };
        let mut of_public = vec![label.clone(), Attribute::Token(true), Attribute::Verify(true)];
        of_public.extend(kind);
        let of_private = [
            label,
            Attribute::Token(true),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Sign(true),
        ];
        let (public, private) = session.generate_key_pair(&mechanism, &of_public, &of_private)?;
        TokenKey::of(session, private, public).map(SigningKey::Token)
    }

    /// The key of this label, made if the token has none.
    ///
    /// # Errors
    ///
    /// As [`Self::find`] and [`Self::generate`].
    pub fn find_or_generate(
        &self,
        algorithm: KeyAlgorithm,
        label: &str,
    ) -> Result<SigningKey, KeyError> {
        match self.find(label)? {
            Some(key) if key.algorithm() == algorithm => Ok(key),
            Some(_) => Err(KeyError::Unsuitable),
            None => self.generate(algorithm, label),
        }
    }

    /// A session of the user's; every key has its own.
    fn session(&self) -> Result<Session, KeyError> {
        let session = self.module.open_rw_session(self.slot)?;
        match session.login(UserType::User, Some(&self.pin)) {
            // All sessions of a process are logged in together.
            Ok(()) | Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(session),
            Err(error) => Err(error.into()),
        }
    }
}

impl TokenKey {
    /// RSA signs the digest with its name around; ECDSA the digest alone, which every token can.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let hash = match self.algorithm {
            KeyAlgorithm::Rsa2048 | KeyAlgorithm::EcdsaP256 => &digest::SHA256,
            KeyAlgorithm::EcdsaP384 => &digest::SHA384,
        };
        let digest = digest::digest(hash, message);
        match self.algorithm {
            KeyAlgorithm::Rsa2048 => {
                let info = crate::card_verifiable::digest_info(digest.as_ref());
                self.ask(&Mechanism::RsaPkcs, &info)
            }
            KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384 => {
                Ok(two_numbers(&self.ask(&Mechanism::Ecdsa, digest.as_ref())?))
            }
        }
    }

    pub(super) fn sign_padded(&self, contents: &[u8]) -> Result<Vec<u8>, KeyError> {
        match self.algorithm {
            KeyAlgorithm::Rsa2048 if contents.len() > 245 => Err(KeyError::TooLong(contents.len())),
            KeyAlgorithm::Rsa2048 => self.ask(&Mechanism::RsaPkcs, contents),
            KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384 => Err(KeyError::Unsuitable),
        }
    }

    pub(super) fn public_key_der(&self) -> &[u8] {
        &self.public_key_der
    }

    pub(super) const fn key_id(&self) -> [u8; 20] {
        self.key_id
    }

    pub(super) const fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    fn ask(&self, mechanism: &Mechanism<'_>, data: &[u8]) -> Result<Vec<u8>, KeyError> {
        let session = self.session.lock().map_err(|_| KeyError::Failed)?;
        Ok(session.sign(mechanism, self.private, data)?)
    }

    fn of(session: Session, private: ObjectHandle, public: ObjectHandle) -> Result<Self, KeyError> {
        let public_key_der = read_public_key(&session, public)?;
        let key = PublicKey::parse(&public_key_der).map_err(|_| KeyError::Unsuitable)?;
        let (algorithm, key_id) = (key.algorithm(), key.key_id());
        Ok(Self { session: Mutex::new(session), private, algorithm, public_key_der, key_id })
    }
}

/// The `SubjectPublicKeyInfo` of a public key in the token.
fn read_public_key(session: &Session, public: ObjectHandle) -> Result<Vec<u8>, KeyError> {
    let wanted = [
        AttributeType::KeyType,
        AttributeType::Modulus,
        AttributeType::PublicExponent,
        AttributeType::EcParams,
        AttributeType::EcPoint,
    ];
    let (mut kind, mut modulus, mut exponent) = (None, Vec::new(), Vec::new());
    let (mut parameters, mut point) = (Vec::new(), Vec::new());
    for attribute in session.get_attributes(public, &wanted)? {
        if let Attribute::KeyType(found) = attribute {
            kind = Some(found);
        } else if let Attribute::Modulus(found) = attribute {
            modulus = found;
        } else if let Attribute::PublicExponent(found) = attribute {
            exponent = found;
        } else if let Attribute::EcParams(found) = attribute {
            parameters = found;
        } else if let Attribute::EcPoint(found) = attribute {
            point = found;
        }
    }
    if kind == Some(KeyType::RSA) {
        return Ok(public_key::rsa_public_key_der(&modulus, &exponent));
    }
    let algorithm = [KeyAlgorithm::EcdsaP256, KeyAlgorithm::EcdsaP384]
        .into_iter()
        .find(|algorithm| curve(*algorithm) == parameters)
        .ok_or(KeyError::Unsuitable)?;
    let mut outer = der_reader::Reader::new(&point);
    let bits = outer.value(OCTET_STRING).map_err(|_| KeyError::Unsuitable)?;
    Ok(algorithm.public_key_der(bits))
}

/// The identifier of a curve, as `EcParameters`.
fn curve(algorithm: KeyAlgorithm) -> Vec<u8> {
    let name: &[u8] = match algorithm {
        KeyAlgorithm::Rsa2048 => &[],
        KeyAlgorithm::EcdsaP256 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07],
        KeyAlgorithm::EcdsaP384 => &[0x2B, 0x81, 0x04, 0x00, 0x22],
    };
    written(|out| value(out, OBJECT_IDENTIFIER, name))
}

/// The ASN.1 form of an ECDSA signature, of which a token gives the two numbers side by side.
fn two_numbers(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(signature.len() / 2);
    written(|out| {
        around(out, SEQUENCE, |out| {
            unsigned_bytes(out, r);
            unsigned_bytes(out, s);
        });
    })
}
