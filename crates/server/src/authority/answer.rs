//! Answers and problems as JSON with a status.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Value, json};

use super::staff::Role;
use crate::work::card::{Done, NotAllowed, Refusal};

/// An answer.
pub(super) struct Answer(pub(super) Value);

/// Why there is none.
#[derive(Debug)]
pub enum Problem {
    /// Nobody is signed in.
    NotSignedIn,
    /// The role is not enough.
    Role(Role),
    /// Another municipality than that of whoever is signed in.
    Municipality,
    /// The body, or a part of the address, is not what it must be: the field and what was wanted.
    Malformed(&'static str, String),
    /// The act was not done.
    Refused(Refusal),
}

/// What was done, with more beside it.
pub(super) fn done(done: &Done, more: Value) -> Answer {
    let mut answer = json!({
        "id": done.act_id,
        "person_key": done.person_key.to_string(),
        "again": done.again,
    });
    if let Some(order_id) = &done.order_id {
        answer["order_id"] = json!(order_id);
    }
    if let Some(card_number) = &done.card_number {
        answer["card_number"] = json!(card_number);
    }
    if let (Value::Object(answer), Value::Object(more)) = (&mut answer, more) {
        answer.extend(more);
    }
    Answer(answer)
}

/// Anything as JSON. What is written here always can be.
pub(super) fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        with_status(StatusCode::OK, &self.0)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        match self {
            Self::NotSignedIn => refused(
                StatusCode::UNAUTHORIZED,
                "authorization",
                "Authorization: Bearer STAFF.KEY of somebody admitted",
            ),
            Self::Role(role) => refused(StatusCode::FORBIDDEN, "authorization", role.word()),
            Self::Municipality => {
                refused(StatusCode::FORBIDDEN, "municipality", "the one you work for")
            }
            Self::Malformed(field, wanted) => refused(StatusCode::BAD_REQUEST, field, &wanted),
            Self::Refused(refusal) => refusal_response(&refusal),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(it: Refusal) -> Self {
        Self::Refused(it)
    }
}

impl From<store::Error> for Problem {
    fn from(it: store::Error) -> Self {
        Self::Refused(it.into())
    }
}

fn refusal_response(refusal: &Refusal) -> Response {
    let text = refusal.to_string();
    match refusal {
        Refusal::NotAllowed(it) => with_status(StatusCode::UNPROCESSABLE_ENTITY, &not_allowed(it)),
        Refusal::Impossible(it) => {
            let wanted = it.wanted.to_string();
            refused(StatusCode::UNPROCESSABLE_ENTITY, &it.to_string(), &wanted)
        }
        Refusal::NoPerson => refused(StatusCode::NOT_FOUND, "person_key", &text),
        Refusal::NoOrder => refused(StatusCode::NOT_FOUND, "order_id", &text),
        Refusal::NoCard => refused(StatusCode::NOT_FOUND, "card_number", &text),
        Refusal::NoMunicipality => refused(StatusCode::NOT_FOUND, "municipality", &text),
        Refusal::OtherAct => refused(StatusCode::CONFLICT, "id", &text),
        Refusal::MyNumber | Refusal::NoMyNumberKey => {
            refused(StatusCode::UNPROCESSABLE_ENTITY, "my_number", &text)
        }
        Refusal::Request(_) | Refusal::KeyTwice => refused(StatusCode::BAD_REQUEST, "keys", &text),
        Refusal::FaceKey => refused(StatusCode::BAD_REQUEST, "face_key", &text),
        Refusal::FaceRecords => refused(StatusCode::BAD_REQUEST, "records", &text),
        Refusal::Act(_) | Refusal::Change(_) => refused(StatusCode::BAD_REQUEST, "id", &text),
        Refusal::Busy => again_later(&text),
        Refusal::Issue(_) | Refusal::Generations(_) | Refusal::Store(_) => {
            tracing::error!(error = refusal as &dyn std::error::Error, "an act failed");
            again_later(&text)
        }
    }
}

/// What the law does not allow: why, what was found and wanted, and the rules.
fn not_allowed(it: &NotAllowed) -> Value {
    let rules: Vec<&str> = it.rules.iter().map(|rule| rule.id()).collect();
    json!({"error": {
        "why": it.why.word(),
        "found": it.found.to_string(),
        "wanted": it.wanted.to_string(),
        "rules": rules,
    }})
}

fn again_later(text: &str) -> Response {
    let mut response = refused(StatusCode::SERVICE_UNAVAILABLE, "", text);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

fn refused(status: StatusCode, field: &str, wanted: &str) -> Response {
    with_status(status, &json!({"error": {"field": field, "wanted": wanted}}))
}

fn with_status(status: StatusCode, body: &Value) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, headers, body.to_string()).into_response()
}
