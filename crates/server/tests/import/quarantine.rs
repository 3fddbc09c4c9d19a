//! Rows that would make two people one, each with its other side; and what a person decides.

use server::work::quarantine::{Decision, SettleError, settle};

use super::{CITY, House, SOCIETY, TARO, house, run, with};

const LATE_STAGE: &str = "39130000";

/// Imports a first row, then a second, and says what the second did.
#[track_caller]
fn check(insurer: &str, first: &str, second: &str, told: &str) -> House {
    let house = house();
    assert_eq!(house.rows(insurer, &[first]), ["new"], "{first}");
    let before = house.people();
    let (report, did) = house.import(house.request(insurer, &house.list(super::HEADER, &[second])));
    assert_eq!(did, [told], "{second}");
    let aside = house.ledger.store().quarantined(None, 10).unwrap();
    if let Some(why) = told.strip_prefix("aside ") {
        assert_eq!((report.put_aside.len(), aside.len()), (1, 1), "{second}");
        assert_eq!((&*aside[0].why, aside[0].line), (why, 2), "{second}");
        assert!(house.people() == before, "{second}");
        // Put aside once, however often it comes.
        assert_eq!(house.rows(insurer, &[second]), [told], "{second}");
        assert_eq!(house.ledger.store().quarantined(None, 10).unwrap().len(), 1);
    } else {
        assert!(aside.is_empty(), "{second}");
    }
    house.is_sound();
    house
}

#[test]
fn a_number_of_somebody_else_is_left_to_a_person() {
    let other_day = with(TARO, "1980-05-05", "1980-05-06");
    check(SOCIETY, TARO, &other_day, "aside other_birth_date");
    let other_name = with(TARO, "山田　太郎,ヤマダ　タロウ", "鈴木　次郎,スズキ　ジロウ");
    check(SOCIETY, TARO, &other_name, "aside other_name");
    // One of name and kana alike is the same person.
    check(
        SOCIETY,
        TARO,
        &with(TARO, "山田　太郎", "鈴木　次郎"),
        "changed 氏名:山田　太郎→鈴木　次郎",
    );
    // Another branch, number or symbol is another id.
    check(SOCIETY, TARO, &with(&other_day, ",00,", ",01,"), "new");
    check(SOCIETY, TARO, &with(&other_day, ",7,", ",8,"), "new");
    check(SOCIETY, TARO, &with(&other_day, "浦,", "都,"), "new");
}

#[test]
fn a_number_given_again_after_its_holder_left_is_somebody_new() {
    let other = with(TARO, "1980-05-05", "1990-01-01");
    let left = |on: &str| with(TARO, "2020-04-01,", &format!("2020-04-01,{on}"));
    let from = |on: &str| with(&other, "2020-04-01", on);
    check(SOCIETY, &left("2024-04-01"), &from("2024-04-01"), "new");
    check(SOCIETY, &left("2024-04-01"), &from("2024-03-31"), "aside other_birth_date");
    // A former holder comes to be known after the present one.
    let former = with(&from("2010-04-01"), "2010-04-01,", "2010-04-01,2020-04-01");
    check(SOCIETY, TARO, &former, "new");
    let longer = with(&former, "2020-04-01", "2020-04-02");
    check(SOCIETY, TARO, &longer, "aside other_birth_date");
}

#[test]
fn without_a_branch_only_who_is_insured_at_a_workplace_collides() {
    let bare = with(TARO, ",00,", ",,");
    let other = with(&bare, "1980-05-05", "1990-01-01");
    check(SOCIETY, &bare, &other, "aside other_birth_date");
    check(SOCIETY, &bare, &with(&other, "本人", "家族"), "new");
    check(CITY, &bare, &other, "new");
    check(LATE_STAGE, &bare, &other, "aside other_birth_date");
}

#[test]
fn a_list_that_contradicts_itself_is_left_to_a_person() {
    let house = house();
    let moved = with(TARO, "さいたま市１", "川口市２");
    for told in ["new", "unchanged"] {
        let did = house.rows(SOCIETY, &[TARO, &moved, TARO]);
        assert_eq!(did, [told, "aside contradiction", "unchanged"]);
    }
    let other_day = with(TARO, "1980-05-05", "1980-05-06");
    assert_eq!(house.rows(SOCIETY, &[TARO, &other_day])[1], "aside other_birth_date");
    assert_eq!(house.only().person.address.unwrap().text, "さいたま市１");
    house.is_sound();
}

#[test]
fn a_person_decides() {
    let other_day = with(TARO, "1980-05-05", "1980-05-06");
    for (decision, people, next) in
        [(Decision::Drop, 1, "unchanged"), (Decision::New, 2, "unchanged")]
    {
        let house = check(SOCIETY, TARO, &other_day, "aside other_birth_date");
        decide(&house, decision).unwrap();
        assert_eq!(house.people().len(), people, "{decision:?}");
        assert_eq!(house.rows(SOCIETY, &[TARO, &other_day]), ["unchanged", next], "{decision:?}");
        house.is_sound();
    }
    // The same person, whose birth date was wrong.
    let house = check(SOCIETY, TARO, &other_day, "aside other_birth_date");
    decide(&house, Decision::Join(house.key(0))).unwrap();
    let born_on = house.only().person.dossier.born_on;
    assert_eq!(born_on, "1980-05-06".parse().unwrap());
    assert_eq!(house.rows(SOCIETY, &[&other_day]), ["unchanged"]);
    house.is_sound();
}

#[test]
fn a_decision_must_fit_and_is_taken_once() {
    let other_day = with(TARO, "1980-05-05", "1980-05-06");
    let house = check(SOCIETY, TARO, &other_day, "aside other_birth_date");
    let nobody = store::PersonKey::of(1).unwrap();
    assert!(matches!(decide(&house, Decision::Join(nobody)), Err(SettleError::NoPerson)));
    let day = "2026-04-01".parse().unwrap();
    assert!(matches!(decide(&house, Decision::LostOn(day)), Err(SettleError::Unfit)));
    let id = aside(&house);
    decide(&house, Decision::Drop).unwrap();
    let settling = |id: &str| run(settle(&house.ledger, &house.clock, id, Decision::Drop, "test"));
    assert!(matches!(settling(&id), Err(SettleError::Before)));
    assert!(matches!(settling("x"), Err(SettleError::Nothing)));
}

#[test]
fn who_is_missing_from_a_complete_list_is_a_question() {
    let house = house();
    let hanako = with(TARO, "山田　太郎,ヤマダ　タロウ,男", "鈴木　花子,スズキ　ハナコ,女");
    let hanako = with(&hanako, ",7,", ",8,");
    let left = with(&with(&hanako, ",8,", ",9,"), "2020-04-01,", "2020-04-01,2026-06-01");
    house.rows(SOCIETY, &[TARO, &hanako, &left]);

    let list = house.list(super::HEADER, &[&with(TARO, "浦,7", "浦,７")]);
    // A list that is not complete asks nothing, and a trial only counts.
    assert_eq!(house.import(house.request(SOCIETY, &list)).0.put_aside, []);
    let complete = |dry_run| {
        let request = house.request(SOCIETY, &list);
        house.import(server::work::import::Import { complete: true, dry_run, ..request }).0
    };
    assert_eq!(complete(true).missing, 1);
    assert!(house.ledger.store().quarantined(None, 10).unwrap().is_empty());
    for _ in 0..2 {
        let report = complete(false);
        assert_eq!((report.missing, report.put_aside.len()), (1, 1));
        assert_eq!(house.ledger.store().quarantined(None, 10).unwrap().len(), 1);
    }
    // Still a member: the next list asks again.
    assert!(matches!(decide(&house, Decision::New), Err(SettleError::Unfit)));
    decide(&house, Decision::Drop).unwrap();
    assert_eq!(complete(false).missing, 1);
    let early = "2020-03-31".parse().unwrap();
    let decision = decide(&house, Decision::LostOn(early));
    assert!(matches!(decision, Err(SettleError::LostBeforeAcquired)));
    decide(&house, Decision::LostOn("2026-05-01".parse().unwrap())).unwrap();
    assert_eq!(complete(false).missing, 0);
    house.is_sound();
}

/// The id of the one row put aside.
fn aside(house: &House) -> String {
    let mut rows = house.ledger.store().quarantined(None, 10).unwrap();
    assert_eq!(rows.len(), 1);
    rows.remove(0).quarantine_id
}

fn decide(house: &House, decision: Decision) -> Result<(), SettleError> {
    run(settle(&house.ledger, &house.clock, &aside(house), decision, "test"))
}
