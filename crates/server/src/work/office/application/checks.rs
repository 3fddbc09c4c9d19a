//! What an application is checked against before it is received or approved.

use eligibility::{CoverageStanding, Due, InsurerNumber, Means};
use jiff::{ToSpan as _, civil::Date};
use record::{ApplicationReason, Assistance, Document, DocumentKind, Fact, Person};
use store::OfficeApplication;

use super::{FeeDecision, NewApplication, reason_given};
use crate::work::{
    card::Occasion,
    office::{
        InsurerOffice,
        carrying::Member,
        refusal::{ApplicationRefusal, EntryRefusal, MemberRefusal, OfficeRefusal},
        words::ApplicationState,
    },
};

impl InsurerOffice {
    /// Refuses an application that cannot be; gives the paper in hand with its loss, where the form
    /// reports that too.
    pub(super) fn check_receivable(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        member: &Member,
        new: &NewApplication,
    ) -> Result<Option<Document>, OfficeRefusal> {
        if new.document == DocumentKind::FormerInsuranceCertificate {
            return Err(ApplicationRefusal::NotIssuedAnyMore.into());
        }
        self.check_covered(insurer, &member.person, new.received_on)?;
        self.check_covered(insurer, &member.person, occasion.on)?;
        let began = began_on(&member.person, insurer, occasion.on);
        let open = member.applications.iter().find(|it| {
            it.document == new.document
                && it.received_on >= began
                && ApplicationState::of(it).is_open()
        });
        if let Some(open) = open {
            return Err(ApplicationRefusal::AlreadyApplied(open.received_on).into());
        }
        let lost = newest_paper(&member.person, insurer, new.document, began);
        if new.reason == ApplicationReason::LostDocument && lost.is_none() {
            return Err(ApplicationRefusal::NothingToReplace(new.document).into());
        }
        let lost = new.lost_on.zip(lost).map(|(on, paper)| lost_paper(paper, on)).transpose()?;
        self.check_given(occasion, insurer, member, (new, lost.as_ref()))?;
        Ok(lost)
    }

    /// Refuses a paper that the law would not give on this application.
    fn check_given(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        member: &Member,
        (new, lost): (&NewApplication, Option<&Document>),
    ) -> Result<(), OfficeRefusal> {
        let applied = Fact::Application(new.fact());
        let person = member.with(lost.cloned().map(Fact::Document).into_iter().chain([applied]));
        let standing = self.judged(insurer, &person, occasion.on).standing;
        let is_given = standing.due.iter().any(|it| it.document == law_kind(new.document));
        // While a former certificate proves the coverage, applications wait for its end.
        let waits = standing.means.contains(&Means::FormerInsuranceCertificate);
        if new.document == DocumentKind::ElderlyRecipientCertificate {
            let from = standing.ages.elderly_from.saturating_sub(1.month()).first_of_month();
            if insurer.is_late_stage() {
                return Err(ApplicationRefusal::NotGiven(new.document).into());
            }
            if occasion.on < from {
                return Err(ApplicationRefusal::NotElderly(from).into());
            }
        }
        if is_given || waits {
            return Ok(());
        }
        Err(ApplicationRefusal::NotGiven(new.document).into())
    }

    /// Refuses a day on which the insurer does not cover the person.
    pub(in crate::work::office) fn check_covered(
        &self,
        insurer: InsurerNumber,
        person: &Person,
        on: Date,
    ) -> Result<(), OfficeRefusal> {
        match self.judged(insurer, person, on).standing.coverage {
            CoverageStanding::Covered { insurer: by, .. } if by == insurer => Ok(()),
            CoverageStanding::Covered { .. } | CoverageStanding::Lost | CoverageStanding::None => {
                Err(ApplicationRefusal::NotCovered(on).into())
            }
        }
    }

    /// What is due of a kind without any application, and to be issued by a day.
    pub(super) fn due_anyway(
        &self,
        insurer: InsurerNumber,
        person: &Person,
        document: DocumentKind,
        on: Date,
    ) -> Option<Due> {
        let mut person = person.clone();
        person.dossier.applications.retain(|it| it.document != document);
        let due = self.judged(insurer, &person, on).standing.due;
        due.into_iter().find(|it| {
            it.document == law_kind(document) && it.issue_from.is_some_and(|from| from <= on)
        })
    }

    /// The fee of an application: for a lost paper, where the insurer takes one and the paper is
    /// not due anyway (R-118, F-53).
    pub(super) fn fee_of(
        &self,
        insurer: InsurerNumber,
        member: &Member,
        application: &OfficeApplication,
        on: Date,
    ) -> Option<u32> {
        let fee = self.settings(insurer, on).reissue_fee_yen;
        let takes_one = fee > 0 && application.reason == ApplicationReason::LostDocument;
        let is_due = self.due_anyway(insurer, &member.person, application.document, on).is_some();
        (takes_one && !is_due).then_some(fee)
    }
}

/// The fee to be invoiced, and whether there was one that is waived.
pub(super) fn decided_fee(
    set: Option<u32>,
    decision: &FeeDecision,
) -> Result<(Option<u32>, bool), OfficeRefusal> {
    match (set, decision) {
        (fee, FeeDecision::AsSet) => Ok((fee, false)),
        (None, FeeDecision::Waived { .. }) => Err(ApplicationRefusal::NoFee.into()),
        (Some(_), FeeDecision::Waived { why }) => {
            reason_given(why)?;
            Ok((None, true))
        }
    }
}

/// Who is granted a paper because reception by card is difficult gets the next without applying
/// (R-104, F-45): the person is one needing assistance from now on.
pub(super) fn assistance(person: &Person, reason: ApplicationReason) -> Option<Fact> {
    let dossier = &person.dossier;
    let is_new = reason == ApplicationReason::NeedsAssistance && !dossier.needs_assistance;
    is_new.then_some(Fact::Assistance(Assistance {
        needs_assistance: true,
        smartphone: dossier.smartphone,
        stay_until: dossier.stay_until,
    }))
}

/// Refuses where a paper was issued on or after the day the application was received: the law
/// would take it for fulfilled.
pub(super) fn check_not_issued(
    member: &Member,
    application: &OfficeApplication,
) -> Result<(), OfficeRefusal> {
    let papers = member.person.dossier.documents.iter();
    let issued = papers
        .filter(|it| it.kind == application.document && it.issued_on >= application.received_on)
        .filter(|it| it.insurer_number.is_none_or(|by| by == application.insurer));
    match issued.map(|it| it.issued_on).max() {
        Some(on) => Err(ApplicationRefusal::AlreadyIssued(on).into()),
        None => Ok(()),
    }
}

/// The day the insurer's coverage in force on a day began.
fn began_on(person: &Person, insurer: InsurerNumber, on: Date) -> Date {
    let coverages = person.dossier.coverages.iter();
    let begun = coverages.filter(|it| it.insurer_number == insurer && it.acquired_on <= on);
    begun.map(|it| it.acquired_on).max().unwrap_or(Date::MIN)
}

/// The newest paper of a kind issued in a coverage and not returned.
fn newest_paper(
    person: &Person,
    insurer: InsurerNumber,
    kind: DocumentKind,
    began: Date,
) -> Option<&Document> {
    let papers = person.dossier.documents.iter();
    papers
        .filter(|it| it.kind == kind && it.returned_on.is_none())
        .filter(|it| it.insurer_number.is_none_or(|by| by == insurer))
        .filter(|it| it.issued_on.max(it.valid_from) >= began)
        .max_by_key(|it| it.issued_on)
}

/// A paper with its loss.
pub(in crate::work::office) fn lost_paper(
    paper: &Document,
    on: Date,
) -> Result<Document, OfficeRefusal> {
    if let Some(lost) = paper.lost_on {
        return Err(MemberRefusal::AlreadyLost(lost).into());
    }
    if on < paper.issued_on {
        return Err(EntryRefusal::DayTooEarly { found: on, wanted: paper.issued_on }.into());
    }
    Ok(Document { lost_on: Some(on), ..paper.clone() })
}

/// A kind of paper in the law's types.
pub(in crate::work::office) const fn law_kind(kind: DocumentKind) -> eligibility::DocumentKind {
    match kind {
        DocumentKind::EligibilityCertificate => eligibility::DocumentKind::EligibilityCertificate,
        DocumentKind::EligibilityNotice => eligibility::DocumentKind::EligibilityNotice,
        DocumentKind::ElderlyRecipientCertificate => {
            eligibility::DocumentKind::ElderlyRecipientCertificate
        }
        DocumentKind::FormerInsuranceCertificate => {
            eligibility::DocumentKind::FormerInsuranceCertificate
        }
    }
}
