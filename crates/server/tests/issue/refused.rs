use jiff::Timestamp;
use server::work::{
    issue::{IssueError, Refusal, document_id, make_batch, run_batch},
    plan::plan,
};
use store::{ActOutcome, OfficeAct, OfficeStep};

use crate::world::{BATCH, ON, TARO, World, day, members, run};

fn refusal(world: &World) -> Refusal {
    match world.try_issue(ON) {
        Err(IssueError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn act(world: &World, by: &str, step: OfficeStep) -> ActOutcome {
    let at = (world.clock)();
    let act = OfficeAct {
        id: format!("test:{}", at.as_microsecond()),
        insurer: world.insurer(),
        kind: "test".to_owned(),
        person_key: None,
        about: None,
        note: "{}".to_owned(),
        recorded_by: by.to_owned(),
        reason: "test".to_owned(),
        recorded_at: at,
        change: None,
        steps: vec![step],
    };
    run(world.store().office_act(act)).unwrap()
}

#[test]
fn an_insurer_must_be_known_and_is_named_by_its_number_where_it_has_no_name() {
    let world = World::new();
    assert_eq!(refusal(&world), Refusal::UnknownInsurer(world.insurer()));
    for (name, stands) in [(None, "保険者番号 113019"), (Some("見本組合"), "見本組合")]
    {
        let world = World::new();
        world.import(name, &[TARO]);
        assert_eq!(world.issue().made, 1);
        let original = world.store().original(&document_id(BATCH, 1)).unwrap().unwrap();
        assert!(original.content.contains(stands), "{stands}: {}", original.content);
    }
}

#[test]
fn above_the_size_that_is_set_somebody_else_must_release() {
    let world = World::of(&members(3));
    world.settings(r#"{"release_by_two_above": 2}"#);
    let not_released = Refusal::NotReleased { batch: BATCH.to_owned(), items: 3, above: 2 };
    assert_eq!(refusal(&world), not_released);
    assert_eq!(refusal(&world), not_released, "the batch waits");
    assert!(world.sheets(BATCH).is_empty() && world.files().is_empty());
    let release = |by: &str| OfficeStep::ReleaseBatch {
        batch_id: BATCH.to_owned(),
        by: by.to_owned(),
        at: Timestamp::UNIX_EPOCH,
        two_above: Some(2),
    };
    assert_eq!(act(&world, "test", release("test")), ActOutcome::Refused { step: 0 });
    assert!(matches!(act(&world, "other", release("other")), ActOutcome::Recorded { .. }));
    assert_eq!(world.issue().made, 3);
    let world = World::of(&members(3));
    world.settings(r#"{"release_by_two_above": 3}"#);
    assert_eq!(world.issue().made, 3, "as many as the size one person may release");
}

#[test]
fn a_batch_returned_or_withdrawn_never_runs_and_another_is_made() {
    for is_returned in [true, false] {
        let world = World::of(&members(3));
        let due = plan(&world.ledger, world.insurer(), day(ON), &mut |_, _| {}).unwrap();
        let at = (world.clock)();
        run(make_batch(&world.ledger, &due, BATCH, BATCH, "test", at)).unwrap();
        let batch_id = BATCH.to_owned();
        let step = if is_returned {
            OfficeStep::ReturnBatch { batch_id, why: "the list is old".to_owned(), at }
        } else {
            OfficeStep::WithdrawBatch { batch_id, at }
        };
        assert!(matches!(act(&world, "other", step), ActOutcome::Recorded { .. }));
        let refused = run(run_batch(&world.issuing(), BATCH, |_| {})).unwrap_err();
        let wanted = if is_returned { "was returned" } else { "was withdrawn" };
        assert!(refused.to_string().contains(wanted), "{refused}");
        let report = world.issue();
        let second = format!("{BATCH}-2");
        assert_eq!((report.batch.as_deref(), report.made), (Some(second.as_str()), 3));
    }
}

#[test]
fn a_pause_ends_a_run_between_two_parts_and_it_goes_on_later() {
    let world = World::of(&members(3));
    let due = plan(&world.ledger, world.insurer(), day(ON), &mut |_, _| {}).unwrap();
    let at = (world.clock)();
    run(make_batch(&world.ledger, &due, BATCH, BATCH, "test", at)).unwrap();
    let batch_id = || BATCH.to_owned();
    let release = OfficeStep::ReleaseBatch {
        batch_id: batch_id(),
        by: "test".to_owned(),
        at,
        two_above: None,
    };
    act(&world, "test", release);
    run(world.store().start_batch(BATCH, at)).unwrap();
    act(&world, "test", OfficeStep::PauseBatch { batch_id: batch_id(), at });
    assert_eq!(refusal(&world), Refusal::Paused(batch_id()));
    assert!(world.sheets(BATCH).is_empty());
    act(&world, "test", OfficeStep::ResumeBatch { batch_id: batch_id() });
    assert_eq!(world.issue().made, 3);
    world.is_sound(BATCH);
}

#[test]
fn an_empty_plan_makes_no_batch() {
    let world = World::of(&members(3));
    let report = world.try_issue("2025-09-30").unwrap();
    assert_eq!((report.batch, report.made, report.files.len()), (None, 0, 0));
    let empty = plan(&world.ledger, world.insurer(), day("2025-09-30"), &mut |_, _| {}).unwrap();
    let made = run(make_batch(&world.ledger, &empty, "b", "b", "test", (world.clock)()));
    assert!(matches!(made, Err(IssueError::Refused(Refusal::NothingDue))));
}
