//! The pages in a browser: one story by keyboard alone, and every page for everyone.

use fantoccini::Locator;

use crate::{
    browser::Browser,
    keys::keys,
    stage::{MY_NUMBER, STAFF, Stage},
};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = " ";

/// A stage that is served on the loopback.
struct Served {
    stage: Stage,
    address: String,
}

impl Served {
    async fn new() -> Self {
        let stage = Stage::set().await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let router = stage.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { stage, address }
    }

    fn at(&self, path: &str) -> String {
        format!("http://{}/authority{path}", self.address)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_card_is_stopped_released_and_taken_back_by_keyboard_alone() {
    let served = Served::new().await;
    let browser = Browser::open(1366, 768).await;
    browser.client.goto(&served.at("")).await.unwrap();
    browser.text("#staff_id").await;
    assert_eq!(browser.focused().await, "staff_id");
    browser.keys(&format!("{STAFF}{TAB}{}{ENTER}", served.stage.key)).await;
    browser.text("#my_number").await;
    assert_eq!(browser.focused().await, "my_number", "the first field has the keyboard");
    browser.keys(&format!("{MY_NUMBER}{ENTER}")).await;
    browser.wait_for_text("#answer", "電子証明書の期限が近づいています").await;

    tab_to(&browser, "stop").await;
    browser.keys(ENTER).await;
    browser.wait_for_text("#will", "すぐに使えなくなります").await;
    assert_eq!(browser.focused().await, "reason-lost");
    browser.keys(SPACE).await;
    tab_to(&browser, "do").await;
    browser.keys(ENTER).await;
    browser.wait_for_text("#done", "カードを一時停止する").await;
    browser.wait_for_text("#answer", "カードは紛失で止まっています").await;

    tab_to(&browser, "next").await;
    browser.keys(ENTER).await;
    browser.wait_for_text("h1", "一時停止を解除する").await;
    come(&browser).await;
    browser.wait_for_text("#answer", "電子証明書の期限が近づいています").await;

    tab_to(&browser, "return").await;
    browser.keys(ENTER).await;
    browser.wait_for_text("h1", "カードを返納する").await;
    come(&browser).await;
    browser.wait_for_text("#answer", "カードは返納されています").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_on_the_screen_of_staff() {
    walk(1366, 768).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_on_a_narrow_screen() {
    // As at 400 % zoom, and high enough that a picture holds a whole page.
    walk(360, 2600).await;
}

/// Opens every page, checks it, and keeps a picture.
async fn walk(width: u32, height: u32) {
    let served = Served::new().await;
    let browser = Browser::open(width, height).await;
    browser.client.goto(&served.at("/sign-in")).await.unwrap();
    seen(&browser, "#key", "sign-in").await;
    browser.keys(&format!("{STAFF}{TAB}another{ENTER}")).await;
    seen(&browser, "#error", "sign-in-refused").await;
    browser.keys(&format!("{}{ENTER}", served.stage.key)).await;
    seen(&browser, "#my_number", "home").await;
    for (path, css) in [
        ("/residents/new", "#name"),
        ("/letters", "#letters"),
        ("/stopped", "#rows"),
        ("/issuers", "#generations"),
        ("/no-such-page", "#message"),
    ] {
        browser.client.goto(&served.at(path)).await.unwrap();
        seen(&browser, css, path.trim_matches('/').split('/').next().unwrap()).await;
    }
    browser.client.goto(&served.at("")).await.unwrap();
    press(&browser, "tbody a").await;
    seen(&browser, "#answer", "person-waiting").await;
    browser.client.goto(&served.at("?show=received")).await.unwrap();
    press(&browser, "tbody a").await;
    browser.wait_for_text("#answer", "作成を待っています").await;
    press(&browser, "#next").await;
    seen(&browser, "#request", "make").await;
    walk_twins(&served, &browser).await;
    walk_acts(&served, &browser).await;
    browser.close().await;
}

/// Two people of one insured id, by keyboard from field to field.
async fn walk_twins(served: &Served, browser: &Browser) {
    browser.client.goto(&served.at("")).await.unwrap();
    browser.text("#my_number").await;
    tab_to(browser, "insurer_number").await;
    for text in ["113019", "101", "300", "", "平成", "11", "9"] {
        browser.keys(&format!("{text}{TAB}")).await;
    }
    browser.keys(&format!("9{ENTER}")).await;
    seen(browser, "#several", "several").await;
}

/// The page of every act, one refused, and a person's before and after.
async fn walk_acts(served: &Served, browser: &Browser) {
    browser.client.goto(&served.at("")).await.unwrap();
    browser.text("#my_number").await;
    browser.keys(&format!("{MY_NUMBER}{ENTER}")).await;
    seen(browser, "#answer", "person").await;
    let person = browser.client.current_url().await.unwrap();
    for act in [
        "apply",
        "stop",
        "return",
        "renew",
        "sign",
        "unlock",
        "pins",
        "particulars",
        "move-out",
        "move-in",
        "continue-use",
        "depart",
        "continue-abroad",
        "death",
        "release",
        "hand-over",
        "withdraw",
    ] {
        browser.client.goto(&format!("{person}/acts/{act}")).await.unwrap();
        seen(browser, "#do", &format!("act-{act}")).await;
    }
    browser.client.goto(&format!("{person}/acts/release")).await.unwrap();
    browser.text("#do").await;
    come(browser).await;
    seen(browser, "#refused", "refused").await;
    browser.client.goto(&format!("{person}/acts/renew")).await.unwrap();
    browser.text("#do").await;
    let request = serde_json::to_string(&keys().requests(true)).unwrap();
    let script = "document.getElementById('request').value = arguments[0]";
    browser.client.execute(script, vec![request.into()]).await.unwrap();
    come(browser).await;
    seen(browser, "#signed", "answer").await;
    browser.client.goto(&format!("{person}/acts/stop")).await.unwrap();
    browser.text("#do").await;
    browser.keys(SPACE).await;
    press(browser, "#do").await;
    seen(browser, "#done", "person-stopped").await;
    browser.client.goto(&served.at("/stopped")).await.unwrap();
    seen(browser, "tbody", "stopped-some").await;
}

async fn seen(browser: &Browser, css: &str, name: &str) {
    browser.text(css).await;
    browser.picture(&format!("authority-{name}")).await;
    browser.check_accessibility(name).await;
}

/// The person came with a paper, by keyboard: the first of each choice, then the button.
async fn come(browser: &Browser) {
    assert_eq!(browser.focused().await, "who_came-person");
    browser.keys(&format!("{SPACE}{TAB}{SPACE}")).await;
    tab_to(browser, "do").await;
    browser.keys(ENTER).await;
}

/// Goes on with the tabulator until something has the keyboard.
async fn tab_to(browser: &Browser, id: &str) {
    for _ in 0..80 {
        if browser.focused().await == id {
            return;
        }
        browser.keys(TAB).await;
    }
    panic!("{id} never had the keyboard");
}

async fn press(browser: &Browser, css: &str) {
    browser.text(css).await;
    browser.client.find(Locator::Css(css)).await.unwrap().send_keys(ENTER).await.unwrap();
}
