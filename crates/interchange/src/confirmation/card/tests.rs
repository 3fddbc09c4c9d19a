use jiff::civil::date;

use super::*;

fn question() -> CardQuestion {
    CardQuestion {
        challenge: "00ff".to_owned(),
        asked_at: "2026-04-01T01:00:00Z".parse().unwrap(),
        on: date(2026, 4, 1),
        certificate: vec![0x30, 0x00],
        check: CheckedBy::FaceEngine { engine: "mihon 1.2".to_owned() },
        signature: vec![0xfb, 0xff],
        face_key: Some(vec![1]),
    }
}

#[test]
fn a_question_is_written_as_the_interface_says() {
    let json = r#"{"challenge":"00ff","asked_at":"2026-04-01T01:00:00Z","on":"2026-04-01","certificate":"MAA=","check":{"by":"face_engine","engine":"mihon 1.2"},"signature":"+/8=","face_key":"AQ=="}"#;
    assert_eq!(serde_json::to_string(&question()).unwrap(), json);
    assert_eq!(serde_json::from_str::<CardQuestion>(json).unwrap(), question());
    let pin = CardQuestion { check: CheckedBy::Pin, face_key: None, ..question() };
    let json = r#"{"challenge":"00ff","asked_at":"2026-04-01T01:00:00Z","on":"2026-04-01","certificate":"MAA=","check":{"by":"pin"},"signature":"+/8="}"#;
    assert_eq!(serde_json::to_string(&pin).unwrap(), json);
    assert_eq!(serde_json::from_str::<CardQuestion>(json).unwrap(), pin);
}

#[test]
fn what_is_no_question_is_refused_without_repeating_it() {
    let good = serde_json::to_value(question()).unwrap();
    for (field, value) in [
        ("certificate", "SECRET"),
        ("certificate", "MAA"),
        ("certificate", "MAB="),
        ("signature", "+/8=\n"),
        ("face_key", "_w=="),
        ("on", "2026-02-30"),
        ("check", "pin"),
        ("color", "red"),
    ] {
        let mut question = good.clone();
        question[field] = value.into();
        let error = serde_json::from_value::<CardQuestion>(question).unwrap_err().to_string();
        assert!(!error.contains("SECRET"), "{error}");
    }
    for check in [r#"{"by":"magic"}"#, r#"{"by":"face_engine"}"#] {
        assert!(serde_json::from_str::<CheckedBy>(check).is_err(), "{check}");
    }
}

#[test]
fn an_answer_leaves_out_what_is_absent() {
    let now = "2026-04-01T01:00:01Z".parse().unwrap();
    let answer = CardAnswer::undetermined(&question(), Cause::NotRecorded, now);
    let json = r#"{"challenge":"00ff","confirmed_at":"2026-04-01T01:00:01Z","on":"2026-04-01","check":{"by":"face_engine","engine":"mihon 1.2"},"validity":"undetermined","cause":"not_recorded","because":["R-091"]}"#;
    assert_eq!(serde_json::to_string(&answer).unwrap(), json);
    assert_eq!(serde_json::from_str::<CardAnswer>(json).unwrap(), answer);
}

#[test]
fn a_reader_shows_the_laws_texts_letter_for_letter() {
    for phase in 0..=3 {
        let law = eligibility::ReaderStanding { phase, may_continue: phase < 3 };
        let screen = ReaderScreen::from(law);
        assert_eq!(screen.texts, law.texts(), "{phase}");
        assert_eq!((screen.phase, screen.may_continue), (phase, phase < 3));
    }
}

#[test]
fn what_is_signed_means_nothing_elsewhere() {
    assert_eq!(signed_message("00ff"), b"shikaku card confirmation 1\n00ff");
}
