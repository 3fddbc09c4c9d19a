//! Cards that differ in everything that differs between people.

use jiff::civil::{Date, date};
use print::{
    AddressOnPaper, CertificateForm, EligibilityCertificate, OptionalItems, Paper, PaperInsurer,
};

const FAMILIES: [(&str, &str); 12] = [
    ("佐藤", "サトウ"),
    ("鈴木", "スズキ"),
    ("髙橋", "タカハシ"),
    ("田中", "タナカ"),
    ("渡邊", "ワタナベ"),
    ("伊藤", "イトウ"),
    ("齋藤", "サイトウ"),
    ("中村", "ナカムラ"),
    ("山﨑", "ヤマザキ"),
    ("小林", "コバヤシ"),
    ("德永", "トクナガ"),
    ("濵口", "ハマグチ"),
];
const GIVEN: [(&str, &str, &str); 10] = [
    ("太郎", "タロウ", "男"),
    ("花子", "ハナコ", "女"),
    ("健一", "ケンイチ", "男"),
    ("美咲", "ミサキ", "女"),
    ("翔太", "ショウタ", "男"),
    ("陽菜", "ヒナ", "女"),
    ("大輔", "ダイスケ", "男"),
    ("由美子", "ユミコ", "女"),
    ("誠", "マコト", "男"),
    ("恵子", "ケイコ", "女"),
];
/// Every fiftieth is one of these.
const RARE: [&str; 4] = ["𠮷田", "葛\u{E0100}城", "𣘺本", "葛\u{E0101}西"];
const TOWNS: [&str; 6] = ["仲町", "高砂", "岸町", "常盤", "北浦和", "東岩槻"];

/// The so-manieth card.
pub(crate) fn card(place: usize) -> Paper {
    let (family, family_kana) = FAMILIES[place % FAMILIES.len()];
    let (given, given_kana, sex) = GIVEN[place / FAMILIES.len() % GIVEN.len()];
    let family = if place % 50 == 49 { RARE[place / 50 % RARE.len()] } else { family };
    let days = i32::try_from(place).unwrap();
    let day = |from: Date, every: i32| {
        from.checked_add(jiff::Span::new().days(days * every % 20_000)).unwrap()
    };
    let number = format!("{:08}", 10_000_000 + place * 7_919 % 90_000_000);
    let is_elderly = place.is_multiple_of(10);
    Paper::Certificate(Box::new(EligibilityCertificate {
        form: CertificateForm::Card,
        crop_marks: false,
        heading: "国民健康保険".into(),
        member: "組合員".into(),
        sheet: format!("2025-11-A-{:05}", place + 1),
        insurer: PaperInsurer {
            number: "113019".into(),
            name: "埼玉県見本国民健康保険組合".into(),
            address: "さいたま市見本区仲町3-5-1".into(),
            phone: "000-000-0000".into(),
        },
        symbol: Some(format!("{}", 101 + place % 40)),
        number: number.clone(),
        branch: Some(format!("{:02}", place % 5)),
        name: format!("{family} {given}"),
        kana: Some(format!("{family_kana} {given_kana}")),
        sex: Some(sex.into()),
        born_on: day(date(1950, 4, 1), 37),
        acquired_on: day(date(1985, 4, 1), 11),
        valid_from: is_elderly.then_some(date(2025, 8, 1)),
        valid_to: Some(date(2030, 11, 30)),
        share_tenths: is_elderly.then_some(2),
        insured_name: Some(format!("{family} {}", GIVEN[0].0)),
        address: AddressOnPaper::Printed(format!(
            "さいたま市見本区{}{}-{}-{} 見本マンション{}",
            TOWNS[place % TOWNS.len()],
            place % 9 + 1,
            place % 31 + 1,
            place % 17 + 1,
            101 + place % 900,
        )),
        issued_on: date(2025, 11, 20),
        optional: OptionalItems::default(),
        code: Some(format!("113019:{}:{number}:{:02}", 101 + place % 40, place % 5)),
    }))
}
