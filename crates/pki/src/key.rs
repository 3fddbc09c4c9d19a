//! A key that signs: in memory ([`LocalKey`]) or in a PKCS#11 token ([`TokenKey`]).
//!
//! What signs names its algorithm, and so its hash: SHA-256, and SHA-384 for P-384.

mod encrypted;
mod local;
mod padded;
mod token;

pub use local::LocalKey;
pub use token::{Token, TokenKey};

use zeroize::Zeroizing;

use crate::public_key::KeyAlgorithm;

/// A key that signs.
#[derive(Debug)]
pub enum SigningKey {
    /// In this process's memory.
    Local(LocalKey),
    /// In a PKCS#11 token, which never gives it out.
    Token(TokenKey),
}

impl SigningKey {
    /// A new key in memory.
    ///
    /// # Errors
    ///
    /// [`KeyError::Failed`] when the library cannot make one.
    pub fn generate(algorithm: KeyAlgorithm) -> Result<Self, KeyError> {
        LocalKey::generate(algorithm).map(Self::Local)
    }

    /// The key in a PKCS#8 `ENCRYPTED PRIVATE KEY` text, ours or openssl's.
    ///
    /// # Errors
    ///
    /// A text that is none, an encryption we do not read, a wrong passphrase, or a key we do not
    /// use.
    pub fn from_encrypted_pem(pem: &str, passphrase: &[u8]) -> Result<Self, KeyError> {
        Self::from_pkcs8_der(&encrypted::open(pem, passphrase)?)
    }

    /// The key as a PKCS#8 `ENCRYPTED PRIVATE KEY` text (PBKDF2 and AES-256), which openssl reads.
    ///
    /// # Errors
    ///
    /// [`KeyError::InToken`] for a token's key.
    pub fn to_encrypted_pem(&self, passphrase: &[u8]) -> Result<String, KeyError> {
        encrypted::seal(&self.to_pkcs8_der()?, passphrase)
    }

    /// The key in an unencrypted PKCS#8 `PrivateKeyInfo`.
    ///
    /// # Errors
    ///
    /// [`KeyError::Malformed`] and [`KeyError::Unsuitable`].
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        LocalKey::from_pkcs8_der(der).map(Self::Local)
    }

    /// The key as an unencrypted PKCS#8 `PrivateKeyInfo`.
    ///
    /// # Errors
    ///
    /// [`KeyError::InToken`] for a token's key.
    pub fn to_pkcs8_der(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        match self {
            Self::Local(key) => key.to_pkcs8_der(),
            Self::Token(_) => Err(KeyError::InToken),
        }
    }

    /// Its `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn public_key_der(&self) -> &[u8] {
        match self {
            Self::Local(key) => key.public_key_der(),
            Self::Token(key) => key.public_key_der(),
        }
    }

    /// SHA-1 of the public key's bits, which names the key in certificates (RFC 5280 4.2.1.2,
    /// method 1).
    #[must_use]
    pub fn key_id(&self) -> [u8; 20] {
        match self {
            Self::Local(key) => key.key_id(),
            Self::Token(key) => key.key_id(),
        }
    }

    /// What kind of key it is.
    #[must_use]
    pub fn algorithm(&self) -> KeyAlgorithm {
        match self {
            Self::Local(key) => key.algorithm(),
            Self::Token(key) => key.algorithm(),
        }
    }

    /// The signature of the message: PKCS#1 v1.5, or ECDSA as an ASN.1 sequence.
    ///
    /// # Errors
    ///
    /// [`KeyError::Failed`] and, for a token, [`KeyError::Token`].
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        match self {
            Self::Local(key) => key.sign(message),
            Self::Token(key) => key.sign(message),
        }
    }

    /// An RSA signature of the contents as they are, padded as PKCS#1 v1.5 says, block type 1.
    ///
    /// A card signs so whatever it is sent, and a card face's record is signed over three digests
    /// at once, for which there is no digest algorithm.
    ///
    /// # Errors
    ///
    /// [`KeyError::Unsuitable`] for a key that is not RSA, [`KeyError::TooLong`] above 245 bytes.
    pub fn sign_padded(&self, contents: &[u8]) -> Result<Vec<u8>, KeyError> {
        match self {
            Self::Local(key) => key.sign_padded(contents),
            Self::Token(key) => key.sign_padded(contents),
        }
    }
}

/// Why a key cannot be had or used, in the order checked.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Not the text or structure it should be.
    #[error("not a private key in the form asked for")]
    Malformed,
    /// Encrypted in a way not read here, or asking for more work than is reasonable.
    #[error("the private key is encrypted in a way not supported")]
    Encryption,
    /// It does not open.
    #[error("the passphrase does not open the private key")]
    Passphrase,
    /// Neither RSA of 2048 bits nor ECDSA on P-256 or P-384, or of the wrong kind for the use.
    #[error("a key of this kind is not used here")]
    Unsuitable,
    /// More than a padded block holds.
    #[error("{0} bytes do not fit into one padded block")]
    TooLong(usize),
    /// A token does not give its keys out.
    #[error("the key is in a token, which does not give it out")]
    InToken,
    /// No slot holds a token of this label.
    #[error("no token has this label")]
    NoToken,
    /// The token or its module refused.
    #[error("the token refused")]
    Token(#[source] Box<cryptoki::error::Error>),
    /// The cryptographic library failed.
    #[error("the cryptographic library failed")]
    Failed,
}

impl From<cryptoki::error::Error> for KeyError {
    fn from(error: cryptoki::error::Error) -> Self {
        Self::Token(Box::new(error))
    }
}

impl From<aws_lc_rs::error::Unspecified> for KeyError {
    fn from(_: aws_lc_rs::error::Unspecified) -> Self {
        Self::Failed
    }
}

#[cfg(test)]
mod tests;
