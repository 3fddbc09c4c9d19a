//! What the applications say of themselves. No reader acts on it; strict ones look at its form.

use super::error::KeyError;
use super::personalisation::Personalisation;
use super::tlv::object;

/// Who made the card, in every field that asks.
const MAKER: &str = "SHIKAKU-EMULATOR";

/// The file of the text application is longer than what is in it, and some readers want it whole.
const TEXT_FILE_LENGTH: usize = 256;

/// What PKCS#11 wants to know of the token (`CK_TOKEN_INFO`): four texts, eleven numbers, two
/// versions, a time.
pub(super) fn token(person: &Personalisation) -> Vec<u8> {
    /// Random numbers, a login, a PIN set, a token set up.
    const FLAGS: u32 = 0x0000_040D;
    /// Not told.
    const UNAVAILABLE: u32 = u32::MAX;
    /// Sessions at most and open, of either kind; longest and shortest PIN; memory of four kinds.
    const NUMBERS: [u32; 11] =
        [FLAGS, 1, 0, 1, 0, 16, 4, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE];

    let serial = format!("0{}", person.card_number);
    let mut bytes =
        format!("{:<32}{MAKER:<32}{:<16}{serial:<16}", "JPKIAPICCTOKEN2", "SHIKAKU").into_bytes();
    bytes.extend(NUMBERS.iter().flat_map(|number| number.to_be_bytes()));
    // Versions of hardware and software, as digits; the token has no clock.
    bytes.extend_from_slice(b"0301");
    bytes.extend_from_slice(&[b'9'; 16]);
    bytes
}

/// What the face application says of itself.
pub(super) fn face(person: &Personalisation) -> Result<Vec<u8>, KeyError> {
    // On a real card 256 bytes for somebody who holds the key named before them; here for nobody.
    let opaque = [&key_reference("9900025", "001")[..], &random::<256>()?].concat();
    let objects = [
        object(0xDF31, &[0x06, 0x03, 0x0E, 0x01]),
        object(0xDF32, &key_reference("9000024", "001")),
        object(0xDF33, &[0x00]),
        object(0xDF34, person.municipality_code.as_bytes()),
        object(0xDF35, &opaque),
    ];
    Ok(object(0xFF30, &objects.concat()))
}

/// What the text application says of itself, with the filler behind it.
pub(super) fn text() -> Result<Vec<u8>, KeyError> {
    let mut opaque = [0xFF; 128];
    opaque[..32].copy_from_slice(&random::<32>()?);
    let objects = [
        object(0xDF41, &[0x01, 0x03, 0x0E, 0x01]),
        object(0xDF42, &key_reference("9000034", "001")),
        object(0xDF43, &opaque),
    ];
    let mut file = object(0xFF40, &objects.concat());
    file.resize(TEXT_FILE_LENGTH, 0xFF);
    Ok(file)
}

/// The name of a key, 16 bytes. Real hierarchies begin with 5, test cards with 6; ours with 9.
pub(super) fn key_reference(number: &str, group: &str) -> Vec<u8> {
    [number.as_bytes(), &[0x08, 0x05], group.as_bytes(), &[0; 4]].concat()
}

fn random<const LENGTH: usize>() -> Result<[u8; LENGTH], KeyError> {
    let mut bytes = [0; LENGTH];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| KeyError)?;
    Ok(bytes)
}
