//! A request for a certificate (PKCS#10, RFC 2986): a key, and the proof that who asks has it.

use crate::{
    der_reader::{self, INTEGER, NotDer, SEQUENCE},
    public_key::{KeyAlgorithm, PublicKey, PublicKeyError},
};

/// A request whose signature was checked (証明書発行要求). The name in it is not used: what a
/// certificate says of its holder, the register says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRequest {
    public_key_der: Vec<u8>,
    algorithm: KeyAlgorithm,
}

impl CertificateRequest {
    /// Reads a request in DER and checks its own signature.
    ///
    /// # Errors
    ///
    /// In the order of [`RequestError`].
    pub fn parse(der: &[u8]) -> Result<Self, RequestError> {
        let mut outer = der_reader::only(der, SEQUENCE)?;
        let to_be_signed = outer.whole(SEQUENCE)?;
        let signature_algorithm = outer.whole(SEQUENCE)?;
        let signature = outer.whole_bits()?;
        outer.end()?;

        let mut fields = der_reader::only(to_be_signed, SEQUENCE)?;
        if fields.value(INTEGER)? != [0] {
            return Err(RequestError::Malformed);
        }
        fields.value(SEQUENCE)?;
        let public_key_der = fields.whole(SEQUENCE)?;
        fields.optional(0xA0)?;
        fields.end()?;
        let public_key = PublicKey::parse(public_key_der)?;
        let algorithm = public_key.algorithm();
        if signature_algorithm != algorithm.signature_algorithm_der() {
            return Err(RequestError::SignatureAlgorithm);
        }
        if !public_key.verify(to_be_signed, signature) {
            return Err(RequestError::Signature);
        }
        Ok(Self { public_key_der: public_key_der.to_vec(), algorithm })
    }

    /// The key, a `SubjectPublicKeyInfo`.
    #[must_use]
    pub fn public_key_der(&self) -> &[u8] {
        &self.public_key_der
    }

    /// What kind of key it is.
    #[must_use]
    pub const fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }
}

/// Why a request is refused, in the order checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Not a request in DER.
    #[error("not a certificate request in DER")]
    Malformed,
    /// Its key is not of a kind used here, or weak.
    #[error("the request's key cannot be certified")]
    PublicKey(#[from] PublicKeyError),
    /// Signed otherwise than with SHA-256, or SHA-384 for P-384.
    #[error("the request is not signed with the hash of its key's kind")]
    SignatureAlgorithm,
    /// Not signed with the key it asks for.
    #[error("the request is not signed with its own key")]
    Signature,
}

impl From<NotDer> for RequestError {
    fn from(NotDer: NotDer) -> Self {
        Self::Malformed
    }
}

#[cfg(test)]
mod tests;
