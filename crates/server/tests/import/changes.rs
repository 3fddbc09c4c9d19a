//! A row about somebody recorded: what is new is recorded, field by field, and nothing else.

use super::{CITY, HEADER, OTHER_SOCIETY, SOCIETY, TARO, house, with};

/// Imports a first row, then a second, and says what the second did.
#[track_caller]
fn check(first: &str, second: &str, told: &str) {
    let house = house();
    assert_eq!(house.rows(SOCIETY, &[first]), ["new"], "{first}");
    let facts = |house: &super::House| house.ledger.store().facts(house.key(0)).unwrap().len();
    let before = facts(&house);
    assert_eq!(house.rows(SOCIETY, &[second]), [told], "{second}");
    let recorded = facts(&house) - before;
    if told == "unchanged" {
        assert_eq!(recorded, 0, "{second}");
    }
    // Said again, it is known.
    let again = if told.starts_with("aside") { told } else { "unchanged" };
    assert_eq!(house.rows(SOCIETY, &[second]), [again], "{second}");
    house.is_sound();
}

#[test]
fn each_field_that_differs_is_a_change() {
    for (old, new, told) in [
        ("浦,7", "浦,７", "changed 番号:7→７"),
        ("山田　太郎", "山田　太朗", "changed 氏名:山田　太郎→山田　太朗"),
        ("ヤマダ　タロウ", "ﾔﾏﾀﾞ ﾀﾛｳ", "changed 氏名カナ:ヤマダ　タロウ→ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("ヤマダ　タロウ", "", "unchanged"),
        ("男", "3", "changed 性別:男→未設定"),
        ("さいたま市１", "川口市２", "changed 住所:さいたま市１→川口市２"),
        ("さいたま市１", "", "unchanged"),
        ("本人", "家族", "changed 本人家族:本人→家族"),
        ("2020-04-01", "2020-05-01", "changed 資格取得年月日:2020-04-01→2020-05-01"),
        ("2020-04-01,", "2020-04-01,2026-04-01", "lost 資格喪失年月日:→2026-04-01"),
        ("00", "", "unchanged"),
        ("00", "0", "unchanged"),
        ("1980-05-05", "S55.5.5", "unchanged"),
    ] {
        check(TARO, &with(TARO, old, new), told);
    }
    // A marriage: the given name stays.
    let married = with(TARO, "山田　太郎,ヤマダ　タロウ", "佐藤　太郎,サトウ　タロウ");
    let told = "changed 氏名:山田　太郎→佐藤　太郎 氏名カナ:ヤマダ　タロウ→サトウ　タロウ";
    check(TARO, &married, told);
    // A branch that lists had left out so far.
    check(&with(TARO, ",00,", ",,"), TARO, "changed 枝番:→00");
}

#[test]
fn a_loss_taken_back_is_a_change() {
    let lost = with(TARO, "2020-04-01,", "2020-04-01,2026-04-01");
    check(&lost, TARO, "changed 資格喪失年月日:2026-04-01→");
}

#[test]
fn a_column_the_list_lacks_changes_nothing() {
    let house = house();
    let header = format!("{HEADER},事業所番号,事業所名,所得区分,不開示");
    let row =
        format!("{},12,浦和医院,現役並み,1", with(TARO, "2020-04-01,", "2020-04-01,2026-04-01"));
    house.import(house.request(SOCIETY, &house.list(&header, &[&row])));
    let before = house.only();
    assert!(before.person.address.as_ref().unwrap().withheld);

    let fewer = "記号,番号,氏名,性別,生年月日,本人家族,取得日";
    let list = house.list(fewer, &["浦,7,山田　太郎,男,1980-05-05,本人,2020-04-01"]);
    assert_eq!(house.import(house.request(SOCIETY, &list)).1, ["unchanged"]);
    assert!(house.only() == before);

    // Columns that are there and blank say so.
    let row = format!("{TARO},,,一般,");
    let list = house.list(&header, &[&row]);
    assert_eq!(
        house.import(house.request(SOCIETY, &list)).1,
        ["changed 不開示:不開示→ 事業所番号:12→ 事業所名:浦和医院→ \
          資格喪失年月日:2026-04-01→ 所得区分:現役並み→一般"]
    );
    assert_eq!(house.only().person.delivery, None);
    house.is_sound();
}

#[test]
fn another_time_under_the_same_number_is_one_more_coverage() {
    let house = house();
    let first = with(TARO, "2020-04-01,", "2020-04-01,2024-04-01");
    let second = with(&with(TARO, "2020-04-01", "2024-04-01"), "さいたま市１", "川口市２");
    // In one list, the older first: the newer row says where the person lives now.
    let told = house.rows(SOCIETY, &[&first, &second]);
    assert_eq!(told[0], "new");
    assert!(told[1].starts_with("changed 住所:さいたま市１→川口市２"), "{told:?}");
    let person = house.only().person;
    assert_eq!(person.dossier.coverages.len(), 2);
    assert_eq!(person.address.unwrap().text, "川口市２");
    // In another order nothing else comes of it.
    assert_eq!(house.rows(SOCIETY, &[&second, &first]), ["unchanged", "unchanged"]);
    house.is_sound();
}

#[test]
fn without_a_my_number_two_insurers_know_two_people() {
    let house = house();
    assert_eq!(house.rows(SOCIETY, &[TARO]), ["new"]);
    assert_eq!(house.rows(OTHER_SOCIETY, &[TARO]), ["new"]);
    assert_eq!(house.people().len(), 2);
}

#[test]
fn a_household_shares_a_number_without_branches() {
    let house = house();
    let hanako = with(TARO, "山田　太郎,ヤマダ　タロウ,男", "山田　花子,ヤマダ　ハナコ,女");
    let rows = [TARO.to_owned(), with(&hanako, "1980-05-05", "1982-01-01")];
    // Twins have the birth date in common too.
    let jiro = with(TARO, "山田　太郎,ヤマダ　タロウ", "山田　次郎,ヤマダ　ジロウ");
    let rows: Vec<String> =
        rows.into_iter().chain([jiro]).map(|it| with(&it, ",00,", ",,")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    assert_eq!(house.rows(CITY, &rows), ["new", "new", "new"]);
    assert_eq!(house.rows(CITY, &rows), ["unchanged", "unchanged", "unchanged"]);
}

#[test]
fn a_job_says_how_an_import_went_and_of_nobody() {
    let house = house();
    house.rows(SOCIETY, &[TARO]);
    house.rows(SOCIETY, &[TARO]);
    let jobs = house.ledger.store().jobs("import").unwrap();
    assert_eq!(jobs.len(), 2, "the same list twice is two runs");
    for job in jobs {
        assert!(job.finished_at.is_some());
        let state: serde_json::Value = serde_json::from_str(&job.state).unwrap();
        assert_eq!(state["rows"], 1);
        assert!(!job.state.contains("山田"));
    }
}
