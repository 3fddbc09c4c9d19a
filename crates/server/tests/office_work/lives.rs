//! Whatever a clerk does, in whatever order: never two open applications of one kind and coverage,
//! never one paid twice, never one planned that is not approved and paid.

use std::collections::{BTreeMap, BTreeSet};

use record::DocumentKind;
use server::work::office::{ApplicationState, FeeDecision, OfficeRefusal, PaperAt};
use store::{OfficeApplication, PersonKey};

use crate::world::{World, day, insurer, run, world};

/// Days an act may be on, so that acts of one day meet.
const DAYS: [&str; 4] = ["2026-06-01", "2026-06-02", "2026-06-20", "2026-07-15"];

#[test]
fn no_sequence_of_acts_opens_two_or_pays_one_twice() {
    bolero::check!().with_iterations(40).with_type::<Vec<(u8, u8)>>().for_each(|acts| {
        let world = world(DAYS[0]);
        world.fee(1_000);
        let key = world.member();
        let mut paid = BTreeMap::new();
        for (place, (act, which)) in acts.iter().take(24).enumerate() {
            world.on(DAYS[(place * DAYS.len() / 24).min(DAYS.len() - 1)]);
            if let Err(refusal) = one(&world, key, *act, usize::from(*which)) {
                assert!(!refusal.is_failure(), "{refusal}");
            }
            check(&world, key, &mut paid);
        }
    });
}

/// One act on one of a person's applications; two clicks where the number is odd.
fn one(world: &World, key: PersonKey, act: u8, which: usize) -> Result<(), OfficeRefusal> {
    let office = &world.office;
    let all = world.ledger.store().applications_of(key).unwrap();
    let chosen = if all.is_empty() { None } else { all.get(which % all.len()) };
    let id = chosen.map_or("none", |it| &*it.application_id);
    let occasion = world.act();
    for _ in 0..=which % 2 {
        match act % 10 {
            0 | 1 => {
                let mut new = world.lost_one();
                if which.is_multiple_of(3) {
                    new.document = DocumentKind::EligibilityNotice;
                }
                run(office.apply(&occasion, insurer(), key, &new))?;
            }
            2 => {
                run(office.approve(&occasion, insurer(), id, &FeeDecision::AsSet))?;
            }
            3 => {
                let fee = FeeDecision::Waived { why: "災害".to_owned() };
                run(office.approve(&occasion, insurer(), id, &fee))?;
            }
            4 => {
                run(office.refuse(&occasion, insurer(), id, "確かめられない"))?;
            }
            5 => {
                run(office.invoice(&occasion, insurer(), id))?;
            }
            6 => {
                run(office.pay_at_counter(&occasion, insurer(), id, world.today()))?;
            }
            7 => bank(world, chosen, which),
            8 => {
                run(office.withdraw_application(&occasion, insurer(), id))?;
            }
            _ => {
                let paper = PaperAt::of(&world.read(key).dossier.documents[0]);
                let lost = (paper, day(DAYS[0]));
                run(office.report_loss(&occasion, insurer(), key, lost))?;
            }
        }
    }
    Ok(())
}

/// A bank's file that pays an application, and one that a clerk then tries to match.
fn bank(world: &World, chosen: Option<&OfficeApplication>, which: usize) {
    let Some(number) = chosen.and_then(|it| it.invoice_number.clone()) else { return };
    let yen = [1_000, 1_000, 900, 1_200][which % 4];
    let report = world.pay(&format!("{},{yen},ﾔﾏﾀﾞ ﾊﾅｺ,{number} {which}", world.today()));
    let Some(application) = chosen else { return };
    for payment in report.payments {
        let id = &application.application_id;
        let act = world.act();
        let payment_id = &payment.payment_id;
        let matched = run(world.office.match_payment(&act, insurer(), payment_id, id));
        if let Err(refusal) = matched {
            assert!(!refusal.is_failure(), "{refusal}");
        }
    }
}

fn check(world: &World, key: PersonKey, paid: &mut BTreeMap<String, jiff::civil::Date>) {
    let all = world.ledger.store().applications_of(key).unwrap();
    let open = all.iter().filter(|it| ApplicationState::of(it).is_open());
    let mut kinds: Vec<String> = open.map(|it| format!("{:?}", it.document)).collect();
    let count = kinds.len();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), count, "two open applications for one paper");

    let mut payments = BTreeSet::new();
    for it in &all {
        if let Some(on) = it.paid_on {
            let first = *paid.entry(it.application_id.clone()).or_insert(on);
            assert_eq!(first, on, "the day paid never moves");
        }
        assert!(it.payment_id.is_none() || payments.insert(&it.payment_id), "paid for one only");
    }
    let acts = world.ledger.store().office_acts_of(key).unwrap();
    for it in &all {
        let step = format!("pay application {}", it.application_id);
        let pays = acts.iter().flat_map(|act| &act.steps).filter(|it| it.starts_with(&step));
        assert_eq!(pays.count(), usize::from(it.paid_on.is_some()), "{step}");
    }

    let counted: Vec<_> = world.read(key).dossier.applications;
    let states =
        [ApplicationState::ToInvoice, ApplicationState::Invoiced, ApplicationState::ToPrint];
    let approved = all.iter().filter(|it| states.contains(&ApplicationState::of(it)));
    assert_eq!(counted.len(), approved.count(), "the law counts the approved");
    let ready = all.iter().any(|it| {
        ApplicationState::of(it) == ApplicationState::ToPrint
            && it.document == DocumentKind::EligibilityCertificate
    });
    let planned = world.planned(key, "2026-07-15");
    assert_eq!(planned.contains(&DocumentKind::EligibilityCertificate), ready, "planned");
}
