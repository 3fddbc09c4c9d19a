//! A person's file as JSON.

use jiff::civil::Date;
use record::{Standing, law::Facts};
use serde_json::{Value, json};
use store::{AuthorityAct, CardOrder, RegisteredCard, RegisteredCertificate};

use super::answer::value;
use crate::work::card::{CardOffice, PersonFile, order_state};

/// A file on a day: who, what holds, and what the register has.
pub(super) fn file(office: &CardOffice, file: &PersonFile, on: Date) -> Value {
    let judgement = file.judgement(office, on);
    let dossier = &file.person.dossier;
    let facts = Facts::of(dossier);
    let settings = office.law_for(&file.person, on);
    let next = judgement.next_change_on(&facts.dossier(), &settings);
    json!({
        "person_key": file.person_key.to_string(),
        "revision": file.revision,
        "identity": file.person.identity.as_ref().map(value),
        "address": file.person.address.as_ref().map(value),
        "stay_until": dossier.stay_until,
        "standing": value(&Standing::of(None, on, &judgement, next, false)),
        "orders": file.orders.iter().map(order).collect::<Vec<_>>(),
        "cards": file.cards.iter().map(card).collect::<Vec<_>>(),
        "certificates": file.certificates.iter().map(certificate).collect::<Vec<_>>(),
        "acts": file.acts.iter().map(act).collect::<Vec<_>>(),
    })
}

/// An order.
pub(super) fn order(it: &CardOrder) -> Value {
    json!({
        "order_id": it.order_id,
        "person_key": it.person_key.to_string(),
        "municipality": it.municipality,
        "channel": it.channel,
        "reason": it.reason,
        "state": order_state(it).word(),
        "received_at": it.received_at,
        "made_at": it.made_at,
        "handed_over_at": it.handed_over_at,
        "withdrawn_at": it.withdrawn_at,
        "card_number": it.card_number,
    })
}

/// A card; never its security code, which opens its face.
fn card(it: &RegisteredCard) -> Value {
    json!({
        "card_number": it.card_number,
        "order_id": it.order_id,
        "municipality": it.municipality,
        "made_at": it.made_at,
        "last_day": it.last_day,
        "stopped_since": it.stopped_since,
        "ended_at": it.ended_at,
        "ended_why": it.ended_why,
    })
}

fn certificate(it: &RegisteredCertificate) -> Value {
    json!({
        "issuer_key_id": crate::hex(&it.issuer_key_id),
        "serial": it.serial,
        "purpose": it.purpose.name(),
        "card_number": it.card_number,
        "issued_at": it.issued_at,
        "last_day": it.last_day,
        "held_since": it.held_since,
        "revoked_at": it.revoked_at,
        "revocation_reason": it.revocation_reason,
    })
}

fn act(it: &AuthorityAct) -> Value {
    json!({
        "id": it.id,
        "kind": it.kind,
        "reason": it.reason,
        "by": it.recorded_by,
        "at": it.recorded_at,
        "order_id": it.order_id,
        "card_number": it.card_number,
        "steps": it.steps,
    })
}
