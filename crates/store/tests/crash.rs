//! What was acknowledged is there after the process is killed, and after the disk was full.
//!
//! The test starts itself again as a child, which writes and says on its output what it was told is
//! durable; the child is a test that does nothing unless it is given a directory.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    time::Duration,
};

use common::{at, change, coverage, day, differences, identity, insurer, law, run, url};
use jiff::SignedDuration;
use store::{Confirmation, Confirmed, Progress, Step, Store, Task, Whose};

const NOW: &str = "2026-04-01T00:00:00Z";
const DIRECTORY: &str = "SHIKAKU_TEST_CRASH_DIRECTORY";
const LINES: i64 = 6_000;
const PART: i64 = 40;

#[test]
fn a_child_that_imports() {
    let Ok(directory) = std::env::var(DIRECTORY) else { return };
    let store = Store::open(&url(Path::new(&directory)), law()).unwrap();
    let mut after = run(store.start_job("list", "import", at(NOW))).unwrap().position;
    while after < LINES {
        let steps = (after + 1..=after + PART).map(|line| step(&store, line)).collect();
        let progress = Progress { job_id: "list".to_owned(), after, state: None };
        run(store.carry_out(progress, steps)).unwrap();
        after += PART;
        say("line", after);
        assert_eq!(run(store.confirm(row(after))).unwrap(), Confirmed::Recorded);
        say("confirmed", after);
    }
    say("done", after);
}

#[test]
fn a_child_that_confirms() {
    let Ok(directory) = std::env::var(DIRECTORY) else { return };
    let store = Store::open(&url(Path::new(&directory)), law()).unwrap();
    for number in 0.. {
        match run(store.confirm(row(number))) {
            Ok(_) => say("confirmed", number),
            Err(_) => say("failed", number),
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn an_import_killed_again_and_again_loses_nothing_and_does_nothing_twice() {
    let directory = tempfile::tempdir().unwrap();
    let mut confirmed = Vec::new();
    let mut kills = 0_u64;
    loop {
        let (mut child, output) = start("a_child_that_imports", directory.path(), false);
        let (told, done) = listen(output, &mut child, 5 + kills * 7);
        child.wait().unwrap();
        let store = Store::open(&url(directory.path()), law()).unwrap();
        let position = store.job("list").unwrap().map_or(0, |it| it.position);
        for (what, number) in told {
            match &*what {
                "line" => assert!(position >= number, "{position} {number}"),
                _ => confirmed.push(number),
            }
        }
        // Every line up to the position is in, once, and none after it.
        assert_eq!(i64::try_from(store.count().unwrap()).unwrap(), position);
        for number in &confirmed {
            let row = row(*number);
            let stored = store.confirmation(row.asked_at, &row.confirmation_id).unwrap();
            assert_eq!(stored, Some(row), "{number}");
        }
        assert_eq!(differences(&store, "2026-04-01"), []);
        if done {
            assert_eq!(position, LINES);
            break;
        }
        kills += 1;
    }
    assert!(kills >= 3, "killed {kills} times only");
}

#[test]
fn a_full_disk_is_said_and_the_log_goes_on_when_there_is_room() {
    let directory = tempfile::tempdir().unwrap();
    let (mut child, output) = start("a_child_that_confirms", directory.path(), true);
    let mut told = BufReader::new(output).lines().map_while(Result::ok).filter_map(|it| read(&it));
    let mut confirmed = Vec::new();
    let mut until = |wanted: &str, times: usize| {
        let mut seen = 0;
        while seen < times {
            let (what, number) = told.next().expect("the child ended");
            seen += usize::from(what == wanted);
            if what == "confirmed" {
                confirmed.push(number);
            }
        }
    };
    until("confirmed", 5);
    limit(&child, "4096");
    until("failed", 3);
    limit(&child, "unlimited");
    until("confirmed", 5);
    child.kill().unwrap();
    child.wait().unwrap();
    let store = Store::open(&url(directory.path()), law()).unwrap();
    for number in confirmed {
        let row = row(number);
        let stored = store.confirmation(row.asked_at, &row.confirmation_id).unwrap();
        assert_eq!(stored, Some(row), "{number}");
    }
}

/// Lets the child's files grow up to a size only.
fn limit(child: &Child, size: &str) {
    let limit = Command::new("prlimit")
        .args(["--pid", &child.id().to_string(), &format!("--fsize={size}:unlimited")])
        .status();
    assert!(limit.expect("prlimit of util-linux is needed").success());
}

/// Starts a child; one that outlives a file too large must ignore the signal that says so.
fn start(test: &str, directory: &Path, limited: bool) -> (Child, ChildStdout) {
    let me = std::env::current_exe().unwrap();
    let mut command = if limited {
        let mut shell = Command::new("sh");
        shell.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(me);
        shell
    } else {
        Command::new(me)
    };
    let mut child = command
        .args(["--exact", test, "--nocapture"])
        .env(DIRECTORY, directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let output = child.stdout.take().unwrap();
    (child, output)
}

/// What the child says until it is done or, having said some things, is killed.
fn listen(output: ChildStdout, child: &mut Child, most: u64) -> (Vec<(String, i64)>, bool) {
    let mut told = Vec::new();
    let mut done = false;
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        match read(&line) {
            Some((what, _)) if what == "done" => done = true,
            Some(it) => told.push(it),
            None => {}
        }
        if !done && u64::try_from(told.len()).unwrap() == most {
            child.kill().unwrap();
        }
    }
    (told, done)
}

fn say(what: &str, number: i64) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n! {what} {number}").unwrap();
    out.flush().unwrap();
}

fn read(line: &str) -> Option<(String, i64)> {
    let (what, number) = line.strip_prefix("! ")?.split_once(' ')?;
    Some((what.to_owned(), number.parse().ok()?))
}

fn step(store: &Store, line: i64) -> Step {
    let facts = vec![
        identity("見本", "1990-01-01"),
        coverage(insurer(), &line.to_string(), "2026-05-01", None),
    ];
    let key = store.new_person_key(at(NOW));
    let change = change(&format!("list:{line}"), Whose::New(key), NOW, facts);
    Step { position: line, task: Task::Record(Box::new(store.prepare(change).unwrap())) }
}

fn row(number: i64) -> Confirmation {
    let asked_at = at(NOW) + SignedDuration::from_micros(number);
    Confirmation {
        asked_at,
        confirmation_id: number.to_string(),
        person_key: None,
        institution: "1312345".to_owned(),
        how: "number".to_owned(),
        on: day("2026-04-01"),
        question: b"question".to_vec(),
        answer: vec![b'a'; 900],
        rules: String::new(),
        known_at: asked_at,
        settings_revision: 0,
        program: "0.1.0".to_owned(),
    }
}
