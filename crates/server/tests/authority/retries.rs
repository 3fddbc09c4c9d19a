//! Retries, races, and ids used twice.

use std::sync::Arc;

use server::work::card::{
    ApplicationChannel, CardApplication, CardReason, HandOver, NewResident, Occasion, Refusal,
    StopChannel, StopReason, WhoCame, Why, apply, hand_over, make_card, personalisation_order,
    record_resident, renew_certificates, stop_card,
};

use crate::{
    keys::keys,
    life::{Life, check},
    world::{World, address, day, identity, instant},
};

fn application(reason: CardReason) -> CardApplication {
    CardApplication {
        municipality: "99201".to_owned(),
        channel: ApplicationChannel::Online,
        reason,
        received_on: day("2026-03-01"),
        who_applied: WhoCame::Person,
    }
}

fn occasion(id: &str, on: &str, time: &str) -> Occasion {
    Occasion::now(id, "clerk-1", instant(on, time))
}

#[tokio::test]
async fn the_same_act_again_changes_nothing_and_gives_the_same() {
    let world = World::new().await;
    let office = &world.office;
    let key = world.resident("1990-05-10", None).await;
    let first = application(CardReason::First);
    let one = apply(office, &occasion("a", "2026-03-01", "10:00"), key, &first).await.unwrap();
    let two = apply(office, &occasion("a", "2026-03-01", "10:05"), key, &first).await.unwrap();
    assert!(!one.again && two.again);
    assert_eq!(one.order_id, two.order_id);
    let order_id = one.order_id.unwrap();

    let order = personalisation_order(office, &order_id, None, day("2026-03-05")).unwrap();
    let again = personalisation_order(office, &order_id, None, day("2026-03-05")).unwrap();
    assert!(order == again);
    assert!(order.card_number.len() == 15 && order.card_number.starts_with("99"));
    let request = keys().card_request(&order.card_number, true);
    let at = |time| occasion("m", "2026-03-05", time);
    let made = make_card(office, &at("10:00"), &order_id, &request).await.unwrap();
    let retry = make_card(office, &at("10:01"), &order_id, &request).await.unwrap();
    assert!(!made.done.again && retry.done.again);
    assert_eq!(made.certificates, retry.certificates);
    assert!(made.certificates.digital_signature.is_some());
    assert_eq!(world.file(key).certificates.len(), 2);

    let how = HandOver { check: check(&[]), pins_set: Vec::new(), pinless: false };
    for again in [false, true] {
        let at = occasion("h", "2026-03-20", "10:00");
        let done = hand_over(office, &at, &order_id, &how).await.unwrap();
        assert_eq!(done.again, again);
    }
    let revision = world.file(key).revision;
    let renewal = keys().requests(true);
    for again in [false, true] {
        let at = occasion("r", "2030-04-01", "10:00");
        let checked = (&check(&[]), &renewal);
        let renewed = renew_certificates(office, &at, &order.card_number, checked).await.unwrap();
        assert_eq!(renewed.done.again, again);
        assert!(renewed.certificates.user_authentication.is_some());
    }
    assert_eq!(world.file(key).revision, revision + 1);
    assert_eq!(world.file(key).certificates.len(), 4);

    // An id used for something else is told.
    let other = application(CardReason::Ended);
    let refused = apply(office, &occasion("a", "2026-03-01", "10:00"), key, &other).await;
    assert!(matches!(refused, Err(Refusal::OtherAct)));
    let stop = (StopChannel::Online, StopReason::Lost);
    let at = occasion("h", "2026-04-01", "10:00");
    let refused = stop_card(office, &at, &order.card_number, stop).await;
    assert!(matches!(refused, Err(Refusal::OtherAct)));
}

#[tokio::test]
async fn a_resident_recorded_twice_is_one_person() {
    let world = World::new().await;
    let resident = |number: Option<&str>| NewResident {
        identity: identity("見本　太郎", "1985-02-14"),
        address: address("見本県みほん市"),
        stay_until: None,
        my_number: number.map(str::to_owned),
    };
    let record = async |id: &str, it: &NewResident| {
        record_resident(&world.office, &occasion(id, "2026-03-01", "10:00"), it).await
    };
    let it = resident(Some("123456789018"));
    let one = record("new", &it).await.unwrap();
    let two = record("new", &it).await.unwrap();
    assert!(!one.again && two.again && one.person_key == two.person_key);
    assert!(matches!(record("new", &resident(None)).await, Err(Refusal::OtherAct)));
    assert!(matches!(record("other", &it).await, Err(Refusal::MyNumber)));
    assert!(matches!(record("wrong", &resident(Some("1"))).await, Err(Refusal::MyNumber)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_clerks_at_once_one_acts_and_the_other_is_told() {
    let world = World::new().await;
    let key = world.resident("1990-05-10", None).await;
    let mut life = Life { world: &world, key, order: String::new(), card: String::new() };
    life.with_card("2026-03-05", "person").await;
    let mut clerks = Vec::new();
    for clerk in 0..8 {
        let (office, card) = (Arc::clone(&world.office), life.card.clone());
        clerks.push(tokio::spawn(async move {
            let at = occasion(&format!("stop-{clerk}"), "2026-04-01", "03:00");
            stop_card(&office, &at, &card, (StopChannel::Telephone, StopReason::Lost)).await
        }));
    }
    let mut stopped = 0;
    for clerk in clerks {
        match clerk.await.unwrap() {
            Ok(done) => {
                assert!(!done.again);
                stopped += 1;
            }
            Err(Refusal::NotAllowed(it)) => assert_eq!(it.why, Why::Stopped),
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(stopped, 1);
    let file = world.file(key);
    assert_eq!(file.acts.iter().filter(|it| it.kind == "stop_card").count(), 1);
    assert_eq!(file.certificates.iter().filter(|it| it.held_since.is_some()).count(), 2);

    // One act under one id, sent twice at the same time.
    let mut sent = Vec::new();
    for _ in 0..4 {
        let (office, card) = (Arc::clone(&world.office), life.card.clone());
        sent.push(tokio::spawn(async move {
            let at = occasion("release", "2026-04-02", "10:00");
            server::work::card::release_card(&office, &at, &card, &check(&[])).await
        }));
    }
    let mut first = 0;
    for it in sent {
        first += usize::from(!it.await.unwrap().unwrap().again);
    }
    assert_eq!(first, 1);
    assert_eq!(world.file(key).acts.iter().filter(|it| it.kind == "release_card").count(), 1);
}

#[tokio::test]
async fn what_comes_back_for_another_card_or_key_is_refused() {
    let world = World::new().await;
    let office = &world.office;
    let key = world.resident("1990-05-10", None).await;
    let first = application(CardReason::First);
    let at = |id: &str| occasion(id, "2026-03-05", "10:00");
    let order_id = apply(office, &at("a"), key, &first).await.unwrap().order_id.unwrap();
    let order = personalisation_order(office, &order_id, None, day("2026-03-05")).unwrap();
    let good = keys().card_request(&order.card_number, true);

    let mut other = good.clone();
    other.card_number = "990000000000000".to_owned();
    assert!(matches!(make_card(office, &at("1"), &order_id, &other).await, Err(Refusal::NoCard)));
    let mut other = good.clone();
    other.keys.digital_signature = Some(other.keys.user_authentication.clone());
    assert!(matches!(make_card(office, &at("2"), &order_id, &other).await, Err(Refusal::KeyTwice)));
    let mut other = good.clone();
    other.keys.user_authentication[300] ^= 1;
    assert!(matches!(
        make_card(office, &at("3"), &order_id, &other).await,
        Err(Refusal::Request(_))
    ));
    let mut other = good.clone();
    other.face_key = b"no key".to_vec();
    assert!(matches!(make_card(office, &at("4"), &order_id, &other).await, Err(Refusal::FaceKey)));
    let mut other = good.clone();
    other.records.birth = b"of nobody".to_vec();
    assert!(matches!(
        make_card(office, &at("5"), &order_id, &other).await,
        Err(Refusal::FaceRecords)
    ));
    assert!(world.file(key).cards.is_empty());
    make_card(office, &at("6"), &order_id, &good).await.unwrap();
}
