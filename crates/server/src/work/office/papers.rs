//! Papers lost and papers given back (R-113 to R-117, F-52, F-93, D-16).

use eligibility::{GiveBackTo, InsurerNumber, give_back_to};
use jiff::civil::Date;
use record::{Document, DocumentKind, Fact, law::Facts};
use serde_json::json;
use store::{OfficeStep, PersonKey};

use super::{
    InsurerOffice,
    application::{law_kind, lost_paper},
    carrying::{Asked, Carried, Decided, Member, check_day},
    refusal::{EntryRefusal, MemberRefusal, OfficeRefusal},
};
use crate::work::card::Occasion;

/// Which of a person's papers: its kind and its days, as its fact is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaperAt {
    /// Which paper.
    pub kind: DocumentKind,
    /// The day of issue.
    pub issued_on: Date,
    /// The first day of validity.
    pub valid_from: Date,
}

/// How a paper came back (返却の方法).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturnedHow {
    /// Collected by the employer.
    ThroughEmployer,
    /// From the person.
    Directly,
    /// The person destroyed it, where that is allowed.
    Destroyed,
}

impl PaperAt {
    /// Where a paper is known.
    #[must_use]
    pub const fn of(paper: &Document) -> Self {
        Self { kind: paper.kind, issued_on: paper.issued_on, valid_from: paper.valid_from }
    }

    fn find(self, member: &Member, insurer: InsurerNumber) -> Result<&Document, OfficeRefusal> {
        let mut papers = member.person.dossier.documents.iter();
        let paper = papers
            .find(|it| Self::of(it) == self && it.insurer_number.is_none_or(|by| by == insurer));
        Ok(paper.ok_or(MemberRefusal::NoPaper)?)
    }
}

impl ReturnedHow {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::ThroughEmployer, Self::Directly, Self::Destroyed];

    /// The word in acts.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ThroughEmployer => "through_employer",
            Self::Directly => "directly",
            Self::Destroyed => "destroyed",
        }
    }

    /// Of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }

    /// The name on pages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ThroughEmployer => "事業所から",
            Self::Directly => "本人から",
            Self::Destroyed => "本人が廃棄",
        }
    }
}

impl InsurerOffice {
    /// Records a paper lost: from that day it proves nothing at any counter. Its original ends when
    /// the next one is made.
    ///
    /// # Errors
    ///
    /// When there is no such paper, or it was lost or returned before; as [`OfficeRefusal`] lists.
    pub async fn report_loss(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        person_key: PersonKey,
        (paper, lost_on): (PaperAt, Date),
    ) -> Result<Carried, OfficeRefusal> {
        let asked = Asked { kind: "report_loss", insurer, said: format!("{paper:?} {lost_on}") };
        self.carry_out(occasion, &asked, person_key, |member| {
            check_day(lost_on, occasion.on)?;
            let found = paper.find(member, insurer)?;
            if let Some(on) = found.returned_on {
                return Err(MemberRefusal::AlreadyReturned(on).into());
            }
            let lost = lost_paper(found, lost_on)?;
            Ok(Decided {
                reason: "lost".to_owned(),
                note: json!({"document": paper.kind, "lost_on": lost_on}),
                facts: vec![Fact::Document(lost)],
                ..Decided::default()
            })
        })
        .await
    }

    /// Records a paper given back, or destroyed by the person where that is allowed; its original
    /// ends.
    ///
    /// # Errors
    ///
    /// When there is no such paper, it came back before, or may not be destroyed; as
    /// [`OfficeRefusal`] lists.
    pub async fn report_return(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        person_key: PersonKey,
        (paper, returned_on, how): (PaperAt, Date, ReturnedHow),
    ) -> Result<Carried, OfficeRefusal> {
        let said = format!("{paper:?} {returned_on} {}", how.word());
        let asked = Asked { kind: "report_return", insurer, said };
        self.carry_out(occasion, &asked, person_key, |member| {
            check_day(returned_on, occasion.on)?;
            let found = paper.find(member, insurer)?;
            if let Some(on) = found.returned_on {
                return Err(MemberRefusal::AlreadyReturned(on).into());
            }
            if returned_on < found.issued_on {
                let (found, wanted) = (returned_on, found.issued_on);
                return Err(EntryRefusal::DayTooEarly { found, wanted }.into());
            }
            if how == ReturnedHow::Destroyed {
                self.check_destroyable(member, insurer, paper, occasion.on)?;
            }
            let returned = Document { returned_on: Some(returned_on), ..found.clone() };
            Ok(Decided {
                reason: how.word().to_owned(),
                note: json!({"document": paper.kind, "returned_on": returned_on}),
                facts: vec![Fact::Document(returned)],
                steps: self.ends_original(member, paper, occasion, how)?,
                ..Decided::default()
            })
        })
        .await
    }

    /// A paper of a coverage that is lost must come back; others the person may destroy.
    fn check_destroyable(
        &self,
        member: &Member,
        insurer: InsurerNumber,
        paper: PaperAt,
        on: Date,
    ) -> Result<(), OfficeRefusal> {
        let settings = self.ledger().settings_for(insurer, on);
        let facts = Facts::of(&member.person.dossier);
        let asked_back = give_back_to(&facts.dossier(), &settings, on);
        let kind = law_kind(paper.kind);
        let asked_back = asked_back.iter().find(|(by, it)| *by == insurer && it.document == kind);
        match asked_back.map(|(_, it)| it) {
            Some(it) if it.to != GiveBackTo::Nobody => {
                Err(MemberRefusal::MustComeBack(it.by).into())
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Ends the original in force that is this paper.
    fn ends_original(
        &self,
        member: &Member,
        paper: PaperAt,
        occasion: &Occasion,
        how: ReturnedHow,
    ) -> Result<Vec<OfficeStep>, OfficeRefusal> {
        let originals = self.store().originals_of(member.person_key)?;
        let original = originals.into_iter().find(|it| {
            it.kind == paper.kind && it.issued_on == paper.issued_on && it.ended_at.is_none()
        });
        let why = match how {
            ReturnedHow::ThroughEmployer | ReturnedHow::Directly => "returned",
            ReturnedHow::Destroyed => "destroyed",
        };
        let step = original.map(|it| OfficeStep::EndOriginal {
            document_id: it.document_id,
            at: occasion.at,
            why: why.to_owned(),
        });
        Ok(step.into_iter().collect())
    }
}
