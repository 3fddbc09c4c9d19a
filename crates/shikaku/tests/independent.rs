//! The independent reading of the rules in Python must agree with `shikaku decide`.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "whoever reads the tests learns what was skipped")]

use std::{path::Path, process::Command};

#[test]
fn two_thousand_made_up_people_stand_alike() {
    compare(&["--seed", "20261120", "--count", "2000"]);
}

#[test]
fn the_worked_people_stand_alike() {
    compare(&["--worked", "crates/shikaku/tests/decide/worked.jsonl"]);
}

/// Runs the comparison from the root of the project, or says why not.
#[track_caller]
fn compare(arguments: &[&str]) {
    if Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: python3 is not here, so the independent reading was not compared");
        return;
    }
    let output = Command::new("python3")
        .args(["tests/independent/compare.py", "--shikaku", env!("CARGO_BIN_EXE_shikaku")])
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{complaint}");
}
