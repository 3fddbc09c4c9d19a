//! What came in from the bank and what went out by mail.

use std::fmt;

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};

use crate::PersonKey;

/// A payment as the bank's file told of it (入金).
#[derive(Clone, PartialEq, Eq)]
pub struct Payment {
    /// Made by the caller from the file and the line: 1 to 64 letters, digits, `-`, `_`, `.`, `:`.
    pub payment_id: String,
    /// To which insurer.
    pub insurer: InsurerNumber,
    /// The day the bank booked it.
    pub paid_on: Date,
    /// How much.
    pub yen: u64,
    /// Who paid, in the bank's letters.
    pub payer: String,
    /// What they gave as reference.
    pub reference: String,
    /// The file it stood in.
    pub file: String,
    /// Its line there.
    pub line: u32,
    /// When it was taken in.
    pub added_at: Timestamp,
    /// The application it was for.
    pub application_id: Option<String>,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
    /// By whom.
    pub settled_by: Option<String>,
    /// How, in a word of the caller's.
    pub settled_how: Option<String>,
}

/// Without who paid.
impl fmt::Debug for Payment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payment")
            .field("payment_id", &self.payment_id)
            .field("insurer", &self.insurer)
            .field("paid_on", &self.paid_on)
            .field("yen", &self.yen)
            .field("line", &self.line)
            .field("added_at", &self.added_at)
            .field("application_id", &self.application_id)
            .field("settled_at", &self.settled_at)
            .field("settled_by", &self.settled_by)
            .field("settled_how", &self.settled_how)
            .finish_non_exhaustive()
    }
}

/// Something mailed to a person or an employer (郵送).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailing {
    /// Made by the caller: 1 to 64 letters, digits, `-`, `_`, `.`, `:`.
    pub mailing_id: String,
    /// By which insurer.
    pub insurer: InsurerNumber,
    /// To whom, where to a person.
    pub person_key: Option<PersonKey>,
    /// To which employer (事業所), by code.
    pub employer: Option<String>,
    /// `batch`, `invoice`, `refusal`, `reminder`, `expiry_warning` or `letter`.
    pub what: String,
    /// A batch and bundle, an application, an original, a day: by what it is found again.
    pub about: String,
    /// `simple_registered`, `specific_record`, `ordinary` or `parcel`.
    pub how: String,
    /// The day it was sent.
    pub sent_on: Date,
    /// The day it came back.
    pub undelivered_on: Option<Date>,
    /// Why it came back.
    pub undelivered_why: Option<String>,
    /// When what came back was dealt with.
    pub settled_at: Option<Timestamp>,
    /// How.
    pub settled_how: Option<String>,
}
