//! The steps of an application.

use jiff::{Timestamp, civil::Date};
use rusqlite::params;

use super::{
    super::columns,
    steps::{Within, micros},
};
use crate::{
    Error, OfficeApplication,
    office::{document_name, reason_name},
};

// Parameters are numbered by their places: to SQLite `$1` is a name, whatever it says.

pub(super) const OPEN: &str = "INSERT INTO application (application_id, insurer,
        person_key, document, reason, received_on, applicant, applicant_name, channel, note,
        received_at)
 SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
 WHERE EXISTS (SELECT 1 FROM person WHERE person.person_key = $3 AND joined_into IS NULL)
 ON CONFLICT DO NOTHING";

pub(super) const APPROVE: &str = "UPDATE application
 SET decided_at = $1, decided_by = $2, approved = 1, fee_yen = $3
 WHERE application_id = $4 AND insurer = $5 AND person_key = coalesce($6, person_key)
   AND decided_at IS NULL AND withdrawn_at IS NULL";

pub(super) const REFUSE: &str = "UPDATE application
 SET decided_at = $1, decided_by = $2, approved = 0, refusal = $3
 WHERE application_id = $4 AND insurer = $5 AND person_key = coalesce($6, person_key)
   AND decided_at IS NULL AND withdrawn_at IS NULL";

/// Only what is approved has a fee.
pub(super) const INVOICE: &str = "UPDATE application
 SET invoice_number = $1, invoiced_at = $2
 WHERE application_id = $3 AND insurer = $4 AND person_key = coalesce($5, person_key)
   AND fee_yen > 0 AND invoiced_at IS NULL AND paid_on IS NULL AND withdrawn_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM application AS other
                   WHERE other.insurer = $4 AND other.invoice_number = $1)";

/// A payment is enough for this fee and every other it paid.
pub(super) const PAY: &str = "UPDATE application SET paid_on = $1, payment_id = $2
 WHERE application_id = $3 AND insurer = $4 AND person_key = coalesce($5, person_key)
   AND fee_yen > 0 AND paid_on IS NULL AND withdrawn_at IS NULL
   AND ($2 IS NULL OR EXISTS (
       SELECT 1 FROM payment
       WHERE payment.payment_id = $2 AND payment.insurer = $4 AND payment.settled_at IS NULL
         AND payment.yen >= application.fee_yen + (
             SELECT coalesce(sum(other.fee_yen), 0) FROM application AS other
             WHERE other.payment_id = $2)))";

pub(super) const SEND: &str = "UPDATE application SET sent_at = $1
 WHERE application_id = $2 AND insurer = $3 AND person_key = coalesce($4, person_key)
   AND made_at IS NOT NULL AND sent_at IS NULL";

pub(super) const WITHDRAW: &str = "UPDATE application SET withdrawn_at = $1
 WHERE application_id = $2 AND insurer = $3 AND person_key = coalesce($4, person_key)
   AND refusal IS NULL AND made_at IS NULL AND withdrawn_at IS NULL";

pub(super) fn open(within: Within<'_>, it: &OfficeApplication) -> Result<bool, Error> {
    let values = params![
        it.application_id,
        within.insurer,
        it.person_key.get(),
        document_name(it.document),
        reason_name(it.reason),
        columns::day(it.received_on),
        it.applicant,
        it.applicant_name,
        it.channel,
        it.note,
        micros(it.received_at)
    ];
    within.moved(OPEN, values)
}

pub(super) fn approve(
    within: Within<'_>,
    id: &str,
    (by, at): (&str, Timestamp),
    fee_yen: Option<u32>,
) -> Result<bool, Error> {
    let Within { insurer, person, .. } = within;
    within.moved(APPROVE, params![micros(at), by, fee_yen, id, insurer, person])
}

pub(super) fn refuse(
    within: Within<'_>,
    id: &str,
    (by, at): (&str, Timestamp),
    why: &str,
) -> Result<bool, Error> {
    let Within { insurer, person, .. } = within;
    within.moved(REFUSE, params![micros(at), by, why, id, insurer, person])
}

pub(super) fn invoice(
    within: Within<'_>,
    id: &str,
    number: &str,
    at: Timestamp,
) -> Result<bool, Error> {
    let Within { insurer, person, .. } = within;
    within.moved(INVOICE, params![number, micros(at), id, insurer, person])
}

pub(super) fn pay(
    within: Within<'_>,
    id: &str,
    paid_on: Date,
    payment_id: Option<&str>,
) -> Result<bool, Error> {
    let Within { insurer, person, .. } = within;
    within.moved(PAY, params![columns::day(paid_on), payment_id, id, insurer, person])
}

/// One of [`SEND`] and [`WITHDRAW`].
pub(super) fn at(within: Within<'_>, sql: &str, id: &str, at: Timestamp) -> Result<bool, Error> {
    within.moved(sql, params![micros(at), id, within.insurer, within.person])
}
