//! The API as a clerk's program meets it: keys, roles, bodies, refusals, and the addresses of the
//! issuers.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use server::authority::{Authority, Role, StaffKey, admit, router};
use tower::ServiceExt as _;

use crate::{
    keys::keys,
    world::{World, instant},
};

/// The API of an office at an instant.
struct Api {
    world: World,
    router: Router,
    clerk: String,
    supervisor: String,
}

impl Api {
    async fn new() -> Self {
        let world = World::new().await;
        let at = instant("2026-03-05", "10:00");
        let mut tokens = Vec::new();
        let store = world.ledger.store();
        for (id, role, byte) in [("clerk-1", Role::Clerk, 1), ("head", Role::Supervisor, 2)] {
            let key = StaffKey::of([byte; 32]);
            let municipality = (role == Role::Clerk).then_some("99201");
            admit(store, (id, "見本 職員"), role, municipality, &key, at).await.unwrap();
            tokens.push(format!("Bearer {id}.{}", key.as_str()));
        }
        let authority = Authority::new(Arc::clone(&world.office), Arc::new(move || at));
        let router = router(Arc::new(authority));
        let supervisor = tokens.pop().unwrap();
        Self { world, router, clerk: tokens.pop().unwrap(), supervisor }
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, Vec<u8>) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        (status, to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
    }

    async fn post(&self, token: &str, path: &str, body: Vec<u8>) -> (StatusCode, Value) {
        let request = Request::post(path).header("authorization", token).body(body.into()).unwrap();
        let (status, body) = self.send(request).await;
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// A clerk's act that must be done.
    async fn done(&self, path: &str, body: Value) -> Value {
        let path = format!("/authority/v1/{path}");
        let (status, answer) = self.post(&self.clerk, &path, body.to_string().into()).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    }

    async fn get(&self, token: &str, path: &str) -> (StatusCode, Vec<u8>) {
        let request = Request::get(path).header("authorization", token);
        self.send(request.body(Body::empty()).unwrap()).await
    }
}

fn act(id: &str, act: impl Into<Value>) -> Value {
    json!({"id": id, "act": act.into()})
}

#[tokio::test]
async fn a_card_s_life_over_http() {
    let api = Api::new().await;
    let check = json!({"who_came": "person", "proof": "one_paper"});
    let resident = json!({
        "identity": {"name": "見本　花子", "sex": "female", "born_on": "1990-05-10"},
        "address": {"text": "見本県みほん市一丁目1番1号"}, "my_number": "123456789018",
    });
    let person = api.done("people", act("1", resident)).await["person_key"].clone();
    let found = api.done("people/search", json!({"my_number": "123456789018"})).await;
    assert_eq!(found["people"], json!([person]));
    let application = json!({
        "municipality": "99201", "channel": "photo_booth", "reason": "first",
        "received_on": "2026-03-04", "who_applied": "person",
    });
    let body = json!({"person_key": person, "application": application});
    let order = api.done("applications", act("2", body)).await["order_id"].clone();
    let (_, orders) = api.get(&api.clerk, "/authority/v1/orders").await;
    let orders: Value = serde_json::from_slice(&orders).unwrap();
    assert_eq!(orders["orders"][0]["order_id"], order);

    let body = json!({"order_id": order, "my_number": "123456789018"});
    let sheet = api.done("orders/personalisation", body).await;
    assert_eq!(sheet["my_number"], "123456789018");
    assert_eq!(sheet["last_day"], "2035-05-10");
    let request = keys().card_request(sheet["card_number"].as_str().unwrap(), true);
    let body = json!({"order_id": order, "request": serde_json::to_value(&request).unwrap()});
    let made = api.done("cards", act("3", body)).await;
    let card = made["card_number"].clone();
    let der = made["certificates"]["user_authentication"].as_str().unwrap();
    let certificate = pki::DigitalCertificate::parse(&STANDARD.decode(der).unwrap()).unwrap();
    assert_eq!(certificate.last_day().to_string(), "2030-05-10");
    assert!(made["face"]["birth"].is_string());

    let how = json!({"check": check, "pins_set": ["user_authentication", "input_help"]});
    api.done("cards/hand-over", act("4", json!({"order_id": order, "how": how}))).await;
    let of_card = json!({"card_number": card, "check": check});
    let stop = json!({"card_number": card, "channel": "telephone", "reason": "lost"});
    api.done("cards/stop", act("5", stop.clone())).await;
    assert_eq!(api.done("cards/stop", act("5", stop)).await["again"], true);
    api.done("cards/release", act("6", of_card.clone())).await;
    let renewal = json!({
        "card_number": card, "check": check, "keys": serde_json::to_value(keys().requests(true)).unwrap(),
    });
    let (status, refused) = api
        .post(&api.clerk, "/authority/v1/certificates/renew", act("7", renewal).to_string().into())
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let error = json!({
        "why": "too_early", "found": "2026-03-05", "wanted": "2030-02-11 or later",
        "rules": ["F-04", "R-061"],
    });
    assert_eq!(refused["error"], error);
    let file = api.done("people/file", json!({"person_key": person})).await;
    assert_eq!(file["standing"]["card"]["state"], "usable");
    assert_eq!(file["certificates"].as_array().unwrap().len(), 2);
    assert!(!file.to_string().contains("security_code"));
    api.done("cards/return", act("8", of_card)).await;
}

#[tokio::test]
async fn who_may_not_and_what_is_malformed_is_told_and_nothing_more() {
    let api = Api::new().await;
    let search = "/authority/v1/people/search";
    let body = || json!({"card_number": "991234567890123"}).to_string().into_bytes();
    for token in ["", "Bearer clerk-1.wrong", "Bearer nobody.key", "Basic clerk-1"] {
        assert_eq!(api.post(token, search, body()).await.0, StatusCode::UNAUTHORIZED, "{token}");
    }
    assert_eq!(api.post(&api.clerk, search, body()).await.0, StatusCode::OK);
    let lapses = act("l", json!({})).to_string().into_bytes();
    let path = "/authority/v1/lapses";
    assert_eq!(api.post(&api.clerk, path, lapses.clone()).await.0, StatusCode::FORBIDDEN);
    assert_eq!(api.post(&api.supervisor, path, lapses).await.0, StatusCode::OK);

    let key = api.world.resident("1990-05-10", None).await.to_string();
    let application = |municipality: &str| {
        json!({
            "municipality": municipality, "channel": "online", "reason": "first",
            "received_on": "2026-03-04", "who_applied": "person",
        })
    };
    for (path, body, wanted) in [
        ("applications", json!({}), 400),
        ("applications", act("a", json!({"person_key": 5})), 400),
        (
            "applications",
            act("a", json!({"person_key": key, "application": application("1")})),
            403,
        ),
        (
            "applications",
            act("a b", json!({"person_key": key, "application": application("99201")})),
            400,
        ),
        (
            "applications",
            act("a", json!({"person_key": "7", "application": application("99201")})),
            404,
        ),
        (
            "cards/stop",
            act("a", json!({"card_number": "1", "channel": "online", "reason": "lost"})),
            404,
        ),
        (
            "cards/stop",
            act("a", json!({"card_number": "1", "channel": "dove", "reason": "lost"})),
            400,
        ),
        ("people/search", json!({"my_number": "123456789012"}), 400),
        ("people/search", json!({"name": "見本"}), 400),
        ("orders/personalisation", json!({"order_id": "none"}), 404),
    ] {
        let path = format!("/authority/v1/{path}");
        let (status, answer) = api.post(&api.clerk, &path, body.to_string().into()).await;
        assert_eq!(status.as_u16(), wanted, "{path} {body}: {answer}");
        assert!(!answer.to_string().contains("見本"), "{answer}");
    }
    let long = vec![b' '; 600 << 10];
    assert_eq!(api.post(&api.clerk, search, long).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    let store = api.world.ledger.store();
    store.revoke_staff("clerk-1", instant("2026-03-05", "09:00")).await.unwrap();
    assert_eq!(api.post(&api.clerk, search, body()).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn issuers_are_read_by_anybody() {
    let api = Api::new().await;
    for (path, wanted) in [
        ("/pki/user-authentication/1.cer", 200),
        ("/pki/digital-signature/1.crl", 200),
        ("/pki/user-authentication/1/99201.crl", 200),
        ("/pki/user-authentication/1/99202.crl", 404),
        ("/pki/user-authentication/2.cer", 404),
        ("/pki/user-authentication/01.cer", 404),
        ("/pki/user-authentication/1.pem", 404),
        ("/pki/user-authentication/1", 404),
        ("/pki/other/1.cer", 404),
    ] {
        assert_eq!(api.get("", path).await.0.as_u16(), wanted, "{path}");
    }
    // A malformed request gets the answer that says so: 30 03 0A 01 01.
    let malformed = [0x30, 0x03, 0x0A, 0x01, 0x01];
    for path in ["/pki/ocsp/AAAA", "/pki/ocsp/%%%", "/pki/ocsp/a/b+c"] {
        assert_eq!(api.get("", path).await, (StatusCode::OK, malformed.to_vec()), "{path}");
    }
    let post = |bytes: Vec<u8>| Request::post("/pki/ocsp").body(bytes.into()).unwrap();
    assert_eq!(api.send(post(b"no".to_vec())).await, (StatusCode::OK, malformed.to_vec()));
    let (status, _) = api.send(post(vec![0x30; 1 << 20])).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    let list = || api.get("", "/pki/user-authentication/1.crl");
    assert_eq!(list().await, list().await, "kept while nothing changes");
}
