//! A morning at the desk, over HTTP: look-ups, silence, the watch, the statement.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use reqwest::{Client, StatusCode, redirect::Policy};
use support::{Mode, Stage, fields, form_body};

const COVERED: &str = "133991 101 12345678 01 昭和 51 5 5";
const BETWEEN: &str = "06139992 2040 310 00 平成 2 8 19";

#[tokio::test]
async fn answers_as_staff_read_them() {
    let stage = Stage::set().await;
    for (look_up, wanted) in [
        (
            COVERED,
            "資格があります|3割で受付してください|国保 太郎|49歳|令和5年4月1日|2023-04-01|F-69 国民健康保険法42条|受付する",
        ),
        ("133991 101 12345678 1 昭和 ５１ ５ ５", "資格があります|3割で受付"),
        (
            BETWEEN,
            "保険の切り替え中です|申立書なら|3割|令和8年2月28日|届けの登録は|令和8年3月4日|F-59 資格情報なし|F-65|R-094・F-64|R-113|見守る",
        ),
        (
            "06139992 2040 311 - 昭和 60 1 20",
            "新しい保険に変わっています|F-60 資格有効性コード3|新しい番号を入れる",
        ),
        (
            "06139992 2040 312 - 昭和 26 3 1",
            "後期高齢者医療に移っています|F-73|後期高齢者医療の資格確認書",
        ),
        ("06139992 2040 313 - 平成 12 2 2", "まだ始まっていません|令和8年4月1日|開始前"),
        (
            "06139992 2040 314 - 昭和 55 10 10",
            "この保険の資格は終わっています|令和6年9月30日|で終わりました",
        ),
        ("133991 101 12345678 - 令和 3 6 1", "枝番を入れてください|F-60 資格有効性コード5"),
        (
            "133991 101 99999999 - 昭和 51 5 5",
            "当てはまる人が見つかりません|1976-05-05|F-60 資格有効性コード4|資格確認書|R-092|R-093|R-094",
        ),
        ("133991 101 422 - 昭和 51 5 5", "枝番を確かめてください|ハブの求め: another value"),
        (
            "133991 101 429 - 昭和 51 5 5",
            "まだ確認できません|資格がないという意味ではありません。|HUB-SLOWED|9時13分35秒",
        ),
    ] {
        let (status, page) = stage.look_up(look_up).await;
        assert_eq!(status, StatusCode::OK, "{look_up}");
        let text = plain(&page);
        for part in wanted.split('|') {
            assert!(text.contains(part), "{look_up}: no {part} in {text}");
        }
    }
}

#[tokio::test]
async fn a_bad_field_is_refused_before_anything_is_asked() {
    let stage = Stage::set().await;
    for (look_up, wanted) in [
        ("133992 101 12345678 01 昭和 51 5 5", "最後の1けたが合いません|133992|F-78"),
        (
            "13399 101 12345678 01 昭和 51 5 5",
            "いまは5けたです|13399 は、けたの数が合いません|F-77",
        ),
        (
            "133991 101 12345678 01 昭和 64 1 8",
            "昭和64年1月8日|昭和元年12月25日から昭和64年1月7日まで",
        ),
        ("133991 101 12345678 01 昭和 51 2 30", "この日は暦にありません"),
        ("133991 101 - 01 昭和 51 5 5", "番号を入れてください"),
    ] {
        let (status, page) = stage.look_up(look_up).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{look_up}");
        let text = plain(&page);
        for part in wanted.split('|').chain(["まだ問い合わせていません"]) {
            assert!(text.contains(part), "{look_up}: no {part} in {text}");
        }
        assert!(page.contains("aria-invalid=\"true\""), "{look_up}");
        assert!(
            page.contains("value=\"101\"") && page.contains("value=\"51\"")
                || page.contains("value=\"64\""),
            "{look_up}: the values survive"
        );
    }
    assert!(stage.hub.asked().is_empty());
}

#[tokio::test]
async fn a_silent_hub_is_undetermined_and_settles_once_by_itself() {
    let mut stage = Stage::set().await;
    stage.hub.set(Mode::Broken);
    let (_, page) = stage.look_up(COVERED).await;
    let text = plain(&page);
    for part in [
        "まだ確認できません",
        "資格がないという意味ではありません。",
        "HUB-UNREACHABLE",
        "これまで1回、次は9時12分20秒",
        "応答がありません",
        "まだ不明",
    ] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    let ways = ["資格確認書F-55", "R-092", "R-093", "R-094"].map(|it| text.find(it).unwrap());
    assert!(ways.is_sorted(), "the ways stand in order");

    // Received by paper meanwhile; the power goes and comes back.
    let entry = entry_id(&page);
    stage.post(&format!("/entries/{entry}/reception"), "way=eligibility_certificate").await;
    stage.later(15);
    stage.round().await;
    stage.restart().await;
    stage.hub.set(Mode::Up);
    stage.round().await;
    assert_eq!(stage.hub.asked().len(), 2, "not before its time");
    stage.later(30);
    stage.round().await;
    stage.later(3600);
    stage.round().await;

    let asked = stage.hub.asked();
    assert_eq!(asked.len(), 3, "settled, so never asked again");
    assert!(asked.iter().all(|it| *it == asked[0]), "the same id and asked_at each time");
    let text = plain(&stage.get(&format!("/entries/{entry}")).await.1);
    assert!(text.contains("資格があります") && text.contains("受付ずみ。資格確認書"), "{text}");
}

#[tokio::test]
async fn causes_name_themselves() {
    let stage = Stage::set().await;
    for (mode, wanted) in [(Mode::NotRecorded, "HUB-NOT-RECORDED"), (Mode::Stranger, "HUB-KEY")] {
        stage.hub.set(mode);
        let (_, page) = stage.look_up(COVERED).await;
        let text = plain(&page);
        assert!(text.contains(wanted), "{text}");
        assert!(text.contains("資格がないという意味ではありません。"));
        assert!(text.contains("つながっています"), "the hub spoke");
    }
}

#[tokio::test]
async fn sending_a_form_twice_asks_once_and_checking_again_asks_afresh() {
    let stage = Stage::set().await;
    let (_, home) = stage.get("").await;
    let id = between(&home, "name=\"id\" value=\"", "\"");
    let mut fields = fields(COVERED);
    fields.push(("id", id.clone()));
    let (_, first) = stage.post("/look-ups", &form_body(&fields)).await;
    let (_, second) = stage.post("/look-ups", &form_body(&fields)).await;
    assert_eq!(entry_id(&first), entry_id(&second));
    assert_eq!(stage.hub.asked().len(), 1);
    assert_eq!(stage.hub.asked()[0].id, id);

    // The same form for another patient is another question.
    fields[2].1 = "99999999".to_owned();
    let (_, other) = stage.post("/look-ups", &form_body(&fields)).await;
    assert_ne!(entry_id(&first), entry_id(&other));

    stage.later(60);
    let (_, again) = stage.post(&format!("/entries/{}/checks", entry_id(&first)), "").await;
    assert_eq!(entry_id(&first), entry_id(&again));
    let asked = stage.hub.asked();
    assert_eq!(asked.len(), 3);
    assert_ne!(asked[0].id, asked[2].id);
    assert!(plain(&again).contains("9時13分05秒"), "when it was checked");
    assert!(plain(&again).contains("きょうの受付 2人"));
}

#[tokio::test]
async fn a_watch_asks_hourly_and_tells_when_it_turns() {
    let stage = Stage::set().await;
    let (_, page) = stage.look_up(BETWEEN).await;
    let entry = entry_id(&page);
    let (_, page) = stage.post(&format!("/entries/{entry}/watch"), "watch=on").await;
    assert!(plain(&page).contains("見守りをやめる"));
    let (_, watched) = stage.get("/?show=watched").await;
    assert!(plain(&watched).contains("転職 翔 見守り中"));

    stage.later(3599);
    stage.round().await;
    assert_eq!(stage.hub.asked().len(), 1);
    stage.later(1);
    stage.round().await;
    stage.round().await;
    let asked = stage.hub.asked();
    assert_eq!(asked.len(), 2);
    assert_ne!(asked[0].id, asked[1].id, "a fresh question");

    // A silence in the watch hides nothing that is known.
    stage.hub.set(Mode::Broken);
    stage.later(3600);
    stage.round().await;
    assert!(
        plain(&stage.get(&format!("/entries/{entry}")).await.1).contains("保険の切り替え中です")
    );
    stage.hub.set(Mode::Up);
    stage.hub.register_next_coverage();
    stage.later(15);
    stage.round().await;
    let (_, home) = stage.get("").await;
    assert!(
        plain(&home).contains("見守りの知らせ: 転職 翔さん、新しい保険あり"),
        "{}",
        plain(&home)
    );
    let (_, page) = stage.get(&format!("/entries/{entry}")).await;
    assert!(plain(&page).contains("新しい保険が登録されたことがわかりました"));
    stage.later(7200);
    stage.round().await;
    assert_eq!(stage.hub.asked().len(), 4, "the watch is over");
}

#[tokio::test]
async fn a_statement_is_filled_in_as_far_as_it_is_known() {
    let stage = Stage::set().await;
    let (_, page) = stage.look_up(BETWEEN).await;
    let entry = entry_id(&page);
    let (_, sheet) = stage.post(&format!("/entries/{entry}/statements"), "").await;
    let text = plain(&sheet);
    for part in [
        "被保険者資格申立書",
        "転職 翔",
        "テンショク ショウ",
        "平成2年8月19日",
        "35歳",
        "男",
        "東京都見本区見本町1-2-3",
        "連絡先",
        "社保",
        "国保",
        "後期",
        "わからない",
        "事業所名",
        "✓3割(印あり)",
        "これまでの保険: みほん国民健康保険組合",
        "F-64",
    ] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    let (_, home) = stage.get("").await;
    assert!(plain(&home).contains("転職 翔受付ずみ"));

    stage.hub.set(Mode::Broken);
    let (_, page) = stage.look_up("39130000 - 777 - 昭和 13 7 7").await;
    let entry = entry_id(&page);
    let (_, sheet) =
        stage.post(&format!("/entries/{entry}/reception"), "way=card_with_statement").await;
    assert!(plain(&sheet).contains("70歳からは所得により"), "{}", plain(&sheet));
}

#[tokio::test]
async fn answers_are_removed_after_a_day_and_the_waiting_stay() {
    let stage = Stage::set().await;
    let (_, page) = stage.look_up(COVERED).await;
    let covered = entry_id(&page);
    let (_, page) = stage.look_up(BETWEEN).await;
    let watched = entry_id(&page);
    stage.post(&format!("/entries/{watched}/watch"), "watch=on").await;
    stage.hub.set(Mode::Broken);
    let (_, page) = stage.look_up("133991 101 99999999 - 昭和 51 5 5").await;
    let waiting = entry_id(&page);
    assert!(contains(&stage.journal_bytes(), "国保 太郎"));

    stage.later(24 * 3600);
    stage.round().await;
    assert_eq!(stage.get(&format!("/entries/{covered}")).await.0, StatusCode::OK);
    stage.later(1);
    stage.round().await;
    let (status, gone) = stage.get(&format!("/entries/{covered}")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(plain(&gone).contains("もうありません"));
    assert!(!contains(&stage.journal_bytes(), "国保 太郎"), "gone from the file too");
    assert_eq!(stage.get(&format!("/entries/{waiting}")).await.0, StatusCode::OK);
    let (_, page) = stage.get(&format!("/entries/{watched}")).await;
    assert!(plain(&page).contains("転職 翔"));
    assert!(plain(&page).contains("令和8年3月10日"), "a row of an earlier day shows its day");
}

#[tokio::test]
async fn every_page_carries_its_headers_and_no_person_stands_in_an_address() {
    let stage = Stage::set().await;
    let (_, page) = stage.look_up(COVERED).await;
    let entry = entry_id(&page);
    for path in
        [String::new(), "/list".to_owned(), format!("/entries/{entry}"), "/nothing".to_owned()]
    {
        let response = client().get(stage.at(&path)).send().await.unwrap();
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert!(header("content-security-policy").starts_with("default-src 'none'"));
        assert!(!response.headers().contains_key("set-cookie"));
    }
    for secret in ["12345678", "133991", "1976"] {
        for attribute in ["href=\"", "action=\"", "hx-get=\""] {
            for address in page.split(attribute).skip(1).map(|it| it.split('"').next().unwrap()) {
                assert!(!address.contains(secret), "{address}");
            }
        }
    }
    for address in page.split("href=\"").skip(1).chain(page.split("action=\"").skip(1)) {
        assert!(address.starts_with("/desk") || address.starts_with('#'), "{address:.40}");
    }
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let stage = Stage::set().await;
    let send = |site: &'static str| {
        client()
            .post(stage.at("/look-ups"))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", site)
            .body(form_body(&fields(COVERED)))
            .send()
    };
    assert_eq!(send("cross-site").await.unwrap().status(), StatusCode::FORBIDDEN);
    assert!(stage.hub.asked().is_empty());
    assert_eq!(send("same-origin").await.unwrap().status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn nothing_is_asked_that_cannot_be_written_down() {
    let stage = Stage::set().await;
    let hold = stage.hold_journal();
    let (status, page) = stage.look_up(COVERED).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(plain(&page).contains("資格がないという意味ではありません。"), "{page}");
    assert!(page.contains("JOURNAL-FAILED"));
    assert!(stage.hub.asked().is_empty());
    drop(hold);
    let (_, page) = stage.look_up(COVERED).await;
    assert!(plain(&page).contains("資格があります"));
}

#[tokio::test]
async fn the_list_filters_and_is_sent_only_when_it_changed() {
    let stage = Stage::set().await;
    stage.look_up(COVERED).await;
    stage.look_up(BETWEEN).await;
    let (_, action) = stage.get("/?show=action").await;
    let rows = plain(&between(&action, "<tbody>", "</tbody>"));
    assert!(rows.contains("転職 翔") && !rows.contains("国保 太郎"), "{rows}");

    let (_, list) = stage.get("/list").await;
    let seen = between(&list, "seen=", "\"");
    let (status, _) = stage.get(&format!("/list?seen={seen}")).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    stage.look_up("133991 101 99999999 - 昭和 51 5 5").await;
    let (status, _) = stage.get(&format!("/list?seen={seen}")).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn an_earlier_answer_is_recalled_and_not_taken_for_this_one() {
    let stage = Stage::set().await;
    stage.look_up(COVERED).await;
    stage.later(3 * 3600);
    stage.hub.set(Mode::Broken);
    let (_, page) = stage.look_up(COVERED).await;
    let text = plain(&page);
    assert!(text.contains("まだ確認できません"));
    assert!(text.contains("12:12国保 太郎"), "the list knows the name and says when: {text}");
    assert!(
        text.contains("9時12分05秒(3時間前)は資格あり、3割。いまの答えではありません。"),
        "{text}"
    );
}

impl Stage {
    async fn look_up(&self, text: &str) -> (StatusCode, String) {
        self.post("/look-ups", &form_body(&fields(text))).await
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let path = if path.starts_with("/?") { &path[1..] } else { path };
        let response = client().get(self.at(path)).send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    }

    /// Sends a form and follows to the page it leads to.
    async fn post(&self, path: &str, body: &str) -> (StatusCode, String) {
        let response = client()
            .post(self.at(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(body.to_owned())
            .send()
            .await
            .unwrap();
        if response.status() != StatusCode::SEE_OTHER {
            return (response.status(), response.text().await.unwrap());
        }
        let next = response.headers()["location"].to_str().unwrap().to_owned();
        self.get(next.strip_prefix(support::BASE).unwrap()).await
    }
}

fn client() -> Client {
    Client::builder().no_proxy().redirect(Policy::none()).build().unwrap()
}

/// The id of the entry a page shows.
fn entry_id(page: &str) -> String {
    between(page, "/desk/list?show=all&amp;current=", "&amp;")
}

fn between(text: &str, from: &str, to: &str) -> String {
    let (_, rest) = text.split_once(from).unwrap();
    rest.split_once(to).unwrap().0.to_owned()
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|it| it == text.as_bytes())
}

/// The text of a page without its marks.
fn plain(page: &str) -> String {
    let mut text = String::new();
    for part in page.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, it)| it).trim_matches(['\n', '\t']));
    }
    text.replace('\n', "")
}
