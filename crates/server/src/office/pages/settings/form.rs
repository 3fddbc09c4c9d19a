//! Settings as the fields of a form, and back.

use jiff::civil::Date;
use record::{
    AddressPlace, CertificateForm, CertificateValidity, ClosedDays, ExpiredPapers, Holiday,
    Settings, SharePlace,
};

use super::Group;
use crate::pages::fields::{Field, Sent, Wrong, wrong};

const SHARES: [(&str, &str); 2] =
    [("printed", "資格確認書に印刷する"), ("separate", "高齢受給者証を別に交付する")];
const ADDRESSES: [(&str, &str); 2] = [("printed", "印刷する"), ("handwritten", "本人が書く")];
const PAPERS: [(&str, &str); 2] = [("destroyed", "本人が処分する"), ("returned", "返してもらう")];
const FORMS: [(&str, &str); 3] = [("card", "カード型"), ("postcard", "はがき型"), ("a4", "A4")];
const VALIDITIES: [(&str, &str); 3] = [
    ("years", "交付から決まった年数"),
    ("yearly", "毎年の決まった日まで"),
    ("to", "全員が同じ日まで"),
];
const SWITCHES: [(&str, &str); 1] = [("yes", "はい")];

/// The groups of the form, as they were sent.
pub(super) fn groups(sent: &Sent) -> Vec<Group> {
    vec![
        Group { title: "書類の形", fields: papers(sent) },
        Group { title: "有効期限", fields: validity(sent) },
        Group { title: "許可と交付の時期", fields: release(sent) },
        Group { title: "手数料と返却", fields: fees(sent) },
        Group { title: "市区町村の休日", fields: holidays(sent) },
        Group { title: "規則の読み方", fields: readings(sent) },
    ]
}

fn papers(sent: &Sent) -> Vec<Field> {
    let hint = "空のときは、保険者番号から決めた言葉を印刷します。";
    vec![
        Field::line("insurance_name", "書類の頭に印刷する保険の名前", sent, 20)
            .may_be_empty()
            .with_hint(hint),
        Field::one("form", "資格確認書の大きさ", sent, FORMS),
        Field::any("crop_marks", "トンボ(裁ち落としの印)を付ける", sent, SWITCHES),
        Field::one("share", "70歳からの負担割合", sent, SHARES),
        Field::one("address", "資格確認書の住所", sent, ADDRESSES),
        Field::line("portal_address", "お知らせの二次元コードの行き先", sent, 200),
    ]
}

fn validity(sent: &Sent) -> Vec<Field> {
    vec![
        Field::one("validity", "資格確認書の有効期限", sent, VALIDITIES),
        Field::line("years", "年数(1から5)", sent, 2).may_be_empty(),
        Field::line("yearly", "毎年の日(7/31 のように)", sent, 5).may_be_empty(),
        Field::day("valid_to", "全員の最後の日", sent, None).may_be_empty(),
        Field::day("former_end", "従来の健康保険証の最後の日", sent, None),
    ]
}

fn release(sent: &Sent) -> Vec<Field> {
    let hint =
        "この枚数をこえる交付は、計画した人とは別の承認者の許可が要ります。空なら要りません。";
    vec![
        Field::line("two_above", "1人で許可できる枚数", sent, 8).may_be_empty().with_hint(hint),
        Field::line("list_lead", "毎月の一覧を何か月早く作るか", sent, 2),
        Field::line("bulk_lead", "一括交付を何か月前から始めるか", sent, 2),
    ]
}

fn fees(sent: &Sent) -> Vec<Field> {
    vec![
        Field::line("fee", "再交付の手数料(円)", sent, 8),
        Field::line("invoice_days", "支払期限までの日数", sent, 4),
        Field::line("bank_account", "振込先", sent, 200).may_be_empty(),
        Field::line("return_days", "資格を失ってから返すまでの日数", sent, 4),
        Field::one("expired", "期限の切れた書類", sent, PAPERS),
    ]
}

fn holidays(sent: &Sent) -> Vec<Field> {
    let hint = "1行に1日、2026-01-01 のように書きます。土曜と日曜は、書かなくてよいです。";
    let mut days = Field::lines("holidays", "休日", sent).with_hint(hint);
    days.is_optional = true;
    let closed = "届出の期限が休日に当たるとき、次の開庁日に延ばす";
    vec![Field::any("closed", closed, sent, SWITCHES), days]
}

fn readings(sent: &Sent) -> Vec<Field> {
    vec![
        Field::any(
            "strict_moves",
            "転出から転入までのあいだは、カードを使えないとする",
            sent,
            SWITCHES,
        ),
        Field::any(
            "keeps_birthday",
            "期限前3か月に更新したカードは、もとの誕生日から数える",
            sent,
            SWITCHES,
        ),
        Field::any("next_day", "新しい電子証明書を、発行の翌日から数える", sent, SWITCHES),
    ]
}

/// The fields of settings.
pub(super) fn sent_of(it: &Settings) -> Sent {
    let mut sent = Vec::new();
    let mut put = |name: &str, text: String| sent.push((name.to_owned(), text));
    put("insurance_name", it.insurance_name.clone());
    put("form", word(&FORMS, form_place(it.certificate_form)));
    put("share", word(&SHARES, usize::from(it.share == SharePlace::Separate)));
    put("address", word(&ADDRESSES, usize::from(it.address == AddressPlace::Handwritten)));
    put("portal_address", it.portal_address.clone());
    match it.certificate_validity {
        CertificateValidity::Years(years) => {
            put("validity", "years".to_owned());
            put("years", years.to_string());
        }
        CertificateValidity::YearlyTo { month, day } => {
            put("validity", "yearly".to_owned());
            put("yearly", format!("{month}/{day}"));
        }
        CertificateValidity::To(day) => {
            put("validity", "to".to_owned());
            put_day(&mut put, "valid_to", day);
        }
    }
    put_day(&mut put, "former_end", it.former_certificate_end);
    put("two_above", it.release_by_two_above.map(|it| it.to_string()).unwrap_or_default());
    put("list_lead", it.list_lead_months.to_string());
    put("bulk_lead", it.bulk_issue_lead_months.to_string());
    put("fee", it.reissue_fee_yen.to_string());
    put("invoice_days", it.invoice_days.to_string());
    put("bank_account", it.bank_account.clone());
    put("return_days", it.return_within_days.to_string());
    put("expired", word(&PAPERS, usize::from(it.expired_papers == ExpiredPapers::Returned)));
    if let ClosedDays::Weekends(days) = &it.closed_days {
        put("closed", "yes".to_owned());
        put("holidays", days.iter().map(|it| it.0.to_string()).collect::<Vec<_>>().join("\n"));
    }
    for (name, is_on) in [
        ("crop_marks", it.crop_marks),
        ("strict_moves", it.no_use_between_moves),
        ("keeps_birthday", it.renewed_card_keeps_birthday),
        ("next_day", it.certificate_counts_next_day),
    ] {
        if is_on {
            put(name, "yes".to_owned());
        }
    }
    Sent(sent)
}

fn word(of: &[(&str, &str)], place: usize) -> String {
    of.get(place).map(|it| it.0.to_owned()).unwrap_or_default()
}

const fn form_place(it: CertificateForm) -> usize {
    match it {
        CertificateForm::Card => 0,
        CertificateForm::Postcard => 1,
        CertificateForm::A4 => 2,
    }
}

/// A day as the four fields of an era's day.
fn put_day(put: &mut impl FnMut(&str, String), name: &'static str, day: Date) {
    for (part, text) in Sent::of_day(name, day).0 {
        put(&part, text);
    }
}

/// The settings of a form. What the form does not ask stays as it was.
pub(super) fn read(sent: &Sent, before: &Settings) -> Result<Settings, Vec<Wrong>> {
    let mut wrongs = Vec::new();
    let settings = Settings {
        insurance_name: sent.text("insurance_name").to_owned(),
        certificate_form: match sent.text("form") {
            "postcard" => CertificateForm::Postcard,
            "a4" => CertificateForm::A4,
            _ => CertificateForm::Card,
        },
        crop_marks: sent.is_ticked("crop_marks"),
        share: match sent.text("share") {
            "separate" => SharePlace::Separate,
            _ => SharePlace::Printed,
        },
        address: match sent.text("address") {
            "handwritten" => AddressPlace::Handwritten,
            _ => AddressPlace::Printed,
        },
        expired_papers: match sent.text("expired") {
            "returned" => ExpiredPapers::Returned,
            _ => ExpiredPapers::Destroyed,
        },
        portal_address: take(&mut wrongs, portal_address(sent), String::new()),
        certificate_validity: take(
            &mut wrongs,
            certificate_validity(sent),
            before.certificate_validity,
        ),
        former_certificate_end: take(&mut wrongs, former_end(sent), before.former_certificate_end),
        release_by_two_above: take(&mut wrongs, two_above(sent), None),
        list_lead_months: take(&mut wrongs, number(sent, "list_lead", 12), 0),
        bulk_issue_lead_months: take(&mut wrongs, number(sent, "bulk_lead", 12), 0),
        reissue_fee_yen: take(&mut wrongs, number(sent, "fee", 1_000_000), 0),
        invoice_days: take(&mut wrongs, number(sent, "invoice_days", 365), 0),
        bank_account: sent.text("bank_account").to_owned(),
        return_within_days: take(&mut wrongs, number(sent, "return_days", 365), 0),
        closed_days: take(&mut wrongs, closed_days(sent), ClosedDays::Ignored),
        no_use_between_moves: sent.is_ticked("strict_moves"),
        renewed_card_keeps_birthday: sent.is_ticked("keeps_birthday"),
        certificate_counts_next_day: sent.is_ticked("next_day"),
        letters: before.letters.clone(),
    };
    if wrongs.is_empty() { Ok(settings) } else { Err(wrongs) }
}

fn take<T>(wrongs: &mut Vec<Wrong>, read: Result<T, Wrong>, otherwise: T) -> T {
    read.unwrap_or_else(|wrong| {
        wrongs.push(wrong);
        otherwise
    })
}

/// A number in either width, with or without commas, up to the largest that makes sense.
fn number<T: TryFrom<u32>>(sent: &Sent, name: &'static str, most: u32) -> Result<T, Wrong> {
    let text = eligibility::number::fold::fold_symbol(sent.text(name)).replace(',', "");
    let number = text.parse::<u32>().ok().filter(|it| *it <= most);
    let number = number.and_then(|it| T::try_from(it).ok());
    number.ok_or_else(|| wrong(name, "この項目に合う数字で入れてください。"))
}

fn two_above(sent: &Sent) -> Result<Option<u32>, Wrong> {
    if sent.text("two_above").is_empty() {
        return Ok(None);
    }
    number(sent, "two_above", 10_000_000).map(Some)
}

fn portal_address(sent: &Sent) -> Result<String, Wrong> {
    let text = sent.needed("portal_address")?;
    if text.starts_with("https://") {
        Ok(text)
    } else {
        Err(wrong("portal_address", "https:// から始まるアドレスを入れてください。"))
    }
}

fn former_end(sent: &Sent) -> Result<Date, Wrong> {
    let day = sent.day("former_end")?;
    if day <= eligibility::FORMER_CERTIFICATES_END {
        Ok(day)
    } else {
        Err(wrong("former_end", "令和7年12月1日までの日を入れてください。"))
    }
}

fn certificate_validity(sent: &Sent) -> Result<CertificateValidity, Wrong> {
    let validity = match sent.text("validity") {
        "yearly" => {
            let wanted = || wrong("yearly", "7/31 のように、月と日を入れてください。");
            let text = eligibility::number::fold::fold_symbol(sent.text("yearly"));
            let (month, day) = text.split_once('/').ok_or_else(wanted)?;
            let month = month.trim().parse().map_err(|_| wanted())?;
            CertificateValidity::YearlyTo { month, day: day.trim().parse().map_err(|_| wanted())? }
        }
        "to" => CertificateValidity::To(sent.day("valid_to")?),
        _ => CertificateValidity::Years(number(sent, "years", 5)?),
    };
    let settings = Settings { certificate_validity: validity, ..Settings::default() };
    let field = match validity {
        CertificateValidity::YearlyTo { .. } => "yearly",
        CertificateValidity::To(_) => "valid_to",
        CertificateValidity::Years(_) => "years",
    };
    let refused = wrong(field, "1年から5年、または毎年ある日を入れてください。");
    settings.to_law().map(|_| validity).map_err(|_| refused)
}

fn closed_days(sent: &Sent) -> Result<ClosedDays, Wrong> {
    if !sent.is_ticked("closed") {
        return Ok(ClosedDays::Ignored);
    }
    let lines = sent.text("holidays").lines().map(str::trim).filter(|it| !it.is_empty());
    let days: Result<Vec<Holiday>, _> = lines.map(|it| it.parse::<Date>().map(Holiday)).collect();
    days.map(ClosedDays::Weekends)
        .map_err(|_| wrong("holidays", "1行に1日、2026-01-01 のように書いてください。"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_gives_back_the_settings_it_was_made_of() {
        let holidays = ["2026-01-01", "2026-01-12"].map(|it| Holiday(it.parse().unwrap()));
        for settings in [
            Settings::default(),
            Settings {
                share: SharePlace::Separate,
                address: AddressPlace::Handwritten,
                certificate_validity: CertificateValidity::YearlyTo { month: 7, day: 31 },
                reissue_fee_yen: 500,
                expired_papers: ExpiredPapers::Returned,
                closed_days: ClosedDays::Weekends(holidays.to_vec()),
                no_use_between_moves: true,
                release_by_two_above: Some(200),
                certificate_form: CertificateForm::A4,
                crop_marks: true,
                insurance_name: "国民健康保険".to_owned(),
                bank_account: "みほん銀行 本店 普通 1234567".to_owned(),
                ..Settings::default()
            },
            Settings {
                certificate_validity: CertificateValidity::To("2027-07-31".parse().unwrap()),
                former_certificate_end: "2025-07-31".parse().unwrap(),
                certificate_form: CertificateForm::Postcard,
                ..Settings::default()
            },
        ] {
            let read = read(&sent_of(&settings), &Settings::default());
            assert_eq!(read.as_ref(), Ok(&settings));
        }
    }

    #[test]
    fn a_field_that_cannot_be_taken_is_named() {
        for (field, text, wanted) in [
            ("years", "6", Some("years")),
            ("years", "5", None),
            ("years", "０", Some("years")),
            ("years", "３", None),
            ("fee", "千円", Some("fee")),
            ("fee", "1,000", None),
            ("two_above", "", None),
            ("two_above", "-1", Some("two_above")),
            ("portal_address", "http://example.test", Some("portal_address")),
            ("former_end_year", "8", Some("former_end")),
        ] {
            let mut sent = sent_of(&Settings::default());
            sent.0.retain(|it| it.0 != field);
            sent.0.push((field.to_owned(), text.to_owned()));
            let wrongs = read(&sent, &Settings::default()).err().unwrap_or_default();
            let names: Vec<_> = wrongs.iter().map(|it| it.name).collect();
            assert_eq!(names, wanted.into_iter().collect::<Vec<_>>(), "{field} {text}");
        }
    }
}
