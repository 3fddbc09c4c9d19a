//! What of a batch may go out: every paper that counts, on the way of its bundle.
//!
//! Between printing and the post a paper may be reported lost or given back, another may be made
//! in its place, two people may turn out to be one, and somebody may ask not to be found. Such a
//! sheet is taken out before its batch is sent: nobody gets a paper that proves nothing, and no
//! paper of who must not be found goes through an employer or a household (F-49).

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::{Document, Person};
use store::{BatchItem, ItemOutcome, Original};

use super::{
    InsurerOffice,
    refusal::{MailRefusal, OfficeRefusal},
};
use crate::work::plan::{Deliver, must_not_be_found};

/// Items of a batch read at a time.
const ITEMS_AT_ONCE: usize = 1_000;

impl InsurerOffice {
    /// The places of a batch's items whose sheets were taken out. Refused while a sheet is in it
    /// that must not go out.
    pub(super) fn taken_out(
        &self,
        batch_id: &str,
        on: Date,
    ) -> Result<BTreeSet<u32>, OfficeRefusal> {
        let (mut taken_out, mut to_take_out) = (BTreeSet::new(), Vec::new());
        let mut after = 0;
        loop {
            let items = self.store().batch_items(batch_id, after, ITEMS_AT_ONCE)?;
            let Some(last) = items.last() else { break };
            after = last.place;
            for item in items.iter().filter(|it| it.outcome == Some(ItemOutcome::Made)) {
                if self.may_depart(item, on)? {
                    continue;
                }
                match self.valid_sheet(item)? {
                    Some(sheet) => to_take_out.push(sheet),
                    None => _ = taken_out.insert(item.place),
                }
            }
        }
        match to_take_out.as_slice() {
            [] => Ok(taken_out),
            [first, more @ ..] => {
                Err(MailRefusal::TakeOut { first: *first, more: more.len() }.into())
            }
        }
    }

    /// Whether an item's paper counts, and goes a way on which it may be seen.
    fn may_depart(&self, item: &BatchItem, on: Date) -> Result<bool, OfficeRefusal> {
        let Some(document_id) = &item.document_id else { return Ok(true) };
        let Some(original) = self.store().original(document_id)? else { return Ok(true) };
        let Some(person) = self.person_of_key(original.person_key)? else { return Ok(false) };
        let is_alone = item.deliver == Deliver::Withheld.name();
        let has_ended = original.end_reason.as_deref().is_some_and(|it| it != "succeeded");
        Ok(!has_ended
            && counts(&person, &original, on)
            && (is_alone || !must_not_be_found(&person, on)))
    }

    /// The valid sheet of an item's original.
    fn valid_sheet(&self, item: &BatchItem) -> Result<Option<u32>, OfficeRefusal> {
        let Some(document_id) = &item.document_id else { return Ok(None) };
        let sheets = self.store().sheets_of_original(document_id)?;
        Ok(sheets.into_iter().find(|it| it.void_at.is_none()).map(|it| it.sheet))
    }
}

/// Whether an original proves something still or will: neither lost nor given back, and no newer
/// one is in its place. One that begins after it only follows it.
fn counts(person: &Person, original: &Original, on: Date) -> bool {
    let papers = || person.dossier.documents.iter().filter(|it| it.kind == original.kind);
    let Some(own) = papers().find(|it| {
        it.issued_on == original.issued_on
            && it.insurer_number.is_none_or(|by| by == original.insurer)
    }) else {
        return true;
    };
    let is_replaced = |newer: &Document| {
        newer.issued_on > own.issued_on
            && newer.insurer_number == own.insurer_number
            && newer.valid_from <= own.valid_from.max(on)
            && newer.lost_on.or(newer.returned_on).is_none()
    };
    own.lost_on.or(own.returned_on).is_none() && !papers().any(is_replaced)
}
