//! The answer to a question by numbers: whose they are, and how that coverage stands on the day.

use eligibility::{CoverageOn, CoverageStanding, Rule};
use interchange::confirmation::{Answer, Question, Validity};
use jiff::Timestamp;
use record::{Coverage, Person, law::Facts};
use store::{Found, InsuredId, Matched, PersonKey};

use super::{
    Hub,
    asked::Asked,
    coverage::{Told, Whose, foremost, told},
};

/// An answer, and whom and what it rests on.
pub(super) struct Decision {
    pub(super) answer: Answer,
    pub(super) person_key: Option<PersonKey>,
    /// Somebody has the numbers, but not the birth date.
    pub(super) wrong_birth_date: bool,
    /// The instant whose knowledge was used.
    pub(super) known_at: Timestamp,
}

/// Answers a question for an institution. Reads only; nothing is written down yet.
///
/// A damaged person is a failure of ours, never "no match".
pub(super) fn decide(
    hub: &Hub,
    question: &Question,
    asked: &Asked,
    institution: &str,
) -> Result<Decision, store::Error> {
    let now = hub.now();
    let found =
        hub.ledger.store().find(asked.insurer, &asked.symbol, &asked.number, asked.born_on)?;
    let meant = meant(asked, &found);
    let (told, known_at, person_key) = match meant.as_slice() {
        [] => (of_nobody(Validity::NoMatch), now, None),
        [(found, current)] => {
            let person = current.person().map_err(|_| store::Error::Damaged {
                person_key: found.person_key,
                what: "document",
            })?;
            let whose =
                Whose { institution, on: asked.on, person_key: found.person_key, person: &person };
            (stands(hub, asked, found, &whose)?, current.changed_at, Some(found.person_key))
        }
        _ => (of_nobody(Validity::Several), now, None),
    };
    let because = told.because.iter().map(|it| it.id().to_owned());
    let answer = Answer {
        id: question.id.clone(),
        confirmed_at: now,
        on: question.on,
        validity: told.validity,
        because: because.chain([Rule::F60.id().to_owned()]).collect(),
        result: told.result,
        not_covered: told.not_covered,
        cause: None,
    };
    let wrong_birth_date = meant.is_empty() && found.iter().any(|it| it.matched.is_none());
    Ok(Decision { answer, person_key, wrong_birth_date, known_at })
}

/// The people a question can mean: of that birth date, and of the branch where one is asked. A
/// missing branch is looked up; one the register lacks (後期高齢者医療, old lists) is not held
/// against the question. The same person is one match.
fn meant<'a>(asked: &Asked, found: &'a [Found]) -> Vec<(&'a Found, &'a Matched)> {
    let mut meant: Vec<(&Found, &Matched)> = Vec::new();
    for it in found {
        let branch_fits =
            asked.branch.is_none_or(|branch| it.branch.is_empty() || it.branch == branch.as_str());
        let Some(current) = it.matched.as_ref().filter(|_| branch_fits) else { continue };
        if meant.iter().all(|(other, _)| other.person_key != it.person_key) {
            meant.push((it, current));
        }
    }
    meant
}

/// What is told where the numbers name nobody, or more than one.
const fn of_nobody(validity: Validity) -> Told {
    Told { validity, result: None, not_covered: None, because: Vec::new() }
}

/// How the coverage a number names stands, and what reception needs of it.
fn stands(
    hub: &Hub,
    asked: &Asked,
    found: &Found,
    whose: &Whose<'_>,
) -> Result<Told, store::Error> {
    let settings = hub.ledger.settings_for(asked.insurer, asked.on);
    let facts = Facts::of(&whose.person.dossier);
    let law = facts.dossier();
    let Some((coverage, stands)) = named_coverage(asked, found, whose.person, &law, &settings)
    else {
        // The look-up and the person disagree: a failure of ours, never "no match".
        let what = "insured id";
        return Err(store::Error::Damaged { person_key: found.person_key, what });
    };
    told(hub, whose, coverage, stands, || {
        let standing = eligibility::judge(&law, &settings, asked.on).standing;
        matches!(standing.coverage, CoverageStanding::Covered { .. })
    })
}

/// Of the person's coverages under the number the foremost.
fn named_coverage<'a>(
    asked: &Asked,
    found: &Found,
    person: &'a Person,
    law: &eligibility::Dossier<'_>,
    settings: &eligibility::Settings,
) -> Option<(&'a Coverage, CoverageOn)> {
    let named = person.dossier.coverages.iter().enumerate().filter(|(_, it)| {
        let id = InsuredId::of(it);
        id.insurer == asked.insurer
            && id.symbol == asked.symbol
            && id.number == asked.number
            && id.branch == found.branch
    });
    foremost(named.filter_map(|(place, it)| {
        Some((it, eligibility::coverage_on(law, settings, place, asked.on)?))
    }))
}
