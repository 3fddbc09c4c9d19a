//! The messages of the receipt computer's interface, against files: the samples read, and one
//! answer of each kind written.
//!
//! `UPDATE_GOLDEN=1` writes the answers anew.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod arbitrary;
mod made_up;

use std::{fs, path::PathBuf};

use interchange::{
    confirmation::{Cause, ReferenceNumberOutcome},
    oqs::{
        Bulk, BulkProgress, BulkUnit, Charset, Confirmed, FileKind, MessageKind, Outcome, Received,
        Registered, RegistrationResult, Request, Response, ResultCode, Unanswerable, read_answer,
        read_answer_json,
    },
};
use jiff::Timestamp;
use quick_xml::events::Event;

fn folder(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oqs")).join(name)
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(folder("samples").join(name)).unwrap()
}

fn request(name: &str) -> Request {
    let Some(FileKind::Handled(kind)) = MessageKind::of_file_name(name) else { panic!("{name}") };
    Request::read(kind, &sample(name)).unwrap()
}

fn golden(name: &str, bytes: &[u8]) {
    let path = folder("answers").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, bytes).unwrap();
    }
    let wanted = fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(bytes == wanted, "{name} differs; UPDATE_GOLDEN=1 writes it anew");
}

fn confirmed_at() -> Timestamp {
    "2026-04-01T00:00:00Z".parse().unwrap()
}

#[test]
fn every_sample_is_ours_and_read_or_left_to_others() {
    let mut seen = Vec::new();
    for entry in fs::read_dir(folder("samples")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let found = match MessageKind::of_file_name(&name) {
            Some(FileKind::Handled(kind)) => {
                Request::read(kind, &sample(&name)).unwrap();
                format!("{kind:?}")
            }
            Some(FileKind::NotHandled { prefix, .. }) => prefix.to_owned(),
            Some(FileKind::Encrypted(_)) => panic!("{name}"),
            None => {
                read_answer(&sample(&name)).unwrap();
                "answer".to_owned()
            }
        };
        seen.push(format!("{name} {found}"));
    }
    seen.sort();
    let wanted = [
        "OQSmuhvq01req_sjis.xml OQSmuhvq",
        "OQSmuonq01req_sjis.xml OQSmuonq",
        "OQSmuquc01req.xml ConfirmMany",
        "OQSmuquc01res.xml answer",
        "OQSmuquc02req.xml DownloadMany",
        "OQSmuquc02res.xml answer",
        "OQSmutic01req_sjis.xml OQSmutic",
        "OQSsiimm01req_sjis.xml RegisterReferenceNumber",
        "OQSsiimm01res.xml answer",
        "OQSsiquc01req_utf8.xml Confirm",
        "TKKsiquc01req_sjis.xml TKKsiquc01",
        "YZKsiquc01req_sjis.xml YZKsiquc01",
        "face_minimal_sjis.xml answer",
    ];
    assert_eq!(seen, wanted);
}

#[test]
fn samples_hold_what_stands_in_them() {
    let Request::Confirm(one) = request("OQSsiquc01req_utf8.xml") else { panic!() };
    assert_eq!(one.header.on, made_up::on());
    assert_eq!(one.header.institution, "1311111111");
    assert_eq!(one.header.file_tag.unwrap().as_str(), "20260401-0001");
    assert_eq!(one.search.insurer_number.as_ref().unwrap().as_str(), "  123456");
    assert_eq!(one.search.tag.as_ref().unwrap().as_str(), "P0001");
    let question = one.search.to_question(made_up::on(), "id".into(), confirmed_at());
    assert_eq!(question.unwrap_err(), Unanswerable::InsurerNumberCheckDigit);

    let Request::ConfirmMany(many) = request("OQSmuquc01req.xml") else { panic!() };
    let tags: Vec<_> = many.searches.iter().map(|it| it.tag.as_ref().unwrap().as_str()).collect();
    assert_eq!(tags, ["1_1", "2_1"]);
    let Request::DownloadMany(download) = request("OQSmuquc02req.xml") else { panic!() };
    assert_eq!(download.reception_number.as_str(), "PLACEHOLDER");
    let Request::RegisterReferenceNumber(one) = request("OQSsiimm01req_sjis.xml") else { panic!() };
    assert_eq!(one.registration.reference_number.unwrap().as_str(), "24434");

    let face = read_answer(&sample("face_minimal_sjis.xml")).unwrap();
    assert_eq!(face.header.charset.as_deref(), Some("1"));
    let result = &face.people[0].results[0].eligibility;
    assert_eq!(result.name.as_deref(), Some("試験　太郎"));
    assert_eq!(result.kana.as_deref(), Some("ｼｹﾝ ﾀﾛｳ"));
    assert_eq!(result.reference_number.as_deref(), Some("24434"));
    let bulk = read_answer(&sample("OQSmuquc02res.xml")).unwrap();
    assert_eq!(bulk.reception_number.as_deref(), Some("PLACEHOLDER"));
    let statuses: Vec<_> = bulk.people.iter().map(|it| it.outcome.status.as_deref()).collect();
    assert_eq!(statuses, [Some("1"), Some("2")]);
}

#[test]
fn an_encoding_is_a_spelling_and_the_echo_is_the_same() {
    let text = String::from_utf8(sample("OQSsiquc01req_utf8.xml")).unwrap();
    let text = text.replace("12-34", "試験①髙").replace("    <", "\t<");
    let marked = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let shift_jis = text.replace("UTF-8", "Shift_JIS").replace('\n', "\r\n");
    let shift_jis = encoding_rs::SHIFT_JIS.encode(&shift_jis).0.into_owned();
    let read = |bytes: &[u8]| Request::read(MessageKind::Confirm, bytes).unwrap();
    let request = read(text.as_bytes());
    assert_eq!(read(&marked), request);
    assert_eq!(read(&shift_jis), request);
    let Request::Confirm(request) = request else { panic!() };
    assert_eq!(request.search.symbol.unwrap().as_str(), "試験①髙");
}

#[test]
fn the_answer_to_one_person() {
    let request = made_up::request();
    for (name, answer, charset, wanted) in made_up::answers() {
        let confirmed = Confirmed {
            request: &request,
            outcome: Outcome::Answered(&answer),
            executed_at: answer.confirmed_at,
        };
        let bytes = Response::Confirmed(confirmed).xml(charset);
        golden(&format!("confirm_{name}.xml"), &bytes);
        check_form(&bytes);
        let reply = read_answer(&bytes).unwrap();
        let person = &reply.people[0];
        let cell = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let found = format!(
            "{} {} {} {}",
            cell(&reply.header.segment),
            cell(&person.outcome.status),
            cell(&person.outcome.validity),
            cell(&person.outcome.code)
        );
        assert_eq!(found, wanted, "{name}");
        assert_eq!(person.search.as_ref(), Some(&request.search), "{name}");
        let identifier = if charset == Charset::Utf8 { "0" } else { "1" };
        assert_eq!(reply.header.charset.as_deref(), Some(identifier), "{name}");
        if let Some(message) = &person.outcome.message {
            assert!(message.chars().count() <= 60, "{name}: {message}");
        }
    }
}

#[test]
fn an_undetermined_answer_says_that_it_does_not_mean_invalid() {
    let request = made_up::request();
    for cause in [
        None,
        Some(Cause::Unreachable),
        Some(Cause::NotRecorded),
        Some(Cause::Busy),
        Some(Cause::Failed),
    ] {
        let answer = made_up::undetermined(cause);
        let outcome = Outcome::Answered(&answer);
        let confirmed = Confirmed { request: &request, outcome, executed_at: confirmed_at() };
        let reply = read_answer(&Response::Confirmed(confirmed).xml(Charset::ShiftJis)).unwrap();
        let outcome = &reply.people[0].outcome;
        assert_eq!(reply.header.segment.as_deref(), Some("9"));
        assert_eq!(outcome.status.as_deref(), Some("2"));
        assert_eq!(outcome.validity, None);
        for message in [outcome.message.as_ref(), reply.header.error_message.as_ref()] {
            assert!(message.unwrap().starts_with("確認できません(無効という意味ではありません)。"));
        }
    }
}

#[test]
fn a_question_that_cannot_be_asked_is_answered() {
    let request = made_up::request();
    for (name, reason, wanted) in [
        ("check_digit", Unanswerable::InsurerNumberCheckDigit, ("1", Some("4"), "SK211")),
        ("no_such_day", Unanswerable::BirthDateNotADay, ("2", None, "SK153")),
    ] {
        let outcome = Outcome::Unanswerable(reason);
        let confirmed = Confirmed { request: &request, outcome, executed_at: confirmed_at() };
        let bytes = Response::Confirmed(confirmed).xml(Charset::Utf8);
        golden(&format!("confirm_{name}.xml"), &bytes);
        check_form(&bytes);
        let reply = read_answer(&bytes).unwrap();
        let it = &reply.people[0].outcome;
        let found =
            (it.status.as_deref().unwrap(), it.validity.as_deref(), it.code.as_deref().unwrap());
        assert_eq!(found, wanted);
        assert_eq!(reply.header.segment.as_deref(), Some("1"));
    }
}

#[test]
fn the_answers_to_a_bulk_request() {
    let Request::ConfirmMany(upload) = request("OQSmuquc01req.xml") else { panic!() };
    let Request::DownloadMany(download) = request("OQSmuquc02req.xml") else { panic!() };
    let received =
        Received { request: &upload, reception_number: "PLACEHOLDER", received_at: confirmed_at() };
    let received = Response::Received(received).xml(Charset::Utf8);
    golden("bulk_received.xml", &received);
    check_form(&received);
    assert_eq!(read_answer(&received).unwrap(), read_answer(&sample("OQSmuquc01res.xml")).unwrap());

    let valid = made_up::valid();
    let units = [
        BulkUnit { search: &upload.searches[0], outcome: Outcome::Answered(&valid) },
        BulkUnit {
            search: &upload.searches[1],
            outcome: Outcome::Unanswerable(Unanswerable::BirthDateForm),
        },
    ];
    let asked = &upload.header;
    for (name, progress, wanted) in [
        ("running", BulkProgress::Running { asked }, (Some("2"), None, 0)),
        ("done", BulkProgress::Done { asked, units: &units }, (Some("1"), None, 2)),
        (
            "unknown",
            BulkProgress::Failed { asked: None, why: ResultCode::ReceptionUnknown },
            (Some("9"), Some("SK201"), 0),
        ),
    ] {
        let bulk = Bulk { request: &download, progress, executed_at: confirmed_at() };
        let bytes = Response::Bulk(bulk).xml(Charset::Utf8);
        golden(&format!("bulk_{name}.xml"), &bytes);
        check_form(&bytes);
        let reply = read_answer(&bytes).unwrap();
        let header = &reply.header;
        let found = (header.segment.as_deref(), header.error_code.as_deref(), reply.people.len());
        assert_eq!(found, wanted, "{name}");
        assert_eq!(reply.reception_number.as_deref(), Some("PLACEHOLDER"));
        if let [first, second] = &*reply.people {
            assert_eq!(header.count_normal.as_deref(), Some("1"));
            assert_eq!(header.count_error.as_deref(), Some("1"));
            assert_eq!(first.search.as_ref(), Some(&upload.searches[0]));
            assert_eq!(first.reference_numbers, ["24434"]);
            assert_eq!(first.results[0].eligibility.limit_changed.as_deref(), Some("0"));
            assert_eq!(second.outcome.status.as_deref(), Some("2"));
            assert!(second.results.is_empty());
        }
    }
}

#[test]
fn the_answer_to_a_patient_number() {
    let Request::RegisterReferenceNumber(request) = request("OQSsiimm01req_sjis.xml") else {
        panic!()
    };
    let executed_at = "2026-09-30T03:00:01Z".parse().unwrap();
    for (name, result, wanted) in [
        (
            "registered",
            RegistrationResult::Answered(ReferenceNumberOutcome::Registered),
            ("1", "1", "-"),
        ),
        (
            "no_match",
            RegistrationResult::Answered(ReferenceNumberOutcome::NoMatch),
            ("1", "2", "SK214"),
        ),
        (
            "several",
            RegistrationResult::Answered(ReferenceNumberOutcome::Several),
            ("1", "2", "SK213"),
        ),
        (
            "busy",
            RegistrationResult::Answered(ReferenceNumberOutcome::Undetermined {
                cause: Cause::Busy,
            }),
            ("9", "2", "SK006"),
        ),
        (
            "check_digit",
            RegistrationResult::Unanswerable(Unanswerable::InsurerNumberCheckDigit),
            ("1", "2", "SK211"),
        ),
    ] {
        let registered = Registered { request: &request, result, executed_at };
        let bytes = Response::Registered(registered).xml(Charset::Utf8);
        golden(&format!("reference_number_{name}.xml"), &bytes);
        check_form(&bytes);
        let reply = read_answer(&bytes).unwrap();
        let outcome = &reply.people[0].outcome;
        let found = (
            reply.header.segment.as_deref().unwrap(),
            outcome.status.as_deref().unwrap(),
            outcome.code.as_deref().unwrap_or("-"),
        );
        assert_eq!(found, wanted, "{name}");
        if name == "registered" {
            // The same as the recorded answer of the real system.
            assert_eq!(reply, read_answer(&sample("OQSsiimm01res.xml")).unwrap());
        }
    }
}

#[test]
fn the_json_form_is_the_same_tree() {
    let text = r#"{"XmlMsg": {
        "MessageHeader": {
            "QualificationConfirmationDate": "20260401",
            "MedicalInstitutionCode": "1311111111",
            "ArbitraryFileIdentifier": "20260401-0001"
        },
        "MessageBody": {"QualificationConfirmSearchInfo": {
            "InsurerNumber": "  113019",
            "InsuredCardSymbol": "12-34",
            "InsuredIdentificationNumber": "4260",
            "InsuredBranchNumber": "01",
            "Birthdate": "20010327",
            "LimitApplicationCertificateRelatedConsFlg": "0",
            "ArbitraryIdentifier": "P0001",
            "SomethingNewer": null
        }}
    }}"#;
    let request = Request::read_json(MessageKind::Confirm, text.as_bytes()).unwrap();
    assert_eq!(request, Request::Confirm(made_up::request()));
    let Request::Confirm(request) = request else { panic!() };
    let answer = made_up::valid();
    let confirmed = Response::Confirmed(Confirmed {
        request: &request,
        outcome: Outcome::Answered(&answer),
        executed_at: answer.confirmed_at,
    });
    let json = confirmed.json();
    let list = &json["XmlMsg"]["MessageBody"]["ResultList"];
    assert_eq!(list[0]["ResultOfQualificationConfirmation"]["Name"], "試験　太郎");
    let text = serde_json::to_string_pretty(&json).unwrap() + "\n";
    golden("confirm_valid.json", text.as_bytes());
    let reply = read_answer_json(text.as_bytes()).unwrap();
    assert_eq!(reply, read_answer(&confirmed.xml(Charset::Utf8)).unwrap());
}

/// Well-formed to another reader's eyes, and no element empty: absent ones are left out.
fn check_form(bytes: &[u8]) {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) if text.contains("encoding=\"UTF-8\"") => text.to_owned(),
        _ => encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes).0.into_owned(),
    };
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut open = 0;
    loop {
        let event = reader.read_event().unwrap();
        assert!(!matches!(event, Event::Empty(_)));
        if matches!(event, Event::Eof) {
            break;
        }
        open += i32::from(matches!(event, Event::Start(_)));
        open -= i32::from(matches!(event, Event::End(_)));
    }
    assert_eq!(open, 0);
    let is_empty = |(at, _): (usize, &str)| {
        let before = &text[..at];
        let opened = before.rsplit('<').next().unwrap();
        before.ends_with('>') && !opened.starts_with('/')
    };
    let empty: Vec<_> = text.match_indices("</").filter(|it| is_empty(*it)).collect();
    let allowed = text.matches("<MessageBody></MessageBody>").count();
    assert_eq!(empty.len(), allowed, "{text}");
}
