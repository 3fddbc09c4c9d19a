//! Killed with SIGKILL at every kind of step and at random moments: in the end there are the same
//! files and the same register as of a run that was never killed.

use std::{
    fs,
    path::Path,
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use store::Store;

use crate::place::{BATCH, Place};

/// People in the batch: three files of sheets.
const PEOPLE: usize = 2_000;
/// Kills altogether: those at each kind of step, and then at random moments.
const KILLS: u32 = 32;
/// Tries at random moments, of which some come after the end of a run.
const TRIES: usize = 200;

/// A moment of a run, seen from outside.
enum Moment {
    /// The batch is in the register, nothing of it is released.
    Made,
    /// So many sheets are in the register.
    Sheets(u32),
    /// A file of this name is there.
    File(&'static str),
    /// So many milliseconds are over.
    After(u64),
}

const STEPS: [Moment; 16] = [
    Moment::After(0),
    Moment::After(30),
    Moment::Made,
    Moment::Sheets(1),
    Moment::Sheets(700),
    Moment::File("0001-certificates-employer.pdf.part"),
    Moment::File("0001-certificates-employer.pdf"),
    Moment::Sheets(1_500),
    Moment::File("0002-certificates-employer.pdf.part"),
    Moment::File("0003-certificates-direct.pdf"),
    Moment::File("employer-letters-0001.pdf.part"),
    Moment::File("direct-letters-0001.pdf"),
    Moment::File("post-list-0001.csv"),
    Moment::File("post-list-0001.pdf"),
    Moment::File("manifest.csv"),
    Moment::File("manifest.json"),
];

impl Moment {
    fn has_come(&self, place: &Place, store: &Store, began: Instant) -> bool {
        match self {
            Self::Made => store.batch(BATCH).unwrap().is_some(),
            Self::Sheets(sheet) => store.last_sheet(BATCH).unwrap() >= *sheet,
            Self::File(name) => place.path("papers").join(BATCH).join(name).exists(),
            Self::After(milliseconds) => began.elapsed() >= Duration::from_millis(*milliseconds),
        }
    }
}

/// The next of a row of numbers that looks random and is the same each time.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

/// Runs and kills when the moment has come; `true` where the run came to its end before.
fn is_over(place: &Place, moment: &Moment) -> bool {
    let ledger = place.ledger();
    let mut command = place.command(&Place::ISSUE);
    let told = fs::File::create(place.path("told")).unwrap();
    let mut run: Child = command.stdout(Stdio::null()).stderr(told).spawn().unwrap();
    let began = Instant::now();
    loop {
        if let Some(status) = run.try_wait().unwrap() {
            let told = fs::read_to_string(place.path("told")).unwrap();
            assert!(status.success(), "{status}: {told}");
            return true;
        }
        if moment.has_come(place, ledger.store(), began) {
            run.kill().unwrap();
            run.wait().unwrap();
            return false;
        }
        sleep(Duration::from_millis(1));
    }
}

/// A copy of a database nobody has open.
fn copy(from: &Path, to: &Path) {
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap().path();
        if file.is_file() {
            fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
        }
    }
}

#[test]
fn killed_at_any_moment_it_ends_as_if_it_had_not_been() {
    let imported = Place::new();
    imported.members(PEOPLE);
    let whole = Place::new();
    copy(imported.0.path(), whole.0.path());
    let began = Instant::now();
    assert_eq!(whole.issue()["made"], PEOPLE);
    let whole_takes = u64::try_from(began.elapsed().as_millis()).unwrap();
    let (files, register) = (whole.files(), whole.register());
    let ends_as_if_not_killed = |killed: &Place| {
        killed.issue();
        assert!(killed.files() == files, "the same files, byte for byte");
        assert_eq!(killed.register(), register);
        assert_eq!(killed.issue()["made"], 0);
        assert!(killed.files() == files, "untouched");
        let again = Place::new();
        copy(imported.0.path(), again.0.path());
        again
    };

    let mut killed = Place::new();
    copy(imported.0.path(), killed.0.path());
    let (mut kills, mut seed) = (0, 20_251_202);
    let random = (0..TRIES).map(|_| Moment::After(next(&mut seed) % whole_takes));
    let steps = STEPS.len();
    for (tried, moment) in STEPS.into_iter().chain(random).enumerate() {
        if tried >= steps && kills >= KILLS {
            break;
        }
        if is_over(&killed, &moment) {
            assert!(tried >= steps, "step {tried} has its moment in a run");
            killed = ends_as_if_not_killed(&killed);
        } else {
            kills += 1;
        }
    }
    ends_as_if_not_killed(&killed);
    assert!(kills >= KILLS, "{kills} kills");
}
