//! The steps of an act: each one statement whose `WHERE` is its guard.

use jiff::Timestamp;
use rusqlite::{Params, Transaction, params};

use super::columns;
use crate::{ActStep, CardOrder, Error, PersonKey, RegisteredCard, RegisteredCertificate};

/// Carries a step of an act about a person out; `false` where its guard found nothing to move.
///
/// A serial number above 63 bits, which the act's check refuses, would find nothing either.
pub(super) fn carry_out(
    on: &Transaction<'_>,
    person_key: PersonKey,
    step: &ActStep,
) -> Result<bool, Error> {
    let key = person_key.get();
    match step {
        ActStep::OpenOrder(it) => open_order(on, it),
        ActStep::MakeOrder { order_id, card_number, at } => {
            moved(on, MAKE_ORDER, params![micros(*at), card_number, order_id, key])
        }
        ActStep::HandOver { order_id, at } => {
            moved(on, HAND_OVER, params![micros(*at), order_id, key])
        }
        ActStep::WithdrawOrder { order_id, at } => {
            moved(on, WITHDRAW_ORDER, params![micros(*at), order_id, key])
        }
        ActStep::AddCard(it) => add_card(on, it),
        ActStep::StopCard { card_number, at } => {
            moved(on, STOP_CARD, params![micros(*at), card_number, key])
        }
        ActStep::ReleaseCard { card_number, .. } => {
            moved(on, RELEASE_CARD, params![card_number, key])
        }
        ActStep::EndCard { card_number, at, why } => {
            moved(on, END_CARD, params![micros(*at), why, card_number, key])
        }
        ActStep::AddCertificate(it) => add_certificate(on, it),
        ActStep::Hold { issuer_key_id, serial, at } => {
            moved(on, HOLD, params![micros(*at), &issuer_key_id[..], number(*serial), key])
        }
        ActStep::Release { issuer_key_id, serial } => {
            moved(on, RELEASE, params![&issuer_key_id[..], number(*serial), key])
        }
        ActStep::Revoke { issuer_key_id, serial, at, reason } => {
            let values = params![micros(*at), *reason, &issuer_key_id[..], number(*serial), key];
            moved(on, REVOKE, values)
        }
    }
}

// Parameters are numbered by their places: to SQLite `$1` is a name, whatever it says.

pub(super) const MAKE_ORDER: &str = "UPDATE card_order SET made_at = $1, card_number = $2
 WHERE order_id = $3 AND person_key = $4 AND made_at IS NULL AND withdrawn_at IS NULL
   AND EXISTS (SELECT 1 FROM card
               WHERE card.card_number = $2 AND card.order_id = $3 AND ended_at IS NULL)";

pub(super) const HAND_OVER: &str = "UPDATE card_order SET handed_over_at = $1
 WHERE order_id = $2 AND person_key = $3 AND made_at IS NOT NULL AND handed_over_at IS NULL
   AND withdrawn_at IS NULL
   AND EXISTS (SELECT 1 FROM card
               WHERE card.card_number = card_order.card_number AND ended_at IS NULL)";

pub(super) const WITHDRAW_ORDER: &str = "UPDATE card_order SET withdrawn_at = $1
 WHERE order_id = $2 AND person_key = $3 AND handed_over_at IS NULL AND withdrawn_at IS NULL";

pub(super) const STOP_CARD: &str = "UPDATE card SET stopped_since = $1
 WHERE card_number = $2 AND person_key = $3 AND stopped_since IS NULL AND ended_at IS NULL";

pub(super) const RELEASE_CARD: &str = "UPDATE card SET stopped_since = NULL
 WHERE card_number = $1 AND person_key = $2 AND stopped_since IS NOT NULL AND ended_at IS NULL";

pub(super) const END_CARD: &str = "UPDATE card SET ended_at = $1, ended_why = $2
 WHERE card_number = $3 AND person_key = $4 AND ended_at IS NULL";

pub(super) const HOLD: &str = "UPDATE certificate SET held_since = $1
 WHERE issuer_key_id = $2 AND serial = $3 AND person_key = $4 AND held_since IS NULL
   AND revoked_at IS NULL";

pub(super) const RELEASE: &str = "UPDATE certificate SET held_since = NULL
 WHERE issuer_key_id = $1 AND serial = $2 AND person_key = $3 AND held_since IS NOT NULL
   AND revoked_at IS NULL";

pub(super) const REVOKE: &str = "UPDATE certificate
 SET held_since = NULL, revoked_at = $1, revocation_reason = $2
 WHERE issuer_key_id = $3 AND serial = $4 AND person_key = $5 AND revoked_at IS NULL";

pub(super) const OPEN_ORDER: &str = "INSERT INTO card_order (order_id, person_key, municipality,
        channel, reason, received_at)
 SELECT $1, $2, $3, $4, $5, $6
 WHERE NOT EXISTS (
     SELECT 1 FROM card_order
     WHERE person_key = $2 AND handed_over_at IS NULL AND withdrawn_at IS NULL)
 ON CONFLICT DO NOTHING";

/// A second card of one order conflicts on the index by order.
pub(super) const ADD_CARD: &str = "INSERT INTO card (card_number, person_key, order_id,
        municipality, made_at, last_day, security_code, face_key_hash)
 SELECT $1, $2, $3, $4, $5, $6, $7, $8
 WHERE $3 IS NULL OR EXISTS (
     SELECT 1 FROM card_order
     WHERE order_id = $3 AND person_key = $2 AND made_at IS NULL AND withdrawn_at IS NULL)
 ON CONFLICT DO NOTHING";

pub(super) const ADD_CERTIFICATE: &str = "INSERT INTO certificate (issuer_key_id, serial, purpose,
        person_key, card_number, municipality, issued_at, last_day)
 SELECT $1, $2, $3, $4, $5, $6, $7, $8
 WHERE EXISTS (SELECT 1 FROM certificate_issuer WHERE issuer_key_id = $1 AND purpose = $3)
   AND EXISTS (SELECT 1 FROM card
               WHERE card_number = $5 AND person_key = $4 AND ended_at IS NULL)
 ON CONFLICT DO NOTHING";

fn open_order(on: &Transaction<'_>, it: &CardOrder) -> Result<bool, Error> {
    let values = params![
        it.order_id,
        it.person_key.get(),
        it.municipality,
        it.channel,
        it.reason,
        micros(it.received_at)
    ];
    moved(on, OPEN_ORDER, values)
}

fn add_card(on: &Transaction<'_>, it: &RegisteredCard) -> Result<bool, Error> {
    let values = params![
        it.card_number,
        it.person_key.get(),
        it.order_id,
        it.municipality,
        micros(it.made_at),
        columns::day(it.last_day),
        it.security_code,
        &it.face_key_hash[..]
    ];
    moved(on, ADD_CARD, values)
}

fn add_certificate(on: &Transaction<'_>, it: &RegisteredCertificate) -> Result<bool, Error> {
    let (issuer, serial) = (&it.issuer_key_id[..], number(it.serial));
    let values = params![
        issuer,
        serial,
        it.purpose.name(),
        it.person_key.get(),
        it.card_number,
        it.municipality,
        micros(it.issued_at),
        columns::day(it.last_day)
    ];
    if !moved(on, ADD_CERTIFICATE, values)? {
        return Ok(false);
    }
    on.prepare_cached(
        "INSERT INTO certificate_der (issuer_key_id, serial, der) VALUES ($1, $2, $3)",
    )?
    .execute(params![issuer, serial, it.certificate])?;
    // A number registered without being reserved is not to be reserved later.
    on.prepare_cached(
        "UPDATE certificate_issuer SET next_serial = min($1, $2 - 1) + 1
         WHERE issuer_key_id = $3 AND next_serial <= $1",
    )?
    .execute(params![serial, i64::MAX, issuer])?;
    Ok(true)
}

/// Whether a guarded statement found its row.
fn moved(on: &Transaction<'_>, sql: &str, values: impl Params) -> Result<bool, Error> {
    Ok(on.prepare_cached(sql)?.execute(values)? == 1)
}

fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// A serial number as the column holds it; one above 63 bits is nobody's.
fn number(serial: u64) -> i64 {
    i64::try_from(serial).unwrap_or(-1)
}
