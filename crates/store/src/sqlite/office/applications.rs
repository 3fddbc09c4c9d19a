//! Applications: reads.

use eligibility::InsurerNumber;
use jiff::civil::Date;
use rusqlite::{CachedStatement, OptionalExtension, Params, Row, params};

use super::{
    super::{
        Sqlite, columns,
        columns::{
            read_day, read_day_or_none, read_instant, read_instant_or_none, read_insurer, read_key,
        },
        read::limit_of,
    },
    read_document, read_reason,
};
use crate::{Error, OfficeApplication, PersonKey};

impl Sqlite {
    pub(crate) fn application(&self, id: &str) -> Result<Option<OfficeApplication>, Error> {
        self.readers.read(|on| {
            Ok(on.prepare_cached(APPLICATION)?.query_row([id], application).optional()?)
        })
    }

    pub(crate) fn open_applications(
        &self,
        insurer: InsurerNumber,
        after: Option<(Date, String)>,
        limit: usize,
    ) -> Result<Vec<OfficeApplication>, Error> {
        let (day, id) = oldest_first(after);
        self.readers.read(|on| {
            let values = params![insurer.get(), columns::day(day), id, limit_of(limit)];
            applications(on.prepare_cached(OPEN)?, values)
        })
    }

    pub(crate) fn applications_of(&self, key: PersonKey) -> Result<Vec<OfficeApplication>, Error> {
        self.readers.read(|on| applications(on.prepare_cached(OF_PERSON)?, [key.get()]))
    }

    pub(crate) fn application_of_invoice(
        &self,
        insurer: InsurerNumber,
        invoice_number: &str,
    ) -> Result<Option<OfficeApplication>, Error> {
        self.readers.read(|on| {
            let values = params![insurer.get(), invoice_number];
            Ok(on.prepare_cached(OF_INVOICE)?.query_row(values, application).optional()?)
        })
    }

    pub(crate) fn applications_to_send(
        &self,
        batch_id: &str,
    ) -> Result<Vec<OfficeApplication>, Error> {
        self.readers.read(|on| applications(on.prepare_cached(TO_SEND)?, [batch_id]))
    }
}

/// Where a page of the oldest begins: after this day and id.
pub(super) fn oldest_first(after: Option<(Date, String)>) -> (Date, String) {
    after.unwrap_or((Date::ZERO, String::new()))
}

pub(super) const APPLICATION: &str =
    "SELECT application_id, insurer, person_key, document, reason, received_on, applicant,
        applicant_name, channel, note, received_at, decided_at, decided_by, approved, refusal,
        fee_yen, invoice_number, invoiced_at, paid_on, payment_id, document_id, made_at, sent_at,
        withdrawn_at
 FROM application WHERE application_id = $1";

pub(super) const OPEN: &str =
    "SELECT application_id, insurer, person_key, document, reason, received_on, applicant,
        applicant_name, channel, note, received_at, decided_at, decided_by, approved, refusal,
        fee_yen, invoice_number, invoiced_at, paid_on, payment_id, document_id, made_at, sent_at,
        withdrawn_at
 FROM application
 WHERE insurer = $1 AND (received_on, application_id) > ($2, $3)
   AND sent_at IS NULL AND withdrawn_at IS NULL AND refusal IS NULL
 ORDER BY received_on, application_id LIMIT $4";

pub(super) const OF_PERSON: &str =
    "SELECT application_id, insurer, person_key, document, reason, received_on, applicant,
        applicant_name, channel, note, received_at, decided_at, decided_by, approved, refusal,
        fee_yen, invoice_number, invoiced_at, paid_on, payment_id, document_id, made_at, sent_at,
        withdrawn_at
 FROM application WHERE person_key = $1 ORDER BY received_at, application_id";

pub(super) const OF_INVOICE: &str =
    "SELECT application_id, insurer, person_key, document, reason, received_on, applicant,
        applicant_name, channel, note, received_at, decided_at, decided_by, approved, refusal,
        fee_yen, invoice_number, invoiced_at, paid_on, payment_id, document_id, made_at, sent_at,
        withdrawn_at
 FROM application WHERE insurer = $1 AND invoice_number = $2";

/// Of what the insurer made and has not sent, the batch's: there is never much of it.
pub(super) const TO_SEND: &str =
    "SELECT it.application_id, it.insurer, it.person_key, it.document, it.reason, it.received_on,
        it.applicant, it.applicant_name, it.channel, it.note, it.received_at, it.decided_at,
        it.decided_by, it.approved, it.refusal, it.fee_yen, it.invoice_number, it.invoiced_at,
        it.paid_on, it.payment_id, it.document_id, it.made_at, it.sent_at, it.withdrawn_at
 FROM batch CROSS JOIN application AS it ON it.insurer = batch.insurer
 CROSS JOIN document ON document.document_id = it.document_id
 WHERE batch.batch_id = $1 AND it.made_at IS NOT NULL AND it.sent_at IS NULL
   AND document.batch_id = $1
 ORDER BY it.document_id, it.application_id";

fn applications(
    mut statement: CachedStatement<'_>,
    values: impl Params,
) -> Result<Vec<OfficeApplication>, Error> {
    Ok(statement.query_map(values, application)?.collect::<Result<_, _>>()?)
}

fn application(row: &Row<'_>) -> rusqlite::Result<OfficeApplication> {
    Ok(OfficeApplication {
        application_id: row.get(0)?,
        insurer: read_insurer(row, 1)?,
        person_key: read_key(row, 2)?,
        document: read_document(row, 3)?,
        reason: read_reason(row, 4)?,
        received_on: read_day(row, 5)?,
        applicant: row.get(6)?,
        applicant_name: row.get(7)?,
        channel: row.get(8)?,
        note: row.get(9)?,
        received_at: read_instant(row, 10)?,
        decided_at: read_instant_or_none(row, 11)?,
        decided_by: row.get(12)?,
        approved: row.get(13)?,
        refusal: row.get(14)?,
        fee_yen: row.get(15)?,
        invoice_number: row.get(16)?,
        invoiced_at: read_instant_or_none(row, 17)?,
        paid_on: read_day_or_none(row, 18)?,
        payment_id: row.get(19)?,
        document_id: row.get(20)?,
        made_at: read_instant_or_none(row, 21)?,
        sent_at: read_instant_or_none(row, 22)?,
        withdrawn_at: read_instant_or_none(row, 23)?,
    })
}
