//! RSA over a padded block whose contents the caller chooses.
//!
//! The library signs digests only. A card pads whatever it is sent, and the record of a card's
//! face is signed over three digests at once. What is here is therefore ours: blinded, by the
//! Chinese remainder theorem, and checked before it is given out, since a fault in one half would
//! give the key away.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use num_bigint::BigUint;

use super::KeyError;
use crate::der_reader::{self, INTEGER, NotDer, OCTET_STRING, SEQUENCE};

/// The bytes of a block of RSA-2048, and of the padding at least.
const BLOCK: usize = 256;
const PADDING: usize = 11;

/// The numbers of a private key.
struct PrivateNumbers {
    modulus: BigUint,
    exponent: BigUint,
    primes: [BigUint; 2],
    exponents: [BigUint; 2],
    coefficient: BigUint,
}

/// `00 01 FF … FF 00 contents`, raised to the private exponent of this `PrivateKeyInfo`.
pub(super) fn sign(private_key: &[u8], contents: &[u8]) -> Result<Vec<u8>, KeyError> {
    if contents.len() > BLOCK - PADDING {
        return Err(KeyError::TooLong(contents.len()));
    }
    let key = PrivateNumbers::read(private_key).map_err(|NotDer| KeyError::Malformed)?;
    let mut block = vec![0xFF; BLOCK];
    let start = BLOCK - contents.len();
    (block[0], block[1], block[start - 1]) = (0, 1, 0);
    block[start..].copy_from_slice(contents);

    let signature = key.raise(&BigUint::from_bytes_be(&block))?.to_bytes_be();
    let mut out = vec![0; BLOCK - signature.len()];
    out.extend_from_slice(&signature);
    Ok(out)
}

impl PrivateNumbers {
    /// Reads the PKCS#1 `RSAPrivateKey` within.
    fn read(private_key: &[u8]) -> Result<Self, NotDer> {
        let mut info = der_reader::only(private_key, SEQUENCE)?;
        info.value(INTEGER)?;
        info.value(SEQUENCE)?;
        let mut key = der_reader::only(info.value(OCTET_STRING)?, SEQUENCE)?;
        key.value(INTEGER)?;
        let mut next = || key.positive().map(BigUint::from_bytes_be);
        let (modulus, exponent, _private) = (next()?, next()?, next()?);
        let primes = [next()?, next()?];
        let exponents = [next()?, next()?];
        Ok(Self { modulus, exponent, primes, exponents, coefficient: next()? })
    }

    /// The block to the private exponent.
    fn raise(&self, block: &BigUint) -> Result<BigUint, KeyError> {
        let mut random = [0; BLOCK - 1];
        SystemRandom::new().fill(&mut random)?;
        let blinding = BigUint::from_bytes_be(&random);
        let unblinding = blinding.modinv(&self.modulus).ok_or(KeyError::Failed)?;
        let blinded = block * blinding.modpow(&self.exponent, &self.modulus) % &self.modulus;

        let [p, q] = &self.primes;
        let [of_p, of_q] =
            [0, 1].map(|half| blinded.modpow(&self.exponents[half], &self.primes[half]));
        let difference = (of_p + p - &of_q % p) % p;
        let signature = (of_q + q * (difference * &self.coefficient % p)) * unblinding;
        let signature = signature % &self.modulus;
        if signature.modpow(&self.exponent, &self.modulus) == *block {
            Ok(signature)
        } else {
            Err(KeyError::Failed)
        }
    }
}
