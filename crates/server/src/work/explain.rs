//! A past answer explained: what was answered, what was known, and what today's rules would say.

use std::sync::Arc;

use eligibility::{Judgement, judge};
use jiff::{Timestamp, civil::Date};
use record::{Person, law::Facts};
use store::{Confirmation, StoredFact};

use crate::{agenda::newest_insurer, ledger::Ledger};

/// A past answer with what explains it.
pub struct Explanation {
    /// The row as written.
    pub confirmation: Confirmation,
    /// The facts as known then; none where the answer is about nobody.
    pub facts: Vec<StoredFact>,
    /// The person those facts make, and how today's rules judge them on the day asked.
    pub today: Option<Today>,
}

/// What today's rules and settings say of the facts as known then.
pub struct Today {
    /// The person as known then.
    pub person: Person,
    /// The judgement on the day asked.
    pub judgement: Judgement,
    /// The next day on which it differs.
    pub next_change_on: Option<Date>,
}

/// Explains the answer an institution got to a question; `None` where there was no such question.
///
/// # Errors
///
/// When the database fails or a fact is damaged.
pub fn explain(
    ledger: &Ledger,
    institution: &str,
    id: &str,
    asked_at: Timestamp,
) -> Result<Option<Explanation>, store::Error> {
    let store = ledger.store();
    let Some(explained) = store.explain(asked_at, &format!("{institution}:{id}"))? else {
        return Ok(None);
    };
    let confirmation = explained.confirmation;
    let facts = match confirmation.person_key {
        Some(key) => store.facts_known_at(key, confirmation.known_at)?,
        None => Vec::new(),
    };
    let on = confirmation.on;
    let today = explained.person.map(|person| {
        let settings = match newest_insurer(&person, on) {
            Some(insurer) => ledger.settings_for(insurer, on),
            None => Arc::new(eligibility::Settings::CONTRACT),
        };
        let facts = Facts::of(&person.dossier);
        let judgement = judge(&facts.dossier(), &settings, on);
        let next_change_on = judgement.next_change_on(&facts.dossier(), &settings);
        Today { person, judgement, next_change_on }
    });
    Ok(Some(Explanation { confirmation, facts, today }))
}
