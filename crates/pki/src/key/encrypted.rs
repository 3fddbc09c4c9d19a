//! A private key as a file: PKCS#8 in PEM, encrypted under a passphrase (RFC 5958, RFC 8018).
//!
//! We write PBKDF2 with HMAC-SHA-256 and AES-256, and read besides what openssl writes when asked
//! for another hash or for scrypt. The work a file may ask for is bounded: a file is no reason to
//! compute for an hour.

use std::num::NonZeroU32;

use aws_lc_rs::{
    cipher::{
        AES_128, AES_256, DecryptionContext, PaddedBlockDecryptingKey, PaddedBlockEncryptingKey,
        UnboundCipherKey,
    },
    iv::FixedLength,
    pbkdf2,
    rand::{SecureRandom, SystemRandom},
};
use pkcs8::{
    EncryptedPrivateKeyInfo,
    der::{Decode, Encode, SecretDocument, pem::LineEnding},
    pkcs5::{
        EncryptionScheme,
        pbes2::{self, Kdf, Parameters, Pbkdf2Params, Pbkdf2Prf},
    },
};
use zeroize::Zeroizing;

use super::KeyError;
use crate::{
    der_reader::{self, INTEGER, OCTET_STRING, SEQUENCE},
    public_key::KeyAlgorithm,
};

/// What stands in the first line of the text.
const LABEL: &str = "ENCRYPTED PRIVATE KEY";
/// As often as is asked of PBKDF2 with SHA-256 today; a third of a second.
const ROUNDS: u32 = 600_000;
/// Ten times that, and scrypt within 128 MiB: what a file may ask for.
const MOST_ROUNDS: u32 = 6_000_000;
const MOST_SCRYPT_BYTES: u64 = 128 << 20;

/// The `PrivateKeyInfo` in the text, opened with the passphrase.
pub(super) fn open(pem: &str, passphrase: &[u8]) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let (label, document) = SecretDocument::from_pem(pem).map_err(|_| KeyError::Malformed)?;
    if label != LABEL {
        return Err(KeyError::Malformed);
    }
    let sealed =
        EncryptedPrivateKeyInfo::from_der(document.as_bytes()).map_err(|_| KeyError::Encryption)?;
    let EncryptionScheme::Pbes2(parameters) = &sealed.encryption_algorithm else {
        return Err(KeyError::Encryption);
    };
    let opened = match &parameters.kdf {
        Kdf::Pbkdf2(derivation) => {
            let text = Zeroizing::new(sealed.encrypted_data.to_vec());
            open_pbkdf2(derivation, parameters, passphrase, text)?
        }
        Kdf::Scrypt(cost) => {
            let bytes = cost.cost_parameter.checked_mul(128 * u64::from(cost.block_size));
            if cost.parallelization > 4 || bytes.is_none_or(|bytes| bytes > MOST_SCRYPT_BYTES) {
                return Err(KeyError::Encryption);
            }
            let opened = sealed.decrypt(passphrase).map_err(|_| KeyError::Passphrase)?;
            Zeroizing::new(opened.as_bytes().to_vec())
        }
        _ => return Err(KeyError::Encryption),
    };
    // A wrong passphrase can leave a padding that looks right, once in 256 times.
    if algorithm_of(&opened).is_err_and(|error| matches!(error, KeyError::Malformed)) {
        return Err(KeyError::Passphrase);
    }
    Ok(opened)
}

/// The text with the `PrivateKeyInfo` sealed under the passphrase.
pub(super) fn seal(private_key: &[u8], passphrase: &[u8]) -> Result<String, KeyError> {
    let (mut salt, mut iv) = ([0; 16], [0; 16]);
    SystemRandom::new().fill(&mut salt)?;
    SystemRandom::new().fill(&mut iv)?;
    let parameters = Parameters::pbkdf2_sha256_aes256cbc(ROUNDS, &salt, &iv)
        .map_err(|_| KeyError::Encryption)?;
    let Kdf::Pbkdf2(derivation) = &parameters.kdf else { return Err(KeyError::Encryption) };
    let key = derive(derivation, 32, passphrase)?;

    let cipher = PaddedBlockEncryptingKey::cbc_pkcs7(UnboundCipherKey::new(&AES_256, &key)?)?;
    let mut text = private_key.to_vec();
    let context = aws_lc_rs::cipher::EncryptionContext::Iv128(FixedLength::from(&iv));
    cipher.less_safe_encrypt(&mut text, context)?;
    let sealed =
        EncryptedPrivateKeyInfo { encryption_algorithm: parameters.into(), encrypted_data: &text };
    let der = sealed.to_der().map_err(|_| KeyError::Encryption)?;
    let document = SecretDocument::try_from(der).map_err(|_| KeyError::Encryption)?;
    let pem = document.to_pem(LABEL, LineEnding::LF).map_err(|_| KeyError::Encryption)?;
    Ok(pem.to_string())
}

fn open_pbkdf2(
    derivation: &Pbkdf2Params<'_>,
    parameters: &Parameters<'_>,
    passphrase: &[u8],
    mut text: Zeroizing<Vec<u8>>,
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let (cipher, length, iv) = match &parameters.encryption {
        pbes2::EncryptionScheme::Aes256Cbc { iv } => (&AES_256, 32, iv),
        pbes2::EncryptionScheme::Aes128Cbc { iv } => (&AES_128, 16, iv),
        pbes2::EncryptionScheme::Aes192Cbc { .. } | _ => return Err(KeyError::Encryption),
    };
    let key = derive(derivation, length, passphrase)?;
    let cipher = PaddedBlockDecryptingKey::cbc_pkcs7(UnboundCipherKey::new(cipher, &key)?)?;
    let context = DecryptionContext::Iv128(FixedLength::from(*iv));
    let opened = cipher.decrypt(&mut text, context).map_err(|_| KeyError::Passphrase)?;
    Ok(Zeroizing::new(opened.to_vec()))
}

/// The key of the cipher.
fn derive(
    derivation: &Pbkdf2Params<'_>,
    length: usize,
    passphrase: &[u8],
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let hash = match derivation.prf {
        Pbkdf2Prf::HmacWithSha256 => pbkdf2::PBKDF2_HMAC_SHA256,
        Pbkdf2Prf::HmacWithSha384 => pbkdf2::PBKDF2_HMAC_SHA384,
        Pbkdf2Prf::HmacWithSha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        Pbkdf2Prf::HmacWithSha1 | Pbkdf2Prf::HmacWithSha224 | _ => {
            return Err(KeyError::Encryption);
        }
    };
    let rounds = NonZeroU32::new(derivation.iteration_count)
        .filter(|rounds| rounds.get() <= MOST_ROUNDS)
        .ok_or(KeyError::Encryption)?;
    if derivation.key_length.is_some_and(|stated| usize::from(stated) != length) {
        return Err(KeyError::Encryption);
    }
    let mut key = Zeroizing::new(vec![0; length]);
    pbkdf2::derive(hash, rounds, derivation.salt, passphrase, &mut key);
    Ok(key)
}

/// The kind of the key in a `PrivateKeyInfo`.
pub(super) fn algorithm_of(private_key: &[u8]) -> Result<KeyAlgorithm, KeyError> {
    let read = || {
        let mut info = der_reader::only(private_key, SEQUENCE)?;
        info.value(INTEGER)?;
        let inside = info.value(SEQUENCE)?;
        info.value(OCTET_STRING)?;
        Ok(inside)
    };
    let inside = read().map_err(|_: der_reader::NotDer| KeyError::Malformed)?;
    KeyAlgorithm::of(inside).ok_or(KeyError::Unsuitable)
}
