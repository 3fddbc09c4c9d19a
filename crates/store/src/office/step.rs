//! The movements in the register, with their guards.

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};

use super::{
    Batch, BatchItem, Mailing, OfficeActError, OfficeApplication, Payment,
    words::{APPLICANT, CHANNEL, DELIVER, HOW, MAILED, POSTED},
};
use crate::{PersonKey, change::check_id};

/// One movement in the office's register. The guard of each holds within the act's insurer, and
/// for applications and originals within the act's person where it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OfficeStep {
    /// A new application. Guard: the id is new and the person is recorded.
    OpenApplication(OfficeApplication),
    /// An application is approved. Guard: it is neither decided nor withdrawn.
    ApproveApplication {
        /// Which.
        application_id: String,
        /// By whom.
        by: String,
        /// When.
        at: Timestamp,
        /// The fee; none where there is none.
        fee_yen: Option<u32>,
    },
    /// An application is refused. Guard: it is neither decided nor withdrawn.
    RefuseApplication {
        /// Which.
        application_id: String,
        /// By whom.
        by: String,
        /// When.
        at: Timestamp,
        /// Why.
        why: String,
    },
    /// The fee is invoiced. Guard: approved with a fee, neither invoiced, paid, made nor withdrawn;
    /// the number is new with the insurer.
    InvoiceApplication {
        /// Which.
        application_id: String,
        /// The number on the invoice.
        invoice_number: String,
        /// When.
        at: Timestamp,
    },
    /// The fee is paid, invoiced or at the counter. Guard: approved with a fee, neither paid nor
    /// withdrawn; a payment is open and enough for this and whatever it paid already.
    PayApplication {
        /// Which.
        application_id: String,
        /// The day it was paid.
        paid_on: Date,
        /// By which payment; none at the counter.
        payment_id: Option<String>,
    },
    /// The original made for it was sent. Guard: made and not sent.
    MarkApplicationSent {
        /// Which.
        application_id: String,
        /// When.
        at: Timestamp,
    },
    /// An application is withdrawn. Guard: neither refused, made nor withdrawn.
    WithdrawApplication {
        /// Which.
        application_id: String,
        /// When.
        at: Timestamp,
    },
    /// A new batch and its items. Guard: the id is new, everybody in it is recorded.
    AddBatch {
        /// The batch.
        batch: Batch,
        /// Its items, placed from 1 without a gap.
        items: Vec<BatchItem>,
    },
    /// A batch may run. Guard: neither released, returned nor withdrawn; where it has more items
    /// than `two_above`, by somebody other than who made it.
    ReleaseBatch {
        /// Which.
        batch_id: String,
        /// By whom.
        by: String,
        /// When.
        at: Timestamp,
        /// Above how many items two people are needed; never where none.
        two_above: Option<u32>,
    },
    /// A batch goes back to who made it, and never runs. Guard: neither released, returned nor
    /// withdrawn.
    ReturnBatch {
        /// Which.
        batch_id: String,
        /// Why.
        why: String,
        /// When.
        at: Timestamp,
    },
    /// A batch is given up. Guard: not withdrawn, and no sheet of it was ever made.
    WithdrawBatch {
        /// Which.
        batch_id: String,
        /// When.
        at: Timestamp,
    },
    /// A run pauses at its next step. Guard: started, neither printed, paused nor withdrawn.
    PauseBatch {
        /// Which.
        batch_id: String,
        /// When.
        at: Timestamp,
    },
    /// A paused run may go on. Guard: paused and not withdrawn.
    ResumeBatch {
        /// Which.
        batch_id: String,
    },
    /// A batch's sheets were counted. Guard: printed, neither counted nor sent, and every original
    /// of it in force has its valid sheet.
    CountBatch {
        /// Which.
        batch_id: String,
        /// When.
        at: Timestamp,
    },
    /// A batch was sent. Guard: counted and not sent, and every original of it in force has its
    /// valid sheet.
    SendBatch {
        /// Which.
        batch_id: String,
        /// When.
        at: Timestamp,
    },
    /// Sheets were spoiled, and the batch is to be counted again. Guard: the batch is not sent,
    /// every sheet from the first to the last is there and valid.
    VoidSheets {
        /// Of which batch.
        batch_id: String,
        /// The first.
        first: u32,
        /// The last.
        last: u32,
        /// When.
        at: Timestamp,
        /// Why.
        why: String,
    },
    /// An original is no longer valid. Guard: it is in force.
    EndOriginal {
        /// Which.
        document_id: String,
        /// When.
        at: Timestamp,
        /// Why, in one word of the caller's.
        why: String,
    },
    /// A new payment. Guard: the id is new.
    AddPayment(Payment),
    /// A payment is settled: for an application, or as returned, kept, another's. Guard: it is
    /// open; the application is there.
    SettlePayment {
        /// Which.
        payment_id: String,
        /// For which application.
        application_id: Option<String>,
        /// By whom.
        by: String,
        /// When.
        at: Timestamp,
        /// How, in one word of the caller's.
        how: String,
    },
    /// Something was mailed. Guard: the id is new; whom it went to is recorded.
    AddMailing(Mailing),
    /// A mailing came back. Guard: it has not yet.
    MarkUndelivered {
        /// Which.
        mailing_id: String,
        /// The day.
        on: Date,
        /// Why.
        why: String,
    },
    /// What came back was dealt with. Guard: it came back and was not settled.
    SettleMailing {
        /// Which.
        mailing_id: String,
        /// When.
        at: Timestamp,
        /// How, in one word of the caller's.
        how: String,
    },
}

/// The longest id of a batch: with a place it is the id of a change.
const BATCH_ID_MAX: usize = 48;

impl OfficeStep {
    pub(super) fn check_ids(&self) -> Result<(), OfficeActError> {
        let ids: [Option<&str>; 2] = match self {
            Self::OpenApplication(it) => [Some(&it.application_id), None],
            Self::ApproveApplication { application_id, .. }
            | Self::RefuseApplication { application_id, .. }
            | Self::MarkApplicationSent { application_id, .. }
            | Self::WithdrawApplication { application_id, .. } => [Some(application_id), None],
            Self::InvoiceApplication { application_id, invoice_number, .. } => {
                [Some(application_id), Some(invoice_number)]
            }
            Self::PayApplication { application_id, payment_id, .. } => {
                [Some(application_id), payment_id.as_deref()]
            }
            Self::AddBatch { batch, .. } => {
                if batch.batch_id.len() > BATCH_ID_MAX {
                    return Err(OfficeActError::Id);
                }
                [Some(&batch.batch_id), None]
            }
            Self::ReleaseBatch { batch_id, .. }
            | Self::ReturnBatch { batch_id, .. }
            | Self::WithdrawBatch { batch_id, .. }
            | Self::PauseBatch { batch_id, .. }
            | Self::ResumeBatch { batch_id }
            | Self::CountBatch { batch_id, .. }
            | Self::SendBatch { batch_id, .. }
            | Self::VoidSheets { batch_id, .. } => [Some(batch_id), None],
            Self::EndOriginal { document_id, .. } => [Some(document_id), None],
            Self::AddPayment(it) => [Some(&it.payment_id), None],
            Self::SettlePayment { payment_id, application_id, .. } => {
                [Some(payment_id), application_id.as_deref()]
            }
            Self::AddMailing(it) => [Some(&it.mailing_id), None],
            Self::MarkUndelivered { mailing_id, .. } | Self::SettleMailing { mailing_id, .. } => {
                [Some(mailing_id), None]
            }
        };
        let mut ids = ids.into_iter().flatten();
        ids.try_for_each(|id| check_id(id).map_err(|_| OfficeActError::Id))
    }

    /// What is new must be the office's own, the act's person's, at its beginning and in words the
    /// register knows.
    pub(super) fn check(
        &self,
        step: usize,
        insurer: InsurerNumber,
        person: Option<PersonKey>,
    ) -> Result<(), OfficeActError> {
        let added = Added { step, insurer, person };
        match self {
            Self::OpenApplication(it) => added.application(it),
            Self::AddBatch { batch, items } => added.batch(batch, items),
            Self::AddPayment(it) => added.payment(it),
            Self::AddMailing(it) => added.mailing(it),
            Self::VoidSheets { first, last, .. } if *first == 0 || first > last => {
                Err(OfficeActError::Sheets { step, first: *first, last: *last })
            }
            Self::ApproveApplication { .. }
            | Self::RefuseApplication { .. }
            | Self::InvoiceApplication { .. }
            | Self::PayApplication { .. }
            | Self::MarkApplicationSent { .. }
            | Self::WithdrawApplication { .. }
            | Self::ReleaseBatch { .. }
            | Self::ReturnBatch { .. }
            | Self::WithdrawBatch { .. }
            | Self::PauseBatch { .. }
            | Self::ResumeBatch { .. }
            | Self::CountBatch { .. }
            | Self::SendBatch { .. }
            | Self::VoidSheets { .. }
            | Self::EndOriginal { .. }
            | Self::SettlePayment { .. }
            | Self::MarkUndelivered { .. }
            | Self::SettleMailing { .. } => Ok(()),
        }
    }
}

/// Whose something new must be.
#[derive(Clone, Copy)]
struct Added {
    step: usize,
    insurer: InsurerNumber,
    person: Option<PersonKey>,
}

impl Added {
    fn application(self, it: &OfficeApplication) -> Result<(), OfficeActError> {
        if self.person != Some(it.person_key) {
            return Err(OfficeActError::Whose);
        }
        self.insurer(it.insurer)?;
        let decided = it.decided_at.is_some()
            || it.decided_by.is_some()
            || it.approved.is_some()
            || it.refusal.is_some()
            || it.fee_yen.is_some();
        let paid = it.invoice_number.is_some()
            || it.invoiced_at.is_some()
            || it.paid_on.is_some()
            || it.payment_id.is_some();
        let made = it.document_id.is_some()
            || it.made_at.is_some()
            || it.sent_at.is_some()
            || it.withdrawn_at.is_some();
        self.is_new(!decided && !paid && !made)?;
        self.word("applicant", &it.applicant, &APPLICANT)?;
        self.word("channel", &it.channel, &CHANNEL)
    }

    fn batch(self, it: &Batch, items: &[BatchItem]) -> Result<(), OfficeActError> {
        self.insurer(it.insurer)?;
        let moved = it.released_at.or(it.started_at).or(it.paused_at).or(it.printed_at);
        let moved = moved.or(it.counted_at).or(it.sent_at).or(it.withdrawn_at).or(it.returned_at);
        self.is_new(moved.is_none() && it.released_by.is_none() && it.returned_why.is_none())?;
        for item in items {
            let moved = item.outcome.is_some() || item.why.is_some() || item.document_id.is_some();
            self.is_new(!moved)?;
            self.word("how", &item.how, &HOW)?;
            self.word("deliver", &item.deliver, &DELIVER)?;
        }
        let are_placed = items.iter().zip(1..).all(|(item, place)| item.place == place);
        if items.is_empty() || u32::try_from(items.len()) != Ok(it.items) || !are_placed {
            return Err(OfficeActError::Places { step: self.step });
        }
        Ok(())
    }

    fn payment(self, it: &Payment) -> Result<(), OfficeActError> {
        self.insurer(it.insurer)?;
        self.is_new(
            it.settled_at.is_none()
                && it.application_id.is_none()
                && it.settled_by.is_none()
                && it.settled_how.is_none(),
        )?;
        // Above it a sum of a few would not fit.
        if it.yen > 1 << 53 { Err(OfficeActError::Yen { step: self.step }) } else { Ok(()) }
    }

    fn mailing(self, it: &Mailing) -> Result<(), OfficeActError> {
        if self.person.is_some() && it.person_key.is_some() && self.person != it.person_key {
            return Err(OfficeActError::Whose);
        }
        self.insurer(it.insurer)?;
        self.is_new(
            it.undelivered_on.is_none()
                && it.undelivered_why.is_none()
                && it.settled_at.is_none()
                && it.settled_how.is_none(),
        )?;
        self.word("what", &it.what, &MAILED)?;
        self.word("how", &it.how, &POSTED)
    }

    fn insurer(self, insurer: InsurerNumber) -> Result<(), OfficeActError> {
        if insurer == self.insurer {
            Ok(())
        } else {
            Err(OfficeActError::Insurer { step: self.step })
        }
    }

    const fn is_new(self, is_new: bool) -> Result<(), OfficeActError> {
        if is_new { Ok(()) } else { Err(OfficeActError::NotNew { step: self.step }) }
    }

    fn word(self, column: &'static str, word: &str, known: &[&str]) -> Result<(), OfficeActError> {
        if known.contains(&word) {
            Ok(())
        } else {
            Err(OfficeActError::Word { step: self.step, column })
        }
    }
}
