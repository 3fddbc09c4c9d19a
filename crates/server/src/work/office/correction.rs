//! Corrections: a fact is superseded by another or ends, with who and why; what was stays readable.

use eligibility::InsurerNumber;
use record::Fact;
use serde_json::json;
use store::{End, PersonKey};

use super::{
    InsurerOffice,
    application::reason_given,
    carrying::{Asked, Carried, Decided, Member},
    refusal::{EntryRefusal, OfficeRefusal},
};
use crate::work::card::Occasion;

/// Facts to be corrected (訂正).
#[derive(Clone, PartialEq, Eq)]
pub struct Correction {
    /// Facts as they should be: each takes the place of the one of its kind and subject, or is new.
    pub facts: Vec<Fact>,
    /// Facts that were never true and have no successor.
    pub end: Vec<End>,
    /// Why.
    pub why: String,
}

/// One fact before and after a correction.
#[derive(Clone, PartialEq, Eq)]
pub struct Difference {
    /// The fact as recorded; none where the correction adds one.
    pub before: Option<Fact>,
    /// The fact as corrected; none where it ends.
    pub after: Option<Fact>,
}

impl InsurerOffice {
    /// What a correction would change, to be looked at before it is made.
    ///
    /// # Errors
    ///
    /// As [`Self::correct`].
    pub fn preview(
        &self,
        insurer: InsurerNumber,
        person_key: PersonKey,
        correction: &Correction,
    ) -> Result<Vec<Difference>, OfficeRefusal> {
        differences(&self.member(insurer, person_key)?, correction)
    }

    /// Corrects facts of a member, and gives what changed.
    ///
    /// # Errors
    ///
    /// Without a reason, when nothing changes, when a fact is not the office's to correct, or when
    /// what came of it could not be true; as [`OfficeRefusal`] lists.
    pub async fn correct(
        &self,
        occasion: &Occasion,
        insurer: InsurerNumber,
        person_key: PersonKey,
        correction: &Correction,
    ) -> Result<Carried, OfficeRefusal> {
        let why = reason_given(&correction.why)?;
        let facts = correction.facts.iter().map(|it| format!("{} {}", it.kind(), it.body()));
        let ends = correction.end.iter().map(|it| format!("{} {}", it.kind, it.subject));
        let said: Vec<String> = facts.chain(ends).collect();
        let said = format!("{}\0{why}", said.join("\0"));
        let asked = Asked { kind: "correct", insurer, said };
        self.carry_out(occasion, &asked, person_key, |member| {
            let changed = differences(member, correction)?;
            let kinds: Vec<&str> = changed.iter().filter_map(Difference::kind).collect();
            Ok(Decided {
                reason: why.to_owned(),
                note: json!({"kinds": kinds}),
                facts: correction.facts.clone(),
                end: correction.end.clone(),
                ..Decided::default()
            })
        })
        .await
    }
}

impl Difference {
    /// The kind of the fact.
    #[must_use]
    pub fn kind(&self) -> Option<&'static str> {
        self.after.as_ref().or(self.before.as_ref()).map(Fact::kind)
    }
}

/// What a correction changes of a member.
fn differences(member: &Member, correction: &Correction) -> Result<Vec<Difference>, OfficeRefusal> {
    let before = member.person.facts();
    let recorded = |kind: &str, subject: &str| {
        before.iter().find(|it| it.kind() == kind && it.subject() == subject).cloned()
    };
    let mut differences = Vec::new();
    for fact in &correction.facts {
        check_kind(fact.kind())?;
        let old = recorded(fact.kind(), &fact.subject());
        if old.as_ref() != Some(fact) {
            differences.push(Difference { before: old, after: Some(fact.clone()) });
        }
    }
    for end in &correction.end {
        check_kind(end.kind)?;
        let Some(old) = recorded(end.kind, &end.subject) else {
            return Err(EntryRefusal::NothingToEnd.into());
        };
        differences.push(Difference { before: Some(old), after: None });
    }
    if differences.is_empty() {
        return Err(EntryRefusal::NothingChanges.into());
    }
    Ok(differences)
}

/// Applications move by their own acts, and patient numbers are the institutions'.
fn check_kind(kind: &'static str) -> Result<(), OfficeRefusal> {
    match kind {
        "application" | "reference_number" => Err(EntryRefusal::NotByCorrection(kind).into()),
        _ => Ok(()),
    }
}
