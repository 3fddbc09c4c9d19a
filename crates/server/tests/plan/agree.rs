//! Whatever was done to a ledger, a plan by the agenda is the plan by reading everybody, and both
//! are what the law says of each person.

use eligibility::{CoverageStanding, How, Phase, judge};
use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use record::law::Facts;
use server::agenda::newest_insurer;
use store::PersonKey;

use crate::{
    people::INSURER,
    world::{World, day, insurer, run, shown, world},
};

/// Insurers people are with: a society, a health insurance society, the late-stage elderly, a city.
const INSURERS: [&str; 4] = [INSURER, "06130090", "39130000", "130070"];

/// The first day on which anything is recorded.
const FIRST: Date = date(2025, 9, 1);

/// Settings an insurer may change to.
const BODIES: [&str; 4] = [
    "{}",
    r#"{"reissue_fee_yen": 1000}"#,
    r#"{"share": "separate", "list_lead_months": 2}"#,
    r#"{"bulk_issue_lead_months": 0, "expired_papers": "returned"}"#,
];

#[derive(Clone, Debug)]
enum Event {
    Enrol(String),
    Change(usize, String),
    Join(usize, usize),
    Set {
        of: Option<usize>,
        from: i16,
        body: usize,
    },
    Night,
    /// Days go by.
    Wait(i16),
}

/// Days near those on which the law or the tests turn.
fn a_day() -> impl Strategy<Value = Date> {
    let near = select(vec![
        date(2024, 12, 2),
        date(2025, 10, 1),
        date(2025, 12, 2),
        date(2026, 2, 28),
        date(2026, 8, 1),
    ]);
    prop_oneof![
        3 => (near, -3_i32..4).prop_map(|(day, more)| day.saturating_add(more.days())),
        5 => (-700_i32..700).prop_map(|days| FIRST.saturating_add(days.days())),
    ]
}

fn birth() -> impl Strategy<Value = Date> {
    let edges = vec![
        date(1941, 8, 1),
        date(1941, 8, 2),
        date(1950, 12, 1),
        date(1951, 2, 28),
        date(1955, 11, 1),
        date(1955, 11, 15),
        date(1956, 2, 29),
        date(1985, 2, 14),
        date(2020, 2, 29),
    ];
    (select(edges), -2_i32..3).prop_map(|(day, more)| day.saturating_add(more.days()))
}

fn fact() -> impl Strategy<Value = String> {
    let with = |name: &'static str| {
        option::weighted(0.3, a_day())
            .prop_map(move |it| it.map_or(String::new(), |it| format!(" {name}={it}")))
    };
    let kind = || {
        select(vec![
            "eligibility_certificate",
            "eligibility_notice",
            "elderly_recipient_certificate",
            "former_insurance_certificate",
        ])
    };
    let reason =
        select(vec!["lost_card", "needs_assistance", "returned_card", "lost_document", "other"]);
    let of = || select(INSURERS.to_vec());
    prop_oneof![
        5 => (a_day(), of(), with("lost"), select(vec!["", " voluntary"]))
            .prop_map(|(from, of, lost, more)| format!("coverage {from} insurer={of}{lost}{more}")),
        2 => (a_day(), with("lost"), with("returned"))
            .prop_map(|(on, lost, returned)| format!("card {on}{lost}{returned}")),
        2 => Just("card 2021-03-01".to_owned()),
        3 => (a_day(), with("to"), with("revoked"))
            .prop_map(|(on, to, revoked)| format!("certificate {on}{to}{revoked}")),
        2 => Just("certificate 2021-03-01".to_owned()),
        3 => (a_day(), with("cancel")).prop_map(|(on, cancel)| format!("registered {on}{cancel}")),
        4 => (kind(), a_day(), with("from"), with("to"), with("lost"), with("returned")).prop_map(
            |(kind, on, from, to, lost, back)| format!("issued {kind} {on}{from}{to}{lost}{back}")
        ),
        2 => (kind(), a_day(), reason, with("paid"))
            .prop_map(|(kind, on, reason, paid)| format!("asked {kind} {on} {reason}{paid}")),
        1 => (a_day(), with("to")).prop_map(|(from, to)| format!("blocked from={from}{to}")),
        1 => a_day().prop_map(|on| format!("moves {on}")),
        1 => Just("needs_assistance".to_owned()),
        1 => Just("withheld".to_owned()),
        1 => of().prop_map(|of| format!("employer 0001 insurer={of}")),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let line = || vec(fact(), 1..7).prop_map(|facts| facts.join("; "));
    let whom = any::<usize>;
    prop_oneof![
        6 => (birth(), line(), a_day(), select(INSURERS.to_vec())).prop_map(
            |(born, line, from, of)| {
                Event::Enrol(format!("born {born}; coverage {from} insurer={of}; {line}"))
            }
        ),
        4 => (whom(), line()).prop_map(|(whom, line)| Event::Change(whom, line)),
        1 => (whom(), whom()).prop_map(|(first, second)| Event::Join(first, second)),
        1 => (option::of(0..INSURERS.len()), -40_i16..200, 0..BODIES.len())
            .prop_map(|(of, from, body)| Event::Set { of, from, body }),
        4 => Just(Event::Night),
        4 => (1_i16..70).prop_map(Event::Wait),
    ]
}

/// A world and what was done in it.
struct Story {
    world: World,
    people: Vec<PersonKey>,
    today: Date,
}

impl Story {
    fn happen(&mut self, event: &Event) {
        let choose = |people: &[PersonKey], number: usize| {
            number.checked_rem(people.len()).map(|place| people[place])
        };
        match event {
            Event::Enrol(line) => self.people.push(self.world.enrol(self.today, line)),
            Event::Change(whom, line) => {
                if let Some(key) = choose(&self.people, *whom) {
                    self.world.change(self.today, key, line);
                }
            }
            Event::Join(first, second) => {
                let pair = (choose(&self.people, *first), choose(&self.people, *second));
                if let (Some(first), Some(second)) = pair
                    && first != second
                {
                    self.world.join(self.today, first, second);
                    self.people.retain(|it| *it != second);
                }
            }
            Event::Set { of, from, body } => {
                let from = self.today.saturating_add(i64::from(*from).days());
                self.world.set(self.today, of.map(|it| INSURERS[it]), from, BODIES[*body]);
            }
            Event::Night => drop(run(self.world.ledger.store().night(self.today)).unwrap()),
            Event::Wait(days) => self.today = self.today.saturating_add(i64::from(*days).days()),
        }
    }

    /// What the law says must be sent on a day, each as text, sorted.
    fn by_law(&self, of: &str, on: Date) -> Vec<String> {
        let mut sent = Vec::new();
        for member in self.world.ledger.store().members(None, 1_000).unwrap() {
            let Some(whose) = newest_insurer(&member.person, on) else { continue };
            let settings = self.world.ledger.settings_for(whose, on);
            let facts = Facts::of(&member.person.dossier);
            let standing = judge(&facts.dossier(), &settings, on).standing;
            let CoverageStanding::Covered { insurer: covers, .. } = standing.coverage else {
                continue;
            };
            if covers != insurer(of) {
                continue;
            }
            for it in &standing.due {
                assert!(it.issue_from.is_none_or(|from| from <= on));
                if it.issue_from.is_some() || it.how != How::OnApplication {
                    let rules: Vec<_> = it.because.iter().map(|rule| rule.id()).collect();
                    let (document, how) = (it.document, it.how);
                    let days = (it.issue_from, it.in_hand_by);
                    sent.push(format!(
                        "{} {document:?} {how:?} {days:?} {rules:?}",
                        member.person_key
                    ));
                }
            }
            if let Some(it) = standing.digital_certificate
                && it.phase == Phase::ExpiresSoon
            {
                sent.push(format!(
                    "{} warned of {} {}",
                    member.person_key, it.valid_to, it.usable_to
                ));
            }
        }
        sent.sort_unstable();
        sent
    }

    fn by_plan(&self, of: &str, on: Date) -> Vec<String> {
        let plan = self.world.plan(of, on);
        let items = plan.items.iter().map(|it| {
            let rules: Vec<_> = it.because.iter().map(|rule| rule.id()).collect();
            let (document, how, days) = (it.document, it.how, (it.issue_from, it.in_hand_by));
            format!("{} {document:?} {how:?} {days:?} {rules:?}", it.person)
        });
        let warnings = plan.warnings.iter();
        let warnings =
            warnings.map(|it| format!("{} warned of {} {}", it.person, it.valid_to, it.usable_to));
        let mut sent: Vec<_> = items.chain(warnings).collect();
        sent.sort_unstable();
        sent
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_plan_is_what_the_law_says_of_everybody(
        events in vec(event(), 1..40),
        days in vec(-120_i32..500, 4),
    ) {
        let mut story = Story { world: world(), people: Vec::new(), today: FIRST };
        for event in &events {
            story.happen(event);
        }
        let around = [-1, 0, 1].into_iter().chain(days);
        for on in around.map(|it| story.today.saturating_add(it.days())) {
            for of in INSURERS {
                let wanted = story.by_law(of, on);
                prop_assert_eq!(story.by_plan(of, on), wanted, "{} on {}", of, on);
                let everybody = story.world.plan_from_everybody(of, on);
                prop_assert_eq!(story.world.plan(of, on), everybody, "{} on {}", of, on);
            }
        }
        let mut differences = Vec::new();
        let today = story.today;
        story.world.ledger.store().check(today, &mut |it| differences.push(it)).unwrap();
        prop_assert_eq!(differences, []);
    }
}

/// What the property above must have: people to whom something is sent, found by the agenda alone.
#[test]
fn a_plan_by_the_agenda_reads_only_those_who_wait() {
    let world = world();
    let on = day("2026-03-10");
    let holder = "card 2021-03-01; certificate 2021-03-01 to=2031-02-14; registered 2021-11-01; \
                  coverage 2025-04-01; issued eligibility_notice 2025-04-10";
    for _ in 0..50 {
        world.enrol(on, holder);
    }
    let waits = world.enrol(on, "coverage 2025-04-01");
    let mut read = Vec::new();
    let mut count = |done, of| read.push((done, of));
    let plan = server::work::plan::plan(&world.ledger, insurer(INSURER), on, &mut count).unwrap();
    assert_eq!(read, [(1, 1)]);
    assert_eq!(plan.items.len(), 1);
    assert_eq!(plan.items[0].person, waits);
    let wanted = "eligibility_certificate 2025-04-01 2025-04-01 on_enrolment R-152 R-098";
    assert_eq!(shown(&plan.items[0]), wanted);
    // Of the day before, the agenda does not know.
    let mut count = |done, of| read.push((done, of));
    server::work::plan::plan(&world.ledger, insurer(INSURER), day("2026-03-09"), &mut count)
        .unwrap();
    assert_eq!(read[1], (51, 51));
}
