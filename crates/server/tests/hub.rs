//! The hub as an institution meets it: questions over HTTP, answers, refusals, retries.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use jiff::Timestamp;
use record::Person;
use serde_json::{Value, json};
use server::{
    hub::{Hub, InstitutionKey, key_hash, router},
    ledger::{Ledger, open},
};
use store::{Change, Institution, Insurer, Whose};
use tower::ServiceExt as _;

const CLINIC: &str = "1311111114";

/// A hub on a ledger of its own, at an instant the test says.
struct World {
    _dir: tempfile::TempDir,
    ledger: Arc<Ledger>,
    router: Router,
    key: String,
    now: Arc<Mutex<Timestamp>>,
    people: u32,
}

impl World {
    async fn at(now: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let ledger = open(&format!("sqlite:{}", dir.path().join("test.sqlite").display())).unwrap();
        let now = Arc::new(Mutex::new(now.parse::<Timestamp>().unwrap()));
        let clock = Arc::clone(&now);
        let hub = Hub::new(Arc::clone(&ledger), Arc::new(move || *clock.lock().unwrap()));
        let key = InstitutionKey::of([7; 32]);
        let mut world = Self {
            _dir: dir,
            ledger,
            router: router(Arc::new(hub)),
            key: key.as_str().to_owned(),
            now,
            people: 0,
        };
        world.add_institution(CLINIC, key_hash(key.as_str())).await;
        let insurer = Insurer {
            number: "113019".parse().unwrap(),
            name: "みほん国民健康保険組合".to_owned(),
            address: String::new(),
            phone: String::new(),
        };
        world.ledger.store().put_insurer(insurer).await.unwrap();
        world
    }

    async fn add_institution(&mut self, code: &str, key_hash: Vec<u8>) {
        let added_at = *self.now.lock().unwrap();
        let (code, name) = (code.to_owned(), "みほん医院".to_owned());
        let institution = Institution { code, name, key_hash, added_at, revoked_at: None };
        self.ledger.store().put_institution(institution).await.unwrap();
    }

    /// Enrols a made-up person of a dossier.
    async fn enrol(&mut self, name: &str, dossier: &Value) {
        self.people += 1;
        let dossier: record::Dossier = serde_json::from_value(dossier.clone()).unwrap();
        let identity =
            json!({"name": name, "kana": "ﾐﾎﾝ ﾋﾄ", "sex": "female", "born_on": dossier.born_on});
        let address =
            json!({"postcode": "330-0063", "text": "みほん市一丁目", "withheld": name == "匿 す"});
        let person = Person {
            dossier,
            identity: serde_json::from_value(identity).unwrap(),
            address: serde_json::from_value(address).unwrap(),
            delivery: None,
            reference_numbers: Vec::new(),
        };
        let now = *self.now.lock().unwrap();
        let store = self.ledger.store();
        let change = Change {
            id: format!("enrol-{}", self.people),
            whose: Whose::New(store.new_person_key(now)),
            facts: person.facts(),
            end: Vec::new(),
            my_number_hash: None,
            recorded_by: "test".to_owned(),
            reason: "enrolment".to_owned(),
            recorded_at: now,
        };
        store.record(store.prepare(change).unwrap()).await.unwrap();
    }

    async fn post(&self, path: &str, authorization: &str, body: Vec<u8>) -> (StatusCode, Vec<u8>) {
        let request = Request::post(path)
            .header("authorization", authorization)
            .header("content-type", "application/json")
            .body(Body::from(body))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        (status, to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
    }

    async fn ask(&self, question: &Value) -> (StatusCode, Value) {
        let authorization = format!("Bearer {CLINIC}.{}", self.key);
        let (status, body) =
            self.post("/v1/confirmations", &authorization, question.to_string().into()).await;
        (status, serde_json::from_slice(&body).unwrap())
    }

    /// Asks by the numbers; the answer and its status must be as the row says.
    async fn validity(&self, id: &str, numbers: (&str, &str, &str, &str), on: &str) -> Value {
        let (number, branch, born_on, insurer) = numbers;
        let mut question = json!({
            "id": id, "asked_at": self.now.lock().unwrap().to_string(), "on": on,
            "insurer_number": insurer, "symbol": "101", "number": number, "born_on": born_on,
        });
        if !branch.is_empty() {
            question["branch"] = json!(branch);
        }
        let (status, answer) = self.ask(&question).await;
        assert_eq!(status, StatusCode::OK, "{id}: {answer}");
        answer
    }
}

fn covered(insurer: &str, number: &str, branch: &str, born_on: &str, acquired_on: &str) -> Value {
    json!({"born_on": born_on, "coverages": [{
        "insurer_number": insurer, "symbol": "１０１", "number": number, "branch": branch,
        "role": "insured", "acquired_on": acquired_on,
    }]})
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one table of every answer")]
async fn every_answer_by_the_numbers_on_a_paper() {
    let mut world = World::at("2026-04-01T01:00:00Z").await;
    world.enrol("見本 花子", &covered("113019", "１２３", "01", "1985-02-14", "2025-04-01")).await;
    world.enrol("双子 一", &covered("113019", "200", "01", "2015-05-05", "2025-04-01")).await;
    world.enrol("双子 二", &covered("113019", "200", "02", "2015-05-05", "2025-04-01")).await;
    let mut lost = covered("113019", "300", "01", "1990-08-19", "2022-04-01");
    lost["coverages"][0]["lost_on"] = json!("2026-03-01");
    world.enrol("転職 翔", &lost).await;
    let mut moved = covered("113019", "400", "01", "1990-08-20", "2022-04-01");
    moved["coverages"][0]["lost_on"] = json!("2026-03-01");
    moved["coverages"].as_array_mut().unwrap().push(json!({
        "insurer_number": "06130090", "symbol": "5", "number": "77", "branch": "00",
        "role": "insured", "acquired_on": "2026-03-01",
    }));
    world.enrol("新職 歩", &moved).await;
    let late = covered("39130000", "500", "", "1941-08-01", "2016-08-01");
    world.enrol("後期 千代", &late).await;
    world.enrol("匿 す", &covered("113019", "600", "01", "1980-01-01", "2025-04-01")).await;

    let insurer = "113019";
    for (row, numbers, on, validity, detail) in [
        ("covered", ("123", "01", "1985-02-14", insurer), "2026-04-01", "valid", "3"),
        ("padded with spaces", ("123", "01", "1985-02-14", "  113019"), "2026-04-01", "valid", "3"),
        ("padded with zeros", ("123", "01", "1985-02-14", "00113019"), "2026-04-01", "valid", "3"),
        (
            "full width, one digit",
            ("１２３", "1", "1985-02-14", insurer),
            "2026-04-01",
            "valid",
            "3",
        ),
        ("branch looked up", ("123", "", "1985-02-14", insurer), "2026-04-01", "valid", "3"),
        ("day before", ("123", "01", "1985-02-14", insurer), "2025-03-31", "invalid", "not_begun"),
        ("first day", ("123", "01", "1985-02-14", insurer), "2025-04-01", "valid", "3"),
        ("another branch", ("123", "02", "1985-02-14", insurer), "2026-04-01", "no_match", ""),
        ("another birth date", ("123", "01", "1985-02-15", insurer), "2026-04-01", "no_match", ""),
        ("nobody", ("999", "01", "1985-02-14", insurer), "2026-04-01", "no_match", ""),
        ("twins", ("200", "", "2015-05-05", insurer), "2026-04-01", "several", ""),
        ("one twin", ("200", "02", "2015-05-05", insurer), "2026-04-01", "valid", "3"),
        ("last day", ("300", "01", "1990-08-19", insurer), "2026-02-28", "valid", "3"),
        ("lost", ("300", "01", "1990-08-19", insurer), "2026-03-01", "invalid", "lost"),
        (
            "newer",
            ("400", "01", "1990-08-20", insurer),
            "2026-03-01",
            "invalid_newer_known",
            "lost",
        ),
        ("late stage", ("500", "", "1941-08-01", "39130000"), "2026-04-01", "valid", "1"),
        (
            "late stage, any branch",
            ("500", "00", "1941-08-01", "39130000"),
            "2026-04-01",
            "valid",
            "1",
        ),
    ] {
        let id = row.replace([' ', ','], "-");
        let answer = world.validity(&id, numbers, on).await;
        assert_eq!(answer["validity"], validity, "{row}: {answer}");
        let share = answer["result"]["share_tenths"].to_string();
        let why = answer["not_covered"]["why"].as_str().unwrap_or_default();
        let told = if validity == "valid" { share.as_str() } else { why };
        assert_eq!(told, detail, "{row}: {answer}");
        assert!(!answer.to_string().contains("null"), "{row}: {answer}");
    }
    let lost = world.validity("lost-2", ("300", "01", "1990-08-19", insurer), "2026-03-01").await;
    assert_eq!(lost["not_covered"]["from"], "2026-03-01");
    assert_eq!(lost["not_covered"]["recorded_on"], "2026-04-01");
    assert_eq!(lost["not_covered"]["newer_known"], false);
    let hidden = world.validity("hidden", ("600", "01", "1980-01-01", insurer), "2026-04-01").await;
    assert_eq!(hidden["result"]["name"], "匿 す");
    assert!(
        hidden["result"].get("address").is_none() && hidden["result"].get("postcode").is_none()
    );
}

#[tokio::test]
async fn a_retry_gets_the_first_answer_and_another_question_a_conflict() {
    let mut world = World::at("2026-04-01T01:00:00Z").await;
    world.enrol("見本 花子", &covered("113019", "123", "01", "1985-02-14", "2025-04-01")).await;
    let mut question = json!({
        "id": "q-1", "asked_at": "2026-04-01T01:00:00Z", "on": "2026-04-01",
        "insurer_number": "113019", "symbol": "101", "number": "123", "branch": "01",
        "born_on": "1985-02-14",
    });
    let first = world.ask(&question).await;
    *world.now.lock().unwrap() = "2026-04-05T01:00:00Z".parse().unwrap();
    assert_eq!(world.ask(&question).await, first, "the same, with its time");
    question["number"] = json!("124");
    let (status, body) = world.ask(&question).await;
    assert_eq!((status, &body["error"]["field"]), (StatusCode::CONFLICT, &json!("id")));
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_without_repeating_it() {
    let world = World::at("2026-04-01T01:00:00Z").await;
    let good = json!({
        "id": "q-1", "asked_at": "2026-04-01T01:00:00Z", "on": "2026-04-01",
        "insurer_number": "113019", "number": "SECRET123", "born_on": "1985-02-14",
    });
    for (field, value, status, refused) in [
        ("insurer_number", json!("113018"), StatusCode::UNPROCESSABLE_ENTITY, "insurer_number"),
        ("insurer_number", json!("1130"), StatusCode::BAD_REQUEST, "insurer_number"),
        ("born_on", json!("1985-02-30"), StatusCode::BAD_REQUEST, "body"),
        ("branch", json!("A1"), StatusCode::BAD_REQUEST, "branch"),
        ("asked_at", json!("2026-04-01T01:02:01Z"), StatusCode::BAD_REQUEST, "asked_at"),
        ("asked_at", json!("2026-03-01T00:59:59Z"), StatusCode::BAD_REQUEST, "asked_at"),
        ("id", json!("with space"), StatusCode::BAD_REQUEST, "id"),
        ("colour", json!("red"), StatusCode::BAD_REQUEST, "body"),
    ] {
        let mut question = good.clone();
        question[field] = value.clone();
        let (found, body) = world.ask(&question).await;
        assert_eq!((found, &body["error"]["field"]), (status, &json!(refused)), "{value}: {body}");
        assert!(
            !body.to_string().contains("SECRET") && !body.to_string().contains("1985"),
            "{body}"
        );
    }
    for authorization in ["", "Bearer x", "Bearer 1311111114.wrong", "Bearer 0110113719.x"] {
        let body = good.to_string().into_bytes();
        let (status, _) = world.post("/v1/confirmations", authorization, body).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{authorization}");
    }
}

#[tokio::test]
async fn guessing_birth_dates_must_wait_and_others_need_not() {
    let mut world = World::at("2026-04-01T01:00:00Z").await;
    world.enrol("見本 花子", &covered("113019", "123", "01", "1985-02-14", "2025-04-01")).await;
    world.enrol("見本 梅子", &covered("113019", "124", "01", "1985-02-14", "2025-04-01")).await;
    let ask = async |id: &str, number: &str, born_on: &str| {
        let asked_at = world.now.lock().unwrap().to_string();
        let question = json!({
            "id": id, "asked_at": asked_at, "on": "2026-04-01", "insurer_number": "113019",
            "symbol": "101", "number": number, "born_on": born_on,
        });
        let (status, answer) = world.ask(&question).await;
        (status.as_u16(), answer["validity"].as_str().unwrap_or("refused").to_owned())
    };
    for place in 1..=5 {
        let answer = ask(&format!("g-{place}"), "123", &format!("1985-03-0{place}")).await;
        assert_eq!(answer, (200, "no_match".to_owned()), "{place}");
    }
    let refused = (429, "refused".to_owned());
    assert_eq!(ask("wrong", "123", "1985-03-06").await, refused);
    assert_eq!(ask("right", "123", "1985-02-14").await, refused, "waiting tells nothing");
    assert_eq!(ask("other", "124", "1985-02-14").await, (200, "valid".to_owned()));
    for place in 0..300 {
        let unknown = ask(&format!("u-{place}"), "999", "1985-02-14").await;
        assert_eq!(unknown, (200, "no_match".to_owned()), "unknown numbers cost nothing");
    }
    *world.now.lock().unwrap() = "2026-04-01T01:10:00Z".parse().unwrap();
    assert_eq!(ask("right", "123", "1985-02-14").await, (200, "valid".to_owned()));
}

#[tokio::test]
async fn the_xml_face_and_the_tree_give_the_same_answer() {
    let mut world = World::at("2026-04-01T01:00:00Z").await;
    world.enrol("見本 花子", &covered("113019", "123", "01", "1985-02-14", "2025-04-01")).await;
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><XmlMsg><MessageHeader>\
        <QualificationConfirmationDate>20260401</QualificationConfirmationDate>\
        <MedicalInstitutionCode>1311111114</MedicalInstitutionCode>\
        <ArbitraryFileIdentifier>a-1</ArbitraryFileIdentifier></MessageHeader><MessageBody>\
        <QualificationConfirmSearchInfo><InsurerNumber>  113019</InsurerNumber>\
        <InsuredCardSymbol>101</InsuredCardSymbol>\
        <InsuredIdentificationNumber>123</InsuredIdentificationNumber>\
        <Birthdate>19850214</Birthdate>\
        <LimitApplicationCertificateRelatedConsFlg>0</LimitApplicationCertificateRelatedConsFlg>\
        </QualificationConfirmSearchInfo></MessageBody></XmlMsg>";
    let bearer = format!("Bearer {CLINIC}.{}", world.key);
    let (status, body) = world.post("/oqs/OQSsiquc01", &bearer, xml.into()).await;
    let text = String::from_utf8(body).unwrap();
    assert_eq!(status, StatusCode::OK, "{text}");
    for wanted in [
        "<QualificationValidity>1</QualificationValidity>",
        "<InsuredBranchNumber>01</InsuredBranchNumber>",
        "<ArbitraryFileIdentifier>a-1</ArbitraryFileIdentifier>",
        "<InsurerName>みほん国民健康保険組合</InsurerName>",
    ] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }

    let login = json!({"medicalInstitutionCode": CLINIC, "key": world.key}).to_string();
    let path = "/oqs-api-pro/MSA12020/ILI12020SV01/auth";
    let (status, body) = world.post(path, "", login.into()).await;
    assert_eq!(status, StatusCode::OK);
    let body: Value = serde_json::from_slice(&body).unwrap();
    let token = body["result"]["idToken"].as_str().unwrap();
    let tree = json!({"XmlMsg": {
        "MessageHeader": {"QualificationConfirmationDate": "20260401", "MedicalInstitutionCode": CLINIC},
        "MessageBody": {"QualificationConfirmSearchInfo": {
            "InsurerNumber": "  113019", "InsuredCardSymbol": "101",
            "InsuredIdentificationNumber": "123", "Birthdate": "19850214",
            "LimitApplicationCertificateRelatedConsFlg": "0",
        }},
    }});
    let path = "/oqs-api-pro/MSA01030/ILI01030SV01/search";
    let (status, body) = world.post(path, token, tree.to_string().into()).await;
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(status, StatusCode::OK, "{body}");
    let message = &body["XmlMsg"]["MessageBody"];
    assert_eq!(message["QualificationValidity"], "1", "{body}");
    assert!(message["ResultList"].is_array(), "{body}");
    let (status, _) = world.post(path, "another", tree.to_string().into()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_patient_number_comes_back_to_its_institution_only() {
    let mut world = World::at("2026-04-01T01:00:00Z").await;
    world.enrol("見本 花子", &covered("113019", "123", "01", "1985-02-14", "2025-04-01")).await;
    let other = InstitutionKey::of([8; 32]);
    world.add_institution("0110113719", key_hash(other.as_str())).await;
    let bearer = format!("Bearer {CLINIC}.{}", world.key);
    let registration = json!({
        "id": "r-1", "asked_at": "2026-04-01T01:00:00Z", "reference_number": "24434",
        "insurer_number": "113019", "symbol": "101", "number": "123", "branch": "01",
    });
    for _ in 0..2 {
        let (status, body) =
            world.post("/v1/reference-numbers", &bearer, registration.to_string().into()).await;
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((status, &body["outcome"]), (StatusCode::OK, &json!("registered")));
    }
    let answer = world.validity("q", ("123", "01", "1985-02-14", "113019"), "2026-04-01").await;
    assert_eq!(answer["result"]["reference_number"], "24434");
    let question = json!({
        "id": "q", "asked_at": "2026-04-01T01:00:00Z", "on": "2026-04-01",
        "insurer_number": "113019", "symbol": "101", "number": "123", "born_on": "1985-02-14",
    });
    let bearer = format!("Bearer 0110113719.{}", other.as_str());
    let (_, body) = world.post("/v1/confirmations", &bearer, question.to_string().into()).await;
    let answer: Value = serde_json::from_slice(&body).unwrap();
    assert!(answer["result"].get("reference_number").is_none(), "{answer}");
    assert_eq!(
        world
            .ledger
            .store()
            .check(jiff::civil::date(2026, 4, 1), &mut |it| { unreachable!("{it:?}") })
            .unwrap()
            .differences,
        0
    );
}

#[tokio::test]
async fn a_past_answer_can_be_explained() {
    let mut world = World::at("2026-04-01T01:00:00Z").await;
    world.enrol("見本 花子", &covered("113019", "123", "01", "1985-02-14", "2025-04-01")).await;
    let answer = world.validity("q", ("123", "01", "1985-02-14", "113019"), "2026-04-01").await;
    let at = "2026-04-01T01:00:00Z".parse().unwrap();
    let explained = world.ledger.store().explain(at, "1311111114:q").unwrap().unwrap();
    let stored: Value = serde_json::from_slice(&explained.confirmation.answer).unwrap();
    assert_eq!(stored, answer);
    assert_eq!(explained.person.unwrap().dossier.coverages.len(), 1);
    assert!(explained.confirmation.rules.contains("F-69"));
}

#[tokio::test]
async fn any_damaged_body_is_answered_or_refused() {
    let world = World::at("2026-04-01T01:00:00Z").await;
    let bearer = format!("Bearer {CLINIC}.{}", world.key);
    let good = br#"{"id":"q","asked_at":"2026-04-01T01:00:00Z","on":"2026-04-01","insurer_number":"113019","number":"1","born_on":"1985-02-14"}"#;
    for place in 0..good.len() {
        for byte in [b'0', b'9', b'"', b'{', b'}', b'\\', 0, 0xff] {
            let mut body = good.to_vec();
            body[place] = byte;
            let (status, _) = world.post("/v1/confirmations", &bearer, body).await;
            let known = status == StatusCode::OK || status.is_client_error();
            assert!(known, "{status} for byte {byte} at {place}");
        }
    }
}
