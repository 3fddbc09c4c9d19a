//! What the commands tell: documents, refusals, failures.

use std::{fs, process::Command};

use serde_json::{Value, json};

use crate::place::{BATCH, INSURER, NAME, ON, Place};

#[test]
fn the_documents_are_those_of_the_contract() {
    let place = Place::new();
    place.members(9);
    let words = ["plan", "--db", "sqlite:db", "--insurer", INSURER, "--on", ON, "--json"];
    let (status, plan, _) = place.run(&words);
    let plan: Value = serde_json::from_str(&plan).unwrap();
    assert_eq!((status, &plan["on"]), (0, &json!(ON)));
    let first = &plan["items"][0];
    assert_eq!(first["document"], "eligibility_certificate");
    assert_eq!((&first["how"], &first["in_hand_by"]), (&json!("ex_officio"), &json!("2025-12-01")));
    assert_eq!((&first["deliver"], &first["employer"]), (&json!("employer"), &json!("0001")));
    assert_eq!(first["because"], json!(["R-153", "R-108", "R-098"]));
    assert_eq!((&plan["counts"]["items"], plan["items"][8].get("employer")), (&json!(9), None));
    assert!(!place.path("papers").exists(), "a plan makes nothing");

    let report = place.issue();
    assert_eq!((&report["batch"], &report["made"]), (&json!(BATCH), &json!(9)));
    assert_eq!((&report["void"], &report["sheets"]), (&json!(0), &json!(9)));
    let names: Vec<String> = place.files().into_keys().collect();
    assert_eq!(report["files"], json!(names));
    assert!(report["seconds"].as_f64().unwrap() >= report["record_seconds"].as_f64().unwrap());

    let spoiled = ["--spoiled", "2..4", "--why", "紙詰まり", "--json"];
    let (status, out, error) = place.run(&[&Place::ISSUE[..], &spoiled].concat());
    let out: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((status, &out["void"], &out["sheets"]), (0, &json!(3), &json!(9)), "{error}");
}

#[test]
fn a_refusal_says_what_to_do() {
    let place = Place::new();
    let (status, _, error) = place.run(&Place::ISSUE);
    assert_eq!(status, 1);
    assert!(error.contains("is not known: import a member list"), "{error}");
    let plan = ["plan", "--db", "sqlite:db", "--insurer", INSURER, "--on", ON];
    assert_eq!(place.run(&plan).0, 1);

    place.members(3);
    let nameless = Place::new();
    assert_eq!(nameless.import(&place.path("list.csv"), &[]), 0);
    let (status, _, error) = nameless.run(&Place::ISSUE);
    assert_eq!(status, 0, "papers that are due do not wait for a name: {error}");
    assert!(error.contains("by its number") && error.contains("--insurer-name"), "{error}");
    assert_eq!(nameless.import(&place.path("list.csv"), &["--insurer-name", NAME]), 0);
    let (_, _, error) = nameless.run(&Place::ISSUE);
    assert!(!error.contains("by its number"), "{error}");

    fs::write(place.path("settings.json"), r#"{"release_by_two_above": 2}"#).unwrap();
    let from = ["settings", "--db", "sqlite:db", "--insurer", INSURER, "--from", "2024-12-02"];
    assert_eq!(place.run(&[&from[..], &["settings.json"]].concat()).0, 0);
    let (status, _, error) = place.run(&Place::ISSUE);
    assert_eq!(status, 1);
    assert!(error.contains("somebody other than who made it must release it"), "{error}");

    for wrong in ["issue --spoiled 4..2 --why x", "issue --spoiled 2", "plan --months 0"] {
        let words: Vec<&str> = wrong.split(' ').collect();
        let more = ["--db", "sqlite:db", "--insurer", INSURER, "--on", ON];
        let out: &[&str] = if words[0] == "issue" { &["--out", "papers"] } else { &[] };
        assert_eq!(place.run(&[&words[..], &more, out].concat()).0, 2, "{wrong}");
    }
}

#[test]
fn a_full_disk_is_told_with_what_to_do_and_going_on_works() {
    let apart = ["--user", "--map-root-user", "--mount"];
    let may = Command::new("unshare").args(apart).arg("true").output();
    if !may.is_ok_and(|it| it.status.success()) {
        assert!(std::env::var_os("CI").is_none(), "this machine gives no namespaces");
        eprintln!("not run: this machine gives no namespaces");
        return;
    }
    let place = Place::new();
    place.members(300);
    fs::create_dir(place.path("papers")).unwrap();
    // A file system of its own of 100 kB, seen by this process alone.
    let mount = "mount -t tmpfs -o size=100k tmpfs papers && exec \"$@\"";
    let mut small = Command::new("unshare");
    small.args(apart).args(["sh", "-c", mount, "sh"]);
    small.arg(env!("CARGO_BIN_EXE_shikaku")).args(Place::ISSUE).current_dir(place.0.path());
    let told = small.output().unwrap();
    let error = String::from_utf8(told.stderr).unwrap();
    assert_eq!(told.status.code(), Some(3), "{error}");
    assert!(error.contains("could not be written: make room"), "{error}");
    assert!(error.contains("No space left"), "{error}");
    assert!(!error.contains("山田"), "nobody is named");
    let report = place.issue();
    assert_eq!(report["sheets"], 300);
    let whole = Place::new();
    whole.members(300);
    whole.issue();
    assert!(place.files() == whole.files(), "as if the disk had been large");
}

#[test]
fn help_has_an_example() {
    for command in ["plan", "issue"] {
        let (status, help, _) = Place::new().run(&[command, "--help"]);
        assert_eq!(status, 0);
        assert!(help.contains(&format!("Example: shikaku {command} --db sqlite:")), "{help}");
    }
}
