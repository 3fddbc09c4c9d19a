//! Which room may use which, and on what terms the house builds on others' work.

use std::process::Command;

use serde_json::Value;

/// The rooms, each with the rooms it may use. Dev-dependencies are free.
const MAY_USE: &[(&str, &[&str])] = &[
    ("eligibility", &[]),
    ("pki", &[]),
    ("card", &["pki"]),
    ("record", &["eligibility"]),
    ("interchange", &["eligibility", "record"]),
    ("store", &["eligibility", "record"]),
    ("simulation", &["eligibility", "record"]),
    ("print", &["eligibility"]),
    ("server", &["eligibility", "pki", "record", "interchange", "store", "simulation", "print"]),
    ("reception", &["eligibility", "record", "interchange", "card"]),
    (
        "shikaku",
        &[
            "eligibility",
            "pki",
            "card",
            "record",
            "interchange",
            "store",
            "simulation",
            "print",
            "server",
            "reception",
        ],
    ),
];

/// The packages as cargo sees them, without a network.
pub(crate) fn packages(options: &[&str]) -> Vec<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--offline"])
        .args(options)
        .current_dir(super::tree::root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// Edges between rooms that the house does not have.
pub(crate) fn edges(packages: &[Value]) -> Vec<String> {
    let room = |name: &str| MAY_USE.iter().find(|(it, _)| *it == name);
    let mut faults = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let Some((_, below)) = room(name) else {
            faults
                .push(format!("{name}: no room of the house; add it to the table with its edges"));
            continue;
        };
        for used in package["dependencies"].as_array().unwrap() {
            let on = used["name"].as_str().unwrap();
            let is_room = !used["path"].is_null() || room(on).is_some();
            if is_room && used["kind"] != "dev" && !below.contains(&on) {
                faults.push(format!("{name} uses {on}, want only {}", below.join(", ")));
            }
        }
    }
    faults
}

/// Packages without a license that deny.toml allows. In `A OR B` one is enough.
pub(crate) fn licenses(packages: &[Value], deny: &str) -> Vec<String> {
    let (_, allow) = deny.split_once("\nallow = [").unwrap();
    let (allow, _) = allow.split_once(']').unwrap();
    let allow: Vec<&str> = allow.split('"').skip(1).step_by(2).collect();
    let is_allowed = |license: &str| allow.contains(&license.trim_matches(['(', ')', ' ']));
    let mut faults = Vec::new();
    for package in packages {
        let (name, license) = (&package["name"], &package["license"]);
        let terms = license.as_str().unwrap_or("no license").replace('/', " OR ");
        let is_exception = deny.contains(&format!("{{ crate = {name}, allow = [{license}] }}"));
        if !is_exception && !terms.split(" AND ").all(|all| all.split(" OR ").any(is_allowed)) {
            faults.push(format!("{name}: {terms}, want one that deny.toml allows"));
        }
    }
    faults
}
