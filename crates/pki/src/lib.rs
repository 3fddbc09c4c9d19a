//! X.509 of the card: the certificate profiles, issuing, revocation, and verification on a given
//! day. The room knows nobody: no store, no clock, no network. A day and an instant are arguments.
//!
//! [`Issuer`] makes certificates of a [`Profile`]; [`TrustAnchors`] say what one is worth on a day;
//! [`SigningKey`] signs, from memory or in a PKCS#11 token.

pub mod card_verifiable;
mod certificate;
mod common_name;
mod crl;
mod der_reader;
mod der_writer;
mod issuer;
mod japan_time;
mod key;
#[cfg(test)]
mod made_up;
mod name;
mod ocsp;
mod pem;
mod profile;
mod public_key;
mod request;
mod trust;

pub use const_oid::ObjectIdentifier;

pub use certificate::{CertificateError, DigitalCertificate};
pub use common_name::{digital_signature_name, user_authentication_name};
pub use crl::{CrlEntry, CrlError, RevocationList};
pub use issuer::{CertificateOrder, Holder, IssueError, Issuer, IssuerSetting, Municipality};
pub use key::{KeyError, LocalKey, SigningKey, Token, TokenKey};
pub use ocsp::{
    CertIdHash, DelegateError, NONCE_BYTES_MAX, OcspDelegate, OcspDelegateOrder, OcspRefusal,
    OcspResponder, OcspSetting, PathError, QUESTIONS_MAX, REQUEST_BYTES_MAX, SourceError,
    StatusSource, request_in_path,
};
pub use pem::certificate_pem;
pub use profile::{CardGeneration, Profile, Purpose};
pub use public_key::{KeyAlgorithm, PublicKey, PublicKeyError};
pub use request::{CertificateRequest, RequestError};
pub use trust::{Distrust, Revocation, RevocationReason, Status, TrustAnchors, TrustError};
