//! Certificates of made-up people, in every size, with ordinary names and with hard ones.

use jiff::civil::date;
use print::{
    AddressOnPaper, CertificateForm, EligibilityCertificate, OptionalItems, Paper, PaperInsurer,
};

/// The sizes.
pub(crate) const FORMS: [(&str, CertificateForm); 3] = [
    ("card", CertificateForm::Card),
    ("postcard", CertificateForm::Postcard),
    ("a4", CertificateForm::A4),
];

/// Those that only the system's font can set.
pub(crate) const SYSTEM: [&str; 3] = ["card_system", "postcard_system", "a4_system"];

/// Letters that few fonts have; names as long as registers hold them.
pub(crate) const NAMES: [&str; 8] = [
    "𠮷田 𣘺之介",
    "髙﨑 德濵",
    "葛\u{E0100}城 葛\u{E0101}飾",
    "森鷗外 ～",
    "邉\u{E0100}邉 齋藤",
    "勅使河原髙﨑德濵鷗𠮷𣘺之介衛門左近将監源朝臣藤原清原在原中臣阿倍大伴紀貫之守",
    "CHRISTOPHER ALEXANDER BARTHOLOMEW MAXIMILIAN HOHENZOLLERN SR",
    "か\u{3099}んも カ\u{3099}ンモ",
];

/// Of every size: as in leaflet 002; with crop marks, a blank for the address and nothing of what
/// is printed from 70 only; with all that can be applied for; with each of the names.
pub(crate) fn all() -> Vec<(String, Paper)> {
    let mut all = Vec::new();
    for (size, form) in FORMS {
        let mut add = |name: &str, it: EligibilityCertificate| {
            all.push((format!("{size}_{name}"), Paper::Certificate(Box::new(it))));
        };
        add("leaflet", leaflet(form));
        add("plain", plain(form));
        add("late_stage", late_stage(form));
        add("system", EligibilityCertificate { name: "辻\u{E0102} 太郎".into(), ..leaflet(form) });
        for (place, name) in NAMES.into_iter().enumerate() {
            add(&format!("name_{place}"), named(form, name));
        }
    }
    all
}

/// The certificate of leaflet 002, page 2.
pub(crate) fn leaflet(form: CertificateForm) -> EligibilityCertificate {
    EligibilityCertificate {
        form,
        crop_marks: false,
        heading: "国民健康保険".into(),
        member: "組合員".into(),
        sheet: "2026-03-A-00120".into(),
        insurer: PaperInsurer {
            number: "113019".into(),
            name: "見本県医師国民健康保険組合".into(),
            address: "さいたま市見本区仲町3-5-1".into(),
            phone: "048-000-0000".into(),
        },
        symbol: Some("101".into()),
        number: "12345678".into(),
        branch: Some("01".into()),
        name: "国保 太郎".into(),
        kana: Some("コクホ タロウ".into()),
        sex: Some("男".into()),
        born_on: date(1950, 4, 1),
        acquired_on: date(1993, 4, 1),
        valid_from: Some(date(2024, 12, 1)),
        valid_to: Some(date(2029, 11, 30)),
        share_tenths: Some(3),
        insured_name: Some("国保 太郎".into()),
        address: AddressOnPaper::Printed("〇〇市〇〇区〇〇町1-1-1 マンション101".into()),
        issued_on: date(2024, 12, 2),
        optional: OptionalItems::default(),
        code: Some("113019:101:12345678:01".into()),
    }
}

/// Below 70, for a printer that cuts, with an address to write.
pub(crate) fn plain(form: CertificateForm) -> EligibilityCertificate {
    EligibilityCertificate {
        crop_marks: true,
        heading: "健康保険".into(),
        member: "被扶養者".into(),
        insurer: PaperInsurer {
            number: "06139992".into(),
            name: "見本健康保険組合".into(),
            address: "東京都千代田区見本町1-2-3 見本ビル8階".into(),
            phone: String::new(),
        },
        kana: None,
        valid_from: None,
        share_tenths: None,
        address: AddressOnPaper::Blank,
        code: None,
        ..leaflet(form)
    }
}

/// With all that can be applied for (F-42), and without symbol and branch.
pub(crate) fn late_stage(form: CertificateForm) -> EligibilityCertificate {
    EligibilityCertificate {
        heading: "後期高齢者医療".into(),
        member: "被保険者".into(),
        symbol: None,
        branch: None,
        kana: Some("ｶﾂﾗｷﾞ ﾂｼﾞﾖｼﾉｽｹ".into()),
        insured_name: None,
        optional: OptionalItems {
            limit_class: Some("現役並みⅡ".into()),
            limit_from: Some(date(2025, 8, 1)),
            long_stay_on: Some(date(2025, 10, 10)),
            special_disease: Some("A".into()),
            special_from: Some(date(2025, 12, 10)),
        },
        ..leaflet(form)
    }
}

/// The leaflet's with another name, and an address that is long.
pub(crate) fn named(form: CertificateForm, name: &str) -> EligibilityCertificate {
    let address = "奈良県葛\u{E0100}城市𠮷野99番地の9 濵﨑コーポ鷗棟1203号室";
    EligibilityCertificate {
        name: name.into(),
        insured_name: Some(name.into()),
        address: AddressOnPaper::Printed(address.into()),
        ..leaflet(form)
    }
}
