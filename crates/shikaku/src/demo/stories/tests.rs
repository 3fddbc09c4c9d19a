//! Every story is true on every day of six years.

use std::collections::HashSet;

use eligibility::{
    CoverageOn, CoverageStanding, Judgement, Settings, Standing, coverage_on, impossible, judge,
};
use jiff::{Span, civil::date};
use record::{law::Facts, read_line};
use store::InsuredId;

use super::*;

/// What each story claims, from the day it is told: card, phase of the digital certificate, what
/// the card proves, the coverage asked for, the one in force, means, what is due, what to do.
const CLAIMS: &str = "
    story                   card     phase            card_use         asked         coverage  means                                due                              todo
    quiet                   Usable   Quiet            Everything       3             3         MyNumberCard                         -                                -
    expires_soon            Usable   ExpiresSoon      Everything       3             3         MyNumberCard                         -                                RenewDigitalCertificate
    eligibility_only        Usable   EligibilityOnly  EligibilityOnly  3             3         MyNumberCard                         -                                RenewDigitalCertificate
    stopped                 Usable   Stopped          Nothing          3             3         EligibilityCertificate               -                                RenewDigitalCertificate+Register
    lost                    Lost     Quiet            Nothing          3             3         -                                    EligibilityCertificate/OnApplication  GetCard
    moved                   Usable   Quiet            Everything       3             3         MyNumberCard                         -                                -
    turning_seventy         Usable   Quiet            Everything       3             3         MyNumberCard                         EligibilityNotice/ExOfficio      -
    between_jobs            Usable   Quiet            Everything       Ended/Lost    Lost      -                                    -                                -
    new_job                 Usable   Quiet            Everything       Ended/Lost    3         MyNumberCard                         -                                -
    needs_assistance        Usable   Quiet            Everything       3             3         MyNumberCard+EligibilityCertificate  -                                -
    blocked                 Usable   Quiet            Nothing          3             3         EligibilityCertificate               -                                -
    period_of_stay          Usable   Quiet            Everything       3             3         MyNumberCard                         -                                -
    late_stage              None     -                Nothing          1             1         EligibilityCertificate               -                                GetCard+Register
    rare_kanji              Usable   Quiet            Everything       3             3         MyNumberCard                         -                                -
    preschool               Usable   Quiet            Everything       2             2         MyNumberCard                         -                                -
    twins                   Usable   Quiet            Everything       3             3         MyNumberCard                         -                                -
    voluntary_continuation  Usable   Quiet            Everything       3             3         MyNumberCard                         -                                -
    former_certificate      None     -                Nothing          3             3         -                                    EligibilityCertificate/ExOfficio GetCard+Register
    newborn                 None     -                Nothing          2             2         -                                    EligibilityCertificate/OnEnrolment GetCard+Register
";

#[test]
fn every_story_holds_on_every_day() {
    let claims: Vec<Vec<&str>> =
        CLAIMS.trim().lines().skip(1).map(|row| row.split_whitespace().collect()).collect();
    for on in days() {
        let stories = all(on).unwrap();
        assert_eq!(stories.len(), claims.len());
        for (story, claim) in stories.iter().zip(&claims) {
            for person in story.people() {
                assert_eq!(found(story.key, person, on), *claim, "told on {on}");
            }
        }
    }
}

#[test]
fn every_person_can_be_and_has_a_number_of_their_own() {
    for on in days() {
        let mut ids = HashSet::new();
        for story in all(on).unwrap() {
            for person in story.people() {
                let facts = Facts::of(&person.dossier);
                assert_eq!(impossible(&facts.dossier()), None, "{} on {on}", story.key);
                assert_eq!(Person::from_facts(person.facts()).as_ref(), Some(person));
                for coverage in &person.dossier.coverages {
                    assert!(ids.insert(InsuredId::of(coverage)), "{} on {on}", story.key);
                }
                let happened = person.dossier.documents.iter().map(|it| it.issued_on);
                assert!(happened.max().is_none_or(|it| it <= on), "{} on {on}", story.key);
            }
        }
    }
}

/// What the texts say beyond the table.
#[test]
fn the_days_told_are_those_of_the_law() {
    for on in days() {
        let told = Told::on(on).unwrap();
        for story in all(on).unwrap() {
            let judgement = judged(&story.person, on);
            let standing = &judgement.standing;
            let certificate = standing.digital_certificate;
            let valid_to = || certificate.map(|it| it.valid_to);
            let next = || {
                let facts = Facts::of(&story.person.dossier);
                judgement.next_change_on(&facts.dossier(), &Settings::CONTRACT)
            };
            let before = |day: Option<Date>| day.and_then(|it| it.yesterday().ok());
            let said = match story.key {
                "quiet" | "expires_soon" => valid_to(),
                "eligibility_only" => certificate.map(|it| it.usable_to),
                "stopped" => standing.registration.last_day,
                "moved" => standing.relocation.map(|it| it.report_by),
                "turning_seventy" => Some(standing.ages.elderly_from),
                "period_of_stay" => standing.card.valid_to.filter(|it| Some(*it) == valid_to()),
                "preschool" => Some(standing.ages.preschool_to),
                "voluntary_continuation" => before(next()),
                "late_stage" => {
                    story.person.dossier.documents.iter().filter_map(|it| it.valid_to).max()
                }
                _ => continue,
            };
            let said = told.said(said.unwrap());
            assert!(story.told.contains(&said), "{} on {on}: {said}", story.key);
        }
    }
}

#[test]
fn what_is_due_soon_is_near() {
    for on in days() {
        for story in all(on).unwrap() {
            let later =
                |days| judged(&story.person, on.saturating_add(Span::new().days(days))).standing;
            match story.key {
                "moved" => {
                    assert_eq!(format!("{:?}", later(4).card.state), "Usable", "{on}");
                    assert_eq!(format!("{:?}", later(5).card.state), "LapsedByRelocation", "{on}");
                }
                "voluntary_continuation" => {
                    assert_eq!(later(13).coverage, CoverageStanding::Lost, "{on}");
                }
                "turning_seventy" => assert_eq!(share(&later(31)), "2", "{on}"),
                _ => {}
            }
        }
    }
}

#[test]
fn twins_differ_in_nothing_that_is_asked() {
    let stories = all(date(2026, 3, 10)).unwrap();
    let twins = stories.iter().find(|it| it.key == "twins").unwrap();
    let asked: HashSet<_> = twins
        .people()
        .map(|it| {
            let coverage = &it.dossier.coverages[0];
            (coverage.symbol.clone(), coverage.number.clone(), it.dossier.born_on)
        })
        .collect();
    assert_eq!((asked.len(), twins.people().count()), (1, 2));
    assert_eq!(twins.asked.branch, None);
}

#[test]
fn a_title_is_short_and_a_text_two_sentences() {
    for story in all(date(2026, 3, 10)).unwrap() {
        assert!(story.title.chars().count() <= 14, "{}", story.title);
        assert_eq!(story.told.matches('。').count(), 2, "{}", story.told);
    }
}

#[test]
fn the_rare_kanji_are_those_shift_jis_lacks_and_has() {
    let stories = all(date(2026, 3, 10)).unwrap();
    let person = &stories.iter().find(|it| it.key == "rare_kanji").unwrap().person;
    let name = &person.identity.as_ref().unwrap().name;
    for character in ['\u{20BB7}', '\u{9AD9}', '\u{E0100}'] {
        assert!(name.contains(character), "{character:?}");
    }
    assert!(person.address.as_ref().unwrap().text.contains('\u{2123D}'));
}

#[test]
fn a_dossier_is_read_by_decide() {
    for story in all(date(2028, 2, 29)).unwrap() {
        let line = serde_json::to_string(&story.person.dossier).unwrap();
        assert_eq!(read_line(line.as_bytes(), &mut Facts::empty()).unwrap(), story.person.dossier);
    }
}

/// Six years, both leap and common, and the days on which rows of the law change.
fn days() -> impl Iterator<Item = Date> {
    date(2025, 7, 1).series(1.day()).take_while(|it| *it < date(2031, 7, 1))
}

fn judged(person: &Person, on: Date) -> Judgement {
    judge(&Facts::of(&person.dossier).dossier(), &Settings::CONTRACT, on)
}

/// A row of the table for a person.
fn found(key: &str, person: &Person, on: Date) -> Vec<String> {
    let standing = judged(person, on).standing;
    let facts = Facts::of(&person.dossier);
    let asked = match coverage_on(&facts.dossier(), &Settings::CONTRACT, 0, on).unwrap() {
        CoverageOn::InForce { share_tenths, .. } => share_tenths.to_string(),
        CoverageOn::Ended { why, .. } => format!("Ended/{why:?}"),
        CoverageOn::NotBegun { .. } => "NotBegun".to_owned(),
    };
    let phase = standing.digital_certificate.map(|it| format!("{:?}", it.phase));
    vec![
        key.to_owned(),
        format!("{:?}", standing.card.state),
        phase.unwrap_or_else(|| "-".to_owned()),
        format!("{:?}", standing.card_use),
        asked,
        share(&standing),
        listed(standing.means.iter().map(|it| format!("{it:?}"))),
        listed(standing.due.iter().map(|it| format!("{:?}/{:?}", it.document, it.how))),
        listed(standing.todo.iter().map(|it| format!("{it:?}"))),
    ]
}

fn share(standing: &Standing) -> String {
    match standing.coverage {
        CoverageStanding::Covered { share_tenths, .. } => share_tenths.to_string(),
        CoverageStanding::Lost => "Lost".to_owned(),
        CoverageStanding::None => "None".to_owned(),
    }
}

fn listed(texts: impl Iterator<Item = String>) -> String {
    let texts: Vec<String> = texts.collect();
    if texts.is_empty() { "-".to_owned() } else { texts.join("+") }
}
