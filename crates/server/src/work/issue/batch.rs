//! Making a batch of a plan: items in the order of the plan, each in its bundle.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use eligibility::{DocumentKind, InsurerNumber, Rules};
use jiff::{Timestamp, civil::Date};
use store::{ActOutcome, Batch, BatchItem, ItemOutcome, OfficeAct, OfficeStep, PersonKey};

use super::{
    IssueError, Issuing, Refusal,
    deciding::{Decision, Work},
    meter::Meter,
    run,
};
use crate::{
    ledger::Ledger,
    work::plan::{Deliver, Plan, PlanItem},
};

/// Items read at once.
const ITEMS_READ: usize = 1_000;
/// Batches read at once.
const BATCHES_READ: usize = 100;

/// Makes a batch of a plan (交付の束). The same again changes nothing.
///
/// # Errors
///
/// When the plan is empty, the insurer cannot be named on papers, somebody has made another batch
/// of that id, or the database fails.
pub async fn make_batch(
    ledger: &Ledger,
    plan: &Plan,
    batch_id: &str,
    name: &str,
    by: &str,
    at: Timestamp,
) -> Result<Batch, IssueError> {
    super::known(ledger, plan.insurer)?;
    let items = items(plan);
    let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
    if count == 0 {
        return Err(Refusal::NothingDue.into());
    }
    let batch = Batch {
        batch_id: batch_id.to_owned(),
        insurer: plan.insurer,
        on: plan.on,
        name: name.to_owned(),
        made_by: by.to_owned(),
        made_at: at,
        items: count,
        settings_revision: plan.settings_revision,
        released_by: None,
        released_at: None,
        started_at: None,
        paused_at: None,
        printed_at: None,
        counted_at: None,
        sent_at: None,
        withdrawn_at: None,
        returned_at: None,
        returned_why: None,
    };
    let act = OfficeAct {
        id: format!("batch:{batch_id}"),
        insurer: plan.insurer,
        kind: "make_batch".to_owned(),
        person_key: None,
        about: Some(batch_id.to_owned()),
        note: serde_json::json!({ "items": count }).to_string(),
        recorded_by: by.to_owned(),
        reason: format!("what is due on {}", plan.on),
        recorded_at: at,
        change: None,
        steps: vec![OfficeStep::AddBatch { batch: batch.clone(), items }],
    };
    match ledger.store().office_act(act).await? {
        ActOutcome::Recorded { .. } => Ok(batch),
        ActOutcome::Already => {
            ledger.store().batch(batch_id)?.ok_or_else(|| Refusal::NoBatch.into())
        }
        ActOutcome::PersonChanged | ActOutcome::Refused { .. } => {
            Err(Refusal::Running(batch_id.to_owned()).into())
        }
    }
}

/// The id of the original that an item becomes.
#[must_use]
pub fn document_id(batch_id: &str, place: u32) -> String {
    format!("{batch_id}.{place:06}")
}

/// The items of a plan with their bundles (束): an employer is one, a household is one, and who
/// must not be reached through either is one alone.
fn items(plan: &Plan) -> Vec<BatchItem> {
    let mut bundles = Bundles::of(plan);
    let items = plan.items.iter().zip(1..);
    items.map(|(item, place)| self::item(item, place, bundles.of_item(item))).collect()
}

fn item(item: &PlanItem, place: u32, bundle: String) -> BatchItem {
    BatchItem {
        place,
        person_key: item.person,
        kind: item.document.into(),
        how: how(item.how).to_owned(),
        issue_from: item.issue_from,
        in_hand_by: item.in_hand_by,
        because: ids(&item.because),
        deliver: item.deliver.name().to_owned(),
        employer: item.employer.clone(),
        bundle,
        outcome: None,
        why: None,
        document_id: None,
    }
}

/// The names of bundles: numbers, which say nothing of anybody.
struct Bundles<'a> {
    employers: BTreeMap<&'a str, usize>,
    households: HashMap<&'a str, usize>,
    alone: HashMap<PersonKey, usize>,
}

impl<'a> Bundles<'a> {
    fn of(plan: &'a Plan) -> Self {
        let codes = plan.items.iter().filter_map(|it| it.employer.as_deref());
        let mut employers: BTreeMap<&str, usize> = codes.map(|it| (it, 0)).collect();
        for (number, of) in employers.values_mut().zip(1..) {
            *number = of;
        }
        Self { employers, households: HashMap::new(), alone: HashMap::new() }
    }

    fn of_item(&mut self, item: &'a PlanItem) -> String {
        match (item.deliver, item.employer.as_deref()) {
            (Deliver::Employer, Some(code)) => {
                format!("E{:06}", self.employers.get(code).copied().unwrap_or_default())
            }
            (Deliver::Withheld, _) => {
                let next = self.alone.len() + 1;
                format!("W{:06}", self.alone.entry(item.person).or_insert(next))
            }
            (Deliver::Employer | Deliver::Direct, _) => {
                let next = self.households.len() + 1;
                format!("D{:06}", self.households.entry(&item.household).or_insert(next))
            }
        }
    }
}

fn ids(rules: &Rules) -> String {
    rules.iter().map(|it| it.id()).collect::<Vec<_>>().join(" ")
}

const fn how(how: eligibility::How) -> &'static str {
    match how {
        eligibility::How::ExOfficio => "ex_officio",
        eligibility::How::OnApplication => "on_application",
        eligibility::How::OnEnrolment => "on_enrolment",
    }
}

/// The batches of an insurer planned for a day that can run or have run, the oldest first.
pub(super) fn of_day(
    issuing: &Issuing,
    insurer: InsurerNumber,
    on: Date,
) -> Result<Vec<Batch>, store::Error> {
    let mut batches = every_of_day(issuing, insurer, on)?;
    batches.retain(|it| it.withdrawn_at.is_none() && it.returned_at.is_none());
    Ok(batches)
}

/// The id for the next batch of a day: `INSURER-DATE`, then with `-2` and so on.
pub(super) fn next_batch(
    issuing: &Issuing,
    insurer: InsurerNumber,
    on: Date,
) -> Result<String, store::Error> {
    let first = format!("{insurer}-{on}");
    let store = issuing.ledger.store();
    let mut batch_id = first.clone();
    let mut number = 2;
    while store.batch(&batch_id)?.is_some() {
        batch_id = format!("{first}-{number}");
        number += 1;
    }
    Ok(batch_id)
}

fn every_of_day(
    issuing: &Issuing,
    insurer: InsurerNumber,
    on: Date,
) -> Result<Vec<Batch>, store::Error> {
    let mut of_day = Vec::new();
    let mut before = None;
    loop {
        let page = issuing.ledger.store().batches(insurer, before, BATCHES_READ)?;
        let Some(last) = page.last() else { break };
        before = Some((last.made_at, last.batch_id.clone()));
        of_day.extend(page.into_iter().filter(|it| it.on == on));
    }
    of_day.reverse();
    Ok(of_day)
}

/// Takes the successors of papers made on the day itself out of a plan, unless they must be in hand
/// that day. Who turns 70 this month gets a paper to the end of the month today (F-41), and the one
/// after it from tomorrow on: nobody gets two papers of a kind on one day, and a day's plan that is
/// carried out is carried out.
pub(super) fn leave_out_made_today(issuing: &Issuing, plan: &mut Plan) -> Result<(), IssueError> {
    let on = plan.on;
    let can_wait = plan.items.iter().filter(|it| it.in_hand_by.is_some_and(|by| by > on));
    let mut made = BTreeSet::new();
    for it in can_wait {
        let originals = issuing.ledger.store().originals_of(it.person)?;
        let kind = record::DocumentKind::from(it.document);
        if originals.iter().any(|its| its.kind == kind && its.issued_on == on) {
            made.insert((it.person, it.document));
        }
    }
    plan.items.retain(|it| !made.contains(&(it.person, it.document)));
    Ok(())
}

/// Takes what earlier batches of the day hold out of a plan, as long as it would be held again:
/// otherwise every run would make a batch of it.
pub(super) fn leave_out_held(
    issuing: &Issuing,
    batches: &[Batch],
    plan: &mut Plan,
) -> Result<(), IssueError> {
    let mut held = BTreeSet::new();
    for batch in batches {
        let mut after = 0;
        loop {
            let items = issuing.ledger.store().batch_items(&batch.batch_id, after, ITEMS_READ)?;
            let Some(last) = items.last() else { break };
            after = last.place;
            let of = items.iter().filter(|it| it.outcome == Some(ItemOutcome::Held));
            held.extend(of.map(|it| (it.person_key, DocumentKind::from(it.kind))));
        }
    }
    let Some(last) = batches.last().filter(|_| !held.is_empty()) else { return Ok(()) };
    let work = Work {
        issuing: issuing.clone(),
        stationery: run::stationery(issuing, last)?,
        batch: last.clone(),
        meter: Meter::default(),
    };
    let mut error = None;
    plan.items.retain(|it| {
        if !held.contains(&(it.person, it.document)) {
            return true;
        }
        match work.decide(&item(it, 1, String::new())) {
            Ok(Decision::Make(_)) => true,
            Ok(Decision::Settle(..)) => false,
            Err(failed) => {
                error.get_or_insert(failed);
                true
            }
        }
    });
    error.map_or(Ok(()), Err)
}
