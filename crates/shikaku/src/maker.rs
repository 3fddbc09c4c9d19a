//! The maker of a card: keys, pictures and texts for an order of the authority, and the card once
//! the authority has signed.

use anyhow::Context as _;
use card::{
    portrait::{Portrait, Sex},
    virtual_card::{
        CardKeys, IssuedCertificates, Personalisation, Pins, SignedRecords, VirtualCard,
    },
};
use eligibility::MyNumber;
use pki::Purpose;
use server::work::card::{
    CardRequest, FaceRecords, IssuedCertificates as Signed, KeyRequests, PersonalisationOrder,
    SignedFace,
};
use zeroize::Zeroizing;

/// A card that has its keys and waits for the authority's signatures.
pub(crate) struct Unsigned {
    keys: CardKeys,
    personalisation: Personalisation,
    may_sign: bool,
}

/// The PINs a made-up person chose.
pub(crate) struct ChosenPins<'a> {
    /// 利用者証明用: four digits; the other four-digit PINs are the same.
    pub(crate) pin: &'a str,
    /// 署名用: 6 to 16 letters and digits, where the person may sign.
    pub(crate) password: &'a str,
}

impl Unsigned {
    /// Makes keys and pictures for an order.
    ///
    /// # Errors
    ///
    /// When no keys can be made.
    pub(crate) fn of(order: &PersonalisationOrder, pins: &ChosenPins<'_>) -> anyhow::Result<Self> {
        let sex = match order.sex {
            record::Sex::Male => Sex::Male,
            record::Sex::Female => Sex::Female,
            record::Sex::Unset => Sex::NotApplicable,
        };
        let age = order.issued_on.year() - order.born_on.year();
        let four = || Zeroizing::new(pins.pin.to_owned());
        let personalisation = Personalisation {
            card_number: order.card_number.clone(),
            municipality_code: order.municipality.clone(),
            last_day: order.last_day,
            name: order.name.clone(),
            address: order.address.clone(),
            birth: order.born_on,
            sex,
            my_number: Zeroizing::new(my_number(order)),
            security_code: order.security_code.clone(),
            photo: Portrait::of(order.card_number.as_bytes(), sex, age).jp2.to_vec(),
            pins: Pins {
                user_authentication: four(),
                digital_signature: order.may_sign.then(|| Zeroizing::new(pins.password.to_owned())),
                text: four(),
                residence: four(),
            },
        };
        let keys = VirtualCard::new_keys().context("making the card's keys")?;
        Ok(Self { keys, personalisation, may_sign: order.may_sign })
    }

    /// What the authority is asked to sign.
    ///
    /// # Errors
    ///
    /// When a text cannot be printed on the card.
    pub(crate) fn request(&self) -> anyhow::Result<CardRequest> {
        let records = VirtualCard::record_messages(&self.keys, &self.personalisation)
            .context("printing the card")?;
        let request = |purpose| self.keys.certificate_request(purpose);
        let digital_signature =
            self.may_sign.then(|| request(Purpose::DigitalSignature)).transpose()?;
        Ok(CardRequest {
            card_number: self.personalisation.card_number.clone(),
            keys: KeyRequests {
                user_authentication: request(Purpose::UserAuthentication)?,
                digital_signature,
            },
            face_key: self.keys.face_public_key_der().to_vec(),
            records: FaceRecords {
                birth: records.birth,
                face: records.face,
                my_number: records.my_number,
                integrity: records.integrity,
                public_key: records.public_key,
            },
        })
    }

    /// The card, with what the authority signed.
    ///
    /// # Errors
    ///
    /// When what was signed is not of this card.
    pub(crate) fn finish(self, signed: Signed, face: SignedFace) -> anyhow::Result<VirtualCard> {
        let issued = IssuedCertificates {
            user_authentication: signed
                .user_authentication
                .context("the authority signed no certificate for user authentication")?,
            user_authentication_ca: signed.user_authentication_issuer,
            digital_signature: signed.digital_signature,
            digital_signature_ca: signed.digital_signature_issuer,
            records: SignedRecords {
                face_certificate: face.face_certificate,
                text_certificate: face.text_certificate,
                upper_certificate: face.upper_certificate,
                lower_certificate: Some(face.lower_certificate),
                birth: face.birth,
                face: face.face,
                my_number: face.my_number,
                integrity: face.integrity,
                public_key: face.public_key,
            },
        };
        VirtualCard::personalise(self.keys, &self.personalisation, &issued)
            .context("putting the card together")
    }
}

/// The person's number; else twelve digits that are nobody's, because their check digit does not
/// fit.
fn my_number(order: &PersonalisationOrder) -> String {
    if let Some(number) = &order.my_number {
        return number.clone();
    }
    let begin = format!("9999{}", order.card_number.get(8..).unwrap_or("0000000"));
    let nobody = ('0'..='9').map(|digit| format!("{begin}{digit}"));
    nobody.into_iter().find(|it| it.parse::<MyNumber>().is_err()).unwrap_or(begin)
}
