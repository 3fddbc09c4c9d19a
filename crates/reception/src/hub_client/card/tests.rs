use axum::{
    Router,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use interchange::confirmation::CheckedBy;
use jiff::civil::date;

use super::*;

const NOW: &str = "2026-04-01T01:00:01Z";

fn question() -> CardQuestion {
    CardQuestion {
        challenge: "00ff".to_owned(),
        asked_at: NOW.parse().unwrap(),
        on: date(2026, 4, 1),
        certificate: vec![0x30, 0x00],
        check: CheckedBy::Pin,
        signature: vec![1],
        face_key: None,
    }
}

/// A client of a hub that says one thing to whoever shows the right key.
async fn hub(status: StatusCode, body: String) -> HubClient {
    let say = async move |headers: HeaderMap| {
        let known = headers[AUTHORIZATION] == "Bearer 1310000001.key";
        if known { (status, body) } else { (StatusCode::IM_A_TEAPOT, String::new()) }
    };
    let paths = Router::new()
        .route("/v1/challenges", post(say.clone()))
        .route("/v1/card-confirmations", post(say));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, paths).await });
    HubClient::new(&format!("http://{address}"), "1310000001", "key").unwrap()
}

fn answer(change: impl FnOnce(&mut CardAnswer)) -> String {
    let mut answer = CardAnswer::undetermined(&question(), Cause::Failed, NOW.parse().unwrap());
    change(&mut answer);
    serde_json::to_string(&answer).unwrap()
}

fn refusal(reason: &str) -> String {
    let reason = if reason.is_empty() { "" } else { &format!(r#","reason":"{reason}""#) };
    format!(r#"{{"error":{{"field":"f","wanted":"w"{reason}}}}}"#)
}

#[tokio::test]
async fn only_what_a_hub_says_to_this_question_is_an_answer() {
    let valid = answer(|it| (it.validity, it.cause) = (Some(Validity::Valid), None));
    let too_new = answer(|it| it.cause = None);
    let another = answer(|it| it.challenge = "00fe".to_owned());
    let another_day = answer(|it| it.on = date(2026, 4, 2));
    let another_check = answer(|it| it.check = CheckedBy::Staff);
    for (row, status, body, said, settles) in [
        ("an answer", 200, valid.clone(), "valid", true),
        ("not yet", 200, too_new, "undetermined", true),
        ("cannot tell", 503, answer(|_| {}), "failed", false),
        ("valid, but broken", 503, valid, "unreachable", false),
        ("of another challenge", 200, another, "unreachable", false),
        ("of another day", 200, another_day, "unreachable", false),
        ("of another check", 200, another_check, "unreachable", false),
        ("no answer", 200, "{}".to_owned(), "unreachable", false),
        ("a proxy's page", 502, "<html>".to_owned(), "unreachable", false),
        ("used", 409, refusal("challenge_used"), "ChallengeUsed", true),
        ("wrong", 422, refusal("signature_wrong"), "SignatureWrong", true),
        ("a word unknown here", 422, refusal("card_eaten"), "Impossible", true),
        ("malformed", 400, refusal(""), "Malformed", true),
        ("a stranger", 401, refusal(""), "NotIdentified", false),
    ] {
        let client = hub(StatusCode::from_u16(status).unwrap(), body).await;
        let outcome = client.confirm_card(&question(), NOW.parse().unwrap()).await;
        assert_eq!((word(&outcome), outcome.settles()), (said.to_owned(), settles), "{row}");
    }
}

#[tokio::test]
async fn a_challenge_is_given_refused_or_undetermined() {
    let challenge = r#"{"challenge":"00ff","expires_at":"2026-04-01T01:02:00Z"}"#;
    for (status, body, given) in [
        (200, challenge, "Given"),
        (200, "{}", "Undetermined(Unreachable)"),
        (401, "", "Refused(NotIdentified)"),
        (503, "", "Undetermined(Failed)"),
        (418, "", "Undetermined(Unreachable)"),
    ] {
        let client = hub(StatusCode::from_u16(status).unwrap(), body.to_owned()).await;
        let outcome = format!("{:?}", client.challenge().await);
        assert!(outcome.starts_with(given), "{status} {body}: {outcome}");
    }
}

#[tokio::test]
async fn a_hub_that_is_not_there_is_undetermined() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = HubClient::new(&address, "1310000001", "key").unwrap();
    let outcome = client.confirm_card(&question(), NOW.parse().unwrap()).await;
    assert_eq!((word(&outcome).as_str(), outcome.settles()), ("unreachable", false));
    assert_eq!(client.challenge().await, ChallengeOutcome::Undetermined(Cause::Unreachable));
}

fn word(outcome: &CardOutcome) -> String {
    let text = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    match outcome {
        CardOutcome::Answered(it) => match it.cause {
            Some(cause) => text(serde_json::to_value(cause).unwrap()),
            None => text(serde_json::to_value(it.validity).unwrap()),
        },
        CardOutcome::NotProven(why) => format!("{why:?}"),
        CardOutcome::Refused(refusal) => {
            let text = format!("{refusal:?}");
            text.split(['(', ' ']).next().unwrap_or_default().to_owned()
        }
    }
}
