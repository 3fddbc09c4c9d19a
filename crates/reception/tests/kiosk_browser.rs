//! The kiosk in a browser: two shapes of screen, three languages, fingers or keys, for everyone.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "support/clinic.rs"]
#[expect(dead_code, reason = "the kiosk's own tests use the rest")]
mod clinic;
#[path = "support/listening.rs"]
#[expect(dead_code, reason = "the kiosk's own tests use the rest")]
mod listening;
#[expect(unused_imports, reason = "the desk's own tests use the rest")]
mod support;
#[path = "support/town.rs"]
#[expect(dead_code, reason = "the kiosk's own tests use the rest")]
mod town;

use std::{sync::Arc, time::Duration};

use card::virtual_card::VirtualCard;
use clinic::Clinic;
use reception::kiosk;
use serde_json::{Value, json};
use support::browser::Browser;
use town::{Mode, PIN, member};

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const BACKSPACE: &str = "\u{e003}";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reception_by_keys_alone() {
    let clinic = Clinic::open().await;
    let work = kiosk::start(Arc::clone(&clinic.kiosk));
    let browser = Browser::open(1280, 800).await;
    browser.client.goto(&clinic.at("")).await.unwrap();
    browser.wait_for_text("h1", "マイナンバーカードを置いてください").await;

    // The language, by Tab and Enter: past the skip link, the second of three.
    tab_to(&browser, "やさしい日本語").await;
    browser.keys(ENTER).await;
    browser.wait_for_text("h1", "きかいに おいてください").await;
    tab_to(&browser, "日本語").await;
    browser.keys(ENTER).await;
    browser.wait_for_text("h1", "マイナンバーカードを置いてください").await;

    // The page changes by itself when the card is laid down.
    drop(clinic.tray.lay(clinic.card().await.card));
    browser.wait_for_text("h1", "4けたの暗証番号を入れてください").await;

    // A wrong PIN as fast as keys come, one digit of it erased.
    browser.keys("99").await;
    wait_for_digits(&browser, 2).await;
    browser.keys(BACKSPACE).await;
    wait_for_digits(&browser, 1).await;
    browser.keys("876").await;
    browser.wait_for_text("h1", "暗証番号がちがいます").await;
    browser.wait_for_text(".tries", "あと2回ためせます").await;

    // The right one by Tab and Enter on the buttons.
    for (place, digit) in PIN.chars().enumerate() {
        wait_for_digits(&browser, place).await;
        tab_to(&browser, &digit.to_string()).await;
        browser.keys(ENTER).await;
    }
    browser.wait_for_text("h1", "確認が完了しました。").await;
    browser.wait_for_text("h1 .name", "見本 花子様").await;

    // And when it is taken away.
    drop(clinic.tray.take());
    browser.wait_for_text("h1", "マイナンバーカードを置いてください").await;
    assert!(!browser.client.source().await.unwrap().contains("花子"));
    browser.close().await;
    work.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_face_way_and_a_notice_by_keys_alone() {
    let clinic = Clinic::open().await;
    let work = kiosk::start(Arc::clone(&clinic.kiosk));
    let browser = Browser::open(1280, 800).await;
    browser.client.goto(&clinic.at("")).await.unwrap();
    browser.wait_for_text("h1", "マイナンバーカードを置いてください").await;
    let issued = clinic.card().await;
    clinic.is("2027-03-01 09:00:00");
    drop(clinic.tray.lay(issued.card));
    browser.wait_for_text("h1", "有効期限が3カ月以内").await;
    // The one button has the keyboard.
    browser.keys(ENTER).await;
    browser.wait_for_text("h1", "4けたの暗証番号を入れてください").await;
    tab_to(&browser, "暗証番号を使わず、受付の人が顔で確認する").await;
    browser.keys(ENTER).await;
    browser.wait_for_text("h1", "カードの表の番号を入れてください").await;
    for field in ["birth", "year", "code"] {
        assert_eq!(browser.focused().await, field);
        let place = ["birth", "year", "code"].iter().position(|it| *it == field).unwrap();
        browser.keys(&issued.number_b[place]).await;
        browser.keys(if field == "code" { ENTER } else { TAB }).await;
    }
    browser.wait_for_text("h1", "写真と本人を見くらべてください").await;
    let drawn = "return [...document.querySelectorAll('main img')].every((it) => it.naturalWidth)";
    let drawn = browser.client.execute(drawn, Vec::new()).await.unwrap();
    assert_eq!(drawn, json!(true), "the photo and the name are seen");
    tab_to(&browser, "本人です").await;
    browser.keys(ENTER).await;
    browser.wait_for_text("h1", "確認が完了しました。").await;
    browser.close().await;
    work.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_on_a_wide_screen() {
    walk(1280, 800).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_on_a_high_screen() {
    walk(1080, 1920).await;
}

/// Opens every page in every language, checks and measures it, and keeps a picture.
async fn walk(width: u32, height: u32) {
    let clinic = Clinic::open().await;
    let browser = Browser::open(width, height).await;
    let issued = clinic.card().await;
    let mut lost = member();
    lost["cards"][0]["lost_on"] = json!("2026-03-01");
    let mut unregistered = member();
    unregistered["registrations"] = json!([]);
    let mut not_covered = member();
    not_covered["coverages"][0]["lost_on"] = json!("2026-03-01");
    let mut others = Vec::new();
    for (name, dossier) in
        [("stopped", lost), ("not-registered", unregistered), ("to-counter", not_covered)]
    {
        others.push((name, clinic.card_of(&dossier).await.card));
    }
    let mut walk = Walk {
        clinic: &clinic,
        browser: &browser,
        card: Some(issued.card),
        number_b: issued.number_b,
        others,
        language: "",
        faults: Vec::new(),
    };
    for language in ["ja", "easy", "en"] {
        walk.language = language;
        walk.before_the_pin().await;
        walk.pin_and_face().await;
        walk.endings().await;
    }
    assert!(walk.faults.is_empty(), "{}", walk.faults.join("\n"));
    browser.close().await;
}

struct Walk<'a> {
    clinic: &'a Clinic,
    browser: &'a Browser,
    card: Option<VirtualCard>,
    number_b: [String; 3],
    others: Vec<(&'static str, VirtualCard)>,
    language: &'static str,
    faults: Vec<String>,
}

impl Walk<'_> {
    async fn before_the_pin(&mut self) {
        // Whatever the page said of the card before is forgotten.
        self.clinic.later(121);
        self.clinic.look().await;
        self.speak().await;
        self.seen("welcome").await;
        for (name, day) in
            [("phase-1", "2027-03-01"), ("phase-2", "2027-06-01"), ("phase-3", "2027-09-01")]
        {
            self.clinic.is(&format!("{day} 09:00:00"));
            self.lay().await;
            self.seen(name).await;
            self.take().await;
        }
        self.clinic.is("2026-03-10 09:12:05");
        self.lay().await;
        self.take().await;
        self.seen("taken-away").await;
    }

    async fn pin_and_face(&mut self) {
        let clinic = self.clinic;
        self.lay().await;
        clinic.digits("00").await;
        self.seen("pin").await;
        clinic.digits("00").await;
        self.seen("pin-two").await;
        clinic.digits("0000").await;
        self.seen("pin-one").await;
        clinic.press("/face", &[]).await;
        self.seen("face").await;
        clinic.face_number(["1", "2", "3"]).await;
        self.seen("face-wrong").await;
        clinic.face_number(self.number_b.each_ref().map(String::as_str)).await;
        self.seen("photo").await;
        clinic.press("/same-person", &[("same", "no")]).await;
        self.seen("not-same").await;
        self.take().await;
        self.lay().await;
        clinic.pin().await;
        self.seen("done").await;
        self.take().await;
    }

    async fn endings(&mut self) {
        let clinic = self.clinic;
        for (name, card) in std::mem::take(&mut self.others) {
            self.speak().await;
            clinic.lay(card).await;
            clinic.pin().await;
            self.seen(name).await;
            self.others.push((name, clinic.take().await.0));
        }
        clinic.town.line.set(Mode::Down);
        self.lay().await;
        clinic.pin().await;
        self.seen("undetermined").await;
        clinic.town.line.set(Mode::Up);
        self.take().await;
        self.lay().await;
        clinic.later(121);
        clinic.look().await;
        self.seen("too-long").await;
        self.take().await;
        self.speak().await;
        clinic.lay(VirtualCard::made_up().unwrap()).await;
        clinic.digits("1234").await;
        self.seen("other-card").await;
        drop(clinic.take().await);
        let mut card = self.card.take().unwrap();
        for _ in 0..3 {
            card = self.wrong(card).await;
        }
        self.speak().await;
        clinic.lay(card).await;
        self.seen("pin-blocked").await;
        // The next language begins with a card that can be used.
        drop(clinic.take().await);
        let issued = clinic.card().await;
        (self.card, self.number_b) = (Some(issued.card), issued.number_b);
    }

    async fn wrong(&self, card: VirtualCard) -> VirtualCard {
        self.clinic.lay(card).await;
        self.clinic.digits("0000").await;
        self.clinic.take().await.0
    }

    async fn lay(&mut self) {
        self.speak().await;
        self.clinic.lay(self.card.take().unwrap()).await;
    }

    async fn take(&mut self) {
        self.card = Some(self.clinic.take().await.0);
    }

    async fn speak(&self) {
        self.clinic.press("/language", &[("language", self.language)]).await;
    }

    async fn seen(&mut self, page: &str) {
        let name = format!("kiosk-{page}-{}", self.language);
        self.browser.client.goto(&self.clinic.at("")).await.unwrap();
        self.browser.text("h1").await;
        self.browser.picture(&name).await;
        self.browser.check_accessibility(&name).await;
        self.faults.extend(faults(self.browser, &name).await);
    }
}

/// Text under 28 px or in no language of its own, targets under 64 px either way, and pages that do
/// not fit their screen.
async fn faults(browser: &Browser, page: &str) -> Vec<String> {
    let script = "const faults = [];
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const text = texts.currentNode.data.trim();
            const size = parseFloat(getComputedStyle(texts.currentNode.parentElement).fontSize);
            if (text && size < 28) faults.push(`${text}: ${size} px`);
            const language = texts.currentNode.parentElement.closest('[lang]').lang;
            if (language !== 'ja' && /[ぁ-ん]/.test(text)) faults.push(`${text}: in ${language}`);
        }
        for (const it of document.querySelectorAll('a, button, input:not([type=hidden]), select')) {
            const { width, height } = it.getBoundingClientRect();
            const name = it.textContent.trim() || it.id;
            if (width < 64 || height < 64) faults.push(`${name}: ${width} by ${height}`);
            const size = parseFloat(getComputedStyle(it).fontSize);
            if (size < 28) faults.push(`${name}: ${size} px`);
        }
        const high = document.documentElement.scrollHeight;
        if (high > innerHeight) faults.push(`${high} px high, not ${innerHeight}`);
        return faults";
    let faults = browser.client.execute(script, Vec::new()).await.unwrap();
    faults.as_array().unwrap().iter().map(|it| format!("{page}: {it}")).collect()
}

/// Presses Tab until a button or link with a text has the keyboard.
async fn tab_to(browser: &Browser, text: &str) {
    let script = "return document.activeElement.textContent.trim()";
    for _ in 0..30 {
        browser.keys(TAB).await;
        let found = browser.client.execute(script, Vec::new()).await.unwrap();
        if found == json!(text) {
            return;
        }
    }
    panic!("Tab never comes to {text}");
}

async fn wait_for_digits(browser: &Browser, count: usize) {
    let script = "return document.querySelectorAll('.pin .filled').length";
    for _ in 0..100 {
        let found = browser.client.execute(script, Vec::new()).await.unwrap_or(Value::Null);
        if found == json!(count) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("never {count} digits");
}
