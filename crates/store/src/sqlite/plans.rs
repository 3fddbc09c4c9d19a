//! How SQLite carries the statements out that run often: each by an index.

use rusqlite::{Connection, config::DbConfig};

use super::{awaited, cards, certificates, join, migrate, search, steps};

const READS: [&str; 8] = [
    certificates::HOLDER,
    certificates::CERTIFICATE,
    certificates::OF_CARD,
    certificates::STOPPED,
    certificates::STOPPED_IN,
    certificates::ENDING,
    cards::OPEN,
    cards::OPEN_IN,
];

const GUARDS: [&str; 12] = [
    steps::OPEN_ORDER,
    steps::ADD_CARD,
    steps::ADD_CERTIFICATE,
    steps::MAKE_ORDER,
    steps::HAND_OVER,
    steps::WITHDRAW_ORDER,
    steps::STOP_CARD,
    steps::RELEASE_CARD,
    steps::END_CARD,
    steps::HOLD,
    steps::RELEASE,
    steps::REVOKE,
];

pub(super) fn ledger() -> Connection {
    let mut on = Connection::open_in_memory().unwrap();
    // As every connection here is opened, or partial indexes could be chosen by a value.
    on.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).unwrap();
    migrate::migrate(&mut on, &migrate::LEDGER).unwrap();
    on
}

/// The steps of a statement's plan.
pub(super) fn plan(on: &Connection, sql: &str) -> Vec<String> {
    let mut explain = on.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let nulls = vec![rusqlite::types::Null; explain.parameter_count()];
    let steps = explain.query_map(rusqlite::params_from_iter(nulls), |row| row.get(3)).unwrap();
    steps.collect::<Result<_, _>>().unwrap()
}

#[test]
fn the_hubs_question_about_a_certificate_reads_three_rows_by_their_keys() {
    let steps = plan(&ledger(), certificates::HOLDER);
    assert_eq!(
        steps,
        [
            "SEARCH it USING PRIMARY KEY (issuer_key_id=? AND serial=?)",
            "SEARCH person USING INTEGER PRIMARY KEY (rowid=?)",
            "CORRELATED SCALAR SUBQUERY 1",
            "SEARCH card USING PRIMARY KEY (card_number=?)",
        ]
    );
}

#[test]
fn lists_are_bounded_by_an_index() {
    let on = ledger();
    for (sql, expected) in [
        (certificates::STOPPED, "USING INDEX certificate_stopped (issuer_key_id=? AND last_day>?)"),
        (
            certificates::STOPPED_IN,
            "USING INDEX certificate_stopped_in \
             (issuer_key_id=? AND municipality=? AND last_day>?)",
        ),
        (
            certificates::ENDING,
            "USING INDEX certificate_ending \
             (purpose=? AND (last_day,issuer_key_id,serial)>(?,?,?) AND last_day<?)",
        ),
        (certificates::OF_CARD, "USING INDEX certificate_by_card (card_number=?)"),
        (cards::OPEN, "USING INDEX card_order_open"),
        (cards::OPEN_IN, "USING INDEX card_order_open_in (municipality=?)"),
    ] {
        let steps = plan(&on, sql);
        assert!(steps[0].ends_with(expected), "{steps:?}");
    }
    // A page of either begins where the index does: nothing is sorted first.
    for sql in [certificates::ENDING, cards::OPEN, cards::OPEN_IN] {
        let steps = plan(&on, sql);
        assert!(!steps.iter().any(|it| it.contains("TEMP B-TREE")), "{steps:?}");
    }
}

#[test]
fn no_guard_and_no_join_scans_a_table() {
    let on = ledger();
    for sql in GUARDS.into_iter().chain(join::REPOINTED).chain([certificates::CERTIFICATE]) {
        let steps = plan(&on, sql);
        assert!(!steps.is_empty(), "{sql}");
        let scans = |it: &String| it.starts_with("SCAN") && it != "SCAN CONSTANT ROW";
        assert!(!steps.iter().any(scans), "{sql}: {steps:?}");
    }
}

/// `$1` and `$2` are names to SQLite, numbered by where each stands first.
#[test]
fn a_parameters_number_is_its_place() {
    let on = ledger();
    for sql in GUARDS.into_iter().chain(READS).chain(join::REPOINTED) {
        let statement = on.prepare(sql).unwrap();
        for place in 1..=statement.parameter_count() {
            assert_eq!(statement.parameter_name(place), Some(&*format!("${place}")), "{sql}");
        }
    }
}

#[test]
fn who_waits_and_who_is_found_is_read_by_an_index() {
    let on = ledger();
    for (sql, expected) in [
        (
            awaited::WAITING,
            "USING COVERING INDEX awaited_by_insurer \
             (insurer=? AND what=? AND (by,person_key)>(?,?))",
        ),
        (awaited::COUNT, "USING COVERING INDEX awaited_by_insurer (insurer=? AND what=?)"),
        (awaited::TO_PLAN, "USING COVERING INDEX awaited_by_insurer (insurer=? AND what=?)"),
        (awaited::DUE, "USING COVERING INDEX person_by_wake_on (wake_on<?)"),
        (awaited::FORGET, "USING PRIMARY KEY (person_key=?)"),
        (awaited::DERIVED, "USING INTEGER PRIMARY KEY (rowid=?)"),
        (search::FIND, "USING PRIMARY KEY (insurer=? AND (term,person_key)>(?,?) AND term<?)"),
        (search::NEXT_INSURER, "USING PRIMARY KEY (insurer>?)"),
        (search::PENDING, "USING INTEGER PRIMARY KEY (rowid>?)"),
    ] {
        let steps = plan(&on, sql);
        assert!(steps[0].ends_with(expected), "{sql}: {steps:?}");
        assert!(!steps.iter().any(|it| it.contains("TEMP B-TREE")), "{sql}: {steps:?}");
        let statement = on.prepare(sql).unwrap();
        for place in 1..=statement.parameter_count() {
            assert_eq!(statement.parameter_name(place), Some(&*format!("${place}")), "{sql}");
        }
    }
}
