//! Card-verifiable certificates (CV 証明書) and the records of a card's face, which are signed
//! under them. A certificate has two key references, an RSA key and a signature, and no dates.
//!
//! ```text
//! 7F21 { 5F4E { issuer's key 16, subject's key 16, 90 exponent, 91 modulus }   297 bytes
//!        5F37 signature }                                                     256 bytes
//! ```

use aws_lc_rs::digest;

use crate::{
    der_writer::header,
    key::{KeyError, SigningKey},
    public_key::{self, KeyAlgorithm, PublicKey},
};

/// What names a key in card-verifiable certificates (鍵ID): seven digits, `08 05`, three digits,
/// and four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyReference([u8; 16]);

impl KeyReference {
    /// A reference of a number and a group of digits; none when they are not seven and three
    /// digits. Numbers of the cards in use begin with 5, those of test cards with 6.
    #[must_use]
    pub fn new(number: &str, group: &str) -> Option<Self> {
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if number.len() != 7 || group.len() != 3 || !are_digits(number) || !are_digits(group) {
            return None;
        }
        let mut bytes = [0; 16];
        bytes[..7].copy_from_slice(number.as_bytes());
        bytes[7..9].copy_from_slice(&[0x08, 0x05]);
        bytes[9..12].copy_from_slice(group.as_bytes());
        Some(Self(bytes))
    }

    /// As it stands in a certificate.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Who signs the records of card faces: its key, certified by a root's.
#[derive(Debug)]
pub struct CardFaceIssuer {
    key: SigningKey,
    certificate: Vec<u8>,
}

impl CardFaceIssuer {
    /// A signer whose key the root certifies.
    ///
    /// # Errors
    ///
    /// [`KeyError::Unsuitable`] when one of the keys is not RSA; what the root's key says.
    pub fn establish(
        root: &SigningKey,
        root_reference: KeyReference,
        key: SigningKey,
        reference: KeyReference,
    ) -> Result<Self, KeyError> {
        let certificate = certify(root, root_reference, key.public_key_der(), reference)?;
        Ok(Self { key, certificate })
    }

    /// A signer whose certificate exists.
    ///
    /// # Errors
    ///
    /// [`KeyError::Malformed`] when it is none, [`KeyError::Unsuitable`] when it is another key's.
    pub fn open(key: SigningKey, certificate: &[u8]) -> Result<Self, KeyError> {
        let read = CardVerifiableCertificate::parse(certificate).ok_or(KeyError::Malformed)?;
        if read.public_key_der != key.public_key_der() {
            return Err(KeyError::Unsuitable);
        }
        Ok(Self { key, certificate: certificate.to_vec() })
    }

    /// The signature of a record: PKCS#1 v1.5 over its SHA-256.
    ///
    /// # Errors
    ///
    /// What the key says.
    pub fn sign_record(&self, record: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.key.sign(record)
    }

    /// The signature of a record in three groups: over the digests of the groups side by side, so
    /// that who is shown one group can check it by the digests of the others. The record of what
    /// is printed on the face is signed so: particulars and key; name and address; portrait.
    ///
    /// # Errors
    ///
    /// What the key says.
    pub fn sign_groups(&self, groups: [&[u8]; 3]) -> Result<Vec<u8>, KeyError> {
        let digests = groups.map(|group| digest::digest(&digest::SHA256, group));
        let digests: Vec<u8> = digests.iter().flat_map(AsRef::as_ref).copied().collect();
        self.key.sign_padded(&digest_info(&digests))
    }

    /// The certificate of its key, which stands on each card.
    #[must_use]
    pub fn card_verifiable_certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// Its key.
    #[must_use]
    pub const fn key(&self) -> &SigningKey {
        &self.key
    }
}

/// A card-verifiable certificate that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardVerifiableCertificate {
    /// The key that signed it.
    pub issuer: KeyReference,
    /// The key it certifies.
    pub subject: KeyReference,
    /// That key, a `SubjectPublicKeyInfo`.
    pub public_key_der: Vec<u8>,
    body: Vec<u8>,
    signature: Vec<u8>,
}

impl CardVerifiableCertificate {
    /// Reads a certificate; none when it is not of the form and size above.
    #[must_use]
    pub fn parse(certificate: &[u8]) -> Option<Self> {
        let inside = certificate.strip_prefix(&[0x7F, 0x21, 0x82, 0x02, 0x33])?;
        let inside = inside.strip_prefix(&[0x5F, 0x4E, 0x82, 0x01, 0x29])?;
        let (body, inside) = inside.split_at_checked(297)?;
        let signature = inside.strip_prefix(&[0x5F, 0x37, 0x82, 0x01, 0x00])?;
        let (issuer, rest) = body.split_first_chunk()?;
        let (subject, key) = rest.split_first_chunk()?;
        let key = key.strip_prefix(&[0x90, 0x03])?;
        let (exponent, key) = key.split_first_chunk::<3>()?;
        let modulus = key.strip_prefix(&[0x91, 0x82, 0x01, 0x00])?;
        if signature.len() != 256 {
            return None;
        }
        let public_key_der = public_key::rsa_public_key_der(modulus, exponent);
        PublicKey::parse(&public_key_der).ok()?;
        Some(Self {
            issuer: KeyReference(*issuer),
            subject: KeyReference(*subject),
            public_key_der,
            body: body.to_vec(),
            signature: signature.to_vec(),
        })
    }

    /// Whether this key, a `SubjectPublicKeyInfo`, signed it.
    #[must_use]
    pub fn is_signed_by(&self, public_key_der: &[u8]) -> bool {
        PublicKey::parse(public_key_der).is_ok_and(|key| key.verify(&self.body, &self.signature))
    }
}

/// An RSA public key as cards write it: `90` exponent, `91` modulus.
///
/// # Errors
///
/// [`KeyError::Unsuitable`] for a key that is not RSA-2048.
pub fn card_public_key(public_key_der: &[u8]) -> Result<Vec<u8>, KeyError> {
    let key = PublicKey::parse(public_key_der).map_err(|_| KeyError::Unsuitable)?;
    if key.algorithm() != KeyAlgorithm::Rsa2048 {
        return Err(KeyError::Unsuitable);
    }
    let (modulus, exponent) =
        public_key::rsa_numbers(key.bits()).map_err(|_| KeyError::Unsuitable)?;
    let mut out = Vec::with_capacity(265);
    crate::der_writer::value(&mut out, 0x90, exponent);
    crate::der_writer::value(&mut out, 0x91, modulus);
    Ok(out)
}

/// A `DigestInfo` of SHA-256 around one digest, or around several side by side.
pub(crate) fn digest_info(digests: &[u8]) -> Vec<u8> {
    const SHA256: [u8; 15] =
        [0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00];
    crate::der_writer::written(|out| {
        crate::der_writer::around(out, 0x30, |out| {
            out.extend_from_slice(&SHA256);
            crate::der_writer::value(out, 0x04, digests);
        });
    })
}

/// A certificate of the subject's key, signed by the root.
fn certify(
    root: &SigningKey,
    issuer: KeyReference,
    public_key_der: &[u8],
    subject: KeyReference,
) -> Result<Vec<u8>, KeyError> {
    if root.algorithm() != KeyAlgorithm::Rsa2048 {
        return Err(KeyError::Unsuitable);
    }
    let body = [&issuer.0[..], &subject.0[..], &card_public_key(public_key_der)?].concat();
    let signature = root.sign(&body)?;
    let inside = crate::der_writer::written(|out| {
        tagged(out, 0x4E, &body);
        tagged(out, 0x37, &signature);
    });
    let mut out = vec![0x7F];
    header(&mut out, 0x21, inside.len());
    out.extend_from_slice(&inside);
    Ok(out)
}

/// A value of a tag of two bytes that begins with `5F`.
fn tagged(out: &mut Vec<u8>, tag: u8, content: &[u8]) {
    out.push(0x5F);
    crate::der_writer::value(out, tag, content);
}

#[cfg(test)]
mod tests;
