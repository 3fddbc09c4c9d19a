//! An office killed at any moment: an act is there with everything it did, or nothing of it is.
//!
//! As in `crash.rs` the test starts itself again as a child that acts until it is killed.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

use common::{
    authority::{NOW, USER_AUTHENTICATION, act, found},
    change, coverage, differences, identity, insurer, law, run, url,
};
use store::{Act, ActOutcome, PersonKey, Store, Whose};

const DIRECTORY: &str = "SHIKAKU_TEST_ACT_CRASH_DIRECTORY";
const ACTS: u64 = 600;

/// The key of the person of a number: the same after a restart, so that a retry is the same act.
fn key(number: u64) -> PersonKey {
    PersonKey::of(i64::try_from(number).unwrap() << 32).unwrap()
}

/// Somebody new, their order, card and certificate: rows in eight tables.
fn whole(number: u64) -> Act {
    let (key, id) = (key(number), format!("act:{number}"));
    let facts = vec![
        identity("見本", "1990-01-01"),
        coverage(insurer(), &number.to_string(), NOW_DAY, None),
    ];
    let change = change(&id, Whose::New(key), NOW, facts);
    let steps = format!(
        "open o{number}, card c{number} o{number}, make o{number} c{number}, hand o{number},
         auth {number} c{number}, hold {number}"
    );
    Act { change: Some(change), ..act(&id, key, &steps) }
}

const NOW_DAY: &str = "2026-05-01";

#[test]
fn a_child_that_acts() {
    let Ok(directory) = std::env::var(DIRECTORY) else { return };
    let store = Store::open(&url(Path::new(&directory)), law()).unwrap();
    found(&store);
    // From the start again: what is done already says so.
    for number in 1..=ACTS {
        let outcome = run(store.act(whole(number))).unwrap();
        let recorded = ActOutcome::Recorded { revision: Some(1) };
        assert!(outcome == recorded || outcome == ActOutcome::Already, "{outcome:?}");
        if outcome == recorded {
            let mut out = std::io::stdout().lock();
            writeln!(out, "\n! {number}").unwrap();
            out.flush().unwrap();
        }
    }
}

#[test]
fn an_office_killed_again_and_again_leaves_acts_whole_or_not_at_all() {
    let directory = tempfile::tempdir().unwrap();
    let mut kills = 0;
    let mut told = 0;
    while told < ACTS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_child_that_acts", "--nocapture"])
            .env(DIRECTORY, directory.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let output = child.stdout.take().unwrap();
        let mut heard = 0;
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let Some(number) = line.strip_prefix("! ") else { continue };
            told = told.max(number.parse().unwrap());
            heard += 1;
            if heard == 10 + kills * 7 && told < ACTS {
                child.kill().unwrap();
                kills += 1;
            }
        }
        child.wait().unwrap();
        check(directory.path(), told);
    }
    assert!(kills >= 3, "killed {kills} times only");
}

/// What was told is there; of each act everything is, or nothing.
fn check(directory: &Path, told: u64) {
    let store = Store::open(&url(directory), law()).unwrap();
    for number in 1..=ACTS {
        let there = [
            store.authority_act(&format!("act:{number}")).unwrap().is_some(),
            store.person(key(number)).unwrap().is_some(),
            store
                .card_order(&format!("o{number}"))
                .unwrap()
                .is_some_and(|it| it.handed_over_at.is_some()),
            store.card(&format!("c{number}")).unwrap().is_some(),
            store
                .certificate(USER_AUTHENTICATION, number)
                .unwrap()
                .is_some_and(|it| it.held_since.is_some()),
            store.certificate_holder(USER_AUTHENTICATION, number).unwrap().is_some(),
        ];
        assert!(
            there == [true; 6] || (there == [false; 6] && number > told),
            "{number}: {there:?}"
        );
    }
    assert_eq!(differences(&store, "2026-04-01"), []);
}
