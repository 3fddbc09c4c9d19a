//! Opening: new files, old ones, those of another program.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use std::path::Path;

use common::{enrol, identity, law, url};
use store::{OpenError, Store};

const NOW: &str = "2026-04-01T00:00:00Z";

fn refusal(url: &str) -> OpenError {
    match Store::open(url, law()) {
        Ok(_) => panic!("{url} was opened"),
        Err(error) => error,
    }
}

fn sql(file: &Path, sql: &str) {
    rusqlite::Connection::open(file).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn urls_that_are_refused() {
    for (url, expected) in [
        ("postgres://localhost/x", "postgres:// is not supported yet: give sqlite:PATH"),
        ("postgresql://localhost/x", "postgres:// is not supported yet: give sqlite:PATH"),
        ("sqlite:", "expected a database as sqlite:PATH"),
        ("ledger.db", "expected a database as sqlite:PATH"),
        ("sqlite:/no/such/directory/ledger.db", "the ledger could not be opened"),
    ] {
        assert_eq!(refusal(url).to_string(), expected, "{url}");
    }
}

#[test]
fn an_empty_database_is_made_and_opened_again_as_it_was() {
    let directory = tempfile::tempdir().unwrap();
    for people in 0..3 {
        let store = Store::open(&url(directory.path()), law()).unwrap();
        assert_eq!(store.count().unwrap(), people);
        enrol(&store, "a", NOW, vec![identity("甲", "1990-01-01")]);
    }
    let mut names: Vec<_> = std::fs::read_dir(directory.path())
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["ledger.db", "ledger.db-log"]);
}

#[test]
fn two_may_have_it_open() {
    let directory = tempfile::tempdir().unwrap();
    let open = || Store::open(&url(directory.path()), law()).unwrap();
    let (one, other) = (open(), open());
    enrol(&one, "a", NOW, vec![identity("甲", "1990-01-01")]);
    enrol(&other, "b", NOW, vec![identity("乙", "1990-01-01")]);
    assert_eq!((one.count().unwrap(), other.count().unwrap()), (2, 2));
}

#[test]
fn a_key_another_process_has_taken_is_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let open = || Store::open(&url(directory.path()), law()).unwrap();
    let (one, other) = (open(), open());
    let taken = one.new_person_key(common::at(NOW));
    let record = |store: &Store, id: &str| {
        let facts = vec![identity(id, "1990-01-01")];
        common::record(store, common::change(id, store::Whose::New(taken), NOW, facts))
    };
    let first = record(&one, "a");
    assert_eq!(first, store::Outcome::Recorded { person_key: taken, revision: 1 });
    assert_ne!(record(&other, "b"), first);
    assert_eq!(record(&one, "a"), first);
    assert_eq!(one.count().unwrap(), 2);
}

#[test]
fn a_newer_database_is_refused_and_left_as_it_is() {
    for (file, name, known) in
        [("ledger.db", "ledger", 5), ("ledger.db-log", "confirmation log", 1)]
    {
        let directory = tempfile::tempdir().unwrap();
        drop(Store::open(&url(directory.path()), law()).unwrap());
        sql(&directory.path().join(file), "INSERT INTO migration VALUES (7, '9.0.0')");
        let error = refusal(&url(directory.path()));
        let expected = format!(
            "the {name} has schema 7, this program knows up to {known}: start the newer program"
        );
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn an_older_database_is_brought_up_and_keeps_what_it_holds() {
    let directory = tempfile::tempdir().unwrap();
    let ledger = directory.path().join("ledger.db");
    sql(&ledger, include_str!("../migrations/sqlite/ledger/0001_tables.sql"));
    sql(
        &ledger,
        "CREATE TABLE migration (number INTEGER NOT NULL PRIMARY KEY,
                                          program TEXT NOT NULL) STRICT",
    );
    sql(&ledger, "INSERT INTO migration VALUES (1, '0.1.0')");
    sql(&ledger, "INSERT INTO insurer VALUES (130070, '見本', '', '')");
    sql(&ledger, "INSERT INTO staff VALUES ('s1', NULL, '見本', 'clerk', x'01', 5, NULL)");
    for _ in 0..2 {
        let store = Store::open(&url(directory.path()), law()).unwrap();
        assert_eq!(store.insurers().unwrap().len(), 1);
        let staff = store.staff("s1").unwrap().unwrap();
        assert_eq!((&*staff.role, staff.municipality), ("clerk", None));
        assert_eq!(store.certificate_issuers().unwrap(), []);
    }
    let ledger = rusqlite::Connection::open(ledger).unwrap();
    for (table, there) in [("certificate_serial", false), ("certificate", true)] {
        assert_eq!(ledger.table_exists(None, table).unwrap(), there, "{table}");
    }
}

#[test]
fn a_database_of_another_program_is_refused() {
    for file in ["ledger.db", "ledger.db-log"] {
        let directory = tempfile::tempdir().unwrap();
        sql(&directory.path().join(file), "CREATE TABLE theirs (it INTEGER)");
        let error = refusal(&url(directory.path()));
        assert!(matches!(error, OpenError::Foreign { .. }), "{error:?}");
    }
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("ledger.db"), "name,number\n".repeat(100)).unwrap();
    let error = refusal(&url(directory.path()));
    assert!(matches!(error, OpenError::Engine { .. }), "{error:?}");
}
