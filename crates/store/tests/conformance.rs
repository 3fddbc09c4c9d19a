//! What every engine does, written against `Store` alone: people.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use common::{
    at, change, coverage, day, differences, enrol, existing, house, identity, insurer,
    other_insurer, person, record, run,
};
use record::Fact;
use store::{Change, ChangeError, End, Entry, Error, Held, Join, Outcome, PersonKey, Store, Whose};

const ON: &str = "2026-04-01";

#[test]
fn a_number_finds_everybody_under_it_and_reads_whom_the_birth_date_names() {
    let house = house();
    for (line, born_on, branch) in
        [(1, "1955-04-02", "-01"), (2, "1980-01-01", "-2"), (3, "2020-05-05", "")]
    {
        let number = format!("１２３{branch}");
        let facts =
            vec![identity("見本", born_on), coverage(insurer(), &number, "2020-04-01", None)];
        enrol(&house.store, &format!("list:{line}"), "2026-03-31T15:00:00Z", facts);
    }
    let find = |symbol: &str, number: &str, born_on: &str| -> String {
        let found = house.store.find(insurer(), symbol, number, day(born_on)).unwrap();
        let shown = found.iter().map(|it| {
            let born_on = it.matched.as_ref().map(|it| it.person().unwrap().dossier.born_on);
            format!("[{} {}]", it.branch, born_on.map_or("-".to_owned(), |it| it.to_string()))
        });
        shown.collect::<Vec<_>>().join(" ")
    };
    for (symbol, number, born_on, expected) in [
        ("ア1", "123", "1955-04-02", ""),
        ("あ1", "123", "1955-04-02", "[ -] [01 1955-04-02] [02 -]"),
        ("あ1", "123", "2020-05-05", "[ 2020-05-05] [01 -] [02 -]"),
        ("あ1", "123", "2020-05-06", "[ -] [01 -] [02 -]"),
        ("あ1", "124", "2020-05-05", ""),
    ] {
        assert_eq!(find(symbol, number, born_on), expected, "{symbol} {number} {born_on}");
    }
    assert_eq!(house.store.find(other_insurer(), "あ1", "123", day(ON)).unwrap(), []);
    assert_eq!(house.store.find_all(insurer(), "あ1", "123", "02").unwrap().len(), 1);
    assert_eq!(house.store.find_all(insurer(), "あ1", "123", "2").unwrap().len(), 0);
    assert_eq!(differences(&house.store, ON), []);
}

#[test]
fn the_same_change_again_does_nothing_and_says_the_same() {
    let house = house();
    let key = house.store.new_person_key(at("2026-04-01T00:00:00Z"));
    let first =
        change("a", Whose::New(key), "2026-04-01T00:00:00Z", vec![identity("甲", "1990-01-01")]);
    let second = change(
        "b",
        existing(key, 1),
        "2026-04-02T00:00:00Z",
        vec![coverage(insurer(), "1", "2026-04-01", None)],
    );
    let recorded = |revision| Outcome::Recorded { person_key: key, revision };
    for _ in 0..2 {
        assert_eq!(record(&house.store, first.clone()), recorded(1));
    }
    for _ in 0..2 {
        assert_eq!(record(&house.store, second.clone()), recorded(2));
        assert_eq!(record(&house.store, first.clone()), recorded(1));
    }
    assert_eq!(house.store.facts(key).unwrap().len(), 2);
    assert_eq!(house.store.count().unwrap(), 1);
}

#[test]
fn of_two_who_decided_on_one_revision_the_second_is_told() {
    let house = house();
    let key = enrol(&house.store, "a", "2026-04-01T00:00:00Z", vec![identity("甲", "1990-01-01")]);
    let lost = |id: &str, number: &str| {
        let facts = vec![coverage(insurer(), number, "2026-04-01", None)];
        change(id, existing(key, 1), "2026-04-01T00:00:01Z", facts)
    };
    let (one, two) = (lost("b", "1"), lost("c", "2"));
    let (one, two) = (house.store.prepare(one).unwrap(), house.store.prepare(two).unwrap());
    let outcomes = run(async { tokio::join!(house.store.record(one), house.store.record(two)) });
    let outcomes = [outcomes.0.unwrap(), outcomes.1.unwrap()];
    assert!(outcomes.contains(&Outcome::Conflict), "{outcomes:?}");
    assert!(outcomes.contains(&Outcome::Recorded { person_key: key, revision: 2 }));
    assert_eq!(person(&house.store, key).dossier.coverages.len(), 1);
    // Nobody and somebody of another revision are conflicts too.
    for whose in [existing(key, 1), existing(key, 3), existing(PersonKey::of(5).unwrap(), 1)] {
        let late = change("d", whose, "2026-04-01T00:00:02Z", vec![identity("乙", "1990-01-01")]);
        assert_eq!(record(&house.store, late), Outcome::Conflict);
    }
    assert_eq!(differences(&house.store, ON), []);
}

#[test]
fn what_was_known_on_both_sides_of_an_instant() {
    let house = house();
    let key = enrol(
        &house.store,
        "a",
        "2026-04-01T00:00:00Z",
        vec![
            identity("甲", "1990-01-01"),
            coverage(insurer(), "1", "2020-04-01", None),
            coverage(insurer(), "2", "2026-04-01", None),
        ],
    );
    let lost = vec![coverage(insurer(), "1", "2020-04-01", Some("2026-04-01"))];
    record(&house.store, change("b", existing(key, 1), "2026-04-02T00:00:00Z", lost));
    let mut end = change("c", existing(key, 2), "2026-04-03T00:00:00Z", Vec::new());
    end.end.push(End { kind: "coverage", subject: "06130090 2026-04-01".to_owned() });
    end.reason = "recorded by mistake".to_owned();
    record(&house.store, end);

    let known = |at_text: &str| match house.store.person_known_at(key, at(at_text)).unwrap() {
        None => "nobody".to_owned(),
        Some(person) => person
            .dossier
            .coverages
            .iter()
            .map(|it| format!("{}{}", it.number, if it.lost_on.is_some() { " lost" } else { "" }))
            .collect::<Vec<_>>()
            .join(", "),
    };
    for (instant, expected) in [
        ("2026-03-31T23:59:59.999999Z", "nobody"),
        ("2026-04-01T00:00:00Z", "1, 2"),
        ("2026-04-01T23:59:59.999999Z", "1, 2"),
        ("2026-04-02T00:00:00Z", "1 lost, 2"),
        ("2026-04-02T23:59:59.999999Z", "1 lost, 2"),
        ("2026-04-03T00:00:00Z", "1 lost"),
        ("2030-01-01T00:00:00Z", "1 lost"),
    ] {
        assert_eq!(known(instant), expected, "{instant}");
    }
    // The facts as known are those whose times enclose the instant.
    for row in house.store.facts_known_at(key, at("2026-04-02T12:00:00Z")).unwrap() {
        assert!(row.recorded_at <= at("2026-04-02T12:00:00Z"));
        assert!(row.superseded_at.is_none_or(|it| it > at("2026-04-02T12:00:00Z")));
    }
    let ended = house.store.facts(key).unwrap().pop().unwrap();
    assert_eq!((ended.entry, &*ended.reason), (Entry::Ended, "recorded by mistake"));
    assert_eq!(differences(&house.store, ON), []);
}

#[test]
fn revisions_of_one_person_have_increasing_instants() {
    let house = house();
    let key = enrol(&house.store, "a", "2026-04-01T00:00:00Z", vec![identity("甲", "1990-01-01")]);
    for (revision, id) in [(1, "b"), (2, "c")] {
        let earlier = vec![identity(id, "1990-01-01")];
        record(&house.store, change(id, existing(key, revision), "2026-03-01T00:00:00Z", earlier));
    }
    let instants: Vec<_> =
        house.store.facts(key).unwrap().iter().map(|it| it.recorded_at.to_string()).collect();
    assert_eq!(
        instants,
        ["2026-04-01T00:00:00Z", "2026-04-01T00:00:00.000001Z", "2026-04-01T00:00:00.000002Z"]
    );
    let current = house.store.person(key).unwrap().unwrap();
    let known = house.store.person_known_at(key, current.changed_at).unwrap().unwrap();
    assert_eq!(Held::Person(Box::new(known)), current.held);
}

#[test]
fn a_corrected_number_or_birth_date_is_found_and_the_old_one_is_not() {
    let house = house();
    let key = enrol(
        &house.store,
        "a",
        "2026-04-01T00:00:00Z",
        vec![identity("甲", "1990-01-01"), coverage(insurer(), "1-01", "2026-04-01", None)],
    );
    let corrected =
        vec![identity("甲", "1990-01-02"), coverage(insurer(), "2-01", "2026-04-01", None)];
    record(&house.store, change("b", existing(key, 1), "2026-04-01T01:00:00Z", corrected));
    for (number, born_on, found, matched) in
        [("1", "1990-01-01", 0, 0), ("2", "1990-01-01", 1, 0), ("2", "1990-01-02", 1, 1)]
    {
        let rows = house.store.find(insurer(), "あ1", number, day(born_on)).unwrap();
        let hits = rows.iter().filter(|it| it.matched.is_some()).count();
        assert_eq!((rows.len(), hits), (found, matched), "{number} {born_on}");
    }
    assert_eq!(differences(&house.store, ON), []);
}

#[test]
fn changes_that_cannot_be_recorded() {
    let house = house();
    let new = Whose::New(house.store.new_person_key(at("2026-04-01T00:00:00Z")));
    let old = existing(PersonKey::of(1).unwrap(), 1);
    let refusal = |id: &str, whose, facts: Vec<Fact>, end: &[&'static str]| {
        let end = end.iter().map(|kind| End { kind, subject: String::new() }).collect();
        let change = Change { end, ..change(id, whose, "2026-04-01T00:00:00Z", facts) };
        house.store.prepare(change).unwrap_err()
    };
    let me = || identity("甲", "1990-01-01");
    let long = "a".repeat(65);
    for id in ["", "a b", "a/b", &long] {
        assert_eq!(refusal(id, new, vec![me()], &[]), ChangeError::Id, "{id}");
    }
    assert_eq!(refusal("a", old, vec![], &[]), ChangeError::Entries);
    assert_eq!(refusal("a", old, vec![], &["identity"]), ChangeError::Identity);
    let covered = coverage(insurer(), "1", "2026-04-01", None);
    assert_eq!(refusal("a", new, vec![covered], &[]), ChangeError::Identity);
    assert_eq!(refusal("a", new, vec![me(), me()], &[]), ChangeError::Twice { kind: "identity" });
    assert_eq!(
        refusal("a", old, vec![], &["block", "block"]),
        ChangeError::Twice { kind: "block" }
    );
}

#[test]
fn what_is_not_current_cannot_end() {
    let house = house();
    let key = enrol(&house.store, "a", "2026-04-01T00:00:00Z", vec![identity("甲", "1990-01-01")]);
    let mut end = change("b", existing(key, 1), "2026-04-01T01:00:00Z", vec![]);
    end.end.push(End { kind: "address", subject: String::new() });
    assert_eq!(record(&house.store, end), Outcome::NothingToEnd);
    assert_eq!(house.store.person(key).unwrap().unwrap().revision, 1);
}

#[test]
fn a_my_number_is_one_persons() {
    let house = house();
    let enrol = |id: &str, hash: u8| {
        let key = house.store.new_person_key(at("2026-04-01T00:00:00Z"));
        let facts = vec![identity(id, "1990-01-01")];
        let mut change = change(id, Whose::New(key), "2026-04-01T00:00:00Z", facts);
        change.my_number_hash = Some([hash; 32]);
        (key, record(&house.store, change))
    };
    let (first, outcome) = enrol("a", 1);
    assert_eq!(outcome, Outcome::Recorded { person_key: first, revision: 1 });
    assert_eq!(enrol("b", 1).1, Outcome::MyNumberOfAnother { person_key: first });
    let (third, _) = enrol("c", 3);
    assert_eq!(house.store.count().unwrap(), 2);
    let mut link = change("d", existing(third, 1), "2026-04-01T00:00:01Z", vec![]);
    link.my_number_hash = Some([1; 32]);
    assert_eq!(
        record(&house.store, link.clone()),
        Outcome::MyNumberOfAnother { person_key: first }
    );
    link.my_number_hash = Some([4; 32]);
    assert_eq!(record(&house.store, link), Outcome::Recorded { person_key: third, revision: 2 });
    let whose = |hash| house.store.by_my_number(&[hash; 32]).unwrap().map(|it| it.person_key);
    assert_eq!([1, 2, 3, 4].map(whose), [Some(first), None, Some(third), Some(third)]);
    assert_eq!(differences(&house.store, ON), []);
}

#[test]
fn two_people_found_to_be_one() {
    let house = house();
    let first = enrol(
        &house.store,
        "a",
        "2026-04-01T00:00:00Z",
        vec![identity("甲", "1990-01-01"), coverage(insurer(), "1", "2020-04-01", None)],
    );
    let key = house.store.new_person_key(at("2026-04-01T00:00:00Z"));
    let facts =
        vec![identity("甲子", "1990-01-01"), coverage(other_insurer(), "9", "2026-04-01", None)];
    let mut second = change("b", Whose::New(key), "2026-04-02T00:00:00Z", facts);
    second.my_number_hash = Some([7; 32]);
    record(&house.store, second);
    let join = Join {
        id: "c".to_owned(),
        first: (first, 1),
        second: (key, 1),
        recorded_by: "clerk".to_owned(),
        reason: "one person, two lists".to_owned(),
        recorded_at: at("2026-04-03T00:00:00Z"),
    };
    for _ in 0..2 {
        let outcome = run(house.store.join(join.clone())).unwrap();
        assert_eq!(outcome, Outcome::Recorded { person_key: first, revision: 2 });
    }
    joined(&house.store, first, key);
    let again = Join { id: "d".to_owned(), ..join.clone() };
    assert_eq!(run(house.store.join(again)).unwrap(), Outcome::Conflict);
    let same = Join { second: (first, 2), ..join };
    assert!(matches!(run(house.store.join(same)), Err(Error::Change(ChangeError::OnePerson))));
    assert_eq!(differences(&house.store, ON), []);
}

fn joined(store: &Store, first: PersonKey, second: PersonKey) {
    let person = person(store, first);
    assert_eq!(person.identity.as_ref().unwrap().name, "甲");
    let numbers: Vec<_> = person.dossier.coverages.iter().map(|it| &*it.number).collect();
    assert_eq!(numbers, ["1", "9"]);
    assert_eq!(store.by_my_number(&[7; 32]).unwrap().unwrap().person_key, first);
    let found = store.find(other_insurer(), "あ1", "9", day("1990-01-01")).unwrap();
    assert_eq!(found.iter().map(|it| it.person_key).collect::<Vec<_>>(), [first]);
    assert_eq!(store.person(second).unwrap().unwrap().held, Held::JoinedInto(first));
    assert_eq!(store.joined_into(first).unwrap(), [second]);
    assert_eq!(store.count().unwrap(), 1);
    // Before the join they are known apart; the name the first did not take is in the history.
    let before = store.person_known_at(second, at("2026-04-02T23:00:00Z")).unwrap().unwrap();
    assert_eq!(before.identity.unwrap().name, "甲子");
    assert_eq!(store.person_known_at(second, at("2026-04-03T00:00:00Z")).unwrap(), None);
    let names = store.facts(first).unwrap();
    let names = names.iter().filter(|it| it.kind == "identity");
    assert_eq!(names.map(|it| it.superseded_at.is_some()).collect::<Vec<_>>(), [false, true]);
    let why = store.facts(second).unwrap().pop().unwrap();
    assert_eq!((why.entry, &*why.reason), (Entry::JoinedInto(first), "one person, two lists"));
}
