//! Finding people by anything: the same before and after they are in the index.
#![cfg(test)]

#[expect(dead_code, reason = "each test file uses its part")]
mod common;

use common::{
    House, at, change, coverage, day, differences, enrol, existing, house, insurer, other_insurer,
    record, run,
};
use eligibility::InsurerNumber;
use record::{Coverage, Delivery, Fact, Identity, IncomeTier, Role, Sex};
use store::{Join, PersonKey, Search};

const NOW: &str = "2026-04-01T00:00:00Z";

/// Rows of name, kana, birth date, symbol, number and employer; `-` is none, `_` a space. The last
/// word may name the other insurer.
const PEOPLE: &str = "
    山田_太郎    ヤマダ_タロウ    1955-04-02  埼医   101   0001
    山田_花子    ヤマダ_ハナコ    1957-05-05  埼医   101   0001
    山口_二郎    -                1955-04-02  埼医   0101  0002
    髙橋_恵美    ﾀｶﾊｼ_ｴﾐ         1990-01-01  -      7     -
    𠮷野_葛󠄀    ヨシノ_カツラ    1991-01-01  １２   7     -
    Smith_John   スミス_ジョン    1992-02-29  12     8     -
    山田_一      ヤマダ_ハジメ    1955-04-02  12     101   -     other
";

fn fill(house: &House) -> Vec<(String, PersonKey)> {
    let rows = PEOPLE.lines().map(str::trim).filter(|it| !it.is_empty()).enumerate();
    rows.map(|(place, row)| {
        let words: Vec<String> =
            row.split_whitespace().map(|it| it.replace('_', "\u{3000}")).collect();
        let present = |place: usize| words.get(place).filter(|it| *it != "-").cloned();
        let insurer = if words.len() > 6 { other_insurer() } else { insurer() };
        let mut facts = vec![
            Fact::Identity(Identity {
                name: words[0].clone(),
                kana: present(1),
                sex: Sex::Unset,
                born_on: day(&words[2]),
                insured_name: None,
            }),
            Fact::Coverage(Coverage {
                insurer_number: insurer,
                symbol: present(3),
                number: words[4].clone(),
                branch: None,
                role: Role::Insured,
                acquired_on: day("2026-01-01"),
                lost_on: None,
                income_tier: IncomeTier::Ordinary,
                income_tiers: Vec::new(),
                voluntary_continuation: false,
            }),
        ];
        facts.extend(present(5).map(|code| {
            Fact::Delivery(Delivery {
                insurer_number: insurer,
                employer_code: code,
                employer_name: None,
            })
        }));
        let key = enrol(&house.store, &format!("row:{place}"), NOW, facts);
        (words[0].replace('\u{3000}', ""), key)
    })
    .collect()
}

/// A search as `words …`, `born …`, `employer …`, `number …` or `id SYMBOL NUMBER`, `""` for none.
fn search(words: &str) -> Search {
    let (kind, rest) = words.split_once(' ').unwrap();
    match kind {
        "words" => Search::Words(rest.to_owned()),
        "born" => Search::BornOn(day(rest)),
        "employer" => Search::Employer(rest.to_owned()),
        "number" => Search::Number { symbol: None, number: rest.to_owned() },
        _ => {
            let (symbol, number) = rest.split_once(' ').unwrap();
            let symbol = Some(symbol.trim_matches('"').to_owned());
            Search::Number { symbol, number: number.to_owned() }
        }
    }
}

fn found(house: &House, insurer: Option<InsurerNumber>, words: &str) -> Vec<String> {
    let found = house.store.search(insurer, &search(words), 50).unwrap();
    let mut names: Vec<_> = found
        .iter()
        .map(|it| it.person.identity.as_ref().unwrap().name.replace('\u{3000}', ""))
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn people_are_found_by_whatever_is_known_of_them() {
    let house = house();
    fill(&house);
    let table = "
        words 山田             山田太郎 山田花子
        words 山田　太郎       山田太郎
        words 太郎             山田太郎
        words やまだ           山田太郎 山田花子
        words ﾔﾏﾀﾞ ﾀﾛｳ         山田太郎
        words ヤマ             山田太郎 山田花子
        words ハナ             山田花子
        words 高橋             髙橋恵美
        words 髙橋             髙橋恵美
        words たかはし         髙橋恵美
        words 吉野             𠮷野葛󠄀
        words 𠮷野葛           𠮷野葛󠄀
        words ＳＭＩＴＨ       SmithJohn
        words john             SmithJohn
        words 田               -
        words 山田太郎子       -
        born 1955-04-02        山口二郎 山田太郎
        born 1992-02-29        SmithJohn
        born 1955-04-03        -
        employer 0001          山田太郎 山田花子
        employer 000           -
        number 101             山田太郎 山田花子
        number １０１          山田太郎 山田花子
        number 7               髙橋恵美 𠮷野葛󠄀
        id 12 7                𠮷野葛󠄀
        id \"\" 7                髙橋恵美
        id 埼医 0101           山口二郎
        id 埼医 8              -
    ";
    let check = || {
        for row in table.lines().map(str::trim).filter(|it| !it.is_empty()) {
            let (words, wanted) = row.split_once("  ").unwrap();
            let mut wanted: Vec<&str> = wanted.split_whitespace().filter(|it| *it != "-").collect();
            wanted.sort_unstable();
            assert_eq!(found(&house, Some(insurer()), words.trim()), wanted, "{row}");
        }
        assert_eq!(found(&house, Some(other_insurer()), "words 山田"), ["山田一"]);
        assert_eq!(found(&house, None, "words 山田").len(), 3);
        assert_eq!(found(&house, None, "number 101").len(), 3);
        for blank in ["words 　", "number  ", "employer  "] {
            assert_eq!(found(&house, None, blank), [""; 0], "{blank:?}");
        }
    };
    check();
    assert_eq!(run(house.store.index_search()).unwrap(), 7);
    assert_eq!(run(house.store.index_search()).unwrap(), 0);
    check();
    assert_eq!(differences(&house.store, "2026-04-01"), []);
    run(house.store.rebuild(day("2026-04-01"))).unwrap();
    check();
}

#[test]
fn no_more_are_found_than_asked_for() {
    let house = house();
    fill(&house);
    for indexed in [false, true] {
        for limit in [0, 1, 2, 3] {
            let words = Search::Words("山田".to_owned());
            let found = house.store.search(None, &words, limit).unwrap();
            assert_eq!(found.len(), limit, "indexed: {indexed}");
        }
        run(house.store.index_search()).unwrap();
    }
}

#[test]
fn a_changed_name_is_found_and_the_one_before_is_not() {
    let house = house();
    let people = fill(&house);
    run(house.store.index_search()).unwrap();
    let renamed = Fact::Identity(Identity {
        name: "見本　花子".to_owned(),
        kana: None,
        sex: Sex::Unset,
        born_on: day("1957-05-05"),
        insured_name: None,
    });
    let id = coverage(insurer(), "999", "2026-01-01", None);
    let whose = existing(people[1].1, 1);
    record(&house.store, change("renamed", whose, NOW, vec![renamed, id]));
    for _ in 0..2 {
        assert_eq!(found(&house, None, "words 山田"), ["山田一", "山田太郎"]);
        assert_eq!(found(&house, None, "words 見本"), ["見本花子"]);
        assert_eq!(found(&house, None, "number 999"), ["見本花子"]);
        run(house.store.index_search()).unwrap();
    }
    let joined = Join {
        id: "join".to_owned(),
        first: (people[0].1, 1),
        second: (people[1].1, 2),
        recorded_by: "clerk".to_owned(),
        reason: "one person".to_owned(),
        recorded_at: at(NOW),
    };
    run(house.store.join(joined)).unwrap();
    for _ in 0..2 {
        assert_eq!(found(&house, None, "words 見本"), [""; 0]);
        assert_eq!(found(&house, None, "words 太郎"), ["山田太郎"]);
        run(house.store.index_search()).unwrap();
    }
    assert_eq!(differences(&house.store, "2026-04-01"), []);
}

#[test]
fn what_is_looked_for_is_not_shown_in_traces() {
    for words in ["words 山田", "born 1955-04-02", "employer 0001", "number 101"] {
        let shown = format!("{:?}", search(words));
        assert!(shown.chars().all(|it| it.is_ascii_alphabetic()), "{shown}");
    }
}
