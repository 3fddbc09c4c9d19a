//! Confirmation by card: a challenge, the card's signature over it, and an answer about its holder.
//!
//! Presence is proven first. Until the certificate is one of the authority's and the signature is
//! the card's, nothing about a person is told and nothing is written down: that is a
//! [`CardRefusal`]. From there on every answer is written down before it is given, also the one
//! that the card proves nothing.

mod challenge;
mod decision;
mod issuers;
mod presence;
mod usable;

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use interchange::confirmation::{
    CardAnswer, CardQuestion, CardRefusal, Cause, Challenge, CheckedBy, RecordedCardQuestion,
};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use store::{ConfirmError, Confirmation, Confirmed};

pub use self::challenge::challenge_made_at;
pub(super) use self::{challenge::Challenges, issuers::Issuers};
use self::{
    challenge::Taken,
    decision::{Decision, decide},
};
use super::{
    Hub, PROGRAM,
    asked::Refused,
    confirm::json_bytes,
    institutions::Asking,
    json::{body_of, json, malformed, not_proven, refused},
    metrics::Ended,
};

/// What the register holds of a card's face key: SHA-256 of its `SubjectPublicKeyInfo`.
#[must_use]
pub fn face_key_hash(subject_public_key_info: &[u8]) -> [u8; 32] {
    Sha256::digest(subject_public_key_info).into()
}

/// What is given to a question by card.
enum Given {
    /// The answer, as JSON bytes: the same for every retry.
    Answered(Vec<u8>),
    /// The hub cannot tell, with the cause; nothing was written down.
    Undetermined(Box<CardAnswer>),
    /// The card's presence is not proven; nothing was written down.
    NotProven(CardRefusal),
    /// A value of the question was refused.
    Refused(Refused),
}

/// Why a question by card was not decided.
enum NotDecided {
    /// The card's presence is not proven.
    NotProven(CardRefusal),
    /// The ledger cannot be read.
    Failed(store::Error),
}

/// `POST /v1/challenges`.
pub(super) async fn challenges(
    State(hub): State<Arc<Hub>>,
    Asking(institution): Asking,
) -> Response {
    match hub.challenge(&institution) {
        Some(challenge) => body_of(StatusCode::OK, &challenge),
        None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// `POST /v1/card-confirmations`.
pub(super) async fn card_confirmations(
    State(hub): State<Arc<Hub>>,
    Asking(institution): Asking,
    body: Bytes,
) -> Response {
    let question: CardQuestion = match serde_json::from_slice(&body) {
        Ok(question) => question,
        Err(error) => return malformed(&error),
    };
    match confirm(&hub, &institution, &question).await {
        Given::Answered(answer) => json(StatusCode::OK, answer),
        Given::Undetermined(answer) => body_of(StatusCode::SERVICE_UNAVAILABLE, &answer),
        Given::NotProven(why) => not_proven(why),
        Given::Refused(it) => refused(StatusCode::BAD_REQUEST, it.field, &it.wanted),
    }
}

impl Hub {
    /// A challenge for an institution; `None` where the system gives no randomness.
    #[must_use]
    pub fn challenge(&self, institution: &str) -> Option<Challenge> {
        self.challenges.give(institution, self.now())
    }

    /// Decides a question by card and throws the answer away, for measuring: whether it would be
    /// answered. What is answered is written down first, so no answer leaves by this way.
    #[must_use]
    pub fn rehearse(&self, institution: &str, question: &CardQuestion) -> bool {
        let now = self.now();
        self.challenges.take(institution, &question.challenge, now).fresh_since().is_some()
            && decide(self, institution, question, now).is_ok()
    }
}

async fn confirm(hub: &Hub, institution: &str, question: &CardQuestion) -> Given {
    let timer = hub.metrics.start(hub.now());
    let given = confirm_untimed(hub, institution, question).await;
    hub.metrics.observe(given.ended(), timer, hub.now());
    given
}

async fn confirm_untimed(hub: &Hub, institution: &str, question: &CardQuestion) -> Given {
    if let Some(refused) = malformed_value(question) {
        return Given::Refused(refused);
    }
    let now = hub.now();
    let made_at = match hub.challenges.take(institution, &question.challenge, now) {
        Taken::Fresh { made_at } => made_at,
        Taken::Stale { made_at, why } => return retried(hub, institution, question, made_at, why),
        Taken::Unreadable => return Given::NotProven(CardRefusal::ChallengeUnknown),
    };
    match decide(hub, institution, question, now) {
        Ok(decision) => record(hub, institution, question, made_at, decision).await,
        Err(NotDecided::NotProven(why)) => Given::NotProven(why),
        Err(NotDecided::Failed(error)) => failed(hub, question, &error),
    }
}

/// A value that no question by card can have. All else is for the proof to fail on.
fn malformed_value(question: &CardQuestion) -> Option<Refused> {
    let malformed =
        |field, wanted: &str| Refused { field, wanted: wanted.to_owned(), impossible: false };
    match (&question.check, &question.face_key) {
        (CheckedBy::Pin, Some(_)) => Some(malformed("face_key", "none with a PIN")),
        (CheckedBy::Staff | CheckedBy::FaceEngine { .. }, None) => {
            Some(malformed("face_key", "the card's face key"))
        }
        (CheckedBy::FaceEngine { engine }, Some(_))
            if !(1..=64).contains(&engine.chars().count()) =>
        {
            Some(malformed("engine", "1 to 64 characters"))
        }
        (CheckedBy::Pin, None) | (CheckedBy::Staff | CheckedBy::FaceEngine { .. }, Some(_)) => None,
    }
}

/// A challenge that is not fresh is still good for the answer it got before: a reader that lost its
/// connection, or a hub that was started anew, must not turn an answer given into none.
fn retried(
    hub: &Hub,
    institution: &str,
    question: &CardQuestion,
    made_at: Timestamp,
    why: CardRefusal,
) -> Given {
    let id = log_id(institution, &question.challenge);
    match hub.ledger.store().confirmation(made_at, &id) {
        Ok(None) => Given::NotProven(why),
        Ok(Some(row)) if is_asked_by(&row, question) => Given::Answered(row.answer),
        Ok(Some(_)) => Given::NotProven(CardRefusal::ChallengeUsed),
        Err(error) => failed(hub, question, &error),
    }
}

/// Writes an answer down. The row's key is the challenge and its instant, whatever the reader's
/// clock says, so that a challenge has one answer.
async fn record(
    hub: &Hub,
    institution: &str,
    question: &CardQuestion,
    made_at: Timestamp,
    decision: Decision,
) -> Given {
    let Decision { issuer_key_id, serial, .. } = decision;
    let (Ok(asked), Ok(answer), Ok(settings_revision)) = (
        json_bytes(&recorded(question, issuer_key_id, serial)),
        json_bytes(&decision.answer),
        hub.ledger.settings_revision(),
    ) else {
        return undetermined(hub, question, Cause::Failed);
    };
    let row = Confirmation {
        asked_at: made_at,
        confirmation_id: log_id(institution, &question.challenge),
        person_key: decision.person_key,
        institution: institution.to_owned(),
        how: how(&question.check).to_owned(),
        on: question.on,
        question: asked,
        answer: answer.clone(),
        rules: decision.answer.because.join(" "),
        known_at: decision.known_at,
        settings_revision,
        program: PROGRAM.to_owned(),
    };
    match hub.ledger.store().confirm(row).await {
        Ok(Confirmed::Recorded) => Given::Answered(answer),
        Ok(Confirmed::Already(first)) => Given::Answered(first),
        Ok(Confirmed::Conflict) => Given::NotProven(CardRefusal::ChallengeUsed),
        Err(ConfirmError::Busy) => undetermined(hub, question, Cause::Busy),
        Err(error @ ConfirmError::NotRecorded(_)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "an answer was not given");
            undetermined(hub, question, Cause::NotRecorded)
        }
    }
}

fn log_id(institution: &str, challenge: &str) -> String {
    format!("{institution}:{challenge}")
}

/// By what means presence was made sure of, as the log says it.
const fn how(check: &CheckedBy) -> &'static str {
    match check {
        CheckedBy::Pin => "card, PIN",
        CheckedBy::Staff => "card, staff",
        CheckedBy::FaceEngine { .. } => "card, face engine",
    }
}

/// Whether a row answers this very question.
fn is_asked_by(row: &Confirmation, question: &CardQuestion) -> bool {
    let certificate = pki::DigitalCertificate::parse(&question.certificate).ok();
    let named = certificate.and_then(|it| Some((it.issuer_key_id()?, it.serial())));
    named.is_some_and(|(issuer_key_id, serial)| {
        let asked = recorded(question, issuer_key_id, serial);
        json_bytes(&asked).is_ok_and(|asked| asked == row.question)
    })
}

/// The question as the log keeps it.
fn recorded(question: &CardQuestion, issuer_key_id: [u8; 20], serial: u64) -> RecordedCardQuestion {
    RecordedCardQuestion {
        challenge: question.challenge.clone(),
        asked_at: question.asked_at,
        on: question.on,
        check: question.check.clone(),
        issuer_key_id: crate::hex(&issuer_key_id),
        serial,
        certificate_hash: Sha256::digest(&question.certificate).to_vec(),
        signature: question.signature.clone(),
        face_key: question.face_key.clone(),
    }
}

fn failed(hub: &Hub, question: &CardQuestion, error: &store::Error) -> Given {
    tracing::error!(error = error as &dyn std::error::Error, "a card was not confirmed");
    undetermined(hub, question, Cause::Failed)
}

fn undetermined(hub: &Hub, question: &CardQuestion, cause: Cause) -> Given {
    Given::Undetermined(Box::new(CardAnswer::undetermined(question, cause, hub.now())))
}

impl Given {
    const fn ended(&self) -> Ended {
        match self {
            Self::Answered(_) => Ended::Answered,
            Self::Undetermined(_) => Ended::Undetermined,
            Self::NotProven(CardRefusal::ChallengeUsed) => Ended::Conflict,
            Self::NotProven(_) | Self::Refused(_) => Ended::Refused,
        }
    }
}

impl From<CardRefusal> for NotDecided {
    fn from(why: CardRefusal) -> Self {
        Self::NotProven(why)
    }
}

impl From<store::Error> for NotDecided {
    fn from(error: store::Error) -> Self {
        Self::Failed(error)
    }
}
