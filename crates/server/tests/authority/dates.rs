//! Last days and windows, on both sides of each edge.

use crate::{life::live, world::World};

#[tokio::test]
async fn the_last_days_of_card_and_certificates() {
    let world = World::new().await;
    // Born on 29 February: the birthday is the 28th in every year.
    live(
        &world,
        "born=2000-02-29 card=2026-02-27",
        "
        2026-02-27  look  Usable 2035-02-28  Quiet 2030-02-28  everything  good/good
        ",
    )
    .await;
    live(
        &world,
        "born=2000-02-29 card=2026-02-28",
        "
        2026-02-28  look  Usable 2036-02-28  Quiet 2031-02-28  everything  good/good  # on the birthday: a full term
        ",
    )
    .await;
    // 18 on the day the application is received, not on that of making or handing over.
    live(
        &world,
        "born=2008-04-10",
        "
        2026-04-09  apply first  None -  -  nothing  -/-
        2026-04-10  make         None -  -  nothing  good/good
        2026-04-11  hand_over    Usable 2031-04-10  Quiet 2031-04-10  nothing  good/good
        ",
    )
    .await;
    live(
        &world,
        "born=2008-04-10",
        "
        2026-04-12  apply first received=2026-04-10  None -  -  nothing  -/-
        2026-04-12  make                             None -  -  nothing  good/good
        2026-04-13  hand_over                        Usable 2036-04-10  Quiet 2031-04-10  nothing  good/good
        ",
    )
    .await;
    live(
        &world,
        "born=2008-04-10",
        "
        2026-04-12  apply first received=2026-04-13  ! day_to_come  2026-04-12 or earlier (F-21)
        2026-04-12  apply first received=2008-04-09  ! day_before_its_cause  2008-04-10 or later (F-21)
        ",
    )
    .await;
}

#[tokio::test]
async fn a_period_of_stay_caps_the_card_and_ends_acts() {
    let world = World::new().await;
    live(
        &world,
        "born=1995-06-01 stay=2027-08-01 card=2026-03-05",
        "
        2026-03-05  look            Usable 2027-08-01  Quiet 2027-08-01  everything  good/good
        2027-05-01  apply expiring  ! too_early  2027-05-02 or later (F-24, R-162)
        2027-05-01  renew           ! too_early  2027-05-02 or later (F-04, R-061)
        2027-05-02  apply expiring  Usable 2027-08-01  ExpiresSoon 2027-08-01  everything  good/good
        2027-08-01  make            Usable 2027-08-01  ExpiresSoon 2027-08-01  everything  good/good
        2027-08-02  hand_over       ! stay_over  2027-08-02 or later (F-25)
        2027-08-02  look            Expired 2027-08-01  EligibilityOnly 2027-08-01  eligibility  good/good
        2027-08-02  renew           ! stay_over  2027-08-02 or later (F-25)
        ",
    )
    .await;
}

#[tokio::test]
async fn under_fifteen_there_is_no_certificate_to_sign_and_who_stands_for_them_acts() {
    let world = World::new().await;
    live(
        &world,
        "born=2011-04-10",
        "
        2026-04-09  apply first                        ! legal_representative  legal_representative (P-02)
        2026-04-09  apply first agent                  ! legal_representative  legal_representative (P-02)
        2026-04-09  apply first legal_representative   None -  -  nothing  -/-
        2026-04-09  make                               ! signature_under_15  2026-04-10 or later (P-02)
        2026-04-09  make no_signature                  None -  -  nothing  good/-
        2026-04-09  hand_over                          ! legal_representative  legal_representative (P-02)
        2026-04-09  hand_over legal_representative     Usable 2030-04-10  Quiet 2030-04-10  nothing  good/-
        2026-04-09  sign legal_representative          ! signature_under_15  2026-04-10 or later (P-02)
        2026-04-10  sign                               Usable 2030-04-10  Quiet 2030-04-10  nothing  good/good  # the 15th birthday
        ",
    )
    .await;
}

#[tokio::test]
async fn certificates_are_renewed_in_the_window_in_the_grace_and_after_it() {
    let world = World::new().await;
    let card = "born=1990-05-10 card=2026-03-05";
    // Within three months of its end the renewed one keeps the birthday: the sixth.
    live(
        &world,
        card,
        "
        2030-02-09  renew  ! too_early  2030-02-11 or later (F-04, R-061)
        2030-02-10  renew  ! too_early  2030-02-11 or later (F-04, R-061)
        2030-02-11  renew  Usable 2035-05-10  Quiet 2035-05-10  everything  good/good
        2030-02-12  renew  ! too_early  2035-02-11 or later (F-04, R-061)
        ",
    )
    .await;
    live(
        &world,
        card,
        "
        2030-05-09  renew  Usable 2035-05-10  Quiet 2035-05-10  everything  good/good
        ",
    )
    .await;
    // After its end it is a new issue: the fifth birthday, and the card caps it.
    live(
        &world,
        card,
        "
        2030-05-11  look   Usable 2035-05-10  EligibilityOnly 2030-05-10  eligibility  good/good
        2030-08-31  look   Usable 2035-05-10  EligibilityOnly 2030-05-10  eligibility  good/good
        2030-08-31  renew  Usable 2035-05-10  Quiet 2035-05-10  everything  good/good  # the last day of grace: registered still
        ",
    )
    .await;
    live(
        &world,
        card,
        "
        2030-08-31  renew no_signature  Usable 2035-05-10  Quiet 2035-05-10  everything  good/good
        2035-05-11  renew               ! card  usable (R-063, F-10)
        ",
    )
    .await;
    live(
        &world,
        card,
        "
        2030-09-01  look      Usable 2035-05-10  Stopped 2030-05-10  nothing  good/good
        2030-09-01  renew     Usable 2035-05-10  Quiet 2035-05-10  nothing  good/good  # registered no more
        2030-09-02  register  Usable 2035-05-10  Quiet 2035-05-10  everything  good/good
        ",
    )
    .await;
}

#[tokio::test]
async fn the_sixth_birthday_is_not_capped_by_a_longer_card() {
    let world = World::new().await;
    // The card ends with its tenth birthday, the first certificate with its fifth.
    live(
        &world,
        "born=1990-05-10 card=2026-05-10",
        "
        2026-05-10  look   Usable 2036-05-10  Quiet 2031-05-10  everything  good/good
        2031-02-11  renew  Usable 2036-05-10  Quiet 2036-05-10  everything  good/good
        2036-02-11  apply expiring  Usable 2036-05-10  ExpiresSoon 2036-05-10  everything  good/good
        2036-03-01  make            Usable 2036-05-10  ExpiresSoon 2036-05-10  everything  good/good
        2036-05-10  hand_over       Usable 2045-05-10  Quiet 2041-05-10  everything  good/good
        ",
    )
    .await;
}
