//! The worked people of the contract, enrolled and planned.

use std::collections::BTreeMap;

use record::{Dossier, Person, SelfInformationBlock};
use serde_json::Value;
use server::work::plan::{document_name, how_name};
use store::{Change, Outcome, Whose};

use crate::{
    people::{INSURER, facts},
    world::{World, day, noon, run, world},
};

const WORKED: &str = include_str!("../../../shikaku/tests/decide/worked.jsonl");

const KINDS: [&str; 3] =
    ["eligibility_certificate", "eligibility_notice", "elderly_recipient_certificate"];

/// Records a dossier on a day.
fn enrol(world: &World, on: &str, mut dossier: Dossier) {
    let mut named = facts(&format!("born {}", dossier.born_on));
    if dossier.self_information_blocked {
        // Short for a block without dates, which is no fact of its own.
        let from = dossier.born_on;
        dossier.self_information_blocks.push(SelfInformationBlock { from, to: None });
    }
    let person = Person {
        dossier,
        identity: None,
        address: None,
        delivery: None,
        reference_numbers: Vec::new(),
    };
    named.extend(person.facts());
    let key = world.ledger.store().new_person_key(noon(day(on)));
    let change = Change {
        id: "enrol".to_owned(),
        whose: Whose::New(key),
        facts: named,
        end: Vec::new(),
        my_number_hash: None,
        recorded_by: "insurer".to_owned(),
        reason: "list".to_owned(),
        recorded_at: noon(day(on)),
    };
    let prepared = world.ledger.store().prepare(change).unwrap();
    let outcome = run(world.ledger.store().record(prepared)).unwrap();
    assert!(matches!(outcome, Outcome::Recorded { .. }), "{outcome:?}");
}

/// What a line expects of each kind: the fields of its entry, or that there is none. Kinds a line
/// is silent about are left out.
fn expected(line: &Value) -> BTreeMap<&'static str, Option<BTreeMap<String, Value>>> {
    let mut expected: BTreeMap<_, Option<BTreeMap<_, _>>> = BTreeMap::new();
    for (path, wanted) in line["expect"].as_object().unwrap() {
        if path == "due" {
            assert_eq!(*wanted, serde_json::json!([]));
            expected.extend(KINDS.map(|kind| (kind, None)));
        }
        for kind in KINDS {
            let Some(rest) = path.strip_prefix(&format!("due[{kind}]")) else { continue };
            match rest.strip_prefix('.') {
                Some(field) => {
                    let fields = expected.entry(kind).or_default().get_or_insert_default();
                    fields.insert(field.to_owned(), wanted.clone());
                }
                None => drop(expected.insert(kind, None)),
            }
        }
    }
    expected
}

#[test]
fn the_worked_people_are_planned_as_decided() {
    let mut planned = 0;
    for line in WORKED.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let on = line["on"].as_str().unwrap();
        let dossier: Dossier = serde_json::from_value(line["dossier"].clone()).unwrap();
        let whose = dossier.coverages.last().unwrap().insurer_number.to_string();
        let who = dossier.id.clone().unwrap();
        // Known the day before, so that the plan goes by the agenda.
        for known_on in [on, "2024-01-01"] {
            let world = world();
            enrol(&world, known_on, dossier.clone());
            let plan = world.plan(&whose, day(on));
            assert_eq!(plan, world.plan_from_everybody(&whose, day(on)), "{who}");
            let document = serde_json::to_value(plan.to_json()).unwrap();
            for (kind, wanted) in expected(&line) {
                let items = document["items"].as_array().unwrap();
                let item = items.iter().find(|it| it["document"] == kind);
                match wanted {
                    None => assert_eq!(item, None, "{who}"),
                    Some(fields) => {
                        planned += 1;
                        let item = item.unwrap_or_else(|| panic!("{who}: no {kind}"));
                        for (field, value) in fields {
                            let found = &item[&*field];
                            let holds = match (&value, found) {
                                // At least the rules given.
                                (Value::Array(wanted), Value::Array(found)) => {
                                    wanted.iter().all(|it| found.contains(it))
                                }
                                (value, found) => *value == *found,
                            };
                            assert!(holds, "{who}: {kind}.{field} is {found}, wanted {value}");
                        }
                    }
                }
            }
        }
    }
    assert_eq!(planned, 20);
}

/// Cards and registrations of the decision examples.
const CARD: &str = "card 2021-03-01; certificate 2021-03-01";
const HOLDER: &str = "card 2021-03-01; certificate 2021-03-01; registered 2021-11-01; \
                      issued notice 2025-04-10";
const WELL: &str = "card 2021-03-01; certificate 2021-03-01 to=2031-02-14; registered 2021-11-01; \
                    issued notice 2025-04-10";

/// Plans one person of society 113019, covered from 2025-04-01 unless the facts say otherwise, as
/// `document in_hand_by how ground`.
#[track_caller]
fn check(facts: &str, table: &str) {
    for row in table.lines().map(|it| it.split('#').next().unwrap().trim()) {
        if row.is_empty() {
            continue;
        }
        let cells: Vec<&str> = row.split("  ").map(str::trim).filter(|it| !it.is_empty()).collect();
        let [own, on, wanted] = cells[..] else { panic!("three cells: {row}") };
        let own = if own == "-" { "" } else { own };
        let line = format!("{facts}; {own}");
        let whose = if facts.contains("39130000") { "39130000" } else { INSURER };
        let covered = if line.contains("coverage") { "" } else { "coverage 2025-04-01" };
        let line = format!("{covered}; {line}");
        let world = world();
        world.enrol(day("2025-04-01"), &line);
        let plan = world.plan(whose, day(on));
        let shown: Vec<_> = plan
            .items
            .iter()
            .map(|it| {
                let by = it.in_hand_by.map_or("-".to_owned(), |by| by.to_string());
                let renewal = if it.is_renewal { " renewal" } else { "" };
                let (document, how) = (document_name(it.document), how_name(it.how));
                let document = document.trim_start_matches("eligibility_");
                format!("{document} {by} {how} {}{renewal}", it.ground())
            })
            .collect();
        let wanted = if wanted == "-" { "" } else { wanted };
        assert_eq!(shown.join(", "), wanted, "{row}");
    }
}

#[test]
fn who_gets_what_by_card_and_registration() {
    check(
        "",
        "
        -  2026-03-10  certificate 2025-04-01 on_enrolment R-098  # G-41
        ",
    );
    check(
        CARD,
        "
        -                      2026-02-14  certificate 2025-04-01 on_enrolment R-099  # G-42
        registered 2025-04-01  2025-04-01  notice - on_enrolment R-152  # G-43
        registered 2025-04-02  2025-04-02  notice - ex_officio R-134
        ",
    );
    check(
        HOLDER,
        "
        -                       2026-03-10  -  # G-44
        -                       2026-04-30  -
        -                       2026-05-01  certificate 2026-05-31 ex_officio R-101  # G-45
        -                       2026-06-01  certificate 2026-05-31 ex_officio R-101  # G-46
        certificate 2026-05-20  2026-06-01  -
        ",
    );
    check(
        "card 2021-03-01; certificate 2021-03-01 to=2031-02-14; issued notice 2025-04-10",
        "
        registered 2021-11-01 cancel=2026-01-10  2026-01-09  -
        registered 2021-11-01 cancel=2026-01-10  2026-01-10  certificate 2026-02-28 ex_officio R-100
        registered 2021-11-01 cancel=2026-01-31  2026-01-31  certificate 2026-02-28 ex_officio R-100
        registered 2021-11-01 cancel=2025-12-15  2025-12-15  certificate 2026-01-31 ex_officio R-100
        ", // G-47, G-48
    );
    check(
        "card 2021-03-01 returned=2026-01-10; certificate 2021-03-01 to=2031-02-14; \
         registered 2021-11-01; issued notice 2025-04-10",
        "
        -  2026-01-31  -
        -  2026-02-01  certificate 2026-02-28 ex_officio R-102  # G-49
        asked certificate 2026-01-12 returned_card  2026-01-12  \
            certificate 2026-02-28 on_application R-102
        ",
    );
}

#[test]
fn who_gets_what_on_application_and_by_the_person() {
    check(
        WELL,
        "
        asked certificate 2026-01-12 lost_card  2026-01-11  -
        asked certificate 2026-01-12 lost_card  2026-01-12  certificate - on_application R-105
        asked certificate 2026-01-12 renewing_card  2026-01-12  certificate - on_application R-105
        asked certificate 2026-01-12 needs_assistance  2026-01-12  \
            certificate - on_application R-106
        asked certificate 2026-01-12 other  2026-01-12  certificate - on_application R-116
        asked certificate 2026-01-12 lost_document  2026-01-12  certificate - on_application R-117
        asked notice 2026-01-12 lost_document  2026-01-12  notice - on_application R-145
        blocked from=2026-01-10  2026-01-09  -
        blocked from=2026-01-10  2026-01-10  certificate 2025-04-01 on_enrolment F-49  # G-52
        ", // G-50, G-51
    );
    check(
        &format!("{WELL}; needs_assistance; issued certificate 2025-05-01 to=2026-01-31"),
        "
        -  2025-12-31  -
        -  2026-01-01  certificate 2026-01-31 ex_officio R-104 renewal
        ",
    );
    check(
        &format!("{WELL}; coverage 2024-12-02 insurer=39130000"),
        "
        born 1941-08-02  2026-07-01  certificate 2024-12-02 on_enrolment F-48  # G-53
        born 1941-08-02  2026-07-31  certificate 2024-12-02 on_enrolment F-48
        born 1941-08-02  2026-08-01  -  # G-54
        born 1941-08-02; asked certificate 2026-08-01 other  2026-08-01  \
            certificate - on_application R-116
        born 1941-08-01  2026-08-01  certificate 2024-12-02 on_enrolment F-48  # G-55
        ",
    );
}

#[test]
fn at_seventy_the_paper_is_renewed_and_at_seventy_five_it_is_not() {
    check(
        "issued certificate 2025-04-01 to=2029-11-30",
        "
        born 1955-11-15  2025-10-31  -  # G-29
        born 1955-11-15  2025-11-01  certificate 2025-11-30 ex_officio R-098 renewal
        born 1955-11-01  2025-09-30  -  # G-30: born on the 1st, a month early
        born 1955-11-01  2025-10-01  certificate 2025-10-31 ex_officio R-098 renewal
        born 1956-09-01  2026-07-31  -  # G-31
        born 1956-09-01  2026-08-01  certificate 2026-08-31 ex_officio R-098 renewal
        born 1956-09-02  2026-08-31  -  # G-32
        born 1956-09-02  2026-09-01  certificate 2026-09-30 ex_officio R-098 renewal
        born 1956-12-31  2026-11-30  -  # G-33
        born 1956-12-31  2026-12-01  certificate 2026-12-31 ex_officio R-098 renewal
        born 1957-01-01  2026-12-01  certificate 2026-12-31 ex_officio R-098 renewal  # G-34
        born 1956-02-29  2026-01-31  -  # G-35
        born 1956-02-29  2026-02-01  certificate 2026-02-28 ex_officio R-098 renewal
        born 1950-11-15  2025-11-14  -  # the coverage ends with the paper
        born 1950-11-15  2025-11-15  -
        ",
    );
}
