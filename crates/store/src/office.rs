//! The office's register: batches of papers, the originals issued, applications, payments, mail,
//! and the acts that move them.
//!
//! An [`OfficeAct`] is what somebody at the insurer's office did: some guarded steps, and where it
//! changes a person's facts that change too, in one transaction with the row that says who did it
//! and why. The thousands of papers of a batch are no acts: each is a [`crate::Task::Issue`] of a
//! job, whose batch an act released.
//!
//! ```text
//! batch:        made ──released──► released ──started──► running ⇄ paused
//!                 │                   │                     │
//!                 ├──returned──► returned                   └─printed──► printed ──counted──► sent
//!                 └───────────────────┴─────withdrawn, while no sheet is made──► withdrawn
//! item:         open ──made──► its original;  open ──held, not due──► nothing made
//! original:     in force ──succeeded, lost, returned, joined, …──► ended
//! sheet:        valid ──void──► spoiled;  a new sheet of the same original takes its place
//! application:  received ──► approved ──invoiced──paid──► made ──► sent
//!                  └──────────► refused;  withdrawn while nothing is made
//! payment:      open ──settled──► settled
//! mailing:      sent ──undelivered──► undelivered ──settled──► settled
//! ```
//!
//! Expiry is no state: what a paper proves is asked of the person's facts with a day.
//!
//! Source: 健康保険法施行規則(大正15年内務省令第36号)第51条の2、第51条の3

mod act;
mod application;
mod batch;
mod content;
mod issue;
mod mail;
mod original;
mod step;
mod words;

pub use self::{
    act::{OfficeAct, OfficeActError, RecordedAct},
    application::OfficeApplication,
    batch::{Batch, BatchFile, BatchItem, HeldItem, ItemCounts, ItemOutcome},
    issue::{IssueStep, SettleItem},
    mail::{Mailing, Payment},
    original::{Original, Sheet},
    step::OfficeStep,
};
pub(crate) use self::{
    content::fingerprint,
    words::{document_name, document_of, reason_name, reason_of},
};
