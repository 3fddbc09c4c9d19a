//! The published table of rules, `docs/rules.md`, made from the code. Written anew with `UPDATE=1`
//! in the environment; otherwise compared.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{fmt::Write as _, path::Path};

use eligibility::{
    ADULT_AT_18_FROM, AddressPlace, Application, ApplicationReason, CONTINUED_USE_ABROAD_FROM,
    CertificateValidity, ClosedDays, Coverage, CoverageStanding, DatedIncomeTier, DepartureAbroad,
    DigitalCertificate, Document, DocumentKind, Dossier, ExpiredPapers, FORMER_CERTIFICATES_END,
    IncomeTier, LATE_STAGE_85_BORN_TO, LATE_STAGE_FOR_ALL_TO, MyNumberCard, NEW_SYSTEM_FROM,
    Registration, Relocation, Role, Rule, Rules, SelfInformationBlock, Settings, SharePlace,
    Standing, judge,
};
use jiff::{ToSpan, civil::Date};

use testing::Person;

#[cfg(test)]
#[expect(dead_code, reason = "the tables are those of the modules")]
#[path = "../src/testing.rs"]
mod testing;

/// The series of ids in their order, with what they are.
const SERIES: [(char, &str); 5] = [
    ('R', "リーフレットの記載"),
    ('D', "記載の食い違いを解決したもの"),
    ('F', "公表されている事実"),
    ('G', "例で示されるもの"),
    ('P', "上のいずれにも番号がない法令の規定"),
];

#[test]
#[expect(clippy::disallowed_methods, reason = "a test may read and write the page it checks")]
fn the_published_page_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules.md");
    let page = page();
    if std::env::var("UPDATE").is_ok_and(|it| it == "1") {
        std::fs::write(&path, &page).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = published.lines().zip(page.lines()).find(|(old, new)| old != new);
    assert!(published == page, "run with UPDATE=1 and look at what changed, first: {differs:?}");
}

#[test]
fn every_rule_is_a_sentence_with_a_source() {
    for rule in Rule::ALL {
        let source = rule.source();
        assert!(rule.says().ends_with('。'), "{rule}: {}", rule.says());
        assert!(!source.act.is_empty() && !source.clause.is_empty(), "{rule} has no source");
        assert_eq!(Rule::of_id(rule.id()), Some(*rule));
    }
    let places: Vec<(usize, u16)> = Rule::ALL.iter().map(|it| place(*it)).collect();
    assert!(places.is_sorted_by(|one, next| one < next), "sorted, and no id twice");
}

/// The series and the number of an id.
fn place(rule: Rule) -> (usize, u16) {
    let (letter, number) = rule.id().split_once('-').unwrap();
    let series = SERIES.iter().position(|(it, _)| letter.chars().eq([*it])).unwrap();
    (series, number.parse().unwrap())
}

fn page() -> String {
    let mut page = String::from(
        "# 規則の一覧\n\n\
         この頁は、判定のプログラムから作られています。手で直さず、プログラムを直してから \
         `UPDATE=1 cargo test -p eligibility --test rules` で作り直します。\n\n\
         1. [規則](#規則)\n2. [日付で変わる値](#日付で変わる値)\n3. [保険者ごとの設定](#保険者ごとの設定)\n\
         4. [計算した例](#計算した例)\n",
    );
    rules(&mut page);
    dated_values(&mut page);
    settings(&mut page);
    page.push_str("\n## 計算した例\n");
    shares(&mut page);
    phases(&mut page);
    ages(&mut page);
    page
}

fn rules(page: &mut String) {
    page.push_str("\n## 規則\n\n判定の根拠は、この番号で示されます。\n");
    for (at, (letter, what)) in SERIES.iter().enumerate() {
        write!(page, "\n### {letter} {what}\n\n").unwrap();
        let rows = Rule::ALL.iter().filter(|it| place(**it).0 == at).map(|it| {
            let source = it.source();
            vec![
                it.id().to_owned(),
                it.says().to_owned(),
                source.act.to_owned(),
                source.clause.to_owned(),
            ]
        });
        table(page, &["番号", "内容", "出典", "箇所"], rows);
    }
}

fn dated_values(page: &mut String) {
    page.push_str("\n## 日付で変わる値\n\nほかの規則は、どの日についても同じです。\n\n");
    let day = japanese;
    let values = [
        (
            "成年の境",
            "18歳(それより前に受け付けた申請は20歳)".to_owned(),
            format!("{}以後に受け付けた申請", day(ADULT_AT_18_FROM)),
            Rule::F21,
        ),
        (
            "国外転出後の継続利用",
            "できる(それより前は失効する)".to_owned(),
            format!("転出予定日が{}以後", day(CONTINUED_USE_ABROAD_FROM)),
            Rule::F38,
        ),
        (
            "資格確認書と資格情報のお知らせの交付",
            "始まる".to_owned(),
            format!("{}から", day(NEW_SYSTEM_FROM)),
            Rule::R152,
        ),
        (
            "従来の健康保険証",
            "使えない".to_owned(),
            format!("{}から", day(FORMER_CERTIFICATES_END.saturating_add(1.day()))),
            Rule::R150,
        ),
        (
            "後期高齢者への資格確認書",
            "全員に交付する".to_owned(),
            format!("{}まで", day(LATE_STAGE_FOR_ALL_TO)),
            Rule::F48,
        ),
        (
            "後期高齢者への資格確認書",
            format!("{}以前に生まれた全員に交付する", day(LATE_STAGE_85_BORN_TO)),
            format!("{}から", day(LATE_STAGE_FOR_ALL_TO.saturating_add(1.day()))),
            Rule::F48,
        ),
    ];
    let rows = values.into_iter().map(|(what, value, when, rule)| {
        let source = rule.source();
        let clause = format!("{} {}", source.act, source.clause);
        vec![what.to_owned(), value, when, rule.id().to_owned(), clause]
    });
    table(page, &["項目", "値", "いつ", "番号", "箇所"], rows);
}

/// Name, what it is, and the rules it belongs to, of each setting.
const SETTINGS: [(&str, &str, &str); 13] = [
    ("former_certificate_end", "従来の健康保険証の最後の日(遅くとも既定の日)", "R-031、R-150"),
    ("share", "70歳からの負担割合を示すもの", "D-14、F-43"),
    ("address", "資格確認書の住所", "D-15、R-110"),
    ("certificate_validity", "資格確認書の有効期間(最長5年)", "F-39、F-40"),
    ("reissue_fee_yen", "なくしたときの再交付手数料", "R-118、F-53"),
    ("return_within_days", "資格を失ってから返すまで", "R-113、D-16、D-36"),
    ("expired_papers", "期限が切れたもの", "R-115、D-16"),
    ("list_lead_months", "月次の一覧を、使える最後の月から早める月数", "F-51"),
    ("bulk_issue_lead_months", "一括交付を、従来の保険証が終わる月から早める月数", "R-153、R-120"),
    ("closed_days", "市区町村の閉庁日に当たる期限", "F-37"),
    ("no_use_between_moves", "転出予定日から転入届まで、カードを使えないとする", "D-23、R-170"),
    ("renewed_card_keeps_birthday", "残り3か月未満で更新したカードを、誕生日1回分長くする", "F-24"),
    ("certificate_counts_next_day", "新しい電子証明書を、発行の翌日から数える", "F-14"),
];

fn settings(page: &mut String) {
    page.push_str(
        "\n## 保険者ごとの設定\n\n公表された規則が保険者に任せていることです。\
         名前は設定ファイルの項目名です。\n\n",
    );
    let rows = SETTINGS.into_iter().zip(defaults()).map(|((name, what, ids), default)| {
        vec![format!("`{name}`"), what.to_owned(), default, ids.to_owned()]
    });
    table(page, &["名前", "内容", "既定", "番号"], rows);
}

/// The default of each setting. Every field is named, so that a new one does not compile until it
/// stands here.
fn defaults() -> [String; 13] {
    let Settings {
        former_certificate_end,
        share,
        address,
        certificate_validity,
        reissue_fee_yen,
        return_within_days,
        expired_papers,
        list_lead_months,
        bulk_issue_lead_months,
        closed_days,
        no_use_between_moves,
        renewed_card_keeps_birthday,
        certificate_counts_next_day,
    } = Settings::CONTRACT;
    let switch = |on: bool| (if on { "はい" } else { "いいえ" }).to_owned();
    [
        japanese(former_certificate_end),
        match share {
            SharePlace::Printed => "資格確認書に印刷する".to_owned(),
            SharePlace::Separate => "高齢受給者証に分ける".to_owned(),
        },
        match address {
            AddressPlace::Printed => "保険者が印刷する".to_owned(),
            AddressPlace::Handwritten => "本人が書く".to_owned(),
        },
        match certificate_validity {
            CertificateValidity::Years(years) => format!("交付から{years}年"),
            CertificateValidity::YearlyTo(month, day) => format!("毎年{month}月{day}日まで"),
            CertificateValidity::To(day) => format!("{}まで", japanese(day)),
        },
        format!("{reissue_fee_yen}円"),
        format!("{return_within_days}日以内"),
        match expired_papers {
            ExpiredPapers::Destroyed => "本人が処分する".to_owned(),
            ExpiredPapers::Returned => "返却する".to_owned(),
        },
        format!("{list_lead_months}か月"),
        format!("{bulk_issue_lead_months}か月"),
        match closed_days {
            ClosedDays::Ignored => "ずらさない".to_owned(),
            ClosedDays::Weekends(days) => format!("土日と{}日の休日を避ける", days.len()),
        },
        switch(no_use_between_moves),
        switch(renewed_card_keeps_birthday),
        switch(certificate_counts_next_day),
    ]
}

/// The share of each age band and income tier, as the law judges made-up people.
fn shares(page: &mut String) {
    page.push_str("\n### 一部負担金の割合\n\n");
    let bands = [
        ("小学校入学前", "2022-04-02", "113019"),
        ("小学校入学から70歳になる月まで", "1985-02-14", "113019"),
        ("その翌月から75歳の誕生日の前日まで", "1953-04-02", "113019"),
        ("後期高齢者医療", "1940-04-02", "39130000"),
    ];
    let rows = bands.into_iter().map(|(band, born, insurer)| {
        let share = |tier: &str| {
            let facts = format!("born {born}; coverage 2025-04-01 insurer={insurer} tier={tier}");
            let CoverageStanding::Covered { share_tenths, .. } =
                standing(&facts, "2026-04-01").coverage
            else {
                panic!("not covered: {facts}")
            };
            format!("{share_tenths}割")
        };
        let late_stage = insurer.starts_with("39");
        let certain = if late_stage { share("CertainLevel") } else { "–".to_owned() };
        vec![band.to_owned(), share("Ordinary"), certain, share("ActiveLevel")]
    });
    table(page, &["年齢・制度", "一般", "一定以上所得", "現役並み所得"], rows);
}

/// The days of digital certificates that expire on telling days.
fn phases(page: &mut String) {
    page.push_str(
        "\n### 電子証明書の有効期限と猶予\n\n\
         お知らせは期限の3か月前の日から、更新はその翌日から、猶予は期限の月の3か月後の末日までです。\n\n",
    );
    let expiries = [
        "2026-01-01",
        "2026-02-14",
        "2026-02-28",
        "2026-05-15",
        "2026-05-29",
        "2026-05-31",
        "2026-08-31",
        "2026-11-30",
        "2027-11-15",
    ];
    let rows = expiries.into_iter().map(|expiry| {
        let facts = format!("card 2021-03-01 to=2031-02-14; certificate 2021-03-01 to={expiry}");
        let days = standing(&facts, "2025-01-01").digital_certificate.unwrap();
        let next = |day: Date| japanese(day.saturating_add(1.day()));
        vec![
            japanese(days.valid_to),
            japanese(days.notice_from),
            japanese(days.renewable_from),
            next(days.valid_to),
            japanese(days.usable_to),
            next(days.usable_to),
        ]
    });
    let columns =
        ["有効期限", "お知らせ", "更新できる", "資格情報のみ", "猶予の最後の日", "使えない"];
    table(page, &columns, rows);
}

/// The days of ages for people born around the edges.
fn ages(page: &mut String) {
    page.push_str("\n### 年齢で変わる日\n\n年齢には、誕生日の前日に達します。\n\n");
    let births = [
        "1955-11-01",
        "1955-11-15",
        "1956-02-29",
        "1956-09-01",
        "1956-09-02",
        "1956-12-31",
        "1957-01-01",
        "2019-04-01",
        "2019-04-02",
        "2020-02-29",
    ];
    let rows = births.into_iter().map(|born| {
        let ages = standing(&format!("born {born}"), "2026-04-01").ages;
        let eve = ages.late_stage_from.saturating_sub(1.day());
        vec![
            japanese(born.parse().unwrap()),
            japanese(ages.preschool_to),
            japanese(ages.elderly_from),
            japanese(eve),
            japanese(ages.late_stage_from),
        ]
    });
    let columns = [
        "生年月日",
        "小学校入学前の割合の最後の日",
        "70歳からの割合の初日",
        "75歳までの保険の最後の日",
        "後期高齢者医療の初日",
    ];
    table(page, &columns, rows);
}

fn standing(facts: &str, on: &str) -> Standing {
    judge(&Person::of(facts).dossier(), &Settings::CONTRACT, on.parse().unwrap()).standing
}

fn japanese(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn table(page: &mut String, columns: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    writeln!(page, "| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len())).unwrap();
    for row in rows {
        writeln!(page, "| {} |", row.join(" | ")).unwrap();
    }
}
