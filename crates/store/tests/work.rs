//! What every engine does, written against `Store` alone: jobs, the quarantine, the agenda, the
//! reference tables, the check.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use common::{
    at, change, coverage, day, differences, enrol, existing, house, identity, insurer,
    other_insurer, record, run,
};
use store::{
    Awaited, Difference, Employer, Error, Institution, Insurer, Lease, NewSetting, Night, Outcome,
    Progress, Quarantined, Step, Store, Task, What, Whom, Whose,
};

const NOW: &str = "2026-04-01T00:00:00Z";

/// Steps from one line to another: every third is put aside, every fifth does nothing.
fn steps(store: &Store, lines: std::ops::RangeInclusive<i64>) -> Vec<Step> {
    let task = |line: i64| {
        if line % 5 == 0 {
            Task::Pass
        } else if line % 3 == 0 {
            Task::Quarantine(Box::new(aside(line)))
        } else {
            let facts = vec![
                identity("見本", "1990-01-01"),
                coverage(insurer(), &line.to_string(), "2026-04-01", None),
            ];
            let key = store.new_person_key(at(NOW));
            let change = change(&format!("list:{line}"), Whose::New(key), NOW, facts);
            Task::Record(Box::new(store.prepare(change).unwrap()))
        }
    };
    lines.map(|line| Step { position: line, task: task(line) }).collect()
}

fn aside(line: i64) -> Quarantined {
    Quarantined {
        quarantine_id: format!("list:{line}"),
        insurer: insurer(),
        line,
        why: "same number, another birth date".to_owned(),
        row: "{}".to_owned(),
        added_at: at(NOW),
        settled: None,
    }
}

fn progress(after: i64) -> Progress {
    Progress { job_id: "list".to_owned(), after, state: Some(format!("after {after}")) }
}

#[test]
fn a_job_goes_on_where_it_stopped() {
    let house = house();
    let store = &house.store;
    let job = run(store.start_job("list", "import", at(NOW))).unwrap();
    assert_eq!((job.position, &*job.state), (0, "{}"));
    let outcomes = run(store.carry_out(progress(0), steps(store, 1..=1_100))).unwrap();
    assert_eq!(outcomes.len(), 1_100);
    assert_eq!(outcomes.iter().flatten().count(), 587);
    assert!(
        outcomes.iter().flatten().all(|it| matches!(it, Outcome::Recorded { revision: 1, .. }))
    );
    // Whoever believes it is still at the beginning is stopped before anything is written.
    let late = run(store.carry_out(progress(0), steps(store, 1..=3)));
    assert!(matches!(late, Err(Error::JobMoved)), "{late:?}");
    let job = run(store.start_job("list", "import", at("2026-04-02T00:00:00Z"))).unwrap();
    assert_eq!((job.position, &*job.state, job.started_at), (1_100, "after 0", at(NOW)));
    run(store.carry_out(progress(1_100), steps(store, 1_101..=1_102))).unwrap();
    assert_eq!(store.count().unwrap(), 588);
    assert_eq!(store.quarantined(None, 1_000).unwrap().len(), 294);
    run(store.finish_job("list", "done".to_owned(), at("2026-04-01T00:01:00Z"))).unwrap();
    let job = store.job("list").unwrap().unwrap();
    assert_eq!((&*job.state, job.finished_at), ("done", Some(at("2026-04-01T00:01:00Z"))));
    assert_eq!(store.jobs("import").unwrap(), [job]);
    assert_eq!(store.jobs("issue").unwrap(), []);
    assert_eq!(differences(store, "2026-04-01"), []);
}

#[test]
fn one_holds_a_job_until_the_lease_ends() {
    let house = house();
    run(house.store.start_job("night", "night", at(NOW))).unwrap();
    for (holder, now, until, held) in [
        ("a", "00:00", "00:10", true),
        ("b", "00:09", "00:19", false),
        ("a", "00:09", "00:15", true),
        ("b", "00:14", "00:24", false),
        ("b", "00:15", "00:25", true),
        ("a", "00:15", "00:25", false),
    ] {
        let instant = |time: &str| at(&format!("2026-04-01T{time}:00Z"));
        let lease = Lease {
            job_id: "night".to_owned(),
            holder: holder.to_owned(),
            now: instant(now),
            until: instant(until),
        };
        assert_eq!(run(house.store.lease(lease)).unwrap(), held, "{holder} {now}");
    }
}

#[test]
fn a_row_put_aside_is_settled_once() {
    let house = house();
    for _ in 0..2 {
        run(house.store.quarantine(aside(7))).unwrap();
    }
    assert_eq!(house.store.quarantined(Some(insurer()), 10).unwrap(), [aside(7)]);
    assert_eq!(house.store.quarantined(Some(other_insurer()), 10).unwrap(), []);
    let settle = |by: &str| {
        run(house.store.settle("list:7", at(NOW), by.to_owned(), "two people".to_owned())).unwrap()
    };
    assert!(settle("clerk"));
    assert!(!settle("another"));
    assert_eq!(house.store.quarantined(None, 10).unwrap(), []);
    let settled = house.store.quarantined_row("list:7").unwrap().unwrap().settled;
    assert_eq!(settled, Some((at(NOW), "clerk".to_owned(), "two people".to_owned())));
}

#[test]
fn a_night_reads_only_those_whose_day_has_come() {
    let house = house();
    let store = &house.store;
    for (id, from, to) in [
        ("a", "2026-05-01", None),
        ("b", "2026-04-02", Some("2026-06-01")),
        ("c", "2020-04-01", None),
    ] {
        let facts = vec![identity(id, "1990-01-01"), coverage(insurer(), id, from, to)];
        enrol(store, id, NOW, facts);
    }
    let due = |on: &str| -> Vec<String> {
        let due = store.due(day(on), 10).unwrap().into_iter();
        due.map(|it| it.person.identity.unwrap().name).collect()
    };
    assert_eq!(due("2026-04-01"), [""; 0]);
    assert_eq!(due("2026-04-02"), ["b"]);
    assert_eq!(due("2026-05-01"), ["b", "a"]);
    let nights = [("2026-04-01", 0), ("2026-04-02", 1), ("2026-05-31", 1), ("2026-06-01", 1)];
    for (on, woken) in nights {
        let night = run(store.night(day(on))).unwrap();
        assert_eq!(night, Night { woken, changed_meanwhile: 0 }, "{on}");
        assert_eq!(differences(store, on), [], "{on}");
    }
    assert_eq!(due("9999-01-01"), [""; 0]);
}

#[test]
fn a_next_day_decided_on_an_older_revision_is_not_written() {
    let house = house();
    let key = enrol(&house.store, "a", NOW, vec![identity("甲", "1990-01-01")]);
    let later = vec![coverage(insurer(), "1", "2026-05-01", None)];
    record(&house.store, change("b", existing(key, 1), NOW, later));
    let wake = |revision, on: &str| {
        let awaited = Awaited { wake_on: Some(day(on)), waits: Vec::new() };
        run(house.store.rewake(day("2026-04-01"), vec![(key, revision, awaited)])).unwrap()
    };
    assert_eq!(wake(1, "2027-01-01"), Night { woken: 0, changed_meanwhile: 1 });
    assert_eq!(house.store.person(key).unwrap().unwrap().wake_on, Some(day("2026-05-01")));
    assert_eq!(wake(2, "2027-01-01"), Night { woken: 1, changed_meanwhile: 0 });
    assert_eq!(house.store.person(key).unwrap().unwrap().wake_on, Some(day("2027-01-01")));
}

#[test]
fn a_changed_setting_wakes_those_concerned() {
    let house = house();
    let store = &house.store;
    for (id, insurer, from) in [
        ("a", insurer(), "2026-05-01"),
        ("b", insurer(), "2026-04-02"),
        ("c", other_insurer(), "2026-05-01"),
    ] {
        enrol(store, id, NOW, vec![identity(id, "1990-01-01"), coverage(insurer, id, from, None)]);
    }
    let today = day("2026-04-10");
    assert_eq!(run(store.wake_all(Whom::MembersOf(insurer()), today)).unwrap(), 1);
    assert_eq!(run(store.wake_all(Whom::MembersOf(insurer()), today)).unwrap(), 0);
    assert_eq!(run(store.wake_all(Whom::Everybody, today)).unwrap(), 1);
    assert_eq!(store.due(today, 10).unwrap().len(), 3);
    assert_eq!(run(store.night(today)).unwrap().woken, 3);
    assert_eq!(store.members(None, 2).unwrap().len(), 2);
    let first = store.members_of(insurer(), None, 1).unwrap();
    let second = store.members_of(insurer(), Some(first[0].person_key), 5).unwrap();
    assert_eq!((first.len(), second.len()), (1, 1));
}

#[test]
fn reference_tables_keep_the_last_and_settings_all() {
    let house = house();
    let store = &house.store;
    let insurer_row = |name: &str| Insurer {
        number: insurer(),
        name: name.to_owned(),
        address: "東京都千代田区".to_owned(),
        phone: "03-0000-0000".to_owned(),
    };
    let institution = |added_at: &str, revoked: bool| Institution {
        code: "1312345".to_owned(),
        name: "見本医院".to_owned(),
        key_hash: vec![1, 2, 3],
        added_at: at(added_at),
        revoked_at: revoked.then(|| at(NOW)),
    };
    let employer = Employer {
        insurer: insurer(),
        code: "0001".to_owned(),
        name: "見本商事".to_owned(),
        address: String::new(),
    };
    for name in ["旧", "新"] {
        run(store.put_insurer(insurer_row(name))).unwrap();
    }
    run(store.put_institution(institution(NOW, false))).unwrap();
    run(store.put_institution(institution("2027-01-01T00:00:00Z", true))).unwrap();
    run(store.put_employer(employer.clone())).unwrap();
    assert_eq!(store.insurers().unwrap(), [insurer_row("新")]);
    assert_eq!(store.insurer(other_insurer()).unwrap(), None);
    assert_eq!(store.institutions().unwrap(), [institution(NOW, true)]);
    assert_eq!(store.institution("1312345").unwrap(), Some(institution(NOW, true)));
    assert_eq!(store.employers(insurer()).unwrap(), std::slice::from_ref(&employer));
    assert_eq!(store.employer(insurer(), "0001").unwrap(), Some(employer));
    assert_eq!(store.settings_revision().unwrap(), 0);
    for (revision, insurer) in [(1, None), (2, Some(insurer()))] {
        let setting = NewSetting {
            insurer,
            from: day("2026-04-01"),
            body: "{}".to_owned(),
            recorded_at: at(NOW),
            recorded_by: "clerk".to_owned(),
        };
        assert_eq!(run(store.append_setting(setting.clone())).unwrap(), revision);
        let last = store.settings().unwrap().pop().unwrap();
        assert_eq!((last.revision, last.setting), (revision, setting));
    }
    assert_eq!(store.settings_revision().unwrap(), 2);
}

#[test]
fn a_check_finds_what_was_planted_and_a_rebuild_mends_it() {
    for (sql, what) in [
        ("UPDATE fact SET body = '{}'", What::Fact),
        ("UPDATE fact SET superseded_at = 5 WHERE kind = 'coverage'", What::Document),
        ("UPDATE person SET revision = 9", What::Revision),
        ("UPDATE person SET dossier = x'01'", What::Document),
        ("UPDATE person SET wake_on = NULL", What::WakeOn),
        ("UPDATE person SET wake_on = '2026-05-02'", What::WakeOn),
        (
            "INSERT INTO awaited SELECT person_key, 'give_back', 6130090, '2026-05-02' FROM person",
            What::Awaited,
        ),
        ("DELETE FROM search_term WHERE term = 'w甲'", What::SearchTerm),
        ("UPDATE insured_id SET born_on = '1990-01-02'", What::InsuredId),
        ("DELETE FROM insured_id", What::InsuredId),
        ("UPDATE insured_id SET person_key = person_key + 1", What::Lookup),
        ("INSERT INTO my_number VALUES (x'00', 1)", What::Lookup),
    ] {
        let house = house();
        let facts =
            vec![identity("甲", "1990-01-01"), coverage(insurer(), "1", "2026-05-01", None)];
        enrol(&house.store, "a", NOW, facts);
        assert_eq!(run(house.store.index_search()).unwrap(), 1);
        assert_eq!(differences(&house.store, "2026-04-01"), []);
        let ledger = house.directory.path().join("ledger.db");
        rusqlite::Connection::open(ledger).unwrap().execute(sql, []).unwrap();
        let found: Vec<What> =
            differences(&house.store, "2026-04-01").iter().map(|it: &Difference| it.what).collect();
        assert!(found.contains(&what), "{sql}: {found:?}");
        let derived = ["dossier", "wake_on", "born_on", "awaited", "DELETE"];
        let derived = derived.iter().any(|it| sql.contains(it));
        if derived {
            assert_eq!(run(house.store.rebuild(day("2026-04-01"))).unwrap(), 1);
            assert_eq!(differences(&house.store, "2026-04-01"), [], "{sql}");
        }
    }
}
