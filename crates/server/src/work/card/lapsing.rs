//! Cards that lapse because a day has come: nobody does anything, so the night revokes.
//!
//! The law says on each day whether a card has lapsed by a move or a departure, and the hub asks
//! it. What the register adds is the revocation of the certificates, for lists and OCSP answers.

use eligibility::CardState;
use serde_json::json;
use store::{ActStep, CertificatePurpose, PersonKey};

use super::{
    carrying::{Asked, Done, Plan, carry_out},
    file::{PersonFile, reason, revoke},
    occasion::Occasion,
    office::CardOffice,
    refusal::Refusal,
};

/// What a look for lapsed cards did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lapsed {
    /// People looked at: those who moved or left.
    pub looked_at: u64,
    /// People whose card ended or whose certificate to sign was revoked.
    pub lapsed: u64,
}

/// People read at a time.
const PAGE: usize = 500;

/// Ends a person's card where it has lapsed by the day; `None` where there is nothing to do.
///
/// # Errors
///
/// As [`Refusal`] lists.
pub async fn lapse(
    office: &CardOffice,
    occasion: &Occasion,
    person_key: PersonKey,
) -> Result<Option<Done>, Refusal> {
    let file = PersonFile::read(office, person_key)?;
    if lapse_steps(office, &file, occasion).is_empty() {
        return Ok(None);
    }
    let asked = Asked { kind: "lapse", person_key, said: &occasion.on };
    let done = carry_out(office, occasion, asked, |file| {
        Ok(Plan {
            reason: "lapsed",
            card_number: file.card_in_use().map(|it| it.card_number.clone()),
            note: json!({}),
            steps: lapse_steps(office, file, occasion),
            ..Plan::default()
        })
    })
    .await?;
    Ok(Some(done))
}

/// Ends every card that has lapsed by the day: the night's work. Stopped anywhere and begun again,
/// it does the rest.
///
/// # Errors
///
/// As [`Refusal`] lists.
pub async fn lapse_all(office: &CardOffice, occasion: &Occasion) -> Result<Lapsed, Refusal> {
    let mut report = Lapsed::default();
    let mut after = None;
    loop {
        let page = office.store().members(after, PAGE)?;
        let Some(last) = page.last() else { return Ok(report) };
        after = Some(last.person_key);
        for member in page {
            let dossier = &member.person.dossier;
            if dossier.relocations.is_empty() && dossier.departures_abroad.is_empty() {
                continue;
            }
            report.looked_at += 1;
            let occasion = Occasion {
                id: format!("lapse:{}:{}", occasion.on, member.person_key),
                ..occasion.clone()
            };
            if lapse(office, &occasion, member.person_key).await?.is_some() {
                report.lapsed += 1;
            }
        }
    }
}

/// The steps that follow a lapse: the card ends and its certificates are revoked; on the day of a
/// departure abroad with continued use only the one to sign (F-38). None where nothing lapsed.
pub(super) fn lapse_steps(
    office: &CardOffice,
    file: &PersonFile,
    occasion: &Occasion,
) -> Vec<ActStep> {
    let Some(card) = file.card_in_use().filter(|it| it.ended_at.is_none()) else {
        return Vec::new();
    };
    let why = match file.judgement(office, occasion.on).standing.card.state {
        CardState::LapsedAbroad => "lapsed_abroad",
        CardState::LapsedByRelocation => "lapsed_by_relocation",
        CardState::None
        | CardState::Returned
        | CardState::Revoked
        | CardState::Lost
        | CardState::Suspended
        | CardState::Expired
        | CardState::Usable => return signatures_abroad(file, occasion),
    };
    let mut steps = file.revoke_all(&card.card_number, occasion, reason::CESSATION_OF_OPERATION);
    let (card_number, why) = (card.card_number.clone(), why.to_owned());
    steps.push(ActStep::EndCard { card_number, at: occasion.at, why });
    steps
}

/// Whoever has left with continued use keeps the certificate to prove who they are, not the one to
/// sign; one issued since stays.
fn signatures_abroad(file: &PersonFile, occasion: &Occasion) -> Vec<ActStep> {
    let departed_on = file
        .person
        .dossier
        .departures_abroad
        .iter()
        .map(|it| it.planned_on)
        .filter(|on| *on <= occasion.on)
        .max();
    let Some(departed_on) = departed_on else { return Vec::new() };
    file.cards
        .iter()
        .flat_map(|card| file.live_certificates(&card.card_number, occasion.on))
        .filter(|it| it.purpose == CertificatePurpose::DigitalSignature)
        .filter(|it| crate::day_in_japan(it.issued_at) < departed_on)
        .map(|it| revoke(it, occasion, reason::AFFILIATION_CHANGED))
        .collect()
}
