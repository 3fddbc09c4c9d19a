//! Who waits for what, and whom a plan must read.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use common::{
    House, at, change, coverage, day, differences, enrol, existing, house, identity, insurer,
    other_insurer, record, run,
};
use store::{Join, NewSetting, PersonKey, Scope, WaitsFor, Whom};

const NOW: &str = "2026-04-01T00:00:00Z";

/// People as `name coverage=FROM/TO …`; a coverage of the other insurer is `other=FROM/TO`.
fn people(house: &House, table: &str) -> Vec<(String, PersonKey)> {
    let rows = table.lines().map(str::trim).filter(|it| !it.is_empty());
    rows.map(|row| {
        let mut words = row.split(' ');
        let name = words.next().unwrap();
        let mut facts = vec![identity(name, "1990-01-01")];
        for word in words {
            let (which, days) = word.split_once('=').unwrap();
            let (from, to) = days.split_once('/').unwrap();
            let insurer = if which == "other" { other_insurer() } else { insurer() };
            facts.push(coverage(insurer, name, from, (to != "-").then_some(to)));
        }
        (name.to_owned(), enrol(&house.store, name, NOW, facts))
    })
    .collect()
}

fn name_of(people: &[(String, PersonKey)], key: PersonKey) -> &str {
    &people.iter().find(|it| it.1 == key).unwrap().0
}

#[test]
fn the_nearest_wait_first_page_by_page() {
    let house = house();
    let people = people(
        &house,
        "
        a coverage=2026-01-01/-
        b coverage=2026-01-01/2026-06-30
        c coverage=2026-01-01/2026-05-31
        d coverage=2026-01-01/2026-05-31
        e other=2026-01-01/2026-04-30
        f coverage=2026-05-01/-
        g coverage=2025-01-01/2026-03-31
        h coverage=2025-01-01/2026-03-31 coverage=2026-01-01/2026-06-30
        ",
    );
    let waiting = |what, limit: usize| {
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let page = house.store.waiting(insurer(), what, after, limit).unwrap();
            let Some(last) = page.last() else { break found.join(" ") };
            after = Some((last.by, last.person_key));
            found.extend(page.iter().map(|it| name_of(&people, it.person_key).to_owned()));
        }
    };
    for limit in [1, 2, 3, 100] {
        assert_eq!(waiting(Some(WaitsFor::EligibilityCertificate), limit), "c d b h a");
        assert_eq!(waiting(Some(WaitsFor::GiveBack), limit), "g h");
        assert_eq!(waiting(Some(WaitsFor::ExpiryWarning), limit), "");
        assert_eq!(waiting(None, limit), "g h c d b h a", "{limit}");
    }
    let counts = |insurer| {
        let counts = house.store.waiting_counts(insurer).unwrap();
        counts.into_iter().map(|it| it.1).collect::<Vec<_>>()
    };
    assert_eq!(counts(insurer()), [5, 0, 0, 2, 0]);
    assert_eq!(counts(other_insurer()), [1, 0, 0, 0, 0]);
    assert_eq!(WaitsFor::ALL.map(|it| WaitsFor::of_name(it.name())), WaitsFor::ALL.map(Some));
}

/// Whom a plan reads, by name.
fn to_plan(house: &House, people: &[(String, PersonKey)], on: &str) -> String {
    let mut read = Vec::new();
    let scope = Scope::ToPlan { insurer: insurer(), on: day(on) };
    house
        .store
        .pages(scope, &mut |page| {
            for it in page.people() {
                let person = it.person().unwrap();
                assert_eq!(it.dossier().unwrap(), person.dossier);
                assert_eq!(person.identity.unwrap().name, name_of(people, it.person_key));
                read.push(name_of(people, it.person_key).to_owned());
            }
            true
        })
        .unwrap();
    read.join(" ")
}

#[test]
fn a_plan_reads_whoever_waits_and_whoevers_day_has_come() {
    let house = house();
    let people = people(
        &house,
        "
        a coverage=2026-01-01/-
        b coverage=2026-05-01/-
        c other=2026-01-01/2026-05-02
        d coverage=2025-01-01/2026-03-31
        ",
    );
    assert_eq!(house.store.latest_derivation().unwrap(), Some(day("2026-04-01")));
    assert_eq!(to_plan(&house, &people, "2026-04-01"), "a");
    assert_eq!(to_plan(&house, &people, "2026-04-30"), "a");
    assert_eq!(to_plan(&house, &people, "2026-05-01"), "a b");
    assert_eq!(to_plan(&house, &people, "2026-05-02"), "a b c");
    run(house.store.night(day("2026-05-02"))).unwrap();
    assert_eq!(house.store.latest_derivation().unwrap(), Some(day("2026-05-02")));
    assert_eq!(to_plan(&house, &people, "2026-05-02"), "a b");
    assert_eq!(differences(&house.store, "2026-05-02"), []);
}

#[test]
fn everybody_is_read_once_in_order_of_key_until_enough() {
    let house = house();
    let table: Vec<_> = (0..2_100).map(|it| format!("p{it} coverage=2026-05-01/-")).collect();
    let table = table.join("\n");
    let people = people(&house, &table);
    let first = (people[0].1, house.store.person(people[0].1).unwrap().unwrap().revision);
    let second = (people[1].1, house.store.person(people[1].1).unwrap().unwrap().revision);
    let joined = Join {
        id: "join".to_owned(),
        first,
        second,
        recorded_by: "clerk".to_owned(),
        reason: "one person".to_owned(),
        recorded_at: at(NOW),
    };
    run(house.store.join(joined)).unwrap();
    let read = |pages: usize| {
        let (mut keys, mut left) = (Vec::new(), pages);
        let mut take = |page: store::Page| {
            keys.extend(page.people().map(|it| it.person_key));
            left -= 1;
            left > 0
        };
        house.store.pages(Scope::Everybody, &mut take).unwrap();
        keys
    };
    let wanted: Vec<_> = people.iter().map(|it| it.1).filter(|it| *it != people[1].1).collect();
    assert_eq!(read(usize::MAX), wanted);
    assert_eq!(read(1), wanted[..1_024]);
}

#[test]
fn nothing_is_left_waiting_by_somebody_joined_into_another() {
    let house = house();
    let people = people(&house, "a coverage=2026-01-01/-\n b coverage=2026-02-01/2026-06-30");
    let joined = Join {
        id: "join".to_owned(),
        first: (people[0].1, 1),
        second: (people[1].1, 1),
        recorded_by: "clerk".to_owned(),
        reason: "one person".to_owned(),
        recorded_at: at(NOW),
    };
    run(house.store.join(joined)).unwrap();
    let waiting = house.store.waiting(insurer(), None, None, 10).unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!((waiting[0].person_key, waiting[0].by), (people[0].1, Some(day("2026-06-30"))));
    assert_eq!(differences(&house.store, "2026-04-01"), []);
}

#[test]
fn until_those_a_setting_concerns_are_due_nothing_is_known_by_the_agenda() {
    let house = house();
    let people = people(&house, "a coverage=2026-05-01/-\n b other=2026-05-01/-");
    let store = &house.store;
    let setting = NewSetting {
        insurer: Some(insurer()),
        from: day("2026-04-01"),
        body: "{}".to_owned(),
        recorded_at: at(NOW),
        recorded_by: "clerk".to_owned(),
    };
    let revision = run(store.append_setting(setting)).unwrap();
    assert_eq!(store.latest_derivation().unwrap(), None);
    run(store.wake_all(Whom::MembersOf(insurer()), day("2026-04-10"))).unwrap();
    assert_eq!(store.latest_derivation().unwrap(), None);
    run(store.settings_woken(revision)).unwrap();
    // On the day before, the agenda would still say what it did under the settings before.
    assert_eq!(store.latest_derivation().unwrap(), Some(day("2026-04-10")));
    assert_eq!(to_plan(&house, &people, "2026-04-10"), "a");
}

#[test]
fn a_ledger_from_before_has_everybody_due() {
    let house = house();
    let people = people(&house, "a coverage=2020-01-01/-\n b other=2020-01-01/-");
    let ledger = rusqlite::Connection::open(house.directory.path().join("ledger.db")).unwrap();
    // As the tables were, and as the migration that made these then finds them.
    ledger
        .execute_batch(
            "DROP TABLE awaited; DROP TABLE derivation; DROP TABLE setting_unwoken;
             DROP TABLE search_term; DROP TABLE search_pending;",
        )
        .unwrap();
    ledger.execute_batch(include_str!("../migrations/sqlite/ledger/0004_awaited.sql")).unwrap();
    for on in ["2021-01-01", "2026-04-01"] {
        assert_eq!(to_plan(&house, &people, on), "a b");
    }
    assert_eq!(run(house.store.night(day("2026-04-01"))).unwrap().woken, 2);
    assert_eq!(to_plan(&house, &people, "2026-04-01"), "a");
    assert_eq!(run(house.store.index_search()).unwrap(), 2);
    assert_eq!(differences(&house.store, "2026-04-01"), []);
}

#[test]
fn a_change_moves_what_is_waited_for_with_the_facts() {
    let house = house();
    let people = people(&house, "a coverage=2026-01-01/-");
    let counts = || -> Vec<u64> {
        house.store.waiting_counts(insurer()).unwrap().iter().map(|it| it.1).collect()
    };
    assert_eq!(counts(), [1, 0, 0, 0, 0]);
    let lost = vec![coverage(insurer(), "a", "2026-01-01", Some("2026-03-01"))];
    record(&house.store, change("lost", existing(people[0].1, 1), NOW, lost));
    assert_eq!(counts(), [0, 0, 0, 1, 0]);
    run(house.store.rebuild(day("2026-04-01"))).unwrap();
    assert_eq!(counts(), [0, 0, 0, 1, 0]);
}
