//! The steps of an issue run: one original, one item, one sheet at a time.

use super::{ItemOutcome, OfficeActError, Original, Sheet};
use crate::{Error, Prepared, Whose, change::check_id};

/// One original of a batch, with everything that makes it one, in one transaction.
///
/// Guard: the batch has started and is neither sent nor withdrawn, the item is open and for this
/// person and paper, the numbers are new, and each application is the person's, for this paper,
/// approved, paid for where there is a fee, and not made. Where any is not so, or the person
/// changed, nothing at all is recorded and the outcome is [`crate::Outcome::Conflict`].
#[derive(Clone, Debug)]
pub struct IssueStep {
    /// The person's new facts, decided on the revision read. Its id is `issue:BATCH:PLACE`.
    pub prepared: Prepared,
    /// The original. The one in force before it ends as `succeeded`.
    pub original: Original,
    /// Its first sheet.
    pub sheet: Sheet,
    /// The applications it answers.
    pub application_ids: Vec<String>,
}

/// An item for which nothing is made. Guard: it is open and its batch not withdrawn; else the
/// outcome is [`crate::Outcome::Conflict`], except where it was settled as the same before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettleItem {
    /// Of which batch.
    pub batch_id: String,
    /// Which item.
    pub place: u32,
    /// Held or no longer due; made is what [`IssueStep`] makes it.
    pub outcome: ItemOutcome,
    /// Why.
    pub why: String,
}

impl IssueStep {
    /// Whether it can be recorded at all.
    pub(crate) fn check(&self) -> Result<(), OfficeActError> {
        let (original, sheet) = (&self.original, &self.sheet);
        let ids = [&original.document_id, &original.batch_id, &sheet.document_id, &sheet.batch_id];
        for id in ids.into_iter().chain(&self.application_ids) {
            check_id(id).map_err(|_| OfficeActError::Id)?;
        }
        let mut applications = self.application_ids.iter().enumerate();
        if applications.any(|(place, id)| self.application_ids[..place].contains(id)) {
            return Err(OfficeActError::Id);
        }
        let Whose::Existing { person_key, .. } = self.prepared.change.whose else {
            return Err(OfficeActError::Whose);
        };
        let one = sheet.document_id == original.document_id && sheet.batch_id == original.batch_id;
        if person_key != original.person_key || !one {
            return Err(OfficeActError::Whose);
        }
        if original.ended_at.is_some() || original.end_reason.is_some() {
            return Err(OfficeActError::NotNew { step: 0 });
        }
        sheet.check()
    }
}

impl SettleItem {
    /// Whether it can be recorded at all.
    pub(crate) const fn check(&self) -> Result<(), Error> {
        match self.outcome {
            ItemOutcome::Made => Err(Error::MadeItem),
            ItemOutcome::Held | ItemOutcome::NotDue => Ok(()),
        }
    }
}

impl Sheet {
    /// Whether it can be recorded as a new one at all.
    pub(crate) fn check(&self) -> Result<(), OfficeActError> {
        for id in [&self.batch_id, &self.document_id] {
            check_id(id).map_err(|_| OfficeActError::Id)?;
        }
        if self.sheet == 0 || self.page == 0 {
            let (first, last) = (self.sheet, self.sheet);
            return Err(OfficeActError::Sheets { step: 0, first, last });
        }
        if self.void_at.is_some() || self.void_reason.is_some() {
            return Err(OfficeActError::NotNew { step: 0 });
        }
        Ok(())
    }
}
