//! Made-up issuers and orders for the tests of this crate.

use std::sync::OnceLock;

use jiff::{Timestamp, civil::Date};

use crate::{
    CertificateOrder, Holder, Issuer, IssuerSetting, KeyAlgorithm, Municipality, Purpose,
    SigningKey,
};

/// A holder's key, one for all tests: RSA keys take a while to make.
pub(crate) fn holder_key() -> &'static SigningKey {
    static KEY: OnceLock<SigningKey> = OnceLock::new();
    KEY.get_or_init(|| SigningKey::generate(KeyAlgorithm::Rsa2048).unwrap())
}

pub(crate) fn municipality() -> &'static Municipality {
    static MUNICIPALITY: OnceLock<Municipality> = OnceLock::new();
    MUNICIPALITY.get_or_init(|| Municipality {
        code: "99999".to_owned(),
        prefecture: "Mihon-ken".to_owned(),
        city: "Mihon-shi".to_owned(),
    })
}

/// An issuer on P-256 for ten years from a day.
pub(crate) fn issuer(purpose: Purpose, from: &str, serial: u64) -> Issuer {
    let key = SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let from: Date = from.parse().unwrap();
    let to = from.saturating_add(jiff::Span::new().years(10)).yesterday().unwrap();
    let setting = IssuerSetting::emulator("http://127.0.0.1");
    Issuer::establish(purpose, key, setting, from, to, serial).unwrap()
}

/// An order of a certificate to prove who is here, from noon of a day to the end of another.
pub(crate) fn order(issued_on: &str, last_day: &str) -> CertificateOrder<'static> {
    CertificateOrder {
        serial: 0x22_7B13,
        public_key_der: holder_key().public_key_der(),
        issued_at: format!("{issued_on}T12:00:00+09:00").parse::<Timestamp>().unwrap(),
        last_day: last_day.parse().unwrap(),
        holder: Holder::UserAuthentication {
            common_name: "0123456789ABCD99999003A",
            municipality: municipality(),
        },
    }
}

/// The particulars of a made-up person, for a certificate to sign documents.
pub(crate) fn resident() -> Holder<'static> {
    Holder::DigitalSignature {
        common_name: "202604011200000004299999003A",
        municipality: municipality(),
        name: "見本　花子",
        birth: jiff::civil::date(1990, 1, 12),
        sex: '2',
        address: "見本県見本市見本町１－２－３",
        name_substitutes: "00000",
        address_substitutes: "00000000000000",
    }
}

/// The same text with the first of some bytes replaced by as many others.
#[track_caller]
pub(crate) fn replaced(text: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = text.windows(from.len()).position(|window| window == from).unwrap();
    [&text[..at], to, &text[at + from.len()..]].concat()
}
