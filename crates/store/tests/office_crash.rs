//! An issue run killed at any moment, and its spoiled sheets: in the end one valid original for
//! each person and paper, and one valid sheet for each original.
//!
//! As in `crash.rs` the test starts itself again as a child, here one that runs two batches and
//! makes spoiled sheets anew until it is killed.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use std::{
    collections::BTreeMap,
    hash::{BuildHasher, RandomState},
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use common::{
    at, change, coverage, differences, identity, insurer, law,
    office::{KINDS, NOW, act, batch, done, issue_of, sheet},
    run, url,
};
use record::DocumentKind;
use store::{
    ActOutcome, ItemOutcome, OfficeStep, Outcome, PersonKey, Progress, Step, Store, Task, Whose,
};

const DIRECTORY: &str = "SHIKAKU_TEST_OFFICE_CRASH_DIRECTORY";
const PEOPLE: u32 = 1_000;
const HALF: u32 = PEOPLE / 2;
/// Items of the first batch, certificates of the first half; of the second, certificates of all
/// and notices of the first half.
const BATCHES: [(&str, u32); 2] = [("one", HALF), ("two", PEOPLE + HALF)];
const SPOILED: (u32, u32) = (120, 134);
const PART: usize = 40;

fn key(number: u32) -> PersonKey {
    PersonKey::of(i64::from(number) << 32).unwrap()
}

/// Who and what an item of a place is for.
fn planned(place: u32) -> (PersonKey, DocumentKind) {
    if place <= PEOPLE { (key(place), KINDS[0]) } else { (key(place - PEOPLE), KINDS[1]) }
}

fn import_members(store: &Store) {
    let step = |number: u32| {
        let facts = vec![
            identity("見本", "1990-01-01"),
            coverage(insurer(), &number.to_string(), "2026-04-01", None),
        ];
        let change = change(&format!("list:{number}"), Whose::New(key(number)), NOW, facts);
        let task = Task::Record(Box::new(store.prepare(change).unwrap()));
        Step { position: i64::from(number), task }
    };
    run(store.start_job("list", "import", at(NOW))).unwrap();
    let progress = Progress { job_id: "list".to_owned(), after: 0, state: None };
    run(store.carry_out(progress, (1..=PEOPLE).map(step).collect())).unwrap();
    for (batch_id, items) in BATCHES {
        let people: Vec<PersonKey> = (1..=items).map(|place| planned(place).0).collect();
        let (batch, mut items) = batch(batch_id, &people);
        for it in &mut items {
            it.kind = planned(it.place).1;
        }
        let (batch_id, by) = (batch_id.to_owned(), "approver".to_owned());
        let release = OfficeStep::ReleaseBatch { batch_id, by, at: at(NOW), two_above: Some(100) };
        let id = format!("make:{}", batch.batch_id);
        done(store, &id, None, vec![OfficeStep::AddBatch { batch, items }, release]);
    }
}

#[test]
fn a_child_that_issues() {
    let Ok(directory) = std::env::var(DIRECTORY) else { return };
    let store = Store::open(&url(Path::new(&directory)), law()).unwrap();
    say("begun", 0);
    let mut made = 0;
    for (batch_id, items) in BATCHES {
        assert!(run(store.start_batch(batch_id, at(NOW))).unwrap());
        issue_all(&store, batch_id, made);
        made += items;
        assert!(run(store.finish_batch_printing(batch_id, at(NOW))).unwrap());
    }
    make_again(&store);
    let (first, second) = ("two".to_owned(), "two".to_owned());
    let steps = vec![
        OfficeStep::CountBatch { batch_id: first, at: at(NOW) },
        OfficeStep::SendBatch { batch_id: second, at: at(NOW) },
    ];
    let outcome = run(store.office_act(act("send", None, steps))).unwrap();
    assert_ne!(outcome, ActOutcome::Refused { step: 0 });
    say("done", made);
}

/// Issues every open item, in parts, wherever the run stopped.
fn issue_all(store: &Store, batch_id: &str, before: u32) {
    let mut after = run(store.start_job(batch_id, "issue", at(NOW))).unwrap().position;
    let mut place = 0;
    loop {
        let items = store.batch_items(batch_id, place, PART).unwrap();
        let Some(last) = items.last().map(|it| it.place) else { break };
        let open = items.iter().filter(|it| it.outcome.is_none());
        let issue = |(position, it): (i64, &store::BatchItem)| {
            let step = issue_of(store, it.person_key, batch_id, (it.place, it.kind));
            Step { position, task: Task::Issue(Box::new(step)) }
        };
        let steps: Vec<Step> = (after + 1..).zip(open).map(issue).collect();
        after = steps.last().map_or(after, |it| it.position);
        let count = steps.len();
        if count > 0 {
            let position = after - i64::try_from(count).unwrap();
            let progress = Progress { job_id: batch_id.to_owned(), after: position, state: None };
            let outcomes = run(store.carry_out(progress, steps)).unwrap();
            let recorded = |it: &Option<Outcome>| matches!(it, Some(Outcome::Recorded { .. }));
            assert!(outcomes.iter().all(recorded), "{outcomes:?}");
        }
        place = last;
        say("made", before + last);
    }
}

/// Voids the spoiled sheets once and makes each anew, wherever that stopped.
fn make_again(store: &Store) {
    let (first, last) = SPOILED;
    let (batch_id, why) = ("two".to_owned(), "jam".to_owned());
    let void = OfficeStep::VoidSheets { batch_id, first, last, at: at(NOW), why };
    let outcome = run(store.office_act(act("jam", None, vec![void]))).unwrap();
    assert_ne!(outcome, ActOutcome::Refused { step: 0 });
    let mut after = run(store.start_job("again", "issue", at(NOW))).unwrap().position;
    while let Some(it) = store.spoiled("two", 0, 1).unwrap().first() {
        let number = store.last_sheet("two").unwrap() + 1;
        let place = it.document_id.rsplit_once(':').unwrap().1.parse().unwrap();
        let task = Task::Sheet(Box::new(sheet("two", number, place)));
        let progress = Progress { job_id: "again".to_owned(), after, state: None };
        let steps = vec![Step { position: after + 1, task }];
        assert_eq!(run(store.carry_out(progress, steps)).unwrap(), [None]);
        after += 1;
        say("again", number);
    }
}

#[test]
fn a_run_killed_again_and_again_makes_one_original_and_one_sheet_of_each() {
    let directory = tempfile::tempdir().unwrap();
    import_members(&Store::open(&url(directory.path()), law()).unwrap());
    let mut kills = 0;
    let (mut made, mut again) = (0, 0);
    let mut done = false;
    while !done {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_child_that_issues", "--nocapture"])
            .env(DIRECTORY, directory.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = child.stdout.take().unwrap();
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let mut told = |line: &str| match read(line) {
            Some(("made", number)) => made = made.max(number),
            Some(("again", number)) => again = again.max(number),
            Some(("done", _)) => done = true,
            Some(_) | None => {}
        };
        // From when it has begun a moment of any length, soon or late in its work.
        if lines.by_ref().any(|it| matches!(read(&it), Some(("begun", _)))) {
            std::thread::sleep(moment(kills));
            // It may have ended by itself.
            let _ = child.kill();
        }
        lines.for_each(|it| told(&it));
        child.wait().unwrap();
        kills += u64::from(!done);
        check(directory.path(), made, again);
    }
    finished(directory.path());
    assert!(kills >= 5, "killed {kills} times only");
}

/// A random moment that grows with the kills, so that the run ends.
fn moment(kills: u64) -> Duration {
    let most = 40_000 + 4_000 * kills;
    Duration::from_micros(RandomState::new().hash_one(kills) % most)
}

/// What was told is there, and nothing is there by half.
fn check(directory: &Path, made: u32, again: u32) {
    let store = Store::open(&url(directory), law()).unwrap();
    let counts = BATCHES.map(|(batch_id, _)| store.batch_item_counts(batch_id).unwrap().made);
    assert!(counts[0] + counts[1] >= u64::from(made), "{counts:?} {made}");
    assert!(again == 0 || store.last_sheet("two").unwrap() >= again);
    assert_eq!(differences(&store, "2026-04-01"), []);
    let ledger = rusqlite::Connection::open(directory.join("ledger.db")).unwrap();
    let count =
        |sql: &str| ledger.query_row(sql, [], |row| row.get::<_, u32>(0)).map(u64::from).unwrap();
    let originals = count("SELECT count(*) FROM document");
    assert_eq!(originals, counts[0] + counts[1]);
    assert_eq!(count("SELECT count(*) FROM fact WHERE kind = 'document'"), originals);
    assert_eq!(count("SELECT count(DISTINCT document_id) FROM sheet"), originals);
}

/// Every planned paper once, and of each the sheet that is valid.
fn finished(directory: &Path) {
    let store = Store::open(&url(directory), law()).unwrap();
    let mut places = BTreeMap::new();
    for (batch_id, items) in BATCHES {
        for place in 1..=items {
            let it = store.original(&format!("{batch_id}:{place}")).unwrap().unwrap();
            assert_eq!((it.person_key, it.kind), planned(place));
            // The first half's first certificates were succeeded, nothing else ended.
            let ended = (batch_id == "one").then_some("succeeded");
            assert_eq!(it.end_reason.as_deref(), ended, "{batch_id} {place}");
            let sheets = store.sheets_of_original(&it.document_id).unwrap();
            let valid: Vec<_> = sheets.iter().filter(|it| it.void_at.is_none()).collect();
            let is_spoiled = batch_id == "two" && (SPOILED.0..=SPOILED.1).contains(&place);
            assert_eq!((valid.len(), sheets.len()), (1, 1 + usize::from(is_spoiled)));
            if is_spoiled {
                places.insert(valid[0].sheet, place);
            } else {
                assert_eq!(valid[0].sheet, place);
            }
        }
        let items = store.batch_items(batch_id, 0, 9_999).unwrap();
        assert!(items.iter().all(|it| it.outcome == Some(ItemOutcome::Made)));
    }
    // The sheets made anew follow the last, in the order of the spoiled.
    let anew: Vec<_> = (PEOPLE + HALF + 1..).zip(SPOILED.0..=SPOILED.1).collect();
    assert_eq!(places.into_iter().collect::<Vec<_>>(), anew);
    assert!(store.batch("two").unwrap().unwrap().sent_at.is_some());
}

fn say(what: &str, number: u32) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n! {what} {number}").unwrap();
    out.flush().unwrap();
}

fn read(line: &str) -> Option<(&str, u32)> {
    let (what, number) = line.strip_prefix("! ")?.split_once(' ')?;
    Some((what, number.parse().ok()?))
}
