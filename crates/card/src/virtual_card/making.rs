//! Making a card: keys here, certificates and signatures from the authority, then the contents.

use pki::Purpose;

use super::applications;
use super::bytes::Bytes;
use super::error::{KeyError, PersonalisationError};
use super::key::CardKeys;
use super::personalisation::{IssuedCertificates, Personalisation};
use super::records::{RecordMessages, Records};
use super::session::Session;
use super::{VirtualCard, contents::Contents};
use crate::layout::Layout;

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
            issuer_domain: Bytes::new(layout.issuer_domain.to_vec()),
            objects: applications::objects(personalisation, &issued.records.chain()?),
            applications: applications::all(layout, personalisation, issued, &records)?,
            keys,
        };
        Ok(Self { contents, session: Session::default(), file: None })
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
