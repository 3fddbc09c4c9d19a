//! The insurer's office: applications, fees, payments, mail, returns and corrections, act by act.
//!
//! ```text
//! received ──approved──► [to invoice ──invoiced──► paid] ──made──► sent
//!    ├──refused, with why and how to object
//!    └──withdrawn, until it is made
//! ```
//!
//! Each act is decided on the person as read, and carried out as one guarded transition with its
//! row: who, when, why. The same act again, under the id its page was made with, changes nothing
//! and gives the same outcome. An application counts for the law from its approval, dated as it
//! was received, so that nothing undecided is ever printed; the day its fee was paid is in the same
//! fact, and decides from when the paper is due (R-118).
//!
//! Source: 健康保険法施行規則(大正15年内務省令第36号)第47条・第49条・第51条、
//! 国民健康保険法施行規則(昭和33年厚生省令第53号)

mod application;
mod carrying;
mod correction;
mod departing;
mod fee;
mod letters;
mod mail;
mod matching;
mod papers;
mod particulars;
mod payment;
mod queue;
mod refusal;
mod reminding;
mod timeline;
mod words;

use std::sync::Arc;

use eligibility::InsurerNumber;
use jiff::civil::Date;
use store::Store;

use crate::{Clock, day_in_japan, ledger::Ledger, work::card::Occasion};

pub use self::{
    application::{Applied, Approved, FeeDecision, Joined, NewApplication, Withdrawn},
    carrying::Carried,
    correction::{Correction, Difference},
    fee::Invoiced,
    mail::{MailEnd, UndeliveredWhy},
    matching::PaymentMatch,
    papers::{PaperAt, ReturnedHow},
    particulars::CancelledRegistration,
    payment::{PaymentEnd, PaymentsReport, TakePaymentsError, TakenPayment},
    queue::{Queue, Queued, Undelivered},
    refusal::{
        ApplicationRefusal, EntryRefusal, MailRefusal, MemberRefusal, OfficeRefusal, RefusalWords,
    },
    reminding::{Reminded, ReturnOutstanding},
    timeline::{Event, EventTone},
    words::{ApplicationRoute, ApplicationState, WhoApplied, document_name, reason_name},
};

/// The office of insurers: what its pages and commands do (保険者の事務).
pub struct InsurerOffice {
    ledger: Arc<Ledger>,
    clock: Clock,
}

impl InsurerOffice {
    /// An office on a ledger.
    #[must_use]
    pub const fn new(ledger: Arc<Ledger>, clock: Clock) -> Self {
        Self { ledger, clock }
    }

    /// The occasion of an act now, under the id its page was made with.
    #[must_use]
    pub fn occasion(&self, id: &str, by: &str) -> Occasion {
        Occasion::now(id, by, (self.clock)())
    }

    /// The day in Japan.
    #[must_use]
    pub fn day(&self) -> Date {
        day_in_japan((self.clock)())
    }

    /// The ledger.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn store(&self) -> &Store {
        self.ledger.store()
    }

    fn settings(&self, insurer: InsurerNumber, on: Date) -> Arc<record::Settings> {
        self.ledger.insurer_settings(insurer, on)
    }
}
