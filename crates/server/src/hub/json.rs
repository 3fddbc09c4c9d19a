//! The plain JSON face.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use interchange::confirmation::{CardRefusal, Question};
use serde::Serialize;

use super::{
    Hub,
    confirm::{Given, confirm},
    institutions::{Asking, NotIdentified},
};

/// `POST /v1/confirmations`.
pub(super) async fn confirmations(
    State(hub): State<Arc<Hub>>,
    Asking(institution): Asking,
    body: Bytes,
) -> Response {
    let question: Question = match serde_json::from_slice(&body) {
        Ok(question) => question,
        Err(error) => return malformed(&error),
    };
    match confirm(&hub, &institution, &question).await {
        Given::Answered(answer) => json(StatusCode::OK, answer),
        Given::Undetermined(answer) => body_of(StatusCode::SERVICE_UNAVAILABLE, &answer),
        Given::Refused(it) => {
            let status = if it.impossible {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::BAD_REQUEST
            };
            refused(status, it.field, &it.wanted)
        }
        Given::Conflict => {
            refused(StatusCode::CONFLICT, "id", "an id not used for another question")
        }
        Given::Wait(seconds) => wait(seconds),
    }
}

/// Too many wrong birth dates.
pub(super) fn wait(seconds: u32) -> Response {
    let wanted = format!("fewer wrong birth dates; ask again in {seconds} seconds");
    let mut response = refused(StatusCode::TOO_MANY_REQUESTS, "born_on", &wanted);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// A body that is not a question. What was found is not said: it may be personal.
pub(super) fn malformed(error: &serde_json::Error) -> Response {
    let message = error.to_string();
    let wanted = match message.split_once(", expected ").or_else(|| message.split_once("expected "))
    {
        Some((_, wanted)) => wanted.to_owned(),
        None if message.starts_with("missing field") || message.starts_with("unknown field") => {
            message
        }
        None => "a JSON object as in the OpenAPI document".to_owned(),
    };
    refused(StatusCode::BAD_REQUEST, "body", &wanted)
}

/// An institution that is not identified.
pub(super) fn not_identified(why: NotIdentified) -> Response {
    match why {
        NotIdentified::Unknown => {
            let wanted = "Authorization: Bearer CODE.KEY of a known institution";
            refused(StatusCode::UNAUTHORIZED, "authorization", wanted)
        }
        NotIdentified::Failed(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "institutions cannot be read"
            );
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// A refusal: the field and what was wanted.
pub(super) fn refused(status: StatusCode, field: &str, wanted: &str) -> Response {
    body_of(status, &Refusal { error: Detail { field, wanted, reason: None } })
}

/// A card whose presence is not proven: the field that does not prove it, and the reason in a word.
pub(super) fn not_proven(why: CardRefusal) -> Response {
    let (status, field, wanted) = match why {
        CardRefusal::ChallengeUnknown => {
            (StatusCode::UNPROCESSABLE_ENTITY, "challenge", "a challenge given to this institution")
        }
        CardRefusal::ChallengeUsed => {
            (StatusCode::CONFLICT, "challenge", "a challenge not used for another question")
        }
        CardRefusal::ChallengeExpired => {
            (StatusCode::UNPROCESSABLE_ENTITY, "challenge", "a challenge of the last 2 minutes")
        }
        CardRefusal::CertificateUnknown => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "certificate",
            "a user authentication certificate of the authority",
        ),
        CardRefusal::SignatureWrong => {
            (StatusCode::UNPROCESSABLE_ENTITY, "signature", "the card's, over this challenge")
        }
        CardRefusal::FaceKeyUnknown => {
            (StatusCode::UNPROCESSABLE_ENTITY, "face_key", "the one recorded, or the PIN")
        }
    };
    body_of(status, &Refusal { error: Detail { field, wanted, reason: Some(why) } })
}

#[derive(Serialize)]
struct Refusal<'a> {
    error: Detail<'a>,
}

#[derive(Serialize)]
struct Detail<'a> {
    field: &'a str,
    wanted: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<CardRefusal>,
}

/// A JSON response.
pub(super) fn body_of(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => json(status, bytes),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

pub(super) fn json(status: StatusCode, bytes: Vec<u8>) -> Response {
    let kind = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (status, kind, bytes).into_response()
}
