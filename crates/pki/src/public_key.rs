//! The public keys that are used here, and how to check a signature with one.

use aws_lc_rs::{
    digest,
    signature::{
        self, ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, RSA_PKCS1_2048_8192_SHA256,
        VerificationAlgorithm,
    },
};

use crate::{
    der_reader::{self, BIT_STRING, NotDer, SEQUENCE},
    der_writer,
};

/// The kinds of keys that issue and that are on cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyAlgorithm {
    /// RSA of 2048 bits; signs SHA-256 by PKCS#1 v1.5.
    Rsa2048,
    /// ECDSA on P-256; signs SHA-256.
    EcdsaP256,
    /// ECDSA on P-384; signs SHA-384.
    EcdsaP384,
}

/// `rsaEncryption` with its NULL, and `id-ecPublicKey` with its curve: the inside of the
/// `AlgorithmIdentifier` of a public key.
const RSA_KEY: &[u8] =
    &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00];
const P256_KEY: &[u8] = &[
    0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D,
    0x03, 0x01, 0x07,
];
const P384_KEY: &[u8] = &[
    0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x05, 0x2B, 0x81, 0x04, 0x00, 0x22,
];

impl KeyAlgorithm {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Rsa2048, Self::EcdsaP256, Self::EcdsaP384];

    /// The `AlgorithmIdentifier` of its signatures, in DER: `sha256WithRSAEncryption` with its
    /// NULL, `ecdsa-with-SHA256`, `ecdsa-with-SHA384`.
    #[must_use]
    pub const fn signature_algorithm_der(self) -> &'static [u8] {
        match self {
            Self::Rsa2048 => &[
                0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B, 0x05,
                0x00,
            ],
            Self::EcdsaP256 => {
                &[0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]
            }
            Self::EcdsaP384 => {
                &[0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03]
            }
        }
    }

    /// How the library checks its signatures.
    pub(crate) fn verification(self) -> &'static dyn VerificationAlgorithm {
        match self {
            Self::Rsa2048 => &RSA_PKCS1_2048_8192_SHA256,
            Self::EcdsaP256 => &ECDSA_P256_SHA256_ASN1,
            Self::EcdsaP384 => &ECDSA_P384_SHA384_ASN1,
        }
    }

    /// The kind of a key, by the inside of its `AlgorithmIdentifier`.
    pub(crate) fn of(inside: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key_algorithm() == inside)
    }

    /// The inside of the `AlgorithmIdentifier` of a key of this kind.
    const fn key_algorithm(self) -> &'static [u8] {
        match self {
            Self::Rsa2048 => RSA_KEY,
            Self::EcdsaP256 => P256_KEY,
            Self::EcdsaP384 => P384_KEY,
        }
    }

    /// The `SubjectPublicKeyInfo` of the bits of a key of this kind.
    pub(crate) fn public_key_der(self, bits: &[u8]) -> Vec<u8> {
        let inside = self.key_algorithm();
        der_writer::written(|out| {
            der_writer::around(out, SEQUENCE, |out| {
                der_writer::value(out, SEQUENCE, inside);
                der_writer::around(out, BIT_STRING, |out| {
                    out.push(0);
                    out.extend_from_slice(bits);
                });
            });
        })
    }
}

/// A public key that was read and is of a kind used here.
#[derive(Clone, Copy, Debug)]
pub struct PublicKey<'a> {
    algorithm: KeyAlgorithm,
    bits: &'a [u8],
}

impl<'a> PublicKey<'a> {
    /// Reads a `SubjectPublicKeyInfo`.
    ///
    /// Whether the point of an ECDSA key is on its curve, the library says when it is used.
    ///
    /// # Errors
    ///
    /// In the order of [`PublicKeyError`].
    pub fn parse(der: &'a [u8]) -> Result<Self, PublicKeyError> {
        let mut info = der_reader::only(der, SEQUENCE)?;
        let inside = info.value(SEQUENCE)?;
        let bits = info.whole_bits()?;
        info.end()?;
        let algorithm = KeyAlgorithm::of(inside).ok_or(PublicKeyError::Algorithm)?;
        match algorithm {
            KeyAlgorithm::Rsa2048 => check_rsa(bits)?,
            KeyAlgorithm::EcdsaP256 => check_point(bits, 32)?,
            KeyAlgorithm::EcdsaP384 => check_point(bits, 48)?,
        }
        Ok(Self { algorithm, bits })
    }

    /// The bits of a key that was read before.
    pub(crate) const fn known(algorithm: KeyAlgorithm, bits: &'a [u8]) -> Self {
        Self { algorithm, bits }
    }

    /// What kind of key it is.
    #[must_use]
    pub const fn algorithm(self) -> KeyAlgorithm {
        self.algorithm
    }

    /// The content of the bit string: a PKCS#1 `RSAPublicKey`, or an uncompressed point.
    #[must_use]
    pub const fn bits(self) -> &'a [u8] {
        self.bits
    }

    /// SHA-1 of the bits (RFC 5280 4.2.1.2, method 1).
    #[must_use]
    pub fn key_id(self) -> [u8; 20] {
        key_id(self.bits)
    }

    /// Whether the signature of the message was made by its private half.
    #[must_use]
    pub fn verify(self, message: &[u8], signature: &[u8]) -> bool {
        let key = signature::UnparsedPublicKey::new(self.algorithm.verification(), self.bits);
        key.verify(message, signature).is_ok()
    }
}

/// SHA-1 of a public key's bits. It names the key; nothing rests on its strength.
pub(crate) fn key_id(bits: &[u8]) -> [u8; 20] {
    let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bits);
    let mut id = [0; 20];
    id.copy_from_slice(hash.as_ref());
    id
}

/// The modulus and the exponent of a PKCS#1 `RSAPublicKey`.
pub(crate) fn rsa_numbers(bits: &[u8]) -> Result<(&[u8], &[u8]), NotDer> {
    let mut key = der_reader::only(bits, SEQUENCE)?;
    let numbers = (key.positive()?, key.positive()?);
    key.end()?;
    Ok(numbers)
}

/// The `SubjectPublicKeyInfo` of an RSA key's numbers, with or without zeros before them.
pub(crate) fn rsa_public_key_der(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let bits = der_writer::written(|out| {
        der_writer::around(out, SEQUENCE, |out| {
            der_writer::unsigned_bytes(out, modulus);
            der_writer::unsigned_bytes(out, exponent);
        });
    });
    KeyAlgorithm::Rsa2048.public_key_der(&bits)
}

/// 2048 bits and an odd modulus; an odd exponent from 65537 up and below 2^32. A small exponent
/// was the way to forge signatures that were checked carelessly (NIST SP 800-89 5.3.3 asks for
/// 65537 at least).
fn check_rsa(bits: &[u8]) -> Result<(), PublicKeyError> {
    let (modulus, exponent) = rsa_numbers(bits)?;
    if modulus.len() != 256 || modulus[0] < 0x80 || modulus[255].is_multiple_of(2) {
        return Err(PublicKeyError::Size);
    }
    let value = match *exponent {
        [a, b, c] => u32::from_be_bytes([0, a, b, c]),
        [a, b, c, d] => u32::from_be_bytes([a, b, c, d]),
        _ => return Err(PublicKeyError::Exponent),
    };
    if value < 65537 || value.is_multiple_of(2) {
        return Err(PublicKeyError::Exponent);
    }
    Ok(())
}

/// An uncompressed point with coordinates of this many bytes.
fn check_point(bits: &[u8], coordinate: usize) -> Result<(), PublicKeyError> {
    if bits.first() != Some(&0x04) || bits.len() != 1 + 2 * coordinate {
        return Err(PublicKeyError::Size);
    }
    Ok(())
}

/// Why a public key is not used, in the order checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyError {
    /// Not a `SubjectPublicKeyInfo` in DER.
    #[error("not a public key in DER")]
    Malformed,
    /// Neither RSA nor ECDSA on P-256 or P-384.
    #[error("the public key is neither RSA nor ECDSA on P-256 or P-384")]
    Algorithm,
    /// An RSA modulus that is not of 2048 bits and odd, or a point that is not uncompressed.
    #[error("the public key has not the size and form used here")]
    Size,
    /// An RSA exponent below 65537, even, or of more than four bytes.
    #[error("the public exponent is weak")]
    Exponent,
}

impl From<NotDer> for PublicKeyError {
    fn from(NotDer: NotDer) -> Self {
        Self::Malformed
    }
}

#[cfg(test)]
mod tests;
