//! What somebody at the insurer's office did.

use eligibility::InsurerNumber;
use jiff::Timestamp;

use super::OfficeStep;
use crate::{Change, PersonKey, Whose, change::check_id};

/// One act of an office (処理), carried out whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeAct {
    /// Made by the caller and kept for retries: the same act again changes nothing. 1 to 64
    /// letters, digits, `-`, `_`, `.`, `:`.
    pub id: String,
    /// The office of which insurer. Every step moves what is that insurer's only.
    pub insurer: InsurerNumber,
    /// What kind of act, in the caller's words.
    pub kind: String,
    /// About whom, where about one person. Their applications and originals alone move then.
    pub person_key: Option<PersonKey>,
    /// A batch, an application, a payment or a mailing it concerns.
    pub about: Option<String>,
    /// More of it as JSON, without secrets and without personal data.
    pub note: String,
    /// By whom.
    pub recorded_by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub recorded_at: Timestamp,
    /// What changes of the person's facts; recorded before the first step.
    pub change: Option<Change>,
    /// What moves in the register, in this order: a step finds what those before it did.
    pub steps: Vec<OfficeStep>,
}

/// A row of `office_act`: who did what, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedAct {
    /// The act's id.
    pub id: String,
    /// The office of which insurer.
    pub insurer: InsurerNumber,
    /// What kind of act.
    pub kind: String,
    /// About whom: after a join, the one who stays.
    pub person_key: Option<PersonKey>,
    /// What it concerned.
    pub about: Option<String>,
    /// More of it as JSON.
    pub note: String,
    /// By whom.
    pub recorded_by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub recorded_at: Timestamp,
    /// The revision that its change made of the person it was about then.
    pub revision: Option<i64>,
    /// Its steps in words, such as `release batch 06130090-2026-04-01`.
    pub steps: Vec<String>,
}

/// Why an office's act cannot be recorded whatever the database holds, in the order checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OfficeActError {
    /// An id is not of its form, or that of a batch is too long.
    #[error("expected each id of an act as 1 to 64 letters, digits and -_.:, a batch's to 48")]
    Id,
    /// The change or something new is about somebody else, or about nobody.
    #[error("expected an act to be about one person")]
    Whose,
    /// Something new is another insurer's.
    #[error("step {step} adds what is another insurer's")]
    Insurer {
        /// Which of the steps, from 0.
        step: usize,
    },
    /// Something new that is not at the beginning of its life.
    #[error("step {step} adds what has been moved already")]
    NotNew {
        /// Which of the steps, from 0.
        step: usize,
    },
    /// A word that is none of its column's.
    #[error("step {step} has a word the register does not know as {column}")]
    Word {
        /// Which of the steps, from 0.
        step: usize,
        /// What the word was for.
        column: &'static str,
    },
    /// The items of a batch are none, not as many as it says, or not placed from 1 without a gap.
    #[error("step {step} adds a batch whose items are not placed from 1 without a gap")]
    Places {
        /// Which of the steps, from 0.
        step: usize,
    },
    /// Sheets from a number after the last, or from 0.
    #[error("step {step} has no sheets from {first} to {last}")]
    Sheets {
        /// Which of the steps, from 0.
        step: usize,
        /// The first number given.
        first: u32,
        /// The last number given.
        last: u32,
    },
    /// More yen than the register can add up.
    #[error("step {step} has more yen than can be registered")]
    Yen {
        /// Which of the steps, from 0.
        step: usize,
    },
}

impl OfficeAct {
    /// Whether it can be recorded at all.
    pub(crate) fn check(&self) -> Result<(), OfficeActError> {
        check_id(&self.id).map_err(|_| OfficeActError::Id)?;
        self.steps.iter().try_for_each(OfficeStep::check_ids)?;
        let changed = self.change.as_ref().map(|it| match it.whose {
            Whose::New(key) | Whose::Existing { person_key: key, .. } => key,
        });
        if changed.is_some() && changed != self.person_key {
            return Err(OfficeActError::Whose);
        }
        for (place, step) in self.steps.iter().enumerate() {
            step.check(place, self.insurer, self.person_key)?;
        }
        Ok(())
    }
}
