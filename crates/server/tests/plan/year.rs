//! The months ahead, on both sides of their edges.

use server::work::plan::{Month, YearPlan, document_name, plan_year};

use crate::{
    people::INSURER,
    world::{World, day, insurer, world},
};

fn year(world: &World, of: &str, from: &str, months: u8) -> YearPlan {
    plan_year(&world.ledger, insurer(of), day(from), months, &mut |_, _| {}).unwrap()
}

/// What a month has, as `MONTH paper RULE n; warnings n; …`.
fn shown(month: &Month) -> String {
    let papers = month.papers.iter().map(|it| {
        let document = document_name(it.document);
        format!("{} {} {}", document.trim_start_matches("eligibility_"), it.rule.id(), it.count)
    });
    let numbers = [
        ("warnings", month.warnings),
        ("ending", month.certificates_ending),
        ("70", month.turning_seventy),
        ("75", month.turning_seventy_five),
        ("stays", month.stays_ending),
    ];
    let numbers = numbers.iter().filter(|it| it.1 > 0).map(|(name, n)| format!("{name} {n}"));
    papers.chain(numbers).collect::<Vec<_>>().join("; ")
}

/// Plans the months from 2026-01-15 for one person, and compares those with anything in them:
/// `MONTH: what`.
#[track_caller]
fn check(facts: &str, table: &str) {
    let world = world();
    world.enrol(day("2026-01-10"), facts);
    let plan = year(&world, INSURER, "2026-01-15", 14);
    assert_eq!(plan.months.len(), 14);
    let found: Vec<_> = plan
        .months
        .iter()
        .map(|it| (it.from, shown(it)))
        .filter(|it| !it.1.is_empty())
        .map(|(from, shown)| format!("{from}: {shown}"))
        .collect();
    let wanted: Vec<_> = table
        .lines()
        .map(|it| it.split('#').next().unwrap().trim())
        .filter(|it| !it.is_empty())
        .collect();
    assert_eq!(found, wanted, "{facts}");
}

const PAPER: &str = "coverage 2025-04-01; issued eligibility_certificate 2025-04-01";

#[test]
fn what_is_already_due_is_of_the_first_month_and_is_counted_once() {
    check("coverage 2025-04-01", "2026-01-15: certificate R-098 1");
    check("coverage 2026-01-14", "2026-01-15: certificate R-098 1");
    check("coverage 2026-01-31", "2026-01-15: certificate R-098 1");
    check("coverage 2026-02-01", "2026-02-01: certificate R-098 1");
    check("coverage 2027-02-28", "2027-02-01: certificate R-098 1");
    check("coverage 2027-03-01", "");
    check("coverage 2025-04-01 lost=2026-01-15", "");
    check("coverage 2025-04-01 lost=2026-01-16", "2026-01-15: certificate R-098 1");
    check("coverage 2025-04-01 insurer=06130090", "");
}

#[test]
fn a_renewal_is_of_the_month_its_paper_ends_in() {
    check(&format!("{PAPER} to=2026-03-31"), "2026-03-01: certificate R-098 1");
    check(&format!("{PAPER} to=2026-04-01"), "2026-04-01: certificate R-098 1");
    check(&format!("{PAPER} to=2027-02-28"), "2027-02-01: certificate R-098 1");
    check(&format!("{PAPER} to=2027-03-01"), "");
    check(
        &format!("{PAPER} to=2026-03-31; card 2021-03-01 returned=2026-02-01"),
        "2026-03-01: certificate R-102 1",
    );
}

#[test]
fn an_expiring_certificate_is_warned_of_then_ends_then_makes_a_paper_due() {
    let holder = |to: &str| {
        format!(
            "coverage 2025-04-01; card 2021-03-01; certificate 2021-03-01 to={to}; \
             registered 2021-11-01; issued eligibility_notice 2025-04-10"
        )
    };
    check(
        &holder("2026-07-31"),
        "
        2026-04-01: warnings 1  # from 30 April
        2026-07-01: ending 1
        2026-10-01: certificate R-101 1
        ",
    );
    check(
        &holder("2026-08-01"),
        "
        2026-05-01: warnings 1  # from 1 May
        2026-08-01: ending 1
        2026-11-01: certificate R-101 1
        ",
    );
    check(
        &holder("2026-02-14"),
        "
        2026-01-15: warnings 1  # said since November
        2026-02-01: ending 1
        2026-05-01: certificate R-101 1
        ",
    );
    check(&holder("2026-01-14"), "2026-04-01: certificate R-101 1");
    check(
        &holder("2026-01-15"),
        "
        2026-01-15: warnings 1; ending 1
        2026-04-01: certificate R-101 1
        ",
    );
    check(&holder("2027-06-30"), "");
}

#[test]
fn seventy_and_seventy_five() {
    check(
        &format!("born 1956-09-01; {PAPER} to=2029-03-31"),
        "
        2026-08-01: certificate R-098 1
        2026-09-01: 70 1  # G-31
        ",
    );
    check(
        &format!("born 1956-09-02; {PAPER} to=2029-03-31"),
        "
        2026-09-01: certificate R-098 1
        2026-10-01: 70 1  # G-32
        ",
    );
    check(
        &format!("born 1956-02-29; {PAPER} to=2029-03-31"),
        "
        2026-02-01: certificate R-098 1
        2026-03-01: 70 1  # G-35
        ",
    );
    check(&format!("born 1951-02-28; {PAPER} to=2029-03-31"), "2026-02-01: 75 1");
    check(&format!("born 1951-03-01; {PAPER} to=2029-03-31"), "2026-03-01: 75 1");
    // On the first day asked they are covered no more.
    check(&format!("born 1951-01-15; {PAPER} to=2029-03-31"), "");
    check(&format!("born 1951-01-16; {PAPER} to=2029-03-31"), "2026-01-15: 75 1");
    // Born on 29 February: from 1 March.
    check(&format!("born 1952-02-29; {PAPER} to=2029-03-31"), "");
}

#[test]
fn a_period_of_stay() {
    check(&format!("{PAPER} to=2029-03-31; stay 2026-02-28"), "2026-02-01: stays 1");
    check(&format!("{PAPER} to=2029-03-31; stay 2026-03-01"), "2026-03-01: stays 1");
    check(&format!("{PAPER} to=2029-03-31; stay 2026-01-14"), "");
}

#[test]
fn who_is_born_on_29_february_moves_on_1_march() {
    let world = world();
    let paper = "coverage 2025-04-01; issued eligibility_certificate 2026-03-01 to=2033-03-31";
    world.enrol(day("2026-03-10"), &format!("born 1956-02-29; {paper}"));
    let plan = year(&world, INSURER, "2031-02-01", 2);
    assert_eq!(plan.months.iter().map(shown).collect::<Vec<_>>(), ["", "75 1"]);
}

#[test]
fn everybody_is_added_up_and_settings_to_come_count() {
    let world = world();
    for place in 0..1_100 {
        let day_of_month = place % 28 + 1;
        world.enrol(day("2026-01-10"), &format!("coverage 2026-02-{day_of_month:02}"));
    }
    world.enrol(day("2026-01-10"), &format!("{PAPER} to=2026-06-30"));
    let plan = year(&world, INSURER, "2026-01-15", 8);
    assert_eq!(shown(&plan.months[1]), "certificate R-098 1100");
    assert_eq!(shown(&plan.months[5]), "certificate R-098 1");
    assert_eq!(plan.settings_revision, 0);
    // Two months ahead, once the setting is in force.
    for (from, month) in [("2026-04-30", 3), ("2026-05-02", 4)] {
        let body = r#"{"list_lead_months": 2}"#;
        world.set(day("2026-01-11"), Some(INSURER), day(from), body);
        let plan = year(&world, INSURER, "2026-01-15", 8);
        let found = plan.months.iter().skip(2).position(|it| !it.papers.is_empty());
        assert_eq!(found, Some(month - 2), "{from}");
        world.set(day("2026-01-11"), Some(INSURER), day(from), "{}");
    }
    let document = serde_json::to_value(plan.to_json()).unwrap();
    assert_eq!(document["months"][1]["papers"][0]["count"], 1_100);
    assert_eq!(document["months"][1]["from"], "2026-02-01");
    assert_eq!(year(&world, INSURER, "2026-01-15", 0).months, []);
}
