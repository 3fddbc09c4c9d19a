use jiff::civil::date;

use super::*;
use crate::testing::Person;

/// Compares every row: the facts for all, then `kind`, `on`, and what is wanted.
///
/// A heading that ends in `:` adds facts to the rows below it. `valid` is `from to`, with `-` for
/// a last day that is not printed, and `none` where nothing is left.
#[track_caller]
fn check(settings: &Settings, kind: DocumentKind, facts: &str, table: &str) {
    let mut heading = "";
    let mut rows = 0;
    let lines = table.lines().map(|it| it.split('#').next().unwrap().trim());
    for line in lines.filter(|it| !it.is_empty() && !it.starts_with("on ")) {
        if let Some(facts) = line.strip_suffix(':') {
            heading = facts;
            continue;
        }
        let cells: Vec<&str> =
            line.split("  ").map(str::trim).filter(|it| !it.is_empty()).collect();
        let person = Person::of(&format!("{facts}; {heading}"));
        let found = paper_validity(&person.dossier(), settings, kind, cells[0].parse().unwrap());
        let shown = found.as_ref().map_or("none".to_owned(), |it| {
            let to = it.valid_to.map_or("-".to_owned(), |it| it.to_string());
            format!("{} {to}", it.valid_from)
        });
        assert_eq!(shown, cells[1], "valid of: {heading} {line}");
        let ids = |it: &PaperValidity| it.because.iter().map(|it| it.id()).collect::<Vec<_>>();
        if let Some(wanted) = cells.get(2) {
            assert_eq!(
                found.as_ref().map(ids).unwrap().join(" "),
                *wanted,
                "why: {heading} {line}"
            );
        }
        rows += 1;
    }
    assert!(rows > 0, "a table with rows");
}

const CERTIFICATE: DocumentKind = DocumentKind::EligibilityCertificate;
const NOTICE: DocumentKind = DocumentKind::EligibilityNotice;
const ELDERLY: DocumentKind = DocumentKind::ElderlyRecipientCertificate;

#[test]
fn years_end_the_day_before_the_same_day() {
    check(
        &Settings::CONTRACT,
        CERTIFICATE,
        "",
        "
            on          valid                  because
        coverage 2026-04-01:
            2026-04-01  2026-04-01 2031-03-31  R-152 F-39
            2026-05-20  2026-04-01 2031-03-31  R-152 F-39
        coverage 2024-12-02:
            2024-12-02  2024-12-02 2029-12-01
        coverage 2024-12-01:
            2025-12-01  2025-12-02 2030-12-01  R-153 F-39
            2025-12-02  2025-12-02 2030-12-01  F-39  # no former certificate left to follow
            2025-12-03  2025-12-03 2030-12-02
        coverage 2028-02-29:
            2028-02-29  2028-02-29 2033-02-28  # 2033 has no such day: to the end of the month
        coverage 2028-03-01:
            2028-03-01  2028-03-01 2033-02-28
        ",
    );
    let one =
        Settings { certificate_validity: CertificateValidity::Years(1), ..Settings::CONTRACT };
    check(
        &one,
        CERTIFICATE,
        "",
        "
            on          valid
        coverage 2026-04-01:
            2026-04-01  2026-04-01 2027-03-31
            2027-03-31  2026-04-01 2027-03-31  # its last day
            2027-04-01  2027-04-01 2028-03-31  # what would be over begins when it is made
        coverage 2028-02-29:
            2028-02-29  2028-02-29 2029-02-28
        ",
    );
    let longer =
        Settings { certificate_validity: CertificateValidity::Years(9), ..Settings::CONTRACT };
    check(&longer, CERTIFICATE, "coverage 2026-04-01", "2026-04-01  2026-04-01 2031-03-31");
}

#[test]
fn to_the_next_such_day_of_a_year() {
    let july = Settings {
        certificate_validity: CertificateValidity::YearlyTo(7, 31),
        ..Settings::CONTRACT
    };
    check(
        &july,
        CERTIFICATE,
        "",
        "
            on          valid
        coverage 2026-07-30:
            2026-07-30  2026-07-30 2026-07-31
        coverage 2026-07-31:
            2026-07-31  2026-07-31 2026-07-31
        coverage 2026-08-01:
            2026-08-01  2026-08-01 2027-07-31
        coverage 2026-04-01:
            2026-07-31  2026-04-01 2026-07-31
            2026-08-01  2026-08-01 2027-07-31  # it would be over
        coverage 2020-04-01; issued EligibilityCertificate 2025-11-01 from=2025-12-02 to=2026-07-31:
            2026-07-01  2026-08-01 2027-07-31  R-108 F-39  # the next one
        ",
    );
    let february = Settings {
        certificate_validity: CertificateValidity::YearlyTo(2, 29),
        ..Settings::CONTRACT
    };
    check(
        &february,
        CERTIFICATE,
        "coverage 2026-04-01",
        "
        2026-04-01  2026-04-01 2027-02-28
        2028-02-29  2028-02-29 2028-02-29
        2028-03-01  2028-03-01 2029-02-28
        ",
    );
}

#[test]
fn to_one_day_for_everybody_and_never_longer_than_five_years() {
    let to =
        |day| Settings { certificate_validity: CertificateValidity::To(day), ..Settings::CONTRACT };
    check(
        &to(date(2029, 11, 30)),
        CERTIFICATE,
        "coverage 2026-04-01",
        "
        2026-04-01  2026-04-01 2029-11-30
        2029-11-30  2026-04-01 2029-11-30
        2029-12-01  none  # the setting is over
        ",
    );
    check(
        &to(date(2031, 3, 31)),
        CERTIFICATE,
        "coverage 2026-04-01",
        "2026-04-01  2026-04-01 2031-03-31",
    );
    check(
        &to(date(2031, 4, 1)),
        CERTIFICATE,
        "coverage 2026-04-01",
        "2026-04-01  2026-04-01 2031-03-31",
    );
}

#[test]
fn at_seventy_where_the_share_is_printed() {
    let table = "
            on          valid                  because
        born 1956-09-01:
            2026-04-01  2026-04-01 2026-08-31  R-152 F-39 F-41 F-43  # on the 1st: a month early
            2026-08-31  2026-04-01 2026-08-31
            2026-09-01  2026-09-01 2031-08-31  F-39  # five years, and the day before 75
        born 1956-09-02:
            2026-04-01  2026-04-01 2026-09-30
            2026-10-01  2026-10-01 2031-09-01
        born 1956-02-29:
            2026-04-01  2026-04-01 2031-02-28
        born 1961-03-31:
            2026-04-01  2026-04-01 2031-03-31  R-152 F-39  # 70 and five years on one day
        born 1961-03-01:
            2026-04-01  2026-04-01 2031-02-28  # attained on 28 February
        born 1961-04-01:
            2026-04-01  2026-04-01 2031-03-31
        born 1961-04-02:
            2026-04-01  2026-04-01 2031-03-31
    ";
    check(&Settings::CONTRACT, CERTIFICATE, "coverage 2026-04-01", table);
    let apart = Settings { share: SharePlace::Separate, ..Settings::CONTRACT };
    check(
        &apart,
        CERTIFICATE,
        "coverage 2026-04-01; born 1956-09-01",
        "2026-04-01  2026-04-01 2031-03-31  R-152 F-39",
    );
    check(
        &Settings::CONTRACT,
        CERTIFICATE,
        "coverage 2025-04-01; born 1956-09-01; issued EligibilityCertificate 2025-04-01",
        "
        2026-08-31  2026-09-01 2031-08-31  R-108 F-39  # the next one
        2026-09-01  2026-09-01 2031-08-31
        ",
    );
}

#[test]
fn the_day_before_seventy_five_but_for_the_late_stage_elderly() {
    check(
        &Settings::CONTRACT,
        CERTIFICATE,
        "coverage 2026-04-01",
        "
            on          valid
        born 1955-11-15:
            2026-04-01  2026-04-01 2030-11-14  R-152 F-39 F-41 F-73
        born 1956-02-29:
            2026-04-01  2026-04-01 2031-02-28
        born 1956-03-31:
            2026-04-01  2026-04-01 2031-03-30
        born 1956-04-01:
            2026-04-01  2026-04-01 2031-03-31
        born 1951-04-02:
            2026-04-01  2026-04-01 2026-04-01
        born 1951-04-01:
            2026-04-01  none
        ",
    );
    check(
        &Settings::CONTRACT,
        CERTIFICATE,
        "born 1950-04-01; coverage 2026-04-01 insurer=39130000",
        "2026-04-01  2026-04-01 2031-03-31  R-152 F-39",
    );
}

#[test]
fn the_day_after_the_period_of_stay() {
    check(
        &Settings::CONTRACT,
        CERTIFICATE,
        "coverage 2026-04-01; stay 2027-03-10",
        "
        2026-04-01  2026-04-01 2027-03-11  R-152 F-39 F-41
        2027-03-11  2026-04-01 2027-03-11
        2027-03-12  none
        ",
    );
    check(
        &Settings::CONTRACT,
        CERTIFICATE,
        "coverage 2026-04-01; stay 2031-03-29",
        "2026-04-01  2026-04-01 2031-03-30",
    );
    check(
        &Settings::CONTRACT,
        CERTIFICATE,
        "coverage 2026-04-01; stay 2031-03-30",
        "2026-04-01  2026-04-01 2031-03-31  R-152 F-39",
    );
}

#[test]
fn no_longer_than_the_coverage() {
    check(
        &Settings::CONTRACT,
        CERTIFICATE,
        "",
        "
            on          valid
        coverage 2026-04-01 voluntary:
            2026-04-01  2026-04-01 2028-03-31  R-152 F-39 F-41
            2028-03-31  2026-04-01 2028-03-31
            2028-04-01  none
        coverage 2024-12-31 voluntary:
            2026-01-01  2024-12-31 2026-12-30
        coverage 2028-02-29 voluntary:
            2028-02-29  2028-02-29 2030-02-28  # no 29 February
        coverage 2026-04-01 lost=2026-10-01:
            2026-04-01  2026-04-01 2026-09-30  R-152 F-39 F-94
            2026-09-30  2026-04-01 2026-09-30
            2026-10-01  none
        coverage 2026-04-01 lost=2026-04-01:
            2026-04-01  none
        coverage 2026-04-01:
            2026-03-31  none
        ",
    );
}

#[test]
fn the_next_one_begins_where_the_one_in_hand_ends() {
    check(
        &Settings::CONTRACT,
        CERTIFICATE,
        "coverage 2025-04-01",
        "
            on          valid
        issued EligibilityCertificate 2025-04-01 to=2026-07-31:
            2026-07-31  2026-08-01 2031-07-31  R-108 F-39
            2026-08-01  2026-08-01 2031-07-31  F-39
            2026-08-02  2026-08-02 2031-08-01
        issued EligibilityCertificate 2025-04-01 to=2026-07-31 lost=2026-07-02:
            2026-07-01  2026-08-01 2031-07-31
            2026-07-02  2026-07-02 2031-07-01  # nothing in hand
        issued EligibilityCertificate 2025-04-01 to=2026-07-31 returned=2026-07-02:
            2026-07-02  2026-07-02 2031-07-01
        issued EligibilityCertificate 2025-04-01 to=2029-07-31; \
            asked EligibilityCertificate 2026-05-01 LostDocument:
            2026-05-01  2026-05-01 2031-04-30  # applied for again: at once
        issued EligibilityCertificate 2025-04-01 to=2029-07-31; \
            asked EligibilityCertificate 2026-05-01 Other:
            2026-05-01  2026-05-01 2031-04-30
        "
        .replace("\\\n            ", "")
        .as_str(),
    );
}

#[test]
fn the_first_one_of_an_older_coverage_follows_the_former_certificate() {
    check(
        &Settings::CONTRACT,
        CERTIFICATE,
        "coverage 2020-04-01",
        "
            on          valid
        issued FormerInsuranceCertificate 2020-04-01:
            2025-10-01  2025-12-02 2030-12-01  R-153 F-39
        issued FormerInsuranceCertificate 2020-04-01 to=2025-09-30:
            2025-08-01  2025-10-01 2030-09-30
            2025-09-30  2025-10-01 2030-09-30
            2025-10-01  2025-10-01 2030-09-30  F-39
        issued FormerInsuranceCertificate 2020-04-01 lost=2025-06-01; \
            asked EligibilityCertificate 2025-06-01 LostDocument:
            2025-06-02  2025-06-02 2030-06-01  # there is none to follow
        "
        .replace("\\\n            ", "")
        .as_str(),
    );
}

#[test]
fn a_need_that_arises_later_is_met_from_the_day_of_issue() {
    check(
        &Settings::CONTRACT,
        CERTIFICATE,
        "coverage 2025-04-01; card 2021-03-01; certificate 2021-03-01; registered 2021-11-01",
        "
        2026-05-01  2026-05-01 2031-04-30  F-39
        ",
    );
    check(
        &Settings::CONTRACT,
        CERTIFICATE,
        "coverage 2026-04-01; asked EligibilityCertificate 2026-04-05 Other",
        "2026-04-10  2026-04-01 2031-03-31  R-152 F-39  # asked for by who was to get it anyway",
    );
}

#[test]
fn a_notice_has_a_last_day_from_seventy_on() {
    let holder = "card 2021-03-01; certificate 2021-03-01 to=2029-01-01; registered 2021-11-01";
    check(
        &Settings::CONTRACT,
        NOTICE,
        &format!("{holder}; coverage 2025-12-01"),
        "
            on          valid
        born 1985-02-14:
            2025-12-01  2025-12-01 -           R-152 R-139
        born 1955-11-15:
            2025-12-01  2025-12-01 2026-07-31  R-152 F-71
        born 1955-12-02:
            2025-12-01  2025-12-01 -           R-152 R-139
        born 1951-02-10:
            2025-12-01  2025-12-01 2026-02-09  R-152 F-71 F-41 F-73
            2026-02-10  none
        ",
    );
    check(
        &Settings::CONTRACT,
        NOTICE,
        &format!("{holder}; coverage 2020-04-01; born 1955-06-15"),
        "
        2025-12-01  2025-12-02 2026-07-31  R-153 F-71
        2026-07-31  2026-07-31 2026-07-31  F-71
        2026-08-01  2026-08-01 2027-07-31  F-71
        ",
    );
    check(
        &Settings::CONTRACT,
        NOTICE,
        &format!(
            "{holder}; coverage 2025-04-01 lost=2026-04-01; issued EligibilityNotice 2025-04-01"
        ),
        "
        2026-03-31  2026-03-31 -  R-139
        2026-04-01  none
        ",
    );
}

#[test]
fn the_elderly_recipient_certificate_from_seventy_to_july() {
    let apart = Settings { share: SharePlace::Separate, ..Settings::CONTRACT };
    check(
        &apart,
        ELDERLY,
        "coverage 2025-04-01",
        "
            on          valid
        born 1955-11-15:
            2025-11-01  2025-12-01 2026-07-31  R-152 R-112 F-71
            2026-07-31  2025-12-01 2026-07-31
            2026-08-01  2026-08-01 2027-07-31  R-112 F-71
        born 1956-08-01:
            2026-07-31  2026-08-01 2027-07-31
        born 1956-07-01:
            2026-06-30  2026-07-01 2026-07-31
        born 1951-05-10:
            2025-12-01  2025-12-01 2026-05-09  R-112 F-71 F-41 F-73
        born 1955-11-15; issued ElderlyRecipientCertificate 2025-12-01 to=2026-07-31:
            2026-07-31  2026-07-31 2026-07-31  R-112 F-71  # again: at once
            2026-08-01  2026-08-01 2027-07-31
        ",
    );
}

#[test]
fn a_former_certificate_is_issued_no_more() {
    let former = DocumentKind::FormerInsuranceCertificate;
    check(&Settings::CONTRACT, former, "coverage 2026-04-01", "2026-04-01  none");
}
