//! Carrying an act out: read the person, decide, move, and once more where somebody was faster.

use eligibility::{InsurerNumber, Judgement, impossible, judge};
use jiff::civil::Date;
use record::{Fact, Person, law::Facts};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use store::{
    ActOutcome, Change, End, Held, OfficeAct, OfficeApplication, OfficeStep, PersonKey, Whose,
};

use super::{
    InsurerOffice,
    refusal::{EntryRefusal, OfficeRefusal},
};
use crate::{day_in_japan, hex, work::card::Occasion};

/// What an act of an office did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The act's id.
    pub act_id: String,
    /// About whom, where about one person.
    pub person_key: Option<PersonKey>,
    /// The batch, application, payment or mailing it concerned or made.
    pub about: Option<String>,
    /// Whether an earlier try had done it, and nothing was changed now.
    pub again: bool,
}

/// What is asked: which act, with which insurer, and all that was said, so that an id used again
/// for something else is found out. It is only hashed.
pub(super) struct Asked {
    pub(super) kind: &'static str,
    pub(super) insurer: InsurerNumber,
    pub(super) said: String,
}

/// A member as read, to decide on.
pub(super) struct Member {
    pub(super) person_key: PersonKey,
    pub(super) revision: i64,
    pub(super) person: Person,
    pub(super) applications: Vec<OfficeApplication>,
}

/// What was decided.
#[derive(Default)]
pub(super) struct Decided {
    /// Why, in a word or in the clerk's own.
    pub(super) reason: String,
    pub(super) about: Option<String>,
    /// More for the audit, without secrets and without personal data.
    pub(super) note: Value,
    /// Facts afterwards; those recorded already are left out.
    pub(super) facts: Vec<Fact>,
    pub(super) end: Vec<End>,
    pub(super) steps: Vec<OfficeStep>,
}

/// Tries before a person who keeps changing is left to the caller.
const TRIES: usize = 5;

impl InsurerOffice {
    /// Carries an act about a member out, decided anew each time somebody was faster.
    ///
    /// The person's revision guards every act, also one that moves only the register: two
    /// decisions on one state of things never both count.
    pub(super) async fn carry_out(
        &self,
        occasion: &Occasion,
        asked: &Asked,
        person_key: PersonKey,
        decide: impl Fn(&Member) -> Result<Decided, OfficeRefusal>,
    ) -> Result<Carried, OfficeRefusal> {
        check_day(occasion.on, day_in_japan(occasion.at))?;
        let mark = mark(occasion, asked, Some(person_key));
        for _ in 0..TRIES {
            if let Some(done) = self.done_before(&occasion.id, &mark)? {
                return Ok(done);
            }
            let member = self.member(asked.insurer, person_key)?;
            // Another try of this act may have come between the look for it and this read.
            let decided = match decide(&member) {
                Ok(decided) => decided,
                Err(refusal) => match self.done_before(&occasion.id, &mark)? {
                    Some(done) => return Ok(done),
                    None => return Err(refusal),
                },
            };
            let act = act(&member, occasion, asked, &mark, decided)?;
            let about = act.about.clone();
            match self.store().office_act(act).await {
                Ok(ActOutcome::Recorded { .. }) => {
                    return Ok(Carried {
                        act_id: occasion.id.clone(),
                        person_key: Some(member.person_key),
                        about,
                        again: false,
                    });
                }
                Ok(ActOutcome::Refused { step }) => {
                    tracing::warn!(kind = asked.kind, step, "a step of an act was refused");
                }
                Ok(ActOutcome::Already | ActOutcome::PersonChanged)
                | Err(store::Error::AnotherAct) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(OfficeRefusal::Busy)
    }

    /// Carries an act about nobody in particular out: about a batch, a payment, an employer's mail.
    pub(super) async fn carry_out_apart(
        &self,
        occasion: &Occasion,
        asked: &Asked,
        decided: Decided,
    ) -> Result<Carried, OfficeRefusal> {
        check_day(occasion.on, day_in_japan(occasion.at))?;
        let mark = mark(occasion, asked, None);
        if let Some(done) = self.done_before(&occasion.id, &mark)? {
            return Ok(done);
        }
        let about = decided.about.clone();
        let act = OfficeAct {
            id: occasion.id.clone(),
            insurer: asked.insurer,
            kind: asked.kind.to_owned(),
            person_key: None,
            about: decided.about,
            note: noted(decided.note, occasion, &mark),
            recorded_by: occasion.by.clone(),
            reason: decided.reason,
            recorded_at: occasion.at,
            change: None,
            steps: decided.steps,
        };
        let again = match self.store().office_act(act).await? {
            ActOutcome::Recorded { .. } => false,
            ActOutcome::Already => true,
            ActOutcome::PersonChanged | ActOutcome::Refused { .. } => {
                return Err(OfficeRefusal::Busy);
            }
        };
        Ok(Carried { act_id: occasion.id.clone(), person_key: None, about, again })
    }

    /// What an earlier try did; refused where the id was used for something else.
    fn done_before(&self, id: &str, mark: &str) -> Result<Option<Carried>, OfficeRefusal> {
        let Some(act) = self.store().recorded_office_act(id)? else { return Ok(None) };
        let note: Value = serde_json::from_str(&act.note).unwrap_or_default();
        if note["asked"] != json!(mark) {
            return Err(OfficeRefusal::OtherAct);
        }
        let (act_id, person_key, about) = (act.id, act.person_key, act.about);
        Ok(Some(Carried { act_id, person_key, about, again: true }))
    }

    /// A member of an insurer with their applications.
    pub(super) fn member(
        &self,
        insurer: InsurerNumber,
        person_key: PersonKey,
    ) -> Result<Member, OfficeRefusal> {
        let current = self.store().person(person_key)?.ok_or(OfficeRefusal::NoPerson)?;
        let Held::Person(person) = current.held else { return Err(OfficeRefusal::NoPerson) };
        if !person.dossier.coverages.iter().any(|it| it.insurer_number == insurer) {
            return Err(OfficeRefusal::NoPerson);
        }
        let mut applications = self.store().applications_of(person_key)?;
        applications.retain(|it| it.insurer == insurer);
        let revision = current.revision;
        Ok(Member { person_key, revision, person: *person, applications })
    }

    /// What the law says of a person on a day, under their insurer's settings.
    pub(super) fn judged(&self, insurer: InsurerNumber, person: &Person, on: Date) -> Judgement {
        let settings = self.ledger().settings_for(insurer, on);
        judge(&Facts::of(&person.dossier).dossier(), &settings, on)
    }
}

impl Member {
    /// The person with other facts in place.
    pub(super) fn with(&self, facts: impl IntoIterator<Item = Fact>) -> Person {
        let mut person = self.person.clone();
        facts.into_iter().for_each(|it| person.record(it));
        person
    }
}

/// Refuses a day that has not come.
pub(super) fn check_day(found: Date, today: Date) -> Result<(), OfficeRefusal> {
    if found <= today { Ok(()) } else { Err(EntryRefusal::DayToCome { found, today }.into()) }
}

/// The act of a decision on a member.
fn act(
    member: &Member,
    occasion: &Occasion,
    asked: &Asked,
    mark: &str,
    decided: Decided,
) -> Result<OfficeAct, OfficeRefusal> {
    let change = Change {
        id: change_id(&occasion.id),
        whose: Whose::Existing { person_key: member.person_key, revision: member.revision },
        facts: changed(member, decided.facts, &decided.end)?,
        end: decided.end,
        my_number_hash: None,
        recorded_by: occasion.by.clone(),
        reason: decided.reason.clone(),
        recorded_at: occasion.at,
    };
    Ok(OfficeAct {
        id: occasion.id.clone(),
        insurer: asked.insurer,
        kind: asked.kind.to_owned(),
        person_key: Some(member.person_key),
        about: decided.about,
        note: noted(decided.note, occasion, mark),
        recorded_by: occasion.by.clone(),
        reason: decided.reason,
        recorded_at: occasion.at,
        change: Some(change),
        steps: decided.steps,
    })
}

/// The facts that are others afterwards, where they can be true.
///
/// An act that changes none states the identity again: the revision it makes is what guards that
/// nobody decided the same meanwhile.
fn changed(member: &Member, mut facts: Vec<Fact>, end: &[End]) -> Result<Vec<Fact>, OfficeRefusal> {
    let before = member.person.facts();
    facts.retain(|it| !before.contains(it));
    let kept = before.iter().filter(|fact| {
        let subject = fact.subject();
        !end.iter().any(|it| it.kind == fact.kind() && it.subject == subject)
    });
    let after = Person::from_facts(kept.chain(&facts).cloned()).ok_or(OfficeRefusal::NoPerson)?;
    let was_possible = impossible(&Facts::of(&member.person.dossier).dossier()).is_none();
    if let Some(it) = impossible(&Facts::of(&after.dossier).dossier())
        && was_possible
    {
        return Err(EntryRefusal::Impossible(it).into());
    }
    if facts.is_empty() && end.is_empty() {
        let identity = member.person.identity.clone().ok_or(OfficeRefusal::NoPerson)?;
        facts.push(Fact::Identity(identity));
    }
    Ok(facts)
}

/// The mark of what was asked, by which a retry is known. The act's own id salts it.
fn mark(occasion: &Occasion, asked: &Asked, person_key: Option<PersonKey>) -> String {
    let Asked { kind, insurer, said } = asked;
    let whom = person_key.map(|it| it.to_string()).unwrap_or_default();
    let text = format!("{}\0{kind}\0{insurer}\0{whom}\0{said}", occasion.id);
    hex(&Sha256::digest(text)[..16])
}

fn noted(mut note: Value, occasion: &Occasion, mark: &str) -> String {
    note["asked"] = json!(mark);
    note["on"] = json!(occasion.on);
    note.to_string()
}

/// An act's id has at most 64 characters, as has a change's, and they must not meet others'.
fn change_id(act: &str) -> String {
    format!("office:{}", derived_id(&[act]))
}

/// An id that follows from texts: 32 digits.
pub(super) fn derived_id(texts: &[&str]) -> String {
    hex(&Sha256::digest(texts.join("\0"))[..16])
}
