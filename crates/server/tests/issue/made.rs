use std::{fs, os::unix::fs::PermissionsExt as _};

use record::{Address, Delivery, Fact, SelfInformationBlock};
use store::ItemOutcome;

use crate::world::{BATCH, ON, SOCIETY, TARO, World, day, has_poppler, members, pages, with};

/// 太郎, his wife and daughter; 花子 whom the employer does not know; 三郎 whose information is
/// blocked.
fn household() -> World {
    World::of(&[
        TARO.to_owned(),
        with(
            TARO,
            &[(",00,", ",01,"), ("山田　太郎", "山田　葛󠄀子"), ("男", "女"), ("本人", "家族")],
        ),
        with(TARO, &[(",7,", ",8,"), ("山田　太郎", "髙橋　花子"), (",0100,浦和医院", ",,")]),
        with(TARO, &[(",7,", ",9,"), ("山田　太郎", "辻󠄀　三郎")]),
    ])
}

#[test]
fn everybody_gets_what_is_due_and_then_nothing_is() {
    let world = household();
    let blocked = SelfInformationBlock { from: day("2025-06-01"), to: None };
    world.record(world.keys()[3], vec![Fact::Block(blocked)]);
    let report = world.issue();
    assert_eq!((report.batch.as_deref(), report.made, report.sheets), (Some(BATCH), 4, 4));
    assert_eq!((report.void, report.held, report.not_due), (0, 0, 0));
    world.is_sound(BATCH);
    let names: Vec<_> = world.files().into_keys().collect();
    let wanted = [
        "0001-certificates-employer.pdf",
        "0002-certificates-direct.pdf",
        "0003-certificates-withheld.pdf",
        "direct-letters-0001.pdf",
        "employer-letters-0001.pdf",
        "manifest.csv",
        "manifest.json",
        "post-list-0001.csv",
        "post-list-0001.pdf",
        "withheld-letters-0001.pdf",
    ];
    assert_eq!(names, wanted.map(|it| format!("{BATCH}/{it}")));
    assert_eq!(report.files, names);
    for key in world.keys() {
        let documents = world.person(key).dossier.documents;
        let valid = (documents[0].issued_on, documents[0].valid_from, documents[0].valid_to);
        assert_eq!(valid, (day(ON), day(ON), Some(day("2030-12-01"))));
        assert_eq!(documents[0].insurer_number, SOCIETY.parse().ok());
        assert_eq!(world.in_force(key).len(), 1);
    }
}

#[test]
fn names_stand_on_the_papers_as_registered_and_nowhere_they_must_not() {
    if !has_poppler() {
        return;
    }
    let world = household();
    let key = world.keys()[3];
    let text = "県外のどこか".to_owned();
    let address = Address { postcode: Some("999-0001".to_owned()), text, withheld: true };
    world.record(key, vec![Fact::Address(address)]);
    world.issue();
    let employer = world.text(&format!("{BATCH}/0001-certificates-employer.pdf"));
    assert!(employer.contains("山田太郎") && employer.contains("山田葛󠄀子"), "{employer}");
    assert!(!employer.contains("三郎"), "never through the employer");
    assert!(world.text(&format!("{BATCH}/0002-certificates-direct.pdf")).contains("髙橋花子"));
    let withheld = world.text(&format!("{BATCH}/0003-certificates-withheld.pdf"));
    assert!(withheld.contains("辻󠄀三郎") && !withheld.contains("県外"), "{withheld}");
    let letter = world.text(&format!("{BATCH}/withheld-letters-0001.pdf"));
    assert!(letter.contains("県外のどこか") && letter.contains("辻󠄀三郎"), "{letter}");
    for (name, bytes) in world.files() {
        let is_pdf = bytes.starts_with(b"%PDF");
        let text = if is_pdf { world.text(&name) } else { String::from_utf8(bytes).unwrap() };
        if !name.contains("withheld-letters") {
            assert!(!text.contains("県外"), "{name}");
        }
        if name.contains("manifest") {
            for personal in ["山田", "髙橋", "ヤマダ", "さいたま", "浦和"] {
                assert!(!text.contains(personal), "{personal} in {name}");
            }
        }
    }
    let list = String::from_utf8(world.files()[&format!("{BATCH}/post-list-0001.csv")].clone());
    assert!(list.unwrap().contains("辻󠄀　三郎,,別に記載,簡易書留"));
}

#[test]
fn a_parcel_has_a_letter_and_a_slip_that_count_its_sheets() {
    if !has_poppler() {
        return;
    }
    let world = World::of(&members(20));
    world.issue();
    let letters = pages(&world.out().join(BATCH).join("employer-letters-0001.pdf"));
    assert_eq!(letters.len(), 14, "a letter and a slip for each of seven employers");
    assert!(letters[2].contains("医院1") && letters[2].contains("3枚"), "{}", letters[2]);
    let slip = &letters[3];
    for name in ["山田一郎", "山田八郎", "山田一五郎"] {
        assert!(slip.contains(name), "{name} on {slip}");
    }
    assert!(!slip.contains("山田二郎"));
}

#[test]
fn again_makes_nothing_and_touches_nothing() {
    let world = household();
    world.issue();
    let modified = |world: &World| {
        let files = world.files().into_keys();
        let time = |it: &String| fs::metadata(world.out().join(it)).unwrap().modified().unwrap();
        files.map(|it| (time(&it), it)).collect::<Vec<_>>()
    };
    let (files, times) = (world.files(), modified(&world));
    let acts = world.store().office_acts(world.insurer(), None, 100).unwrap();
    let again = world.issue();
    assert_eq!((again.made, again.sheets, again.files.len()), (0, 4, files.len()));
    assert_eq!((world.files(), modified(&world)), (files, times));
    assert_eq!(world.store().office_acts(world.insurer(), None, 100).unwrap(), acts);
}

#[test]
fn a_file_that_is_gone_is_made_again_as_it_was() {
    let world = household();
    world.issue();
    let files = world.files();
    for name in ["0001-certificates-employer.pdf", "post-list-0001.pdf", "manifest.json"] {
        fs::remove_file(world.out().join(BATCH).join(name)).unwrap();
    }
    assert_eq!(world.issue().made, 0);
    assert_eq!(world.files(), files);
}

#[test]
fn files_are_for_their_owner_alone() {
    let world = household();
    world.issue();
    let mode = |it: &str| fs::metadata(world.out().join(it)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(BATCH), 0o700);
    for name in world.files().keys() {
        assert_eq!(mode(name), 0o600, "{name}");
    }
}

#[test]
fn who_is_due_later_is_in_the_next_batch() {
    let world = household();
    world.issue();
    world.import(None, &[with(TARO, &[(",7,", ",10,"), ("太郎", "五郎")])]);
    let report = world.issue();
    let second = format!("{BATCH}-2");
    assert_eq!((report.batch.as_deref(), report.made), (Some(second.as_str()), 1));
    world.is_sound(&second);
    assert_eq!(world.issue().made, 0);
}

#[test]
fn what_cannot_be_posted_is_held() {
    let row = with(TARO, &[(",330-0061,さいたま市１,", ",,,"), (",0100,浦和医院", ",,")]);
    let world = World::of(&[row]);
    let report = world.issue();
    assert_eq!((report.made, report.held), (0, 1));
    let item = &world.items(BATCH)[0];
    assert_eq!((item.outcome, item.why.as_deref()), (Some(ItemOutcome::Held), Some("no_address")));
    let delivery = Delivery {
        insurer_number: world.insurer(),
        employer_code: "0100".to_owned(),
        employer_name: None,
    };
    world.record(world.keys()[0], vec![Fact::Delivery(delivery)]);
    assert_eq!(world.issue().made, 1);
}

#[test]
fn the_paper_after_one_that_ends_in_the_month_of_its_issue_comes_another_day() {
    if !has_poppler() {
        return;
    }
    // 70 in this month: without the share to its end, with it from the next on (F-41, F-43).
    let world = World::of(&[with(TARO, &[("1980-05-05", "1955-12-15")]), members(2)[1].clone()]);
    let report = world.issue();
    assert_eq!((report.batch.as_deref(), report.made, report.sheets), (Some(BATCH), 2, 2));
    assert_eq!(world.issue().made, 0, "the day's plan is carried out");
    world.is_sound(BATCH);
    let next_day = world.try_issue("2025-12-03").unwrap();
    assert_eq!(next_day.made, 1);
    world.is_sound(next_day.batch.as_deref().unwrap());
    let documents = world.person(world.keys()[0]).dossier.documents;
    let days: Vec<_> = documents.iter().map(|it| (it.valid_from, it.valid_to.unwrap())).collect();
    assert_eq!(
        days,
        [(day(ON), day("2025-12-31")), (day("2026-01-01"), day("2030-12-14"))],
        "to the day before 75"
    );
    let text = world.text(&format!("{BATCH}/0001-certificates-employer.pdf"));
    assert!(!text.contains("負担割合"), "up to 69: {text}");
    let text = world.text(&format!("{}/0001-certificates-employer.pdf", next_day.batch.unwrap()));
    assert!(text.contains("2割") && text.contains("令和8年1月1日"), "from 70: {text}");
    assert_eq!(world.issue().made, 0);
}
