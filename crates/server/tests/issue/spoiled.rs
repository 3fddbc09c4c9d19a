use std::collections::BTreeSet;

use server::work::issue::{IssueError, Refusal, Report, spoil};
use store::Sheet;

use crate::world::{BATCH, World, members, run, with};

fn try_spoil(world: &World, sheets: (u32, u32), act: &str) -> Result<Report, IssueError> {
    run(spoil(&world.issuing(), BATCH, sheets, "紙詰まり", act))
}

fn again(world: &World) -> Vec<Sheet> {
    let mut sheets = world.sheets(BATCH);
    sheets.retain(|it| it.file.starts_with("again-"));
    sheets
}

#[test]
fn exactly_those_sheets_are_made_again_as_the_same_originals() {
    let world = World::of(&members(40));
    world.issue();
    let (before, documents) = (world.files(), world.sheets(BATCH));
    let report = try_spoil(&world, (12, 26), "spoil:1").unwrap();
    assert_eq!((report.made, report.void, report.sheets), (0, 15, 40));
    world.is_sound(BATCH);
    let new = again(&world);
    let of = |sheets: &[Sheet]| -> Vec<String> {
        sheets.iter().map(|it| it.document_id.clone()).collect()
    };
    assert_eq!(of(&new), of(&documents[11..26]), "the same originals in the same order");
    let numbers: Vec<u32> = new.iter().map(|it| it.sheet).collect();
    assert_eq!(numbers, (41..=55).collect::<Vec<u32>>());
    assert!(new.iter().all(|it| it.file == "again-0001-certificates-employer.pdf"));
    for it in world.sheets(BATCH).iter().filter(|it| (12..=26).contains(&it.sheet)) {
        assert_eq!(it.void_reason.as_deref(), Some("紙詰まり"));
    }
    for key in world.keys() {
        assert_eq!(world.in_force(key).len(), 1, "no original is made anew");
        assert_eq!(world.person(key).dossier.documents.len(), 1);
    }
    let after = world.files();
    assert!(before.iter().all(|(name, bytes)| after[name] == *bytes), "what was there stays");
    let added: BTreeSet<&str> = after
        .keys()
        .filter(|it| !before.contains_key(*it))
        .map(|it| &it[BATCH.len() + 1..])
        .collect();
    let wanted = [
        "again-0001-certificates-employer.pdf",
        "again-0001-slips.pdf",
        "manifest-0002.csv",
        "manifest-0002.json",
    ];
    assert_eq!(added, wanted.into());
}

#[test]
fn the_same_act_again_changes_nothing_and_another_spoils_the_new_ones() {
    let world = World::of(&members(10));
    world.issue();
    try_spoil(&world, (2, 4), "spoil:1").unwrap();
    let (files, sheets) = (world.files(), world.sheets(BATCH));
    try_spoil(&world, (2, 4), "spoil:1").unwrap();
    assert_eq!((world.files(), world.sheets(BATCH)), (files, sheets));
    assert_eq!(world.issue().made, 0);
    try_spoil(&world, (11, 12), "spoil:2").unwrap();
    world.is_sound(BATCH);
    let numbers: Vec<u32> = again(&world).iter().map(|it| it.sheet).collect();
    assert_eq!(numbers, [11, 12, 13, 14, 15]);
    assert!(world.files().contains_key(&format!("{BATCH}/again-0002-certificates-employer.pdf")));
}

#[test]
fn sheets_that_are_not_there_or_void_are_refused_and_numbers_never_made_are_passed_over() {
    let mut rows = members(10);
    rows[3] = with(&rows[3], &[("山田", "\u{E000}田")]);
    let world = World::of(&rows);
    world.issue();
    let held = world.items(BATCH).iter().find(|it| it.why.is_some()).map(|it| it.place).unwrap();
    assert!((2..=9).contains(&held));
    for sheets in [(0, 3), (4, 3), (9, 11), (11, 12), (held, 10), (1, held)] {
        match try_spoil(&world, sheets, "spoil:0") {
            Err(IssueError::Refused(Refusal::Sheets { first, last, .. })) => {
                assert_eq!((first, last), sheets);
            }
            other => panic!("{sheets:?} {other:?}"),
        }
    }
    assert!(again(&world).is_empty());
    try_spoil(&world, (held - 1, held + 1), "spoil:1").unwrap();
    assert_eq!(again(&world).len(), 2);
    assert!(try_spoil(&world, (1, 10), "spoil:2").is_err(), "some are void");
    world.is_sound(BATCH);
}
