//! The XML messages of a receipt computer over HTTP, and the JSON form of the same tree.
//!
//! A caller that retries sends `Idempotency-Key` and `Asked-At` (RFC 3339) with the message;
//! without them every message is a new question.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use interchange::{
    confirmation::{Answer, Cause, Question, ReferenceNumberOutcome, Validity},
    oqs::{
        Charset, ConfirmRequest, Confirmed, Login, LoginResult, MessageKind, Outcome, Registered,
        RegistrationResult, Request, Response as Message, Unreadable,
    },
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Hub,
    confirm::{Given, confirm},
    institutions::{Asking, NotIdentified},
    json::{body_of, refused, wait},
    reference_numbers::register_for,
};

/// A confirmation as an XML message, both ways.
pub(super) async fn confirm_xml(
    State(hub): State<Arc<Hub>>,
    Asking(institution): Asking,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = match Request::read(MessageKind::Confirm, &body) {
        Ok(Request::Confirm(request)) => request,
        Ok(_) => return unreadable(None),
        Err(error) => return unreadable(Some(error)),
    };
    if request.header.institution != institution {
        return other_institution();
    }
    let charset = charset(&headers);
    match confirm_tree_request(&hub, &institution, &headers, &request).await {
        Ok(answered) => xml(&answered.message(&request), charset),
        Err(response) => *response,
    }
}

/// A patient number registered by an XML message.
pub(super) async fn register_xml(
    State(hub): State<Arc<Hub>>,
    Asking(institution): Asking,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = match Request::read(MessageKind::RegisterReferenceNumber, &body) {
        Ok(Request::RegisterReferenceNumber(request)) => request,
        Ok(_) => return unreadable(None),
        Err(error) => return unreadable(Some(error)),
    };
    if request.institution != institution {
        return other_institution();
    }
    let result = match request.registration.to_registration() {
        Err(why) => RegistrationResult::Unanswerable(why),
        Ok(registration) => {
            let id = idempotency_key(&headers).unwrap_or_else(|| fresh_id(&hub));
            let outcome = register_for(&hub, &institution, &id, &registration).await;
            let failed = ReferenceNumberOutcome::Undetermined { cause: Cause::Failed };
            RegistrationResult::Answered(outcome.unwrap_or(failed))
        }
    };
    let registered = Registered { request: &request, result, executed_at: hub.now() };
    xml(&Message::Registered(registered), charset(&headers))
}

/// What a client of the JSON tree logs in with. The real fields are not public; these are ours.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Credentials {
    medical_institution_code: String,
    key: String,
}

/// `POST …/auth`: the key in, a token for an hour out.
pub(super) async fn log_in(State(hub): State<Arc<Hub>>, body: Bytes) -> Response {
    let login = |status: StatusCode, msg: &str, result| {
        let login = Login { status: status.as_str().to_owned(), msg: msg.to_owned(), result };
        body_of(status, &login)
    };
    let Ok(it) = serde_json::from_slice::<Credentials>(&body) else {
        return login(StatusCode::BAD_REQUEST, "expected medicalInstitutionCode and key", None);
    };
    match hub.check_key(&it.medical_institution_code, &it.key) {
        Ok(()) => {}
        Err(NotIdentified::Unknown) => {
            return login(StatusCode::UNAUTHORIZED, "unknown institution or key", None);
        }
        Err(NotIdentified::Failed(_)) => {
            return login(StatusCode::SERVICE_UNAVAILABLE, "try again", None);
        }
    }
    let Some(token) = hub.tokens.issue(&it.medical_institution_code, hub.now()) else {
        return login(StatusCode::SERVICE_UNAVAILABLE, "try again", None);
    };
    let result = LoginResult {
        access_token: token.clone(),
        refresh_token: token.clone(),
        id_token: token,
        link_sys_char_cd: "0".to_owned(),
    };
    login(StatusCode::OK, "", Some(result))
}

/// `POST …/search`: the tree as JSON both ways; the token without `Bearer`.
pub(super) async fn confirm_tree(
    State(hub): State<Arc<Hub>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let token = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    let Some(institution) = token.and_then(|it| hub.tokens.institution(it, hub.now())) else {
        return refused(StatusCode::UNAUTHORIZED, "authorization", "the idToken of a login");
    };
    let request = match Request::read_json(MessageKind::Confirm, &body) {
        Ok(Request::Confirm(request)) => request,
        Ok(_) => return unreadable(None),
        Err(error) => return unreadable(Some(error)),
    };
    if request.header.institution != institution {
        return other_institution();
    }
    match confirm_tree_request(&hub, &institution, &headers, &request).await {
        Ok(answered) => body_of(StatusCode::OK, &answered.message(&request).json()),
        Err(response) => *response,
    }
}

/// An answer to one message, or why its person cannot be asked about.
enum Answered {
    Answer(Box<Answer>),
    Unanswerable(interchange::oqs::Unanswerable, Timestamp),
}

impl Answered {
    fn message<'a>(&'a self, request: &'a ConfirmRequest) -> Message<'a> {
        let (outcome, executed_at) = match self {
            Self::Answer(answer) => (Outcome::Answered(answer), answer.confirmed_at),
            Self::Unanswerable(why, at) => (Outcome::Unanswerable(*why), *at),
        };
        Message::Confirmed(Confirmed { request, outcome, executed_at })
    }
}

async fn confirm_tree_request(
    hub: &Hub,
    institution: &str,
    headers: &HeaderMap,
    request: &ConfirmRequest,
) -> Result<Answered, Box<Response>> {
    let now = hub.now();
    let id = idempotency_key(headers).unwrap_or_else(|| fresh_id(hub));
    let asked_at = asked_at(headers).unwrap_or(now);
    let question = match request.search.to_question(request.header.on, id, asked_at) {
        Ok(question) => question,
        Err(why) => return Ok(Answered::Unanswerable(why, now)),
    };
    match confirm(hub, institution, &question).await {
        Given::Answered(bytes) => match serde_json::from_slice(&bytes) {
            Ok(answer) => Ok(Answered::Answer(Box::new(answer))),
            Err(_) => Ok(Answered::Answer(Box::new(failed(&question, now)))),
        },
        Given::Undetermined(answer) => Ok(Answered::Answer(answer)),
        Given::Refused(it) => Err(Box::new(refused(StatusCode::BAD_REQUEST, it.field, &it.wanted))),
        Given::Conflict => {
            let wanted = "a key not used for another question";
            Err(Box::new(refused(StatusCode::CONFLICT, "idempotency-key", wanted)))
        }
        Given::Wait(seconds) => Err(Box::new(wait(seconds))),
    }
}

/// The answer where a stored one cannot be read.
fn failed(question: &Question, now: Timestamp) -> Answer {
    Answer {
        id: question.id.clone(),
        confirmed_at: now,
        on: question.on,
        validity: Validity::Undetermined,
        result: None,
        not_covered: None,
        cause: Some(Cause::Failed),
        because: Vec::new(),
    }
}

fn idempotency_key(headers: &HeaderMap) -> Option<String> {
    headers.get("idempotency-key")?.to_str().ok().map(str::to_owned)
}

fn asked_at(headers: &HeaderMap) -> Option<Timestamp> {
    headers.get("asked-at")?.to_str().ok()?.parse().ok()
}

/// An id for a message that brings none.
fn fresh_id(hub: &Hub) -> String {
    let mut random = [0_u8; 16];
    // Without randomness the instant alone still tells questions of one institution apart.
    let _ = getrandom::fill(&mut random);
    format!("m{}-{}", hub.now().as_microsecond(), crate::hex(&random))
}

/// `Shift_JIS` where the message's `Accept-Charset` asks for it.
fn charset(headers: &HeaderMap) -> Charset {
    let asked = headers.get("accept-charset").and_then(|it| it.to_str().ok()).unwrap_or_default();
    if asked.to_ascii_lowercase().contains("shift_jis") { Charset::ShiftJis } else { Charset::Utf8 }
}

fn xml(message: &Message<'_>, charset: Charset) -> Response {
    let kind = match charset {
        Charset::Utf8 => HeaderValue::from_static("application/xml; charset=utf-8"),
        Charset::ShiftJis => HeaderValue::from_static("application/xml; charset=shift_jis"),
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (StatusCode::OK, headers, message.xml(charset)).into_response()
}

fn unreadable(error: Option<Unreadable>) -> Response {
    let wanted = error.map_or_else(|| "a message of this kind".to_owned(), |it| it.to_string());
    refused(StatusCode::BAD_REQUEST, "message", &wanted)
}

fn other_institution() -> Response {
    let wanted = "the code of the institution that asks";
    refused(StatusCode::FORBIDDEN, "medical_institution_code", wanted)
}
