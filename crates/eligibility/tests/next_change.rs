//! Properties of any person on any day, real or odd.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fmt::Write as _;

use eligibility::{
    Application, ApplicationReason, ClosedDays, Coverage, CoverageStanding, DatedIncomeTier,
    DepartureAbroad, DigitalCertificate, Document, DocumentKind, Dossier, IncomeTier, MyNumberCard,
    Registration, Relocation, Role, Rules, SelfInformationBlock, Settings, SharePlace, Standing,
    judge,
};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use testing::Person;

#[cfg(test)]
#[expect(dead_code, reason = "the tables are those of the modules")]
#[path = "../src/testing.rs"]
mod testing;

/// Days walked one by one after the day asked; later ones are tried in steps.
const DAYS_WALKED: i32 = 800;
const DAYS_A_STEP: i32 = 97;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_answer_differs_before_the_next_change_and_some_answer_on_it(
        facts in person(telling_day().boxed()),
        settings in settings(),
        on in telling_day(),
    ) {
        let person = Person::of(&facts);
        let dossier = person.dossier();
        let now = judge(&dossier, &settings, on);
        let next = now.next_change_on(&dossier, &settings);
        for day in days_between(on, next) {
            let then = judge(&dossier, &settings, day).standing;
            prop_assert_eq!(&then, &now.standing, "{} is before {:?}", day, next);
        }
        if let Some(next) = next {
            prop_assert!(next > on);
            prop_assert_ne!(judge(&dossier, &settings, next).standing, now.standing);
        }
    }

    #[test]
    fn any_days_from_the_first_to_the_last_year_are_judged(
        facts in person(any_day().boxed()),
        settings in settings(),
        on in any_day(),
    ) {
        let person = Person::of(&facts);
        let dossier = person.dossier();
        let _ = eligibility::impossible(&dossier);
        let now = judge(&dossier, &settings, on);
        if let Some(next) = now.next_change_on(&dossier, &settings) {
            prop_assert!(next > on);
            prop_assert_ne!(judge(&dossier, &settings, next).standing, now.standing);
        }
    }

    #[test]
    fn what_is_odd_but_true_is_accepted(life in vec(0_i64..900, 24), born in telling_day()) {
        let facts = odd_life(born, &life);
        prop_assert_eq!(eligibility::impossible(&Person::of(&facts).dossier()), None, "{}", facts);
    }
}

/// The days after one and before the next change: each of the first, then some, then the last.
fn days_between(on: Date, next: Option<Date>) -> impl Iterator<Item = Date> {
    let steps = (DAYS_WALKED..60 * 366).step_by(usize::try_from(DAYS_A_STEP).unwrap());
    let days = (1..DAYS_WALKED).chain(steps).map(move |it| on.saturating_add(it.days()));
    let last = next.map(|it| it.saturating_sub(1.day())).filter(|it| *it > on);
    days.take_while(move |it| next.is_none_or(|next| *it < next)).chain(last)
}

/// A person's facts in the words of [`Person::of`].
fn person(day: BoxedStrategy<Date>) -> impl Strategy<Value = String> {
    let facts = vec(fact(day.clone()), 0..12);
    let born = prop_oneof![3 => birth().boxed(), 1 => day];
    (born, facts).prop_map(|(born, facts)| format!("born {born}; {}", facts.join("; ")))
}

fn fact(day: BoxedStrategy<Date>) -> impl Strategy<Value = String> {
    let named = |fact: &'static str, names: &'static [&'static str], chance: f64| {
        let others = vec(option::weighted(chance, day.clone()), names.len());
        (day.clone(), others).prop_map(move |(day, others)| {
            let mut text = format!("{fact} {day}");
            for (name, other) in names.iter().zip(others) {
                if let Some(other) = other {
                    write!(text, " {name}={other}").unwrap();
                }
            }
            text
        })
    };
    let kinds = select(vec!["EligibilityCertificate", "EligibilityNotice"]);
    let rarer = select(vec!["ElderlyRecipientCertificate", "FormerInsuranceCertificate"]);
    let kind = prop_oneof![3 => kinds, 1 => rarer];
    let insurer = select(vec!["", " insurer=01130012", " insurer=39130000", " insurer=138016"]);
    let coverage = (
        named("coverage", &["lost"], 0.4),
        insurer.clone(),
        select(vec!["", " voluntary", " tier=ActiveLevel"]),
        option::weighted(0.2, day.clone()),
    );
    let paper = (kind.clone(), named("", &["from", "to", "lost", "returned"], 0.3), insurer);
    let reasons = ["LostCard", "RenewingCard", "NeedsAssistance", "ReturnedCard"];
    let reason = select([&reasons[..], &["LostDocument", "Other"]].concat());
    let events = &["handed", "to", "lost", "suspended", "released", "returned", "revoked"];
    let flags = vec!["needs_assistance", "no_smartphone", "blocked"];
    prop_oneof![
        4 => coverage.prop_map(|(coverage, insurer, more, tier)| {
            let tier = tier.map_or(String::new(), |from| format!(" tier={from}/ActiveLevel"));
            format!("{coverage}{insurer}{more}{tier}")
        }),
        3 => named("card", events, 0.1),
        3 => named("card", &["received"], 0.3),
        4 => named("certificate", &["to", "revoked"], 0.2),
        4 => named("registered", &["cancel"], 0.3),
        1 => named("moves", &["in", "reported", "continued"], 0.7),
        1 => named("abroad", &["continued"], 0.5),
        4 => paper.prop_map(|(kind, paper, insurer)| format!("issued {kind}{paper}{insurer}")),
        2 => (kind, day.clone(), reason, option::of(day.clone())).prop_map(
            |(kind, day, reason, paid)| {
                let paid = paid.map_or(String::new(), |it| format!(" paid={it}"));
                format!("asked {kind} {day} {reason}{paid}")
            }
        ),
        1 => select(flags).prop_map(str::to_owned),
        1 => (day.clone(), day.clone())
            .prop_map(|(from, to)| format!("blocked from={from} to={to}")),
        1 => day.prop_map(|it| format!("stay {it}")),
    ]
}

/// Settings as insurers may have them, and some as none would.
fn settings() -> impl Strategy<Value = Settings> {
    let flags = any::<[bool; 5]>();
    let end = select(vec![date(2025, 7, 31), date(2025, 12, 1)]);
    let leads = prop_oneof![4 => (0_u8..4, 0_u8..4), 1 => (any::<u8>(), any::<u8>())];
    (flags, end, leads, any::<u16>()).prop_map(|(flags, end, (list, bulk), days)| Settings {
        former_certificate_end: end,
        share: if flags[0] { SharePlace::Separate } else { SharePlace::Printed },
        reissue_fee_yen: if flags[1] { 500 } else { 0 },
        return_within_days: days,
        list_lead_months: list,
        bulk_issue_lead_months: bulk,
        closed_days: if flags[1] {
            ClosedDays::Weekends(vec![date(2026, 1, 1), date(2026, 1, 2)])
        } else {
            ClosedDays::Ignored
        },
        no_use_between_moves: flags[2],
        renewed_card_keeps_birthday: flags[3],
        certificate_counts_next_day: flags[4],
        ..Settings::CONTRACT
    })
}

/// Days on which much turns, and days around them.
fn telling_day() -> impl Strategy<Value = Date> {
    let edges = vec![
        date(2022, 4, 1),
        date(2024, 2, 29),
        date(2024, 5, 27),
        date(2024, 12, 2),
        date(2025, 12, 1),
        date(2026, 2, 28),
        date(2026, 5, 31),
        date(2026, 7, 31),
    ];
    let around = (select(edges), -2_i64..=2).prop_map(|(edge, days)| later(edge, days));
    let any = (0_i64..9 * 365).prop_map(|days| later(date(2020, 1, 1), days));
    prop_oneof![1 => around, 2 => any]
}

/// Births that make the ages of the law fall among the telling days, and others.
fn birth() -> impl Strategy<Value = Date> {
    let years = select(vec![1940, 1941, 1950, 1951, 1955, 1956, 1985, 2004, 2018, 2019, 2020]);
    (years, 0_i64..366).prop_map(|(year, days)| later(date(year, 1, 1), days))
}

/// Any day with a year of four digits, the first and the last ones often.
fn any_day() -> impl Strategy<Value = Date> {
    let (first, last) = (date(1, 1, 1), date(9999, 12, 31));
    prop_oneof![
        1 => (0_i64..120).prop_map(move |days| later(first, days)),
        1 => (0_i64..120).prop_map(move |days| later(last, -days)),
        2 => (0_i64..3_652_058).prop_map(move |days| later(first, days)),
        2 => telling_day(),
    ]
}

fn later(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// A life whose facts follow their causes, with everything odd that the contract accepts: no day
/// covered, a paper valid before its issue, a cancellation after the lapse, continued use too late,
/// moving in before the planned departure.
fn odd_life(born: Date, life: &[i64]) -> String {
    let mut at = 0;
    let mut after = |day: Date| {
        at += 1;
        later(day, life[at - 1])
    };
    let received = after(born);
    let issued = after(received);
    let (handed, lost) = (after(issued), after(issued));
    let released = after(lost);
    let certificate = after(issued);
    let renewed = after(certificate);
    let registered = after(certificate);
    let cancelled = after(registered);
    let acquired = after(born);
    let (planned, moved) = (after(born), after(born));
    let reported = after(moved);
    let continued = after(reported);
    let (paper, valid_from) = (after(born), after(born));
    let valid_to = after(valid_from);
    let asked = after(born);
    format!(
        "born {born}; card {issued} received={received} handed={handed} lost={lost} \
         released={released}; certificate {certificate}; certificate {renewed}; \
         registered {registered} cancel={cancelled}; coverage {acquired} lost={acquired}; \
         moves {planned} in={moved} reported={reported} continued={continued}; \
         abroad {planned} continued={moved}; \
         issued EligibilityCertificate {paper} from={valid_from} to={valid_to}; \
         asked EligibilityCertificate {asked} Other paid={asked}"
    )
}
