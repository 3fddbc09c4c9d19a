//! Expiry letters: who gets one, when, and as CSV; and how people are found.

use server::work::card::{PersonFile, Sought, expiry_letters, find, letters_csv};

use crate::{
    life::Life,
    world::{World, day},
};

/// Somebody with a card of a day.
async fn holder<'a>(world: &'a World, born_on: &str, stay: Option<&str>, on: &str) -> Life<'a> {
    let key = world.resident(born_on, stay).await;
    let mut life = Life { world, key, order: String::new(), card: String::new() };
    life.with_card(on, "person").await;
    life
}

#[tokio::test]
async fn letters_are_due_from_three_to_two_months_before_and_not_to_foreigners() {
    let world = World::new().await;
    // Last days: 2030-05-10 twice, 2030-05-11, and a period of stay that ends 2030-05-10.
    holder(&world, "1990-05-10", None, "2026-03-05").await;
    let mut lost = holder(&world, "1991-05-10", None, "2026-03-06").await;
    holder(&world, "1990-05-11", None, "2026-03-05").await;
    holder(&world, "1990-08-01", Some("2030-05-10"), "2026-03-05").await;
    for (on, count) in [
        ("2030-02-09", 0),
        ("2030-02-10", 2),
        ("2030-02-11", 3),
        ("2030-03-10", 3),
        ("2030-03-11", 1),
        ("2030-03-12", 0),
    ] {
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let page = expiry_letters(&world.office, day(on), after, 1).unwrap();
            found.extend(page.letters);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found.len(), count, "{on}");
    }
    let csv = letters_csv(&world.office, day("2030-03-11")).unwrap();
    let row = "\"見本　花子\",\"000-0001\",\"見本県みほん市一丁目1番1号\",2030-05-11,2030-02-12,2035-05-11";
    let heading = "氏名,郵便番号,住所,電子証明書の有効期限,更新できる日,カードの有効期限";
    assert_eq!(csv, format!("{heading}\r\n{row}\r\n"));

    // Whoever gave the card back gets none; whoever renewed gets none for the old certificate.
    assert!(!lost.act("2030-02-10", "return").await.starts_with('!'));
    let count = |on: &str| expiry_letters(&world.office, day(on), None, 100).unwrap().letters.len();
    assert_eq!(count("2030-02-10"), 1);
}

#[tokio::test]
async fn people_are_found_by_what_they_show() {
    let world = World::new().await;
    let life = holder(&world, "1990-05-10", None, "2026-03-05").await;
    world.cover(life.key, "１２３", "2026-03-01").await;
    let by_id = |number: &str, branch: &str, born_on: &str| Sought::InsuredId {
        insurer: "113019".parse().unwrap(),
        symbol: "101".to_owned(),
        number: number.to_owned(),
        branch: branch.to_owned(),
        born_on: day(born_on),
    };
    for (sought, is_found) in [
        (by_id("123", "01", "1990-05-10"), true),
        (by_id("123", "", "1990-05-10"), true),
        (by_id("１２３", "1", "1990-05-10"), true),
        (by_id("123", "02", "1990-05-10"), false),
        (by_id("123", "01", "1990-05-11"), false),
        (by_id("124", "01", "1990-05-10"), false),
        (Sought::CardNumber(life.card.clone()), true),
        (Sought::CardNumber("990000000000000".to_owned()), false),
        (Sought::MyNumber("123456789018".parse().unwrap()), false),
    ] {
        let found = find(&world.office, &sought).unwrap();
        assert_eq!(found, if is_found { vec![life.key] } else { Vec::new() });
    }
    let file = PersonFile::read(&world.office, life.key).unwrap();
    assert_eq!(file.card_in_use().unwrap().card_number, life.card);
}
