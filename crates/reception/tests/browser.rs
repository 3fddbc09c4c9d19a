//! The desk in a browser: by keyboard alone, without script, and every page for everyone.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use fantoccini::Locator;
use serde_json::json;
use support::{Mode, Stage, browser::Browser};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const CONTROL: &str = "\u{e009}";
const ALT: &str = "\u{e00a}";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_look_up_by_keyboard_alone() {
    let stage = Stage::set().await;
    let browser = Browser::open(1366, 768).await;
    browser.client.goto(&stage.at("")).await.unwrap();
    browser.text("#insurer").await;
    assert_eq!(browser.focused().await, "insurer", "the first field has the keyboard");

    browser.keys("133992").await;
    for (field, text) in [
        ("symbol", "１０１"),
        ("number", "12345678"),
        ("branch", "1"),
        ("era", "昭"),
        ("year", "51"),
        ("month", "5"),
        ("day", "5"),
    ] {
        browser.keys(TAB).await;
        assert_eq!(browser.focused().await, field);
        browser.keys(text).await;
    }
    browser.keys(ENTER).await;
    browser.wait_for_text("#answer", "保険者番号を確かめてください").await;
    assert_eq!(browser.focused().await, "insurer", "the refused field has the keyboard");
    let number = browser.client.find(Locator::Css("#number")).await.unwrap();
    assert_eq!(number.prop("value").await.unwrap().as_deref(), Some("12345678"));

    browser.keys(&format!("{CONTROL}a")).await;
    browser.keys("133991").await;
    browser.keys(ENTER).await;
    browser.wait_for_text("#answer", "資格があります").await;
    assert_eq!(browser.focused().await, "answer", "the answer has the keyboard");
    browser.keys(TAB).await;
    assert_eq!(browser.focused().await, "receive", "then the next action");

    browser.keys(&format!("{ALT}1")).await;
    assert_eq!(browser.focused().await, "insurer");
    browser.keys(&format!("{ALT}3")).await;
    assert_eq!(browser.focused().await, "show");
    browser.keys(&format!("{ALT}2")).await;
    browser.wait_for_text("#answer", "資格があります").await;
    wait_for(|| stage.hub.asked().len() == 2).await;

    browser.wait_for_text("#answer", "資格があります").await;
    browser.client.find(Locator::Css("#receive")).await.unwrap().send_keys(ENTER).await.unwrap();
    browser.wait_for_text("#today", "受付ずみ").await;
    assert_eq!(browser.focused().await, "insurer", "ready for the next patient");
    let address = browser.client.current_url().await.unwrap();
    assert_eq!(address.path(), "/desk");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_waited_for_shows_by_itself() {
    let stage = Stage::set().await;
    stage.hub.set(Mode::Broken);
    let browser = Browser::open(1366, 768).await;
    ask(&browser, &stage, "133991 101 12345678 01 昭和 51 5 5").await;
    browser.wait_for_text("#answer", "まだ確認できません").await;
    stage.hub.set(Mode::Up);
    stage.later(15);
    stage.round().await;
    browser.wait_for_text("#answer", "資格があります").await;
    browser.wait_for_text("#today", "資格あり 3割").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_on_the_screen_of_staff() {
    walk(1366, 768).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_on_a_narrow_screen() {
    // High enough that a picture holds a whole page.
    walk(360, 2600).await;
}

/// Opens every page, checks it, and keeps a picture.
async fn walk(width: u32, height: u32) {
    let stage = Stage::set().await;
    let browser = Browser::open(width, height).await;
    let seen = |name: &'static str| {
        let browser = &browser;
        async move {
            browser.picture(name).await;
            browser.check_accessibility(name).await;
        }
    };
    browser.client.goto(&stage.at("")).await.unwrap();
    browser.text("#ask").await;
    seen("home").await;
    for (name, look_up, heading) in [
        ("covered", "133991 101 12345678 01 昭和 51 5 5", "資格があります"),
        ("covered-child", "133991 101 12345678 02 令和 3 6 1", "資格があります"),
        ("covered-late-stage", "39130000 - 777 - 昭和 13 7 7", "資格があります"),
        ("newer", "06139992 2040 311 - 昭和 60 1 20", "新しい保険に変わっています"),
        ("seventy-five", "06139992 2040 312 - 昭和 26 3 1", "後期高齢者医療に移っています"),
        ("not-begun", "06139992 2040 313 - 平成 12 2 2", "この保険は、まだ始まっていません"),
        ("over", "06139992 2040 314 - 昭和 55 10 10", "この保険の資格は終わっています"),
        ("several", "133991 101 12345678 - 令和 3 6 1", "枝番を入れてください"),
        ("no-match", "133991 101 99999999 - 昭和 51 5 5", "当てはまる人が見つかりません"),
        ("hub-refused", "133991 101 422 - 昭和 51 5 5", "枝番を確かめてください"),
        ("slowed", "133991 101 429 - 昭和 51 5 5", "まだ確認できません"),
        ("input-error", "133992 101 12345678 01 昭和 51 5 5", "保険者番号を確かめてください"),
        ("input-error-day", "133991 101 12345678 01 昭和 64 1 8", "生年月日を確かめてください"),
        ("between", "06139992 2040 310 00 平成 2 8 19", "保険の切り替え中です"),
    ] {
        ask(&browser, &stage, look_up).await;
        browser.wait_for_text("#answer", heading).await;
        seen(name).await;
    }
    print(&browser, "between-printed").await;
    press(&browser, "#watch").await;
    browser.wait_for_text("#watch", "見守りをやめる").await;
    seen("watched").await;
    stage.hub.register_next_coverage();
    stage.later(3600);
    stage.round().await;
    browser.client.goto(&stage.at("")).await.unwrap();
    browser.wait_for_text(".told", "新しい保険あり").await;
    seen("home-told").await;
    stage.hub.set(Mode::Broken);
    ask(&browser, &stage, "133991 101 12345678 01 昭和 51 5 5").await;
    browser.wait_for_text("#answer", "まだ確認できません").await;
    press(&browser, "#technical").await;
    seen("undetermined").await;
    press(&browser, "#way-card_with_statement").await;
    browser.wait_for_text("#sheet", "被保険者資格申立書").await;
    seen("statement").await;
    print(&browser, "statement-printed").await;
    browser.client.goto(&stage.at("/entries/0000-0000-0000-0000")).await.unwrap();
    browser.wait_for_text("#message", "もうありません").await;
    seen("gone").await;
    let styled = "return getComputedStyle(document.querySelector('.answer')).borderTopStyle";
    let border = browser.client.execute(styled, Vec::new()).await.unwrap();
    assert_eq!(border, json!("solid"), "the stylesheet is allowed and there");
    browser.close().await;
}

/// Shows the page as it prints, checks that it names no other patient, and keeps a picture.
async fn print(browser: &Browser, name: &str) {
    let script = "for (const sheet of document.styleSheets) for (const rule of sheet.cssRules)
            if (rule.media?.mediaText === 'print') rule.media.mediaText = 'all';
        return [...document.querySelectorAll('#today, form, button, .no-print')]
            .filter((it) => it.checkVisibility()).map((it) => it.id || it.className)";
    let shown = browser.client.execute(script, Vec::new()).await.unwrap();
    assert_eq!(shown, json!([]), "{name} prints what is not for the patient");
    browser.picture(name).await;
    browser.client.refresh().await.unwrap();
}

/// Fills the form in and sends it.
async fn ask(browser: &Browser, stage: &Stage, look_up: &str) {
    browser.client.goto(&stage.at("")).await.unwrap();
    browser.text("#insurer").await;
    let ids = ["insurer", "symbol", "number", "branch", "era", "year", "month", "day"];
    let script = "const [ids, values] = arguments;
        ids.forEach((id, place) => document.getElementById(id).value = values[place]);
        document.querySelector('form.lookup').requestSubmit();";
    let values: Vec<String> =
        support::fields(look_up).into_iter().map(|(_, value)| value).collect();
    browser.client.execute(script, vec![json!(ids), json!(values)]).await.unwrap();
}

async fn press(browser: &Browser, css: &str) {
    browser.client.find(Locator::Css(css)).await.unwrap().send_keys(ENTER).await.unwrap();
}

async fn wait_for(is_so: impl Fn() -> bool) {
    for _ in 0..100 {
        if is_so() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("it never came to be");
}
