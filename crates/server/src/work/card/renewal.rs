//! New certificates on the card in use: both, or only the one to sign.

use eligibility::{CardState, Phase, Rule, certificates_valid_to};
use jiff::civil::Date;
use pki::Purpose;
use record::{Person, law::Facts};
use serde_json::json;
use store::{ActStep, CertificatePurpose, RegisteredCard};

use super::{
    carrying::{Asked, Done, Plan, carry_out},
    file::{PersonFile, card_fact, law_settings, reason},
    making::{add_certificate, check_signs, sign_all},
    occasion::Occasion,
    office::CardOffice,
    refusal::{Detail, NotAllowed, Refusal, Why},
    signing::{Asking, For, IssuedCertificates, KeyRequests, added, asking, issued},
    words::IdentityCheck,
};

/// New certificates for a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenewedCertificates {
    /// What was done.
    pub done: Done,
    /// The certificates.
    pub certificates: IssuedCertificates,
}

/// Renews a card's certificates at the counter (更新), for new keys of the card: in the window
/// before their end, after it, or where they are revoked. The old ones are revoked as superseded
/// at once.
///
/// # Errors
///
/// Before the window, and when the card is not in use; as [`Refusal`] lists.
pub async fn renew_certificates(
    office: &CardOffice,
    occasion: &Occasion,
    card_number: &str,
    (check, keys): (&IdentityCheck, &KeyRequests),
) -> Result<RenewedCertificates, Refusal> {
    occasion.check_today()?;
    let person_key = office.person_of_card(card_number)?;
    let asking = asking(office, &keys.each(), occasion.at).await?;
    let said = (card_number, check, keys);
    let asked = Asked { kind: "renew_certificates", person_key, said: &said };
    let done = carry_out(office, occasion, asked, |file| {
        file.check_alive(occasion.on)?;
        file.check_who_came(occasion.on, check.who_came)?;
        file.check_no_card_waits()?;
        let allowed = (&[CardState::Usable][..], &[Rule::R063][..]);
        let card = file.in_state(office, card_number, occasion.on, allowed)?;
        let renewed = check_window(office, file, occasion.on)?;
        let mut person = file.person.clone();
        let last_day = new_last_day(office, &mut person, card, occasion.on);
        check_card_signs(file, card, &asking, occasion.on)?;
        let holder = holder(office, file, card, occasion, last_day)?;
        let certificates = sign_all(&asking, &holder)?;
        let mut steps = file.revoke_all(card_number, occasion, reason::SUPERSEDED);
        steps.extend(added(certificates));
        Ok(Plan {
            reason: renewed,
            card_number: Some(card_number.to_owned()),
            note: json!({"check": check, "last_day": last_day}),
            person: Some(person),
            steps,
            ..Plan::default()
        })
    })
    .await?;
    renewed(office, done, card_number)
}

/// Issues a certificate to sign for a card in use, where it has none or another of name or address
/// (F-16). It ends with the one to prove who is here (F-01).
///
/// # Errors
///
/// For somebody under 15, on a card without PIN or without a valid certificate to prove who is
/// here; as [`Refusal`] lists.
pub async fn renew_digital_signature(
    office: &CardOffice,
    occasion: &Occasion,
    card_number: &str,
    (check, request): (&IdentityCheck, &[u8]),
) -> Result<RenewedCertificates, Refusal> {
    occasion.check_today()?;
    let person_key = office.person_of_card(card_number)?;
    let asking = asking(office, &[(Purpose::DigitalSignature, request)], occasion.at).await?;
    let said = (card_number, check, request);
    let asked = Asked { kind: "renew_digital_signature", person_key, said: &said };
    let done = carry_out(office, occasion, asked, |file| {
        file.check_alive(occasion.on)?;
        file.check_who_came(occasion.on, check.who_came)?;
        file.check_no_card_waits()?;
        let mut steps = file.revoke_signatures(occasion, reason::SUPERSEDED);
        steps.extend(new_signature(office, file, occasion, (card_number, &asking), file)?);
        Ok(Plan {
            reason: "digital_signature",
            card_number: Some(card_number.to_owned()),
            note: json!({"check": check}),
            steps,
            ..Plan::default()
        })
    })
    .await?;
    renewed(office, done, card_number)
}

/// The certificates of an act, now or by an earlier try.
pub(super) fn renewed(
    office: &CardOffice,
    done: Done,
    card_number: &str,
) -> Result<RenewedCertificates, Refusal> {
    let issued_at = office.recorded_at(&done)?;
    let certificates = issued(office, card_number, issued_at)?;
    Ok(RenewedCertificates { done, certificates })
}

/// A new certificate to sign for a card in use. What it says of the person is from `holder_file`,
/// the file as it will be. Who calls revokes the one there.
pub(super) fn new_signature(
    office: &CardOffice,
    file: &PersonFile,
    occasion: &Occasion,
    (card_number, asking): (&str, &[Asking]),
    holder_file: &PersonFile,
) -> Result<impl Iterator<Item = ActStep> + use<>, Refusal> {
    let allowed = (&[CardState::Usable][..], &[Rule::F16][..]);
    let card = file.in_state(office, card_number, occasion.on, allowed)?;
    let authentication = file
        .live_certificates(card_number, occasion.on)
        .filter(|it| it.purpose == CertificatePurpose::UserAuthentication)
        .last();
    let Some(authentication) = authentication else {
        let found = Detail::Words("no valid user authentication certificate");
        let wanted = Detail::Words("a valid one");
        return Err(NotAllowed::of(Why::Certificate, found, wanted, &[Rule::F01]).into());
    };
    check_card_signs(file, card, asking, occasion.on)?;
    let holder = holder(office, holder_file, card, occasion, authentication.last_day)?;
    Ok(added(sign_all(asking, &holder)?))
}

/// For whom a certificate is signed, on the card's municipality.
fn holder<'a>(
    office: &'a CardOffice,
    file: &'a PersonFile,
    card: &'a RegisteredCard,
    occasion: &Occasion,
    last_day: Date,
) -> Result<For<'a>, Refusal> {
    Ok(For {
        file,
        card_number: &card.card_number,
        municipality: office
            .municipalities()
            .of(&card.municipality)
            .ok_or(Refusal::NoMunicipality)?,
        issued_at: occasion.at,
        last_day,
    })
}

/// Refuses a certificate to sign where the card or its holder may have none.
fn check_card_signs(
    file: &PersonFile,
    card: &RegisteredCard,
    asking: &[Asking],
    on: Date,
) -> Result<(), Refusal> {
    let mut person = file.person.clone();
    let pinless = card_fact(&mut person, card)?.pinless;
    check_signs(asking, file.person.dossier.born_on, pinless, on)
}

/// Refuses before the window; otherwise says which kind of issue it is (D-06).
fn check_window(office: &CardOffice, file: &PersonFile, on: Date) -> Result<&'static str, Refusal> {
    let Some(standing) = file.judgement(office, on).standing.digital_certificate else {
        return Ok("none_before");
    };
    match standing.phase {
        Phase::Revoked => Ok("revoked_before"),
        Phase::EligibilityOnly | Phase::Stopped => Ok("expired_before"),
        Phase::Quiet | Phase::ExpiresSoon if on >= standing.renewable_from => Ok("in_the_window"),
        Phase::Quiet | Phase::ExpiresSoon => {
            let (found, wanted) = (Detail::Day(on), Detail::From(standing.renewable_from));
            let rules = [Rule::F04, Rule::R061];
            Err(NotAllowed::of(Why::TooEarly, found, wanted, &rules).into())
        }
    }
}

/// Adds the certificate to the person and gives its last day by the law, never after the card's.
fn new_last_day(office: &CardOffice, person: &mut Person, card: &RegisteredCard, on: Date) -> Date {
    let settings = law_settings(office.ledger(), person, on);
    add_certificate(&mut person.dossier.digital_certificates, on, None);
    let valid_to = certificates_valid_to(&Facts::of(&person.dossier).dossier(), &settings).pop();
    let last_day = valid_to.map_or(card.last_day, |it| it.min(card.last_day));
    add_certificate(&mut person.dossier.digital_certificates, on, Some(last_day));
    last_day
}
