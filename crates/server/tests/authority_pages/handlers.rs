//! The pages as requests: who sees them, what a form does, and what a refusal says.

use axum::http::StatusCode;

use crate::stage::{MY_NUMBER, STAFF, Stage, with_card};

const PERSON: (&str, &str) = ("who_came", "person");
const PAPER: (&str, &str) = ("proof", "one_paper");
const LOST: [(&str, &str); 2] = [("reason", "lost"), ("channel", "telephone")];

/// The insured id of both twins.
const TWINS: [(&str, &str); 8] = [
    ("by", "insured_id"),
    ("insurer_number", "113019"),
    ("symbol", "101"),
    ("number", "300"),
    ("born_era", "平成"),
    ("born_year", "11"),
    ("born_month", "9"),
    ("born_day", "9"),
];

#[tokio::test]
async fn nobody_sees_a_page_without_signing_in() {
    let stage = Stage::set().await;
    for path in [
        "",
        "/people/0123",
        "/people/0123/make",
        "/people/0123/acts/stop",
        "/answers/0123",
        "/answers/0123/answer.json",
        "/residents/new",
        "/letters",
        "/letters.csv",
        "/stopped",
        "/issuers",
    ] {
        let said = stage.get(path).await;
        let wanted = (StatusCode::SEE_OTHER, "/authority/sign-in");
        assert_eq!((said.status, said.location.as_str()), wanted, "{path}");
        assert_eq!(said.text, "", "{path}");
    }
    for path in ["/find", "/people/0123/acts/stop", "/people/0123/order.json", "/residents/new"] {
        let said = stage.post(path, &[("by", "my_number"), ("my_number", MY_NUMBER)]).await;
        assert_eq!(said.location, "/authority/sign-in", "{path}");
    }
    assert_eq!(stage.get("/sign-in").await.status, StatusCode::OK);
    assert_eq!(stage.get("/assets/style.css").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_ends_when_idle_at_sign_out_and_with_another_key() {
    let stage = Stage::signed_in().await;
    stage.later(29 * 60);
    assert_eq!(stage.get("").await.status, StatusCode::OK);
    stage.later(30 * 60);
    assert_eq!(stage.get("").await.location, "/authority/sign-in");

    stage.sign_in(&stage.key).await;
    let cookie = stage.forget();
    stage.remember(cookie.clone());
    assert_eq!(stage.post("/sign-out", &[]).await.location, "/authority/sign-in");
    stage.remember(cookie);
    assert_eq!(stage.get("").await.location, "/authority/sign-in", "also with the old cookie");

    stage.sign_in(&stage.key).await;
    let store = stage.world.ledger.store();
    let mut staff = store.staff(STAFF).unwrap().unwrap();
    staff.key_hash = vec![0; 32];
    store.put_staff(staff).await.unwrap();
    assert_eq!(stage.get("").await.location, "/authority/sign-in");
}

#[tokio::test]
async fn wrong_keys_are_slowed_down() {
    let stage = Stage::set().await;
    for _ in 0..5 {
        let said = stage.sign_in("another").await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
        said.has(&["職員番号か鍵が違います"]);
    }
    let said = stage.sign_in(&stage.key).await;
    assert_eq!(said.status, StatusCode::TOO_MANY_REQUESTS);
    said.has(&["あと30秒は確かめません"]);
    stage.later(30);
    assert_eq!(stage.sign_in(&stage.key).await.location, "/authority");
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let stage = Stage::signed_in().await;
    let person = stage.find().await;
    let path = format!("{person}/acts/stop");
    let page = stage.get(&path).await;
    let (act_id, about) = (page.value("act_id"), page.value("about"));
    let fields = [LOST[0], LOST[1], ("act_id", &act_id), ("about", &about)];
    let before = stage.world.file(stage.hanako).acts.len();
    for site in ["cross-site", "same-site", "none"] {
        let said = stage.post_from(site, &path, &fields).await;
        assert_eq!(said.status, StatusCode::FORBIDDEN, "{site}");
        said.has(&["何も記録していません"]);
    }
    assert_eq!(stage.world.file(stage.hanako).acts.len(), before);
}

#[tokio::test]
async fn a_person_is_found_and_no_address_says_who() {
    let stage = Stage::signed_in().await;
    let person = stage.find().await;
    let id = person.strip_prefix("/authority/people/").unwrap();
    assert_eq!(id.len(), 24);
    assert!(!person.contains(MY_NUMBER) && !person.contains(&stage.hanako.to_string()));
    let insured = [
        ("by", "insured_id"),
        ("insurer_number", "113019"),
        ("symbol", "101"),
        ("number", "200"),
        ("branch", "1"),
        ("born_era", "平成"),
        ("born_year", "2"),
        ("born_month", "5"),
        ("born_day", "10"),
    ];
    assert_eq!(stage.post("/find", &insured).await.location, person, "the same in a session");
    let number = stage.world.file(stage.hanako).cards[0].card_number.clone();
    let by_card = [("by", "card_number"), ("card_number", number.as_str())];
    assert_eq!(stage.post("/find", &by_card).await.location, person);

    for (by, field, text, wanted) in [
        ("my_number", "my_number", "123456789012", "個人番号は数字12桁です"),
        ("my_number", "my_number", "987654321018", "個人番号"),
        ("card_number", "card_number", "12345", "製造番号は数字15桁です"),
        ("card_number", "card_number", "999999999999999", "記録にありません"),
        ("insured_id", "insurer_number", "113010", "保険者番号は"),
    ] {
        let said = stage.post("/find", &[("by", by), (field, text)]).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        said.has(&[wanted, text, "aria-invalid"]);
    }
    stage.forget();
    stage.sign_in(&stage.key).await;
    let said = stage.get(&person).await;
    assert_eq!(said.status, StatusCode::NOT_FOUND, "an id of another session");
    said.has(&["この画面は、もう開けません"]);
}

#[tokio::test]
async fn twins_of_one_insured_id_are_told_apart() {
    let stage = Stage::signed_in().await;
    let said = stage.post("/find", &TWINS).await;
    assert_eq!(said.status, StatusCode::OK);
    said.has(&["どの人ですか", "双葉　葵", "双葉　茜"]);
}

#[tokio::test]
async fn letters_have_pages_of_fifty() {
    let stage = Stage::signed_in().await;
    for number in 0..51 {
        with_card(&stage.world, &format!("通知　{number}")).await;
    }
    let first = stage.get("/letters").await;
    first.has(&["見本　花子", "通知　0", "次のページ"]);
    assert_eq!(first.text.matches("<td>000-0001").count(), 50);
    let (before, _) = first.text.split_once("\">次のページ").unwrap();
    let next = before.rsplit_once('"').unwrap().1.replace("&#38;", "&").replace("&amp;", "&");
    let second = stage.get(&next).await;
    assert_eq!(second.text.matches("<td>000-0001").count(), 2, "{next}");
    assert!(!second.text.contains("次のページ"));
    assert_eq!(stage.get("/letters.csv").await.text.lines().count(), 1 + 52);
}

#[tokio::test]
async fn the_page_says_what_holds_today_and_why() {
    let stage = Stage::signed_in().await;
    let person = stage.find().await;
    stage.get(&person).await.has(&[
        "見本　花子",
        "平成2年5月10日",
        "1990-05-10",
        "電子証明書の期限が近づいています",
        "令和10年5月10日",
        "3か月以内に切れる",
        "資格と診療・薬剤情報",
        "R-066",
        "カードを交付",
        "電子証明書を更新する",
    ]);
}

#[tokio::test]
async fn a_doubled_click_is_one_act_and_a_used_page_none() {
    let stage = Stage::signed_in().await;
    let person = stage.find().await;
    let path = format!("{person}/acts/stop");
    let page = stage.get(&path).await;
    page.has(&["この電子証明書は、すぐに使えなくなります"]);
    let (act_id, about) = (page.value("act_id"), page.value("about"));
    let own = [("act_id", act_id.as_str()), ("about", about.as_str())];
    let fields = [&own[..], &LOST].concat();
    let before = stage.world.file(stage.hanako).acts.len();
    for _ in 0..2 {
        let said = stage.post(&path, &fields).await;
        assert_eq!(said.location, format!("{person}?done=stop"));
    }
    let file = stage.world.file(stage.hanako);
    assert_eq!(file.acts.len(), before + 1);
    assert_eq!(file.acts.last().unwrap().recorded_by, STAFF);
    let other = [&own[..], &[("reason", "other"), ("channel", "telephone")]].concat();
    let said = stage.post(&path, &other).await;
    assert_eq!(said.status, StatusCode::CONFLICT);
    said.has(&["この画面からは、もう記録しました"]);

    let said = stage.act(&format!("{person}/acts/stop"), &LOST).await;
    assert_eq!(said.status, StatusCode::CONFLICT);
    said.has(&["カードは、もう止まっています", "いまのようす", "必要なこと", "F-32"]);
    stage.get("/stopped").await.has(&["一時停止中 2件"]);

    let said = stage.act(&format!("{person}/acts/release"), &[("who_came", "agent"), PAPER]).await;
    assert_eq!(said.status, StatusCode::CONFLICT);
    said.has(&["任意の代理人では、解除できません", "F-31"]);
    let said = stage.act(&format!("{person}/acts/release"), &[PERSON]).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    said.has(&["1つ選んでください"]);
    let said = stage.act(&format!("{person}/acts/release"), &[PERSON, PAPER]).await;
    assert_eq!(said.location, format!("{person}?done=release"));
    stage.get(&said.location).await.has(&["記録しました: 一時停止を解除する"]);
}

#[tokio::test]
async fn a_life_of_acts_on_pages() {
    let stage = Stage::signed_in().await;
    let person = stage.find().await;
    let day = |year: &'static str, month: &'static str, day: &'static str| {
        [
            ("planned_era", "令和"),
            ("planned_year", year),
            ("planned_month", month),
            ("planned_day", day),
        ]
    };
    let moved_in = [
        ("moved_in_era", "令和"),
        ("moved_in_year", "10"),
        ("moved_in_month", "3"),
        ("moved_in_day", "1"),
        ("address", "見本県みほん市二丁目2番2号"),
        PERSON,
        PAPER,
    ];
    let particulars =
        [("name", "見本　花"), ("address", "見本県みほん市二丁目2番2号"), PERSON, PAPER];
    for (act, fields) in [
        ("unlock", vec![PERSON, PAPER, ("pin", "user_authentication")]),
        ("pins", vec![PERSON, PAPER, ("pins", "input_help"), ("pins", "resident_register")]),
        ("move-out", day("10", "3", "1").to_vec()),
        ("move-in", moved_in.to_vec()),
        ("continue-use", vec![PERSON, PAPER]),
        ("particulars", particulars.to_vec()),
        ("depart", day("10", "4", "1").to_vec()),
        ("continue-abroad", vec![PERSON, PAPER]),
        ("return", vec![PERSON, PAPER]),
        ("death", Vec::new()),
    ] {
        let said = stage.act(&format!("{person}/acts/{act}"), &fields).await;
        assert_eq!(said.location, format!("{person}?done={act}"), "{act}: {}", said.text);
    }
    let file = stage.world.file(stage.hanako);
    assert_eq!(file.person.identity.unwrap().name, "見本　花");
    assert_eq!(file.cards[0].ended_why.as_deref(), Some("returned"));
    stage.get(&person).await.has(&["死亡が記録されています", "見本　花", "返納で終わり"]);
    let said = stage.act(&format!("{person}/acts/depart"), &day("10", "5", "1")).await;
    assert_eq!(said.status, StatusCode::CONFLICT);
    said.has(&["死亡が記録されています"]);
}

#[tokio::test]
async fn letters_residents_issuers_and_what_is_not_there() {
    let stage = Stage::signed_in().await;
    let letters = stage.get("/letters").await;
    letters.has(&["見本　花子", "令和10年5月10日", "2028-05-10", "R-061"]);
    let other = "/letters?day_era=令和&day_year=10&day_month=7&day_day=1";
    stage.get(&other.replace("令和", "%E4%BB%A4%E5%92%8C")).await.has(&["いません"]);
    let csv = stage.get("/letters.csv?on=2028-03-01").await.text;
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert!(csv.starts_with('\u{feff}'), "spreadsheets know the encoding");

    let said = stage.act_resident(&[("name", "新居　健")]).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("name", "新居　健"),
        ("sex", "male"),
        ("born_era", "西暦"),
        ("born_year", "1988"),
        ("born_month", "2"),
        ("born_day", "29"),
        ("stay_era", "令和"),
        ("address", "見本県みほん市三丁目3番3号"),
    ];
    let said = stage.act_resident(&fields).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    stage.get(&said.location).await.has(&["新居　健", "昭和63年2月29日", "カードはありません"]);
    let said = stage.act_resident(&[&fields[..], &[("my_number", MY_NUMBER)]].concat()).await;
    assert_eq!(said.status, StatusCode::CONFLICT, "somebody else's number");

    stage.get("/issuers").await.has(&["第1世代", "/pki/user-authentication/1.cer", "みほん市"]);
    stage.get("/stopped").await.has(&["止めた証明書はありません"]);
    stage.get("").await.has(&["例　太郎", "試験　愛", "作成待ち", "交付待ち"]);
    let made = stage.get("?show=made").await;
    made.has(&["試験　愛"]);
    assert!(!made.text.contains("例　太郎"));
    assert_eq!(stage.get("/").await.location, "/authority");
    assert_eq!(stage.get("/no-such-page").await.status, StatusCode::NOT_FOUND);
}
