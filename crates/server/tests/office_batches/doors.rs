//! Every form of the office, read from the program itself: who may send it, and whose it is.

use std::{fs, path::Path};

use axum::http::StatusCode;

use crate::{
    desk::Desk,
    handlers::make_batch,
    members::{INSURER, day},
    stage::{AUDITOR, CLERK, STRANGER, TODAY},
};

/// What changes nothing, or is before anybody is known.
const OPEN: [&str; 3] = ["/find", "/sign-in", "/sign-out"];

/// The path of every route that takes a form.
fn forms() -> Vec<String> {
    let mut forms = Vec::new();
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/office");
    read(&pages, &mut forms);
    forms.retain(|it| !OPEN.contains(&it.as_str()));
    forms.sort_unstable();
    forms
}

fn read(folder: &Path, forms: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, forms);
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        for route in source.split(".route(\"").skip(1) {
            let (address, rest) = route.split_once('"').unwrap();
            let until = rest.find('\n').unwrap_or(rest.len());
            if rest[..until].contains("post(") || rest[..until].contains(".post") {
                forms.push(address.to_owned());
            }
        }
    }
}

/// A real address of a form: of a batch and a person that are there.
fn address(form: &str, batch: &str, person: &str) -> String {
    let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let own = match form.split('/').nth(1) {
        Some("batches") => id(batch),
        Some("people") => id(person),
        _ => "0123".to_owned(),
    };
    form.replace("{id}", &own).replace("{word}", "invoice").replace("{act}", "loss")
}

#[tokio::test]
async fn no_form_is_for_an_auditor_nor_for_another_insurer() {
    let desk = Desk::signed_in(CLERK, 40).await;
    let (batch, person) = (make_batch(&desk).await, desk.person("シツネン").await);
    let store = desk.stage.ledger.store();
    let acts = || store.office_acts(INSURER.parse().unwrap(), None, 1_000).unwrap().len();
    let before = (acts(), store.settings().unwrap().len());
    let forms = forms();
    assert!(forms.len() >= 20, "{forms:?}");
    let fields = [("act_id", "door-1"), ("on", TODAY), ("seen", "yes"), ("back", "1")];

    desk.sign_in(AUDITOR).await;
    for form in &forms {
        let said = desk.stage.post(&address(form, &batch, &person), &fields).await;
        let is_file = form == "/payments";
        let wanted = if is_file { StatusCode::BAD_REQUEST } else { StatusCode::FORBIDDEN };
        assert_eq!(said.status, wanted, "{form}: {}", said.text);
    }
    desk.sign_in(STRANGER).await;
    for form in forms.iter().filter(|it| it.contains("{id}")) {
        let said = desk.stage.post(&address(form, &batch, &person), &fields).await;
        assert_eq!(said.status, StatusCode::NOT_FOUND, "{form}: {}", said.text);
    }
    desk.sign_in(CLERK).await;
    for form in forms.iter().filter(|it| it.starts_with("/settings")) {
        let said = desk.stage.post(&address(form, &batch, &person), &fields).await;
        assert_eq!(said.status, StatusCode::FORBIDDEN, "{form}: {}", said.text);
    }
    assert_eq!((acts(), store.settings().unwrap().len()), before);
}

#[tokio::test]
async fn an_act_id_sent_again_with_something_else_is_told_and_does_nothing() {
    let desk = Desk::signed_in(CLERK, 40).await;
    let batch = make_batch(&desk).await;
    let withdraw = format!("{batch}/withdraw");
    for _ in 0..2 {
        let said = desk.stage.post(&withdraw, &[("act_id", "once")]).await;
        assert_eq!(said.location, format!("/office{batch}?done=withdrawn"), "{}", said.text);
        desk.stage.later(1);
    }
    let said = desk.stage.post(&format!("{batch}/pause"), &[("act_id", "once")]).await;
    assert_eq!(said.status, StatusCode::CONFLICT, "{}", said.text);
    said.has(&["束のようすが、変わっています"]);
}

#[tokio::test]
async fn where_somebody_lives_whom_nobody_may_find_is_for_those_who_write_to_them() {
    let desk = Desk::signed_in(CLERK, 0).await;
    let (work, insurer) = (desk.stage.office.work(), INSURER.parse().unwrap());
    let moved = (Some("330-0061"), "みほん市九丁目", "届出");
    let at = work.occasion("address-1", CLERK);
    work.change_address(&at, insurer, desk.mamoru, moved).await.unwrap();
    for (is_blocked, staff, is_seen) in
        [(false, CLERK, true), (false, AUDITOR, true), (true, CLERK, true), (true, AUDITOR, false)]
    {
        if is_blocked {
            let at = work.occasion("block-1", CLERK);
            let from = (day(TODAY), "申出");
            work.block_information(&at, insurer, desk.mamoru, from).await.unwrap();
        }
        desk.sign_in(staff).await;
        let person = desk.person("シツネン").await;
        let page = desk.stage.get(&person).await;
        assert_eq!(page.text.contains("みほん市九丁目"), is_seen, "{staff}, {is_blocked}");
        assert_eq!(page.text.contains("みほん建設"), is_seen, "{staff}, {is_blocked}");
        assert_eq!(page.text.contains("住所は不開示"), is_blocked, "{staff}");
    }
}
