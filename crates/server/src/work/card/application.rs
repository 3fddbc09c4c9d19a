//! An application for a card (交付申請), and its withdrawal.

use eligibility::{CardState, Rule, renewable_from};
use jiff::{Timestamp, civil::Date, tz};
use serde::Deserialize;
use serde_json::json;
use store::{ActStep, CardOrder, PersonKey};

use super::{
    carrying::{Asked, Done, Plan, carry_out},
    file::{PersonFile, order_state, reason},
    occasion::Occasion,
    office::CardOffice,
    refusal::{Detail, NotAllowed, OrderState, Refusal, Why},
    words::{ApplicationChannel, CardReason, WhoCame},
};

/// An application for a card.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardApplication {
    /// The municipality (市区町村) that will hand the card over: the code.
    pub municipality: String,
    /// How it came in.
    pub channel: ApplicationChannel,
    /// Why.
    pub reason: CardReason,
    /// The day it was received (申請受付日): the age border is judged on it (F-21).
    pub received_on: Date,
    /// Who applied.
    pub who_applied: WhoCame,
}

/// Takes an application for a card. The order's id is in what was done.
///
/// # Errors
///
/// When one is open, when the reason does not fit the card, and as [`Refusal`] lists.
pub async fn apply(
    office: &CardOffice,
    occasion: &Occasion,
    person_key: PersonKey,
    application: &CardApplication,
) -> Result<Done, Refusal> {
    if office.municipalities().of(&application.municipality).is_none() {
        return Err(Refusal::NoMunicipality);
    }
    let asked = Asked { kind: "apply", person_key, said: application };
    carry_out(office, occasion, asked, |file| {
        file.check_alive(application.received_on)?;
        check_received_on(file, occasion, application.received_on)?;
        file.check_who_came(application.received_on, application.who_applied)?;
        if let Some(open) = file.open_order() {
            let found = Detail::Order(order_state(open));
            let wanted = Detail::Words("no open application");
            return Err(NotAllowed::of(Why::OrderOpen, found, wanted, &[]).into());
        }
        check_reason(office, file, application)?;
        let order_id = order_id(office, &occasion.id);
        Ok(Plan {
            reason: application.reason.word(),
            order_id: Some(order_id.clone()),
            note: json!({
                "channel": application.channel,
                "received_on": application.received_on,
                "who_applied": application.who_applied,
            }),
            steps: vec![ActStep::OpenOrder(CardOrder {
                order_id,
                person_key: file.person_key,
                municipality: application.municipality.clone(),
                channel: application.channel.word().to_owned(),
                reason: application.reason.word().to_owned(),
                received_at: received_at(occasion, application.received_on),
                made_at: None,
                handed_over_at: None,
                withdrawn_at: None,
                card_number: None,
            })],
            ..Plan::default()
        })
    })
    .await
}

/// Withdraws an application (取下げ). A card already made for it ends.
///
/// # Errors
///
/// When its card was handed over or it was withdrawn before, and as [`Refusal`] lists.
pub async fn withdraw(
    office: &CardOffice,
    occasion: &Occasion,
    order_id: &str,
) -> Result<Done, Refusal> {
    let person_key = office.person_of_order(order_id)?;
    let asked = Asked { kind: "withdraw", person_key, said: &order_id };
    carry_out(office, occasion, asked, |file| {
        let order = file.order(order_id)?;
        let state = order_state(order);
        if matches!(state, OrderState::HandedOver | OrderState::Withdrawn) {
            let (found, wanted) = (Detail::Order(state), Detail::Order(OrderState::Received));
            return Err(NotAllowed::of(Why::Order, found, wanted, &[]).into());
        }
        Ok(Plan {
            reason: "withdrawn",
            order_id: Some(order_id.to_owned()),
            card_number: order.card_number.clone(),
            note: json!({}),
            steps: withdrawal(file, order, occasion),
            ..Plan::default()
        })
    })
    .await
}

/// The steps that withdraw an order, and end the card made for it.
pub(super) fn withdrawal(
    file: &PersonFile,
    order: &CardOrder,
    occasion: &Occasion,
) -> Vec<ActStep> {
    let mut steps = Vec::new();
    if let Some(card_number) = &order.card_number {
        steps.extend(file.revoke_all(card_number, occasion, reason::CESSATION_OF_OPERATION));
        let (card_number, why) = (card_number.clone(), "withdrawn".to_owned());
        steps.push(ActStep::EndCard { card_number, at: occasion.at, why });
    }
    steps.push(ActStep::WithdrawOrder { order_id: order.order_id.clone(), at: occasion.at });
    steps
}

/// An order's id says nothing, follows from the act's, and cannot be guessed from it.
fn order_id(office: &CardOffice, act: &str) -> String {
    format!("order-{}", crate::hex(&office.derived("order", act)[..12]))
}

/// The instant of receipt: that of the act, or noon of an earlier day.
fn received_at(occasion: &Occasion, received_on: Date) -> Timestamp {
    if received_on == occasion.recorded_on() {
        return occasion.at;
    }
    noon_in_japan(received_on, occasion.at)
}

/// Noon of a day in Japan; another instant beyond the calendar.
pub(super) fn noon_in_japan(on: Date, otherwise: Timestamp) -> Timestamp {
    tz::offset(9).to_timestamp(on.at(12, 0, 0, 0)).unwrap_or(otherwise)
}

fn check_received_on(
    file: &PersonFile,
    occasion: &Occasion,
    received_on: Date,
) -> Result<(), Refusal> {
    let (first, last) = (file.person.dossier.born_on, occasion.on);
    let (why, wanted) = if received_on < first {
        (Why::DayBeforeItsCause, Detail::From(first))
    } else if received_on > last {
        (Why::DayToCome, Detail::To(last))
    } else {
        return Ok(());
    };
    Err(NotAllowed::of(why, Detail::Day(received_on), wanted, &[Rule::F21]).into())
}

/// Refuses a reason that is not that of the card in use on the day of receipt.
fn check_reason(
    office: &CardOffice,
    file: &PersonFile,
    application: &CardApplication,
) -> Result<(), Refusal> {
    use CardState::{
        Expired, LapsedAbroad, LapsedByRelocation, Lost, None as NoCard, Returned, Revoked,
        Suspended, Usable,
    };
    let on = application.received_on;
    let card = file.judgement(office, on).standing.card;
    let (allowed, rules): (&[CardState], &[Rule]) = match application.reason {
        CardReason::First => (&[NoCard], &[Rule::R162]),
        CardReason::Expiring => (&[Usable, Expired], &[Rule::F24, Rule::R162]),
        // A lost card is stopped before anything else: whoever found it must not use it.
        CardReason::Lost => (&[Lost, Suspended], &[Rule::R174, Rule::F31]),
        CardReason::Damaged | CardReason::NameChange | CardReason::FieldsFull => {
            (&[Usable, Expired], &[Rule::R162])
        }
        CardReason::Ended => {
            (&[Returned, Revoked, LapsedAbroad, LapsedByRelocation, Expired], &[Rule::R162])
        }
    };
    if !allowed.contains(&card.state) {
        let wanted = Detail::Card(allowed.first().copied().unwrap_or(NoCard));
        return Err(NotAllowed::of(Why::Reason, Detail::Card(card.state), wanted, rules).into());
    }
    let from = card.valid_to.map(renewable_from);
    match from.filter(|from| application.reason == CardReason::Expiring && on < *from) {
        Some(from) => {
            Err(NotAllowed::of(Why::TooEarly, Detail::Day(on), Detail::From(from), rules).into())
        }
        None => Ok(()),
    }
}
