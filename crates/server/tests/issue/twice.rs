//! Nobody ever has two originals of a kind that counters cannot tell apart.

use record::{Document, Fact};
use server::work::{
    issue::{make_batch, run_batch},
    plan::plan,
};
use store::ItemOutcome;

use crate::world::{ON, TARO, World, day, run, with};

/// Makes two batches of one plan, and runs both.
fn both(world: &World) {
    let due = plan(&world.ledger, world.insurer(), day(ON), &mut |_, _| {}).unwrap();
    for batch in ["one", "other"] {
        let at = (world.clock)();
        run(make_batch(&world.ledger, &due, batch, batch, "test", at)).unwrap();
    }
    for batch in ["one", "other"] {
        run(run_batch(&world.issuing(), batch, |_| {})).unwrap();
        world.is_sound(batch);
    }
}

#[test]
fn two_open_batches_of_one_plan_make_each_paper_once() {
    // The second is 70 in this month, and a paper from the next month on is due at once (F-43).
    let seventy = with(TARO, &[(",7,", ",8,"), ("1980-05-05", "1955-12-15")]);
    let world = World::of(&[TARO.to_owned(), seventy]);
    both(&world);
    let outcomes = |batch| world.items(batch).iter().map(|it| it.outcome).collect::<Vec<_>>();
    assert_eq!(outcomes("one"), [Some(ItemOutcome::Made); 2]);
    assert_eq!(outcomes("other"), [Some(ItemOutcome::NotDue); 2]);
    for key in world.keys() {
        assert_eq!(world.store().originals_of(key).unwrap().len(), 1);
    }
}

#[test]
fn a_paper_given_back_on_the_day_of_its_issue_is_made_again_the_next_day() {
    let world = World::of(&[TARO]);
    world.issue();
    let key = world.keys()[0];
    let paper = world.person(key).dossier.documents[0].clone();
    let returned = Document { returned_on: Some(day(ON)), ..paper };
    world.record(key, vec![Fact::Document(returned.clone())]);
    let due = plan(&world.ledger, world.insurer(), day(ON), &mut |_, _| {}).unwrap();
    assert_eq!(due.items.len(), 1);
    let at = (world.clock)();
    run(make_batch(&world.ledger, &due, "again", "again", "test", at)).unwrap();
    run(run_batch(&world.issuing(), "again", |_| {})).unwrap();
    let item = &world.items("again")[0];
    assert_eq!((item.outcome, item.why.as_deref()), (Some(ItemOutcome::Held), Some("same_day")));
    assert_eq!(
        world.person(key).dossier.documents,
        std::slice::from_ref(&returned),
        "what is so stays so"
    );
    assert_eq!(world.try_issue("2025-12-03").unwrap().made, 1);
    let papers = world.person(key).dossier.documents;
    assert_eq!((papers.len(), &papers[0]), (2, &returned));
    assert_eq!(world.in_force(key).len(), 1);
}
