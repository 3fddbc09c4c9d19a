//! Originals and the sheets they are printed on.

use std::fmt;

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};
use record::DocumentKind;

use crate::PersonKey;

/// A paper issued to a person (原本): of each kind a person has one in force at most.
#[derive(Clone, PartialEq, Eq)]
pub struct Original {
    /// Made by the caller: 1 to 64 letters, digits, `-`, `_`, `.`, `:`.
    pub document_id: String,
    /// Whose.
    pub person_key: PersonKey,
    /// Which paper.
    pub kind: DocumentKind,
    /// By which insurer.
    pub insurer: InsurerNumber,
    /// The batch it was made in.
    pub batch_id: String,
    /// Its item there.
    pub place: u32,
    /// What is printed on it, as JSON: every sheet of it says the same.
    pub content: String,
    /// The day of issue (交付年月日) printed on it.
    pub issued_on: Date,
    /// When it was registered.
    pub made_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why it ended: `succeeded`, `joined` or the word of an act.
    pub end_reason: Option<String>,
}

/// Without what is printed: that is a person's name and more.
impl fmt::Debug for Original {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Original")
            .field("document_id", &self.document_id)
            .field("person_key", &self.person_key)
            .field("kind", &self.kind)
            .field("insurer", &self.insurer)
            .field("batch_id", &self.batch_id)
            .field("place", &self.place)
            .field("issued_on", &self.issued_on)
            .field("made_at", &self.made_at)
            .field("ended_at", &self.ended_at)
            .field("end_reason", &self.end_reason)
            .finish_non_exhaustive()
    }
}

/// A sheet of paper an original is printed on, numbered in its batch.
///
/// An original has one valid sheet; those before it are void, because the printer spoiled them
/// (刷り損じ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// In which batch: its original's.
    pub batch_id: String,
    /// Its number there, from 1.
    pub sheet: u32,
    /// Which original.
    pub document_id: String,
    /// In which file.
    pub file: String,
    /// On which page of it, from 1.
    pub page: u32,
    /// When it was registered.
    pub made_at: Timestamp,
    /// When it became void.
    pub void_at: Option<Timestamp>,
    /// Why.
    pub void_reason: Option<String>,
}
