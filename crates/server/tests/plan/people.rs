//! A made-up person as a line of facts, in the words of the law's own tables.

use record::{Address, Delivery, Dossier, Fact, Identity, Person, Sex};
use serde_json::{Map, Value, json};

/// The facts of a line such as `born 1985-02-14; coverage 2025-04-01 lost=2026-04-01; card
/// 2021-03-01; registered 2021-11-01; issued notice 2025-04-10; employer 0001; withheld`. The
/// insurer is 113019 unless said otherwise, the birth 1985-02-14.
pub(crate) fn facts(line: &str) -> Vec<Fact> {
    let mut dossier = Map::from_iter([("born_on".to_owned(), json!("1985-02-14"))]);
    let mut ways = Vec::new();
    for fact in line.split(';').map(str::trim).filter(|it| !it.is_empty()) {
        let words: Vec<&str> = fact.split_whitespace().collect();
        let plain: Vec<&str> = words[1..].iter().copied().filter(|it| !it.contains('=')).collect();
        let named: Vec<(&str, &str)> = words.iter().filter_map(|it| it.split_once('=')).collect();
        match words[0] {
            "born" => drop(dossier.insert("born_on".to_owned(), json!(plain[0]))),
            "stay" => drop(dossier.insert("stay_until".to_owned(), json!(plain[0]))),
            "needs_assistance" => drop(dossier.insert(words[0].to_owned(), json!(true))),
            "employer" => ways.push(Fact::Delivery(Delivery {
                insurer_number: named.first().map_or(INSURER, |it| it.1).parse().unwrap(),
                employer_code: plain[0].to_owned(),
                employer_name: None,
            })),
            "withheld" => ways.push(Fact::Address(Address {
                postcode: None,
                text: "見本県みほん市見本町1".to_owned(),
                withheld: true,
            })),
            kind => {
                let (list, entry) = entry(kind, &plain, &named);
                let list = dossier.entry(list).or_insert_with(|| json!([]));
                list.as_array_mut().unwrap().push(entry);
            }
        }
    }
    let dossier: Dossier = serde_json::from_value(Value::Object(dossier)).expect(line);
    let identity = Identity {
        name: "見本　太郎".to_owned(),
        kana: None,
        sex: Sex::Unset,
        born_on: dossier.born_on,
        insured_name: None,
    };
    let person = Person {
        dossier,
        identity: Some(identity),
        address: None,
        delivery: None,
        reference_numbers: Vec::new(),
    };
    person.facts().into_iter().chain(ways).collect()
}

/// The insurer of whoever has no other: a society with workplaces.
pub(crate) const INSURER: &str = "113019";

/// A kind of paper as the contract names it, of its short name.
fn whole(kind: &str) -> String {
    match kind {
        "certificate" | "notice" => format!("eligibility_{kind}"),
        other => other.to_owned(),
    }
}

/// An entry of one of the dossier's lists, and which list.
fn entry(kind: &str, plain: &[&str], named: &[(&str, &str)]) -> (&'static str, Value) {
    let mut entry = Map::new();
    let mut set = |name: &str, value: &str| drop(entry.insert(name.to_owned(), json!(value)));
    let (list, renamed): (_, &[(&str, &str)]) = match kind {
        "coverage" => {
            set("insurer_number", INSURER);
            set("number", "7");
            set("role", "insured");
            set("acquired_on", plain[0]);
            ("coverages", &[("insurer", "insurer_number"), ("lost", "lost_on")])
        }
        "card" => {
            set("application_received_on", plain[0]);
            set("issued_on", plain[0]);
            ("cards", &[("lost", "lost_on"), ("returned", "returned_on"), ("to", "valid_to")])
        }
        "certificate" => {
            set("issued_on", plain[0]);
            ("digital_certificates", &[("to", "valid_to"), ("revoked", "revoked_on")])
        }
        "registered" => {
            set("registered_on", plain[0]);
            ("registrations", &[("cancel", "cancel_requested_on")])
        }
        "moves" => {
            set("planned_departure_on", plain[0]);
            ("relocations", &[("in", "moved_in_on"), ("reported", "reported_on")])
        }
        "blocked" => ("self_information_blocks", &[]),
        "issued" => {
            set("kind", &whole(plain[0]));
            set("issued_on", plain[1]);
            set("valid_from", plain[1]);
            let dates = &[
                ("from", "valid_from"),
                ("to", "valid_to"),
                ("lost", "lost_on"),
                ("returned", "returned_on"),
                ("insurer", "insurer_number"),
            ];
            ("documents", dates)
        }
        "asked" => {
            set("for", &whole(plain[0]));
            set("received_on", plain[1]);
            set("reason", plain[2]);
            ("applications", &[("paid", "fee_paid_on")])
        }
        other => panic!("a fact called {other}"),
    };
    for (name, value) in named {
        let name = renamed.iter().find(|it| it.0 == *name).map_or(*name, |it| it.1);
        set(name, value);
    }
    if plain.contains(&"voluntary") {
        entry.insert("voluntary_continuation".to_owned(), json!(true));
    }
    (list, Value::Object(entry))
}
