//! Making a card: keys here, certificates and signatures from the authority, then the contents.

use jiff::civil::Date;
use pki::Purpose;
use zeroize::Zeroizing;

use super::applications;
use super::key::{CardKeys, KeyError};
use super::records::{RecordMessages, Records};
use super::session::Session;
use super::signed_records::SignedRecords;
use super::{VirtualCard, contents::Contents};
use crate::face_images::PrintError;
use crate::layout::Layout;
use crate::portrait::Sex;
use crate::reading::{NumberB, NumberBError};

/// Everything printed on a card and stored in it, but for what the authority signs.
pub struct Personalisation {
    /// The card number (製造番号), 15 digits.
    pub card_number: String,
    /// The municipality (市区町村) that hands it out, 5 digits.
    pub municipality_code: String,
    /// The last day of the card.
    pub last_day: Date,
    /// The name, with an ideographic space between its parts.
    pub name: String,
    /// The address.
    pub address: String,
    /// The birth date.
    pub birth: Date,
    /// The sex (性別).
    pub sex: Sex,
    /// My Number (個人番号), 12 digits.
    pub my_number: Zeroizing<String>,
    /// The security code, 4 digits.
    pub security_code: String,
    /// The photo, JPEG 2000.
    pub photo: Vec<u8>,
    /// The secrets its holder chose.
    pub pins: Pins,
}

/// The secrets (暗証番号) that a card's holder chooses.
pub struct Pins {
    /// For user authentication (利用者証明用), 4 digits.
    pub user_authentication: Zeroizing<String>,
    /// For digital signatures (署名用), 6 to 16 digits and capitals; a card without that
    /// certificate has none.
    pub digital_signature: Option<Zeroizing<String>>,
    /// For the text application (券面事項入力補助用), 4 digits.
    pub text: Zeroizing<String>,
    /// For the resident register (住民基本台帳用), 4 digits.
    pub residence: Zeroizing<String>,
}

/// What the authority made for a card.
pub struct IssuedCertificates {
    /// The certificate for user authentication, DER.
    pub user_authentication: Vec<u8>,
    /// The certificate of its CA, DER.
    pub user_authentication_ca: Vec<u8>,
    /// The certificate for digital signatures, DER; children under 15 have none.
    pub digital_signature: Option<Vec<u8>>,
    /// The certificate of its CA, DER.
    pub digital_signature_ca: Vec<u8>,
    /// The signatures of the records, and what they are checked by.
    pub records: SignedRecords,
}

impl VirtualCard {
    /// New keys, for a card to be.
    ///
    /// # Errors
    ///
    /// The cryptographic library cannot make them.
    pub fn new_keys() -> Result<CardKeys, KeyError> {
        CardKeys::generate()
    }

    /// What the authority is to sign of a card's records.
    ///
    /// # Errors
    ///
    /// A text cannot be printed.
    pub fn record_messages(
        keys: &CardKeys,
        personalisation: &Personalisation,
    ) -> Result<RecordMessages, PersonalisationError> {
        Ok(Records::of(keys, personalisation)?.messages())
    }

    /// Makes the card, in memory.
    ///
    /// # Errors
    ///
    /// What is printed or issued cannot be on one card together; the error says what.
    pub fn personalise(
        keys: CardKeys,
        personalisation: &Personalisation,
        issued: &IssuedCertificates,
    ) -> Result<Self, PersonalisationError> {
        let layout = Layout::FIRST;
        check_texts(personalisation)?;
        check_pins(layout, personalisation, issued)?;
        check_certificates(&keys, issued)?;
        let records = Records::of(&keys, personalisation)?;
        issued.records.check(&records.messages())?;
        let contents = Contents {
            generation: layout.generation,
            card_number: personalisation.card_number.clone(),
            issuer_domain: super::contents::Bytes::new(layout.issuer_domain.to_vec()),
            objects: applications::objects(personalisation, &issued.records.chain()?),
            applications: applications::all(layout, personalisation, issued, &records)?,
            keys,
        };
        Ok(Self { contents, session: Session::default(), file: None })
    }
}

impl Personalisation {
    /// Number B (照合番号B) of the card.
    pub(super) fn number_b(&self) -> Result<NumberB, NumberBError> {
        NumberB::printed(self.birth, self.last_day, &self.security_code)
    }

    /// The sex as the chip has it (JIS X 0303).
    pub(super) const fn sex_digit(&self) -> char {
        match self.sex {
            Sex::Male => '1',
            Sex::Female => '2',
            Sex::NotApplicable => '9',
        }
    }
}

fn check_texts(person: &Personalisation) -> Result<(), PersonalisationError> {
    for (what, text, length) in [
        ("card number", person.card_number.as_str(), 15),
        ("municipality code", &person.municipality_code, 5),
        ("my number", &person.my_number, 12),
        ("security code", &person.security_code, 4),
    ] {
        if text.len() != length || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PersonalisationError::NotDigits { what, length });
        }
    }
    Ok(())
}

fn check_pins(
    layout: &Layout,
    person: &Personalisation,
    issued: &IssuedCertificates,
) -> Result<(), PersonalisationError> {
    let pins = &person.pins;
    if pins.digital_signature.is_some() != issued.digital_signature.is_some() {
        return Err(PersonalisationError::SignaturePin);
    }
    let signature = pins.digital_signature.as_ref();
    for (what, secret, pin) in [
        (
            "user authentication",
            &layout.jpki.user_authentication.pin,
            Some(&pins.user_authentication),
        ),
        ("digital signature", &layout.jpki.digital_signature.pin, signature),
        ("text", &layout.text.pin, Some(&pins.text)),
        ("residence", &layout.residence.pin, Some(&pins.residence)),
    ] {
        if pin.is_some_and(|pin| !secret.admits(pin.as_bytes())) {
            return Err(PersonalisationError::Pin(what));
        }
    }
    Ok(())
}

/// A certificate over another key would make a card that signs and is never believed.
fn check_certificates(
    keys: &CardKeys,
    issued: &IssuedCertificates,
) -> Result<(), PersonalisationError> {
    for (purpose, der) in [
        (Purpose::UserAuthentication, Some(&issued.user_authentication)),
        (Purpose::DigitalSignature, issued.digital_signature.as_ref()),
    ] {
        let Some(der) = der else { continue };
        let certificate = pki::DigitalCertificate::parse(der)
            .map_err(|_| PersonalisationError::Certificate(purpose))?;
        if certificate.public_key_der() != keys.public_key_der(purpose) {
            return Err(PersonalisationError::OtherKey(purpose));
        }
    }
    Ok(())
}

/// Why a card cannot be made, in the order checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonalisationError {
    /// A number is not as long as it is on every card.
    #[error("{what} is not {length} digits")]
    NotDigits {
        /// Which number.
        what: &'static str,
        /// How many digits it has.
        length: usize,
    },
    /// The certificate for digital signatures and its password go together.
    #[error("a signature password without its certificate, or the certificate without a password")]
    SignaturePin,
    /// A PIN the card could not take.
    #[error("the {0} PIN is not of the form the card takes")]
    Pin(&'static str),
    /// Not a certificate.
    #[error("the certificate for {0:?} cannot be read")]
    Certificate(Purpose),
    /// A certificate of another card.
    #[error("the certificate for {0:?} is over another key")]
    OtherKey(Purpose),
    /// A text that cannot be printed.
    #[error(transparent)]
    Print(#[from] PrintError),
    /// Number B cannot be formed.
    #[error(transparent)]
    NumberB(#[from] NumberBError),
    /// A certificate of the issuer domain's chain that is none.
    #[error("a card-verifiable certificate of the chain cannot be read")]
    CardVerifiable,
    /// A record is signed by another key, or is another record.
    #[error("the signature of the {0} record does not fit")]
    Signature(&'static str),
    /// No random numbers.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// More than a file of the card holds.
    #[error("a file would have {0} bytes, more than a reader can ask for")]
    TooLarge(usize),
}
