//! The demo as a stranger meets it: one command, a first page, every story opened at the desk.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../../reception/tests/support/browser.rs"]
#[expect(dead_code, reason = "the desk's own tests use the rest")]
mod browser;
#[path = "support/demo.rs"]
mod process;

use browser::Browser;
use fantoccini::Locator;
use process::Demo;
use serde_json::json;

const ENTER: &str = "\u{e007}";

/// What the desk says when a story is opened.
const STORIES: &str = "
    quiet                   資格があります
    expires_soon            資格があります
    eligibility_only        資格があります
    stopped                 資格があります
    lost                    資格があります
    moved                   資格があります
    turning_seventy         資格があります
    between_jobs            保険の切り替え中です
    new_job                 新しい保険に変わっています
    needs_assistance        資格があります
    blocked                 資格があります
    period_of_stay          資格があります
    late_stage              資格があります
    rare_kanji              資格があります
    preschool               資格があります
    twins                   枝番を入れてください
    voluntary_continuation  資格があります
    former_certificate      資格があります
    newborn                 資格があります
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_story_is_opened_at_the_desk() {
    let directory = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(directory.path());
    let browser = Browser::open(1366, 768).await;
    browser.client.goto(&demo.address).await.unwrap();
    browser.text("#open-first").await;
    browser.picture("demo").await;
    browser.check_accessibility("demo").await;
    let styled = "return getComputedStyle(document.querySelector('.panel')).borderTopStyle";
    let border = browser.client.execute(styled, Vec::new()).await.unwrap();
    assert_eq!(border, json!("solid"), "the desk's stylesheet is allowed and there");

    press(&browser, "#open-first").await;
    browser.wait_for_text("#answer", "資格があります").await;
    browser.picture("demo-desk").await;
    for line in STORIES.trim().lines() {
        let (story, answer) = line.trim().split_once(' ').unwrap();
        browser.client.goto(&demo.address).await.unwrap();
        browser.text("#open-first").await;
        press(&browser, &format!("#open-{story}")).await;
        browser.wait_for_text("#answer", answer.trim()).await;
        let address = browser.client.current_url().await.unwrap();
        assert!(address.path().starts_with("/desk/entries/"), "{story}: {address}");
        let page = browser.client.source().await.unwrap();
        assert!(story != "blocked" || !page.contains("見本町"), "the address is shown");
    }
    browser.close().await;
    demo.stop();

    // The second start uses what the first one wrote.
    let mut again = Demo::start(directory.path());
    again.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_page_on_a_narrow_screen() {
    let directory = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(directory.path());
    let browser = Browser::open(360, 2600).await;
    browser.client.goto(&demo.address).await.unwrap();
    browser.text("#open-first").await;
    browser.picture("demo").await;
    browser.check_accessibility("demo").await;
    browser.client.goto(&format!("{}?year=8", demo.address)).await.unwrap();
    browser.wait_for_text("#day-error", "その日はありません").await;
    browser.check_accessibility("demo-refused").await;
    browser.close().await;
    demo.stop();
}

async fn press(browser: &Browser, css: &str) {
    browser.client.find(Locator::Css(css)).await.unwrap().send_keys(ENTER).await.unwrap();
}
