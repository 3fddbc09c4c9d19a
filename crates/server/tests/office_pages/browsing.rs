//! The pages in a browser: one story by keyboard alone, and every page for everyone.

use crate::{
    browser::Browser,
    stage::{CLERK, Stage, key},
};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

/// People of the office on the stage.
const PEOPLE: u32 = 600;

/// A stage that is served on the loopback.
struct Served {
    address: String,
    _stage: Stage,
}

impl Served {
    async fn new(people: u32) -> Self {
        let stage = Stage::set(people).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let router = stage.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, _stage: stage }
    }

    fn at(&self, path: &str) -> String {
        format!("http://{}/office{path}", self.address)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_signing_in_to_a_persons_page_by_keyboard_alone() {
    let served = Served::new(0).await;
    let browser = Browser::open(1366, 768).await;
    browser.client.goto(&served.at("")).await.unwrap();
    browser.text("#staff_id").await;
    assert_eq!(browser.focused().await, "staff_id");
    browser.keys(&format!("{CLERK}{TAB}{}{ENTER}", key(CLERK))).await;
    browser.wait_for_text("h1", "きょうの仕事は1件です").await;
    tab_to(&browser, "first").await;
    browser.client.goto(&served.at("/find")).await.unwrap();
    browser.text("#what").await;
    assert_eq!(browser.focused().await, "what", "the only question has the keyboard");
    browser.keys(&format!("例示{ENTER}")).await;
    browser.wait_for_text("#found", "4人見つかりました").await;
    assert_eq!(browser.client.current_url().await.unwrap().as_str(), served.at("/find"));
    browser.client.goto(&served.at("/find")).await.unwrap();
    browser.text("#what").await;
    browser.keys(&format!("ユウヨ{ENTER}")).await;
    browser.wait_for_text("#answer", "マイナ保険証は資格だけ示せます").await;
    tab_to(&browser, "day_month").await;
    browser.keys(&format!("6{TAB}1{ENTER}")).await;
    browser.wait_for_text("#answer", "マイナ保険証は使えません").await;
    browser.wait_for_text("#another-day", "令和8年6月1日").await;
    let address = browser.client.current_url().await.unwrap().to_string();
    assert!(!address.contains("20000003") && !address.contains("1985"), "{address}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_on_the_screen_of_staff() {
    walk(1366, 768).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_high_enough_for_a_whole_picture() {
    walk(1367, 3200).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_on_a_narrow_screen() {
    // As at 400 % zoom, and high enough that a picture holds a whole page.
    walk(360, 5600).await;
}

/// Opens every page, checks it, and keeps a picture.
async fn walk(width: u32, height: u32) {
    let served = Served::new(PEOPLE).await;
    let browser = Browser::open(width, height).await;
    browser.client.goto(&served.at("/sign-in")).await.unwrap();
    seen(&browser, "#key", "sign-in").await;
    browser.keys(&format!("{CLERK}{TAB}{}{ENTER}", key(CLERK))).await;
    browser.text("#queue").await;
    browser.client.goto(&served.at("")).await.unwrap();
    seen(&browser, "#phases", "home").await;
    browser.client.goto(&served.at("/find")).await.unwrap();
    seen(&browser, "#what", "find").await;
    browser.keys(&format!("例示{ENTER}")).await;
    seen(&browser, "#found", "several").await;
    browser.client.goto(&served.at("/find")).await.unwrap();
    browser.text("#what").await;
    browser.keys(&format!("だれでもない{ENTER}")).await;
    seen(&browser, "#what-error", "nobody").await;
    browser.client.goto(&served.at("/find")).await.unwrap();
    browser.text("#what").await;
    browser.keys(&format!("20000003{ENTER}")).await;
    seen(&browser, "#timeline", "person").await;
    let person = browser.client.current_url().await.unwrap();
    let another = format!("{person}?day_era=%E4%BB%A4%E5%92%8C&day_year=8&day_month=6&day_day=1");
    browser.client.goto(&another).await.unwrap();
    seen(&browser, "#another-day", "person-another-day").await;
    browser.client.goto(&served.at("/no-such-page")).await.unwrap();
    seen(&browser, "#message", "nothing").await;
    browser.close().await;
}

async fn seen(browser: &Browser, css: &str, name: &str) {
    browser.text(css).await;
    browser.picture(&format!("office-{name}")).await;
    browser.check_accessibility(name).await;
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
