//! The pages as requests: who sees them, who is found, and what stays out of addresses.

use axum::http::StatusCode;
use server::office::OfficeRole;

use crate::stage::{AUDITOR, CLERK, STRANGER, Stage, key};

#[tokio::test]
async fn nobody_sees_a_page_without_signing_in() {
    let stage = Stage::set(0).await;
    for path in ["", "/find", "/people/0123"] {
        let said = stage.get(path).await;
        let wanted = (StatusCode::SEE_OTHER, "/office/sign-in");
        assert_eq!((said.status, said.location.as_str()), wanted, "{path}");
        assert_eq!(said.text, "", "{path}");
    }
    assert_eq!(stage.find("猶予").await.location, "/office/sign-in");
    assert_eq!(stage.get("/sign-in").await.status, StatusCode::OK);
    assert_eq!(stage.get("/assets/style.css").await.status, StatusCode::OK);
}

#[tokio::test]
async fn staff_of_the_authority_are_not_staff_of_an_office() {
    let stage = Stage::set(0).await;
    let store = stage.ledger.store();
    let mut staff = store.staff(CLERK).unwrap().unwrap();
    staff.insurer = None;
    store.put_staff(staff).await.unwrap();
    let said = stage.sign_in(CLERK, &key(CLERK)).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    said.has(&["職員番号か鍵が違います"]);
}

#[tokio::test]
async fn a_session_ends_when_idle_at_sign_out_and_with_another_role() {
    let stage = Stage::signed_in(CLERK).await;
    stage.later(29 * 60);
    assert_eq!(stage.get("/find").await.status, StatusCode::OK);
    stage.later(30 * 60);
    assert_eq!(stage.get("/find").await.location, "/office/sign-in");

    stage.sign_in(CLERK, &key(CLERK)).await;
    let cookie = stage.forget();
    stage.remember(cookie.clone());
    assert_eq!(stage.post("/sign-out", &[]).await.location, "/office/sign-in");
    stage.remember(cookie);
    assert_eq!(stage.get("/find").await.location, "/office/sign-in", "also with the old cookie");

    stage.sign_in(CLERK, &key(CLERK)).await;
    let store = stage.ledger.store();
    let mut staff = store.staff(CLERK).unwrap().unwrap();
    "supervisor".clone_into(&mut staff.role);
    store.put_staff(staff).await.unwrap();
    assert_eq!(stage.get("/find").await.location, "/office/sign-in");
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let stage = Stage::signed_in(CLERK).await;
    for site in ["cross-site", "same-site", "none"] {
        let said = stage.post_from(site, "/find", &[("what", "20000003")]).await;
        assert_eq!(said.status, StatusCode::FORBIDDEN, "{site}");
        said.has(&["保険者の事務", "何も記録していません"]);
    }
}

#[tokio::test]
async fn a_person_is_found_by_anything_and_no_address_says_who() {
    let stage = Stage::signed_in(CLERK).await;
    let person = stage.find("20000003").await.location;
    let id = person.strip_prefix("/office/people/").unwrap();
    assert_eq!(id.len(), 24);
    assert!(!id.contains("20000003") && !id.contains(&stage.minoru.to_string()));
    for what in [
        "２００００００３",
        "101 20000003",
        "101-20000003",
        "猶予",
        "猶予　実",
        "ユウヨ",
        "ﾕｳﾖ ﾐﾉﾙ",
        "昭和60年2月14日",
        "S60.2.14",
        "1985-02-14",
        "19850214",
    ] {
        let said = stage.find(what).await;
        assert_eq!((said.status, &said.location), (StatusCode::SEE_OTHER, &person), "{what}");
    }
    stage.find("みほん建設").await.has(&["5人見つかりました", "猶予", "例示", "事業所"]);
    stage.find("1001").await.has(&["5人見つかりました"]);
    let said = stage.find("だれでもない").await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    said.has(&["見つかりません", "value=\"だれでもない\""]);
}

#[tokio::test]
async fn several_are_listed_with_what_distinguishes_them() {
    let stage = Stage::signed_in(CLERK).await;
    let said = stage.find("例示").await;
    assert_eq!(said.status, StatusCode::OK);
    said.has(&["4人見つかりました", "レイジ　アオイ", "1999-09-09", "番号 20000014", "みほん建設"]);
    let born = [("born_era", "平成"), ("born_year", "11"), ("born_month", "9"), ("born_day", "9")];
    let said = stage.post("/find", &[&[("what", "例示")][..], &born].concat()).await;
    said.has(&["2人見つかりました", "例示　葵", "例示　茜"]);
    assert!(!said.text.contains("例示　緑"));
    stage.post("/find", &born).await.has(&["2人見つかりました"]);
}

#[tokio::test]
async fn an_office_sees_its_own_members_only() {
    let stage = Stage::signed_in(CLERK).await;
    let person = stage.find("20000003").await.location;
    stage.forget();
    stage.sign_in(STRANGER, &key(STRANGER)).await;
    assert_eq!(stage.find("20000003").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stage.find("猶予").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = stage.get(&person).await;
    assert_eq!(said.status, StatusCode::NOT_FOUND);
    said.has(&["この画面は、もう開けません"]);
    stage.get("").await.has(&["きょうの仕事はありません", "れいじ健康保険組合"]);
}

#[tokio::test]
async fn the_page_of_a_person_says_what_holds_and_why_on_any_day() {
    let stage = Stage::signed_in(CLERK).await;
    let person = stage.find("20000003").await.location;
    let said = stage.get(&person).await;
    said.has(&[
        "マイナ保険証は資格だけ示せます",
        "電子証明書は令和8年2月14日に切れました。使えるのは令和8年5月31日まで(あと82日)。",
        "3割",
        "F-94",
        "見本クリニック",
        "加入者リスト",
        "きょう",
        "審査待ち",
    ]);
    let on = |day: &str| {
        let [year, month, day] = <[&str; 3]>::try_from(day.split('-').collect::<Vec<_>>()).unwrap();
        format!("{person}?day_era=西暦&day_year={year}&day_month={month}&day_day={day}")
    };
    for (day, headline) in [
        ("2025-11-13", "マイナ保険証が使えます"),
        ("2025-11-14", "マイナ保険証の期限が近づいています"),
        ("2026-02-14", "マイナ保険証の期限が近づいています"),
        ("2026-02-15", "マイナ保険証は資格だけ示せます"),
        ("2026-05-31", "マイナ保険証は資格だけ示せます"),
        ("2026-06-01", "マイナ保険証は使えません"),
        ("2023-03-31", "資格はまだありません"),
    ] {
        let path = on(day).replace("西暦", "%E8%A5%BF%E6%9A%A6");
        stage.get(&path).await.has(&[headline, "いまの記録から見た"]);
    }
    let path = on("2026-02-30").replace("西暦", "%E8%A5%BF%E6%9A%A6");
    let said = stage.get(&path).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    said.has(&["この日がありません"]);
}

#[tokio::test]
async fn an_auditor_reads_everything_and_is_offered_no_act() {
    let stage = Stage::signed_in(CLERK).await;
    let person = stage.find("20000003").await.location;
    stage.get(&person).await.has(&["この人について記録する", "/acts/"]);
    stage.forget();
    stage.sign_in(AUDITOR, &key(AUDITOR)).await;
    let person = stage.find("20000003").await.location;
    let said = stage.get(&person).await;
    said.has(&["マイナ保険証は資格だけ示せます", "監査 二郎(監査)", "加入者リスト"]);
    assert!(!said.text.contains("/acts/"), "an auditor is offered an act");
}

#[tokio::test]
async fn the_first_page_counts_what_waits_and_how_members_stand() {
    let stage = Stage::signed_in(CLERK).await;
    let said = stage.get("").await;
    let application = stage.office.store().applications_of(stage.minoru).unwrap().remove(0);
    assert!(!said.text.contains(&application.application_id), "the ledger's own id is shown");
    said.has(&[
        "きょうの仕事は1件です",
        "みほん国民健康保険組合",
        "5人",
        "申請の審査",
        "令和8年3月4日",
        "6日前",
        "いちばん古い申請を開く",
        "電子証明書の有効期限を迎える人(月ごと)",
        "<title id=\"ending-title\">",
        "マイナ保険証の段階",
    ]);
}

#[test]
fn each_role_has_a_word_of_its_own() {
    for role in OfficeRole::ALL {
        assert_eq!(OfficeRole::of(role.word()), Some(*role));
    }
    assert_eq!(OfficeRole::of("supervisor"), None);
}
