//! Making a card: the order handed out, and the request that comes back signed.

use std::fmt;

use eligibility::{MyNumber, Rule, card_valid_to, certificates_valid_to, signs_from};
use jiff::civil::Date;
use pki::{PublicKey, Purpose};
use record::{DigitalCertificate, MyNumberCard, Person, Sex, law::Facts};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::{ActStep, CardOrder, RegisteredCard, RegisteredCertificate};

use super::{
    carrying::{Asked, Done, Plan, carry_out},
    faces::{FaceRecords, SignedFace},
    file::{PersonFile, law_settings, order_state},
    occasion::Occasion,
    office::CardOffice,
    refusal::{Detail, NotAllowed, OrderState, Refusal, Why},
    signing::{Asking, For, IssuedCertificates, KeyRequests, added, asking, issued, sign},
};
use crate::day_in_japan;

/// Everything a card's maker needs to make it, but for the secrets its holder will choose.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalisationOrder {
    /// Which order.
    pub order_id: String,
    /// The card number (製造番号), 15 digits.
    pub card_number: String,
    /// The four digits printed on it (セキュリティコード).
    pub security_code: String,
    /// The municipality (市区町村) that hands it over: the code.
    pub municipality: String,
    /// The day it is made.
    pub issued_on: Date,
    /// The last day of the card.
    pub last_day: Date,
    /// The last day of its certificates.
    pub certificates_last_day: Date,
    /// Whether it may have a certificate to sign: from 15 years on (P-02).
    pub may_sign: bool,
    /// The name.
    pub name: String,
    /// The name in kana.
    pub kana: Option<String>,
    /// The birth date.
    pub born_on: Date,
    /// The sex.
    pub sex: Sex,
    /// The address.
    pub address: String,
    /// The My Number (個人番号), where the caller gave it and it is the person's. The ledger has
    /// only its hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub my_number: Option<String>,
}

/// What comes back from the card's maker.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardRequest {
    /// As ordered.
    pub card_number: String,
    /// The requests for its certificates.
    pub keys: KeyRequests,
    /// The public half of the key that proves the face, a `SubjectPublicKeyInfo`.
    #[serde(with = "super::base64")]
    pub face_key: Vec<u8>,
    /// The records of its face.
    pub records: FaceRecords,
}

/// A card made: what the maker puts on it.
#[derive(Clone, PartialEq, Eq)]
pub struct MadeCard {
    /// What was done.
    pub done: Done,
    /// Its certificates.
    pub certificates: IssuedCertificates,
    /// The signatures of its face.
    pub face: SignedFace,
}

/// What is to be made: known from the order and the day.
pub(super) struct Making {
    pub(super) card: MyNumberCard,
    pub(super) last_day: Date,
    pub(super) certificates_last_day: Date,
    pub(super) may_sign: bool,
}

/// The order for a card's maker, on the day it is to be made. The same order gives the same card
/// number and security code again.
///
/// # Errors
///
/// When the order's card is made or the order withdrawn, when the My Number is not the person's,
/// and as [`Refusal`] lists.
pub fn personalisation_order(
    office: &CardOffice,
    order_id: &str,
    my_number: Option<&MyNumber>,
    on: Date,
) -> Result<PersonalisationOrder, Refusal> {
    let file = PersonFile::read(office, office.person_of_order(order_id)?)?;
    let order = received(&file, order_id)?;
    file.check_alive(on)?;
    let making = making(office, &file, order, on)?;
    let card_number =
        free_card_number(office, order_id, |it| it.order_id.as_deref() == Some(order_id))?;
    order_of(office, &file, &making, (order_id, card_number, &order.municipality), my_number)
}

/// Signs what comes back from the card's maker: the card is made and waits for its hand-over.
///
/// # Errors
///
/// When the request is not one, or for another card; when a certificate to sign is asked for
/// somebody under 15; and as [`Refusal`] lists.
pub async fn make_card(
    office: &CardOffice,
    occasion: &Occasion,
    order_id: &str,
    request: &CardRequest,
) -> Result<MadeCard, Refusal> {
    occasion.check_today()?;
    check_face_key(request)?;
    let person_key = office.person_of_order(order_id)?;
    let face = office.faces().sign(&request.records, &request.face_key)?;
    let said = (order_id, request);
    let asked = Asked { kind: "make_card", person_key, said: &said };
    let asking = asking(office, &request.keys.each(), occasion.at).await?;
    let done = carry_out(office, occasion, asked, |file| {
        let order = received(file, order_id)?;
        file.check_alive(occasion.on)?;
        if !is_number_of(office, order_id, &request.card_number) {
            return Err(Refusal::NoCard);
        }
        let making = making(office, file, order, occasion.on)?;
        let Some(municipality) = office.municipalities().of(&order.municipality) else {
            return Err(Refusal::NoMunicipality);
        };
        let holder = For {
            file,
            card_number: &request.card_number,
            municipality,
            issued_at: occasion.at,
            last_day: making.certificates_last_day,
        };
        check_signs(&asking, file.person.dossier.born_on, false, occasion.on)?;
        let certificates = sign_all(&asking, &holder)?;
        let mut steps = vec![ActStep::AddCard(RegisteredCard {
            card_number: request.card_number.clone(),
            person_key: file.person_key,
            order_id: Some(order_id.to_owned()),
            municipality: order.municipality.clone(),
            made_at: occasion.at,
            last_day: making.last_day,
            security_code: security_code(office, order_id),
            face_key_hash: Sha256::digest(&request.face_key).into(),
            stopped_since: None,
            ended_at: None,
            ended_why: None,
        })];
        steps.extend(added(certificates));
        steps.push(ActStep::MakeOrder {
            order_id: order_id.to_owned(),
            card_number: request.card_number.clone(),
            at: occasion.at,
        });
        Ok(Plan {
            reason: "made",
            order_id: Some(order_id.to_owned()),
            card_number: Some(request.card_number.clone()),
            note: json!({"certificates_last_day": making.certificates_last_day}),
            steps,
            ..Plan::default()
        })
    })
    .await?;
    let issued_at = office.recorded_at(&done)?;
    let certificates = issued(office, &request.card_number, issued_at)?;
    Ok(MadeCard { done, certificates, face })
}

impl KeyRequests {
    /// Each request with its purpose.
    pub(super) fn each(&self) -> Vec<(Purpose, &[u8])> {
        let mut each = vec![(Purpose::UserAuthentication, self.user_authentication.as_slice())];
        each.extend(self.digital_signature.as_deref().map(|it| (Purpose::DigitalSignature, it)));
        each
    }
}

/// Signs every request.
pub(super) fn sign_all(
    asking: &[Asking],
    holder: &For<'_>,
) -> Result<Vec<RegisteredCertificate>, Refusal> {
    asking.iter().map(|it| sign(it, holder)).collect()
}

/// Refuses a certificate to sign to whoever may have none on a day: under 15 years (P-02), or on a
/// card without PIN (F-19).
pub(super) fn check_signs(
    asking: &[Asking],
    born_on: Date,
    pinless: bool,
    on: Date,
) -> Result<(), Refusal> {
    if !asking.iter().any(|it| it.purpose == Purpose::DigitalSignature) {
        return Ok(());
    }
    let (from, words) = (signs_from(born_on), Detail::Words);
    let (why, found, wanted, rule) = if on < from {
        (Why::SignatureUnder15, Detail::Day(on), Detail::From(from), Rule::P02)
    } else if pinless {
        (Why::Pinless, words("a card without PIN"), words("one with"), Rule::F19)
    } else {
        return Ok(());
    };
    Err(NotAllowed::of(why, found, wanted, &[rule]).into())
}

/// What a card made on a day will be.
fn making(
    office: &CardOffice,
    file: &PersonFile,
    order: &CardOrder,
    on: Date,
) -> Result<Making, Refusal> {
    let card = MyNumberCard {
        application_received_on: day_in_japan(order.received_at),
        issued_on: on,
        handed_over_on: Some(on),
        valid_to: None,
        pinless: false,
        lost_on: None,
        suspended_on: None,
        released_on: None,
        returned_on: None,
        revoked_on: None,
    };
    let mut person = file.person.clone();
    let (last_day, certificates_last_day) = last_days(office, &mut person, &card, on);
    if last_day < on {
        let (found, wanted) = (Detail::Day(last_day), Detail::From(on));
        return Err(NotAllowed::of(Why::StayOver, found, wanted, &[Rule::F25]).into());
    }
    let may_sign = on >= signs_from(person.dossier.born_on);
    Ok(Making { card, last_day, certificates_last_day, may_sign })
}

/// The last days of a card and of a certificate issued with it, by the law.
fn last_days(
    office: &CardOffice,
    person: &mut Person,
    card: &MyNumberCard,
    on: Date,
) -> (Date, Date) {
    let settings = law_settings(office.ledger(), person, on);
    let dossier = &mut person.dossier;
    dossier.cards.retain(|it| it.issued_on != on);
    dossier.cards.push(card.clone());
    add_certificate(&mut dossier.digital_certificates, on, None);
    let facts = Facts::of(dossier);
    let law = facts.dossier();
    let last_day = law.cards.last().map_or(on, |it| card_valid_to(&law, &settings, it));
    (last_day, certificates_valid_to(&law, &settings).pop().map_or(last_day, |it| it.min(last_day)))
}

/// A certificate issued on a day, in place of one of the same day.
pub(super) fn add_certificate(
    certificates: &mut Vec<DigitalCertificate>,
    issued_on: Date,
    valid_to: Option<Date>,
) {
    certificates.retain(|it| it.issued_on != issued_on);
    certificates.push(DigitalCertificate { issued_on, valid_to, revoked_on: None });
}

/// The order for the maker, of a card whose days are known.
pub(super) fn order_of(
    office: &CardOffice,
    file: &PersonFile,
    making: &Making,
    (order_id, card_number, municipality): (&str, String, &str),
    my_number: Option<&MyNumber>,
) -> Result<PersonalisationOrder, Refusal> {
    let identity = file.identity()?;
    if let Some(number) = my_number {
        let hash = office.my_number_key()?.hash(number);
        let whose = office.store().by_my_number(&hash)?;
        if whose.is_none_or(|it| it.person_key != file.person_key) {
            return Err(Refusal::MyNumber);
        }
    }
    Ok(PersonalisationOrder {
        order_id: order_id.to_owned(),
        card_number,
        security_code: security_code(office, order_id),
        municipality: municipality.to_owned(),
        issued_on: making.card.issued_on,
        last_day: making.last_day,
        certificates_last_day: making.certificates_last_day,
        may_sign: making.may_sign,
        name: identity.name.clone(),
        kana: identity.kana.clone(),
        born_on: identity.born_on,
        sex: identity.sex,
        address: file.person.address.as_ref().map_or_else(String::new, |it| it.text.clone()),
        my_number: my_number.map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned()),
    })
}

/// Card numbers an order may get: the next where one is taken.
const NUMBERS_TRIED: u8 = 8;

/// The first card number of an order that no card has but its own.
pub(super) fn free_card_number(
    office: &CardOffice,
    order_id: &str,
    is_its_own: impl Fn(&RegisteredCard) -> bool,
) -> Result<String, Refusal> {
    for nonce in 0..NUMBERS_TRIED {
        let number = card_number(office, order_id, nonce);
        match office.store().card(&number)? {
            None => return Ok(number),
            Some(card) if is_its_own(&card) => return Ok(number),
            Some(_) => {}
        }
    }
    Err(Refusal::Busy)
}

/// Whether a card number is one of an order's.
pub(super) fn is_number_of(office: &CardOffice, order_id: &str, number: &str) -> bool {
    (0..NUMBERS_TRIED).any(|nonce| card_number(office, order_id, nonce) == number)
}

/// A card number: 15 digits that begin with 99, as no real card's do.
fn card_number(office: &CardOffice, order_id: &str, nonce: u8) -> String {
    let bytes = office.derived("card number", &format!("{order_id} {nonce}"));
    format!("99{:013}", first_eight(&bytes) % 10_u64.pow(13))
}

/// The four digits printed on the card.
pub(super) fn security_code(office: &CardOffice, order_id: &str) -> String {
    format!("{:04}", first_eight(&office.derived("security code", order_id)) % 10_000)
}

fn first_eight(bytes: &[u8; 32]) -> u64 {
    bytes.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The order, where its card is still to be made.
fn received<'a>(file: &'a PersonFile, order_id: &str) -> Result<&'a CardOrder, Refusal> {
    let order = file.order(order_id)?;
    match order_state(order) {
        OrderState::Received => Ok(order),
        state @ (OrderState::Made | OrderState::HandedOver | OrderState::Withdrawn) => {
            let (found, wanted) = (Detail::Order(state), Detail::Order(OrderState::Received));
            Err(NotAllowed::of(Why::Order, found, wanted, &[]).into())
        }
    }
}

/// The face key is a public key, and neither certificate's.
pub(super) fn check_face_key(request: &CardRequest) -> Result<(), Refusal> {
    PublicKey::parse(&request.face_key).map_err(|_| Refusal::FaceKey)?;
    for (_, key) in request.keys.each() {
        if pki::CertificateRequest::parse(key)?.public_key_der() == request.face_key {
            return Err(Refusal::KeyTwice);
        }
    }
    Ok(())
}

/// Nothing of the person: such orders reach logs.
impl fmt::Debug for PersonalisationOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonalisationOrder")
            .field("order_id", &self.order_id)
            .field("issued_on", &self.issued_on)
            .field("last_day", &self.last_day)
            .finish_non_exhaustive()
    }
}

/// What makes one request another: the card and its keys.
impl fmt::Debug for CardRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardRequest")
            .field("card_number", &self.card_number)
            .field("keys", &self.keys)
            .field("face_key", &self.face_key)
            .finish_non_exhaustive()
    }
}
