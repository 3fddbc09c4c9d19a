//! A challenge has one answer: the same question gets it again, another one gets nothing.

use interchange::confirmation::CardQuestion;
use jiff::civil::date;
use store::ActStep;

use crate::world::{World, member, question};

const NOW: &str = "2025-06-01T03:00:00Z";
const TODAY: &str = "2025-06-01";

#[tokio::test]
async fn the_same_question_gets_the_same_answer_whenever_it_comes() {
    let mut world = World::at(NOW).await;
    let person = world.enrol(&member("1985-02-14", "2021-03-01")).await;
    let card = world.card(person, date(2021, 3, 1), date(2026, 2, 14)).await;
    let asked = world.question(&card, TODAY).await;
    let first = world.ask(&asked).await;
    assert_eq!(first.word(), "valid");
    let (issuer_key_id, serial, at) = (card.issuer_key_id, card.serial, world.now());
    let revoke = ActStep::Revoke { issuer_key_id, serial, at, reason: 1 };
    world.act(&card, vec![revoke]).await;
    assert_eq!(world.ask(&asked).await, first, "revoked since");
    world.is("2025-06-01T04:00:00Z");
    assert_eq!(world.ask(&asked).await, first, "after the two minutes");
    world.restart();
    assert_eq!(world.ask(&asked).await, first, "by a hub started anew");
    let again = question(&card, &world.challenge().await, TODAY, world.now());
    assert_eq!(world.ask(&again).await.word(), "certificate_revoked");
}

#[tokio::test]
async fn another_question_under_a_used_challenge_gets_nothing() {
    let mut world = World::at(NOW).await;
    let person = world.enrol(&member("1985-02-14", "2021-03-01")).await;
    let (issued, last) = (date(2021, 3, 1), date(2026, 2, 14));
    let card = world.card(person, issued, last).await;
    let another = world.card(person, issued, last).await;
    let asked = world.question(&card, TODAY).await;
    assert_eq!(world.ask(&asked).await.word(), "valid");
    let others = [
        question(&card, &asked.challenge, "2025-06-02", asked.asked_at),
        question(&another, &asked.challenge, TODAY, asked.asked_at),
        // A replay with another instant: the challenge's own is the row's key.
        CardQuestion { asked_at: "2025-06-01T03:00:01Z".parse().unwrap(), ..asked.clone() },
    ];
    for now in [NOW, "2025-06-01T04:00:00Z"] {
        world.is(now);
        for other in &others {
            assert_eq!(world.ask(other).await.word(), "challenge_used", "{now}");
        }
    }
}
