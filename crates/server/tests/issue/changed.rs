use record::{Coverage, Document, DocumentKind, Fact, SelfInformationBlock};
use server::work::{
    issue::{make_batch, run_batch},
    plan::plan,
};
use store::ItemOutcome;

use crate::world::{BATCH, ON, TARO, World, day, has_poppler, run, with};

/// Makes the batch, changes the first person, and runs it.
fn changed(world: &World, change: impl FnOnce(&World)) {
    let due = plan(&world.ledger, world.insurer(), day(ON), &mut |_, _| {}).unwrap();
    let at = (world.clock)();
    run(make_batch(&world.ledger, &due, BATCH, BATCH, "test", at)).unwrap();
    change(world);
    run(run_batch(&world.issuing(), BATCH, |_| {})).unwrap();
    world.is_sound(BATCH);
}

fn two() -> World {
    World::of(&[TARO.to_owned(), with(TARO, &[(",7,", ",8,"), ("太郎", "次郎")])])
}

fn first(world: &World) -> Coverage {
    world.person(world.keys()[0]).dossier.coverages[0].clone()
}

#[test]
fn who_is_not_due_any_more_gets_nothing() {
    let changes: [fn(&World); 2] = [
        |world| {
            let lost = Coverage { lost_on: Some(day(ON)), ..first(world) };
            world.record(world.keys()[0], vec![Fact::Coverage(lost)]);
        },
        |world| {
            let document = Document {
                kind: DocumentKind::EligibilityCertificate,
                issued_on: day(ON),
                valid_from: day(ON),
                valid_to: Some(day("2030-12-01")),
                insurer_number: Some(world.insurer()),
                lost_on: None,
                returned_on: None,
            };
            world.record(world.keys()[0], vec![Fact::Document(document)]);
        },
    ];
    for change in changes {
        let world = two();
        changed(&world, change);
        let outcomes: Vec<_> = world.items(BATCH).into_iter().map(|it| it.outcome).collect();
        assert_eq!(outcomes, [Some(ItemOutcome::NotDue), Some(ItemOutcome::Made)]);
        assert_eq!(world.in_force(world.keys()[0]).len(), 0);
        assert_eq!(world.sheets(BATCH)[0].sheet, 2, "a sheet has its item's number");
    }
}

#[test]
fn who_is_still_due_gets_what_is_true_now() {
    if !has_poppler() {
        return;
    }
    let world = two();
    changed(&world, |world| {
        let mut identity = world.person(world.keys()[0]).identity.unwrap();
        identity.name = "鈴木　太郎".to_owned();
        world.record(world.keys()[0], vec![Fact::Identity(identity)]);
        let known = Coverage { lost_on: Some(day("2026-04-01")), ..first(world) };
        world.record(world.keys()[0], vec![Fact::Coverage(known)]);
    });
    let text = world.text(&format!("{BATCH}/0001-certificates-employer.pdf"));
    assert!(text.contains("鈴木太郎") && !text.contains("山田太郎"), "{text}");
    assert!(text.contains("令和8年3月31日"), "{text}");
    let documents = world.person(world.keys()[0]).dossier.documents;
    assert_eq!(documents[0].valid_to, Some(day("2026-03-31")));
}

#[test]
fn who_must_not_be_reached_through_the_employer_any_more_is_held_for_the_next_batch() {
    let world = two();
    changed(&world, |world| {
        let blocked = SelfInformationBlock { from: day("2025-12-01"), to: None };
        world.record(world.keys()[0], vec![Fact::Block(blocked)]);
    });
    let item = &world.items(BATCH)[0];
    assert_eq!((item.outcome, item.why.as_deref()), (Some(ItemOutcome::Held), Some("other_way")));
    assert_eq!(world.issue().made, 1);
    let second = format!("{BATCH}-2");
    assert_eq!(world.items(&second)[0].deliver, "withheld");
    world.is_sound(&second);
}

#[test]
fn a_renewal_ends_the_one_before() {
    let world = World::of(&[TARO]);
    world.settings(r#"{"certificate_validity":{"yearly_to":{"month":7,"day":31}}}"#);
    world.issue();
    assert_eq!(world.try_issue("2026-06-30").unwrap().made, 0);
    let report = world.try_issue("2026-07-01").unwrap();
    assert_eq!(report.made, 1);
    let key = world.keys()[0];
    let originals = world.store().originals_of(key).unwrap();
    let ended: Vec<_> = originals.iter().map(|it| it.end_reason.as_deref()).collect();
    assert_eq!(ended, [Some("succeeded"), None]);
    let documents = world.person(key).dossier.documents;
    let days: Vec<_> = documents.iter().map(|it| (it.valid_from, it.valid_to.unwrap())).collect();
    assert_eq!(
        days,
        [(day(ON), day("2026-07-31")), (day("2026-08-01"), day("2027-07-31"))],
        "one follows the other"
    );
    assert_eq!(world.try_issue("2026-07-02").unwrap().batch, None, "nothing was due that day");
}
