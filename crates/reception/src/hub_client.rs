//! The hub as a role at the counter sees it: one question, one outcome.
//!
//! A hub that is silent, slow or broken is an answer too, *undetermined*, so that no caller can
//! take a failure for "not covered".

use std::time::Duration;

use interchange::confirmation::{
    Answer, Cause, Question, ReferenceNumberOutcome, ReferenceNumberRequest, Validity,
};
use jiff::Timestamp;
use reqwest::{
    Client, Response, StatusCode, Url,
    header::{AUTHORIZATION, HeaderValue, RETRY_AFTER},
};
use serde::{Deserialize, Serialize};

mod card;

pub use card::{CardOutcome, ChallengeOutcome};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// The hub, and who asks.
#[derive(Clone, Debug)]
pub struct HubClient {
    http: Client,
    confirmations: Url,
    ready: Url,
    authorization: HeaderValue,
}

/// Why a hub cannot be asked at all, in the order checked.
#[derive(Debug, thiserror::Error)]
pub enum HubClientError {
    /// The address is no address.
    #[error("a hub address beginning with http://")]
    Address,
    /// The institution's code or key cannot stand in a header.
    #[error("an institution code and key of printable ASCII")]
    Credentials,
    /// The client could not be set up.
    #[error("the HTTP client could not be set up")]
    Client(#[source] reqwest::Error),
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The hub answered, or could not be reached and the answer is *undetermined*.
    Answered(Box<Answer>),
    /// The hub refused the question.
    Refused(Refusal),
}

/// Why the hub refused a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The question is malformed.
    Malformed(Detail),
    /// The institution or its key is unknown.
    NotIdentified,
    /// The id was used for another question.
    Conflict,
    /// A value cannot be.
    Impossible(Detail),
    /// Too many wrong birth dates; ask again after so many seconds.
    TooManyWrongBirthDates {
        /// Seconds to wait.
        wait_seconds: u32,
    },
}

/// Which field was refused and what was wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The field of the question.
    pub field: String,
    /// What was found, where it may be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What was wanted.
    pub wanted: String,
}

#[derive(Deserialize)]
struct ErrorBody {
    error: Detail,
}

impl HubClient {
    /// A client of the hub at an address, for an institution with its key.
    ///
    /// # Errors
    ///
    /// When the address, the code or the key cannot be used.
    pub fn new(hub: &str, institution: &str, key: &str) -> Result<Self, HubClientError> {
        let base = hub.trim_end_matches('/');
        let url = |path: &str| Url::parse(&format!("{base}{path}")).ok();
        let (Some(confirmations), Some(ready)) = (url("/v1/confirmations"), url("/readyz")) else {
            return Err(HubClientError::Address);
        };
        if confirmations.scheme() != "http" || !confirmations.has_host() {
            return Err(HubClientError::Address);
        }
        let mut authorization =
            HeaderValue::try_from(format!("Bearer {institution}.{}", key.trim()))
                .map_err(|_| HubClientError::Credentials)?;
        authorization.set_sensitive(true);
        // A question names a person: it goes to the hub itself, through no proxy and no redirect.
        let http = Client::builder()
            .timeout(PATIENCE)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(HubClientError::Client)?;
        Ok(Self { http, confirmations, ready, authorization })
    }

    /// Asks. `now` dates the answer this side makes when the hub gives none.
    pub async fn ask(&self, question: &Question, now: Timestamp) -> Outcome {
        let sent = self
            .http
            .post(self.confirmations.clone())
            .header(AUTHORIZATION, self.authorization.clone())
            .json(question)
            .send()
            .await;
        let heard = match sent {
            Ok(response) => outcome(response, question).await,
            Err(error) => {
                tracing::warn!(timeout = error.is_timeout(), "the hub is not reached");
                None
            }
        };
        heard.unwrap_or_else(|| Outcome::Answered(Box::new(unreachable_answer(question, now))))
    }

    /// Registers a patient number (照会番号). A hub that gives no outcome is *undetermined*.
    ///
    /// # Errors
    ///
    /// When the hub refuses the registration.
    pub async fn register(
        &self,
        request: &ReferenceNumberRequest,
    ) -> Result<ReferenceNumberOutcome, Refusal> {
        let unreachable = ReferenceNumberOutcome::Undetermined { cause: Cause::Unreachable };
        let Ok(address) = self.confirmations.join("reference-numbers") else {
            return Ok(unreachable);
        };
        let authorization = self.authorization.clone();
        let sent =
            self.http.post(address).header(AUTHORIZATION, authorization).json(request).send().await;
        let response = match sent {
            Ok(response) => response,
            Err(error) => {
                tracing::warn!(timeout = error.is_timeout(), "the hub is not reached");
                return Ok(unreachable);
            }
        };
        match response.status() {
            StatusCode::OK | StatusCode::SERVICE_UNAVAILABLE => {
                Ok(response.json().await.unwrap_or(unreachable))
            }
            StatusCode::BAD_REQUEST => Err(Refusal::Malformed(detail(response).await)),
            StatusCode::UNAUTHORIZED => Err(Refusal::NotIdentified),
            StatusCode::CONFLICT => Err(Refusal::Conflict),
            StatusCode::UNPROCESSABLE_ENTITY => Err(Refusal::Impossible(detail(response).await)),
            _ => Ok(unreachable),
        }
    }

    /// Whether the hub says that it can answer.
    pub async fn is_ready(&self) -> bool {
        let sent = self.http.get(self.ready.clone()).send().await;
        sent.is_ok_and(|it| it.status().is_success())
    }
}

impl Outcome {
    /// Whether asking the same question again is of no use.
    #[must_use]
    pub fn settles(&self) -> bool {
        match self {
            Self::Answered(answer) => answer.validity != Validity::Undetermined,
            Self::Refused(refusal) => match refusal {
                Refusal::Malformed(_) | Refusal::Conflict | Refusal::Impossible(_) => true,
                Refusal::NotIdentified | Refusal::TooManyWrongBirthDates { .. } => false,
            },
        }
    }

    /// Whether the hub itself spoke.
    #[must_use]
    pub fn was_heard(&self) -> bool {
        match self {
            Self::Answered(answer) => answer.cause != Some(Cause::Unreachable),
            Self::Refused(_) => true,
        }
    }
}

/// The outcome a response stands for; none for whatever a hub does not say.
async fn outcome(response: Response, question: &Question) -> Option<Outcome> {
    let status = response.status();
    let wait_seconds = response
        .headers()
        .get(RETRY_AFTER)
        .and_then(|it| it.to_str().ok()?.trim().parse().ok())
        .unwrap_or(60);
    let refusal = match status {
        StatusCode::OK | StatusCode::SERVICE_UNAVAILABLE => {
            return answered(response, status, question).await;
        }
        StatusCode::BAD_REQUEST => Refusal::Malformed(detail(response).await),
        StatusCode::UNAUTHORIZED => Refusal::NotIdentified,
        StatusCode::CONFLICT => Refusal::Conflict,
        StatusCode::UNPROCESSABLE_ENTITY => Refusal::Impossible(detail(response).await),
        StatusCode::TOO_MANY_REQUESTS => Refusal::TooManyWrongBirthDates { wait_seconds },
        _ => {
            tracing::warn!(status = status.as_u16(), "the hub answers what no hub answers");
            return None;
        }
    };
    Some(Outcome::Refused(refusal))
}

/// The answer of a body, if it is one to this question.
async fn answered(response: Response, status: StatusCode, question: &Question) -> Option<Outcome> {
    let answer: Answer = response.json().await.ok()?;
    let fits = answer.id == question.id && answer.on == question.on;
    // What comes with 503 may only be "undetermined", whatever the body claims.
    let may_be = status == StatusCode::OK || answer.validity == Validity::Undetermined;
    (fits && may_be).then(|| Outcome::Answered(Box::new(answer)))
}

async fn detail(response: Response) -> Detail {
    response.json().await.map_or_else(|_| Detail::default(), |body: ErrorBody| body.error)
}

/// The answer to a question that no hub has answered.
fn unreachable_answer(question: &Question, now: Timestamp) -> Answer {
    Answer {
        id: question.id.clone(),
        confirmed_at: now,
        on: question.on,
        validity: Validity::Undetermined,
        result: None,
        not_covered: None,
        cause: Some(Cause::Unreachable),
        because: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_http_with_a_host() {
        for good in ["http://127.0.0.1:1", "http://127.0.0.1:1/", "http://hub.example/under"] {
            assert!(HubClient::new(good, "1310000001", "key\n").is_ok(), "{good}");
        }
        for bad in ["", "127.0.0.1:1", "https://127.0.0.1", "file:///hub"] {
            let refused = HubClient::new(bad, "1310000001", "key").unwrap_err();
            assert!(matches!(refused, HubClientError::Address), "{bad}");
        }
        let refused = HubClient::new("http://127.0.0.1", "1310000001", "a\nb").unwrap_err();
        assert!(matches!(refused, HubClientError::Credentials));
    }

    #[test]
    fn the_key_does_not_show_in_debug_output() {
        let client = HubClient::new("http://127.0.0.1", "1310000001", "hush-hush").unwrap();
        assert!(!format!("{client:?}").contains("hush"));
    }
}
