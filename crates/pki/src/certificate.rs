//! Reading a certificate: once, by slices, and what a check asks of it is then at hand.

mod extensions;

use std::ops::Range;

use const_oid::ObjectIdentifier;
use jiff::{Timestamp, civil::Date};

use crate::{
    der_reader::{self, INTEGER, NotDer, Reader, SEQUENCE},
    japan_time,
    profile::CERTIFICATE_SIGN,
    public_key::{KeyAlgorithm, PublicKey, PublicKeyError},
};
use extensions::Extensions;

/// A certificate that was read. Nothing is proven of it yet; see [`crate::TrustAnchors`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigitalCertificate {
    der: Vec<u8>,
    to_be_signed: Range<usize>,
    issuer: Range<usize>,
    subject: Range<usize>,
    public_key: Range<usize>,
    key_algorithm: KeyAlgorithm,
    key_bits: Range<usize>,
    signature_algorithm: Range<usize>,
    signature: Range<usize>,
    serial: u64,
    valid_from: Timestamp,
    valid_to: Timestamp,
    extensions: Extensions,
}

impl DigitalCertificate {
    /// Reads a certificate in DER.
    ///
    /// # Errors
    ///
    /// In the order of [`CertificateError`].
    pub fn parse(der: &[u8]) -> Result<Self, CertificateError> {
        // Offsets are kept in place of slices, so that the certificate owns what it is made of.
        let at = |slice: &[u8]| {
            let start = slice.as_ptr().addr() - der.as_ptr().addr();
            start..start + slice.len()
        };
        let mut outer = der_reader::only(der, SEQUENCE)?;
        let to_be_signed = outer.whole(SEQUENCE)?;
        let signature_algorithm = outer.whole(SEQUENCE)?;
        let signature = outer.whole_bits()?;
        outer.end()?;

        let mut fields = der_reader::only(to_be_signed, SEQUENCE)?;
        if fields.optional(0xA0)? != Some(&[INTEGER, 1, 2]) {
            return Err(CertificateError::Version);
        }
        let serial = serial(&mut fields)?;
        if fields.whole(SEQUENCE)? != signature_algorithm {
            return Err(CertificateError::Malformed);
        }
        let issuer = fields.whole(SEQUENCE)?;
        let mut validity = fields.inside(SEQUENCE)?;
        let (valid_from, valid_to) =
            (japan_time::read(&mut validity)?, japan_time::read(&mut validity)?);
        validity.end()?;
        let subject = fields.whole(SEQUENCE)?;
        let public_key = fields.whole(SEQUENCE)?;
        let key = PublicKey::parse(public_key)?;
        let mut last = fields.inside(0xA3)?;
        let extensions = Extensions::parse(last.inside(SEQUENCE)?, at)?;
        last.end()?;
        fields.end()?;
        Ok(Self {
            to_be_signed: at(to_be_signed),
            issuer: at(issuer),
            subject: at(subject),
            public_key: at(public_key),
            key_algorithm: key.algorithm(),
            key_bits: at(key.bits()),
            signature_algorithm: at(signature_algorithm),
            signature: at(signature),
            serial,
            valid_from,
            valid_to,
            extensions,
            der: der.to_vec(),
        })
    }

    /// The whole certificate.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The serial number (発行番号), which with the issuer's key names the certificate.
    #[must_use]
    pub const fn serial(&self) -> u64 {
        self.serial
    }

    /// The key that is said to have signed it: the `keyIdentifier` of the authority, if there is
    /// one and it has 20 bytes.
    #[must_use]
    pub const fn issuer_key_id(&self) -> Option<[u8; 20]> {
        self.extensions.authority_key_id
    }

    /// The `subjectKeyIdentifier`, if there is one and it has 20 bytes.
    #[must_use]
    pub const fn subject_key_id(&self) -> Option<[u8; 20]> {
        self.extensions.subject_key_id
    }

    /// The issuer's name, in DER.
    #[must_use]
    pub fn issuer_der(&self) -> &[u8] {
        &self.der[self.issuer.clone()]
    }

    /// The holder's name, in DER.
    #[must_use]
    pub fn subject_der(&self) -> &[u8] {
        &self.der[self.subject.clone()]
    }

    /// The first second it is valid.
    #[must_use]
    pub const fn valid_from(&self) -> Timestamp {
        self.valid_from
    }

    /// The last second it is valid.
    #[must_use]
    pub const fn valid_to(&self) -> Timestamp {
        self.valid_to
    }

    /// The day in Japan on which it becomes valid.
    #[must_use]
    pub fn first_day(&self) -> Date {
        japan_time::day_of(self.valid_from)
    }

    /// The last day in Japan it is valid to the end of (有効期間の満了する日).
    #[must_use]
    pub fn last_day(&self) -> Date {
        japan_time::last_whole_day(self.valid_to)
    }

    /// The holder's `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn public_key_der(&self) -> &[u8] {
        &self.der[self.public_key.clone()]
    }

    /// The kind of the holder's key.
    #[must_use]
    pub const fn key_algorithm(&self) -> KeyAlgorithm {
        self.key_algorithm
    }

    /// Whether the signature of the message was made by the holder's key.
    #[must_use]
    pub fn verify_signature_over(&self, message: &[u8], signature: &[u8]) -> bool {
        self.public_key().verify(message, signature)
    }

    /// Whether it is under this policy.
    #[must_use]
    pub fn has_policy(&self, policy: &ObjectIdentifier) -> bool {
        let Some(policies) = &self.extensions.policies else { return false };
        let mut policies = Reader::new(&self.der[policies.clone()]);
        while let Ok(mut one) = policies.inside(SEQUENCE) {
            if one.value(der_reader::OBJECT_IDENTIFIER) == Ok(policy.as_bytes()) {
                return true;
            }
        }
        false
    }

    /// Whether it is a root: it may sign certificates, and signed itself.
    pub(crate) fn is_issuer(&self) -> bool {
        self.extensions.is_authority
            && self.extensions.key_usage.is_some_and(|usage| usage & CERTIFICATE_SIGN != 0)
            && !self.extensions.has_unknown_critical
            && self.issuer_der() == self.subject_der()
            && self.signature_algorithm_der() == self.key_algorithm.signature_algorithm_der()
            && self.verify_signature_over(self.to_be_signed(), self.signature())
    }

    pub(crate) const fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// The only extended key usage, if there is exactly one.
    pub(crate) fn extended_key_usage(&self) -> Option<&[u8]> {
        self.extensions.extended_key_usage.clone().map(|usage| &self.der[usage])
    }

    pub(crate) fn public_key(&self) -> PublicKey<'_> {
        PublicKey::known(self.key_algorithm, &self.der[self.key_bits.clone()])
    }

    pub(crate) fn to_be_signed(&self) -> &[u8] {
        &self.der[self.to_be_signed.clone()]
    }

    pub(crate) fn signature_algorithm_der(&self) -> &[u8] {
        &self.der[self.signature_algorithm.clone()]
    }

    pub(crate) fn signature(&self) -> &[u8] {
        &self.der[self.signature.clone()]
    }
}

/// A serial number above zero and of at most eight bytes; the cards in use have three or four.
fn serial(fields: &mut Reader<'_>) -> Result<u64, CertificateError> {
    let magnitude = fields.positive().map_err(|NotDer| CertificateError::Serial)?;
    let mut bytes = [0; 8];
    let start = bytes.len().checked_sub(magnitude.len()).ok_or(CertificateError::Serial)?;
    bytes[start..].copy_from_slice(magnitude);
    Ok(u64::from_be_bytes(bytes))
}

/// Why a certificate is not read, in the order checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not a certificate in DER.
    #[error("not a certificate in DER")]
    Malformed,
    /// Not of version 3.
    #[error("the certificate is not of version 3")]
    Version,
    /// The serial number is not above zero, or longer than eight bytes.
    #[error("the serial number is not above zero or longer than eight bytes")]
    Serial,
    /// The holder's key is not of a kind used here.
    #[error("the certificate's key is not used here")]
    PublicKey(#[from] PublicKeyError),
    /// An extension that stands twice, or that is not of its form.
    #[error("an extension of the certificate stands twice or is malformed")]
    Extension,
}

impl From<NotDer> for CertificateError {
    fn from(NotDer: NotDer) -> Self {
        Self::Malformed
    }
}

#[cfg(test)]
mod tests;
