//! A responder's key and certificate for one issuer: making the certificate, and proving it.

use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use const_oid::db::{
    rfc4519::CN,
    rfc5280::{
        ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_EXT_KEY_USAGE, ID_CE_KEY_USAGE,
        ID_CE_SUBJECT_KEY_IDENTIFIER, ID_KP_OCSP_SIGNING,
    },
    rfc6960::ID_PKIX_OCSP_NOCHECK,
};
use jiff::Timestamp;

use super::{
    answer,
    request::{CertIdHash, Question, SHA_1, SHA_256},
};
use crate::{
    DigitalCertificate, IssueError, Issuer, PublicKey, SigningKey,
    der_reader::{BIT_STRING, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE, SET},
    der_writer::{around, extension, object_identifier, unsigned, utf8, value, written},
    japan_time,
};

const NULL: u8 = 0x05;
const TAG_0: u8 = 0xA0;
const TAG_3: u8 = 0xA3;
const KEY_IDENTIFIER: u8 = 0x80;
/// `digitalSignature` alone.
const DIGITAL_SIGNATURE: &[u8] = &[BIT_STRING, 0x02, 0x07, 0x80];

/// What a responder answers with for one issuer (委任された応答者).
#[derive(Debug)]
pub struct OcspDelegate {
    /// The issuer's own certificate.
    pub issuer_certificate: Vec<u8>,
    /// The certificate that the issuer gave the responder's key.
    pub certificate: Vec<u8>,
    /// The responder's key.
    pub key: SigningKey,
}

/// What a responder's certificate is to hold.
#[derive(Clone, Copy, Debug)]
pub struct OcspDelegateOrder<'a> {
    /// Its number, of the same row as the issuer's other certificates.
    pub serial: u64,
    /// The responder's key.
    pub public_key_der: &'a [u8],
    /// From when the responder may answer.
    pub valid_from: Timestamp,
    /// Until when. Short, since nobody asks whether a responder's certificate was revoked.
    pub valid_to: Timestamp,
}

impl Issuer {
    /// A certificate for a responder's key, in DER.
    ///
    /// It is for signing OCSP answers only and says that it need not be asked about itself.
    ///
    /// Source: RFC 6960 section 4.2.2.2
    ///
    /// # Errors
    ///
    /// In the order of [`IssueError`].
    pub fn issue_ocsp_delegate(
        &self,
        order: &OcspDelegateOrder<'_>,
    ) -> Result<Vec<u8>, IssueError> {
        if order.serial == 0 {
            return Err(IssueError::Serial);
        }
        let key = PublicKey::parse(order.public_key_der)?;
        let own = self.certificate();
        if order.valid_from >= order.valid_to
            || order.valid_from < own.valid_from()
            || order.valid_to > own.valid_to()
        {
            return Err(IssueError::Validity);
        }
        let to_be_signed = written(|out| {
            around(out, SEQUENCE, |out| {
                around(out, TAG_0, |out| unsigned(out, 2));
                unsigned(out, order.serial);
                out.extend_from_slice(self.key().algorithm().signature_algorithm_der());
                out.extend_from_slice(self.name_der());
                around(out, SEQUENCE, |out| {
                    japan_time::write(out, order.valid_from);
                    japan_time::write(out, order.valid_to);
                });
                write_subject(out, self.name_der());
                out.extend_from_slice(order.public_key_der);
                around(out, TAG_3, |out| {
                    around(out, SEQUENCE, |out| {
                        write_extensions(out, self.key_id(), key.key_id());
                    });
                });
            });
        });
        Ok(self.signed(&to_be_signed)?)
    }
}

/// The issuer's name with one part more.
fn write_subject(out: &mut Vec<u8>, issuer_name: &[u8]) {
    let parts = Reader::new(issuer_name).value(SEQUENCE).unwrap_or_default();
    around(out, SEQUENCE, |out| {
        out.extend_from_slice(parts);
        around(out, SET, |out| {
            around(out, SEQUENCE, |out| {
                object_identifier(out, &CN);
                utf8(out, "OCSP Responder");
            });
        });
    });
}

fn write_extensions(out: &mut Vec<u8>, issuer_key_id: [u8; 20], key_id: [u8; 20]) {
    extension(out, &ID_CE_KEY_USAGE, true, |out| out.extend_from_slice(DIGITAL_SIGNATURE));
    extension(out, &ID_CE_EXT_KEY_USAGE, false, |out| {
        around(out, SEQUENCE, |out| object_identifier(out, &ID_KP_OCSP_SIGNING));
    });
    extension(out, &ID_PKIX_OCSP_NOCHECK, false, |out| value(out, NULL, &[]));
    extension(out, &ID_CE_AUTHORITY_KEY_IDENTIFIER, false, |out| {
        around(out, SEQUENCE, |out| value(out, KEY_IDENTIFIER, &issuer_key_id));
    });
    extension(out, &ID_CE_SUBJECT_KEY_IDENTIFIER, false, |out| value(out, OCTET_STRING, &key_id));
}

/// Why a responder cannot answer under a certificate, in the order checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DelegateError {
    /// The issuer's certificate cannot be read, or is not an issuer's.
    #[error("the issuer's certificate is not one")]
    Issuer,
    /// The responder's certificate cannot be read.
    #[error("the OCSP responder's certificate cannot be read")]
    Malformed,
    /// It bears another issuer's name or signature.
    #[error("the OCSP responder's certificate is not its issuer's")]
    Signature,
    /// It is not for signing OCSP answers.
    #[error("the OCSP responder's certificate is not for OCSP")]
    Usage,
    /// It is for another key.
    #[error("the OCSP responder's certificate is for another key")]
    Key,
}

/// A delegate that was proven.
pub(super) struct Delegate {
    by_sha_1: IssuerHashes,
    by_sha_256: IssuerHashes,
    issuer_key_id: [u8; 20],
    key: SigningKey,
    /// The responder's certificate as it stands in answers.
    certificates: Vec<u8>,
    valid_from: Timestamp,
    valid_to: Timestamp,
}

/// How a `CertID` names an issuer.
struct IssuerHashes {
    name: Vec<u8>,
    key: Vec<u8>,
}

impl Delegate {
    pub(super) fn new(delegate: OcspDelegate) -> Result<Self, DelegateError> {
        let issuer = DigitalCertificate::parse(&delegate.issuer_certificate)
            .map_err(|_| DelegateError::Issuer)?;
        let issuer_key = issuer.public_key();
        if !issuer.is_issuer() {
            return Err(DelegateError::Issuer);
        }
        let certificate = DigitalCertificate::parse(&delegate.certificate)
            .map_err(|_| DelegateError::Malformed)?;
        if certificate.issuer_der() != issuer.subject_der()
            || certificate.signature_algorithm_der()
                != issuer_key.algorithm().signature_algorithm_der()
            || !issuer_key.verify(certificate.to_be_signed(), certificate.signature())
        {
            return Err(DelegateError::Signature);
        }
        if certificate.extended_key_usage() != Some(ID_KP_OCSP_SIGNING.as_bytes())
            || certificate.extensions().has_unknown_critical
        {
            return Err(DelegateError::Usage);
        }
        if certificate.public_key_der() != delegate.key.public_key_der() {
            return Err(DelegateError::Key);
        }
        let hashes = |algorithm: &'static Algorithm| IssuerHashes {
            name: digest(algorithm, issuer.subject_der()).as_ref().to_vec(),
            key: digest(algorithm, issuer_key.bits()).as_ref().to_vec(),
        };
        Ok(Self {
            by_sha_1: hashes(&SHA1_FOR_LEGACY_USE_ONLY),
            by_sha_256: hashes(&SHA256),
            issuer_key_id: issuer_key.key_id(),
            certificates: answer::certificates(&delegate.certificate),
            valid_from: certificate.valid_from(),
            valid_to: certificate.valid_to(),
            key: delegate.key,
        })
    }

    /// Whether a question names this delegate's issuer, by its key and by its name.
    pub(super) fn answers(&self, question: &Question<'_>) -> bool {
        let Some(form) = question.form else { return false };
        let hashes = self.hashes(form.hash);
        hashes.key == question.issuer_key_hash && hashes.name == question.issuer_name_hash
    }

    /// How a request names a certificate of this issuer, a `CertID` in DER.
    pub(super) fn certificate_id(&self, hash: CertIdHash, serial: u64) -> Vec<u8> {
        let hashes = self.hashes(hash);
        let object = match hash {
            CertIdHash::Sha1 => SHA_1,
            CertIdHash::Sha256 => SHA_256,
        };
        written(|out| {
            around(out, SEQUENCE, |out| {
                around(out, SEQUENCE, |out| {
                    value(out, OBJECT_IDENTIFIER, object);
                    value(out, NULL, &[]);
                });
                value(out, OCTET_STRING, &hashes.name);
                value(out, OCTET_STRING, &hashes.key);
                unsigned(out, serial);
            });
        })
    }

    /// The whole answer around what was signed.
    pub(super) fn whole(&self, signed: &[u8]) -> Vec<u8> {
        answer::whole(signed, &self.certificates)
    }

    /// Whether the responder's certificate is valid at this time.
    pub(super) fn is_valid_at(&self, now: Timestamp) -> bool {
        (self.valid_from..=self.valid_to).contains(&now)
    }

    pub(super) const fn valid_to(&self) -> Timestamp {
        self.valid_to
    }

    pub(super) const fn issuer_key_id(&self) -> [u8; 20] {
        self.issuer_key_id
    }

    pub(super) fn responder_key_id(&self) -> [u8; 20] {
        self.key.key_id()
    }

    pub(super) const fn key(&self) -> &SigningKey {
        &self.key
    }

    const fn hashes(&self, hash: CertIdHash) -> &IssuerHashes {
        match hash {
            CertIdHash::Sha1 => &self.by_sha_1,
            CertIdHash::Sha256 => &self.by_sha_256,
        }
    }
}
