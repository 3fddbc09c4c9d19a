//! `shikaku decide` and `shikaku schema` as the contract writes them, run as programs.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{
    fmt::Write as _,
    io::Write as _,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

/// People with what is expected of them: `{"on", "dossier", "expect": {path: value}}`.
const WORKED: &str = include_str!("decide/worked.jsonl");

#[test]
fn worked_people_stand_as_expected() {
    for person in worked() {
        let on = person["on"].as_str().unwrap();
        let answer = decide(&["--on", on], &person["dossier"].to_string()).only();
        for (path, wanted) in person["expect"].as_object().unwrap() {
            let found = at(&answer, path).unwrap_or(&Value::Null);
            assert_eq!(found, wanted, "{path} of {}", person["dossier"]["id"]);
        }
        assert_eq!(answer["id"], person["dossier"]["id"]);
        assert_eq!(answer["on"], person["on"]);
    }
}

#[test]
fn no_answer_has_a_null() {
    for person in worked() {
        let on = person["on"].as_str().unwrap();
        let answer = decide(&["--on", on, "--sources"], &person["dossier"].to_string()).only();
        assert!(!has_null(&answer), "{answer}");
    }
    let refused = decide(&["--on", "2026-06-01"], "{}\n[]\n").answers;
    assert!(!refused.iter().any(has_null), "{refused:?}");
}

#[test]
fn a_refused_line_is_answered_in_its_place() {
    let lines = r#"
{"id": "one", "born_on": "1985-02-14"}
{"id": "two", "born_on": "1985-02-30"}
{"id": "three", "born_on": "1985-02-14", "cards": [{"application_received_on": "2021-02-20", "issued_on": "2021-02-19"}]}
{"id": "four", "born_on": "1985-02-14", "nickname": "x"}
not an object
{"id": "six", "born_on": "1985-02-14"}"#;
    let run = decide(&["--on", "2026-06-01"], lines);
    assert_eq!(run.status, 1);
    let wanted = [
        ("one", None),
        ("two", Some((3, "born_on", "1985-02-30"))),
        ("three", Some((4, "cards[0].issued_on", "2021-02-19"))),
        ("four", Some((5, "nickname", "an unknown field"))),
        ("", Some((6, "line", "another text"))),
        ("six", None),
    ];
    assert_eq!(run.answers.len(), wanted.len());
    for (answer, (id, refusal)) in run.answers.iter().zip(wanted) {
        assert_eq!(answer.get("id").and_then(Value::as_str).unwrap_or(""), id);
        match refusal {
            None => assert_eq!(answer["on"], "2026-06-01"),
            Some((line, field, found)) => {
                assert_eq!(answer["line"], line, "{answer}");
                assert_eq!(answer["error"]["field"], field);
                assert_eq!(answer["error"]["found"], found);
                assert!(answer["error"]["wanted"].is_string());
                assert!(
                    answer.get("on").is_none() && answer["error"].as_object().unwrap().len() == 3
                );
            }
        }
    }
}

#[test]
fn wrong_usage_is_2_and_failure_is_3() {
    for (arguments, status) in [
        (&["decide", "--on", "2026-02-30"][..], 2),
        (&["decide", "--on", "20260228"], 2),
        (&["decide", "--nickname"], 2),
        (&["decided"], 2),
        (&[], 2),
        (&["decide", "--on", "2026-02-28", "no/such/file.jsonl"], 3),
        (&["decide", "--help"], 0),
    ] {
        let output = shikaku(arguments, "");
        assert_eq!(output.status.code(), Some(status), "{arguments:?}");
        let said = if status == 0 { &output.stdout } else { &output.stderr };
        assert!(!said.is_empty(), "{arguments:?} says why");
        assert!(status == 0 || output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_setting_changes_an_answer() {
    let dossier = json!({
        "born_on": "1985-02-14",
        "cards": [{"application_received_on": "2021-02-20", "issued_on": "2021-03-01"}],
        "relocations": [{"planned_departure_on": "2026-03-31"}],
    })
    .to_string();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    let path = path.to_str().unwrap();
    let with = |settings: &str| {
        std::fs::write(path, settings).unwrap();
        decide(&["--on", "2026-04-01", "--settings", path], &dossier)
    };
    assert_eq!(with("{}").only()["card"]["state"], "usable");
    let stricter = with(r#"{"no_use_between_moves": true}"#).only();
    assert_eq!(stricter["card"]["state"], "lapsed_by_relocation");
    for refused in [r#"{"nickname": 1}"#, r#"{"former_certificate_end": "2025-12-02"}"#, "["] {
        let run = with(refused);
        assert_eq!((run.status, run.answers.len()), (1, 0), "{refused}");
        assert!(run.said.contains("settings.json"), "{}", run.said);
    }
}

#[test]
fn sources_are_the_texts_of_the_rules_named() {
    let person = &worked()[2];
    let on = person["on"].as_str().unwrap();
    let dossier = person["dossier"].to_string();
    let bare = decide(&["--on", on], &dossier).only();
    let mut full = decide(&["--on", on, "--sources"], &dossier).only();
    let sources = full.as_object_mut().unwrap().remove("sources").unwrap();
    assert_eq!(bare, full, "nothing else differs");
    let fields = bare["because"].as_object().unwrap().values();
    let due = bare["due"].as_array().unwrap().iter().map(|it| &it["because"]);
    let mut named: Vec<&str> = fields
        .chain(due)
        .flat_map(|it| it.as_array().unwrap())
        .map(|it| it.as_str().unwrap())
        .collect();
    named.sort_unstable();
    named.dedup();
    let told: Vec<&str> = sources.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(told, named);
    for source in sources.as_object().unwrap().values() {
        assert!(source["says"].as_str().unwrap().ends_with('。'));
        assert!(source["act"].is_string() && source["clause"].is_string());
    }
}

#[test]
fn the_order_is_kept_over_ten_thousand_lines() {
    let people = worked();
    let mut lines = String::new();
    for number in 0..10_000 {
        let mut dossier = people[number % people.len()]["dossier"].clone();
        dossier["id"] = json!(number.to_string());
        writeln!(lines, "{dossier}").unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.jsonl");
    std::fs::write(&path, lines).unwrap();
    let run = decide(&["--on", "2026-06-01", path.to_str().unwrap()], "");
    assert_eq!((run.status, run.answers.len()), (0, 10_000));
    for (number, answer) in run.answers.iter().enumerate() {
        assert_eq!(answer["id"], number.to_string());
    }
}

#[test]
fn standard_input_is_read_where_no_file_or_a_hyphen_is_named() {
    let line = r#"{"id": "one", "born_on": "1985-02-14"}"#;
    let without = decide(&["--on", "2026-06-01"], line).only();
    let hyphen = decide(&["--on", "2026-06-01", "-"], line).only();
    assert_eq!(without, hyphen);
    assert_eq!(without["id"], "one");
    let nothing = decide(&["--on", "2026-06-01"], "");
    assert_eq!((nothing.status, nothing.answers.len()), (0, 0));
}

#[test]
fn a_line_over_the_limit_is_refused_and_the_next_one_answered() {
    let long = "x".repeat(4 << 20);
    let lines = format!(
        "{{\"id\": \"{long}\", \"born_on\": \"1985-02-14\"}}\n{}",
        r#"{"id": "two", "born_on": "1985-02-14"}"#
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.jsonl");
    std::fs::write(&path, lines).unwrap();
    let run = decide(&["--on", "2026-06-01", path.to_str().unwrap()], "");
    assert_eq!((run.status, run.answers.len()), (1, 2));
    assert_eq!(run.answers[0]["line"], 1);
    assert_eq!(run.answers[0]["error"]["field"], "line");
    assert_eq!(run.answers[1]["id"], "two");
}

#[test]
fn the_schema_has_every_field_of_the_worked_people() {
    let output = shikaku(&["schema"], "");
    assert!(output.status.success());
    let schemas: Value = serde_json::from_slice(&output.stdout).unwrap();
    for person in worked() {
        assert_described(&person["dossier"], &schemas["dossier"], &schemas["dossier"], "dossier");
        let on = person["on"].as_str().unwrap();
        let answer = decide(&["--on", on, "--sources"], &person["dossier"].to_string()).only();
        assert_described(&answer, &schemas["standing"], &schemas["standing"], "standing");
    }
}

/// What a run answered.
struct Answered {
    status: i32,
    answers: Vec<Value>,
    said: String,
}

impl Answered {
    /// The one answer of a run that refused nothing.
    #[track_caller]
    fn only(mut self) -> Value {
        assert_eq!((self.status, self.answers.len()), (0, 1), "{}", self.said);
        self.answers.remove(0)
    }
}

fn decide(arguments: &[&str], input: &str) -> Answered {
    let output = shikaku(&[&["decide"], arguments].concat(), input);
    let lines = String::from_utf8(output.stdout).unwrap();
    Answered {
        status: output.status.code().unwrap(),
        answers: lines.lines().map(|it| serde_json::from_str(it).unwrap()).collect(),
        said: String::from_utf8(output.stderr).unwrap(),
    }
}

fn shikaku(arguments: &[&str], input: &str) -> std::process::Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_shikaku"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments does not read what it is given.
    let _ = program.stdin.take().unwrap().write_all(input.as_bytes());
    program.wait_with_output().unwrap()
}

fn worked() -> Vec<Value> {
    WORKED.lines().map(|it| serde_json::from_str(it).unwrap()).collect()
}

/// The value at a path: fields with dots between, `due[KIND]` the entry of a kind.
fn at<'a>(answer: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(answer, |value, step| match step.split_once('[') {
        Some((field, kind)) => {
            let kind = kind.strip_suffix(']')?;
            value.get(field)?.as_array()?.iter().find(|it| it["document"] == kind)
        }
        None => value.get(step),
    })
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(fields) => fields.values().any(has_null),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Every field of a value stands in its schema.
fn assert_described(value: &Value, schema: &Value, all: &Value, path: &str) {
    let schema = match schema.get("$ref").and_then(Value::as_str) {
        Some(name) => all.pointer(name.trim_start_matches('#')).unwrap(),
        None => schema,
    };
    // A value that may be absent is described as itself or null.
    let choices = schema.get("anyOf").and_then(Value::as_array);
    if let Some(own) = choices.and_then(|it| it.iter().find(|it| it["type"] != "null")) {
        return assert_described(value, own, all, path);
    }
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let path = format!("{path}.{name}");
                let described = schema.pointer(&format!("/properties/{name}"));
                let described = described
                    .or_else(|| schema.get("additionalProperties"))
                    .unwrap_or_else(|| panic!("{path} is not in the schema"));
                assert_described(field, described, all, &path);
            }
        }
        Value::Array(items) => {
            for item in items {
                assert_described(item, &schema["items"], all, path);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
