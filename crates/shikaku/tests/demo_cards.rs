//! The demo's card tray and kiosk: every story's card laid down and received.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../../reception/tests/support/browser.rs"]
#[expect(dead_code, reason = "the desk's own tests use the rest")]
mod browser;
#[path = "support/demo.rs"]
mod process;

use std::time::{Duration, Instant};

use browser::Browser;
use fantoccini::Locator;
use process::Demo;
use reqwest::{Client, redirect::Policy};
use serde_json::json;

const ENTER: &str = "\u{e007}";

/// What the kiosk says before the PIN, by its phase, and at the end; then whether the desk lists
/// the person. The PIN is everybody's.
const STORIES: &str = "
    quiet                   0  国保 太郎様|確認が完了しました。                       listed
    expires_soon            1  健保 花子様|確認が完了しました。                       listed
    eligibility_only        2  猶予 実様|確認が完了しました。                         listed
    stopped                 3  -                                                      -
    lost                    0  このカードは、使用が止められています。|CARD-STOPPED     -
    moved                   0  引越 元気様|確認が完了しました。                       listed
    turning_seventy         0  古希 松子様|確認が完了しました。                       listed
    between_jobs            0  続きは受付の人が確認します。|CARD-COVERAGE             listed
    new_job                 0  転入 葵様|確認が完了しました。                         listed
    needs_assistance        0  要配 ふみ様|確認が完了しました。                       listed
    blocked                 0  続きは受付の人が確認します。|CARD-COVERAGE             -
    period_of_stay          0  SAMPLE MARIA様|確認が完了しました。                    listed
    rare_kanji              0  𠮷髙 葛󠄀子様|確認が完了しました。                      listed
    preschool               0  未就 ひなた様|確認が完了しました。                     listed
    twins                   0  双葉 さくら様|確認が完了しました。                     listed
    voluntary_continuation  0  任継 進様|確認が完了しました。                         listed
";

/// The reader's own words, letter for letter.
const PHASES: [&str; 4] = [
    "4けたの暗証番号を入れてください|あと3回ためせます",
    "証明書の有効期限が3カ月以内となっています。市区町村の窓口で更新手続きをお願いします。",
    "電子証明書の有効期限が切れているため、資格情報のみ当機関に提供します。|お早めに市区町村の窓口で電子証明書を更新してください。",
    "電子証明書が失効しています。|マイナンバーカードを取り出し、受付窓口までお越しください。|証明書の更新は、市区町村の窓口で手続きが必要です。",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_card_is_laid_down_and_received() {
    let directory = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(directory.path());
    let visitor = Visitor::of(&demo);
    let tray = visitor.get("/tray").await;
    assert_eq!(tray.matches("id=\"lay-").count(), STORIES.trim().lines().count());
    let mut listed = 0;
    for line in STORIES.trim().lines() {
        let mut cells = line.split("  ").map(str::trim).filter(|it| !it.is_empty());
        let mut cell = || cells.next().unwrap();
        let (story, phase, ending, at_desk) = (cell(), cell(), cell(), cell());
        visitor.lay(story).await;
        visitor.sees(PHASES[phase.parse::<usize>().unwrap()], story).await;
        if phase == "1" || phase == "2" {
            visitor.press("/next", "").await;
        }
        if ending != "-" {
            visitor.pin("1234").await;
            visitor.sees(ending, story).await;
        }
        listed += usize::from(at_desk == "listed");
        let desk = visitor.get("/desk").await;
        assert_eq!(desk.matches("マイナ保険証で確認").count(), listed, "{story}");
        let name = ending.split_once('様').map_or("", |(name, _)| name);
        assert!(desk.contains(name), "{story}");
        assert!(story != "blocked" || !desk.contains("非開"), "the name is shown");
        visitor.post("/tray/take", "").await;
        visitor.sees("マイナンバーカードを置いてください", story).await;
    }

    // The next card is seen also where the one before was not taken away first.
    visitor.lay("quiet").await;
    visitor.sees("あと3回ためせます", "quiet").await;
    visitor.pin("1234").await;
    visitor.sees("国保 太郎様", "quiet").await;
    visitor.lay("stopped").await;
    visitor.sees("電子証明書が失効しています。", "stopped").await;

    // A card without a story, and a story without a card.
    for key in ["nobody", "late_stage"] {
        let page = visitor.post("/tray/lay", &format!("key={key}")).await;
        assert!(page.contains("このカードは、いま置けません。"), "{key}");
    }
    demo.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocked_pin_stays_blocked_over_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(directory.path());
    let visitor = Visitor::of(&demo);
    visitor.lay("quiet").await;
    visitor.sees("あと3回ためせます", "quiet").await;
    for left in ["あと2回ためせます", "あと1回ためせます", "暗証番号は使えなくなっています。"]
    {
        visitor.pin("9999").await;
        visitor.sees(left, "quiet").await;
    }
    demo.stop();

    let mut again = Demo::start(directory.path());
    let visitor = Visitor::of(&again);
    visitor.sees("マイナンバーカードを置いてください", "no card").await;
    visitor.lay("quiet").await;
    visitor.sees("暗証番号は使えなくなっています。受付の人が顔で確認します", "quiet").await;
    visitor.lay("moved").await;
    visitor.sees("あと3回ためせます", "moved").await;
    again.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tray_by_keys_on_the_screen_of_staff() {
    let directory = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(directory.path());
    let browser = Browser::open(1366, 768).await;
    browser.client.goto(&format!("{}tray", demo.address)).await.unwrap();
    browser.text("#people").await;
    browser.picture("tray-empty").await;
    browser.check_accessibility("tray-empty").await;
    press(&browser, "#lay-quiet").await;
    browser.wait_for_text(".slot", "国保 太郎さんのカードが置いてあります。").await;
    let drawn = "const it = document.querySelector('.slot img');
        return it.complete && it.naturalWidth > 0";
    let drawn = browser.client.execute(drawn, Vec::new()).await.unwrap();
    assert_eq!(drawn, json!(true), "the card's face is drawn");

    // The kiosk beside it has seen the card, and takes the PIN from the keyboard.
    let frame = browser.client.find(Locator::Css("iframe")).await.unwrap();
    frame.enter_frame().await.unwrap();
    browser.wait_for_text("h1", "4けたの暗証番号を入れてください").await;
    browser.client.find(Locator::Css("h1")).await.unwrap().click().await.unwrap();
    browser.keys("1234").await;
    browser.wait_for_text("h1", "確認が完了しました。").await;
    browser.client.enter_parent_frame().await.unwrap();
    browser.picture("tray").await;
    browser.check_accessibility("tray").await;
    press(&browser, "#take").await;
    browser.wait_for_text(".slot", "カードは置いてありません。").await;
    browser.close().await;
    demo.stop();
}

async fn press(browser: &Browser, css: &str) {
    browser.client.find(Locator::Css(css)).await.unwrap().send_keys(ENTER).await.unwrap();
}

/// Somebody at the tray and the kiosk.
struct Visitor {
    client: Client,
    address: String,
}

impl Visitor {
    fn of(demo: &Demo) -> Self {
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { client, address: demo.address.trim_end_matches('/').to_owned() }
    }

    async fn get(&self, path: &str) -> String {
        let sent = self.client.get(format!("{}{path}", self.address)).send().await.unwrap();
        sent.text().await.unwrap()
    }

    async fn post(&self, path: &str, body: &str) -> String {
        let sent = self
            .client
            .post(format!("{}{path}", self.address))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(body.to_owned())
            .send();
        sent.await.unwrap().text().await.unwrap()
    }

    async fn lay(&self, story: &str) {
        assert_eq!(self.post("/tray/lay", &format!("key={story}")).await, "", "{story}");
    }

    /// Presses what the kiosk's present page offers.
    async fn press(&self, path: &str, field: &str) {
        let page = self.get("/kiosk").await;
        let (_, seen) = page.split_once("changed?seen=").unwrap();
        let seen = seen.split_once('"').unwrap().0;
        self.post(&format!("/kiosk{path}"), &format!("seen={seen}&{field}")).await;
    }

    async fn pin(&self, digits: &str) {
        for digit in digits.chars() {
            self.press("/digit", &format!("digit={digit}")).await;
        }
    }

    /// Waits until the kiosk says all of it: parts between `|`.
    async fn sees(&self, parts: &str, story: &str) {
        let began = Instant::now();
        loop {
            let text = plain(&self.get("/kiosk").await);
            let missing = parts.split('|').find(|it| !text.contains(it));
            let Some(missing) = missing else { return };
            assert!(began.elapsed() < Duration::from_secs(20), "{story}: no {missing} in {text}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// The text of a page without its marks.
fn plain(page: &str) -> String {
    let text = page.split('<').map(|it| it.split_once('>').map_or(it, |(_, text)| text).trim());
    text.collect()
}
