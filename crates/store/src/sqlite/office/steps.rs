//! The steps of an office's act: each one statement whose `WHERE` is its guard.

use eligibility::InsurerNumber;
use jiff::Timestamp;
use rusqlite::{Params, Transaction};

use super::{
    application_steps as applications, batch_steps as batches, mail_steps as mail,
    original_steps as originals,
};
use crate::{Error, OfficeStep, PersonKey};

/// Within what an act's steps move: its insurer's, and its person's where it has one.
#[derive(Clone, Copy)]
pub(super) struct Within<'a> {
    on: &'a Transaction<'a>,
    pub(super) insurer: u32,
    pub(super) person: Option<i64>,
}

impl Within<'_> {
    /// Whether a guarded statement found its row.
    pub(super) fn moved(self, sql: &str, values: impl Params) -> Result<bool, Error> {
        Ok(self.rows(sql, values)? == 1)
    }

    /// How many rows a guarded statement found.
    pub(super) fn rows(self, sql: &str, values: impl Params) -> Result<usize, Error> {
        Ok(self.on.prepare_cached(sql)?.execute(values)?)
    }
}

/// Carries a step of an office's act out; `false` where its guard found nothing to move.
pub(super) fn carry_out(
    on: &Transaction<'_>,
    insurer: InsurerNumber,
    person: Option<PersonKey>,
    step: &OfficeStep,
) -> Result<bool, Error> {
    use OfficeStep as Step;

    let within = Within { on, insurer: insurer.get(), person: person.map(PersonKey::get) };
    match step {
        Step::OpenApplication(it) => applications::open(within, it),
        Step::ApproveApplication { application_id, by, at, fee_yen } => {
            applications::approve(within, application_id, (by, *at), *fee_yen)
        }
        Step::RefuseApplication { application_id, by, at, why } => {
            applications::refuse(within, application_id, (by, *at), why)
        }
        Step::InvoiceApplication { application_id, invoice_number, at } => {
            applications::invoice(within, application_id, invoice_number, *at)
        }
        Step::PayApplication { application_id, paid_on, payment_id } => {
            applications::pay(within, application_id, *paid_on, payment_id.as_deref())
        }
        Step::MarkApplicationSent { application_id, at } => {
            applications::at(within, applications::SEND, application_id, *at)
        }
        Step::WithdrawApplication { application_id, at } => {
            applications::at(within, applications::WITHDRAW, application_id, *at)
        }
        Step::AddBatch { batch, items } => batches::add(within, batch, items),
        Step::ReleaseBatch { batch_id, by, at, two_above } => {
            batches::release(within, batch_id, (by, *at), *two_above)
        }
        Step::ReturnBatch { batch_id, why, at } => batches::give_back(within, batch_id, why, *at),
        Step::WithdrawBatch { batch_id, at } => {
            batches::at(within, batches::WITHDRAW, batch_id, *at)
        }
        Step::PauseBatch { batch_id, at } => batches::at(within, batches::PAUSE, batch_id, *at),
        Step::ResumeBatch { batch_id } => batches::resume(within, batch_id),
        Step::CountBatch { batch_id, at } => batches::at(within, batches::COUNT, batch_id, *at),
        Step::SendBatch { batch_id, at } => batches::at(within, batches::SEND, batch_id, *at),
        Step::VoidSheets { batch_id, first, last, at, why } => {
            originals::void(within, batch_id, (*first, *last), *at, why)
        }
        Step::EndOriginal { document_id, at, why } => originals::end(within, document_id, *at, why),
        Step::AddPayment(it) => mail::add_payment(within, it),
        Step::SettlePayment { payment_id, application_id, by, at, how } => {
            mail::settle_payment(within, payment_id, application_id.as_deref(), (by, *at), how)
        }
        Step::AddMailing(it) => mail::add(within, it),
        Step::MarkUndelivered { mailing_id, on, why } => {
            mail::returned(within, mailing_id, *on, why)
        }
        Step::SettleMailing { mailing_id, at, how } => mail::settle(within, mailing_id, *at, how),
    }
}

pub(super) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}
