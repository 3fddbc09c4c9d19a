//! How a coverage of a person stands on a day, and what reception needs of it: the same whether the
//! person was found by numbers or by card.

use eligibility::{CoverageOn, Rule, WhyEnded};
use interchange::confirmation::{Eligibility, NotCovered, Validity, WhyNotCovered};
use jiff::civil::Date;
use record::{Coverage, Fact, Person};
use store::{Entry, PersonKey};

use super::{Hub, papers};
use crate::day_in_japan;

/// What an answer says of a coverage.
pub(super) struct Told {
    pub(super) validity: Validity,
    pub(super) result: Option<Eligibility>,
    pub(super) not_covered: Option<NotCovered>,
    pub(super) because: Vec<Rule>,
}

/// Whose coverage is asked about, by which institution and for which day.
#[derive(Clone, Copy)]
pub(super) struct Whose<'a> {
    pub(super) institution: &'a str,
    pub(super) on: Date,
    pub(super) person_key: PersonKey,
    pub(super) person: &'a Person,
}

/// Tells how a coverage stands. Whether another is in force is asked only where this one is not.
pub(super) fn told(
    hub: &Hub,
    whose: &Whose<'_>,
    coverage: &Coverage,
    stands: CoverageOn,
    newer_known: impl FnOnce() -> bool,
) -> Result<Told, store::Error> {
    let mut result = eligibility(hub, whose, coverage)?;
    let (why, from, rule) = match stands {
        CoverageOn::InForce { share_tenths, rule } => {
            result.share_tenths = Some(share_tenths);
            return Ok(Told {
                validity: Validity::Valid,
                result: Some(result),
                not_covered: None,
                because: vec![rule, Rule::F94],
            });
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
    let newer_known = newer_known();
    let recorded_on = recorded_on(hub, whose.person_key, coverage)?;
    Ok(Told {
        validity: if newer_known { Validity::InvalidNewerKnown } else { Validity::Invalid },
        result: Some(result),
        not_covered: Some(NotCovered { why, from, recorded_on, newer_known }),
        because: if newer_known { vec![rule] } else { vec![rule, Rule::F59, Rule::F65] },
    })
}

/// Of some coverages the one in force, else the last that ended, else the first to begin.
pub(super) fn foremost<'a>(
    coverages: impl Iterator<Item = (&'a Coverage, CoverageOn)>,
) -> Option<(&'a Coverage, CoverageOn)> {
    coverages.max_by_key(|(it, stands)| match stands {
        CoverageOn::InForce { .. } => (2, it.acquired_on),
        CoverageOn::Ended { .. } => (1, it.acquired_on),
        // Of several yet to begin the first: the later the day, the smaller.
        CoverageOn::NotBegun { from } => (0, earlier_is_greater(*from)),
    })
}

fn earlier_is_greater(day: Date) -> Date {
    Date::new(9999 - day.year(), 13 - day.month(), 1).unwrap_or(Date::MIN)
}

/// A coverage with what reception needs; the share and the last day are for whoever judges.
fn eligibility(
    hub: &Hub,
    whose: &Whose<'_>,
    coverage: &Coverage,
) -> Result<Eligibility, store::Error> {
    let Whose { institution, on, person, .. } = *whose;
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
        preschool: on <= ages.preschool_to,
        elderly_from: (!late_stage && ages.elderly_from <= on).then_some(ages.elderly_from),
        certificate: papers::in_force(on, person, coverage),
        void_certificates: papers::void(on, person, coverage),
        reference_number: reference.map(|it| it.number.clone()),
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
