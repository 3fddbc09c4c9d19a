//! The steps of payments and mailings.

use jiff::{Timestamp, civil::Date};
use rusqlite::params;

use super::{
    super::columns,
    steps::{Within, micros},
};
use crate::{Error, Mailing, Payment, PersonKey};

pub(super) const ADD_PAYMENT: &str = "INSERT INTO payment (payment_id, insurer, paid_on,
        yen, payer, reference, file, line, added_at)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";

pub(super) const SETTLE_PAYMENT: &str = "UPDATE payment
 SET application_id = $1, settled_at = $2, settled_by = $3, settled_how = $4
 WHERE payment_id = $5 AND insurer = $6 AND settled_at IS NULL
   AND ($1 IS NULL OR EXISTS (
       SELECT 1 FROM application
       WHERE application.application_id = $1 AND application.insurer = $6))";

pub(super) const ADD: &str = "INSERT INTO mailing (mailing_id, insurer, person_key,
        employer, what, about, how, sent_on)
 SELECT $1, $2, $3, $4, $5, $6, $7, $8
 WHERE $3 IS NULL
    OR EXISTS (SELECT 1 FROM person WHERE person.person_key = $3 AND joined_into IS NULL)
 ON CONFLICT DO NOTHING";

pub(super) const RETURNED: &str = "UPDATE mailing
 SET undelivered_on = $1, undelivered_why = $2
 WHERE mailing_id = $3 AND insurer = $4 AND undelivered_on IS NULL";

pub(super) const SETTLE: &str = "UPDATE mailing SET settled_at = $1, settled_how = $2
 WHERE mailing_id = $3 AND insurer = $4 AND undelivered_on IS NOT NULL AND settled_at IS NULL";

pub(super) fn add_payment(within: Within<'_>, it: &Payment) -> Result<bool, Error> {
    let values = params![
        it.payment_id,
        within.insurer,
        columns::day(it.paid_on),
        // The act's check refuses more than the column holds.
        i64::try_from(it.yen).unwrap_or(i64::MAX),
        it.payer,
        it.reference,
        it.file,
        it.line,
        micros(it.added_at)
    ];
    within.moved(ADD_PAYMENT, values)
}

pub(super) fn settle_payment(
    within: Within<'_>,
    id: &str,
    application_id: Option<&str>,
    (by, at): (&str, Timestamp),
    how: &str,
) -> Result<bool, Error> {
    let values = params![application_id, micros(at), by, how, id, within.insurer];
    within.moved(SETTLE_PAYMENT, values)
}

pub(super) fn add(within: Within<'_>, it: &Mailing) -> Result<bool, Error> {
    let values = params![
        it.mailing_id,
        within.insurer,
        it.person_key.map(PersonKey::get),
        it.employer,
        it.what,
        it.about,
        it.how,
        columns::day(it.sent_on)
    ];
    within.moved(ADD, values)
}

pub(super) fn returned(within: Within<'_>, id: &str, on: Date, why: &str) -> Result<bool, Error> {
    within.moved(RETURNED, params![columns::day(on), why, id, within.insurer])
}

pub(super) fn settle(
    within: Within<'_>,
    id: &str,
    at: Timestamp,
    how: &str,
) -> Result<bool, Error> {
    within.moved(SETTLE, params![micros(at), how, id, within.insurer])
}
