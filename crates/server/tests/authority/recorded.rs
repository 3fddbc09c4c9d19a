//! Cards for people whose card and certificates are known from elsewhere.

use std::fmt::Write as _;

use record::{DigitalCertificate, Fact, MyNumberCard};
use server::work::card::{
    MadeCard, Occasion, PersonFile, Refusal, Why, issue_for_recorded, recorded_order,
};
use store::PersonKey;

use crate::{
    keys::keys,
    world::{World, day, instant},
};

/// Somebody with a card and a certificate among the facts, as a table's row says them.
async fn somebody(world: &World, facts: &str) -> PersonKey {
    let mut said = facts.split(' ').map(|it| it.split_once('=').unwrap());
    let (_, born_on) = said.next().unwrap();
    let key = world.resident(born_on, None).await;
    let said: Vec<_> = said.collect();
    let of = |name: &str| said.iter().find(|it| it.0 == name).map(|it| day(it.1));
    let issued_on = of("card").unwrap();
    let card = MyNumberCard {
        application_received_on: issued_on,
        issued_on,
        handed_over_on: None,
        valid_to: None,
        pinless: false,
        lost_on: of("lost"),
        suspended_on: None,
        released_on: of("released"),
        returned_on: of("returned"),
        revoked_on: None,
    };
    world.record(key, "2026-01-10", Fact::Card(card)).await;
    let certificate = DigitalCertificate {
        issued_on: of("certificate").unwrap_or(issued_on),
        valid_to: None,
        revoked_on: of("revoked"),
    };
    world.record(key, "2026-01-10", Fact::DigitalCertificate(certificate)).await;
    key
}

async fn issue(world: &World, key: PersonKey, signs: bool) -> Result<MadeCard, Refusal> {
    issue_as(world, key, &format!("recorded-{key}"), signs).await
}

async fn issue_as(
    world: &World,
    key: PersonKey,
    id: &str,
    signs: bool,
) -> Result<MadeCard, Refusal> {
    let office = &world.office;
    let order = recorded_order(office, key, "99201", None, day("2026-02-01"))?;
    let request = keys().card_request(&order.card_number, signs);
    let at = Occasion::now(&id.replace(' ', "-"), "demo", instant("2026-02-01", "10:00"));
    issue_for_recorded(office, &at, key, ("99201", &request)).await
}

#[tokio::test]
async fn the_register_gets_the_days_and_stops_of_the_facts() {
    let world = World::since("2019-09-29").await;
    for (facts, signs, wanted) in [
        (
            "born=1990-05-10 card=2021-03-01",
            true,
            "card 2021-03-01..2030-05-10 ok; 2021-03-01..2025-05-10 good; 2021-03-01..2025-05-10 good",
        ),
        (
            "born=1990-05-10 card=2021-03-01 certificate=2025-04-01",
            true,
            "card 2021-03-01..2030-05-10 ok; 2025-04-01..2029-05-10 good; 2025-04-01..2029-05-10 good",
        ),
        (
            "born=2012-05-10 card=2024-03-01",
            false,
            "card 2024-03-01..2028-05-10 ok; 2024-03-01..2028-05-10 good",
        ),
        (
            "born=1990-05-10 card=2024-03-01 lost=2026-01-05",
            false,
            "card 2024-03-01..2033-05-10 stopped; 2024-03-01..2028-05-10 held 2026-01-05",
        ),
        (
            "born=1990-05-10 card=2024-03-01 lost=2025-01-05 released=2025-01-06",
            false,
            "card 2024-03-01..2033-05-10 ok; 2024-03-01..2028-05-10 good",
        ),
        (
            "born=1990-05-10 card=2024-03-01 returned=2026-01-05",
            false,
            "card 2024-03-01..2033-05-10 returned; 2024-03-01..2028-05-10 revoked 2026-01-05",
        ),
        (
            "born=1990-05-10 card=2024-03-01 revoked=2025-06-01",
            false,
            "card 2024-03-01..2033-05-10 ok; 2024-03-01..2028-05-10 revoked 2025-06-01",
        ),
    ] {
        let key = somebody(&world, facts).await;
        let before = world.file(key).person;
        let made = issue(&world, key, signs).await.unwrap();
        assert!(made.certificates.user_authentication.is_some(), "{facts}");
        let file = world.file(key);
        assert_eq!(file.person, before, "{facts}: the facts stay");
        assert_eq!(said(&file), wanted, "{facts}");
        // Again, as after a crash.
        let again = issue(&world, key, signs).await.unwrap();
        assert!(again.done.again && again.certificates == made.certificates, "{facts}");
        let twice = issue_as(&world, key, "once more", signs).await;
        assert!(matches!(twice, Err(Refusal::NotAllowed(it)) if it.why == Why::Already), "{facts}");
    }
}

#[tokio::test]
async fn a_card_for_recorded_facts_needs_them() {
    let world = World::new().await;
    let key = world.resident("1990-05-10", None).await;
    assert!(matches!(issue(&world, key, true).await, Err(Refusal::NoCard)));
    let child = somebody(&world, "born=2012-05-10 card=2024-03-01").await;
    assert!(matches!(issue(&world, child, true).await, Err(Refusal::NotAllowed(_))));
}

/// The register's card and certificates in a line.
fn said(file: &PersonFile) -> String {
    let on = server::day_in_japan;
    let card = &file.cards[0];
    let state = match (&card.ended_why, card.stopped_since) {
        (Some(why), _) => why.as_str(),
        (None, Some(_)) => "stopped",
        (None, None) => "ok",
    };
    let mut said = format!("card {}..{} {state}", on(card.made_at), card.last_day);
    for it in &file.certificates {
        let state = match (it.revoked_at, it.held_since) {
            (Some(at), _) => format!("revoked {}", on(at)),
            (None, Some(at)) => format!("held {}", on(at)),
            (None, None) => "good".to_owned(),
        };
        let _ = write!(said, "; {}..{} {state}", on(it.issued_at), it.last_day);
    }
    said
}
