//! Who is due a 資格確認書, from when, by when and why.

use crate::{
    Settings, SharePlace,
    testing::{check, check_with},
};

const HOLDER: &str = "card 2021-03-01; certificate 2021-03-01; registered 2021-11-01";

#[test]
fn who_never_had_a_working_card_is_due_one_on_enrolment() {
    check(
        "coverage 2026-04-01",
        "
            on          certificate_due                    certificate_because
        nothing else:
            2026-04-01  2026-04-01 2026-04-01 OnEnrolment  R-152 R-098  # G-41
        card 2021-03-01:
            2026-04-01  2026-04-01 2026-04-01 OnEnrolment  R-152 R-035 F-51
        card 2021-03-01; certificate 2021-03-01 to=2027-01-01:
            2026-04-01  2026-04-01 2026-04-01 OnEnrolment  R-152 R-099  # G-42
        card 2021-03-01; certificate 2021-03-01 to=2027-01-01; registered 2026-04-02:
            2026-04-01  2026-04-01 2026-04-01 OnEnrolment  R-152 R-099
            2026-04-02  -                                  -  # G-43
        blocked:
            2026-04-01  2026-04-01 2026-04-01 OnEnrolment  R-152 R-103 F-49  # G-52
        ",
    );
}

#[test]
fn an_expired_certificate_is_met_in_the_last_month_of_grace() {
    let facts = format!("{HOLDER}; coverage 2025-04-01");
    check(
        &facts,
        "
            on          certificate_due                  certificate_because
        nothing else:
            2026-03-10  -                                -  # G-44
            2026-04-30  -                                -
            2026-05-01  2026-05-01 2026-05-31 ExOfficio  R-101 R-080 D-11 F-51 G-45
            2026-05-10  2026-05-01 2026-05-31 ExOfficio  R-101 R-080 D-11 F-51 G-45
            2026-06-01  2026-05-01 2026-05-31 ExOfficio  R-101 R-080 D-11 F-51 G-45  # G-46
        certificate 2026-05-20:
            2026-05-19  2026-05-01 2026-05-31 ExOfficio  R-101 R-080 D-11 F-51 G-45
            2026-05-20  -                                -
        issued EligibilityCertificate 2026-05-10 to=2026-05-30:
            2026-06-01  2026-05-01 2026-05-31 ExOfficio  R-101 R-080 D-11 F-51 G-45
        issued EligibilityCertificate 2026-05-10 to=2026-05-31:
            2026-06-01  2026-05-01 2026-05-31 ExOfficio  R-108 R-101 R-080 D-11 F-51 G-45
        issued EligibilityCertificate 2026-05-10 to=2027-05-31:
            2026-06-01  -                                -
        ",
    );
    let ahead = Settings { list_lead_months: 1, ..Settings::CONTRACT };
    check_with(
        &ahead,
        &facts,
        "
        on          certificate_due
        2026-03-31  -
        2026-04-01  2026-04-01 2026-05-31 ExOfficio
        ",
    );
}

#[test]
fn a_coverage_acquired_around_the_end_of_grace() {
    check(
        HOLDER,
        "
            on          certificate_due                    certificate_because
        coverage 2026-05-15:
            2026-05-15  2026-05-15 2026-05-31 ExOfficio    R-101 R-080 D-11 F-51 G-45
        coverage 2026-05-31:
            2026-05-31  2026-05-31 2026-05-31 ExOfficio    R-101 R-080 D-11 F-51 G-45
        coverage 2026-06-01:
            2026-06-01  2026-06-01 2026-06-01 OnEnrolment  R-152 R-101 R-080 D-11 F-51 G-45
        ",
    );
}

#[test]
fn a_cancellation_is_met_before_its_last_day() {
    check(
        "card 2021-03-01; certificate 2021-03-01; coverage 2025-04-01",
        "
            on          certificate_due                  certificate_because
        registered 2021-11-01 cancel=2026-01-10:
            2026-01-09  -                                -
            2026-01-10  2026-01-10 2026-02-28 ExOfficio  R-100 F-66 G-47  # G-47
        registered 2021-11-01 cancel=2026-01-31:
            2026-01-31  2026-01-31 2026-02-28 ExOfficio  R-100 F-66 G-47  # G-48
        registered 2021-11-01 cancel=2025-12-15:
            2026-02-01  2025-12-15 2026-01-31 ExOfficio  R-100 F-66 G-47
        registered 2021-11-01 cancel=2026-05-02:
            2026-05-02  2026-05-01 2026-05-31 ExOfficio  R-101 R-080 D-11 F-51 G-45
        ",
    );
}

#[test]
fn a_card_given_back_revoked_or_lapsed_is_met_with_the_next_list() {
    check(
        "certificate 2021-03-01; registered 2021-11-01; coverage 2025-04-01",
        "
            on          certificate_due                    certificate_because
        card 2021-03-01 returned=2025-05-10:
            2025-05-31  -                                  -
            2025-06-01  2025-06-01 2025-06-30 ExOfficio    R-102 F-46  # G-49
        card 2021-03-01 returned=2025-05-31:
            2025-06-01  2025-06-01 2025-06-30 ExOfficio    R-102 F-46
        card 2021-03-01 returned=2025-06-01:
            2025-06-30  -                                  -
            2025-07-01  2025-07-01 2025-07-31 ExOfficio    R-102 F-46
        card 2021-03-01 returned=2025-03-10:
            2025-04-01  2025-04-01 2025-04-01 OnEnrolment  R-152 R-102 F-46
        card 2021-03-01 revoked=2025-05-10:
            2025-06-01  2025-06-01 2025-06-30 ExOfficio    R-035 F-51
        card 2021-03-01; abroad 2025-05-10:
            2025-06-01  2025-06-01 2025-06-30 ExOfficio    R-035 F-51
        card 2021-03-01; moves 2025-05-10 in=2025-05-10:
            2025-06-01  2025-06-01 2025-06-30 ExOfficio    R-035 F-51
        card 2021-03-01; card 2025-05-02 handed=2025-05-20:
            2025-06-01  2025-06-01 2025-06-30 ExOfficio    R-035 F-51  # no certificate on it
        card 2021-03-01 lost=2025-05-10:
            2025-06-01  -                                  -  # G-50: on application
        card 2021-03-01 suspended=2025-05-10:
            2025-06-01  -                                  -
        ",
    );
    check(
        "card 2021-03-01; certificate 2021-03-01 revoked=2025-12-31; registered 2021-11-01; \
         coverage 2025-04-01",
        "
        on          certificate_due                  certificate_because
        2025-12-31  -                                -
        2026-01-01  2026-01-01 2026-01-31 ExOfficio  R-035 F-51
        ",
    );
}

#[test]
fn the_late_stage_elderly() {
    check(
        "card 2021-03-01; certificate 2021-03-01 to=2027-01-01; registered 2021-11-01; \
         coverage 2025-04-01 insurer=39130000",
        "
            on          certificate_due                    certificate_because
        born 1941-08-01:
            2026-07-01  2025-04-01 2025-04-01 OnEnrolment  R-152 F-48  # G-53
            2026-08-01  2025-04-01 2025-04-01 OnEnrolment  R-152 F-48  # G-55
        born 1941-08-02:
            2026-07-31  2025-04-01 2025-04-01 OnEnrolment  R-152 F-48
            2026-08-01  -                                  -  # G-54
        born 1941-08-01; issued EligibilityCertificate 2025-04-01 to=2026-07-31:
            2026-06-30  -                                  -
            2026-07-01  2026-07-01 2026-07-31 ExOfficio    R-108 F-48
        born 1941-08-02; issued EligibilityCertificate 2025-04-01 to=2026-07-31:
            2026-07-01  -                                  -
        born 1941-08-02; issued EligibilityCertificate 2025-04-01 to=2026-06-30:
            2026-06-01  2026-06-01 2026-06-30 ExOfficio    R-108 F-48
            2026-07-31  2026-06-01 2026-06-30 ExOfficio    R-108 F-48
            2026-08-01  -                                  -
        ",
    );
}

#[test]
fn the_next_one_is_due_in_the_month_of_the_end() {
    check(
        "coverage 2025-04-01",
        "
            on          certificate_due                    certificate_because
        issued EligibilityCertificate 2025-04-01 to=2026-07-31:
            2026-06-30  -                                  -
            2026-07-01  2026-07-01 2026-07-31 ExOfficio    R-108 R-098
            2026-08-01  2026-07-01 2026-07-31 ExOfficio    R-108 R-098
        issued EligibilityCertificate 2025-04-01 to=2026-07-31 lost=2025-06-01:
            2026-06-30  -                                  -  # a lost one counts as issued
            2026-07-01  2026-07-01 2026-07-31 ExOfficio    R-108 R-098
        issued EligibilityCertificate 2025-04-01 to=2026-07-31 returned=2025-06-01:
            2025-05-31  -                                  -
            2025-06-01  2025-04-01 2025-04-01 OnEnrolment  R-152 R-098
        ",
    );
}

#[test]
fn a_paper_with_the_share_ends_before_seventy() {
    let paper = "coverage 2025-04-01; issued EligibilityCertificate 2025-04-01 to=2027-03-31";
    let table = "
            on          certificate_due                  certificate_because
        born 1955-11-15:
            2025-10-31  -                                -  # G-29
            2025-11-01  2025-11-01 2025-11-30 ExOfficio  R-108 R-098 F-41
        born 1955-11-01:
            2025-09-30  -                                -  # G-30
            2025-10-01  2025-10-01 2025-10-31 ExOfficio  R-108 R-098 F-41
        born 1955-11-15; issued EligibilityCertificate 2025-11-20 from=2025-12-01 to=2027-03-31:
            2025-11-20  -                                -
    ";
    check(paper, table);
    let separate = Settings { share: SharePlace::Separate, ..Settings::CONTRACT };
    check_with(
        &separate,
        paper,
        "
        facts            on          certificate_due
        born 1955-11-15  2025-12-01  -
        born 1955-11-15  2027-03-01  2027-03-01 2027-03-31 ExOfficio
        ",
    );
}

#[test]
fn no_next_one_where_the_coverage_ends_by_law() {
    check(
        "issued EligibilityCertificate 2025-12-01",
        "
            on          certificate_due  coverage
        born 1951-01-10; coverage 2025-12-01:
            2026-01-09  -                Covered  # 75 on the next day
            2026-01-10  -                Lost
        coverage 2024-12-10 voluntary; issued EligibilityCertificate 2025-12-02:
            2026-12-09  -                Covered
            2026-12-10  -                Lost
        ",
    );
}

#[test]
fn who_needs_assistance_gets_the_next_one_without_applying() {
    check(
        "card 2021-03-01; certificate 2021-03-01 to=2029-01-01; registered 2021-11-01; \
         coverage 2025-04-01",
        "
            on          certificate_due                  certificate_because
        needs_assistance:
            2026-05-01  -                                -  # has had none
        needs_assistance; issued EligibilityCertificate 2025-05-01 to=2026-05-31:
            2026-04-30  -                                -
            2026-05-01  2026-05-01 2026-05-31 ExOfficio  R-104 F-45  # G-51
        issued EligibilityCertificate 2025-05-01 to=2026-05-31:
            2026-05-01  -                                -
        ",
    );
}
