//! People who must not be found: their address stands on the one envelope that goes to them.

use record::{Fact, SelfInformationBlock};
use server::work::{
    issue::{make_batch, run_batch, samples},
    plan::plan,
};
use store::ItemOutcome;

use crate::world::{BATCH, ON, TARO, World, day, has_poppler, run, with};

fn block(world: &World, from: &str) {
    let blocked = SelfInformationBlock { from: day(from), to: None };
    world.record(world.keys()[0], vec![Fact::Block(blocked)]);
}

#[test]
fn the_address_is_on_the_envelope_alone() {
    if !has_poppler() {
        return;
    }
    let other = with(TARO, &[(",7,", ",8,"), ("太郎", "次郎"), ("さいたま市１", "さいたま市２")]);
    let world = World::of(&[TARO.to_owned(), other]);
    world.settings(r#"{"address":"printed"}"#);
    block(&world, "2025-12-01");
    assert_eq!(world.issue().made, 2);
    let (mut seen, mut others) = (Vec::new(), 0);
    for (name, bytes) in world.files() {
        let is_pdf = std::path::Path::new(&name).extension().is_some_and(|it| it == "pdf");
        let text = if is_pdf { world.text(&name) } else { String::from_utf8(bytes).unwrap() };
        let text = crate::world::bare(&text);
        if text.contains("さいたま市１") {
            seen.push(name.rsplit('/').next().unwrap().to_owned());
        }
        let is_of_employer = name.contains("employer");
        assert!(!(is_of_employer && text.contains("山田太郎")), "{name}");
        others += u32::from(text.contains("さいたま市２"));
    }
    assert_eq!(seen, ["withheld-letters-0001.pdf"]);
    assert_eq!(others, 1, "the other one's stands on the certificate");
    let papers = samples(&world.issuing(), BATCH, 9).unwrap();
    assert_eq!(papers.len(), 1, "a sample is of the other one");
}

/// A batch may be planned for one day and run on another: what was said between counts.
#[test]
fn who_asks_after_the_day_of_the_batch_is_held_too() {
    let world = World::of(&[TARO]);
    let before = "2025-12-01";
    let due = plan(&world.ledger, world.insurer(), day(before), &mut |_, _| {}).unwrap();
    assert_eq!((due.items.len(), due.items[0].deliver.name()), (1, "employer"));
    let at = (world.clock)();
    run(make_batch(&world.ledger, &due, "early", "early", "test", at)).unwrap();
    block(&world, ON);
    run(run_batch(&world.issuing(), "early", |_| {})).unwrap();
    let item = &world.items("early")[0];
    assert_eq!((item.outcome, item.why.as_deref()), (Some(ItemOutcome::Held), Some("other_way")));
    let held = world.store().held_items(world.insurer()).unwrap();
    assert_eq!(held.len(), 1, "somebody still waits for it");
    assert_eq!(world.issue().made, 1);
    assert_eq!(world.items(BATCH)[0].deliver, "withheld");
    assert_eq!(world.store().held_items(world.insurer()).unwrap(), []);
}
