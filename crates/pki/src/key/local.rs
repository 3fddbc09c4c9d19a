//! A key in this process's memory.

use std::fmt;

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair,
        EcdsaSigningAlgorithm, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    },
};
use zeroize::Zeroizing;

use super::{KeyError, padded};
use crate::public_key::{KeyAlgorithm, PublicKey};

/// A private key in memory.
pub struct LocalKey {
    algorithm: KeyAlgorithm,
    pair: Pair,
    public_key_der: Vec<u8>,
    key_id: [u8; 20],
}

enum Pair {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
}

impl LocalKey {
    pub(super) fn generate(algorithm: KeyAlgorithm) -> Result<Self, KeyError> {
        let pair = match ecdsa(algorithm) {
            None => Pair::Rsa(RsaKeyPair::generate(KeySize::Rsa2048)?),
            Some(signing) => Pair::Ecdsa(EcdsaKeyPair::generate(signing)?),
        };
        Self::of(algorithm, pair)
    }

    pub(super) fn from_pkcs8_der(der: &[u8]) -> Result<Self, KeyError> {
        let algorithm = super::encrypted::algorithm_of(der)?;
        let pair = match ecdsa(algorithm) {
            None => RsaKeyPair::from_pkcs8(der).map(Pair::Rsa),
            Some(signing) => EcdsaKeyPair::from_pkcs8(signing, der).map(Pair::Ecdsa),
        };
        Self::of(algorithm, pair.map_err(|_| KeyError::Malformed)?)
    }

    pub(super) fn to_pkcs8_der(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let der = match &self.pair {
            Pair::Rsa(pair) => AsDer::<Pkcs8V1Der<'_>>::as_der(pair)?.as_ref().to_vec(),
            Pair::Ecdsa(pair) => pair.to_pkcs8v1()?.as_ref().to_vec(),
        };
        Ok(Zeroizing::new(der))
    }

    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)?;
                Ok(signature)
            }
            Pair::Ecdsa(pair) => Ok(pair.sign(&SystemRandom::new(), message)?.as_ref().to_vec()),
        }
    }

    pub(super) fn sign_padded(&self, contents: &[u8]) -> Result<Vec<u8>, KeyError> {
        match &self.pair {
            Pair::Rsa(_) => padded::sign(&self.to_pkcs8_der()?, contents),
            Pair::Ecdsa(_) => Err(KeyError::Unsuitable),
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

    fn of(algorithm: KeyAlgorithm, pair: Pair) -> Result<Self, KeyError> {
        let bits = match &pair {
            Pair::Rsa(pair) => pair.public_key().as_ref(),
            Pair::Ecdsa(pair) => pair.public_key().as_ref(),
        };
        let public_key_der = algorithm.public_key_der(bits);
        let key = PublicKey::parse(&public_key_der).map_err(|_| KeyError::Unsuitable)?;
        let key_id = key.key_id();
        Ok(Self { algorithm, pair, public_key_der, key_id })
    }
}

/// How the library signs with a curve; none for RSA.
fn ecdsa(algorithm: KeyAlgorithm) -> Option<&'static EcdsaSigningAlgorithm> {
    match algorithm {
        KeyAlgorithm::Rsa2048 => None,
        KeyAlgorithm::EcdsaP256 => Some(&ECDSA_P256_SHA256_ASN1_SIGNING),
        KeyAlgorithm::EcdsaP384 => Some(&ECDSA_P384_SHA384_ASN1_SIGNING),
    }
}

impl fmt::Debug for LocalKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LocalKey")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}
