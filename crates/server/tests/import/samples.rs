//! The samples in each format, again, corrected, and on trial.

use std::{fs, path::PathBuf};

use server::work::import::Report;

use super::{SOCIETY, house};

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../interchange/tests/members").join(name)
}

/// The lines known to be refused.
fn expected() -> Vec<u64> {
    let text = fs::read_to_string(sample("expected.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_str(&text).unwrap();
    expected["refused"].as_array().unwrap().iter().map(|it| it["line"].as_u64().unwrap()).collect()
}

fn refused(report: &Report) -> Vec<u64> {
    report.refused.iter().map(|it| it.line.into()).collect()
}

#[test]
fn every_format_gives_the_known_refusals_and_the_rest_goes_in_once() {
    for (name, rows, new) in [
        ("members_utf8.csv", 2000, 1948),
        ("members.xlsx", 2000, 1948),
        ("members_sjis.csv", 1959, 1907),
    ] {
        let house = house();
        let (report, _) = house.import(house.request(SOCIETY, &sample(name)));
        assert_eq!((report.rows, report.new, report.refused.len()), (rows, new, 52), "{name}");
        assert_eq!((report.changed, report.lost, report.unchanged), (0, 0, 0), "{name}");
        assert_eq!(report.put_aside, [], "{name}");
        if rows == 2000 {
            assert_eq!(refused(&report), expected(), "{name}");
        }
        let people = house.people();
        assert_eq!(people.len() as u64, new, "{name}");

        let (again, _) = house.import(house.request(SOCIETY, &sample(name)));
        let Report { new: none, changed, lost, unchanged, .. } = again;
        assert_eq!((none, changed, lost, unchanged), (0, 0, 0, new), "{name}");
        assert_eq!(again.refused, report.refused, "{name}");
        assert!(house.people() == people, "{name}");
        house.is_sound();
    }
}

#[test]
fn one_format_after_another_changes_nothing() {
    let house = house();
    house.import(house.request(SOCIETY, &sample("members_utf8.csv")));
    for name in ["members.xlsx", "members_sjis.csv"] {
        let (report, _) = house.import(house.request(SOCIETY, &sample(name)));
        assert_eq!((report.new, report.changed, report.lost), (0, 0, 0), "{name}");
    }
}

#[test]
fn employers_and_the_insurer_are_recorded() {
    let house = house();
    let mut request = house.request(SOCIETY, &sample("members_utf8.csv"));
    request.insurer_name = Some("みほん国保組合".to_owned());
    house.import(request);
    let (store, insurer) = (house.ledger.store(), SOCIETY.parse().unwrap());
    assert_eq!(store.insurer(insurer).unwrap().unwrap().name, "みほん国保組合");
    assert_eq!(store.employer(insurer, "0036").unwrap().unwrap().name, "浦和医院");
    // A later list without the name leaves it.
    house.import(house.request(SOCIETY, &sample("members_utf8.csv")));
    assert_eq!(store.insurer(insurer).unwrap().unwrap().name, "みほん国保組合");
}

#[test]
fn refused_rows_are_corrected_and_imported_again() {
    let house = house();
    let good = super::TARO;
    let bad = super::with(&super::with(good, ",7,", ",8,"), "1980-05-05", "1980-02-30");
    let list = house.list(super::HEADER, &[good, &bad]);
    let (report, _) = house.import(house.request(SOCIETY, &list));
    assert_eq!((report.new, refused(&report)), (1, vec![3]));

    let refused_rows = house.path("refused.csv");
    let text = fs::read_to_string(&refused_rows).unwrap();
    assert!(text.contains("1980-02-30"));
    // The same faults again leave the file alone; a corrected file is never written over.
    let corrected = text.replacen("1980-02-30", "1980-02-29", 1);
    fs::write(&refused_rows, &corrected).unwrap();
    house.import(house.request(SOCIETY, &list));
    assert_eq!(fs::read_to_string(house.path("refused.csv.before")).unwrap(), corrected);

    fs::write(house.path("corrected.csv"), &corrected).unwrap();
    let (report, _) = house.import(house.request(SOCIETY, &house.path("corrected.csv")));
    assert_eq!((report.new, report.refused.len()), (1, 0));
    assert_eq!(house.people().len(), 2);
}

#[test]
fn a_trial_says_what_an_import_does_and_writes_nothing() {
    let house = house();
    let taro = super::TARO;
    let moved = super::with(taro, "さいたま市１", "川口市２");
    let hanako = super::with(
        &super::with(taro, "山田　太郎,ヤマダ　タロウ,男", "山田　花子,ヤマダ　ハナコ,女"),
        ",00,",
        ",01,",
    );
    house.rows(SOCIETY, &[taro]);
    let before = house.people();

    let bad = super::with(taro, "1980-05-05", "x");
    // Somebody new twice: alike, and otherwise.
    let other = super::with(&hanako, "さいたま市１", "所沢市３");
    let rows = [&*moved, &*bad, &*hanako, &*hanako, &*other];
    let list = house.list(super::HEADER, &rows);
    let mut request = house.request(SOCIETY, &list);
    request.dry_run = true;
    request.refused = Some(house.path("trial.csv"));
    let (trial, told) = house.import(request);
    assert_eq!(
        told,
        ["changed 住所:さいたま市１→川口市２", "new", "unchanged", "aside contradiction"]
    );
    assert_eq!(refused(&trial), [3]);
    assert!(house.people() == before);
    assert!(!house.path("trial.csv").exists());
    assert_eq!(house.ledger.store().quarantined(None, 10).unwrap(), []);
    assert_eq!(house.ledger.store().jobs("import").unwrap().len(), 1);

    let (real, told_of_real) = house.import(house.request(SOCIETY, &list));
    assert_eq!(told_of_real, told);
    assert_eq!(real, trial);
}

#[test]
fn what_is_no_list_changes_nothing() {
    let house = house();
    let list = house.list("番号,氏名", &["7,山田　太郎"]);
    assert!(house.try_import(house.request(SOCIETY, &list)).is_err());
    assert_eq!(house.ledger.store().insurer(SOCIETY.parse().unwrap()).unwrap(), None);
    assert_eq!(house.ledger.store().jobs("import").unwrap(), []);
}
