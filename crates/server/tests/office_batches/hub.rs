//! Void at every door: what the hub says of a paper from the moment it is reported lost.

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use serde_json::{Value, json};
use server::{
    hub::{Hub, InstitutionKey, key_hash, router},
    work::office::{ApplicationRoute, FeeDecision, NewApplication, WhoApplied},
};
use store::Institution;
use tower::ServiceExt as _;

use crate::{
    desk::{Desk, MAMORU},
    handlers::{make_batch, release, until_printed},
    members::{INSURER, day, instant},
    stage::{CLERK, TODAY},
};

const CLINIC: &str = "1311111114";

/// A hub on the office's ledger, and a clinic that asks it.
struct Clinic<'a> {
    desk: &'a Desk,
    router: axum::Router,
    key: InstitutionKey,
}

impl<'a> Clinic<'a> {
    async fn before(desk: &'a Desk) -> Self {
        let key = InstitutionKey::of([7; 32]);
        let institution = Institution {
            code: CLINIC.to_owned(),
            name: "見本クリニック".to_owned(),
            key_hash: key_hash(key.as_str()),
            added_at: instant("2026-03-02", "10:15"),
            revoked_at: None,
        };
        desk.stage.ledger.store().put_institution(institution).await.unwrap();
        let office = Arc::clone(&desk.stage.office);
        let hub = Hub::new(Arc::clone(&desk.stage.ledger), Arc::clone(office.clock()));
        Self { desk, router: router(Arc::new(hub)), key }
    }

    /// What counts for 失念 守 on a day, and what does not and why.
    async fn says(&self, id: &str, on: &str) -> (Value, Value) {
        let question = json!({
            "id": id, "asked_at": self.desk.stage.office.now().to_string(), "on": on,
            "insurer_number": INSURER, "symbol": "101", "number": MAMORU.number,
            "branch": "01", "born_on": MAMORU.born_on,
        });
        let request = Request::post("/v1/confirmations")
            .header("authorization", format!("Bearer {CLINIC}.{}", self.key.as_str()))
            .header("content-type", "application/json")
            .body(Body::from(question.to_string()))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let answer: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(answer["validity"], "valid", "the coverage holds whatever the paper: {answer}");
        let result = &answer["result"];
        (result["certificate"]["issued_on"].clone(), result["void_certificates"].clone())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_paper_is_void_at_once_and_stays_so_when_the_new_one_counts() {
    let desk = Desk::signed_in(CLERK, 0).await;
    let clinic = Clinic::before(&desk).await;
    let old = "2025-12-02";
    assert_eq!(clinic.says("q-1", TODAY).await, (json!(old), Value::Null));

    let person = desk.person("シツネン").await;
    let loss = format!("{person}/acts/loss");
    let paper = format!("eligibility_certificate {old} {old}");
    let fields = [
        ("paper", &*paper),
        ("day_era", "令和"),
        ("day_year", "8"),
        ("day_month", "3"),
        ("day_day", "9"),
    ];
    let said = desk.act(&loss, &loss, &fields).await;
    assert_eq!(said.location, format!("{person}?done=loss"), "{}", said.text);
    let void = json!([{"issued_on": old, "void_from": "2026-03-09", "why": "lost"}]);
    assert_eq!(clinic.says("q-2", TODAY).await, (Value::Null, void.clone()));
    assert_eq!(clinic.says("q-3", "2026-03-09").await, (Value::Null, void.clone()));
    assert_eq!(clinic.says("q-4", "2026-03-08").await, (json!(old), Value::Null));

    apply(&desk).await;
    let batch = make_batch(&desk).await;
    let id = batch.rsplit('/').next().unwrap();
    release(&desk, id).await;
    let said = desk.act(&batch, &format!("/office{batch}/start"), &[]).await;
    assert_eq!(said.location, format!("/office{batch}?done=started"), "{}", said.text);
    until_printed(&desk, id).await;
    assert_eq!(clinic.says("q-5", TODAY).await, (json!(TODAY), void.clone()));
    assert_eq!(clinic.says("q-6", "2026-03-09").await, (Value::Null, void));
    let store = desk.stage.ledger.store();
    let originals = store.originals_of(desk.mamoru).unwrap();
    assert_eq!(originals.iter().filter(|it| it.ended_at.is_none()).count(), 1);
}

/// 失念 守 applies for another paper, whose fee is waived.
async fn apply(desk: &Desk) {
    let (work, insurer) = (desk.stage.office.work(), INSURER.parse().unwrap());
    let application = NewApplication {
        document: record::DocumentKind::EligibilityCertificate,
        reason: record::ApplicationReason::LostDocument,
        received_on: day(TODAY),
        applicant: WhoApplied::Person,
        applicant_name: None,
        route: ApplicationRoute::Counter,
        note: String::new(),
        lost_on: None,
    };
    let occasion = work.occasion("apply-lost", CLERK);
    let applied = work.apply(&occasion, insurer, desk.mamoru, &application).await.unwrap();
    let occasion = work.occasion("approve-lost", CLERK);
    let fee = FeeDecision::Waived { why: "test".to_owned() };
    work.approve(&occasion, insurer, &applied.application_id, &fee).await.unwrap();
}
