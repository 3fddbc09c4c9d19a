//! Handing a card over (交付), setting its PINs and unlocking them.

use eligibility::{CardState, Rule};
use record::MyNumberCard;
use serde::Deserialize;
use serde_json::json;
use store::{ActStep, CardOrder, CertificatePurpose, RegisteredCard};

use super::{
    carrying::{Asked, Done, Plan, carry_out},
    file::{PersonFile, card_fact, order_state, reason, revoke},
    making::add_certificate,
    occasion::Occasion,
    office::CardOffice,
    refusal::{Detail, NotAllowed, OrderState, Refusal, Why},
    words::{IdentityCheck, PinKind},
};
use crate::day_in_japan;

/// How a card is handed over.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Who came, and how they were known.
    pub check: IdentityCheck,
    /// The PINs set on the spot; only that it was done.
    #[serde(default)]
    pub pins_set: Vec<PinKind>,
    /// A card without PIN (顔認証マイナンバーカード, F-19): its certificate to sign is revoked.
    #[serde(default)]
    pub pinless: bool,
}

/// Hands a card over. It is in use from now; whatever card the person had before ends.
///
/// # Errors
///
/// When its card is not made or was handed over, has ended, or is past its last day; when whoever
/// came may not receive it; and as [`Refusal`] lists.
pub async fn hand_over(
    office: &CardOffice,
    occasion: &Occasion,
    order_id: &str,
    how: &HandOver,
) -> Result<Done, Refusal> {
    let person_key = office.person_of_order(order_id)?;
    let asked = Asked { kind: "hand_over", person_key, said: &(order_id, how) };
    carry_out(office, occasion, asked, |file| {
        let (order, card) = made(file, order_id)?;
        file.check_alive(occasion.on)?;
        file.check_who_came(occasion.on, how.check.who_came)?;
        check_days(card, occasion)?;
        let mut steps = replace_earlier(file, card, occasion);
        if how.pinless {
            steps.extend(
                file.live_certificates(&card.card_number, occasion.on)
                    .filter(|it| it.purpose == CertificatePurpose::DigitalSignature)
                    .map(|it| revoke(it, occasion, reason::CESSATION_OF_OPERATION)),
            );
        }
        steps.push(ActStep::HandOver { order_id: order_id.to_owned(), at: occasion.at });
        let mut person = file.person.clone();
        let issued_on = day_in_japan(card.made_at);
        person.dossier.cards.retain(|it| it.issued_on != issued_on);
        person.dossier.cards.push(new_card_fact(order, card, occasion, how.pinless));
        let certificate = file.certificates.iter().find(|it| {
            it.card_number == card.card_number
                && it.purpose == CertificatePurpose::UserAuthentication
        });
        if let Some(it) = certificate {
            let certificates = &mut person.dossier.digital_certificates;
            add_certificate(certificates, day_in_japan(it.issued_at), Some(it.last_day));
        }
        Ok(Plan {
            reason: "handed_over",
            order_id: Some(order_id.to_owned()),
            card_number: Some(card.card_number.clone()),
            note: json!({
                "check": how.check, "pins_set": how.pins_set, "pinless": how.pinless,
            }),
            person: Some(person),
            steps,
        })
    })
    .await
}

/// Records that PINs were set on a card in use; never the PINs.
///
/// # Errors
///
/// When the card is not in use or stopped, or has no PIN; and as [`Refusal`] lists.
pub async fn choose_pins(
    office: &CardOffice,
    occasion: &Occasion,
    card_number: &str,
    (check, pins): (&IdentityCheck, &[PinKind]),
) -> Result<Done, Refusal> {
    pin_act(office, occasion, card_number, ("set_pins", "pins_set"), check, pins).await
}

/// Records that a locked PIN was unlocked and set anew at the counter (F-29); never the PIN.
///
/// # Errors
///
/// When the card is not in use or stopped, or has no such PIN; and as [`Refusal`] lists.
pub async fn unlock_pin(
    office: &CardOffice,
    occasion: &Occasion,
    card_number: &str,
    (check, pin): (&IdentityCheck, PinKind),
) -> Result<Done, Refusal> {
    pin_act(office, occasion, card_number, ("unlock_pin", "pin_locked"), check, &[pin]).await
}

async fn pin_act(
    office: &CardOffice,
    occasion: &Occasion,
    card_number: &str,
    (kind, reason): (&'static str, &'static str),
    check: &IdentityCheck,
    pins: &[PinKind],
) -> Result<Done, Refusal> {
    let person_key = office.person_of_card(card_number)?;
    let asked = Asked { kind, person_key, said: &(card_number, check, pins) };
    carry_out(office, occasion, asked, |file| {
        file.check_alive(occasion.on)?;
        file.check_who_came(occasion.on, check.who_came)?;
        let allowed = (&[CardState::Usable][..], &[Rule::F29][..]);
        let card = file.in_state(office, card_number, occasion.on, allowed)?;
        let mut person = file.person.clone();
        if card_fact(&mut person, card)?.pinless {
            let (found, wanted) = (Detail::Words("a card without PIN"), Detail::Words("one with"));
            return Err(NotAllowed::of(Why::Pinless, found, wanted, &[Rule::F19]).into());
        }
        let signs = file
            .live_certificates(card_number, occasion.on)
            .any(|it| it.purpose == CertificatePurpose::DigitalSignature);
        if pins.contains(&PinKind::DigitalSignature) && !signs {
            let found = Detail::Words("no certificate to sign");
            let wanted = Detail::Words("a valid one");
            return Err(NotAllowed::of(Why::Certificate, found, wanted, &[Rule::F29]).into());
        }
        Ok(Plan {
            reason,
            card_number: Some(card_number.to_owned()),
            note: json!({"check": check, "pins": pins}),
            ..Plan::default()
        })
    })
    .await
}

/// The order and its card, made and waiting.
fn made<'a>(
    file: &'a PersonFile,
    order_id: &str,
) -> Result<(&'a CardOrder, &'a RegisteredCard), Refusal> {
    let order = file.order(order_id)?;
    let state = order_state(order);
    match &order.card_number {
        Some(card_number) if state == OrderState::Made => Ok((order, file.card(card_number)?)),
        Some(_) | None => {
            let (found, wanted) = (Detail::Order(state), Detail::Order(OrderState::Made));
            Err(NotAllowed::of(Why::Order, found, wanted, &[]).into())
        }
    }
}

fn check_days(card: &RegisteredCard, occasion: &Occasion) -> Result<(), Refusal> {
    let made_on = day_in_japan(card.made_at);
    let found = Detail::Day(occasion.on);
    let (why, wanted) = if occasion.on < made_on {
        (Why::DayBeforeItsCause, Detail::From(made_on))
    } else if occasion.on > card.last_day {
        (Why::CardExpired, Detail::To(card.last_day))
    } else {
        return Ok(());
    };
    Err(NotAllowed::of(why, found, wanted, &[Rule::R054]).into())
}

/// The steps that end every earlier card of the person.
fn replace_earlier(file: &PersonFile, card: &RegisteredCard, occasion: &Occasion) -> Vec<ActStep> {
    let mut steps = Vec::new();
    let earlier =
        |it: &&RegisteredCard| it.card_number != card.card_number && it.ended_at.is_none();
    for it in file.cards.iter().filter(earlier) {
        steps.extend(file.revoke_all(&it.card_number, occasion, reason::SUPERSEDED));
        let (card_number, why) = (it.card_number.clone(), "replaced".to_owned());
        steps.push(ActStep::EndCard { card_number, at: occasion.at, why });
    }
    steps
}

fn new_card_fact(
    order: &CardOrder,
    card: &RegisteredCard,
    occasion: &Occasion,
    pinless: bool,
) -> MyNumberCard {
    MyNumberCard {
        application_received_on: day_in_japan(order.received_at),
        issued_on: day_in_japan(card.made_at),
        handed_over_on: Some(occasion.on),
        valid_to: Some(card.last_day),
        pinless,
        lost_on: None,
        suspended_on: None,
        released_on: None,
        returned_on: None,
        revoked_on: None,
    }
}
