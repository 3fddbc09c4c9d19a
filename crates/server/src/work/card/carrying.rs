//! Carrying an act out: read the file, decide, move, and once more where somebody was faster.

use eligibility::impossible;
use record::{Fact, Person, law::Facts};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use store::{Act, ActOutcome, ActStep, AuthorityAct, Change, PersonKey, Whose};

use super::{file::PersonFile, occasion::Occasion, office::CardOffice, refusal::Refusal};
use crate::hex;

/// What an act did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The act's id.
    pub act_id: String,
    /// About whom.
    pub person_key: PersonKey,
    /// The order it concerned or opened.
    pub order_id: Option<String>,
    /// The card it concerned or made.
    pub card_number: Option<String>,
    /// Whether an earlier try had done it, and nothing was changed now.
    pub again: bool,
}

/// What is asked: which act, of whom, and a digest of all the caller said, so that an id used
/// again for something else is found out.
pub(super) struct Asked<'a> {
    pub(super) kind: &'static str,
    pub(super) person_key: PersonKey,
    /// Everything that was said, as debug output; it is only hashed, under the office's key.
    pub(super) said: &'a (dyn std::fmt::Debug + Sync),
}

/// What was decided.
#[derive(Default)]
pub(super) struct Plan {
    /// Why, in a word.
    pub(super) reason: &'static str,
    pub(super) order_id: Option<String>,
    pub(super) card_number: Option<String>,
    /// More for the audit, without secrets and without personal data.
    pub(super) note: Value,
    /// The person afterwards, where facts change.
    pub(super) person: Option<Person>,
    pub(super) steps: Vec<ActStep>,
}

/// Tries before a person who keeps changing is left to the caller.
const TRIES: usize = 5;

/// Carries an act out, decided anew each time somebody was faster.
///
/// The person's revision guards the facts, and each step guards its row: a decision on what is no
/// longer so moves nothing.
pub(super) async fn carry_out(
    office: &CardOffice,
    occasion: &Occasion,
    asked: Asked<'_>,
    decide: impl Fn(&PersonFile) -> Result<Plan, Refusal>,
) -> Result<Done, Refusal> {
    occasion.check()?;
    let mark = mark(office, &asked);
    let mut refused = None;
    for _ in 0..TRIES {
        if let Some(done) = done_before(office, &occasion.id, &mark)? {
            return Ok(done);
        }
        let file = PersonFile::read(office, asked.person_key)?;
        // Somebody else's act may have come between the look for an earlier try and this read.
        let plan = match decide(&file) {
            Ok(plan) => plan,
            Err(refusal) => match done_before(office, &occasion.id, &mark)? {
                Some(done) => return Ok(done),
                None => return Err(refusal),
            },
        };
        let act = act(&file, occasion, asked.kind, &mark, plan)?;
        let (order_id, card_number) = (act.order_id.clone(), act.card_number.clone());
        let touched = touched(&act);
        match office.store().act(act).await {
            Ok(ActOutcome::Recorded { .. }) => {
                office.statuses().forget(touched);
                return Ok(Done {
                    act_id: occasion.id.clone(),
                    person_key: file.person_key,
                    order_id,
                    card_number,
                    again: false,
                });
            }
            Ok(ActOutcome::Already | ActOutcome::PersonChanged) | Err(store::Error::AnotherAct) => {
            }
            Ok(ActOutcome::Refused { step }) => refused = Some(step),
            Err(error) => return Err(error.into()),
        }
    }
    if let Some(step) = refused {
        tracing::warn!(kind = asked.kind, step, "a step of an act kept being refused");
    }
    Err(Refusal::Busy)
}

/// What an earlier try did; refused where the id was used for something else.
pub(super) fn done_before(
    office: &CardOffice,
    id: &str,
    mark: &str,
) -> Result<Option<Done>, Refusal> {
    let Some(act) = office.store().authority_act(id)? else { return Ok(None) };
    let note: Value = serde_json::from_str(&act.note).unwrap_or_default();
    if note["asked"] != json!(mark) {
        return Err(Refusal::OtherAct);
    }
    let AuthorityAct { id, person_key, order_id, card_number, .. } = act;
    Ok(Some(Done { act_id: id, person_key, order_id, card_number, again: true }))
}

/// The mark of what was asked, by which a retry is known.
pub(super) fn mark(office: &CardOffice, asked: &Asked<'_>) -> String {
    let text = format!("{} {} {:?}", asked.kind, asked.person_key, asked.said);
    hex(&office.derived("asked", &text)[..16])
}

/// The act of a decision.
fn act(
    file: &PersonFile,
    occasion: &Occasion,
    kind: &'static str,
    mark: &str,
    plan: Plan,
) -> Result<Act, Refusal> {
    let mut note = plan.note;
    note["asked"] = json!(mark);
    note["on"] = json!(occasion.on);
    let facts = changed_facts(file, plan.person, plan.steps.is_empty())?;
    let change = (!facts.is_empty()).then(|| Change {
        id: change_id(&occasion.id),
        whose: Whose::Existing { person_key: file.person_key, revision: file.revision },
        facts,
        end: Vec::new(),
        my_number_hash: None,
        recorded_by: occasion.by.clone(),
        reason: kind.to_owned(),
        recorded_at: occasion.at,
    });
    Ok(Act {
        id: occasion.id.clone(),
        kind: kind.to_owned(),
        person_key: file.person_key,
        order_id: plan.order_id,
        card_number: plan.card_number,
        note: note.to_string(),
        recorded_by: occasion.by.clone(),
        reason: plan.reason.to_owned(),
        recorded_at: occasion.at,
        change,
        steps: plan.steps,
    })
}

/// The facts that are others afterwards, where they can be true.
///
/// An act that moves nothing, such as a PIN set, states the identity again: its revision is what
/// guards that nobody has stopped the card meanwhile.
fn changed_facts(
    file: &PersonFile,
    after: Option<Person>,
    moves_nothing: bool,
) -> Result<Vec<Fact>, Refusal> {
    let before = file.person.facts();
    let mut facts = Vec::new();
    if let Some(after) = after {
        let was_possible = impossible(&Facts::of(&file.person.dossier).dossier()).is_none();
        if let Some(it) = impossible(&Facts::of(&after.dossier).dossier())
            && was_possible
        {
            return Err(Refusal::Impossible(it));
        }
        facts = after.facts();
        facts.retain(|it| !before.contains(it));
    }
    if facts.is_empty() && moves_nothing {
        facts.push(Fact::Identity(file.identity()?.clone()));
    }
    Ok(facts)
}

/// An act's id has at most 64 characters, as has a change's, and they must not meet others'.
pub(super) fn change_id(act: &str) -> String {
    format!("act:{}", hex(&Sha256::digest(act)[..16]))
}

/// The certificates whose status an act changes.
fn touched(act: &Act) -> Vec<([u8; 20], u64)> {
    let mut touched = Vec::new();
    for step in &act.steps {
        match step {
            ActStep::Hold { issuer_key_id, serial, .. }
            | ActStep::Release { issuer_key_id, serial }
            | ActStep::Revoke { issuer_key_id, serial, .. } => {
                touched.push((*issuer_key_id, *serial));
            }
            ActStep::AddCertificate(it) => touched.push((it.issuer_key_id, it.serial)),
            ActStep::OpenOrder(_)
            | ActStep::MakeOrder { .. }
            | ActStep::HandOver { .. }
            | ActStep::WithdrawOrder { .. }
            | ActStep::AddCard(_)
            | ActStep::StopCard { .. }
            | ActStep::ReleaseCard { .. }
            | ActStep::EndCard { .. } => {}
        }
    }
    touched
}
