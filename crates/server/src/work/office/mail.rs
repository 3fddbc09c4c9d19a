//! Mail: a batch sent, what came back, and what was sent again (F-50).

use std::collections::{BTreeMap, BTreeSet};

use eligibility::InsurerNumber;
use jiff::civil::Date;
use record::DocumentKind;
use serde_json::json;
use store::{BatchItem, ItemOutcome, Mailing, OfficeStep, PersonKey};

use super::{
    InsurerOffice,
    carrying::{Asked, Carried, Decided, check_day, derived_id},
    refusal::{EntryRefusal, MailRefusal, OfficeRefusal},
};
use crate::work::card::Occasion;

/// Why mail came back (不着の理由).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndeliveredWhy {
    /// Nobody of this name there (あて所に尋ねあたらず).
    Unknown,
    /// Moved away (転居先不明).
    Moved,
    /// Not collected in time (保管期間経過).
    NotCollected,
    /// Refused by whoever was there (受取拒否).
    Refused,
}

/// How mail that came back is dealt with otherwise than by sending it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailEnd {
    /// Handed over at the counter or by the employer.
    HandedOver,
    /// Not needed any more.
    NotNeeded,
}

/// Mailings of one act.
const AT_ONCE: usize = 500;

/// Items of a batch read at a time.
const ITEMS_AT_ONCE: usize = 1_000;

impl UndeliveredWhy {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Unknown, Self::Moved, Self::NotCollected, Self::Refused];

    /// The word in the register.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Moved => "moved",
            Self::NotCollected => "not_collected",
            Self::Refused => "refused",
        }
    }

    /// Of a word of the register.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }

    /// The name on pages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "あて所に尋ねあたらず",
            Self::Moved => "転居先不明",
            Self::NotCollected => "保管期間経過",
            Self::Refused => "受取拒否",
        }
    }
}

impl MailEnd {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::HandedOver, Self::NotNeeded];

    /// The word in the register.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::HandedOver => "handed_over",
            Self::NotNeeded => "not_needed",
        }
    }

    /// Of a word of the register.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }

    /// The name on pages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HandedOver => "手渡しした",
            Self::NotNeeded => "もう要らない",
        }
    }
}

impl InsurerOffice {
    /// Records a counted batch as sent: what went to whom, the applications it answers, and then
    /// the batch itself. An act that stopped half-way goes on.
    ///
    /// # Errors
    ///
    /// When the batch is not counted or was sent, or a sheet must be taken out of it; as
    /// [`OfficeRefusal`] lists.
    pub async fn mark_sent(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        batch_id: &str,
    ) -> Result<Carried, OfficeRefusal> {
        let asked = Asked { kind: "mark_sent", insurer, said: batch_id.to_owned() };
        let is_done = self.store().recorded_office_act(&occasion.id)?.is_some();
        let mut steps = Vec::new();
        if !is_done {
            self.check_sendable(insurer, batch_id)?;
            self.mail_batch(occasion, insurer, batch_id).await?;
            steps.push(OfficeStep::SendBatch { batch_id: batch_id.to_owned(), at: occasion.at });
            let applications = self.store().applications_to_send(batch_id)?;
            steps.extend(applications.into_iter().map(|it| OfficeStep::MarkApplicationSent {
                application_id: it.application_id,
                at: occasion.at,
            }));
        }
        let decided = Decided {
            reason: "sent".to_owned(),
            about: Some(batch_id.to_owned()),
            note: json!({}),
            steps,
            ..Decided::default()
        };
        self.carry_out_apart(occasion, &asked, decided).await
    }

    /// Refuses a batch that is not counted, or was sent.
    fn check_sendable(&self, insurer: InsurerNumber, batch_id: &str) -> Result<(), OfficeRefusal> {
        let batch = self.store().batch(batch_id)?.filter(|it| it.insurer == insurer);
        let batch = batch.ok_or(MailRefusal::NoBatch)?;
        if batch.counted_at.is_none() || batch.sent_at.is_some() || batch.withdrawn_at.is_some() {
            return Err(MailRefusal::BatchNotReady.into());
        }
        Ok(())
    }

    /// Adds the mailings of a batch, some at a time under ids that follow from the batch.
    async fn mail_batch(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        batch_id: &str,
    ) -> Result<(), OfficeRefusal> {
        let taken_out = self.taken_out(batch_id, occasion.on)?;
        let envelopes = self.envelopes(insurer, batch_id, (occasion.on, &taken_out))?;
        for (mailings, part) in envelopes.chunks(AT_ONCE).zip(1_u32..) {
            let id = format!("mail:{}", derived_id(&[batch_id, &part.to_string()]));
            if self.store().recorded_office_act(&id)?.is_some() {
                continue;
            }
            let occasion = Occasion { id, ..occasion.clone() };
            let asked = Asked { kind: "mail_batch", insurer, said: part.to_string() };
            let decided = Decided {
                reason: "sent".to_owned(),
                about: Some(batch_id.to_owned()),
                note: json!({"part": part, "mailings": mailings.len()}),
                steps: mailings.iter().cloned().map(OfficeStep::AddMailing).collect(),
                ..Decided::default()
            };
            self.carry_out_apart(&occasion, &asked, decided).await?;
        }
        Ok(())
    }

    /// What a batch's papers go out in: a parcel for each employer, and for each other person a
    /// letter. One envelope for a household counts for each of them, so that each one's page says
    /// what came of it.
    fn envelopes(
        &self,
        insurer: InsurerNumber,
        batch_id: &str,
        (sent_on, taken_out): (Date, &BTreeSet<u32>),
    ) -> Result<Vec<Mailing>, OfficeRefusal> {
        let mut envelopes = BTreeMap::new();
        let mut after = 0;
        loop {
            let items = self.store().batch_items(batch_id, after, ITEMS_AT_ONCE)?;
            let Some(last) = items.last() else { break };
            after = last.place;
            let goes_out = |it: &&BatchItem| {
                it.outcome == Some(ItemOutcome::Made) && !taken_out.contains(&it.place)
            };
            for item in items.iter().filter(goes_out) {
                let is_parcel = item.deliver == "employer";
                let person_key = (!is_parcel).then_some(item.person_key);
                let envelope = envelopes
                    .entry((item.bundle.clone(), person_key))
                    .or_insert_with(|| mailing(insurer, batch_id, item, sent_on));
                if !is_parcel && is_registered_mail(item.kind) {
                    "simple_registered".clone_into(&mut envelope.how);
                }
            }
        }
        Ok(envelopes.into_values().collect())
    }

    /// Records that mail came back. An envelope for a household came back for each of them.
    ///
    /// # Errors
    ///
    /// When there is no such mail, it came back before, or the day has not come; as
    /// [`OfficeRefusal`] lists.
    pub async fn mark_undelivered(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        mailing_id: &str,
        (on, why): (Date, UndeliveredWhy),
    ) -> Result<Carried, OfficeRefusal> {
        let said = format!("{mailing_id}\0{on}\0{}", why.word());
        let asked = Asked { kind: "mark_undelivered", insurer, said };
        let mut steps = Vec::new();
        if self.store().recorded_office_act(&occasion.id)?.is_none() {
            check_day(on, occasion.on)?;
            let mailing = self.mailing(insurer, mailing_id)?;
            if mailing.undelivered_on.is_some() {
                return Err(MailRefusal::AlreadyUndelivered.into());
            }
            if on < mailing.sent_on {
                let refusal = EntryRefusal::DayTooEarly { found: on, wanted: mailing.sent_on };
                return Err(refusal.into());
            }
            let together = self.in_one_envelope(&mailing)?;
            steps.extend(together.into_iter().filter(|it| it.undelivered_on.is_none()).map(|it| {
                OfficeStep::MarkUndelivered {
                    mailing_id: it.mailing_id,
                    on,
                    why: why.word().to_owned(),
                }
            }));
        }
        let decided = Decided {
            reason: why.word().to_owned(),
            about: Some(mailing_id.to_owned()),
            note: json!({"undelivered_on": on}),
            steps,
            ..Decided::default()
        };
        self.carry_out_apart(occasion, &asked, decided).await
    }

    /// Records that mail which came back was sent again, and gives the new mailing's id.
    ///
    /// # Errors
    ///
    /// When it did not come back or was settled; as [`OfficeRefusal`] lists.
    pub async fn resend(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        mailing_id: &str,
    ) -> Result<Carried, OfficeRefusal> {
        let asked = Asked { kind: "resend", insurer, said: mailing_id.to_owned() };
        let mut steps = Vec::new();
        if self.store().recorded_office_act(&occasion.id)?.is_none() {
            for (place, back) in self.came_back(insurer, mailing_id)?.into_iter().enumerate() {
                let at = occasion.at;
                steps.push(OfficeStep::SettleMailing {
                    mailing_id: back.mailing_id.clone(),
                    at,
                    how: "sent_again".to_owned(),
                });
                let id = derived_id(&[&occasion.id, &place.to_string()]);
                steps.push(OfficeStep::AddMailing(Mailing {
                    mailing_id: format!("mailing:{id}"),
                    sent_on: occasion.on,
                    undelivered_on: None,
                    undelivered_why: None,
                    settled_at: None,
                    settled_how: None,
                    ..back
                }));
            }
        }
        let decided = Decided {
            reason: "sent_again".to_owned(),
            about: Some(mailing_id.to_owned()),
            note: json!({}),
            steps,
            ..Decided::default()
        };
        self.carry_out_apart(occasion, &asked, decided).await
    }

    /// Settles mail that came back otherwise than by sending it again.
    ///
    /// # Errors
    ///
    /// When it did not come back or was settled; as [`OfficeRefusal`] lists.
    pub async fn settle_mail(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        mailing_id: &str,
        end: MailEnd,
    ) -> Result<Carried, OfficeRefusal> {
        let said = format!("{mailing_id}\0{}", end.word());
        let asked = Asked { kind: "settle_mail", insurer, said };
        let mut steps = Vec::new();
        if self.store().recorded_office_act(&occasion.id)?.is_none() {
            let back = self.came_back(insurer, mailing_id)?;
            steps.extend(back.into_iter().map(|it| OfficeStep::SettleMailing {
                mailing_id: it.mailing_id,
                at: occasion.at,
                how: end.word().to_owned(),
            }));
        }
        let decided = Decided {
            reason: end.word().to_owned(),
            about: Some(mailing_id.to_owned()),
            note: json!({}),
            steps,
            ..Decided::default()
        };
        self.carry_out_apart(occasion, &asked, decided).await
    }

    /// A mailing of an insurer.
    ///
    /// # Errors
    ///
    /// When there is none of this id; when the database fails.
    pub fn mailing(
        &self,
        insurer: InsurerNumber,
        mailing_id: &str,
    ) -> Result<Mailing, OfficeRefusal> {
        let mailing = self.store().mailing(mailing_id)?.filter(|it| it.insurer == insurer);
        Ok(mailing.ok_or(MailRefusal::NoMailing)?)
    }

    /// What came back in one envelope and nobody has settled.
    fn came_back(
        &self,
        insurer: InsurerNumber,
        mailing_id: &str,
    ) -> Result<Vec<Mailing>, OfficeRefusal> {
        let is_back = |it: &Mailing| it.undelivered_on.is_some() && it.settled_at.is_none();
        let mailing = self.mailing(insurer, mailing_id)?;
        if !is_back(&mailing) {
            return Err(MailRefusal::NotUndelivered.into());
        }
        let mut together = self.in_one_envelope(&mailing)?;
        together.retain(is_back);
        Ok(together)
    }

    /// The mailings of the envelope a mailing was in: of the same bundle, sent the same day.
    fn in_one_envelope(&self, mailing: &Mailing) -> Result<Vec<Mailing>, OfficeRefusal> {
        if mailing.what != "batch" {
            return Ok(vec![mailing.clone()]);
        }
        let (what, about) = (&mailing.what, &mailing.about);
        let mut all = self.store().mailing_about(mailing.insurer, what, about, None)?;
        all.retain(|it| it.sent_on == mailing.sent_on);
        Ok(all)
    }
}

/// Papers that prove something go by registered mail; a notice goes by ordinary mail (F-50).
const fn is_registered_mail(kind: DocumentKind) -> bool {
    match kind {
        DocumentKind::EligibilityCertificate
        | DocumentKind::ElderlyRecipientCertificate
        | DocumentKind::FormerInsuranceCertificate => true,
        DocumentKind::EligibilityNotice => false,
    }
}

/// The mailing of an item's envelope.
fn mailing(insurer: InsurerNumber, batch_id: &str, item: &BatchItem, sent_on: Date) -> Mailing {
    let is_parcel = item.deliver == "employer";
    let whom = if is_parcel { String::new() } else { item.person_key.to_string() };
    let id = derived_id(&[batch_id, &item.bundle, &whom]);
    Mailing {
        mailing_id: format!("mailing:{id}"),
        insurer,
        person_key: (!is_parcel).then_some(item.person_key),
        employer: item.employer.clone().filter(|_| is_parcel),
        what: "batch".to_owned(),
        about: format!("{batch_id}/{}", item.bundle),
        how: if is_parcel { "parcel" } else { "ordinary" }.to_owned(),
        sent_on,
        undelivered_on: None,
        undelivered_why: None,
        settled_at: None,
        settled_how: None,
    }
}

/// The step that notes an ordinary letter to a person, sent with an act.
pub(super) fn letter(
    occasion: &Occasion,
    insurer: InsurerNumber,
    person_key: PersonKey,
    (what, about): (&str, &str),
) -> OfficeStep {
    OfficeStep::AddMailing(Mailing {
        mailing_id: format!("mailing:{}", derived_id(&[&occasion.id, what])),
        insurer,
        person_key: Some(person_key),
        employer: None,
        what: what.to_owned(),
        about: about.to_owned(),
        how: "ordinary".to_owned(),
        sent_on: occasion.on,
        undelivered_on: None,
        undelivered_why: None,
        settled_at: None,
        settled_how: None,
    })
}
