//! Certificates as text, for other people's programs.

use pkcs8::der::pem::{LineEnding, encode_string};

/// A certificate as PEM; empty where it is longer than any certificate can be.
#[must_use]
pub fn certificate_pem(der: &[u8]) -> String {
    encode_string("CERTIFICATE", LineEnding::LF, der).unwrap_or_default()
}
