//! The answer to a question: whose number it is, and how that coverage stands on the day.

use eligibility::{CoverageOn, CoverageStanding, Rule, WhyEnded};
use interchange::confirmation::{
    Answer, CertificateDays, Eligibility, NotCovered, Question, Validity, WhyNotCovered,
};
use jiff::{Timestamp, civil::Date};
use record::{Coverage, DocumentKind, Fact, Person, law::Facts};
use store::{Entry, Found, InsuredId, Matched, PersonKey};

use super::{Hub, asked::Asked};
use crate::day_in_japan;

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
    let (validity, known_at, person_key, rest) = match meant.as_slice() {
        [] => (Validity::NoMatch, now, None, Rest::default()),
        [(found, current)] => {
            let person = current.person().map_err(|_| store::Error::Damaged {
                person_key: found.person_key,
                what: "document",
            })?;
            let (validity, rest) = stands(hub, asked, institution, found, &person)?;
            (validity, current.changed_at, Some(found.person_key), rest)
        }
        _ => (Validity::Several, now, None, Rest::default()),
    };
    let because = rest.because.iter().map(|it| it.id().to_owned());
    let answer = Answer {
        id: question.id.clone(),
        confirmed_at: now,
        on: question.on,
        validity,
        because: because.chain([Rule::F60.id().to_owned()]).collect(),
        result: rest.result,
        not_covered: rest.not_covered,
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

/// What an answer about one person adds.
#[derive(Default)]
struct Rest {
    result: Option<Eligibility>,
    not_covered: Option<NotCovered>,
    because: Vec<Rule>,
}

/// How the coverage a number names stands, and what reception needs of it.
fn stands(
    hub: &Hub,
    asked: &Asked,
    institution: &str,
    found: &Found,
    person: &Person,
) -> Result<(Validity, Rest), store::Error> {
    let settings = hub.ledger.settings_for(asked.insurer, asked.on);
    let facts = Facts::of(&person.dossier);
    let law = facts.dossier();
    let Some((coverage, stands)) = named_coverage(asked, found, person, &law, &settings) else {
        // The look-up and the person disagree: a failure of ours, never "no match".
        let what = "insured id";
        return Err(store::Error::Damaged { person_key: found.person_key, what });
    };
    let mut result = eligibility(hub, asked, institution, person, coverage)?;
    let (why, from, rule) = match stands {
        CoverageOn::InForce { share_tenths, rule } => {
            result.share_tenths = Some(share_tenths);
            let rest =
                Rest { result: Some(result), not_covered: None, because: vec![rule, Rule::F94] };
            return Ok((Validity::Valid, rest));
        }
        CoverageOn::Ended { from, why } => {
            result.lost_on = Some(from);
            match why {
                WhyEnded::Lost => (WhyNotCovered::Lost, from, Rule::F94),
                WhyEnded::TurnedSeventyFive => (WhyNotCovered::TurnedSeventyFive, from, Rule::F73),
                WhyEnded::VoluntaryContinuationOver => {
                    (WhyNotCovered::VoluntaryContinuationOver, from, Rule::F41)
                }
            }
        }
        CoverageOn::NotBegun { from } => (WhyNotCovered::NotBegun, from, Rule::F94),
    };
    let standing = eligibility::judge(&law, &settings, asked.on).standing;
    let newer_known = matches!(standing.coverage, CoverageStanding::Covered { .. });
    let validity = if newer_known { Validity::InvalidNewerKnown } else { Validity::Invalid };
    let recorded_on = recorded_on(hub, found.person_key, coverage)?;
    let because = if newer_known { vec![rule] } else { vec![rule, Rule::F59, Rule::F65] };
    let not_covered = Some(NotCovered { why, from, recorded_on, newer_known });
    Ok((validity, Rest { result: Some(result), not_covered, because }))
}

/// Of the person's coverages under the number the one in force, else the last that ended, else the
/// first to begin.
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
    let standing = named.filter_map(|(place, it)| {
        Some((it, eligibility::coverage_on(law, settings, place, asked.on)?))
    });
    standing.max_by_key(|(it, stands)| match stands {
        CoverageOn::InForce { .. } => (2, it.acquired_on),
        CoverageOn::Ended { .. } => (1, it.acquired_on),
        // Of several yet to begin the first: the later the day, the smaller.
        CoverageOn::NotBegun { from } => (0, earlier_is_greater(*from)),
    })
}

fn earlier_is_greater(day: Date) -> Date {
    Date::new(9999 - day.year(), 13 - day.month(), 1).unwrap_or(Date::MIN)
}

fn eligibility(
    hub: &Hub,
    asked: &Asked,
    institution: &str,
    person: &Person,
    coverage: &Coverage,
) -> Result<Eligibility, store::Error> {
    let ages = eligibility::Ages::of(person.dossier.born_on);
    let identity = person.identity.as_ref();
    let shown = person.address.as_ref().filter(|it| !it.withheld);
    let late_stage = coverage.insurer_number.is_late_stage();
    let reference = person.reference_numbers.iter().find(|it| it.institution == institution);
    Ok(Eligibility {
        insurer_number: coverage.insurer_number.to_string(),
        insurer_name: hub
            .insurer_name(coverage.insurer_number)?
            .filter(|it| !it.is_empty())
            .map(|it| it.to_string()),
        symbol: coverage.symbol.clone(),
        number: coverage.number.clone(),
        branch: coverage.branch.clone(),
        name: identity.map(|it| it.name.clone()).unwrap_or_default(),
        kana: identity.and_then(|it| it.kana.clone()),
        insured_name: identity.and_then(|it| it.insured_name.clone()),
        sex: identity.map_or(record::Sex::Unset, |it| it.sex),
        born_on: person.dossier.born_on,
        postcode: shown.and_then(|it| it.postcode.clone()),
        address: shown.map(|it| it.text.clone()).filter(|it| !it.is_empty()),
        role: coverage.role,
        acquired_on: coverage.acquired_on,
        lost_on: coverage.lost_on,
        share_tenths: None,
        preschool: asked.on <= ages.preschool_to,
        elderly_from: (!late_stage && ages.elderly_from <= asked.on).then_some(ages.elderly_from),
        certificate: certificate(asked, person, coverage),
        reference_number: reference.map(|it| it.number.clone()),
    })
}

/// The newest 資格確認書 in force on the day.
fn certificate(asked: &Asked, person: &Person, coverage: &Coverage) -> Option<CertificateDays> {
    let come = |day: Option<Date>| day.is_some_and(|it| it <= asked.on);
    person
        .dossier
        .documents
        .iter()
        .filter(|it| {
            it.kind == DocumentKind::EligibilityCertificate
                && it.issued_on <= asked.on
                && it.valid_from <= asked.on
                && it.valid_to.is_none_or(|to| asked.on <= to)
                && !come(it.lost_on)
                && !come(it.returned_on)
                && it.insurer_number.is_none_or(|its| its == coverage.insurer_number)
                && it.valid_from.max(it.issued_on) >= coverage.acquired_on
        })
        .max_by_key(|it| it.issued_on)
        .map(|it| CertificateDays {
            issued_on: it.issued_on,
            valid_from: it.valid_from,
            valid_to: it.valid_to,
        })
}

/// The day on which what the ledger says of a coverage was recorded. Only answers about coverages
/// not in force pay for this read.
fn recorded_on(
    hub: &Hub,
    person: PersonKey,
    coverage: &Coverage,
) -> Result<Option<Date>, store::Error> {
    let fact = Fact::Coverage(coverage.clone());
    let rows = hub.ledger.store().facts(person)?;
    let current = rows.iter().rev().find(|row| {
        row.superseded_at.is_none() && matches!(&row.entry, Entry::Fact(it) if *it == fact)
    });
    Ok(current.map(|it| day_in_japan(it.recorded_at)))
}
