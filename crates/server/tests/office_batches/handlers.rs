//! The pages as requests: who may, what a form does once, and what it says when it does not.

use axum::http::StatusCode;
use server::office::resume_unfinished;
use store::{ActOutcome, OfficeAct, OfficeStep, Quarantined};

use crate::{
    desk::{ADMINISTRATOR, APPROVER, Desk, MAMORU},
    members::{INSURER, Line, day, instant, record},
    stage::{AUDITOR, CLERK, STRANGER, TODAY},
};

const PAGES: [&str; 13] = [
    "/batches",
    "/plan",
    "/applications",
    "/forms",
    "/payments",
    "/mail",
    "/returns",
    "/quarantine",
    "/calendar",
    "/settings",
    "/settings/letters/invoice",
    "/exports",
    "/audit",
];

#[tokio::test]
async fn nobody_sees_a_page_without_signing_in_and_an_auditor_sees_all() {
    let desk = Desk::set(0).await;
    for path in PAGES {
        let said = desk.stage.get(path).await;
        let wanted = (StatusCode::SEE_OTHER, "/office/sign-in");
        assert_eq!((said.status, said.location.as_str()), wanted, "{path}");
    }
    desk.sign_in(AUDITOR).await;
    for path in PAGES {
        let said = desk.stage.get(path).await;
        assert_eq!(said.status, StatusCode::OK, "{path}: {}", said.text);
    }
}

#[tokio::test]
async fn an_auditor_changes_nothing() {
    let desk = Desk::signed_in(CLERK, 40).await;
    let batch = make_batch(&desk).await;
    let person = desk.person("シツネン").await;
    let person = person.strip_prefix("/office").unwrap().to_owned();
    desk.sign_in(AUDITOR).await;
    let store = desk.stage.ledger.store();
    let acts = || store.office_acts(INSURER.parse().unwrap(), None, 1_000).unwrap().len();
    let before = (acts(), store.settings().unwrap().len());
    for path in [
        "/batches".to_owned(),
        format!("{batch}/release"),
        format!("{batch}/start"),
        format!("{batch}/pause"),
        format!("{batch}/withdraw"),
        format!("{batch}/spoil"),
        format!("{batch}/count"),
        format!("{batch}/send"),
        "/mail/warnings".to_owned(),
        "/returns/remind".to_owned(),
        "/settings".to_owned(),
        "/settings/preview".to_owned(),
        "/settings/letters/invoice".to_owned(),
        format!("{person}/applications/new"),
        format!("{person}/acts/loss"),
    ] {
        let said = desk.stage.post(&path, &[("act_id", "a-1"), ("on", TODAY)]).await;
        assert_eq!(said.status, StatusCode::FORBIDDEN, "{path}: {}", said.text);
        said.has(&["あなたの役割では、この操作はできません", "何も記録していません"]);
    }
    assert_eq!((acts(), store.settings().unwrap().len()), before);
}

#[tokio::test]
async fn another_insurers_batch_is_not_there() {
    let desk = Desk::signed_in(CLERK, 40).await;
    let batch = make_batch(&desk).await;
    desk.sign_in(STRANGER).await;
    for path in ["", "/now", "/sample.pdf", "/items.csv", "/held.xlsx", "/files/manifest.csv"] {
        let said = desk.stage.get(&format!("{batch}{path}")).await;
        assert_eq!(said.status, StatusCode::NOT_FOUND, "{path}");
    }
    let said = desk.stage.post(&format!("{batch}/withdraw"), &[("act_id", "a-1")]).await;
    assert_eq!(said.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn more_than_one_may_release_need_another_person() {
    let desk = Desk::signed_in(CLERK, 40).await;
    let batch = make_batch(&desk).await;
    let release = format!("{batch}/release");
    let fields = [("act_id", "release-1"), ("seen", "yes")];
    desk.stage.get(&batch).await.has(&["許可を待っています", "3枚をこえる交付は"]);
    assert_eq!(desk.stage.post(&release, &fields).await.status, StatusCode::FORBIDDEN);
    desk.sign_in(ADMINISTRATOR).await;
    assert_eq!(desk.stage.post(&release, &fields).await.status, StatusCode::FORBIDDEN);

    desk.sign_in(APPROVER).await;
    let said = desk.act(&batch, &release_of(&batch), &[]).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    said.has(&["確かめてから、しるしを付けてください"]);
    let said =
        desk.act(&batch, &release_of(&batch), &[("back", "1"), ("back_why", "枚数が多い")]).await;
    assert_eq!(said.location, format!("/office{batch}?done=returned"), "{}", said.text);
    desk.stage.get(&batch).await.has(&[
        "計画した人に戻されました",
        "枚数が多い",
        "承認 二子が戻した",
    ]);
    let said = desk.stage.post(&release, &fields).await;
    assert_eq!(said.status, StatusCode::CONFLICT, "a returned batch never runs");
}

#[tokio::test]
async fn an_approver_does_not_release_a_large_batch_of_their_own() {
    let desk = Desk::signed_in(APPROVER, 40).await;
    let batch = make_batch(&desk).await;
    desk.stage.get(&batch).await.has(&["計画した人とは別の承認者が"]);
    let fields = [("act_id", "release-1"), ("seen", "yes")];
    let said = desk.stage.post(&format!("{batch}/release"), &fields).await;
    assert_eq!(said.status, StatusCode::CONFLICT);
    said.has(&["この束は、許可できません"]);
}

#[tokio::test]
async fn a_doubled_click_is_one_act() {
    let desk = Desk::signed_in(CLERK, 40).await;
    let plan = desk.stage.get(&format!("/plan?on={TODAY}")).await;
    let act_id = plan.act_id_for("/office/batches");
    let fields = [("act_id", &*act_id), ("on", TODAY), ("kinds", "eligibility_certificate")];
    let first = desk.stage.post("/batches", &fields).await.location;
    assert_eq!(desk.stage.post("/batches", &fields).await.location, first);
    let insurer = INSURER.parse().unwrap();
    let store = desk.stage.ledger.store();
    assert_eq!(store.batches(insurer, None, 10).unwrap().len(), 1);

    let person = desk.person("シツネン").await;
    let loss = format!("{person}/acts/loss");
    let page = desk.stage.get(&loss).await;
    let act_id = page.act_id_for(&loss);
    let paper = "eligibility_certificate 2025-12-02 2025-12-02";
    let day = [("day_era", "令和"), ("day_year", "8"), ("day_month", "3"), ("day_day", "1")];
    let fields = [&[("act_id", &*act_id), ("paper", paper)][..], &day].concat();
    for _ in 0..2 {
        let said = desk.stage.post(&loss, &fields).await;
        assert_eq!(said.location, format!("{person}?done=loss"), "{}", said.text);
    }
    let acts = store.office_acts_of(desk.mamoru).unwrap();
    assert_eq!(acts.iter().filter(|it| it.kind == "report_loss").count(), 1);
    let said = desk.act(&loss, &loss, &[&[("paper", paper)][..], &day].concat()).await;
    assert_eq!(said.status, StatusCode::CONFLICT);
    said.has(&["記録していません", "already_lost"]);
}

#[tokio::test]
async fn every_list_is_a_csv_and_a_workbook() {
    let desk = Desk::signed_in(AUDITOR, 0).await;
    let page = desk.stage.get("/exports").await;
    let lists: Vec<&str> = page
        .text
        .split("/office/exports/")
        .skip(1)
        .filter_map(|it| it.split_once(".csv\"").map(|(word, _)| word))
        .filter(|it| !it.contains('.'))
        .collect();
    assert_eq!(lists.len(), 10);
    for list in lists {
        let csv = desk.stage.get(&format!("/exports/{list}.csv")).await;
        assert_eq!(csv.status, StatusCode::OK, "{list}");
        assert!(csv.text.starts_with('\u{feff}') && csv.text.contains("\r\n"), "{list}");
        assert_eq!(desk.stage.status_of(&format!("/exports/{list}.xlsx")).await, StatusCode::OK);
    }
    desk.stage.get("/exports/applications.csv").await.has(&["猶予　実", "資格確認書", "受付ずみ"]);
    for file in ["nothing.csv", "batches.pdf", "batches"] {
        let said = desk.stage.get(&format!("/exports/{file}")).await;
        assert_eq!(said.status, StatusCode::NOT_FOUND, "{file}");
    }
}

#[tokio::test]
async fn settings_are_kept_only_on_the_newest_revision() {
    let desk = Desk::signed_in(ADMINISTRATOR, 0).await;
    let mut fields = settings_of(&desk).await;
    fields.retain(|it| it.0 != "fee");
    fields.push(("fee".to_owned(), "1000".to_owned()));
    let sent: Vec<(&str, &str)> = fields.iter().map(|it| (&*it.0, &*it.1)).collect();
    let preview = desk.stage.post("/settings/preview", &sent).await;
    preview.has(&["1か所が変わります", "再交付の手数料", "500", "1000"]);
    let store = desk.stage.ledger.store();
    assert_eq!(store.settings().unwrap().len(), 1, "a preview keeps nothing");
    let (revision, body) = (preview.hidden("revision"), preview.hidden("body"));
    let from = [("from_era", "令和"), ("from_year", "8"), ("from_month", "3"), ("from_day", "10")];
    let kept = [&[("revision", &*revision), ("body", &*body)][..], &from].concat();
    for _ in 0..2 {
        let said = desk.stage.post("/settings", &kept).await;
        assert_eq!(said.location, "/office/settings?done=applied", "{}", said.text);
    }
    assert_eq!(store.settings().unwrap().len(), 2, "a doubled click is one setting");
    let insurer = INSURER.parse().unwrap();
    assert_eq!(desk.stage.ledger.insurer_settings(insurer, day(TODAY)).reissue_fee_yen, 1_000);
    let other = body.replace("1000", "2000");
    let late = [&[("revision", &*revision), ("body", &*other)][..], &from].concat();
    let said = desk.stage.post("/settings", &late).await;
    assert_eq!(said.location, "/office/settings?done=stale");
    assert_eq!(store.settings().unwrap().len(), 2);

    desk.sign_in(CLERK).await;
    for path in ["/settings", "/settings/preview", "/settings/letters/invoice"] {
        assert_eq!(desk.stage.post(path, &kept).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_letters_text_is_looked_at_kept_and_refused() {
    let desk = Desk::signed_in(ADMINISTRATOR, 0).await;
    let page = desk.stage.get("/settings/letters/refusal").await;
    page.has(&["交付しないことのお知らせの文", "{{理由}}"]);
    let revision = page.hidden("revision");
    let path = "/settings/letters/refusal";
    let text = |body| [("revision", &*revision), ("title", "お知らせ"), ("body", body)];
    let preview = format!("{path}/preview.pdf");
    let pdf = desk.stage.bytes_of(&preview, &text("{{氏名}}様")).await;
    assert!(pdf.starts_with(b"%PDF-"));
    let said = desk.stage.post(path, &text("{{枚数}}枚")).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY);
    said.has(&["この手紙にない言葉", "{{枚数}}枚"]);
    let said = desk.stage.post(path, &text("{{氏名}}様\r\n\r\n{{理由}}")).await;
    assert_eq!(said.location, "/office/settings?done=applied", "{}", said.text);
    let insurer = INSURER.parse().unwrap();
    let settings = desk.stage.ledger.insurer_settings(insurer, day(TODAY));
    let letters: Vec<_> = settings.letters.values().map(|it| it.body.as_str()).collect();
    assert_eq!(letters, ["{{氏名}}様\n\n{{理由}}"]);
}

#[tokio::test]
async fn the_year_leads_to_its_plans() {
    let desk = Desk::signed_in(CLERK, 40).await;
    let page = desk.stage.get("/calendar").await;
    page.has(&[
        "令和8年3月からの1年",
        "今月",
        "/office/plan?on=2026-03-10",
        "/office/plan?on=2026-04-30",
    ]);
    assert_eq!(page.text.matches("の計画を見る").count(), 12);
    desk.stage.get("/calendar.csv?from=2026-03-01").await.has(&["月,内容,理由,規則,人数"]);
    desk.stage.get("/plan?on=2027-02-28").await.has(&["令和9年2月28日の交付計画"]);
}

#[tokio::test]
async fn samples_and_forms_are_files_of_pdf() {
    let desk = Desk::signed_in(CLERK, 40).await;
    let batch = make_batch(&desk).await;
    let person = desk.person("シツネン").await;
    for path in [
        format!("{batch}/sample.pdf"),
        "/forms/reissue.pdf".to_owned(),
        "/forms/cancellation.pdf".to_owned(),
        format!("{person}/forms/reissue.pdf"),
    ] {
        let pdf = desk.stage.bytes_of(&path, &[]).await;
        assert!(pdf.starts_with(b"%PDF-"), "{path}");
    }
    let store = desk.stage.ledger.store();
    let id = batch.rsplit('/').next().unwrap();
    assert_eq!(store.last_sheet(id).unwrap(), 0, "a sample is no sheet");
}

/// Makes a batch of what is due today and gives its path below the base.
pub(crate) async fn make_batch(desk: &Desk) -> String {
    let page = desk.stage.get(&format!("/plan?on={TODAY}")).await;
    let act_id = page.act_id_for("/office/batches");
    let fields = [("act_id", &*act_id), ("on", TODAY), ("kinds", "eligibility_certificate")];
    let said = desk.stage.post("/batches", &fields).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    let path = said.location.strip_prefix("/office").unwrap();
    path.split_once('?').unwrap().0.to_owned()
}

fn release_of(batch: &str) -> String {
    format!("/office{batch}/release")
}

/// The answers of the form of settings as it stands.
async fn settings_of(desk: &Desk) -> Vec<(String, String)> {
    let text = desk.stage.get("/settings").await.text;
    let mut fields = Vec::new();
    for input in text.split("<input ").skip(1) {
        let (tag, _) = input.split_once('>').unwrap();
        let of = |name: &str| {
            let (_, rest) = tag.split_once(&format!("{name}=\""))?;
            rest.split_once('"').map(|it| it.0.to_owned())
        };
        let is_choice = tag.contains("type=\"radio\"") || tag.contains("type=\"checkbox\"");
        if !is_choice || tag.contains(" checked") {
            fields.extend(of("name").zip(of("value")));
        }
    }
    for select in text.split("<select ").skip(1) {
        let name = select.split_once("name=\"").unwrap().1.split_once('"').unwrap().0;
        let chosen = select.split_once("selected>").or(select.split_once("<option>")).unwrap().1;
        fields.push((name.to_owned(), chosen.split_once('<').unwrap().0.to_owned()));
    }
    fields
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_office_that_starts_again_goes_on_with_what_it_was_printing() {
    let desk = Desk::signed_in(CLERK, 40).await;
    let batch = make_batch(&desk).await;
    let id = batch.rsplit('/').next().unwrap();
    let store = desk.stage.ledger.store();
    // Released and begun, and then the process ended.
    release(&desk, id).await;
    assert!(store.start_batch(id, instant(TODAY, "10:00")).await.unwrap());
    desk.stage.get(&batch).await.has(&["途中で止まりました", "続きから始める"]);
    resume_unfinished(&desk.stage.office).unwrap();
    resume_unfinished(&desk.stage.office).unwrap();
    until_printed(&desk, id).await;
    let counts = store.batch_item_counts(id).unwrap();
    assert_eq!((counts.open, counts.held, counts.not_due), (0, 0, 0));
    let sheets = store.sheets(id, 0, 1_000).unwrap();
    assert_eq!(sheets.len() as u64, counts.made, "each original has one sheet");
    desk.stage.get(&batch).await.has(&["印刷が終わりました", "manifest.csv"]);
    let csv = desk.stage.get(&format!("{batch}/files/manifest.csv")).await;
    assert_eq!(csv.status, StatusCode::OK);
    assert!(!csv.text.contains("見本"), "a manifest names nobody");
    for name in ["nothing.pdf", "..%2Ftest.sqlite", "%2e%2e%2f%2e%2e%2ftest.sqlite"] {
        let said = desk.stage.get(&format!("{batch}/files/{name}")).await;
        assert_eq!(said.status, StatusCode::NOT_FOUND, "{name}");
    }
}

#[tokio::test]
async fn a_pause_stops_a_run_and_a_start_goes_on() {
    let desk = Desk::signed_in(CLERK, 40).await;
    let batch = make_batch(&desk).await;
    let id = batch.rsplit('/').next().unwrap();
    let store = desk.stage.ledger.store();
    let said = desk.stage.post(&format!("{batch}/start"), &[("act_id", "start-1")]).await;
    assert_eq!(said.status, StatusCode::CONFLICT, "nobody released it");
    said.has(&["この束は、まだ印刷できません"]);
    release(&desk, id).await;
    assert!(store.start_batch(id, instant(TODAY, "10:00")).await.unwrap());
    let said = desk.stage.post(&format!("{batch}/pause"), &[("act_id", "pause-1")]).await;
    assert_eq!(said.location, format!("/office{batch}?done=paused"), "{}", said.text);
    desk.stage.get(&batch).await.has(&["いったん止めています"]);
    assert!(store.batch(id).unwrap().unwrap().paused_at.is_some());
    let to = format!("/office{batch}/start");
    let said = desk.act(&batch, &to, &[]).await;
    assert_eq!(said.location, format!("/office{batch}?done=started"), "{}", said.text);
    assert!(store.batch(id).unwrap().unwrap().paused_at.is_none());
}

#[tokio::test]
async fn mail_that_came_back_is_sent_again() {
    let desk = Desk::signed_in(CLERK, 40).await;
    let said = desk.act("/mail", "/office/mail/warnings", &[]).await;
    assert!(said.location.starts_with("/office/mail?done=warned"), "{}", said.text);
    let page = desk.stage.get(&said.location).await;
    page.has(&["有効期限のお知らせを", "作った手紙を印刷する", "有効期限のお知らせ"]);
    let (_, rest) = page.text.split_once("href=\"/office/letters/").unwrap();
    let letters = format!("/letters/{}", rest.split_once('"').unwrap().0);
    assert!(desk.stage.bytes_of(&letters, &[]).await.starts_with(b"%PDF-"));

    let mailing = page.text.split("href=\"/office/mail/").nth(1).unwrap();
    let mailing = format!("/office/mail/{}", mailing.split_once('"').unwrap().0);
    let day = [("back_era", "令和"), ("back_year", "8"), ("back_month", "3"), ("back_day", "10")];
    let back = format!("{mailing}/back");
    let said = desk.act(&mailing, &back, &day).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY, "no reason was chosen");
    let said = desk.act(&mailing, &back, &[&day[..], &[("why", "moved")]].concat()).await;
    assert_eq!(said.location, "/office/mail?done=back", "{}", said.text);
    desk.stage.get("/mail").await.has(&["もどってきた郵便 1通", "転居先不明", "送りなおす"]);
    let said = desk.act(&mailing, &format!("{mailing}/resend"), &[]).await;
    assert_eq!(said.location, "/office/mail?done=resend", "{}", said.text);
    desk.stage.get("/mail").await.has(&["もどってきた郵便 0通"]);
    let said = desk.stage.post(&format!("{mailing}/resend"), &[("act_id", "again-1")]).await;
    assert_eq!(said.status, StatusCode::CONFLICT, "it was settled");
}

#[tokio::test]
async fn a_row_put_aside_is_looked_at_and_decided_once() {
    let desk = Desk::signed_in(CLERK, 0).await;
    let store = desk.stage.ledger.store();
    let row = Quarantined {
        quarantine_id: format!("{INSURER}:missing:1"),
        insurer: INSURER.parse().unwrap(),
        line: 0,
        why: "missing".to_owned(),
        row: format!(r#"{{"missing":{},"acquired_on":"2023-04-01"}}"#, desk.mamoru),
        added_at: instant(TODAY, "09:00"),
        settled: None,
    };
    store.quarantine(row.clone()).await.unwrap();
    let shown = desk.stage.get("/quarantine").await;
    shown.has(&["取り込みの保留 1件", "失念　守", "完全な名簿に名前がない"]);
    let (_, rest) = shown.text.split_once("href=\"/office/quarantine/").unwrap();
    let path = format!("/office/quarantine/{}", rest.split_once('"').unwrap().0);
    desk.stage.get(&path).await.has(&["(載っていない)", "シツネン　マモル", "資格喪失年月日"]);
    let lost = |month| {
        [
            ("decision", "lost"),
            ("lost_era", "令和"),
            ("lost_year", if month == "1" { "5" } else { "8" }),
            ("lost_month", month),
            ("lost_day", "1"),
        ]
    };
    let said = desk.act(&path, &path, &lost("1")).await;
    assert_eq!(said.status, StatusCode::CONFLICT);
    said.has(&["資格を得た日より前に、失うことはできません"]);
    for _ in 0..2 {
        let fields = [&[("act_id", "q-1")][..], &lost("3")].concat();
        let said = desk.stage.post(&path, &fields).await;
        assert_eq!(said.location, "/office/quarantine?done=settled", "{}", said.text);
    }
    desk.stage.get("/quarantine").await.has(&["取り込みの保留 0件"]);
    let person = store.person(desk.mamoru).unwrap().unwrap();
    let store::Held::Person(person) = person.held else { panic!("somebody of their own") };
    assert_eq!(person.dossier.coverages[0].lost_on, Some(day("2026-03-01")));

    // The paper is to come back within five days.
    desk.stage.later(10 * 24 * 60 * 60);
    desk.sign_in(CLERK).await;
    let page = desk.stage.get("/returns").await;
    page.has(&["まだ返っていない書類 1枚", "失念　守", "日おくれ", "R-113"]);
    let said = desk.act("/returns", "/office/returns/remind", &[]).await;
    let page = desk.stage.get(&said.location).await;
    page.has(&["手紙を1通、作りました", "作った手紙を印刷する"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_name_cannot_be_drawn_is_held_with_kana_and_why() {
    let desk = Desk::signed_in(CLERK, 40).await;
    let line = Line {
        name: "外字　\u{e000}", kana: "ガイジ　イチ", number: "20000099", ..MAMORU
    };
    record(&desk.stage.ledger, &Line { paper: None, ..line }).await;
    let batch = make_batch(&desk).await;
    let id = batch.rsplit('/').next().unwrap();
    release(&desk, id).await;
    let said = desk.act(&batch, &format!("/office{batch}/start"), &[]).await;
    assert_eq!(said.location, format!("/office{batch}?done=started"), "{}", said.text);
    until_printed(&desk, id).await;
    let page = desk.stage.get(&batch).await;
    page.has(&["保留した人", "ガイジ　イチ", "U+E000", "印字できる書体がありません", "足りない"]);
    let csv = desk.stage.get(&format!("{batch}/held.csv")).await;
    csv.has(&["保留", "U+E000"]);
    assert_eq!(csv.text.lines().count(), 2, "the others go on");
    let short = desk.stage.get(&format!("{batch}?which=short")).await;
    short.has(&["みほん建設"]);
    desk.stage.get(&format!("{batch}?which=waits")).await.has(&["このようすの束はありません"]);
    let home = desk.stage.get("").await;
    home.has(&["束で保留した人", "手元へ", &format!("/office{batch}\"")]);
}

/// Waits until the background has printed a batch.
pub(crate) async fn until_printed(desk: &Desk, id: &str) {
    for _ in 0..200 {
        if desk.stage.ledger.store().batch(id).unwrap().unwrap().printed_at.is_some() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("{id} was never printed");
}

/// Somebody else releases a batch.
pub(crate) async fn release(desk: &Desk, id: &str) {
    let act = OfficeAct {
        id: format!("release-{id}"),
        insurer: INSURER.parse().unwrap(),
        kind: "release_batch".to_owned(),
        person_key: None,
        about: Some(id.to_owned()),
        note: "{}".to_owned(),
        recorded_by: APPROVER.to_owned(),
        reason: "test".to_owned(),
        recorded_at: instant(TODAY, "10:00"),
        change: None,
        steps: vec![OfficeStep::ReleaseBatch {
            batch_id: id.to_owned(),
            by: APPROVER.to_owned(),
            at: instant(TODAY, "10:00"),
            two_above: Some(3),
        }],
    };
    let done = desk.stage.ledger.store().office_act(act).await.unwrap();
    assert!(matches!(done, ActOutcome::Recorded { .. }), "{done:?}");
}
