//! Writing a certificate request (PKCS#10, RFC 2986).

use pki::SigningKey;

use super::error::KeyError;

/// A request for a certificate over the key, signed by it. It names nobody: what a certificate
/// says of its holder comes from the authority's register, not from the card.
pub(super) fn write(key: &SigningKey) -> Result<Vec<u8>, KeyError> {
    const SEQUENCE: u8 = 0x30;
    const BIT_STRING: u8 = 0x03;
    const VERSION: &[u8] = &[0x02, 0x01, 0x00];
    const NO_NAME: &[u8] = &[SEQUENCE, 0x00];
    const NO_ATTRIBUTES: &[u8] = &[0xA0, 0x00];

    let information = value(SEQUENCE, &[VERSION, NO_NAME, key.public_key_der(), NO_ATTRIBUTES]);
    let signature = key.sign(&information).map_err(|_| KeyError)?;
    let signature = value(BIT_STRING, &[&[0], &signature]);
    Ok(value(SEQUENCE, &[&information, key.algorithm().signature_algorithm_der(), &signature]))
}

/// A DER value of these parts. A request is longer than 127 bytes and shorter than 64 KiB; its
/// lengths are written with the fewest bytes, as DER wants.
fn value(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let [.., high, low] = content.len().to_be_bytes();
    let header = match (high, low) {
        (0, 0x00..=0x7F) => vec![tag, low],
        (0, 0x80..) => vec![tag, 0x81, low],
        (1.., _) => vec![tag, 0x82, high, low],
    };
    [header, content].concat()
}
