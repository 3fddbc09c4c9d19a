//! A change prepared for somebody who was read: what is derived then stands only as long as they
//! and the settings do.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use common::{at, change, coverage, enrol, existing, identity, insurer, run};
use jiff::ToSpan as _;
use store::{Awaited, NewSetting, Outcome, PersonKey, Store};

const READ: &str = "2026-04-01T00:00:00Z";

/// A ledger whose law wakes everybody some days later; how many is the setting in use.
struct Place {
    store: Store,
    days: Arc<AtomicI64>,
    asked: Arc<AtomicI64>,
    _directory: tempfile::TempDir,
}

fn place() -> Place {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", directory.path().join("ledger.db").display());
    let (days, asked) = (Arc::new(AtomicI64::new(10)), Arc::new(AtomicI64::new(0)));
    let (in_use, counted) = (Arc::clone(&days), Arc::clone(&asked));
    let store = Store::open(
        &url,
        Arc::new(move |_, on| {
            counted.fetch_add(1, Ordering::Relaxed);
            let wake_on = on.saturating_add(in_use.load(Ordering::Relaxed).days());
            Awaited { wake_on: Some(wake_on), waits: Vec::new() }
        }),
    )
    .unwrap();
    Place { store, days, asked, _directory: directory }
}

/// A step of somebody else.
fn step(place: &Place, key: PersonKey, step: &str) {
    let store = &place.store;
    match step {
        "append" => {
            let setting = NewSetting {
                insurer: Some(insurer()),
                from: "2026-04-01".parse().unwrap(),
                body: "{}".to_owned(),
                recorded_at: at(READ),
                recorded_by: "clerk".to_owned(),
            };
            run(store.append_setting(setting)).unwrap();
        }
        "use" => place.days.store(20, Ordering::Relaxed),
        "woken" => run(store.settings_woken(1)).unwrap(),
        "change" => {
            let facts = vec![coverage(insurer(), "2", "2026-04-01", None)];
            let revision = store.person(key).unwrap().unwrap().revision;
            common::record(store, change("other", existing(key, revision), READ, facts));
        }
        // As by a clock ahead of this one.
        "tomorrow" => {
            let facts = vec![coverage(insurer(), "2", "2026-04-01", None)];
            let recorded_at = "2026-04-02T00:00:00Z";
            common::record(store, change("ahead", existing(key, 1), recorded_at, facts));
        }
        other => panic!("{other}"),
    }
}

#[test]
fn what_was_derived_stands_while_the_person_and_the_settings_do() {
    // What happens before the person is read, and between that and the record; on what day the
    // person is woken, and how often the law was asked for the change by the time it is recorded.
    for (before, between, woken, asked) in [
        ("", "", "2026-04-11", 1),
        ("append use woken", "", "2026-04-21", 1),
        ("", "append use woken", "2026-04-21", 2),
        ("", "append use", "2026-04-21", 2),
        ("append", "use woken", "2026-04-21", 2),
        ("tomorrow", "", "2026-04-12", 2),
        ("", "change", "conflict", 2),
    ] {
        let place = place();
        let key = enrol(&place.store, "list:1", READ, vec![identity("甲", "1990-01-01")]);
        before.split_whitespace().for_each(|it| step(&place, key, it));
        let current = place.store.person(key).unwrap().unwrap();
        let asked_before = place.asked.load(Ordering::Relaxed);
        let facts = vec![coverage(insurer(), "1", "2026-04-01", None)];
        let change = change("mine", existing(key, current.revision), READ, facts);
        let prepared = place.store.prepare_for(change, &current).unwrap();
        between.split_whitespace().for_each(|it| step(&place, key, it));
        let outcome = run(place.store.record(prepared)).unwrap();
        let after = place.store.person(key).unwrap().unwrap();
        let shown = match outcome {
            Outcome::Recorded { .. } => after.wake_on.unwrap().to_string(),
            Outcome::Conflict => "conflict".to_owned(),
            other @ (Outcome::MyNumberOfAnother { .. } | Outcome::NothingToEnd) => {
                panic!("{other:?}")
            }
        };
        let asked_for_it = place.asked.load(Ordering::Relaxed) - asked_before;
        assert_eq!((&*shown, asked_for_it), (woken, asked), "{before} / {between}");
    }
}

#[test]
fn somebody_else_than_was_read_is_left_to_the_writer() {
    let place = place();
    let one = enrol(&place.store, "list:1", READ, vec![identity("甲", "1990-01-01")]);
    let two = enrol(&place.store, "list:2", READ, vec![identity("乙", "1991-01-01")]);
    let read = place.store.person(one).unwrap().unwrap();
    let facts = vec![coverage(insurer(), "1", "2026-04-01", None)];
    let prepared =
        place.store.prepare_for(change("mine", existing(two, 1), READ, facts), &read).unwrap();
    run(place.store.record(prepared)).unwrap();
    let name = |key| common::person(&place.store, key).identity.unwrap().name;
    assert_eq!((name(one), name(two)), ("甲".to_owned(), "乙".to_owned()));
    assert_eq!(common::person(&place.store, two).dossier.coverages.len(), 1);
    assert_eq!(common::person(&place.store, one).dossier.coverages.len(), 0);
}
