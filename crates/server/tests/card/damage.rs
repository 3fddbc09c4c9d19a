//! Bodies that are none, ledgers that are damaged, logs that cannot be written.

use axum::http::StatusCode;
use interchange::confirmation::{CardAnswer, CheckedBy, Validity};
use jiff::civil::date;

use crate::world::{CLINIC, World, member, without_pin};

const NOW: &str = "2025-06-01T03:00:00Z";
const TODAY: &str = "2025-06-01";
const PATH: &str = "/v1/card-confirmations";

#[tokio::test]
async fn a_damaged_ledger_and_a_locked_log_are_undetermined_with_their_cause() {
    let mut world = World::at(NOW).await;
    let person = world.enrol(&member("1985-02-14", "2021-03-01")).await;
    let card = world.card(person, date(2021, 3, 1), date(2026, 2, 14)).await;
    let path = |name| world.directory.path().join(name);

    let log = rusqlite::Connection::open(path("test.sqlite-log")).unwrap();
    log.execute_batch("BEGIN IMMEDIATE").unwrap();
    let asked = world.question(&card, TODAY).await;
    let said = world.ask(&asked).await;
    assert_eq!(said.word(), "not_recorded");
    undetermined(&said.answer());
    log.execute_batch("ROLLBACK").unwrap();
    assert_eq!(world.ask(&asked).await.word(), "valid", "the same question, once the log is free");

    let ledger = rusqlite::Connection::open(path("test.sqlite")).unwrap();
    ledger.execute("UPDATE person SET dossier = x'FF'", []).unwrap();
    let said = world.ask(&world.question(&card, TODAY).await).await;
    assert_eq!(said.word(), "failed", "a damaged person");
    undetermined(&said.answer());
    ledger.execute_batch("ALTER TABLE certificate RENAME TO gone").unwrap();
    let said = world.ask(&world.question(&card, TODAY).await).await;
    assert_eq!(said.word(), "failed", "a damaged register");
}

/// Nothing about anybody, and nothing that could be taken for "not covered".
fn undetermined(answer: &CardAnswer) {
    assert_eq!(answer.validity, Some(Validity::Undetermined));
    assert_eq!((&answer.card_use, &answer.not_usable, &answer.result), (&None, &None, &None));
}

#[tokio::test]
async fn who_is_not_identified_gets_no_challenge_and_no_answer() {
    let world = World::at(NOW).await;
    for path in ["/v1/challenges", PATH] {
        let (status, _) = world.post("0110113719", path, Vec::new()).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[test]
fn any_body_is_answered_or_refused() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (world, good) = runtime.block_on(async {
        let mut world = World::at(NOW).await;
        let person = world.enrol(&member("1985-02-14", "2021-03-01")).await;
        let card = world.card(person, date(2021, 3, 1), date(2026, 2, 14)).await;
        let asked = world.question(&card, TODAY).await;
        let engine = CheckedBy::FaceEngine { engine: "mihon".to_owned() };
        let face = without_pin(&card, asked.clone(), engine);
        (world, [asked, face].map(|it| serde_json::to_vec(&it).unwrap()))
    });
    let runtime = std::panic::AssertUnwindSafe(runtime);
    let world = std::panic::AssertUnwindSafe(world);
    // Whole inventions, and a good body with some bytes of it replaced.
    bolero::check!()
        .with_type::<(Vec<u8>, bool, Vec<(u16, u8)>)>()
        .with_iterations(2_000)
        .for_each(|(invented, face, changes)| {
            let mut body = good[usize::from(*face)].clone();
            for (place, byte) in changes {
                let place = usize::from(*place) % body.len();
                body[place] = *byte;
            }
            for body in [invented.clone(), body] {
                let (status, _) = runtime.block_on(world.post(CLINIC, PATH, body));
                assert!(status == StatusCode::OK || status.is_client_error(), "{status}");
            }
        });
}
