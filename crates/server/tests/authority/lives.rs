//! Whole lives, one table each: at the counter, by telephone, moving.

use crate::{life::live, world::World};

#[tokio::test]
async fn a_card_is_applied_for_made_handed_over_and_returned() {
    let world = World::new().await;
    live(
        &world,
        "born=1990-05-10",
        "
        2026-03-01  look                        None -  -  nothing  -/-
        2026-03-01  apply expiring              ! reason  usable (F-24, R-162)
        2026-03-01  apply first                 None -  -  nothing  -/-
        2026-03-01  hand_over                   ! order  made
        2026-03-02  apply first                 ! order_open  no open application
        2026-03-05  make                        None -  -  nothing  good/good
        2026-03-06  make                        ! order  received
        2026-03-20  hand_over agent             Usable 2035-05-10  Quiet 2030-05-10  nothing  good/good
        2026-03-20  hand_over                   ! order  made
        2026-03-21  register                    Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-03-22  apply first                 ! reason  none (R-162)
        2026-04-01  pins                        Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-04-01  unlock digital_signature    Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-05-01  return agent                Returned 2035-05-10  Quiet 2030-05-10  nothing  revoked 5/revoked 5
        2026-05-02  return                      ! card  usable (R-102)
        2026-05-02  unlock user_authentication  ! card  usable (F-29, R-102)
        2026-05-02  stop lost                   ! card  usable (R-174, R-102)
        2026-05-03  apply ended                 Returned 2035-05-10  Quiet 2030-05-10  nothing  revoked 5/revoked 5
        2026-05-04  make                        Returned 2035-05-10  Quiet 2030-05-10  nothing  good/good
        2026-05-04  withdraw                    Returned 2035-05-10  Quiet 2030-05-10  nothing  revoked 5/revoked 5
        2026-05-05  withdraw                    ! order  received
        ",
    )
    .await;
    live(
        &world,
        "born=1990-05-10 card=2026-03-05",
        "
        2026-06-01  death        Revoked 2035-05-10  Quiet 2030-05-10  nothing  revoked 5/revoked 5
        2026-06-02  death        ! died  a living person
        2026-06-02  apply ended  ! died  a living person
        ",
    )
    .await;
}

#[tokio::test]
async fn a_lost_card_is_stopped_at_night_and_released_at_the_counter() {
    let world = World::new().await;
    live(
        &world,
        "born=1990-05-10 card=2026-03-05",
        "
        2026-04-01@03:00  release                    ! not_stopped  stopped (F-32)
        2026-04-01@03:00  stop lost telephone        Lost 2035-05-10  Quiet 2030-05-10  nothing  held/held
        2026-04-01@03:01  stop lost online           ! stopped  not stopped (F-32)
        2026-04-01        unlock user_authentication  ! card  usable (F-29, R-174)
        2026-04-02        renew                      ! card  usable (R-063, R-174)
        2026-04-02        release agent              ! in_person  person (F-31)
        2026-04-02        release                    Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-04-02@11:00  stop other counter         Suspended 2035-05-10  Quiet 2030-05-10  nothing  held/held  # again on the day of its release
        2026-04-02@12:00  release                    Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-04-03@00:00  stop lost online           Lost 2035-05-10  Quiet 2030-05-10  nothing  held/held
        2026-04-04        apply damaged              ! reason  usable (R-162)
        2026-04-04        apply lost                 Lost 2035-05-10  Quiet 2030-05-10  nothing  held/held
        2026-04-20        make                       Lost 2035-05-10  Quiet 2030-05-10  nothing  good/good
        2026-04-21        hand_over                  Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-04-22        stop lost                  Lost 2035-05-10  Quiet 2030-05-10  nothing  held/held
        2026-04-23        return                     Returned 2035-05-10  Quiet 2030-05-10  nothing  revoked 5/revoked 5
        ",
    )
    .await;
    live(
        &world,
        "born=1990-05-10 card=2026-03-05",
        "
        2026-04-01  apply lost  ! reason  lost (R-174, F-31)
        ",
    )
    .await;
}

#[tokio::test]
async fn name_or_address_touches_only_the_certificate_to_sign() {
    let world = World::new().await;
    live(
        &world,
        "born=1990-05-10 card=2026-03-05",
        "
        2026-04-01  readdress              Usable 2035-05-10  Quiet 2030-05-10  everything  good/revoked 3
        2026-04-01  readdress              ! already  others
        2026-04-02  unlock digital_signature  ! certificate  a valid one (F-29)
        2026-04-02  sign                   Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-04-03  rename sign            Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-04-04  apply name_change      Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-04-05  make                   Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-04-05  renew                  ! card_waits  handed_over (R-054)
        2026-04-06  hand_over pinless      Usable 2035-05-10  Quiet 2030-05-10  everything  good/revoked 5
        2026-04-07  sign                   ! pinless  one with (F-19)
        2026-04-07  pins                   ! pinless  one with (F-19)
        ",
    )
    .await;
}

#[tokio::test]
async fn a_move_is_followed_within_its_limits() {
    let world = World::new().await;
    live(
        &world,
        "born=1990-05-10 card=2026-03-05",
        "
        2026-03-20  in 2026-03-20    ! no_move  a moving-out notification (R-172)
        2026-03-25  out 2026-03-31   Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-03-26  out 2026-03-31   ! already  a move not recorded yet (R-172)
        2026-04-01  in 2026-04-02    ! day_to_come  2026-04-01 or earlier (R-172)
        2026-04-01  continue         ! no_move  a moving-in notification (R-171)
        2026-04-15  in 2026-04-01    Usable 2035-05-10  Quiet 2030-05-10  everything  good/revoked 3  # the 14th day
        2026-07-14  continue sign    Usable 2035-05-10  Quiet 2030-05-10  everything  good/good  # the 90th day
        2026-07-14  continue         ! already  not done (R-171, F-34)
        ",
    )
    .await;
    live(
        &world,
        "born=1990-05-10 card=2026-03-05",
        "
        2026-03-25  out 2026-03-31   Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-04-16  in 2026-04-01    LapsedByRelocation 2035-05-10  Quiet 2030-05-10  nothing  revoked 5/revoked 5  # a day late
        2026-04-17  apply ended      LapsedByRelocation 2035-05-10  Quiet 2030-05-10  nothing  revoked 5/revoked 5
        ",
    )
    .await;
    live(
        &world,
        "born=1990-05-10 card=2026-03-05",
        "
        2026-03-25  out 2026-03-31   Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-04-10  in 2026-04-01    Usable 2035-05-10  Quiet 2030-05-10  everything  good/revoked 3
        2026-07-09  lapse            Usable 2035-05-10  Quiet 2030-05-10  everything  good/revoked 3
        2026-07-10  continue         ! too_late  2026-07-09 or earlier (R-171, F-34)
        2026-07-10  lapse            LapsedByRelocation 2035-05-10  Quiet 2030-05-10  nothing  revoked 5/revoked 3
        2026-07-11  lapse            LapsedByRelocation 2035-05-10  Quiet 2030-05-10  nothing  revoked 5/revoked 3
        ",
    )
    .await;
}

#[tokio::test]
async fn a_departure_abroad_is_followed_by_the_day_before() {
    let world = World::new().await;
    live(
        &world,
        "born=1990-05-10 card=2026-03-05",
        "
        2026-04-01  continue_abroad    ! no_move  a departure abroad (R-176)
        2026-04-01  abroad 2026-05-01  Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-04-30  continue_abroad    Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-04-30  continue_abroad    ! already  not done (R-176, F-38)
        2026-04-30  lapse              Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-05-01  lapse              Usable 2035-05-10  Quiet 2030-05-10  everything  good/revoked 3  # the one to sign lapses
        2026-06-01  sign               Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-06-02  lapse              Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        ",
    )
    .await;
    live(
        &world,
        "born=1990-05-10 card=2026-03-05",
        "
        2026-04-01  abroad 2026-05-01  Usable 2035-05-10  Quiet 2030-05-10  everything  good/good
        2026-05-01  continue_abroad    ! too_late  2026-04-30 or earlier (R-176, F-38)
        2026-05-01  lapse              LapsedAbroad 2035-05-10  Quiet 2030-05-10  nothing  revoked 5/revoked 5
        ",
    )
    .await;
    live(
        &world,
        "born=1990-05-10 stay=2028-03-31 card=2026-03-05",
        "
        2026-04-01  abroad 2026-05-01  Usable 2028-03-31  Quiet 2028-03-31  everything  good/good
        2026-04-02  continue_abroad    ! nationals_only  usable (F-38)
        ",
    )
    .await;
}
