//! Applications for papers: received, decided, withdrawn.

mod checks;

use eligibility::{InsurerNumber, Rules};
use jiff::civil::Date;
use record::{Application, ApplicationReason, DocumentKind, Fact};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{End, OfficeApplication, OfficeStep, PersonKey};

use super::{
    InsurerOffice,
    carrying::{Asked, Carried, Decided, Member, check_day, derived_id},
    mail::letter,
    refusal::{ApplicationRefusal, EntryRefusal, OfficeRefusal},
    words::{ApplicationRoute, ApplicationState, WhoApplied},
};
use crate::work::card::Occasion;

use self::checks::{assistance, check_not_issued, decided_fee};
pub(super) use self::checks::{law_kind, lost_paper};

/// An application as it came in (交付申請書、再交付申請書).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewApplication {
    /// The paper asked for.
    pub document: DocumentKind,
    /// Why.
    pub reason: ApplicationReason,
    /// The day received.
    pub received_on: Date,
    /// Who applied.
    pub applicant: WhoApplied,
    /// Their name where it is not the person.
    pub applicant_name: Option<String>,
    /// The way it came.
    pub route: ApplicationRoute,
    /// What else the clerk notes.
    pub note: String,
    /// The day the paper in hand was lost, where the same form reports that (滅失届).
    pub lost_on: Option<Date>,
}

/// An application received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The act.
    pub carried: Carried,
    /// The application's id.
    pub application_id: String,
    /// What is due to the person anyway: one paper is made for both.
    pub joined: Option<Joined>,
}

/// A paper that is due without the application it is joined to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The last day it must be in hand.
    pub in_hand_by: Option<Date>,
    /// Why it is due.
    pub because: Rules,
}

/// What is decided of the fee (手数料).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeeDecision {
    /// As the insurer's settings say.
    AsSet,
    /// Waived (免除), for a reason.
    Waived {
        /// Why.
        why: String,
    },
}

/// An application approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approved {
    /// The act.
    pub carried: Carried,
    /// The fee to be invoiced; none where there is none.
    pub fee_yen: Option<u32>,
}

/// An application withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    /// The act.
    pub carried: Carried,
    /// What was paid for it and is to be given back.
    pub refund_yen: Option<u32>,
}

impl InsurerOffice {
    /// Records an application received, on the day of the occasion or before it.
    ///
    /// # Errors
    ///
    /// When the insurer does not cover the person, the same paper is applied for, or the rules do
    /// not give it to them; as [`OfficeRefusal`] lists.
    pub async fn apply(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        person_key: PersonKey,
        new: &NewApplication,
    ) -> Result<Applied, OfficeRefusal> {
        let application_id = format!("application:{}", derived_id(&[&occasion.id]));
        let said = json!(new).to_string();
        let asked = Asked { kind: "apply", insurer, said };
        let carried = self
            .carry_out(occasion, &asked, person_key, |member| {
                new.check(occasion)?;
                let lost = self.check_receivable(occasion, insurer, member, new)?;
                let row = new.row(&application_id, insurer, member.person_key, occasion);
                Ok(Decided {
                    reason: "received".to_owned(),
                    about: Some(application_id.clone()),
                    note: json!({"document": new.document, "reason": new.reason}),
                    facts: lost.map(Fact::Document).into_iter().collect(),
                    steps: vec![OfficeStep::OpenApplication(row)],
                    ..Decided::default()
                })
            })
            .await?;
        let member = self.member(insurer, person_key)?;
        let joined = self.due_anyway(insurer, &member.person, new.document, occasion.on);
        let joined = joined.map(|due| Joined { in_hand_by: due.in_hand_by, because: due.because });
        Ok(Applied { carried, application_id, joined })
    }

    /// Approves an application: from now on it counts for the law, dated as it was received.
    ///
    /// # Errors
    ///
    /// When it was decided or withdrawn, the coverage has ended, or the paper was issued since; as
    /// [`OfficeRefusal`] lists.
    pub async fn approve(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        application_id: &str,
        fee: &FeeDecision,
    ) -> Result<Approved, OfficeRefusal> {
        let person_key = self.applicant_of(insurer, application_id)?;
        let said = format!("{application_id}\0{fee:?}");
        let asked = Asked { kind: "approve", insurer, said };
        let carried = self
            .carry_out(occasion, &asked, person_key, |member| {
                let application = find(member, application_id, &[ApplicationState::Received])?;
                self.check_covered(insurer, &member.person, occasion.on)?;
                check_not_issued(member, application)?;
                let set = self.fee_of(insurer, member, application, occasion.on);
                let (fee_yen, waived) = decided_fee(set, fee)?;
                let mut facts = vec![fact(application, waived.then_some(occasion.on))];
                facts.extend(assistance(&member.person, application.reason));
                let reason = match fee {
                    FeeDecision::AsSet => "approved".to_owned(),
                    FeeDecision::Waived { why } => why.trim().to_owned(),
                };
                Ok(Decided {
                    reason,
                    about: Some(application_id.to_owned()),
                    note: json!({"fee_yen": fee_yen, "waived": waived}),
                    facts,
                    steps: vec![OfficeStep::ApproveApplication {
                        application_id: application_id.to_owned(),
                        by: occasion.by.clone(),
                        at: occasion.at,
                        fee_yen,
                    }],
                    ..Decided::default()
                })
            })
            .await?;
        let application = self.application(insurer, application_id)?;
        Ok(Approved { carried, fee_yen: application.fee_yen })
    }

    /// Refuses an application for a reason, and notes the letter that says it and how to object.
    ///
    /// # Errors
    ///
    /// Without a reason, or when it was decided or withdrawn; as [`OfficeRefusal`] lists.
    pub async fn refuse(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        application_id: &str,
        why: &str,
    ) -> Result<Carried, OfficeRefusal> {
        let why = reason_given(why)?;
        let person_key = self.applicant_of(insurer, application_id)?;
        let said = format!("{application_id}\0{why}");
        let asked = Asked { kind: "refuse", insurer, said };
        self.carry_out(occasion, &asked, person_key, |member| {
            find(member, application_id, &[ApplicationState::Received])?;
            Ok(Decided {
                reason: why.to_owned(),
                about: Some(application_id.to_owned()),
                note: json!({}),
                steps: vec![
                    OfficeStep::RefuseApplication {
                        application_id: application_id.to_owned(),
                        by: occasion.by.clone(),
                        at: occasion.at,
                        why: why.to_owned(),
                    },
                    letter(occasion, insurer, member.person_key, ("refusal", application_id)),
                ],
                ..Decided::default()
            })
        })
        .await
    }

    /// Withdraws an application that is not made yet; what was paid is to be given back.
    ///
    /// # Errors
    ///
    /// When it was refused, made or withdrawn; as [`OfficeRefusal`] lists.
    pub async fn withdraw_application(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        application_id: &str,
    ) -> Result<Withdrawn, OfficeRefusal> {
        let person_key = self.applicant_of(insurer, application_id)?;
        let asked =
            Asked { kind: "withdraw_application", insurer, said: application_id.to_owned() };
        let carried = self
            .carry_out(occasion, &asked, person_key, |member| {
                let application = find(member, application_id, &OPEN)?;
                let counted = fact(application, None);
                let subject = counted.subject();
                let counts = member.person.dossier.applications.iter();
                let is_counted =
                    counts.cloned().any(|it| Fact::Application(it).subject() == subject);
                let end = End { kind: counted.kind(), subject };
                Ok(Decided {
                    reason: "withdrawn".to_owned(),
                    about: Some(application_id.to_owned()),
                    note: json!({"paid": application.paid_on.is_some()}),
                    end: is_counted.then_some(end).into_iter().collect(),
                    steps: vec![OfficeStep::WithdrawApplication {
                        application_id: application_id.to_owned(),
                        at: occasion.at,
                    }],
                    ..Decided::default()
                })
            })
            .await?;
        let application = self.application(insurer, application_id)?;
        let refund_yen = application.paid_on.and(application.fee_yen);
        Ok(Withdrawn { carried, refund_yen })
    }

    /// An application of an insurer.
    ///
    /// # Errors
    ///
    /// When there is none of this id; when the database fails.
    pub fn application(
        &self,
        insurer: InsurerNumber,
        application_id: &str,
    ) -> Result<OfficeApplication, OfficeRefusal> {
        let application = self.store().application(application_id)?;
        let application = application.filter(|it| it.insurer == insurer);
        Ok(application.ok_or(ApplicationRefusal::NoApplication)?)
    }

    /// For whom an application is.
    pub(super) fn applicant_of(
        &self,
        insurer: InsurerNumber,
        application_id: &str,
    ) -> Result<PersonKey, OfficeRefusal> {
        Ok(self.application(insurer, application_id)?.person_key)
    }
}

/// The states in which a paper is still to be made.
const OPEN: [ApplicationState; 4] = [
    ApplicationState::Received,
    ApplicationState::ToInvoice,
    ApplicationState::Invoiced,
    ApplicationState::ToPrint,
];

impl NewApplication {
    fn check(&self, occasion: &Occasion) -> Result<(), OfficeRefusal> {
        check_day(self.received_on, occasion.on)?;
        let unnamed = self.applicant_name.as_deref().is_none_or(|it| it.trim().is_empty());
        if self.applicant != WhoApplied::Person && unnamed {
            return Err(EntryRefusal::NoApplicantName.into());
        }
        self.lost_on.map_or(Ok(()), |it| check_day(it, occasion.on))
    }

    fn fact(&self) -> Application {
        Application {
            document: self.document,
            received_on: self.received_on,
            reason: self.reason,
            fee_paid_on: None,
        }
    }

    fn row(
        &self,
        application_id: &str,
        insurer: InsurerNumber,
        person_key: PersonKey,
        occasion: &Occasion,
    ) -> OfficeApplication {
        let name = self.applicant_name.as_deref().map(str::trim).filter(|it| !it.is_empty());
        OfficeApplication {
            application_id: application_id.to_owned(),
            insurer,
            person_key,
            document: self.document,
            reason: self.reason,
            received_on: self.received_on,
            applicant: self.applicant.word().to_owned(),
            applicant_name: name.map(str::to_owned),
            channel: self.route.word().to_owned(),
            note: self.note.trim().to_owned(),
            received_at: occasion.at,
            decided_at: None,
            decided_by: None,
            approved: None,
            refusal: None,
            fee_yen: None,
            invoice_number: None,
            invoiced_at: None,
            paid_on: None,
            payment_id: None,
            document_id: None,
            made_at: None,
            sent_at: None,
            withdrawn_at: None,
        }
    }
}

/// A member's application where it stands in one of some states.
pub(super) fn find<'a>(
    member: &'a Member,
    application_id: &str,
    wanted: &[ApplicationState],
) -> Result<&'a OfficeApplication, OfficeRefusal> {
    let application = member.applications.iter().find(|it| it.application_id == application_id);
    let application = application.ok_or(ApplicationRefusal::NoApplication)?;
    let state = ApplicationState::of(application);
    if wanted.contains(&state) {
        return Ok(application);
    }
    Err(ApplicationRefusal::State(state).into())
}

/// The fact by which an application counts for the law.
pub(super) fn fact(application: &OfficeApplication, fee_paid_on: Option<Date>) -> Fact {
    Fact::Application(Application {
        document: application.document,
        received_on: application.received_on,
        reason: application.reason,
        fee_paid_on,
    })
}

/// A reason somebody typed, which must be one.
pub(super) fn reason_given(why: &str) -> Result<&str, OfficeRefusal> {
    let why = why.trim();
    if why.is_empty() { Err(EntryRefusal::NoReason.into()) } else { Ok(why) }
}
