//! How long a digital certificate is valid, and its phases.

use crate::{
    Settings,
    testing::{check, check_with},
};

#[test]
fn the_fifth_birthday_after_the_issue() {
    check(
        "card 2019-01-01 to=2039-12-31",
        "
        facts                                    on          valid_to
        born 1990-05-02; certificate 2019-07-26  2026-01-01  2024-05-02  # G-01
        born 1990-05-10; certificate 2021-05-10  2026-01-01  2026-05-10  # G-02
        born 1990-05-10; certificate 2021-05-09  2026-01-01  2025-05-10  # G-03
        born 1990-05-10; certificate 2021-05-11  2026-01-01  2026-05-10  # G-04
        born 1985-02-14; certificate 2020-12-20  2026-01-01  2025-02-14  # G-05
        born 2000-02-29; certificate 2019-06-01  2026-01-01  2024-02-28  # G-10
        born 2000-02-29; certificate 2019-02-27  2026-01-01  2023-02-28
        born 2000-02-29; certificate 2019-02-28  2026-01-01  2024-02-28
        ",
    );
}

#[test]
fn the_sixth_birthday_for_a_renewal_within_its_window() {
    check(
        "born 1985-02-14; card 2021-03-01 to=2039-12-31",
        "
            on          valid_to
        certificate 2021-03-01; certificate 2025-11-14:
            2026-03-01  2030-02-14  # G-07
        certificate 2021-03-01; certificate 2025-11-15:
            2026-03-01  2031-02-14  # G-06
        certificate 2021-03-01; certificate 2026-02-13:
            2026-03-01  2031-02-14
        certificate 2021-03-01; certificate 2026-02-14:
            2026-03-01  2032-02-14  # G-09
        certificate 2021-03-01; certificate 2026-02-15:
            2026-03-01  2031-02-14  # G-08
        certificate 2021-03-01 revoked=2025-11-14; certificate 2025-11-15:
            2026-03-01  2030-02-14
        certificate 2021-03-01 revoked=2025-11-15; certificate 2025-11-15:
            2026-03-01  2031-02-14
        certificate 2021-03-01 to=2026-01-31; certificate 2025-11-01:
            2026-03-01  2031-02-14
        certificate 2021-03-01 to=2026-01-31; certificate 2025-10-31:
            2026-03-01  2030-02-14
        ",
    );
}

#[test]
fn a_certificate_ends_with_its_card_unless_read_otherwise() {
    check(
        "born 1980-09-30; card 2017-08-01 to=2026-09-30",
        "
        facts                                 on          valid_to
        certificate 2024-08-01                2024-08-01  2026-09-30  # G-11
        certificate 2024-08-01 to=2026-10-01  2024-08-01  2026-10-01
        ",
    );
}

#[test]
fn the_days_around_an_expiry() {
    check(
        "card 2021-03-01 to=2039-12-31",
        "
            on          notice_from  renewable_from  usable_to
        certificate 2021-03-01 to=2026-02-14:
            2025-01-01  2025-11-14   2025-11-15      2026-05-31  # G-20
        certificate 2021-03-01 to=2026-02-28:
            2025-01-01  2025-11-28   2025-11-29      2026-05-31
        certificate 2021-03-01 to=2026-05-31:
            2025-01-01  2026-02-28   2026-03-01      2026-08-31  # G-22
        certificate 2021-03-01 to=2026-05-29:
            2025-01-01  2026-02-28   2026-03-01      2026-08-31
        certificate 2021-03-01 to=2026-08-31:
            2025-01-01  2026-05-31   2026-06-01      2026-11-30  # G-24
        certificate 2021-03-01 to=2026-11-30:
            2025-01-01  2026-08-30   2026-08-31      2027-02-28
        certificate 2021-03-01 to=2026-01-01:
            2025-01-01  2025-10-01   2025-10-02      2026-04-30  # G-26
        certificate 2021-03-01 to=2027-11-15:
            2025-01-01  2027-08-15   2027-08-16      2028-02-29
        certificate 2021-03-01 to=2026-05-15:
            2025-01-01  2026-02-15   2026-02-16      2026-08-31  # G-28
        ",
    );
}

#[test]
fn each_phase_to_its_last_day() {
    check(
        "card 2021-03-01; certificate 2021-03-01",
        "
        on          phase            valid_to
        2021-02-28  -                -
        2021-03-01  Quiet            2026-02-14
        2025-11-13  Quiet            2026-02-14
        2025-11-14  ExpiresSoon      2026-02-14
        2026-02-14  ExpiresSoon      2026-02-14
        2026-02-15  EligibilityOnly  2026-02-14
        2026-05-31  EligibilityOnly  2026-02-14
        2026-06-01  Stopped          2026-02-14
        ",
    );
    check(
        "card 2021-03-01 lost=2026-02-01; certificate 2021-03-01 revoked=2026-02-10",
        "
        on          phase
        2026-02-09  ExpiresSoon  # a lost card does not change it
        2026-02-10  Revoked
        2026-06-01  Revoked
        ",
    );
}

#[test]
fn the_certificate_is_the_newest_of_the_card_in_use() {
    check(
        "card 2016-03-01 to=2026-02-14; certificate 2021-01-05 to=2026-02-14; \
         card 2026-01-10 handed=2026-02-01",
        "
        facts                   on          phase        valid_to
        certificate 2026-01-10  2026-01-31  ExpiresSoon  2026-02-14
        certificate 2026-01-10  2026-02-01  Quiet        2031-02-14
        certificate 2026-01-09  2026-02-01  -            -  # of the card before
        certificate 2026-02-02  2026-02-01  -            -  # to come
        certificate 2026-02-02  2026-02-02  Quiet        2031-02-14
        ",
    );
}

#[test]
fn a_certificate_counts_from_the_next_day_by_setting() {
    let facts = "card 2021-03-01; certificate 2021-03-01; registered 2021-11-01; \
                 certificate 2026-05-31; coverage 2025-04-01";
    let next_day = Settings { certificate_counts_next_day: true, ..Settings::CONTRACT };
    check_with(
        &next_day,
        facts,
        "
        on          phase            registration  use
        2026-05-31  EligibilityOnly  Registered    EligibilityOnly
        2026-06-01  Quiet            Registered    Everything
        ",
    );
    check(
        facts,
        "
        on          phase            use
        2026-05-30  EligibilityOnly  EligibilityOnly
        2026-05-31  Quiet            Everything
        ",
    );
}
