//! A card for somebody whose card is known from an import or a story: made after the facts, with
//! their days, and held, revoked or ended as they say.

use eligibility::{MyNumber, card_valid_to, signs_from};
use jiff::{Timestamp, civil::Date};
use record::{DigitalCertificate, MyNumberCard, law::Facts};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::{ActStep, PersonKey, RegisteredCard, RegisteredCertificate};

use super::{
    application::noon_in_japan,
    carrying::{Asked, Plan, carry_out},
    file::{PersonFile, law_settings, reason},
    making::{
        CardRequest, MadeCard, Making, PersonalisationOrder, check_face_key, check_signs,
        free_card_number, is_number_of, order_of, security_code, sign_all,
    },
    occasion::Occasion,
    office::CardOffice,
    refusal::{Detail, NotAllowed, Refusal, Why},
    signing::{For, asking, issued},
};

/// A card as the facts have it.
struct Recorded {
    making: Making,
    certificate: DigitalCertificate,
    issued_at: Timestamp,
}

/// The order for the maker of the card that a person's facts say is in use on a day, to be handed
/// over by a municipality.
///
/// # Errors
///
/// When the facts have no card with a certificate; as [`Refusal`] lists.
pub fn recorded_order(
    office: &CardOffice,
    person_key: PersonKey,
    municipality: &str,
    my_number: Option<&MyNumber>,
    on: Date,
) -> Result<PersonalisationOrder, Refusal> {
    let file = PersonFile::read(office, person_key)?;
    let recorded = recorded(office, &file, on)?;
    let order_id = order_id(&file, &recorded);
    let card_number = free_card_number(office, &order_id, |it| it.person_key == file.person_key)?;
    order_of(office, &file, &recorded.making, (&order_id, card_number, municipality), my_number)
}

/// Registers that card and its certificates with the days of the facts, and signs them.
///
/// The facts stay as they are: only the register gets what it lacks.
///
/// # Errors
///
/// As [`recorded_order`], when the card is made already, and when the request is not one or for
/// another card.
pub async fn issue_for_recorded(
    office: &CardOffice,
    occasion: &Occasion,
    person_key: PersonKey,
    (municipality, request): (&str, &CardRequest),
) -> Result<MadeCard, Refusal> {
    check_face_key(request)?;
    let municipality = office.municipalities().of(municipality).ok_or(Refusal::NoMunicipality)?;
    let face = office.faces().sign(&request.records, &request.face_key)?;
    let said = (&municipality.code, request);
    let asked = Asked { kind: "issue_for_recorded", person_key, said: &said };
    let issued_at = recorded_before(office, person_key, request, occasion.on)?;
    let requests = request.keys.each();
    let asking = asking(office, &requests, issued_at).await?;
    let done = carry_out(office, occasion, asked, |file| {
        let recorded = recorded(office, file, occasion.on)?;
        if file.card(&request.card_number).is_ok() {
            let (found, wanted) = (Detail::Words("made"), Detail::Words("not made yet"));
            return Err(NotAllowed::of(Why::Already, found, wanted, &[]).into());
        }
        if !is_number_of(office, &order_id(file, &recorded), &request.card_number) {
            return Err(Refusal::NoCard);
        }
        let holder = For {
            file,
            card_number: &request.card_number,
            municipality,
            issued_at: recorded.issued_at,
            last_day: recorded.making.certificates_last_day,
        };
        let (born_on, card) = (file.person.dossier.born_on, &recorded.making.card);
        check_signs(&asking, born_on, card.pinless, recorded.certificate.issued_on)?;
        let certificates = sign_all(&asking, &holder)?;
        Ok(Plan {
            reason: "recorded",
            card_number: Some(request.card_number.clone()),
            note: json!({"issued_at": recorded.issued_at}),
            steps: steps(office, file, &recorded, request, certificates),
            ..Plan::default()
        })
    })
    .await?;
    let certificates = issued(office, &request.card_number, issued_at)?;
    Ok(MadeCard { done, certificates, face })
}

/// The card and the newest of its certificates, as the facts have them on a day.
fn recorded(office: &CardOffice, file: &PersonFile, on: Date) -> Result<Recorded, Refusal> {
    let dossier = &file.person.dossier;
    let handed_over = |it: &&MyNumberCard| it.handed_over_on.unwrap_or(it.issued_on) <= on;
    let card = dossier.cards.iter().filter(handed_over).max_by_key(|it| it.issued_on);
    let card = card.ok_or(Refusal::NoCard)?.clone();
    let next = dossier.cards.iter().map(|it| it.issued_on).filter(|it| *it > card.issued_on).min();
    let of_card = |it: &&DigitalCertificate| {
        it.issued_on >= card.issued_on
            && it.issued_on <= on
            && next.is_none_or(|next| it.issued_on < next)
    };
    let certificate = dossier.digital_certificates.iter().rfind(of_card);
    let Some(certificate) = certificate.cloned() else {
        let found = Detail::Words("no certificate among the facts");
        let wanted = Detail::Words("one of this card");
        return Err(NotAllowed::of(Why::Certificate, found, wanted, &[]).into());
    };
    let settings = law_settings(office.ledger(), &file.person, on);
    let facts = Facts::of(dossier);
    let law = facts.dossier();
    let last_day = law
        .cards
        .iter()
        .find(|it| it.issued_on == card.issued_on)
        .map_or(on, |it| card_valid_to(&law, &settings, it));
    let valid_to = eligibility::certificates_valid_to(&law, &settings);
    let place = dossier.digital_certificates.iter().position(|it| *it == certificate);
    let certificates_last_day =
        place.and_then(|place| valid_to.get(place)).map_or(last_day, |it| (*it).min(last_day));
    let may_sign = !card.pinless && certificate.issued_on >= signs_from(dossier.born_on);
    let issued_at = noon_in_japan(certificate.issued_on, Timestamp::UNIX_EPOCH);
    let making = Making { card, last_day, certificates_last_day, may_sign };
    Ok(Recorded { making, certificate, issued_at })
}

/// When the certificates are dated; also on a retry, when the card is registered.
fn recorded_before(
    office: &CardOffice,
    person_key: PersonKey,
    request: &CardRequest,
    on: Date,
) -> Result<Timestamp, Refusal> {
    let of_card = office.store().certificates_of_card(&request.card_number)?;
    match of_card.first() {
        Some(it) => Ok(it.issued_at),
        None => Ok(recorded(office, &PersonFile::read(office, person_key)?, on)?.issued_at),
    }
}

/// The id such an order would have: it follows from the person and the card's day.
fn order_id(file: &PersonFile, recorded: &Recorded) -> String {
    format!("recorded-{}-{}", file.person_key, recorded.making.card.issued_on)
}

/// The card and its certificates, and then what happened to them.
fn steps(
    office: &CardOffice,
    file: &PersonFile,
    recorded: &Recorded,
    request: &CardRequest,
    certificates: Vec<RegisteredCertificate>,
) -> Vec<ActStep> {
    let card = &recorded.making.card;
    let at = |on: Date| noon_in_japan(on, recorded.issued_at);
    let order_id = order_id(file, recorded);
    let rows: Vec<([u8; 20], u64)> =
        certificates.iter().map(|it| (it.issuer_key_id, it.serial)).collect();
    let municipality = certificates.first().map_or("", |it| it.municipality.as_str()).to_owned();
    let number = request.card_number.clone();
    let mut steps = vec![ActStep::AddCard(RegisteredCard {
        card_number: number.clone(),
        person_key: file.person_key,
        order_id: None,
        municipality,
        made_at: at(card.issued_on),
        last_day: recorded.making.last_day,
        security_code: security_code(office, &order_id),
        face_key_hash: Sha256::digest(&request.face_key).into(),
        stopped_since: None,
        ended_at: None,
        ended_why: None,
    })];
    steps.extend(certificates.into_iter().map(ActStep::AddCertificate));
    let stop = card.lost_on.into_iter().chain(card.suspended_on).max();
    let stopped_on = stop.filter(|stop| card.released_on.is_none_or(|it| it < *stop));
    if let Some(on) = stopped_on {
        steps.push(ActStep::StopCard { card_number: number.clone(), at: at(on) });
        steps.extend(rows.iter().map(|&(issuer_key_id, serial)| ActStep::Hold {
            issuer_key_id,
            serial,
            at: at(on),
        }));
    }
    let ended = card.returned_on.map(|on| (on, "returned"));
    let ended = ended.or_else(|| card.revoked_on.map(|on| (on, "revoked")));
    let revoked_on = ended.map(|(on, _)| on).into_iter().chain(recorded.certificate.revoked_on);
    if let Some(on) = revoked_on.min() {
        steps.extend(rows.iter().map(|&(issuer_key_id, serial)| ActStep::Revoke {
            issuer_key_id,
            serial,
            at: at(on),
            reason: reason::CESSATION_OF_OPERATION,
        }));
    }
    if let Some((on, why)) = ended {
        let (card_number, why) = (number, why.to_owned());
        steps.push(ActStep::EndCard { card_number, at: at(on), why });
    }
    steps
}
