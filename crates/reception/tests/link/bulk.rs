//! Bulk requests: received at once, running, done, over a restart, and removed after their time.

use std::time::Duration;

use interchange::oqs::{Reply, read_answer};
use reception::link::Settings;

use crate::{
    hub::{Hub, Mode},
    messages::{bulk, download},
    place::Place,
};

/// Fetches the answers of a bulk request, once.
pub(crate) async fn fetch(place: &Place, reception_number: &str, suffix: &str) -> Reply {
    place.put(&format!("OQSmuquc02req_{suffix}.xml"), download(reception_number).as_bytes());
    let name = format!("OQSmuquc02res_{suffix}.xml");
    place.wait_for(&name).await;
    read_answer(&place.take(&name)).unwrap()
}

/// Fetches until the answers are there.
pub(crate) async fn fetch_when_done(place: &Place, reception_number: &str, suffix: &str) -> Reply {
    for attempt in 0.. {
        let reply = fetch(place, reception_number, &format!("{suffix}-{attempt}")).await;
        if reply.header.segment.as_deref() != Some("2") {
            return reply;
        }
        assert!(attempt < 200, "still running");
    }
    unreachable!("the attempts are limited above")
}

async fn send(place: &Place, suffix: &str, numbers: &[&str]) -> String {
    place.put(&format!("OQSmuquc01req_{suffix}.xml"), bulk(suffix, numbers).as_bytes());
    let name = format!("OQSmuquc01res_{suffix}.xml");
    let receipt = read_answer(&place.wait_for(&name).await).unwrap();
    assert_eq!(receipt.header.file_tag.as_deref(), Some(suffix));
    receipt.reception_number.unwrap()
}

/// What was answered of each person.
fn answers(reply: &Reply) -> Vec<String> {
    let people = reply.people.iter().map(|it| {
        let tag = it.search.as_ref().and_then(|it| it.tag.as_ref()).unwrap().as_str();
        format!("{tag} {}", it.outcome.validity.as_deref().unwrap_or("-"))
    });
    people.collect()
}

#[tokio::test]
async fn still_running_and_then_done() {
    let hub = Hub::serve().await;
    hub.take_time(Duration::from_millis(1500));
    let place = Place::new();
    let running = place.start(&hub).await;
    let number = send(&place, "b1", &["4260", "0001", "7777", "4261", "4262"]).await;
    let reply = fetch(&place, &number, "1").await;
    assert_eq!(reply.header.segment.as_deref(), Some("2"));
    assert_eq!(reply.header.file_tag.as_deref(), Some("b1"));
    assert!(reply.people.is_empty());
    hub.take_time(Duration::ZERO);
    let reply = fetch_when_done(&place, &number, "2").await;
    assert_eq!(reply.header.segment.as_deref(), Some("1"));
    assert_eq!(reply.header.count.as_deref(), Some("5"));
    assert_eq!(reply.header.count_normal.as_deref(), Some("5"));
    assert_eq!(answers(&reply), ["4260_1 1", "0001_1 4", "7777_1 1", "4261_1 1", "4262_1 1"]);
    // They are kept, and the same each time.
    let again = fetch(&place, &number, "3").await;
    assert_eq!(again.people, reply.people);
    assert_eq!(hub.answered(), 5);
    let unknown = fetch(&place, "00000000", "4").await;
    assert_eq!(unknown.header.error_code.as_deref(), Some("SK201"));
    running.stop().await;
}

#[tokio::test]
async fn a_restart_in_the_middle_goes_on() {
    let hub = Hub::serve().await;
    hub.take_time(Duration::from_millis(100));
    let place = Place::new();
    let running = place.start(&hub).await;
    let numbers: Vec<String> = (5000..5100).map(|it| it.to_string()).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let number = send(&place, "b1", &numbers).await;
    let mut status = running.status();
    status.wait_for(|it| it.bulks_running == 1).await.unwrap();
    place.wait_until(|| hub.answered() >= 40).await;
    running.stop().await;
    let before = hub.answered();
    assert!(before < 100, "the restart is in the middle");

    hub.take_time(Duration::ZERO);
    let running = place.start(&hub).await;
    let reply = fetch_when_done(&place, &number, "1").await;
    assert_eq!(reply.header.count_normal.as_deref(), Some("100"));
    assert_eq!(hub.answered(), 100, "nobody was asked about twice under two ids");
    assert_eq!(hub.conflicts(), 0);
    running.stop().await;
}

#[tokio::test]
async fn a_person_the_hub_cannot_tell_of_is_an_error_of_that_person() {
    let hub = Hub::serve().await;
    let place = Place::new();
    let settings = Settings { give_up_after: Duration::from_secs(3), ..Settings::default() };
    let running = place.start_with(&hub, settings).await;
    hub.set(Mode::CannotTell);
    let number = send(&place, "b1", &["4260"]).await;
    let reply = fetch_when_done(&place, &number, "1").await;
    assert_eq!(reply.header.segment.as_deref(), Some("1"));
    assert_eq!(reply.header.count_error.as_deref(), Some("1"));
    let message = reply.people[0].outcome.message.as_ref().unwrap();
    assert!(message.contains("無効という意味ではありません"));
    running.stop().await;
}

#[tokio::test]
async fn a_hub_that_is_down_pauses_a_bulk_request() {
    let hub = Hub::serve().await;
    hub.stop().await;
    let place = Place::new();
    let running = place.start(&hub).await;
    let number = send(&place, "b1", &["4260", "4261"]).await;
    let reply = fetch(&place, &number, "1").await;
    assert_eq!(reply.header.segment.as_deref(), Some("2"));
    hub.start().await;
    let reply = fetch_when_done(&place, &number, "2").await;
    assert_eq!(answers(&reply), ["4260_1 1", "4261_1 1"]);
    running.stop().await;
}

#[tokio::test]
async fn answers_are_removed_after_their_time() {
    let hub = Hub::serve().await;
    let place = Place::new();
    let running = place.start(&hub).await;
    let number = send(&place, "b1", &["7777"]).await;
    fetch_when_done(&place, &number, "1").await;
    running.stop().await;
    let journal = place.dir().join("journal.sqlite");
    let has_name = || {
        let bytes = std::fs::read(&journal).unwrap();
        bytes.windows("𠮷野".len()).any(|it| it == "𠮷野".as_bytes())
    };
    assert!(has_name());
    let settings = Settings { bulk_kept_for: Duration::ZERO, ..Settings::default() };
    let running = place.start_with(&hub, settings).await;
    place.wait_until(|| !has_name()).await;
    let reply = fetch(&place, &number, "2").await;
    assert_eq!(reply.header.error_code.as_deref(), Some("SK201"));
    running.stop().await;
}
