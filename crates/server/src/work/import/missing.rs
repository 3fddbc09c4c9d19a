//! Whom a complete list does not name.

use eligibility::{CoverageOn, InsurerNumber, coverage_on};
use jiff::civil::Date;
use record::law::Facts;
use serde::{Deserialize, Serialize};
use store::{Member, PersonKey, Quarantined};

use super::{ImportError, PutAside, Why, seen::Seen, writing::Writing};
use crate::{Clock, day_in_japan, ledger::Ledger};

/// People read at once.
const PAGE: usize = 500;

/// Somebody missing, as the quarantine keeps it.
#[derive(Serialize, Deserialize)]
pub(crate) struct MissingAside {
    /// The person's key.
    pub(crate) missing: i64,
    /// The coverage asked about.
    #[serde(with = "record::day")]
    pub(crate) acquired_on: Date,
}

/// Puts a question aside for everybody in force whom a list does not name. Who has been asked about
/// and not answered is not asked about again; who was answered for stays a question to the next
/// list.
pub(super) async fn ask(
    writing: &mut Writing<'_>,
    insurer: InsurerNumber,
    content: &str,
    seen: &Seen,
) -> Result<(), ImportError> {
    let (ledger, clock) =
        (std::sync::Arc::clone(&writing.ledger), std::sync::Arc::clone(&writing.clock));
    let mut after = None;
    loop {
        let (page, last) = page(&ledger, &clock, insurer, after, seen)?;
        let mut questions = Vec::new();
        for (person_key, acquired_on) in page {
            let id = format!("{insurer}-missing-{person_key}-{acquired_on}");
            let answered = |id: &str| -> Result<bool, store::Error> {
                Ok(ledger.store().quarantined_row(id)?.is_some_and(|it| it.settled.is_some()))
            };
            let id = if answered(&id)? { format!("{id}-{content}") } else { id };
            if answered(&id)? {
                continue;
            }
            writing.report.missing += 1;
            writing.report.put_aside.push(PutAside { line: 0, why: Why::Missing });
            let aside = MissingAside { missing: person_key.get(), acquired_on };
            questions.push(Quarantined {
                quarantine_id: id,
                insurer,
                line: 0,
                why: Why::Missing.code().to_owned(),
                row: serde_json::to_string(&aside).unwrap_or_default(),
                added_at: clock(),
                settled: None,
            });
        }
        writing.put_aside(questions).await?;
        match last {
            Some(last) => after = Some(last),
            None => return Ok(()),
        }
    }
}

/// How many a complete list does not name.
pub(super) fn count(
    ledger: &Ledger,
    clock: &Clock,
    insurer: InsurerNumber,
    seen: &Seen,
) -> Result<u64, store::Error> {
    let (mut count, mut after) = (0, None);
    loop {
        let (missing, last) = page(ledger, clock, insurer, after, seen)?;
        count += missing.len() as u64;
        match last {
            Some(last) => after = Some(last),
            None => return Ok(count),
        }
    }
}

type Page = (Vec<(PersonKey, Date)>, Option<PersonKey>);

/// Who is missing of a page of an insurer's members, and where the next page begins.
fn page(
    ledger: &Ledger,
    clock: &Clock,
    insurer: InsurerNumber,
    after: Option<PersonKey>,
    seen: &Seen,
) -> Result<Page, store::Error> {
    let on = day_in_japan(clock());
    let settings = ledger.settings_for(insurer, on);
    let members = ledger.store().members_of(insurer, after, PAGE)?;
    let last = members.last().map(|it| it.person_key);
    let missing = members
        .iter()
        .filter_map(|it| Some((it.person_key, unnamed(it, insurer, &settings, on, seen)?)));
    Ok((missing.collect(), last))
}

/// The coverage in force of somebody whom a list does not name under any that is.
fn unnamed(
    member: &Member,
    insurer: InsurerNumber,
    settings: &eligibility::Settings,
    on: Date,
    seen: &Seen,
) -> Option<Date> {
    let facts = Facts::of(&member.person.dossier);
    let dossier = facts.dossier();
    let in_force: Vec<_> = (0..)
        .zip(&member.person.dossier.coverages)
        .filter(|(_, it)| it.insurer_number == insurer)
        .filter(|(place, _)| {
            let stands = coverage_on(&dossier, settings, *place, on);
            matches!(stands, Some(CoverageOn::InForce { .. }))
        })
        .map(|(_, coverage)| coverage)
        .collect();
    let born_on = member.person.dossier.born_on;
    let named = in_force.iter().any(|it| seen.names(it, born_on));
    in_force.last().filter(|_| !named).map(|it| it.acquired_on)
}
