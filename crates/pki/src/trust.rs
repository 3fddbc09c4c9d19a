//! What a certificate is worth on a day: whether it is one of ours, and whether it still counts.

use std::collections::HashMap;

use aws_lc_rs::signature::ParsedPublicKey;
use const_oid::ObjectIdentifier;
use jiff::{Timestamp, civil::Date};

use crate::{
    certificate::{CertificateError, DigitalCertificate},
    japan_time, name,
    profile::{CardGeneration, Profile, Purpose},
};

/// The roots of one purpose (トラストアンカー): several generations of keys with one and the same
/// name. The key identifier of a certificate says which one to try; its signature proves it.
#[derive(Debug)]
pub struct TrustAnchors {
    profile: &'static Profile,
    policy: ObjectIdentifier,
    name: Vec<u8>,
    anchors: Vec<Anchor>,
    by_key_id: HashMap<[u8; 20], usize>,
}

#[derive(Debug)]
struct Anchor {
    certificate: DigitalCertificate,
    /// Read once: that costs as much as checking a signature.
    key: ParsedPublicKey,
}

impl TrustAnchors {
    /// The roots of one of the emulator's purposes; their name says which.
    ///
    /// # Errors
    ///
    /// In the order of [`TrustError`].
    pub fn new(certificates: impl IntoIterator<Item = Vec<u8>>) -> Result<Self, TrustError> {
        let certificates = roots(certificates)?;
        let name = certificates.first().ok_or(TrustError::Empty)?.subject_der();
        let profile = CardGeneration::ALL
            .into_iter()
            .flat_map(|generation| {
                let profiles = [&generation.user_authentication, &generation.digital_signature];
                profiles.map(|profile| (name::issuer(generation, profile), profile))
            })
            .find_map(|(of_profile, profile)| (of_profile == name).then_some(profile))
            .ok_or(TrustError::Name)?;
        Self::of(profile, profile.policy, certificates)
    }

    /// The roots of a purpose and policy, whatever their name.
    ///
    /// # Errors
    ///
    /// In the order of [`TrustError`].
    pub fn with_policy(
        purpose: Purpose,
        policy: ObjectIdentifier,
        certificates: impl IntoIterator<Item = Vec<u8>>,
    ) -> Result<Self, TrustError> {
        Self::of(CardGeneration::FIRST.profile(purpose), policy, roots(certificates)?)
    }

    /// What the certificate is worth on a day.
    ///
    /// `grace_to` gives, for the last day of a certificate, the last day it is honored beyond it;
    /// `revocation` is what is known of it, of which only what had happened by the day counts.
    ///
    /// # Errors
    ///
    /// It is not one of these roots' certificates at all; in the order of [`Distrust`].
    pub fn check(
        &self,
        certificate: &DigitalCertificate,
        on: Date,
        grace_to: impl Fn(Date) -> Date,
        revocation: Revocation,
    ) -> Result<Status, Distrust> {
        self.prove(certificate)?;
        Ok(Status::on(certificate, on, grace_to, revocation))
    }

    /// What its certificates are for.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        self.profile.purpose
    }

    /// The roots, as they were given.
    pub fn certificates(&self) -> impl Iterator<Item = &DigitalCertificate> {
        self.anchors.iter().map(|anchor| &anchor.certificate)
    }

    /// Whether the certificate is one of these roots' and of the profile.
    fn prove(&self, certificate: &DigitalCertificate) -> Result<(), Distrust> {
        let anchor = self.anchor_of(certificate)?;
        let root = &anchor.certificate;
        if certificate.valid_from() < root.valid_from() || certificate.valid_to() > root.valid_to()
        {
            return Err(Distrust::OutlivesIssuer);
        }
        let extensions = certificate.extensions();
        if extensions.is_authority {
            return Err(Distrust::Authority);
        }
        if extensions.has_unknown_critical {
            return Err(Distrust::CriticalExtension);
        }
        if !certificate.has_policy(&self.policy) {
            return Err(Distrust::Policy);
        }
        if extensions.key_usage != Some(self.profile.key_usage) {
            return Err(Distrust::KeyUsage);
        }
        let wanted = self.profile.extended_key_usage.as_ref().map(ObjectIdentifier::as_bytes);
        if extensions.has_extended_key_usage != wanted.is_some()
            || certificate.extended_key_usage() != wanted
        {
            return Err(Distrust::Purpose);
        }
        Ok(())
    }

    /// The root that signed it: the one it names, or without a name the one that proves to have.
    fn anchor_of(&self, certificate: &DigitalCertificate) -> Result<&Anchor, Distrust> {
        if certificate.issuer_der() != self.name {
            return Err(Distrust::UnknownIssuer);
        }
        match certificate.issuer_key_id() {
            Some(key_id) => {
                let place = self.by_key_id.get(&key_id).ok_or(Distrust::UnknownIssuer)?;
                let anchor = self.anchors.get(*place).ok_or(Distrust::UnknownIssuer)?;
                if anchor.signed(certificate) { Ok(anchor) } else { Err(Distrust::Signature) }
            }
            None => self
                .anchors
                .iter()
                .find(|anchor| anchor.signed(certificate))
                .ok_or(Distrust::Signature),
        }
    }

    fn of(
        profile: &'static Profile,
        policy: ObjectIdentifier,
        certificates: Vec<DigitalCertificate>,
    ) -> Result<Self, TrustError> {
        let name = certificates.first().ok_or(TrustError::Empty)?.subject_der().to_vec();
        if certificates.iter().any(|root| root.subject_der() != name) {
            return Err(TrustError::SeveralNames);
        }
        let mut anchors = Vec::new();
        let mut by_key_id = HashMap::new();
        for certificate in certificates {
            let public_key = certificate.public_key();
            let algorithm = public_key.algorithm().verification();
            let key = ParsedPublicKey::new(algorithm, public_key.bits())
                .map_err(|_| TrustError::NotRoot)?;
            // Certificates name a root by the identifier it gives itself.
            let key_id = certificate.subject_key_id().unwrap_or_else(|| public_key.key_id());
            by_key_id.entry(key_id).or_insert(anchors.len());
            anchors.push(Anchor { certificate, key });
        }
        Ok(Self { profile, policy, name, anchors, by_key_id })
    }
}

impl Anchor {
    fn signed(&self, certificate: &DigitalCertificate) -> bool {
        let algorithm = self.certificate.key_algorithm().signature_algorithm_der();
        certificate.signature_algorithm_der() == algorithm
            && self.key.verify_sig(certificate.to_be_signed(), certificate.signature()).is_ok()
    }
}

/// Each certificate read, and proven to be a root.
fn roots(
    certificates: impl IntoIterator<Item = Vec<u8>>,
) -> Result<Vec<DigitalCertificate>, TrustError> {
    certificates
        .into_iter()
        .map(|der| {
            let certificate = DigitalCertificate::parse(&der)?;
            if certificate.is_issuer() { Ok(certificate) } else { Err(TrustError::NotRoot) }
        })
        .collect()
}

/// What is known of a certificate besides itself: the register's word, or a list's, or OCSP's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// Neither revoked nor on hold.
    Good,
    /// Held since then (一時停止).
    OnHold {
        /// Since when.
        since: Timestamp,
    },
    /// Revoked for good (失効).
    Revoked {
        /// When.
        at: Timestamp,
        /// Why.
        reason: RevocationReason,
    },
    /// Not known to who was asked.
    Unknown,
}

/// What a certificate of ours is worth on a day, in the order checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Revoked by that day; nothing brings it back.
    Revoked {
        /// When.
        at: Timestamp,
        /// Why.
        reason: RevocationReason,
    },
    /// The day is before its first.
    NotYetValid,
    /// The day is beyond its last, and beyond the grace too.
    Expired,
    /// Held on that day; it may be released.
    OnHold {
        /// Since when.
        since: Timestamp,
    },
    /// Nobody knows it, so it was not issued as far as anybody knows.
    Unknown,
    /// The day is beyond its last, and within the grace.
    ExpiredInGrace,
    /// It counts.
    Good,
}

impl Status {
    fn on(
        certificate: &DigitalCertificate,
        on: Date,
        grace_to: impl Fn(Date) -> Date,
        revocation: Revocation,
    ) -> Self {
        let has_happened = |instant| japan_time::day_of(instant) <= on;
        let last_day = certificate.last_day();
        match revocation {
            Revocation::Revoked { at, reason } if has_happened(at) => Self::Revoked { at, reason },
            _ if on < certificate.first_day() => Self::NotYetValid,
            _ if on > last_day && on > grace_to(last_day) => Self::Expired,
            Revocation::OnHold { since } if has_happened(since) => Self::OnHold { since },
            Revocation::Unknown => Self::Unknown,
            Revocation::Good | Revocation::OnHold { .. } | Revocation::Revoked { .. } => {
                if on > last_day { Self::ExpiredInGrace } else { Self::Good }
            }
        }
    }
}

/// Why a certificate is not one of ours at all, in the order checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// It names an issuer or a key of one that is not trusted.
    #[error("the certificate is of an issuer not trusted")]
    UnknownIssuer,
    /// No trusted key signed it.
    #[error("the certificate's signature is not the issuer's")]
    Signature,
    /// It is valid when its issuer is not.
    #[error("the certificate's validity is not within its issuer's")]
    OutlivesIssuer,
    /// It is itself an issuer's.
    #[error("the certificate is an issuer's")]
    Authority,
    /// A critical extension is not understood.
    #[error("the certificate has a critical extension not understood")]
    CriticalExtension,
    /// It is not under the policy.
    #[error("the certificate is not under the policy")]
    Policy,
    /// Its key may be used otherwise than the profile says.
    #[error("the certificate's key usage is not the profile's")]
    KeyUsage,
    /// It is for another purpose.
    #[error("the certificate is for another purpose")]
    Purpose,
}

/// Why roots are not trusted, in the order checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// One cannot be read.
    #[error("a root cannot be read")]
    Certificate(#[from] CertificateError),
    /// One did not sign itself, or may not sign others.
    #[error("a certificate is not a root")]
    NotRoot,
    /// None was given.
    #[error("there is no root")]
    Empty,
    /// The name is none of a profile.
    #[error("the roots' name is none of a profile")]
    Name,
    /// All generations have one name.
    #[error("the roots have several names")]
    SeveralNames,
}

/// Why a certificate was revoked, with the numbers of RFC 5280 5.3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum RevocationReason {
    /// Not said.
    Unspecified = 0,
    /// The key, or the card with it, may be in other hands.
    KeyCompromise = 1,
    /// The issuer's key may be in other hands.
    AuthorityCompromise = 2,
    /// The particulars changed: name, address.
    AffiliationChanged = 3,
    /// Another certificate took its place.
    Superseded = 4,
    /// No longer needed: card returned, person left or died.
    CessationOfOperation = 5,
    /// On hold; it may be released (一時停止).
    Hold = 6,
    /// The right to it was withdrawn.
    PrivilegeWithdrawn = 9,
}

impl RevocationReason {
    /// Every reason, by its number.
    pub const ALL: [Self; 8] = [
        Self::Unspecified,
        Self::KeyCompromise,
        Self::AuthorityCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::Hold,
        Self::PrivilegeWithdrawn,
    ];

    /// Its number.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The reason of a number, if it is one used here.
    #[must_use]
    pub fn of(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

#[cfg(test)]
mod tests;
