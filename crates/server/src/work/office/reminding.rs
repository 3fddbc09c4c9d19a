//! Reminders: papers that should have come back, and digital certificates that expire soon.

use std::collections::BTreeSet;

use eligibility::{GiveBackTo, InsurerNumber, give_back_to};
use jiff::{ToSpan as _, civil::Date};
use record::{DocumentKind, Person, law::Facts};
use serde_json::json;
use store::{Held, Mailing, OfficeStep, PersonKey, WaitsFor};

use super::{
    InsurerOffice,
    carrying::{Asked, Decided, check_day, derived_id},
    refusal::OfficeRefusal,
};
use crate::{
    agenda::expires_soon,
    work::{
        card::Occasion,
        plan::{Deliver, deliver},
    },
};

/// A paper that is to come back and has not (未返却).
#[derive(Clone, PartialEq, Eq)]
pub struct ReturnOutstanding {
    /// Whose.
    pub person_key: PersonKey,
    /// Their name as registered.
    pub name: String,
    /// Which paper.
    pub document: DocumentKind,
    /// The last day, where there is one.
    pub by: Option<Date>,
    /// To whom it goes back.
    pub to: GiveBackTo,
    /// The employer that collects it, by code.
    pub employer: Option<String>,
    /// Days since the last day; 0 to the last day.
    pub overdue_days: i32,
    /// When the person or the employer was reminded last.
    pub reminded_on: Option<Date>,
}

/// Reminders or warnings sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reminded {
    /// The mailings noted now, whose letters are to be printed.
    pub mailings: Vec<String>,
}

/// Days after which who was reminded is reminded again.
const AGAIN_AFTER_DAYS: i32 = 30;

/// People read, and mailings noted, at a time.
const AT_ONCE: usize = 500;

impl InsurerOffice {
    /// Every paper that is to come back to an insurer on a day, the longest overdue first.
    ///
    /// # Errors
    ///
    /// When the database fails or a person is damaged.
    pub fn returns_outstanding(
        &self,
        insurer: InsurerNumber,
        on: Date,
    ) -> Result<Vec<ReturnOutstanding>, OfficeRefusal> {
        let mut outstanding = Vec::new();
        self.each_waiting(insurer, WaitsFor::GiveBack, |key, person| {
            let settings = self.ledger().settings_for(insurer, on);
            let facts = Facts::of(&person.dossier);
            for (of, paper) in give_back_to(&facts.dossier(), &settings, on) {
                if of != insurer || paper.to == GiveBackTo::Nobody {
                    continue;
                }
                let document = record_kind(paper.document);
                let about = reminder_about(document, paper.by);
                let sent = self.store().mailing_about(insurer, "reminder", &about, Some(key))?;
                let to_employer = paper.to == GiveBackTo::Employer;
                outstanding.push(ReturnOutstanding {
                    person_key: key,
                    name: name_of(person),
                    document,
                    by: paper.by,
                    to: paper.to,
                    employer: employer_of(person, insurer, on).filter(|_| to_employer),
                    overdue_days: paper.by.map_or(0, |by| (on - by).get_days().max(0)),
                    reminded_on: sent.iter().map(|it| it.sent_on).max(),
                });
            }
            Ok(())
        })?;
        outstanding.sort_by_key(|it| (std::cmp::Reverse(it.overdue_days), it.person_key));
        Ok(outstanding)
    }

    /// Notes a reminder for every paper overdue on the day of the occasion of which nobody was
    /// reminded within thirty days. Again at once, nobody is reminded.
    ///
    /// # Errors
    ///
    /// As [`OfficeRefusal`] lists.
    pub async fn remind_returns(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
    ) -> Result<Reminded, OfficeRefusal> {
        let on = occasion.on;
        let outstanding = self.returns_outstanding(insurer, on)?;
        let overdue = outstanding.into_iter().filter(|it| {
            let again_from = |day: Date| day.saturating_add(AGAIN_AFTER_DAYS.days());
            it.overdue_days > 0 && it.reminded_on.is_none_or(|day| again_from(day) <= on)
        });
        let mailings = overdue.map(|it| {
            let about = reminder_about(it.document, it.by);
            new_mailing(insurer, (it.person_key, it.employer), ("reminder", about), on)
        });
        self.note_all(occasion, insurer, "remind_returns", mailings.collect()).await
    }

    /// Notes a warning for everybody covered whose digital certificate expires soon and who was not
    /// warned of that day. Again at once, nobody is warned.
    ///
    /// # Errors
    ///
    /// As [`OfficeRefusal`] lists.
    pub async fn send_expiry_warnings(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
    ) -> Result<Reminded, OfficeRefusal> {
        let on = occasion.on;
        let mut mailings = Vec::new();
        self.each_waiting(insurer, WaitsFor::ExpiryWarning, |key, person| {
            let judgement = self.judged(insurer, person, on);
            let Some((valid_to, ..)) = expires_soon(&judgement) else { return Ok(()) };
            let about = valid_to.to_string();
            let sent = self.store().mailing_about(insurer, "expiry_warning", &about, Some(key))?;
            if sent.is_empty() && self.check_covered(insurer, person, on).is_ok() {
                let employer = employer_of(person, insurer, on);
                let what = ("expiry_warning", about);
                mailings.push(new_mailing(insurer, (key, employer), what, on));
            }
            Ok(())
        })?;
        self.note_all(occasion, insurer, "send_expiry_warnings", mailings).await
    }

    /// Reads everybody who waits for something, a page at a time.
    fn each_waiting(
        &self,
        insurer: InsurerNumber,
        what: WaitsFor,
        mut each: impl FnMut(PersonKey, &Person) -> Result<(), OfficeRefusal>,
    ) -> Result<(), OfficeRefusal> {
        let mut after = None;
        loop {
            let page = self.store().waiting(insurer, Some(what), after, AT_ONCE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some((last.by, last.person_key));
            // A person stands once for each of several days.
            let keys: BTreeSet<PersonKey> = page.iter().map(|it| it.person_key).collect();
            for key in keys {
                let Some(current) = self.store().person(key)? else { continue };
                if let Held::Person(person) = current.held {
                    each(key, &person)?;
                }
            }
        }
    }

    /// Notes mailings, some at a time.
    async fn note_all(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        kind: &'static str,
        mailings: Vec<Mailing>,
    ) -> Result<Reminded, OfficeRefusal> {
        check_day(occasion.on, crate::day_in_japan(occasion.at))?;
        let mut reminded = Reminded::default();
        for part in mailings.chunks(AT_ONCE) {
            let ids: Vec<String> = part.iter().map(|it| it.mailing_id.clone()).collect();
            let id = format!("mail:{}", derived_id(&[kind, &ids.join(" ")]));
            let occasion = Occasion { id, ..occasion.clone() };
            let asked = Asked { kind, insurer, said: ids.join(" ") };
            let decided = Decided {
                reason: "due".to_owned(),
                note: json!({"mailings": ids.len()}),
                steps: part.iter().cloned().map(OfficeStep::AddMailing).collect(),
                ..Decided::default()
            };
            if !self.carry_out_apart(&occasion, &asked, decided).await?.again {
                reminded.mailings.extend(ids);
            }
        }
        Ok(reminded)
    }
}

/// What a reminder is about: the paper and the day it should have come back.
pub(super) fn reminder_about(document: DocumentKind, by: Option<Date>) -> String {
    let by = by.map(|it| it.to_string()).unwrap_or_default();
    format!("{document:?} {by}").trim_end().to_owned()
}

/// The paper and the day of [`reminder_about`].
pub(super) fn read_reminder(about: &str) -> Option<(DocumentKind, Option<Date>)> {
    let (name, by) = about.split_once(' ').unwrap_or((about, ""));
    let kinds = [
        DocumentKind::EligibilityCertificate,
        DocumentKind::ElderlyRecipientCertificate,
        DocumentKind::FormerInsuranceCertificate,
        DocumentKind::EligibilityNotice,
    ];
    let kind = kinds.into_iter().find(|it| format!("{it:?}") == name)?;
    Some((kind, by.parse().ok()))
}

/// A mailing that follows from whom it goes to, what it says and the day: the same twice is one.
fn new_mailing(
    insurer: InsurerNumber,
    (person_key, employer): (PersonKey, Option<String>),
    (what, about): (&str, String),
    sent_on: Date,
) -> Mailing {
    let (number, key) = (insurer.to_string(), person_key.to_string());
    let id = derived_id(&[&number, &key, what, &about, &sent_on.to_string()]);
    Mailing {
        mailing_id: format!("mailing:{id}"),
        insurer,
        person_key: Some(person_key),
        employer,
        what: what.to_owned(),
        about,
        how: "ordinary".to_owned(),
        sent_on,
        undelivered_on: None,
        undelivered_why: None,
        settled_at: None,
        settled_how: None,
    }
}

/// The employer through which an insurer's papers go to a person, by the newest coverage.
fn employer_of(person: &Person, insurer: InsurerNumber, on: Date) -> Option<String> {
    let coverages = person.dossier.coverages.iter();
    let own = coverages.filter(|it| it.insurer_number == insurer && it.acquired_on <= on);
    let newest = own.max_by_key(|it| it.acquired_on)?;
    match deliver(person, newest, on) {
        (Deliver::Employer, code) => code,
        (Deliver::Direct | Deliver::Withheld, _) => None,
    }
}

/// A person's name as registered.
pub(super) fn name_of(person: &Person) -> String {
    person.identity.as_ref().map(|it| it.name.clone()).unwrap_or_default()
}

/// A kind of paper as records have it.
pub(super) const fn record_kind(kind: eligibility::DocumentKind) -> DocumentKind {
    match kind {
        eligibility::DocumentKind::EligibilityCertificate => DocumentKind::EligibilityCertificate,
        eligibility::DocumentKind::EligibilityNotice => DocumentKind::EligibilityNotice,
        eligibility::DocumentKind::ElderlyRecipientCertificate => {
            DocumentKind::ElderlyRecipientCertificate
        }
        eligibility::DocumentKind::FormerInsuranceCertificate => {
            DocumentKind::FormerInsuranceCertificate
        }
    }
}
