//! What has happened to a person: the card, its certificates, the registration, and mishaps.

use eligibility::Phase;
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use record::{
    Application, ApplicationReason, DigitalCertificate, DocumentKind, Dossier, MyNumberCard,
    Person, Registration, Relocation, SelfInformationBlock,
};

use super::{Law, draw::Draw};

/// When cards were first handed out.
const FIRST_CARDS: Date = date(2016, 1, 15);
/// When registration for insurance use began.
const FIRST_REGISTRATIONS: Date = date(2021, 10, 20);
/// Cards in a life of which all can be told; more than any person has had.
const RENEWALS_MAX: u32 = 12;

/// Lets a person live from birth to a day.
pub(super) fn live(draw: &mut Draw, law: &mut Law, person: &mut Person, on: Date) {
    let dossier = &mut person.dossier;
    if draw.chance(4) {
        let from = draw.day(dossier.born_on.max(on.saturating_sub(2.years())), on);
        dossier.self_information_blocks.push(SelfInformationBlock { from, to: None });
        if let Some(address) = &mut person.address {
            address.withheld = true;
        }
    }
    dossier.needs_assistance = draw.chance(12);
    if draw.chance(if dossier.born_on > on.saturating_sub(1.year()) { 350 } else { 835 }) {
        cards(draw, law, dossier, on);
    }
    if dossier.cards.is_empty() {
        return;
    }
    register(draw, dossier, on);
    mishap(draw, dossier, on);
}

/// The first card, and one renewal after the other to the day.
fn cards(draw: &mut Draw, law: &mut Law, dossier: &mut Dossier, on: Date) {
    let first = FIRST_CARDS.max(dossier.born_on.saturating_add(35.days()));
    // Of two days the later: most cards were made in the last years.
    let last = on.saturating_sub(3.days());
    if first > last {
        return;
    }
    let day = draw.day(first, last).max(draw.day(first, last));
    hand_over(dossier, day);
    for _ in 0..RENEWALS_MAX {
        let newest = dossier.digital_certificates.last().map_or(day, |it| it.issued_on);
        let standing = law.judge(dossier, newest).standing;
        let Some(certificate) = standing.digital_certificate else { return };
        if certificate.phase == Phase::Stopped || certificate.renewable_from >= on {
            return;
        }
        // A card that ends with the stay waits for the next period of stay.
        if standing.card.valid_to.is_some() && standing.card.valid_to == dossier.stay_until {
            return;
        }
        let renewed_on = match draw.below(100) {
            0..80 => draw.day(certificate.renewable_from, certificate.valid_to),
            80..92 => draw.day(certificate.valid_to.saturating_add(1.day()), certificate.usable_to),
            _ => return,
        };
        if renewed_on > on {
            return;
        }
        let ends_with_card = standing.card.valid_to.is_none_or(|it| it <= certificate.valid_to);
        if ends_with_card {
            hand_over(dossier, renewed_on);
        } else {
            let certificate =
                DigitalCertificate { issued_on: renewed_on, valid_to: None, revoked_on: None };
            dossier.digital_certificates.push(certificate);
        }
    }
}

/// A card with its certificate, applied for a month before.
fn hand_over(dossier: &mut Dossier, day: Date) {
    dossier.cards.push(card(day, dossier.born_on));
    let certificate = DigitalCertificate { issued_on: day, valid_to: None, revoked_on: None };
    dossier.digital_certificates.push(certificate);
}

/// A card made on a day, with nothing that happened to it yet.
fn card(issued_on: Date, born_on: Date) -> MyNumberCard {
    MyNumberCard {
        application_received_on: issued_on.saturating_sub(30.days()).max(born_on),
        issued_on,
        handed_over_on: None,
        valid_to: None,
        pinless: false,
        lost_on: None,
        suspended_on: None,
        released_on: None,
        returned_on: None,
        revoked_on: None,
    }
}

/// About 85 of a hundred register, some think better of it.
fn register(draw: &mut Draw, dossier: &mut Dossier, on: Date) {
    let first = dossier.digital_certificates.first().map_or(on, |it| it.issued_on);
    let first = first.max(FIRST_REGISTRATIONS);
    if !draw.chance(860) || first > on {
        return;
    }
    let registered_on = draw.day(first, on).min(draw.day(first, on));
    let half_a_year_ago = on.saturating_sub(6.months()).max(registered_on);
    let cancel_requested_on = draw.chance(8).then(|| draw.day(half_a_year_ago, on));
    dossier.registrations.push(Registration { registered_on, cancel_requested_on });
}

/// Now and then a card is lost or given back, or its owner moves.
fn mishap(draw: &mut Draw, dossier: &mut Dossier, on: Date) {
    let what = draw.below(1000);
    let Some(card) = dossier.cards.last_mut() else { return };
    let lately = on.saturating_sub(60.days());
    let day = draw.day(lately.max(card.issued_on), on);
    match what {
        0..7 => {
            card.lost_on = Some(day);
            if draw.chance(600) {
                dossier.applications.push(Application {
                    document: DocumentKind::EligibilityCertificate,
                    received_on: draw.day(day, on),
                    reason: ApplicationReason::LostCard,
                    fee_paid_on: None,
                });
            }
        }
        7..10 => card.returned_on = Some(day),
        10..16 => {
            let moved_in_on = day.max(dossier.born_on);
            let reported_on = draw.day(moved_in_on, moved_in_on.saturating_add(14.days()));
            let reported_on = draw.chance(950).then_some(reported_on).filter(|it| *it <= on);
            dossier.relocations.push(Relocation {
                planned_departure_on: moved_in_on.saturating_sub(1.day()).max(dossier.born_on),
                moved_in_on: Some(moved_in_on),
                reported_on,
                continued_use_on: reported_on,
            });
        }
        _ => {}
    }
}
