//! Batches: papers planned, released and printed together.

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};
use record::DocumentKind;

use crate::PersonKey;

/// Papers planned for a day and issued in one run (交付の束).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Made by the caller: 1 to 48 letters, digits, `-`, `_`, `.`, `:`.
    pub batch_id: String,
    /// Whose papers.
    pub insurer: InsurerNumber,
    /// The day it was planned for.
    pub on: Date,
    /// Its name for people.
    pub name: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// How many items it has.
    pub items: u32,
    /// The settings it was planned under.
    pub settings_revision: i64,
    /// Who released it (許可).
    pub released_by: Option<String>,
    /// When it was released.
    pub released_at: Option<Timestamp>,
    /// When its run began.
    pub started_at: Option<Timestamp>,
    /// Since when its run is paused.
    pub paused_at: Option<Timestamp>,
    /// When its last file was written.
    pub printed_at: Option<Timestamp>,
    /// When its sheets were counted; nothing again once a sheet counted is void.
    pub counted_at: Option<Timestamp>,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When it was withdrawn, before any sheet.
    pub withdrawn_at: Option<Timestamp>,
    /// When it was returned to who made it.
    pub returned_at: Option<Timestamp>,
    /// Why it was returned.
    pub returned_why: Option<String>,
}

/// One paper for one person in a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchItem {
    /// Its place in the batch, from 1 without a gap.
    pub place: u32,
    /// For whom.
    pub person_key: PersonKey,
    /// Which paper.
    pub kind: DocumentKind,
    /// `ex_officio`, `on_application` or `on_enrolment`.
    pub how: String,
    /// The first day it may be issued.
    pub issue_from: Option<Date>,
    /// The last day it must be in hand.
    pub in_hand_by: Option<Date>,
    /// The rules, by their ids with spaces between.
    pub because: String,
    /// `employer`, `direct` or `withheld`.
    pub deliver: String,
    /// Through which employer (事業所), by code.
    pub employer: Option<String>,
    /// What goes into one envelope or parcel with it (束).
    pub bundle: String,
    /// What became of it; nothing while it is open.
    pub outcome: Option<ItemOutcome>,
    /// Why it was held or no longer due.
    pub why: Option<String>,
    /// The original made.
    pub document_id: Option<String>,
}

/// What became of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemOutcome {
    /// Its original is registered.
    Made,
    /// It cannot be made as it is: a person must look.
    Held,
    /// It was no longer due when its turn came.
    NotDue,
}

impl ItemOutcome {
    /// The name in the database and in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Made => "made",
            Self::Held => "held",
            Self::NotDue => "not_due",
        }
    }

    /// The outcome of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        [Self::Made, Self::Held, Self::NotDue].into_iter().find(|it| it.name() == name)
    }
}

/// Somebody whose paper was held in a batch and who waits for it still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldItem {
    /// In which batch.
    pub batch_id: String,
    /// Whose.
    pub person_key: PersonKey,
    /// Which paper.
    pub kind: DocumentKind,
    /// The last day it must be in hand.
    pub by: Option<Date>,
}

/// How many items of a batch are open, made, held and no longer due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemCounts {
    /// Not yet decided.
    pub open: u64,
    /// Registered.
    pub made: u64,
    /// Held back for a person.
    pub held: u64,
    /// No longer due.
    pub not_due: u64,
}

/// A file written for a batch, whole and synced before it is registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchFile {
    /// Of which batch.
    pub batch_id: String,
    /// Its name in the batch's directory.
    pub name: String,
    /// What it is, in the caller's words.
    pub kind: String,
    /// Its first sheet, where it has sheets.
    pub first_sheet: Option<u32>,
    /// Its last sheet.
    pub last_sheet: Option<u32>,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of it.
    pub sha256: [u8; 32],
    /// When it was written.
    pub written_at: Timestamp,
}
