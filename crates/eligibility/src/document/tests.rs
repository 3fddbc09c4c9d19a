//! When a paper is shown, and when it goes back.

use jiff::civil::date;

use crate::{
    ExpiredPapers, Settings,
    testing::{check, check_with},
};

#[test]
fn a_paper_is_shown_while_issued_valid_and_at_hand() {
    check(
        "coverage 2025-04-01",
        "
            on          means
        issued EligibilityCertificate 2025-04-10 from=2025-04-01 to=2026-07-31:
            2025-04-09  -
            2025-04-10  EligibilityCertificate
        issued EligibilityCertificate 2025-04-10 from=2025-05-01 to=2026-07-31:
            2025-04-30  -
            2025-05-01  EligibilityCertificate
            2026-07-31  EligibilityCertificate
            2026-08-01  -
        issued EligibilityCertificate 2025-04-10:
            2035-08-01  EligibilityCertificate
        issued EligibilityCertificate 2025-04-10 lost=2026-01-10:
            2026-01-09  EligibilityCertificate
            2026-01-10  -
        issued EligibilityCertificate 2025-04-10 returned=2026-01-10:
            2026-01-09  EligibilityCertificate
            2026-01-10  -
        issued EligibilityNotice 2025-04-10:
            2026-01-10  -  # G-58: never without the card
        ",
    );
}

#[test]
fn a_former_certificate_ends_on_2025_12_01_at_the_latest() {
    let facts = "coverage 2024-04-01; issued FormerInsuranceCertificate 2024-04-01";
    check(
        facts,
        "
        on          means
        2025-12-01  FormerInsuranceCertificate
        2025-12-02  -
        ",
    );
    check(
        "coverage 2024-04-01; issued FormerInsuranceCertificate 2024-04-01 to=2025-07-31",
        "
        on          means
        2025-07-31  FormerInsuranceCertificate
        2025-08-01  -
        ",
    );
    let earlier = Settings { former_certificate_end: date(2025, 9, 30), ..Settings::CONTRACT };
    check_with(
        &earlier,
        facts,
        "
        on          means
        2025-09-30  FormerInsuranceCertificate
        2025-10-01  -
        ",
    );
    let later = Settings { former_certificate_end: date(2026, 3, 31), ..Settings::CONTRACT };
    check_with(
        &later,
        facts,
        "
        on          means
        2025-12-01  FormerInsuranceCertificate
        2025-12-02  -  # no setting goes beyond the law
        ",
    );
}

#[test]
fn a_paper_ends_with_the_coverage_it_belongs_to() {
    check(
        "coverage 2025-04-01 lost=2026-04-01; coverage 2026-04-01 insurer=01130012",
        "
            on          means
        issued EligibilityCertificate 2025-04-10:
            2026-03-31  EligibilityCertificate
            2026-04-01  -
        issued EligibilityCertificate 2026-03-20:
            2026-04-01  -
        issued EligibilityCertificate 2026-03-20 from=2026-04-01:
            2026-04-01  EligibilityCertificate
            2026-03-31  -
        issued EligibilityCertificate 2026-04-05 from=2026-04-01 insurer=113019:
            2026-04-05  -  # the insurer decides
        issued EligibilityCertificate 2026-03-20 insurer=01130012:
            2026-04-01  EligibilityCertificate
        issued EligibilityCertificate 2025-03-20 from=2025-03-20:
            2026-03-31  -  # of no coverage
        ",
    );
}

#[test]
fn a_paper_of_a_lost_coverage_goes_back_within_five_days() {
    let facts = "issued EligibilityCertificate 2025-04-10 to=2026-07-31";
    check(
        facts,
        "
            on          give_back
        coverage 2025-04-01 lost=2026-04-01:
            2026-03-31  -
            2026-04-01  EligibilityCertificate 2026-04-06 Employer  # G-67
            2027-04-01  EligibilityCertificate 2026-04-06 Employer
        coverage 2025-04-01 lost=2026-04-01 insurer=01130012:
            2026-04-01  EligibilityCertificate 2026-04-06 Employer
        coverage 2025-04-01 lost=2026-04-01 insurer=01130012 voluntary:
            2026-04-01  EligibilityCertificate 2026-04-06 Insurer
        coverage 2025-04-01 lost=2026-04-01 insurer=138016:
            2026-04-01  EligibilityCertificate 2026-04-06 Insurer  # a municipality
        coverage 2025-04-01 lost=2026-04-01 insurer=39130000:
            2026-04-01  EligibilityCertificate 2026-04-06 Insurer
        ",
    );
    let setting = Settings { return_within_days: 14, ..Settings::CONTRACT };
    check_with(
        &setting,
        facts,
        "
            on          give_back
        coverage 2025-04-01 lost=2026-04-01 insurer=01130012:
            2026-04-01  EligibilityCertificate 2026-04-15 Employer
        ",
    );
}

#[test]
fn an_expired_paper_is_destroyed_or_by_setting_comes_back() {
    let facts = "coverage 2025-04-01 insurer=01130012; \
                 issued EligibilityCertificate 2025-04-10 to=2026-07-31";
    check(
        facts,
        "
        on          give_back
        2026-07-31  -
        2026-08-01  EligibilityCertificate - Nobody
        ",
    );
    let setting = Settings { expired_papers: ExpiredPapers::Returned, ..Settings::CONTRACT };
    check_with(
        &setting,
        facts,
        "
        on          give_back
        2026-07-31  -
        2026-08-01  EligibilityCertificate - Employer
        ",
    );
}

#[test]
fn one_paper_of_a_kind_goes_back_the_lost_coverage_first() {
    check(
        "coverage 2025-04-01 lost=2026-04-01 insurer=01130012; coverage 2026-04-01; \
         issued EligibilityCertificate 2025-04-10",
        "
            on          give_back
        issued EligibilityCertificate 2026-04-02 to=2026-04-30:
            2026-05-01  EligibilityCertificate 2026-04-06 Employer
        issued EligibilityNotice 2025-04-10:
            2026-05-01  EligibilityCertificate 2026-04-06 Employer  # a notice never
        ",
    );
    check(
        "coverage 2025-04-01 lost=2026-04-01 insurer=01130012",
        "
            on          give_back
        issued ElderlyRecipientCertificate 2025-04-10 lost=2026-04-10:
            2026-04-09  ElderlyRecipientCertificate 2026-04-06 Employer
            2026-04-10  -
        issued ElderlyRecipientCertificate 2025-04-10 returned=2026-04-10:
            2026-04-09  ElderlyRecipientCertificate 2026-04-06 Employer
            2026-04-10  -
        issued FormerInsuranceCertificate 2025-04-01:
            2025-12-01  -
            2025-12-02  FormerInsuranceCertificate - Nobody
            2026-04-01  FormerInsuranceCertificate 2026-04-06 Employer
        ",
    );
}
