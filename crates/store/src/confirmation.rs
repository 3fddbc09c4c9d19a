//! Confirmations: what was asked and answered, written down before the answer is given.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use record::Person;

use crate::{Error, PersonKey};

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The caller's instant, kept for retries; with the id the row's key.
    pub asked_at: Timestamp,
    /// The id under which the hub keeps the question.
    pub confirmation_id: String,
    /// Whom the answer is about, where exactly one person is.
    pub person_key: Option<PersonKey>,
    /// Who asked (医療機関コード).
    pub institution: String,
    /// By what means: card, number, challenge.
    pub how: String,
    /// The day asked for.
    pub on: Date,
    /// The question, byte for byte as it decides whether a retry is the same.
    pub question: Vec<u8>,
    /// The answer as given.
    pub answer: Vec<u8>,
    /// The ids of the rules the answer rests on.
    pub rules: String,
    /// The instant whose knowledge was used: [`crate::Matched::changed_at`] of the person read, or
    /// the instant of the answer.
    pub known_at: Timestamp,
    /// [`crate::Store::settings_revision`] of the answer.
    pub settings_revision: i64,
    /// The program's version.
    pub program: String,
}

/// What became of a confirmation. Whatever it is, it is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// Written down now: the answer may be given.
    Recorded,
    /// The same question was answered before, with these bytes: give them again.
    Already(Vec<u8>),
    /// Another question has this id.
    Conflict,
}

/// Why a confirmation is not written down. The answer must not be given.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ConfirmError {
    /// More is waiting than can be taken.
    #[error("too many confirmations are waiting")]
    Busy,
    /// The disk or the engine; every confirmation that waited for the same commit has this error.
    #[error("the confirmation was not written down")]
    NotRecorded(#[source] Arc<Error>),
}

/// A past answer with what explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// The row as written.
    pub confirmation: Confirmation,
    /// The person as known at [`Confirmation::known_at`]; `None` where the answer is about nobody.
    pub person: Option<Person>,
}
