//! The numbers that stand as common names: they name a certificate, not a person.

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use jiff::Timestamp;

use crate::{issuer::Municipality, japan_time, key::KeyError};

/// A common name to prove who is here: 14 letters and digits drawn, the municipality's code, and
/// `003A`; 23 characters.
///
/// # Errors
///
/// [`KeyError::Failed`] when the library has no randomness.
pub fn user_authentication_name(municipality: &Municipality) -> Result<String, KeyError> {
    Ok(format!("{}{}003A", drawn::<14>(b"0123456789ABCDEFGHIJKLMNOPQRSTUV")?, municipality.code))
}

/// A common name to sign documents: the second it is issued in Japan, 5 digits drawn, the
/// municipality's code, and `003A`; 28 characters.
///
/// # Errors
///
/// [`KeyError::Failed`] when the library has no randomness.
pub fn digital_signature_name(
    issued_at: Timestamp,
    municipality: &Municipality,
) -> Result<String, KeyError> {
    let second = japan_time::datetime_of(issued_at).strftime("%Y%m%d%H%M%S");
    Ok(format!("{second}{}{}003A", drawn::<5>(b"0123456789")?, municipality.code))
}

/// Characters drawn from these.
fn drawn<const LENGTH: usize>(characters: &[u8]) -> Result<String, KeyError> {
    let mut random = [0; LENGTH];
    SystemRandom::new().fill(&mut random)?;
    Ok(random
        .iter()
        .map(|byte| char::from(characters[usize::from(*byte) % characters.len()]))
        .collect())
}
