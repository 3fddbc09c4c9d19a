//! A made-up person's card, complete, and a one-off authority that issues for it: for tests,
//! demonstrations and development. Nothing an authority here signs is worth anything elsewhere.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::{Date, date};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan as _};
use pki::card_verifiable::{CardFaceIssuer, KeyReference};
use pki::{
    CertificateOrder, Holder, Issuer, IssuerSetting, KeyAlgorithm, Municipality, Purpose,
    SigningKey, digital_signature_name, user_authentication_name,
};
use zeroize::Zeroizing;

use super::{
    CardKeys, IssuedCertificates, KeyError, Personalisation, PersonalisationError, Pins,
    SignedRecords, VirtualCard,
};
use crate::portrait::{Portrait, Sex};

/// The day the made-up card was made.
pub const MADE_ON: Date = date(2026, 1, 12);

/// The last day of its certificates: the fifth birthday after.
pub const CERTIFICATES_LAST_DAY: Date = date(2031, 1, 12);

/// The made-up person's PIN for user authentication.
pub const USER_AUTHENTICATION_PIN: &str = "1234";

/// Their password for digital signatures.
pub const DIGITAL_SIGNATURE_PIN: &str = "SHIKAKU1";

/// Their PIN of the text application.
pub const TEXT_PIN: &str = "2345";

/// Their PIN of the resident register.
pub const RESIDENCE_PIN: &str = "3456";

/// Number B (照合番号B) of their card.
pub const NUMBER_B: &str = "02011220354821";

/// The first serial number of a one-off authority: of three bytes, as on real cards.
const FIRST_SERIAL: u64 = 0x22_7B13;

impl VirtualCard {
    /// The card of a made-up person, by an authority made for it: [`person`], [`MADE_ON`].
    ///
    /// # Errors
    ///
    /// The cryptographic library fails, or a text cannot be printed.
    pub fn made_up() -> Result<Self, MakeError> {
        let person = person();
        Authority::establish(MADE_ON)?.make(&person, MADE_ON, CERTIFICATES_LAST_DAY)
    }
}

/// What is on the made-up person's card.
#[must_use]
pub fn person() -> Personalisation {
    let birth = date(1990, 1, 12);
    Personalisation {
        card_number: "910000000000017".to_owned(),
        municipality_code: "99101".to_owned(),
        last_day: date(2035, 1, 12),
        name: "見本\u{3000}花子".to_owned(),
        address: "見本県見本市見本町１－１－１".to_owned(),
        birth,
        sex: Sex::Female,
        my_number: Zeroizing::new("123456789018".to_owned()),
        security_code: "4821".to_owned(),
        photo: Portrait::of(b"910000000000017", Sex::Female, 36).jp2.to_vec(),
        pins: Pins {
            user_authentication: Zeroizing::new(USER_AUTHENTICATION_PIN.to_owned()),
            digital_signature: Some(Zeroizing::new(DIGITAL_SIGNATURE_PIN.to_owned())),
            text: Zeroizing::new(TEXT_PIN.to_owned()),
            residence: Zeroizing::new(RESIDENCE_PIN.to_owned()),
        },
    }
}

/// A one-off authority: the issuers of the two certificates, and the signers of the records.
pub struct Authority {
    user_authentication: Issuer,
    digital_signature: Issuer,
    face: CardFaceIssuer,
    text: CardFaceIssuer,
    /// The issuer domain's chain: upper, lower.
    chain: [CardFaceIssuer; 2],
    /// How many certificates were ordered so far, for their serial numbers.
    ordered: AtomicU64,
}

impl Authority {
    /// A new authority, whose certificates are valid for ten years from a day.
    ///
    /// # Errors
    ///
    /// The cryptographic library fails.
    pub fn establish(from: Date) -> Result<Self, MakeError> {
        let root = new_key()?;
        let certified = |by: &SigningKey, by_name, name| {
            let key = new_key()?;
            CardFaceIssuer::establish(by, reference(by_name)?, key, reference(name)?)
                .map_err(MakeError::from)
        };
        let upper = certified(&root, ("9000020", "001"), ("9910130", "002"))?;
        let lower = certified(upper.key(), ("9910130", "002"), ("0000050", "001"))?;
        Ok(Self {
            user_authentication: new_issuer(Purpose::UserAuthentication, from)?,
            digital_signature: new_issuer(Purpose::DigitalSignature, from)?,
            face: certified(&root, ("9000023", "001"), ("9910121", "000"))?,
            text: certified(&root, ("9000033", "001"), ("9910131", "000"))?,
            chain: [upper, lower],
            ordered: AtomicU64::new(0),
        })
    }

    /// Makes a person's card, with new keys, on a day; its certificates end on another.
    ///
    /// # Errors
    ///
    /// The cryptographic library fails, or what is to be on the card cannot be.
    pub fn make(
        &self,
        person: &Personalisation,
        on: Date,
        certificates_last_day: Date,
    ) -> Result<VirtualCard, MakeError> {
        let keys = VirtualCard::new_keys()?;
        let issued = self.issue(&keys, person, on, certificates_last_day)?;
        Ok(VirtualCard::personalise(keys, person, &issued)?)
    }

    /// Certifies a card's keys and signs its records.
    ///
    /// # Errors
    ///
    /// The cryptographic library fails, or what is to be on the card cannot be.
    pub fn issue(
        &self,
        keys: &CardKeys,
        person: &Personalisation,
        on: Date,
        certificates_last_day: Date,
    ) -> Result<IssuedCertificates, MakeError> {
        let municipality = Municipality {
            code: person.municipality_code.clone(),
            prefecture: "Mihon-ken".to_owned(),
            city: "Mihon-shi".to_owned(),
        };
        let order = |purpose, holder| -> Result<Vec<u8>, MakeError> {
            Ok(self.issuer(purpose).issue(&CertificateOrder {
                serial: FIRST_SERIAL + self.ordered.fetch_add(1, Ordering::Relaxed),
                public_key_der: keys.public_key_der(purpose),
                issued_at: instant(on)?,
                last_day: person.last_day.min(certificates_last_day),
                holder,
            })?)
        };
        let holder = Holder::UserAuthentication {
            common_name: &user_authentication_name(&municipality)?,
            municipality: &municipality,
        };
        let user_authentication = order(Purpose::UserAuthentication, holder)?;
        let digital_signature = if person.pins.digital_signature.is_some() {
            let holder = Holder::DigitalSignature {
                common_name: &digital_signature_name(instant(on)?, &municipality)?,
                municipality: &municipality,
                name: &person.name,
                birth: person.birth,
                sex: person.sex_digit(),
                address: &person.address,
                name_substitutes: &unsubstituted(&person.name),
                address_substitutes: &unsubstituted(&person.address),
            };
            Some(order(Purpose::DigitalSignature, holder)?)
        } else {
            None
        };
        Ok(IssuedCertificates {
            user_authentication,
            user_authentication_ca: self.user_authentication.certificate_der().to_vec(),
            digital_signature,
            digital_signature_ca: self.digital_signature.certificate_der().to_vec(),
            records: self.sign_records(keys, person)?,
        })
    }

    /// The issuer of the certificates for a purpose.
    #[must_use]
    pub const fn issuer(&self, purpose: Purpose) -> &Issuer {
        match purpose {
            Purpose::UserAuthentication => &self.user_authentication,
            Purpose::DigitalSignature => &self.digital_signature,
        }
    }

    fn sign_records(
        &self,
        keys: &CardKeys,
        person: &Personalisation,
    ) -> Result<SignedRecords, MakeError> {
        let messages = VirtualCard::record_messages(keys, person)?;
        let [upper, lower] = &self.chain;
        Ok(SignedRecords {
            upper_certificate: upper.card_verifiable_certificate().to_vec(),
            lower_certificate: Some(lower.card_verifiable_certificate().to_vec()),
            ..SignedRecords::sign(&messages, &self.face, &self.text)?
        })
    }
}

/// No character of the text stands for another (代替文字): a zero for each.
fn unsubstituted(text: &str) -> String {
    text.chars().map(|_| '0').collect()
}

fn new_issuer(purpose: Purpose, from: Date) -> Result<Issuer, MakeError> {
    let setting = IssuerSetting::emulator("http://127.0.0.1");
    let to = from.saturating_add(10.years());
    Ok(Issuer::establish(purpose, new_key()?, setting, from, to, 1)?)
}

fn new_key() -> Result<SigningKey, pki::KeyError> {
    SigningKey::generate(KeyAlgorithm::Rsa2048)
}

fn reference((number, group): (&str, &str)) -> Result<KeyReference, MakeError> {
    KeyReference::new(number, group).ok_or(MakeError::Reference)
}

/// Noon in Japan.
fn instant(day: Date) -> Result<Timestamp, MakeError> {
    Offset::constant(9).to_timestamp(day.at(12, 0, 0, 0)).map_err(|_| MakeError::Day)
}

/// Why a made-up card is not made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// A day that no calendar of ours has.
    #[error("the day is out of range")]
    Day,
    /// A name of a key that is not seven and three digits.
    #[error("a key reference is seven and three digits")]
    Reference,
    /// A key of the card.
    #[error(transparent)]
    CardKey(#[from] KeyError),
    /// A key of the authority.
    #[error(transparent)]
    Key(#[from] pki::KeyError),
    /// A certificate.
    #[error(transparent)]
    Issue(#[from] pki::IssueError),
    /// The card.
    #[error(transparent)]
    Personalisation(#[from] PersonalisationError),
}
