use record::Fact;
use server::work::issue::explained;
use store::ItemOutcome;

use crate::world::{BATCH, TARO, World, members, with};

/// A character of no script: a place for private use, as gaiji are.
const GAIJI: &str = "\u{E000}";

#[test]
fn who_cannot_be_drawn_is_held_with_kana_and_reason_and_the_batch_goes_on() {
    let mut rows = members(5);
    rows[2] = with(&rows[2], &[("山田　三郎", &format!("山{GAIJI}　三郎")), ("ロウ", "サブロウ")]);
    let world = World::of(&rows);
    let report = world.issue();
    assert_eq!((report.made, report.held), (4, 1));
    world.is_sound(BATCH);
    let items = world.items(BATCH);
    let held: Vec<_> = items.iter().filter(|it| it.outcome == Some(ItemOutcome::Held)).collect();
    let why = held[0].why.clone().unwrap();
    assert_eq!((held.len(), why.as_str()), (1, "character name U+E000"));
    assert!(explained(&why).starts_with("氏名の文字(U+E000)"));
    let list = String::from_utf8(world.files()[&format!("{BATCH}/held.csv")].clone()).unwrap();
    assert!(list.contains("ヤマダ　サブロウ") && list.contains("氏名の文字(U+E000)"), "{list}");
    let key = held[0].person_key;
    assert!(world.in_force(key).is_empty() && world.person(key).dossier.documents.is_empty());

    let files = world.files();
    assert_eq!(world.issue().made, 0, "who is held still makes no batch");
    assert_eq!(world.files(), files);

    let mut identity = world.person(key).identity.unwrap();
    identity.name = "山辺　三郎".to_owned();
    world.record(key, vec![Fact::Identity(identity)]);
    let report = world.issue();
    let second = format!("{BATCH}-2");
    assert_eq!((report.batch.as_deref(), report.made), (Some(second.as_str()), 1));
    world.is_sound(&second);
}

#[test]
fn a_name_too_long_for_the_smallest_type_is_held_and_never_cut() {
    let long = "寿".repeat(400);
    let world = World::of(&[TARO.to_owned(), with(TARO, &[(",7,", ",8,"), ("山田　太郎", &long)])]);
    let report = world.issue();
    assert_eq!((report.made, report.held), (1, 1));
    let items = world.items(BATCH);
    let why = items.iter().find_map(|it| it.why.clone()).unwrap();
    assert!(why.starts_with("too_long name "), "{why}");
}
