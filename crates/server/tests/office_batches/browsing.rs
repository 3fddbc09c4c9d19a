//! Every page of the office's work, for everyone.

use crate::{
    desk::{ADMINISTRATOR, Served},
    stage::{CLERK, TODAY},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_on_the_screen_of_staff() {
    walk((1366, 768)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_on_a_narrow_screen() {
    // As at 400 % zoom, and high enough that a picture holds a whole page.
    walk((360, 3600)).await;
}

/// Opens every page, checks it, and keeps a picture.
async fn walk(screen: (u32, u32)) {
    let it = Served::open(80, screen).await;
    it.sign_in(CLERK).await;
    for (path, css, name) in [
        ("/batches", "#batches", "batches"),
        (&*format!("/plan?on={TODAY}"), "#items", "plan"),
        ("/plan?on=1990-01-01", "#answer", "plan-of-nothing"),
        ("/applications", "#queue", "applications"),
        ("/forms", "#forms", "forms"),
        ("/payments", "#open", "payments"),
        ("/mail", "#back", "mail"),
        ("/returns", "#rows", "returns"),
        ("/quarantine", "#rows", "quarantine"),
        ("/calendar", "#m1", "calendar"),
        ("/settings", "#form", "settings-of-a-clerk"),
        ("/exports", "#lists", "exports"),
        ("/audit", "#acts", "audit"),
    ] {
        it.goto(path).await;
        it.seen(css, name).await;
    }
    it.goto("/applications").await;
    it.press("tbody a").await;
    it.seen("#answer", "application").await;
    walk_acts(&it).await;
    it.sign_in(ADMINISTRATOR).await;
    it.goto("/settings").await;
    it.seen("#preview", "settings").await;
    it.write("two_above", "200").await;
    it.write("fee", "千円").await;
    it.press("#preview").await;
    it.seen("#fee-error", "settings-refused").await;
    it.write("fee", "1000").await;
    it.press("#preview").await;
    it.seen("#apply", "settings-preview").await;
    it.press("#apply").await;
    it.seen("#done", "settings-applied").await;
    it.goto("/settings/letters/invoice").await;
    it.seen("#keep", "letter-text").await;
    it.browser.close().await;
}

/// The page of every act on a person, and one refused.
async fn walk_acts(it: &Served) {
    it.find("シツネン").await;
    let person = it.browser.client.current_url().await.unwrap().to_string();
    for act in [
        "loss",
        "return",
        "cancel-registration",
        "block",
        "unblock",
        "assistance",
        "address",
        "withhold",
        "correct-identity",
        "correct-coverage",
    ] {
        it.browser.client.goto(&format!("{person}/acts/{act}")).await.unwrap();
        it.seen("#do", &format!("act-{act}")).await;
    }
    it.browser.client.goto(&format!("{person}/applications/new")).await.unwrap();
    it.seen("#do", "act-apply").await;
    it.browser.client.goto(&format!("{person}/acts/cancel-registration")).await.unwrap();
    it.press("#do").await;
    it.seen("#refused", "act-refused").await;
}
