//! The confirmation log: one row for a question, durable before the answer, whatever happens.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use std::sync::Arc;

use common::{at, change, day, enrol, existing, house, identity, record, run};
use jiff::{SignedDuration, Timestamp};
use store::{ConfirmError, Confirmation, Confirmed, PersonKey, Store};

const NOW: &str = "2026-04-01T00:00:00Z";

fn row(asked_at: Timestamp, id: &str, answer: &str) -> Confirmation {
    Confirmation {
        asked_at,
        confirmation_id: id.to_owned(),
        person_key: PersonKey::of(7),
        institution: "1312345".to_owned(),
        how: "number".to_owned(),
        on: day("2026-04-01"),
        question: b"question".to_vec(),
        answer: answer.as_bytes().to_vec(),
        rules: "R-1".to_owned(),
        known_at: asked_at,
        settings_revision: 0,
        program: "0.1.0".to_owned(),
    }
}

#[test]
fn a_retry_gets_the_first_answer_and_another_question_is_told() {
    let house = house();
    let confirm = |row: Confirmation| run(house.store.confirm(row)).unwrap();
    let later = at("2026-04-01T00:00:00.000001Z");
    assert_eq!(confirm(row(at(NOW), "a", "first")), Confirmed::Recorded);
    assert_eq!(confirm(row(at(NOW), "a", "second")), Confirmed::Already(b"first".to_vec()));
    assert_eq!(confirm(row(at(NOW), "b", "second")), Confirmed::Recorded);
    assert_eq!(confirm(row(later, "a", "third")), Confirmed::Recorded);
    let other = Confirmation { question: b"another".to_vec(), ..row(at(NOW), "a", "fourth") };
    assert_eq!(confirm(other), Confirmed::Conflict);
    let stored = house.store.confirmation(at(NOW), "a").unwrap();
    assert_eq!(stored, Some(row(at(NOW), "a", "first")));
    assert_eq!(house.store.confirmation(later, "b").unwrap(), None);
}

#[test]
fn sixty_four_threads_that_ask_twice_leave_one_row_each() {
    let house = house();
    let questions = 50_i64;
    std::thread::scope(|threads| {
        for thread in 0..64_i64 {
            let store = Arc::clone(&house.store);
            threads.spawn(move || {
                for question in 0..questions {
                    // Two threads share each id, and each asks it twice.
                    let id = format!("{}-{question}", thread / 2);
                    let asked_at = at(NOW) + SignedDuration::from_micros(question);
                    let answer = format!("{thread}");
                    let first = run(store.confirm(row(asked_at, &id, &answer))).unwrap();
                    let again = run(store.confirm(row(asked_at, &id, "again"))).unwrap();
                    let given = match first {
                        Confirmed::Recorded => answer.into_bytes(),
                        Confirmed::Already(given) => given,
                        Confirmed::Conflict => panic!("{id}"),
                    };
                    assert_eq!(again, Confirmed::Already(given));
                }
            });
        }
    });
    let days = (day("2026-04-01"), day("2026-04-01"));
    let rows = house.store.confirmations_by("1312345", days, None, 10_000).unwrap();
    assert_eq!(i64::try_from(rows.len()).unwrap(), 32 * questions);
}

#[test]
fn a_full_queue_says_busy_and_a_locked_log_fails_everybody_until_it_is_free() {
    let house = house();
    let lock = rusqlite::Connection::open(house.directory.path().join("ledger.db-log")).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let results: Vec<_> = runtime.block_on(async {
        let mut asking = tokio::task::JoinSet::new();
        for number in 0..3_000 {
            let store = Arc::clone(&house.store);
            let row = row(at(NOW), &number.to_string(), "answer");
            asking.spawn(async move { store.confirm(row).await });
        }
        asking.join_all().await
    });
    let busy = results.iter().filter(|it| matches!(it, Err(ConfirmError::Busy))).count();
    let failed =
        results.iter().filter(|it| matches!(it, Err(ConfirmError::NotRecorded(_)))).count();
    assert_eq!((busy + failed, busy > 0, failed >= 1_024), (3_000, true, true), "{busy} {failed}");
    assert_eq!(house.store.confirmation(at(NOW), "0").unwrap(), None);
    lock.execute_batch("ROLLBACK").unwrap();
    let again = runtime.block_on(house.store.confirm(row(at(NOW), "0", "answer"))).unwrap();
    assert_eq!(again, Confirmed::Recorded);
}

#[test]
fn days_are_days_in_japan_and_a_page_goes_on_after_the_last() {
    let house = house();
    for (asked_at, id) in [
        ("2026-03-31T14:59:59Z", "before"),
        ("2026-03-31T15:00:00Z", "first"),
        ("2026-03-31T15:00:00Z", "second"),
        ("2026-04-02T14:59:59.999999Z", "last"),
        ("2026-04-02T15:00:00Z", "after"),
    ] {
        run(house.store.confirm(row(at(asked_at), id, ""))).unwrap();
    }
    let days = (day("2026-04-01"), day("2026-04-02"));
    let page = |after: Option<(Timestamp, &str)>, limit| -> Vec<String> {
        let rows = house.store.confirmations_by("1312345", days, after, limit).unwrap();
        rows.into_iter().map(|it| it.confirmation_id).collect()
    };
    assert_eq!(page(None, 10), ["first", "second", "last"]);
    assert_eq!(page(None, 1), ["first"]);
    assert_eq!(page(Some((at("2026-03-31T15:00:00Z"), "first")), 10), ["second", "last"]);
    let others = house.store.confirmations_by("1312346", days, None, 10).unwrap();
    assert_eq!(others, []);
}

#[test]
fn a_person_sees_closed_days_and_what_came_late_for_them() {
    let house = house();
    let store = &house.store;
    let confirm = |asked_at: &str, id: &str| {
        assert_eq!(run(store.confirm(row(at(asked_at), id, ""))).unwrap(), Confirmed::Recorded);
    };
    let seen = || -> Vec<String> {
        let rows = store.confirmations_of(PersonKey::of(7).unwrap(), 10).unwrap();
        rows.into_iter().map(|it| it.confirmation_id).collect()
    };
    confirm("2026-03-31T12:00:00Z", "yesterday");
    confirm("2026-03-31T15:00:00Z", "today");
    let nobody = Confirmation { person_key: None, ..row(at("2026-03-31T13:00:00Z"), "nobody", "") };
    run(store.confirm(nobody)).unwrap();
    assert_eq!(seen(), [""; 0]);
    assert_eq!(run(store.close_days(day("2026-04-01"))).unwrap(), 1);
    assert_eq!(run(store.close_days(day("2026-04-01"))).unwrap(), 0);
    assert_eq!(seen(), ["yesterday"]);
    // A link that was down asks about yesterday: the day is closed already.
    confirm("2026-03-31T11:00:00Z", "late");
    confirm("2026-03-31T14:59:59.999999Z", "very late");
    confirm("2026-03-31T16:00:00Z", "also today");
    assert_eq!(seen(), ["very late", "yesterday", "late"]);
    assert_eq!(run(store.close_days(day("2026-04-02"))).unwrap(), 2);
    assert_eq!(seen(), ["also today", "today", "very late", "yesterday", "late"]);
}

#[test]
fn many_closed_rows_are_filled_in_parts() {
    let house = house();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut asking = tokio::task::JoinSet::new();
        for number in 0..1_000_i64 {
            let store = Arc::clone(&house.store);
            let asked_at = at(NOW) + SignedDuration::from_micros(number / 3);
            asking.spawn(async move {
                store.confirm(row(asked_at, &number.to_string(), "")).await.unwrap()
            });
        }
        asking.join_all().await;
    });
    assert_eq!(run(house.store.close_days(day("2026-04-02"))).unwrap(), 1_000);
    let seen = house.store.confirmations_of(PersonKey::of(7).unwrap(), 2_000).unwrap();
    assert_eq!(seen.len(), 1_000);
}

#[test]
fn a_past_answer_is_explained_by_what_was_known() {
    let house = house();
    let key = enrol(&house.store, "a", NOW, vec![identity("甲", "1990-01-01")]);
    let known_at = house.store.person(key).unwrap().unwrap().changed_at;
    let asked = Confirmation { person_key: Some(key), known_at, ..row(at(NOW), "q", "answer") };
    run(house.store.confirm(asked.clone())).unwrap();
    let renamed = vec![identity("乙", "1990-01-01")];
    record(&house.store, change("b", existing(key, 1), NOW, renamed));
    let explained = explain(&house.store, "q").unwrap();
    assert_eq!(explained, (asked, "甲".to_owned()));
    assert_eq!(explain(&house.store, "none"), None);
}

fn explain(store: &Store, id: &str) -> Option<(Confirmation, String)> {
    let explained = store.explain(at(NOW), id).unwrap()?;
    Some((explained.confirmation, explained.person.unwrap().identity.unwrap().name))
}
