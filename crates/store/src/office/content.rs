//! What an office's act says: in words for its row, and as a fingerprint that tells a retry from
//! another.

use std::fmt;

use super::{
    BatchItem, Mailing, OfficeAct, OfficeApplication, OfficeStep, Payment, document_name,
    reason_name,
};
use crate::{Prepared, authority::Content};

/// SHA-256 of everything an act says except when: a retry may carry later instants.
pub(crate) fn fingerprint(act: &OfficeAct, change: Option<&Prepared>) -> [u8; 32] {
    let mut content = Content::new();
    content.text(&act.insurer.to_string());
    content.text(&act.kind);
    content.option(act.person_key.map(|it| it.to_string()).as_deref());
    content.option(act.about.as_deref());
    content.text(&act.note);
    content.text(&act.recorded_by);
    content.text(&act.reason);
    content.text(&act.steps.len().to_string());
    for step in &act.steps {
        content.text(&step.to_string());
        add(&mut content, step);
    }
    if let Some(it) = change {
        content.changed(it);
    }
    content.finish()
}

/// What a step says beyond its words.
fn add(content: &mut Content, step: &OfficeStep) {
    match step {
        OfficeStep::OpenApplication(it) => application(content, it),
        OfficeStep::ApproveApplication { by, fee_yen, .. } => {
            content.text(by);
            content.option(fee_yen.map(|it| it.to_string()).as_deref());
        }
        OfficeStep::RefuseApplication { by, why, .. } => {
            content.text(by);
            content.text(why);
        }
        OfficeStep::PayApplication { paid_on, payment_id, .. } => {
            content.text(&paid_on.to_string());
            content.option(payment_id.as_deref());
        }
        OfficeStep::AddBatch { batch, items } => {
            content.text(&batch.on.to_string());
            content.text(&batch.name);
            content.text(&batch.made_by);
            content.text(&batch.settings_revision.to_string());
            for it in items {
                item(content, it);
            }
        }
        OfficeStep::ReleaseBatch { by, two_above, .. } => {
            content.text(by);
            content.option(two_above.map(|it| it.to_string()).as_deref());
        }
        OfficeStep::AddPayment(it) => payment(content, it),
        OfficeStep::SettlePayment { application_id, by, how, .. } => {
            content.option(application_id.as_deref());
            content.text(by);
            content.text(how);
        }
        OfficeStep::AddMailing(it) => mailing(content, it),
        OfficeStep::MarkUndelivered { on, why, .. } => {
            content.text(&on.to_string());
            content.text(why);
        }
        OfficeStep::ReturnBatch { why: text, .. }
        | OfficeStep::VoidSheets { why: text, .. }
        | OfficeStep::EndOriginal { why: text, .. }
        | OfficeStep::SettleMailing { how: text, .. } => content.text(text),
        OfficeStep::InvoiceApplication { .. }
        | OfficeStep::MarkApplicationSent { .. }
        | OfficeStep::WithdrawApplication { .. }
        | OfficeStep::WithdrawBatch { .. }
        | OfficeStep::PauseBatch { .. }
        | OfficeStep::ResumeBatch { .. }
        | OfficeStep::CountBatch { .. }
        | OfficeStep::SendBatch { .. } => {}
    }
}

fn application(content: &mut Content, it: &OfficeApplication) {
    content.text(&it.person_key.to_string());
    content.text(document_name(it.document));
    content.text(reason_name(it.reason));
    content.text(&it.received_on.to_string());
    content.text(&it.applicant);
    content.option(it.applicant_name.as_deref());
    content.text(&it.channel);
    content.text(&it.note);
}

fn item(content: &mut Content, it: &BatchItem) {
    content.bytes(&it.person_key.get().to_be_bytes());
    content.text(document_name(it.kind));
    content.text(&it.how);
    content.option(it.issue_from.map(|day| day.to_string()).as_deref());
    content.option(it.in_hand_by.map(|day| day.to_string()).as_deref());
    content.text(&it.because);
    content.text(&it.deliver);
    content.option(it.employer.as_deref());
    content.text(&it.bundle);
}

fn payment(content: &mut Content, it: &Payment) {
    content.text(&it.paid_on.to_string());
    content.text(&it.yen.to_string());
    content.text(&it.payer);
    content.text(&it.reference);
    content.text(&it.file);
    content.text(&it.line.to_string());
}

fn mailing(content: &mut Content, it: &Mailing) {
    content.option(it.person_key.map(|key| key.to_string()).as_deref());
    content.option(it.employer.as_deref());
    content.text(&it.what);
    content.text(&it.about);
    content.text(&it.how);
    content.text(&it.sent_on.to_string());
}

/// One line, without anything typed freely.
impl fmt::Display for OfficeStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenApplication(it) => write!(f, "open application {}", it.application_id),
            Self::ApproveApplication { application_id, .. } => {
                write!(f, "approve application {application_id}")
            }
            Self::RefuseApplication { application_id, .. } => {
                write!(f, "refuse application {application_id}")
            }
            Self::InvoiceApplication { application_id, invoice_number, .. } => {
                write!(f, "invoice application {application_id} as {invoice_number}")
            }
            Self::PayApplication { application_id, .. } => {
                write!(f, "pay application {application_id}")
            }
            Self::MarkApplicationSent { application_id, .. } => {
                write!(f, "send application {application_id}")
            }
            Self::WithdrawApplication { application_id, .. } => {
                write!(f, "withdraw application {application_id}")
            }
            Self::AddBatch { batch, .. } => {
                write!(f, "add batch {} of {} items", batch.batch_id, batch.items)
            }
            Self::ReleaseBatch { batch_id, .. } => write!(f, "release batch {batch_id}"),
            Self::ReturnBatch { batch_id, .. } => write!(f, "return batch {batch_id}"),
            Self::WithdrawBatch { batch_id, .. } => write!(f, "withdraw batch {batch_id}"),
            Self::PauseBatch { batch_id, .. } => write!(f, "pause batch {batch_id}"),
            Self::ResumeBatch { batch_id } => write!(f, "resume batch {batch_id}"),
            Self::CountBatch { batch_id, .. } => write!(f, "count batch {batch_id}"),
            Self::SendBatch { batch_id, .. } => write!(f, "send batch {batch_id}"),
            Self::VoidSheets { batch_id, first, last, .. } => {
                write!(f, "void sheets {first} to {last} of batch {batch_id}")
            }
            Self::EndOriginal { document_id, .. } => write!(f, "end original {document_id}"),
            Self::AddPayment(it) => write!(f, "add payment {}", it.payment_id),
            Self::SettlePayment { payment_id, .. } => write!(f, "settle payment {payment_id}"),
            Self::AddMailing(it) => write!(f, "add mailing {}", it.mailing_id),
            Self::MarkUndelivered { mailing_id, .. } => {
                write!(f, "mark mailing {mailing_id} undelivered")
            }
            Self::SettleMailing { mailing_id, .. } => write!(f, "settle mailing {mailing_id}"),
        }
    }
}
