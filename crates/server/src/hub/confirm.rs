//! One confirmation: decided, written down, and only then given.

use interchange::confirmation::{Answer, Cause, Question, Validity};
use jiff::Timestamp;
use store::{ConfirmError, Confirmation, Confirmed};

use super::{
    Hub, PROGRAM,
    answer::{Decision, decide},
    asked::{Asked, Refused},
    metrics::Ended,
};

/// What a face gives back.
pub(super) enum Given {
    /// The answer, as JSON bytes: the same for every retry.
    Answered(Vec<u8>),
    /// The hub cannot tell, with the cause; nothing was written down.
    Undetermined(Box<Answer>),
    /// A value of the question was refused.
    Refused(Refused),
    /// The id was used for another question.
    Conflict,
    /// Too many wrong birth dates; ask again after so many seconds.
    Wait(u32),
}

impl Given {
    const fn ended(&self) -> Ended {
        match self {
            Self::Answered(_) => Ended::Answered,
            Self::Undetermined(_) => Ended::Undetermined,
            Self::Refused(_) => Ended::Refused,
            Self::Conflict => Ended::Conflict,
            Self::Wait(_) => Ended::Slowed,
        }
    }
}

/// Answers a question of an identified institution.
///
/// The answer is given only once its row is durable. Whoever asks for numbers with wrong birth
/// dates again and again must wait, so that birth dates cannot be tried out.
pub(super) async fn confirm(hub: &Hub, institution: &str, question: &Question) -> Given {
    let timer = hub.metrics.start(hub.now());
    let given = confirm_untimed(hub, institution, question).await;
    hub.metrics.observe(given.ended(), timer, hub.now());
    given
}

async fn confirm_untimed(hub: &Hub, institution: &str, question: &Question) -> Given {
    let asked = match Asked::of(question, hub.now()) {
        Ok(asked) => asked,
        Err(refused) => return Given::Refused(refused),
    };
    let permit = match hub.probing.permit(institution, &asked, hub.now()) {
        Ok(permit) => permit,
        Err(seconds) => return Given::Wait(seconds),
    };
    let decision = match decide(hub, question, &asked, institution) {
        Ok(decision) => decision,
        Err(error) => {
            hub.probing.give_back(&permit, hub.now());
            tracing::error!(error = &error as &dyn std::error::Error, "a question was not decided");
            return undetermined(hub, question, Cause::Failed);
        }
    };
    if !decision.wrong_birth_date {
        hub.probing.give_back(&permit, hub.now());
    }
    record(hub, institution, question, decision).await
}

async fn record(hub: &Hub, institution: &str, question: &Question, decision: Decision) -> Given {
    let (Ok(question_bytes), Ok(answer), Ok(settings_revision)) =
        (json_bytes(question), json_bytes(&decision.answer), hub.ledger.settings_revision())
    else {
        return undetermined(hub, question, Cause::Failed);
    };
    let row = Confirmation {
        asked_at: question.asked_at,
        confirmation_id: format!("{institution}:{}", question.id),
        person_key: decision.person_key,
        institution: institution.to_owned(),
        how: "number".to_owned(),
        on: question.on,
        question: question_bytes,
        answer: answer.clone(),
        rules: decision.answer.because.join(" "),
        known_at: decision.known_at,
        settings_revision,
        program: PROGRAM.to_owned(),
    };
    match hub.ledger.store().confirm(row).await {
        Ok(Confirmed::Recorded) => Given::Answered(answer),
        Ok(Confirmed::Already(first)) => Given::Answered(first),
        Ok(Confirmed::Conflict) => Given::Conflict,
        Err(ConfirmError::Busy) => undetermined(hub, question, Cause::Busy),
        Err(error @ ConfirmError::NotRecorded(_)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "an answer was not given");
            undetermined(hub, question, Cause::NotRecorded)
        }
    }
}

/// JSON in memory taken once: questions and answers are almost always shorter.
pub(super) fn json_bytes(value: &impl serde::Serialize) -> serde_json::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(1 << 10);
    serde_json::to_writer(&mut bytes, value)?;
    Ok(bytes)
}

fn undetermined(hub: &Hub, question: &Question, cause: Cause) -> Given {
    Given::Undetermined(Box::new(undetermined_answer(question, cause, hub.now())))
}

/// The answer of a hub that cannot tell.
fn undetermined_answer(question: &Question, cause: Cause, now: Timestamp) -> Answer {
    Answer {
        id: question.id.clone(),
        confirmed_at: now,
        on: question.on,
        validity: Validity::Undetermined,
        result: None,
        not_covered: None,
        cause: Some(cause),
        because: vec![eligibility::Rule::R091.id().to_owned()],
    }
}
