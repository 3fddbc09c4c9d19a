//! My Numbers: kept only as a keyed hash, linking one person across insurers.

use std::fs;

use super::{HEADER, House, OTHER_SOCIETY, SOCIETY, TARO, house, with};

/// A made-up My Number: eleven digits and their check digit.
fn my_number(body: u64) -> String {
    let digits = (0..11).map(|place| body / 10_u64.pow(place) % 10);
    let sum: u64 = digits.zip((2..=7).chain(2..=6)).map(|(digit, weight)| digit * weight).sum();
    format!("{body:011}{}", if sum % 11 < 2 { 0 } else { 11 - sum % 11 })
}

fn rows(house: &House, insurer: &str, rows: &[(&str, u64)]) -> Vec<String> {
    let rows: Vec<String> = rows
        .iter()
        .map(|(row, number)| {
            let number = if *number == 0 { String::new() } else { my_number(*number) };
            format!("{row},{number}")
        })
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let list = house.list(&format!("{HEADER},個人番号"), &rows);
    house.import(house.request(insurer, &list)).1
}

/// Somebody of another number.
fn hanako() -> String {
    let it = with(TARO, "山田　太郎,ヤマダ　タロウ,男", "鈴木　花子,スズキ　ハナコ,女");
    with(&it, ",7,", ",8,")
}

#[test]
fn one_person_at_two_insurers() {
    let house = house();
    assert_eq!(rows(&house, SOCIETY, &[(TARO, 1)]), ["new"]);
    let moved = with(&with(TARO, "2020-04-01", "2026-04-01"), "浦,7,00", "国,3,00");
    let told = rows(&house, OTHER_SOCIETY, &[(&moved, 1)]);
    assert!(told[0].starts_with("changed 記号:→国 番号:→3"), "{told:?}");
    let person = house.only().person;
    assert_eq!(person.dossier.coverages.len(), 2);
    // The insurer left behind goes on to list the person as of old, and says nothing more of them.
    let old = with(TARO, "さいたま市１", "所沢市３");
    assert_eq!(rows(&house, SOCIETY, &[(&old, 1)]), ["unchanged"]);
    let lost = with(&old, "2020-04-01,", "2020-04-01,2026-04-01");
    assert_eq!(rows(&house, SOCIETY, &[(&lost, 1)]), ["lost 資格喪失年月日:→2026-04-01"]);
    house.is_sound();
}

#[test]
fn a_number_is_linked_later_and_once() {
    let house = house();
    assert_eq!(house.rows(SOCIETY, &[TARO]), ["new"]);
    assert_eq!(rows(&house, SOCIETY, &[(TARO, 1)]), ["changed 個人番号:→登録"]);
    assert_eq!(rows(&house, SOCIETY, &[(TARO, 1)]), ["unchanged"]);
    assert_eq!(rows(&house, SOCIETY, &[(TARO, 0)]), ["unchanged"]);
    // A new symbol and number at the same insurer.
    let renumbered = with(&with(TARO, "浦,7,", "都,9,"), "2020-04-01", "2026-04-01");
    assert!(rows(&house, SOCIETY, &[(&renumbered, 1)])[0].starts_with("changed"));
    assert_eq!(house.only().person.dossier.coverages.len(), 2);
}

#[test]
fn a_number_that_would_link_two_people_is_left_to_a_person() {
    let house = house();
    let hanako = hanako();
    assert_eq!(rows(&house, SOCIETY, &[(TARO, 1), (&hanako, 2)]), ["new", "new"]);
    let before = house.people();
    // Of each a side: the row as it was, and with another's number.
    for (row, number, told) in [
        (TARO, 1, "unchanged"),
        (TARO, 3, "aside two_my_numbers"),
        (&*hanako, 1, "aside my_number_other_name"),
        (&with(TARO, ",7,", ",10,"), 2, "aside my_number_other_name"),
        (&with(&with(TARO, ",7,", ",10,"), "1980", "1981"), 1, "aside my_number_other_birth_date"),
    ] {
        assert_eq!(rows(&house, OTHER_SOCIETY, &[]).len(), 0);
        assert_eq!(rows(&house, SOCIETY, &[(row, number)]), [told], "{row} {number}");
    }
    // One person known twice: by number here, by My Number there.
    let there = with(TARO, "浦,7,00", "国,3,00");
    assert_eq!(rows(&house, OTHER_SOCIETY, &[(&there, 0)]), ["new"]);
    assert_eq!(rows(&house, OTHER_SOCIETY, &[(&there, 1)]), ["aside two_people"]);
    assert!(house.people()[..2] == before);
    house.is_sound();
}

#[test]
fn two_rows_of_one_list_with_one_number_are_one_person() {
    let house = house();
    let lost = with(TARO, "2020-04-01,", "2020-04-01,2024-04-01");
    let renumbered = with(&with(TARO, "浦,7,", "都,9,"), "2020-04-01", "2024-04-01");
    let told = rows(&house, SOCIETY, &[(&lost, 1), (&renumbered, 1), (&hanako(), 1)]);
    assert_eq!((&*told[0], &*told[2]), ("new", "aside my_number_other_name"));
    assert!(told[1].starts_with("changed 記号:→都"), "{told:?}");
    assert_eq!(house.only().person.dossier.coverages.len(), 2);
}

#[test]
fn a_number_is_written_nowhere_and_its_key_is_kept_apart() {
    let house = house();
    let wrong = format!("{},123456789012", with(TARO, ",7,", ",8,"));
    let right = format!("{TARO},{}", my_number(1));
    let list = house.list(&format!("{HEADER},個人番号"), &[&right, &wrong]);
    let (report, _) = house.import(house.request(SOCIETY, &list));
    assert_eq!((report.new, report.refused.len()), (1, 1));
    fs::remove_file(list).unwrap();
    for name in ["db", "db-wal", "db-log", "key", "refused.csv"] {
        let bytes = fs::read(house.path(name)).unwrap_or_default();
        for number in [my_number(1), "123456789012".to_owned()] {
            let found = bytes.windows(12).any(|it| it == number.as_bytes());
            assert!(!found, "{name}");
        }
    }
    let key = fs::read_to_string(house.path("key")).unwrap();
    assert_eq!(key.trim().len(), 64);
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(house.path("key")).unwrap());
        assert_eq!(mode & 0o777, 0o600);
    }
    // Hashes of two keys never meet, so another key is refused, and so is none.
    for replaced in [Some("0".repeat(64)), Some("no key".to_owned()), None] {
        match &replaced {
            Some(text) => fs::write(house.path("key"), text).unwrap(),
            None => fs::remove_file(house.path("key")).unwrap(),
        }
        let list = house.list(&format!("{HEADER},個人番号"), &[&right]);
        assert!(house.try_import(house.request(SOCIETY, &list)).is_err(), "{replaced:?}");
    }
    fs::write(house.path("key"), key).unwrap();
    assert_eq!(rows(&house, SOCIETY, &[(TARO, 1)]), ["unchanged"]);
}
