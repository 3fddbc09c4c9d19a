//! What one person must be sent, and the order of a plan.

use std::{collections::HashMap, sync::Arc};

use eligibility::{
    CoverageOn, CoverageStanding, DocumentKind, Due, How, InsurerNumber, Judgement, Rule, Rules,
    coverage_on, judge,
};
use jiff::civil::Date;
use record::{Coverage, Dossier, law::Facts};
use store::{InsuredId, Listed, PersonKey};

use super::{Deliver, Plan, PlanError, deliver};
use crate::agenda::{SettingsTable, can_be_issued, expires_soon};

/// A paper for a person (交付予定).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanItem {
    /// For whom.
    pub person: PersonKey,
    /// Which paper.
    pub document: DocumentKind,
    /// On what ground.
    pub how: How,
    /// The first day on which to issue it.
    pub issue_from: Option<Date>,
    /// The last day by which it must be in hand.
    pub in_hand_by: Option<Date>,
    /// Why.
    pub because: Rules,
    /// Whether it follows one that ends.
    pub is_renewal: bool,
    /// How it goes to the person.
    pub deliver: Deliver,
    /// The employer's code, where it goes that way.
    pub employer: Option<String>,
    /// The same for people of one household in this plan, and nobody else: the key of one of them.
    pub household: String,
}

/// A digital certificate that expires soon (有効期限のお知らせ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Whose.
    pub person: PersonKey,
    /// Its last day.
    pub valid_to: Date,
    /// The last day of the grace.
    pub usable_to: Date,
    /// Why.
    pub because: Rules,
    /// How a letter goes to the person.
    pub deliver: Deliver,
    /// The employer's code, where it goes that way.
    pub employer: Option<String>,
}

/// Rules that are a ground for a paper of themselves.
const GROUNDS: [Rule; 17] = [
    Rule::R035,
    Rule::R098,
    Rule::R099,
    Rule::R100,
    Rule::R101,
    Rule::R102,
    Rule::R103,
    Rule::R104,
    Rule::F48,
    Rule::F49,
    Rule::R105,
    Rule::R106,
    Rule::R112,
    Rule::R116,
    Rule::R117,
    Rule::R134,
    Rule::R145,
];

impl PlanItem {
    /// The ground: the last of its rules that is one, which is the most particular; else the first.
    #[must_use]
    pub fn ground(&self) -> Rule {
        ground(&self.because)
    }
}

/// The ground among the rules of an entry.
pub(super) fn ground(because: &Rules) -> Rule {
    let last = because.iter().rev().find(|it| GROUNDS.contains(it));
    // The law lists nothing without a rule.
    last.or_else(|| because.first()).copied().unwrap_or(Rule::R035)
}

/// The ground among rules, as of an item kept in a batch.
pub(crate) fn ground_among(rules: &[Rule]) -> Option<Rule> {
    rules.iter().rev().find(|it| GROUNDS.contains(it)).or_else(|| rules.first()).copied()
}

/// Whether an entry is the next of one that ends (R-108 without the bulk issue, R-104, R-139).
fn is_renewal(because: &Rules) -> bool {
    let has = |rule| because.contains(&rule);
    (has(Rule::R108) && !has(Rule::R153)) || has(Rule::R104) || has(Rule::R139)
}

/// Looks at people for a plan. One for each thread, to keep its memory.
pub(super) struct Looking {
    pub(super) settings: Arc<SettingsTable>,
    pub(super) insurer: InsurerNumber,
    pub(super) on: Date,
    pub(super) facts: Facts,
    pub(super) found: Found,
}

/// What was found for a plan, in no order.
#[derive(Default)]
pub(super) struct Found {
    items: Vec<PlanItem>,
    warnings: Vec<Warning>,
}

impl Looking {
    /// Looks at a person.
    pub(super) fn at(&mut self, listed: &Listed<'_>) -> Result<(), PlanError> {
        let unreadable = |source| PlanError::Person { person: listed.person_key, source };
        let dossier = listed.dossier().map_err(unreadable)?;
        if !may_be_covered(&dossier, self.insurer, self.on) {
            return Ok(());
        }
        self.facts.fill(&dossier);
        let law = self.facts.dossier();
        let settings = self.settings.of_person(&dossier, self.on);
        let judgement = judge(&law, settings, self.on);
        if !is_covered_by(&judgement, self.insurer) {
            return Ok(());
        }
        let warning = expires_soon(&judgement);
        let due = || judgement.standing.due.iter().filter(|it| can_be_issued(it));
        if due().next().is_none() && warning.is_none() {
            return Ok(());
        }
        let Some(coverage) = in_force(&dossier, &law, settings, self.on) else { return Ok(()) };
        let person = listed.person().map_err(unreadable)?;
        let (deliver, employer) = deliver(&person, coverage, self.on);
        let household = household(coverage, deliver, listed.person_key);
        let to = |due: &Due| PlanItem {
            person: listed.person_key,
            document: due.document,
            how: due.how,
            issue_from: due.issue_from,
            in_hand_by: due.in_hand_by,
            because: due.because.clone(),
            is_renewal: is_renewal(&due.because),
            deliver,
            employer: employer.clone(),
            household: household.clone(),
        };
        self.found.items.extend(due().map(to));
        if let Some((valid_to, usable_to, because)) = warning {
            let person = listed.person_key;
            let warning = Warning { person, valid_to, usable_to, because, deliver, employer };
            self.found.warnings.push(warning);
        }
        Ok(())
    }
}

/// Whether the law need be asked at all: a coverage of the insurer's has begun and is not lost.
pub(super) fn may_be_covered(dossier: &Dossier, insurer: InsurerNumber, on: Date) -> bool {
    dossier.coverages.iter().any(|it| {
        it.insurer_number == insurer
            && it.acquired_on <= on
            && it.lost_on.is_none_or(|lost| on < lost)
    })
}

/// Whether the coverage in force is the insurer's.
pub(in crate::work) fn is_covered_by(judgement: &Judgement, of: InsurerNumber) -> bool {
    let coverage = judgement.standing.coverage;
    matches!(coverage, CoverageStanding::Covered { insurer, .. } if insurer == of)
}

/// The coverage in force: of several the newest, of equal ones the later in the list.
fn in_force<'a>(
    dossier: &'a Dossier,
    law: &eligibility::Dossier<'_>,
    settings: &eligibility::Settings,
    on: Date,
) -> Option<&'a Coverage> {
    let coverages = dossier.coverages.iter().enumerate();
    coverages
        .filter(|(place, _)| {
            matches!(coverage_on(law, settings, *place, on), Some(CoverageOn::InForce { .. }))
        })
        .map(|(_, it)| it)
        .max_by_key(|it| it.acquired_on)
}

/// What makes a household until the plan is whole: insurer, symbol and number. Who must not be
/// reached through the household is one of their own.
fn household(coverage: &Coverage, deliver: Deliver, person: PersonKey) -> String {
    match deliver {
        Deliver::Employer | Deliver::Direct => {
            let id = InsuredId::of(coverage);
            format!("{}\n{}", id.symbol, id.number)
        }
        Deliver::Withheld => format!("\n\n{person}"),
    }
}

/// The plan of what all threads found, in the order in which papers are made.
pub(super) fn in_order(found: impl IntoIterator<Item = Found>, mut plan: Plan) -> Plan {
    for part in found {
        plan.items.extend(part.items);
        plan.warnings.extend(part.warnings);
    }
    name_households(&mut plan.items);
    plan.items.sort_unstable_by(|one, other| {
        let first = one.document.cmp(&other.document).then(one.deliver.cmp(&other.deliver));
        first
            .then_with(|| one.employer.cmp(&other.employer))
            .then_with(|| one.household.cmp(&other.household))
            .then(one.person.cmp(&other.person))
    });
    plan.warnings.sort_unstable_by_key(|it| it.person);
    plan
}

/// Calls each household by the least key of it in the plan, so that no number stands there.
fn name_households(items: &mut [PlanItem]) {
    let mut names: HashMap<String, PersonKey> = HashMap::new();
    for item in &mut *items {
        match names.get_mut(&item.household) {
            Some(name) => *name = item.person.min(*name),
            None => {
                names.insert(item.household.clone(), item.person);
            }
        }
    }
    for item in items {
        if let Some(name) = names.get(&item.household) {
            item.household = name.to_string();
        }
    }
}
