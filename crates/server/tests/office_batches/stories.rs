//! Two stories in a browser: a lost paper to its reissue, and a plan to its batch in the post.

use record::DocumentKind;

use crate::{
    desk::{APPROVER, FEE, Served},
    stage::{CLERK, TODAY},
};

const ENTER: &str = "\u{e007}";
const SCREEN: (u32, u32) = (1366, 768);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_paper_is_applied_for_paid_and_made_again() {
    let it = Served::open(0, SCREEN).await;
    it.sign_in(CLERK).await;
    it.find("シツネン").await;
    let person = it.browser.client.current_url().await.unwrap().path().to_owned();
    let person = person.strip_prefix("/office").unwrap().to_owned();

    it.goto(&format!("{person}/applications/new")).await;
    it.tick("reason-lost_document").await;
    it.write("lost_year", "8").await;
    it.write("lost_month", "3").await;
    it.write("lost_day", "9").await;
    it.press("#do").await;
    it.browser.wait_for_text("#answer", "決定を待っています").await;
    it.seen("#answer", "story-application-received").await;
    it.press("#approve").await;
    it.browser.wait_for_text("#answer", "手数料を請求します").await;
    it.press("#invoice").await;
    it.browser.wait_for_text("#answer", "支払いを待っています").await;
    it.seen("#answer", "story-application-invoiced").await;
    let application = it.browser.client.current_url().await.unwrap().path().to_owned();

    // Before the fee is paid no plan has the paper.
    it.goto(&format!("/plan?on={TODAY}")).await;
    assert!(!it.browser.text("main").await.contains("失念"));

    let number = invoice_number(&it);
    let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    let csv = format!("日付,入金額,振込依頼人名,備考\n{TODAY},{FEE},ｼﾂﾈﾝ ﾏﾓﾙ,{number}\n");
    std::fs::write(file.path(), csv).unwrap();
    it.goto("/payments").await;
    it.seen("#waiting", "story-payments").await;
    let field = it.browser.client.find(fantoccini::Locator::Css("#file")).await.unwrap();
    field.send_keys(file.path().to_str().unwrap()).await.unwrap();
    it.press("#take-file").await;
    it.browser.wait_for_text("#answer", "1件が申請に合いました").await;
    it.seen("#answer", "story-payments-taken").await;

    it.browser.client.goto(&it.at(application.strip_prefix("/office").unwrap())).await.unwrap();
    it.browser.wait_for_text("#answer", "印刷を待っています").await;
    it.goto(&format!("/plan?on={TODAY}")).await;
    it.browser.wait_for_text("main", "失念").await;
    // The certificates alone, which one person may release.
    it.tick("kinds-eligibility_notice").await;
    it.press("#make").await;
    it.browser.wait_for_text("#answer", "許可を待っています").await;
    it.tick("seen").await;
    it.press("#allow").await;
    wait_until_printed(&it).await;
    count_and_send(&it).await;

    it.browser.client.goto(&it.at(application.strip_prefix("/office").unwrap())).await.unwrap();
    it.browser.wait_for_text("#answer", "発送しました").await;
    it.seen("#answer", "story-application-sent").await;
    assert_old_is_void(&it);
    it.browser.close().await;
}

/// The number on the invoice of 失念 守.
fn invoice_number(it: &Served) -> String {
    let store = it.desk.stage.ledger.store();
    let applications = store.applications_of(it.desk.mamoru).unwrap();
    applications.into_iter().find_map(|it| it.invoice_number).unwrap()
}

/// The lost paper is void by its fact, and the new one is the only original in force.
fn assert_old_is_void(it: &Served) {
    let store = it.desk.stage.ledger.store();
    let current = store.person(it.desk.mamoru).unwrap().unwrap();
    let store::Held::Person(person) = current.held else { panic!("somebody of their own") };
    let papers: Vec<_> = person
        .dossier
        .documents
        .iter()
        .filter(|it| it.kind == DocumentKind::EligibilityCertificate)
        .map(|it| (it.issued_on.to_string(), it.lost_on.map(|it| it.to_string())))
        .collect();
    let lost = ("2025-12-02".to_owned(), Some("2026-03-09".to_owned()));
    assert_eq!(papers, [lost, (TODAY.to_owned(), None)]);
    let originals = store.originals_of(it.desk.mamoru).unwrap();
    let in_force: Vec<_> = originals.iter().filter(|it| it.ended_at.is_none()).collect();
    assert_eq!(in_force.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_becomes_a_batch_that_two_release_print_count_and_send() {
    let it = Served::open(40, SCREEN).await;
    it.sign_in(CLERK).await;
    it.goto(&format!("/plan?on={TODAY}")).await;
    it.seen("#make", "story-plan").await;
    it.press("#make").await;
    it.browser.wait_for_text("#answer", "許可を待っています").await;
    let batch = it.browser.client.current_url().await.unwrap().path().to_owned();
    let batch = batch.strip_prefix("/office").unwrap().to_owned();
    assert!(it.browser.client.find(fantoccini::Locator::Css("#allow")).await.is_err());
    it.seen("#answer", "story-batch-waits").await;

    it.sign_in(APPROVER).await;
    it.goto(&batch).await;
    it.browser.wait_for_text("#answer", "あなたの許可を待っています").await;
    it.seen("#answer", "story-batch-release").await;
    // By keyboard alone: the tick, then the button.
    it.tab_to("seen").await;
    it.browser.keys(" ").await;
    it.tab_to("allow").await;
    it.browser.keys(ENTER).await;
    it.browser.text("#done").await;
    it.seen("#answer", "story-batch-running").await;
    wait_until_printed(&it).await;
    it.seen("#answer", "story-batch-printed").await;

    it.write("first", "1").await;
    it.write("last", "2").await;
    it.press("#spoil").await;
    it.browser.wait_for_text("#done", "作り直しました").await;
    it.browser.wait_for_text("main", "0001–0002").await;
    it.seen("#done", "story-batch-spoiled").await;

    it.write("counted", "1").await;
    it.press("#count").await;
    it.browser.wait_for_text("#counted-error", "有効なシートの枚数と合いません").await;
    it.seen("#counted-error", "story-batch-miscounted").await;
    count_and_send(&it).await;
    it.seen("#answer", "story-batch-sent").await;
    it.browser.close().await;
}

/// The page renews itself until the batch is printed.
async fn wait_until_printed(it: &Served) {
    it.browser.wait_for_text("#answer", "印刷が終わりました").await;
}

/// Counts as many as were made, and sends.
async fn count_and_send(it: &Served) {
    let path = it.browser.client.current_url().await.unwrap().path().to_owned();
    let id = path.rsplit('/').nth(usize::from(path.ends_with("/count"))).unwrap();
    let made = it.desk.stage.ledger.store().batch_item_counts(id).unwrap().made;
    it.write("counted", &made.to_string()).await;
    it.press("#count").await;
    it.browser.wait_for_text("#answer", "枚数がそろいました").await;
    it.press("#send").await;
    it.browser.wait_for_text("#answer", "発送しました").await;
}
