//! Applications for papers.

use std::fmt;

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};
use record::{ApplicationReason, DocumentKind};

use crate::PersonKey;

/// An application as the office works on it (申請). That it was made, and the day its fee was paid,
/// are facts too: the law reads those.
#[derive(Clone, PartialEq, Eq)]
pub struct OfficeApplication {
    /// Made by the caller: 1 to 64 letters, digits, `-`, `_`, `.`, `:`.
    pub application_id: String,
    /// To which insurer.
    pub insurer: InsurerNumber,
    /// For whom.
    pub person_key: PersonKey,
    /// The paper asked for.
    pub document: DocumentKind,
    /// Why.
    pub reason: ApplicationReason,
    /// The day received.
    pub received_on: Date,
    /// `self`, `legal_representative` or `caregiver`.
    pub applicant: String,
    /// Their name where it is not the person.
    pub applicant_name: Option<String>,
    /// `employer`, `direct` or `counter`.
    pub channel: String,
    /// What the clerk noted.
    pub note: String,
    /// When it was entered.
    pub received_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// By whom.
    pub decided_by: Option<String>,
    /// Whether it was approved.
    pub approved: Option<bool>,
    /// Why it was refused.
    pub refusal: Option<String>,
    /// The fee (手数料); none where there is none.
    pub fee_yen: Option<u32>,
    /// The number on the invoice, unique with the insurer.
    pub invoice_number: Option<String>,
    /// When the fee was invoiced.
    pub invoiced_at: Option<Timestamp>,
    /// The day it was paid.
    pub paid_on: Option<Date>,
    /// By which payment; none where it was paid at the counter.
    pub payment_id: Option<String>,
    /// The original made for it.
    pub document_id: Option<String>,
    /// When that was made.
    pub made_at: Option<Timestamp>,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
}

/// Without the applicant's name and what was noted.
impl fmt::Debug for OfficeApplication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OfficeApplication")
            .field("application_id", &self.application_id)
            .field("insurer", &self.insurer)
            .field("person_key", &self.person_key)
            .field("document", &self.document)
            .field("reason", &self.reason)
            .field("received_on", &self.received_on)
            .field("applicant", &self.applicant)
            .field("channel", &self.channel)
            .field("received_at", &self.received_at)
            .field("decided_at", &self.decided_at)
            .field("decided_by", &self.decided_by)
            .field("approved", &self.approved)
            .field("fee_yen", &self.fee_yen)
            .field("invoice_number", &self.invoice_number)
            .field("invoiced_at", &self.invoiced_at)
            .field("paid_on", &self.paid_on)
            .field("payment_id", &self.payment_id)
            .field("document_id", &self.document_id)
            .field("made_at", &self.made_at)
            .field("sent_at", &self.sent_at)
            .field("withdrawn_at", &self.withdrawn_at)
            .finish_non_exhaustive()
    }
}
