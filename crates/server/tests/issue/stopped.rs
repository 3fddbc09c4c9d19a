use std::{fs, panic};

use server::work::issue::{IssueError, Stage, issue};

use crate::world::{BATCH, ON, World, day, members, run};

#[test]
fn where_nothing_can_be_written_it_says_what_to_do_and_goes_on_later() {
    let world = World::of(&members(30));
    fs::write(world.out(), "a file where the directory should be").unwrap();
    let failed = world.try_issue(ON).unwrap_err();
    assert!(matches!(failed, IssueError::Output { .. }), "{failed:?}");
    let told = failed.to_string();
    assert!(told.contains("could not be written") && told.contains("run again"), "{told}");
    fs::remove_file(world.out()).unwrap();
    assert_eq!(world.issue().sheets, 30);
    world.is_sound(BATCH);
}

#[test]
fn a_file_that_cannot_be_written_loses_nothing_that_is_recorded() {
    let world = World::of(&members(30));
    // A directory where the file of sheets should be.
    let taken = world.out().join(BATCH).join("0001-certificates-employer.pdf");
    fs::create_dir_all(taken.join("in the way")).unwrap();
    assert!(matches!(world.try_issue(ON), Err(IssueError::Output { .. })));
    assert_eq!(world.sheets(BATCH).len(), 30, "the register is ahead of the files");
    fs::remove_dir_all(&taken).unwrap();
    let report = world.issue();
    assert_eq!((report.made, report.sheets), (0, 30));
    world.is_sound(BATCH);
}

#[test]
fn a_run_dropped_after_each_part_ends_as_one_that_was_not() {
    let whole = World::of(&members(30));
    whole.issue();
    let world = World::of(&members(30));
    for stage in [Stage::Planning, Stage::Sheets, Stage::Letters] {
        let issuing = world.issuing();
        let stopped = panic::catch_unwind(panic::AssertUnwindSafe(|| {
            run(issue(&issuing, world.insurer(), day(ON), |it| {
                assert!(it.stage != stage, "stopped here");
            }))
        }));
        assert!(stopped.is_err() || stage == Stage::Planning);
    }
    assert_eq!(world.issue().sheets, 30);
    world.is_sound(BATCH);
    assert_eq!(world.files(), whole.files());
}
