//! Every day of eighty years in the lives of a dozen people, judged day by day.

use eligibility::{
    Application, ApplicationReason, Coverage, CoverageStanding, DatedIncomeTier, DepartureAbroad,
    DigitalCertificate, Document, DocumentKind, Dossier, IncomeTier, MyNumberCard, Registration,
    Relocation, Role, Rules, SelfInformationBlock, Settings, Standing, judge,
};
use jiff::{
    ToSpan,
    civil::{Date, date},
};

use testing::Person;

#[cfg(test)]
#[expect(dead_code, reason = "the tables are those of the modules")]
#[path = "../src/testing.rs"]
mod testing;

const FIRST: Date = date(2012, 1, 1);
const LAST: Date = date(2091, 12, 31);

/// Walks the days backward, so that each day knows the next one that differs.
#[track_caller]
fn check(facts: &str) {
    let person = Person::of(facts);
    let dossier = person.dossier();
    assert_eq!(eligibility::impossible(&dossier), None, "{facts}");
    let settings = Settings::CONTRACT;
    let mut on = LAST;
    let mut later = judge(&dossier, &settings, on.saturating_add(1.day())).standing;
    // What lies beyond the last day is not known here.
    let mut next = None;
    let mut changes = 0;
    while on >= FIRST {
        let judgement = judge(&dossier, &settings, on);
        if judgement.standing != later {
            next = Some(on.saturating_add(1.day()));
            changes += 1;
        }
        let said = judgement.next_change_on(&dossier, &settings);
        match next {
            Some(_) => assert_eq!(said, next, "{on} of {facts}"),
            None => assert!(said.is_none_or(|it| it > LAST), "{on} of {facts}: {said:?}"),
        }
        nobody_is_left_alone(&judgement.standing, on, facts);
        later = judgement.standing;
        on = on.saturating_sub(1.day());
    }
    assert!(changes > 5, "a life in which something happens: {facts}");
}

/// Whoever is covered can show something, is due a paper, or is told what to do.
#[track_caller]
fn nobody_is_left_alone(standing: &Standing, on: Date, facts: &str) {
    let covered = matches!(standing.coverage, CoverageStanding::Covered { .. });
    let due = standing.due.iter().any(|it| it.document == DocumentKind::EligibilityCertificate);
    let is_helped = !standing.means.is_empty() || due || !standing.advice.is_empty();
    assert!(is_helped || !covered, "{on} of {facts}: {standing:?}");
    assert!(covered || standing.means.is_empty(), "{on} of {facts}: proof without coverage");
}

#[test]
fn nobody_with_a_card() {
    check(
        "born 1990-05-10; coverage 2015-04-01; \
         issued EligibilityCertificate 2025-11-10 to=2030-11-30",
    );
}

#[test]
fn a_holder_who_forgets_to_renew() {
    check(
        "card 2021-03-01; certificate 2021-03-01; registered 2021-11-01; coverage 2024-04-01; \
         issued FormerInsuranceCertificate 2024-04-01; issued EligibilityNotice 2025-10-15; \
         issued EligibilityCertificate 2026-05-12 to=2031-05-31",
    );
}

#[test]
fn a_holder_who_renews_in_grace_and_after_it() {
    check(
        "card 2021-03-01; certificate 2021-03-01; certificate 2026-05-31; certificate 2031-06-01; \
         registered 2021-11-01; registered 2031-06-15; coverage 2025-04-01; \
         issued EligibilityNotice 2025-04-10",
    );
}

#[test]
fn born_on_the_first_from_70_to_75_and_beyond() {
    check(
        "born 1955-11-01; coverage 2024-12-02 lost=2030-11-01; \
         coverage 2030-11-01 insurer=39130000 tier=2031-08-01/CertainLevel \
         tier=2032-08-01/ActiveLevel; issued EligibilityCertificate 2024-12-02 to=2029-07-31; \
         card 2025-11-10; certificate 2025-11-10; registered 2025-12-01",
    );
}

#[test]
fn born_on_29_february() {
    check(
        "born 1956-02-29; coverage 2024-04-01; card 2020-02-29; certificate 2020-02-29; \
         registered 2020-02-29 cancel=2026-01-31; issued EligibilityNotice 2024-12-10",
    );
}

#[test]
fn late_stage_and_85() {
    check(
        "born 1941-08-01; coverage 2016-08-01 insurer=39130000; \
         issued EligibilityCertificate 2025-07-20 from=2025-08-01 to=2026-07-31; \
         card 2017-02-01; certificate 2022-02-01; registered 2022-02-01",
    );
}

#[test]
fn a_child_of_2019() {
    check(
        "born 2019-04-02; coverage 2019-04-02 dependent; card 2024-12-20 received=2024-12-02; \
         certificate 2024-12-20; registered 2025-01-10; issued EligibilityNotice 2025-01-20",
    );
}

#[test]
fn job_changes_and_voluntary_continuation() {
    check(
        "coverage 2014-04-01 lost=2026-03-31; coverage 2026-03-31 insurer=01130012 voluntary; \
         coverage 2028-04-03 insurer=138016; card 2021-03-01; certificate 2021-03-01; \
         certificate 2025-12-31; registered 2021-11-01; \
         issued EligibilityCertificate 2026-04-05 from=2026-03-31 insurer=01130012",
    );
}

#[test]
fn moves_within_the_country_and_abroad() {
    check(
        "card 2021-03-01; certificate 2021-03-01; registered 2021-11-01; coverage 2015-04-01; \
         moves 2024-02-28 in=2024-02-29 reported=2024-03-10 continued=2024-03-10; \
         moves 2025-12-31 in=2026-01-05 reported=2026-01-19; abroad 2027-08-01; \
         card 2030-02-01; certificate 2030-02-01; registered 2030-02-10",
    );
}

#[test]
fn lost_found_and_given_back() {
    check(
        "card 2021-03-01 suspended=2025-05-08 lost=2025-05-10 released=2025-05-20 \
         returned=2026-10-31; certificate 2021-03-01; registered 2021-11-01; coverage 2025-04-01; \
         asked EligibilityCertificate 2025-05-12 LostCard; \
         issued EligibilityCertificate 2025-05-14 to=2025-07-31; \
         asked EligibilityNotice 2025-08-01 LostDocument",
    );
}

#[test]
fn two_cards_a_foreign_resident_and_a_revoked_certificate() {
    check(
        "stay 2027-03-10; card 2016-03-01; card 2026-01-10 handed=2026-02-20; \
         certificate 2016-03-01; certificate 2020-12-20; \
         certificate 2026-01-10 revoked=2026-09-30; certificate 2026-10-05; registered 2021-11-01; coverage 2025-04-01 lost=2027-03-11",
    );
}

#[test]
fn blocked_for_a_time_and_in_need_of_assistance() {
    check(
        "needs_assistance; no_smartphone; blocked from=2025-06-01 to=2026-03-31; \
         card 2021-03-01 pinless; certificate 2021-03-01; certificate 2026-02-01; \
         registered 2021-11-01; coverage 2024-04-01; \
         issued EligibilityCertificate 2025-06-02 to=2026-05-31; \
         issued EligibilityCertificate 2026-05-20 from=2026-06-01 to=2031-05-31 lost=2027-01-01; \
         asked EligibilityCertificate 2027-01-05 LostDocument",
    );
}
