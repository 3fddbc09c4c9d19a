//! The days of the law, planned on both sides: the mass issue of 2025, renewals, fees, deliveries,
//! who is whose, and the order and counts of a plan.

use jiff::civil::Date;
use server::work::plan::Deliver;

use crate::{
    people::INSURER,
    world::{World, day, run, shown, world},
};

const OTHER: &str = "06130090";

/// The plan of an insurer for a day, one line an item, in its order; people by place from 0.
fn lines(world: &World, people: &[store::PersonKey], of: &str, on: Date) -> Vec<String> {
    let plan = world.plan(of, on);
    assert_eq!(plan, world.plan_from_everybody(of, on));
    let place = |key| people.iter().position(|it| *it == key).unwrap();
    plan.items.iter().map(|it| format!("{} {}", place(it.person), shown(it))).collect()
}

/// Enrols people and compares the plan of each day: `on: places of the people with an item`.
#[track_caller]
fn check(settings: &str, people: &[&str], table: &str) {
    let world = world();
    if !settings.is_empty() {
        world.set(day("2024-01-01"), Some(INSURER), day("2024-01-01"), settings);
    }
    let people: Vec<_> = people.iter().map(|it| world.enrol(day("2024-06-01"), it)).collect();
    for row in table.lines().map(|it| it.split('#').next().unwrap().trim()) {
        let Some((on, wanted)) = row.split_once(':') else { continue };
        let lines = lines(&world, &people, INSURER, day(on));
        let mut places: Vec<_> =
            lines.iter().map(|it| it.split(' ').next().unwrap().to_owned()).collect();
        places.sort_unstable();
        assert_eq!(places.join(" "), wanted.trim(), "{row}: {lines:#?}");
    }
}

#[test]
fn the_mass_issue_of_2025() {
    let group_a = "coverage 2023-04-01";
    let holder = "coverage 2023-04-01; card 2023-03-01; certificate 2023-03-01; \
                  registered 2023-11-01";
    let group_b = "coverage 2024-12-02";
    let last_of_a = "coverage 2024-12-01";
    let ended = "coverage 2023-04-01; issued former_insurance_certificate 2023-04-01 to=2025-09-30";
    let people = [group_a, holder, group_b, last_of_a, ended];
    check(
        "",
        &people,
        "
        2024-12-01:
        2024-12-02: 2  # R-152, R-154: who enrols gets one at once
        2025-06-30: 2
        2025-07-01: 2 4  # R-031: the insurer's certificates ended earlier
        2025-09-30: 2 4
        2025-10-01: 0 1 2 3 4  # R-153: both documents, early in October
        2025-12-01: 0 1 2 3 4
        2025-12-02: 0 1 2 3 4
        ",
    );
    check(
        r#"{"bulk_issue_lead_months": 0, "former_certificate_end": "2025-09-30"}"#,
        &people,
        "
        2025-08-31: 2
        2025-09-01: 0 1 2 3 4  # R-120: late in September
        ",
    );
    let world = world();
    let people = people.map(|it| world.enrol(day("2024-06-01"), it));
    assert_eq!(
        lines(&world, &people, INSURER, day("2025-12-01")),
        [
            "0 eligibility_certificate 2025-10-01 2025-12-01 ex_officio R-153 R-108 R-098",
            "2 eligibility_certificate 2024-12-02 2024-12-02 on_enrolment R-152 R-098",
            "3 eligibility_certificate 2025-10-01 2025-12-01 ex_officio R-153 R-108 R-098",
            "4 eligibility_certificate 2025-07-01 2025-09-30 ex_officio R-153 R-108 R-098",
            "1 eligibility_notice 2025-10-01 2025-12-01 ex_officio R-153 R-108",
        ]
    );
    assert!(world.plan(INSURER, day("2025-12-01")).items.iter().all(|it| !it.is_renewal));
}

#[test]
fn who_turns_85_before_august_2026_goes_on_being_issued() {
    let world = world();
    let people = ["1941-08-01", "1941-08-02"].map(|born| {
        world.enrol(
            day("2025-08-01"),
            &format!(
                "born {born}; coverage 2024-12-02 insurer=39130000; card 2023-03-01; \
                 certificate 2023-03-01 to=2031-01-01; registered 2023-11-01; \
                 issued eligibility_certificate 2025-07-20 from=2025-08-01 to=2026-07-31"
            ),
        )
    });
    let lines = |on| lines(&world, &people, "39130000", day(on));
    assert_eq!(lines("2026-06-30"), [""; 0]);
    let renewed =
        "0 eligibility_certificate 2026-07-01 2026-07-31 ex_officio R-108 F-48".to_owned();
    for on in ["2026-07-01", "2026-07-31"] {
        assert_eq!(lines(on), [&*renewed]);
    }
    let told = "1 eligibility_notice 2024-12-02 - on_enrolment R-152".to_owned();
    assert_eq!(lines("2026-08-01"), [renewed, told]);
    assert!(world.plan("39130000", day("2026-07-01")).items[0].is_renewal);
}

#[test]
fn a_paper_with_a_fee_is_planned_from_its_payment() {
    let lost = "card 2021-03-01; certificate 2021-03-01 to=2031-02-14; registered 2021-11-01; \
                coverage 2025-04-01; issued eligibility_notice 2025-04-10; needs_assistance; \
                issued eligibility_certificate 2025-05-01 lost=2026-01-10; \
                asked eligibility_certificate 2026-01-12 lost_document";
    let paid = format!("{lost} paid=2026-01-20");
    let table = "
        2026-01-11:
        2026-01-12: FREE
        2026-01-19: FREE
        2026-01-20: PAID
    ";
    check("", &[lost, &paid], &table.replace("FREE", "0 1").replace("PAID", "0 1"));
    let fee = r#"{"reissue_fee_yen": 1000}"#;
    check(fee, &[lost, &paid], &table.replace("FREE", "").replace("PAID", "1"));
}

#[test]
fn a_person_is_of_the_insurer_whose_coverage_is_in_force() {
    let world = world();
    let moved = format!("coverage 2025-04-01 lost=2026-04-01; coverage 2026-04-01 insurer={OTHER}");
    let older = format!("coverage 2025-04-01; coverage 2026-04-01 insurer={OTHER} lost=2026-06-01");
    let people = [&*moved, &older].map(|it| world.enrol(day("2025-04-01"), it));
    for (on, ours, theirs) in [
        ("2026-03-31", "0 1", ""),
        ("2026-04-01", "", "0 1"),
        ("2026-05-31", "", "0 1"),
        ("2026-06-01", "1", "0"),
    ] {
        for (of, wanted) in [(INSURER, ours), (OTHER, theirs)] {
            let lines = lines(&world, &people, of, day(on));
            let places: Vec<_> = lines.iter().map(|it| &it[..1]).collect();
            assert_eq!(places.join(" "), wanted, "{of} {on}");
        }
    }
}

#[test]
fn a_setting_to_come_is_planned_by_from_its_day() {
    let world = world();
    let paper = "coverage 2025-04-01; issued eligibility_certificate 2025-04-01 to=2026-08-31";
    let people = [world.enrol(day("2025-04-01"), paper)];
    let on = day("2026-01-10");
    world.set(on, Some(INSURER), day("2026-06-15"), r#"{"list_lead_months": 2}"#);
    run(world.ledger.store().night(on)).unwrap();
    assert_eq!(world.ledger.store().latest_derivation().unwrap(), Some(on));
    for (on, due) in [("2026-06-14", 0), ("2026-06-15", 1), ("2026-08-31", 1)] {
        assert_eq!(lines(&world, &people, INSURER, day(on)).len(), due, "{on}");
    }
}

#[test]
fn an_expiring_certificate_is_warned_of_for_its_three_months() {
    let world = world();
    let facts = "coverage 2025-04-01; card 2021-03-01; certificate 2021-03-01; \
                 registered 2021-11-01; issued eligibility_notice 2025-04-10; employer 0001";
    let key = world.enrol(day("2025-05-01"), facts);
    for (on, warned) in [("2025-11-13", 0), ("2025-11-14", 1), ("2026-02-14", 1), ("2026-02-15", 0)]
    {
        let plan = world.plan(INSURER, day(on));
        assert_eq!(plan.warnings.len(), warned, "{on}");
        for it in &plan.warnings {
            assert_eq!((it.person, it.valid_to), (key, day("2026-02-14")));
            assert_eq!(it.usable_to, day("2026-05-31"));
            assert_eq!((it.deliver, it.employer.as_deref()), (Deliver::Employer, Some("0001")));
            assert!(!it.because.is_empty());
        }
    }
    // Whoever is not covered is nobody's to warn.
    world.change(day("2025-11-20"), key, "coverage 2025-04-01 lost=2025-12-01");
    assert_eq!(world.plan(INSURER, day("2025-11-30")).warnings.len(), 1);
    assert_eq!(world.plan(INSURER, day("2025-12-01")).warnings.len(), 0);
}

#[test]
fn papers_lie_in_the_order_they_are_made_in() {
    let world = world();
    let covered = |number: &str| format!("coverage 2025-04-01 number={number}");
    let holder = "card 2021-03-01; certificate 2021-03-01 to=2031-01-01; registered 2021-11-01";
    let people: Vec<_> = [
        format!("{}; employer 0002", covered("1")),
        format!("{}; withheld; employer 0001", covered("2")),
        format!("{}; {holder}", covered("3")),
        covered("4"),
        format!("{}; employer 0001", covered("5")),
        format!("{} voluntary; employer 0001", covered("6")),
        covered("4"),
        format!("{}; withheld", covered("4")),
        format!("{}; employer 0001", covered("2")),
    ]
    .iter()
    .map(|it| world.enrol(day("2025-04-01"), it))
    .collect();
    let plan = world.plan(INSURER, day("2025-04-01"));
    let place = |key: store::PersonKey| people.iter().position(|it| *it == key).unwrap();
    let shown: Vec<_> = plan
        .items
        .iter()
        .map(|it| {
            let household = place(it.household.parse().unwrap());
            let employer = it.employer.as_deref().unwrap_or("-");
            format!("{} {} {employer} {household}", place(it.person), it.deliver.name())
        })
        .collect();
    assert_eq!(
        shown,
        [
            "4 employer 0001 4",
            "8 employer 0001 8",
            "0 employer 0002 0",
            "3 direct - 3",
            "6 direct - 3",
            "5 direct - 5",
            // Never with the household, whose number 4 and 2 are.
            "1 withheld - 1",
            "7 withheld - 7",
            "2 direct - 2",
        ]
    );
    counted(&plan);
}

/// The counts and the document of the plan above.
fn counted(plan: &server::work::plan::Plan) {
    let counts = plan.counts();
    assert_eq!((counts.items, counts.people, counts.warnings), (9, 9, 0));
    let document = serde_json::to_value(plan.to_json()).unwrap();
    assert_eq!(
        document["counts"],
        serde_json::json!({
            "items": 9,
            "people": 9,
            "warnings": 0,
            "document": {"eligibility_certificate": 8, "eligibility_notice": 1},
            "how": {"on_enrolment": 9},
            "deliver": {"employer": 3, "direct": 4, "withheld": 2},
            "reason": [
                {
                    "document": "eligibility_certificate",
                    "rule": "R-098",
                    "says": eligibility::Rule::R098.says(),
                    "count": 8
                },
                {
                    "document": "eligibility_notice",
                    "rule": "R-152",
                    "says": eligibility::Rule::R152.says(),
                    "count": 1
                },
            ],
            "employer": {"0001": 2, "0002": 1},
        })
    );
    let key = plan.items[6].person.to_string();
    assert_eq!(
        document["items"][6],
        serde_json::json!({
            "person": key,
            "document": "eligibility_certificate",
            "how": "on_enrolment",
            "issue_from": "2025-04-01",
            "in_hand_by": "2025-04-01",
            "because": ["R-152", "R-098"],
            "renewal": false,
            "deliver": "direct",
            "withheld": true,
        })
    );
    assert_eq!(document["items"][0]["deliver"], "employer");
    assert_eq!(document["items"][0]["employer"], "0001");
}
