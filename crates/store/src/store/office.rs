//! The office's register and its acts.

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};
use record::DocumentKind;

use crate::{
    ActOutcome, Batch, BatchFile, BatchItem, Error, HeldItem, ItemCounts, Mailing, OfficeAct,
    OfficeApplication, Original, Payment, PersonKey, RecordedAct, Sheet, Store,
};

impl Store {
    /// Carries an office's act out in one transaction: its change of a person's facts, its steps
    /// and its row, or nothing.
    ///
    /// # Errors
    ///
    /// When the act or its change cannot be recorded whatever the database holds; when its id is
    /// that of an act of another content, instants and the revision read apart; when the database
    /// fails. The act may then have been recorded or not: try again with the same id.
    pub async fn office_act(&self, act: OfficeAct) -> Result<ActOutcome, Error> {
        match self {
            Self::Sqlite(it) => it.office_act(act).await,
        }
    }

    /// An office's act by id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn recorded_office_act(&self, id: &str) -> Result<Option<RecordedAct>, Error> {
        match self {
            Self::Sqlite(it) => it.recorded_office_act(id),
        }
    }

    /// Every office's act about a person and about those joined into them, the oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn office_acts_of(&self, key: PersonKey) -> Result<Vec<RecordedAct>, Error> {
        match self {
            Self::Sqlite(it) => it.office_acts_of(key),
        }
    }

    /// Every office's act about a batch, an application, a payment or a mailing, the oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn office_acts_about(
        &self,
        insurer: InsurerNumber,
        about: &str,
    ) -> Result<Vec<RecordedAct>, Error> {
        match self {
            Self::Sqlite(it) => it.office_acts_about(insurer, about),
        }
    }

    /// A page of an office's acts, the newest first: those before an instant and id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn office_acts(
        &self,
        insurer: InsurerNumber,
        before: Option<(Timestamp, String)>,
        limit: usize,
    ) -> Result<Vec<RecordedAct>, Error> {
        match self {
            Self::Sqlite(it) => it.office_acts(insurer, before, limit),
        }
    }

    /// A batch by id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn batch(&self, batch_id: &str) -> Result<Option<Batch>, Error> {
        match self {
            Self::Sqlite(it) => it.batch(batch_id),
        }
    }

    /// A page of an insurer's batches, the newest first: those before an instant made and id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn batches(
        &self,
        insurer: InsurerNumber,
        before: Option<(Timestamp, String)>,
        limit: usize,
    ) -> Result<Vec<Batch>, Error> {
        match self {
            Self::Sqlite(it) => it.batches(insurer, before, limit),
        }
    }

    /// A page of a batch's items in order: those after a place, 0 for the first page.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn batch_items(
        &self,
        batch_id: &str,
        after_place: u32,
        limit: usize,
    ) -> Result<Vec<BatchItem>, Error> {
        match self {
            Self::Sqlite(it) => it.batch_items(batch_id, after_place, limit),
        }
    }

    /// What became of a batch's items, counted.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn batch_item_counts(&self, batch_id: &str) -> Result<ItemCounts, Error> {
        match self {
            Self::Sqlite(it) => it.batch_item_counts(batch_id),
        }
    }

    /// Begins a batch's run or finds it begun: `true` where it may run now, which is where it was
    /// released and is neither paused nor withdrawn.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn start_batch(&self, batch_id: &str, at: Timestamp) -> Result<bool, Error> {
        match self {
            Self::Sqlite(it) => it.start_batch(batch_id.to_owned(), at).await,
        }
    }

    /// Says that every file of a batch is written; again does nothing. `false` where the batch has
    /// not started, is paused or withdrawn, has an open item, or has an original in force without
    /// a valid sheet.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn finish_batch_printing(
        &self,
        batch_id: &str,
        at: Timestamp,
    ) -> Result<bool, Error> {
        match self {
            Self::Sqlite(it) => it.finish_batch_printing(batch_id.to_owned(), at).await,
        }
    }

    /// Registers a file of a batch; `false` where one of that name has another content, or there
    /// is no such batch. Again with the same content does nothing.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn put_batch_file(&self, file: BatchFile) -> Result<bool, Error> {
        match self {
            Self::Sqlite(it) => it.put_batch_file(file).await,
        }
    }

    /// Everybody whose paper was held in a batch of an insurer and who waits for it still, the
    /// nearest day first; who was held in several batches once.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn held_items(&self, insurer: InsurerNumber) -> Result<Vec<HeldItem>, Error> {
        match self {
            Self::Sqlite(it) => it.held_items(insurer),
        }
    }

    /// Every file of a batch, by name.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn batch_files(&self, batch_id: &str) -> Result<Vec<BatchFile>, Error> {
        match self {
            Self::Sqlite(it) => it.batch_files(batch_id),
        }
    }

    /// Every original ever issued to a person, in that order.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn originals_of(&self, key: PersonKey) -> Result<Vec<Original>, Error> {
        match self {
            Self::Sqlite(it) => it.originals_of(key),
        }
    }

    /// An original by id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn original(&self, document_id: &str) -> Result<Option<Original>, Error> {
        match self {
            Self::Sqlite(it) => it.original(document_id),
        }
    }

    /// How many originals of an insurer are in force, of each kind that has any.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn originals_in_force(
        &self,
        insurer: InsurerNumber,
    ) -> Result<Vec<(DocumentKind, u64)>, Error> {
        match self {
            Self::Sqlite(it) => it.originals_in_force(insurer),
        }
    }

    /// A page of a batch's sheets in order, void or not: those after a number, 0 for the first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn sheets(
        &self,
        batch_id: &str,
        after_sheet: u32,
        limit: usize,
    ) -> Result<Vec<Sheet>, Error> {
        match self {
            Self::Sqlite(it) => it.sheets(batch_id, after_sheet, limit),
        }
    }

    /// A sheet of a batch by its number.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn sheet(&self, batch_id: &str, sheet: u32) -> Result<Option<Sheet>, Error> {
        match self {
            Self::Sqlite(it) => it.sheet(batch_id, sheet),
        }
    }

    /// The greatest number of a sheet in a batch; 0 where it has none.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn last_sheet(&self, batch_id: &str) -> Result<u32, Error> {
        match self {
            Self::Sqlite(it) => it.last_sheet(batch_id),
        }
    }

    /// A page of the originals in force of a batch whose sheets are all void, by their first void
    /// sheet: what is still to be made again. The sheet is the last void one of each; those after a
    /// number, 0 for the first page.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn spoiled(
        &self,
        batch_id: &str,
        after_sheet: u32,
        limit: usize,
    ) -> Result<Vec<Sheet>, Error> {
        match self {
            Self::Sqlite(it) => it.spoiled(batch_id, after_sheet, limit),
        }
    }

    /// Every sheet of an original, void or not, in order of number.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn sheets_of_original(&self, document_id: &str) -> Result<Vec<Sheet>, Error> {
        match self {
            Self::Sqlite(it) => it.sheets_of_original(document_id),
        }
    }

    /// An application by id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn application(&self, application_id: &str) -> Result<Option<OfficeApplication>, Error> {
        match self {
            Self::Sqlite(it) => it.application(application_id),
        }
    }

    /// A page of the applications neither sent, refused nor withdrawn, the oldest first: those
    /// after a day received and id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn open_applications(
        &self,
        insurer: InsurerNumber,
        after: Option<(Date, String)>,
        limit: usize,
    ) -> Result<Vec<OfficeApplication>, Error> {
        match self {
            Self::Sqlite(it) => it.open_applications(insurer, after, limit),
        }
    }

    /// Every application for a person, in the order received.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn applications_of(&self, key: PersonKey) -> Result<Vec<OfficeApplication>, Error> {
        match self {
            Self::Sqlite(it) => it.applications_of(key),
        }
    }

    /// The application of an invoice.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn application_of_invoice(
        &self,
        insurer: InsurerNumber,
        invoice_number: &str,
    ) -> Result<Option<OfficeApplication>, Error> {
        match self {
            Self::Sqlite(it) => it.application_of_invoice(insurer, invoice_number),
        }
    }

    /// The applications whose original was made in a batch and not yet marked sent.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn applications_to_send(&self, batch_id: &str) -> Result<Vec<OfficeApplication>, Error> {
        match self {
            Self::Sqlite(it) => it.applications_to_send(batch_id),
        }
    }

    /// A payment by id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn payment(&self, payment_id: &str) -> Result<Option<Payment>, Error> {
        match self {
            Self::Sqlite(it) => it.payment(payment_id),
        }
    }

    /// A page of the payments nobody has settled, the oldest first: those after a day and id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn open_payments(
        &self,
        insurer: InsurerNumber,
        after: Option<(Date, String)>,
        limit: usize,
    ) -> Result<Vec<Payment>, Error> {
        match self {
            Self::Sqlite(it) => it.open_payments(insurer, after, limit),
        }
    }

    /// A mailing by id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn mailing(&self, mailing_id: &str) -> Result<Option<Mailing>, Error> {
        match self {
            Self::Sqlite(it) => it.mailing(mailing_id),
        }
    }

    /// A page of an insurer's mailings, the newest first: those before a day sent and id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn mailings(
        &self,
        insurer: InsurerNumber,
        before: Option<(Date, String)>,
        limit: usize,
    ) -> Result<Vec<Mailing>, Error> {
        match self {
            Self::Sqlite(it) => it.mailings(insurer, before, limit),
        }
    }

    /// Everything mailed to a person, in that order.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn mailings_of(&self, key: PersonKey) -> Result<Vec<Mailing>, Error> {
        match self {
            Self::Sqlite(it) => it.mailings_of(key),
        }
    }

    /// What was mailed about something, to a person or, where none, to anybody; in order sent.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn mailing_about(
        &self,
        insurer: InsurerNumber,
        what: &str,
        about: &str,
        person_key: Option<PersonKey>,
    ) -> Result<Vec<Mailing>, Error> {
        match self {
            Self::Sqlite(it) => it.mailing_about(insurer, what, about, person_key),
        }
    }

    /// A page of the mail that came back and nobody has settled, the oldest first: those after a
    /// day it came back and id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn undelivered(
        &self,
        insurer: InsurerNumber,
        after: Option<(Date, String)>,
        limit: usize,
    ) -> Result<Vec<Mailing>, Error> {
        match self {
            Self::Sqlite(it) => it.undelivered(insurer, after, limit),
        }
    }
}
