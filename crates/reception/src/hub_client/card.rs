//! Confirmation by card: a challenge first, then the question with the card's signature.

use interchange::confirmation::{
    CardAnswer, CardQuestion, CardRefusal, Cause, Challenge, Validity,
};
use jiff::Timestamp;
use reqwest::{RequestBuilder, Response, StatusCode, header::AUTHORIZATION};
use serde::Deserialize;

use super::{Detail, HubClient, Refusal, detail};

/// What came of asking for a challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChallengeOutcome {
    /// The hub gave one.
    Given(Challenge),
    /// The hub refused to.
    Refused(Refusal),
    /// The hub cannot, or is not reached.
    Undetermined(Cause),
}

/// What came of a question by card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardOutcome {
    /// The hub answered, or could not be reached and the answer is *undetermined*.
    Answered(Box<CardAnswer>),
    /// The card's presence is not proven; the hub tells nothing and has written nothing down.
    NotProven(CardRefusal),
    /// The hub refused the question.
    Refused(Refusal),
}

impl HubClient {
    /// Asks for a challenge for one confirmation by card.
    pub async fn challenge(&self) -> ChallengeOutcome {
        let unreachable = ChallengeOutcome::Undetermined(Cause::Unreachable);
        let Some(request) = self.post("challenges") else { return unreachable };
        let Some(response) = heard(request).await else { return unreachable };
        match response.status() {
            StatusCode::OK => response.json().await.map_or(unreachable, ChallengeOutcome::Given),
            StatusCode::SERVICE_UNAVAILABLE => ChallengeOutcome::Undetermined(Cause::Failed),
            status => refusal(status, detail(response).await)
                .map_or(unreachable, ChallengeOutcome::Refused),
        }
    }

    /// Asks with a card's signature. `now` dates the answer this side makes when the hub gives
    /// none. The same question again gets the hub's first answer, whenever that is.
    pub async fn confirm_card(&self, question: &CardQuestion, now: Timestamp) -> CardOutcome {
        let outcome = match self.post("card-confirmations") {
            Some(request) => match heard(request.json(question)).await {
                Some(response) => outcome(response, question).await,
                None => None,
            },
            None => None,
        };
        outcome.unwrap_or_else(|| {
            let answer = CardAnswer::undetermined(question, Cause::Unreachable, now);
            CardOutcome::Answered(Box::new(answer))
        })
    }

    /// A request to a path beside the confirmations.
    fn post(&self, path: &str) -> Option<RequestBuilder> {
        let address = self.confirmations.join(path).ok()?;
        Some(self.http.post(address).header(AUTHORIZATION, self.authorization.clone()))
    }
}

impl CardOutcome {
    /// Whether asking the same question again is of no use.
    #[must_use]
    pub fn settles(&self) -> bool {
        match self {
            // A hub that cannot tell says why; any other answer stands, also a "not yet".
            Self::Answered(answer) => answer.cause.is_none(),
            Self::NotProven(_) => true,
            Self::Refused(refusal) => match refusal {
                Refusal::Malformed(_) | Refusal::Conflict | Refusal::Impossible(_) => true,
                Refusal::NotIdentified | Refusal::TooManyWrongBirthDates { .. } => false,
            },
        }
    }
}

async fn heard(request: RequestBuilder) -> Option<Response> {
    match request.send().await {
        Ok(response) => Some(response),
        Err(error) => {
            tracing::warn!(timeout = error.is_timeout(), "the hub is not reached");
            None
        }
    }
}

/// The outcome a response stands for; none for whatever a hub does not say.
async fn outcome(response: Response, question: &CardQuestion) -> Option<CardOutcome> {
    let status = response.status();
    if matches!(status, StatusCode::OK | StatusCode::SERVICE_UNAVAILABLE) {
        let answer: CardAnswer = response.json().await.ok()?;
        let fits = answer.challenge == question.challenge
            && answer.on == question.on
            && answer.check == question.check;
        // What comes with 503 may only be "undetermined", whatever the body claims.
        let may_be = status == StatusCode::OK || answer.validity == Some(Validity::Undetermined);
        return (fits && may_be).then(|| CardOutcome::Answered(Box::new(answer)));
    }
    let Ok(body) = response.json::<RefusalBody>().await else {
        return refusal(status, Detail::default()).map(CardOutcome::Refused);
    };
    let RefusalBody { error: RefusalDetail { reason, detail } } = body;
    match reason {
        Some(reason) => Some(CardOutcome::NotProven(reason)),
        None => refusal(status, detail).map(CardOutcome::Refused),
    }
}

#[derive(Deserialize)]
struct RefusalBody {
    error: RefusalDetail,
}

#[derive(Deserialize)]
struct RefusalDetail {
    #[serde(default)]
    reason: Option<CardRefusal>,
    #[serde(flatten)]
    detail: Detail,
}

/// What a status refuses; none for whatever a hub does not say.
fn refusal(status: StatusCode, detail: Detail) -> Option<Refusal> {
    match status {
        StatusCode::BAD_REQUEST => Some(Refusal::Malformed(detail)),
        StatusCode::UNAUTHORIZED => Some(Refusal::NotIdentified),
        StatusCode::CONFLICT => Some(Refusal::Conflict),
        StatusCode::UNPROCESSABLE_ENTITY => Some(Refusal::Impossible(detail)),
        _ => {
            tracing::warn!(status = status.as_u16(), "the hub answers what no hub answers");
            None
        }
    }
}

#[cfg(test)]
mod tests;
