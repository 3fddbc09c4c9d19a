//! Presence is proven first: whatever is not proven tells nothing and leaves nothing behind.

use interchange::confirmation::{CardQuestion, CardRefusal, CheckedBy, signed_message};
use jiff::{Timestamp, civil::date};
use pki::{KeyAlgorithm, SigningKey};

use crate::world::{CLINIC, PHARMACY, Said, World, issuer, made, member, question, without_pin};

const NOW: &str = "2025-06-01T03:00:00Z";
const TODAY: &str = "2025-06-01";

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one table of every refusal")]
async fn each_refusal_has_its_word_and_is_not_written_down() {
    let mut world = World::at(NOW).await;
    let person = world.enrol(&member("1985-02-14", "2021-03-01")).await;
    let (issued, last) = (date(2021, 3, 1), date(2026, 2, 14));
    let card = world.card(person, issued, last).await;
    let another = world.card(person, issued, last).await;
    // The same name, and the same serial number: only the key differs.
    let forged =
        made(&issuer(date(2015, 9, 27), date(2035, 9, 26)), person, card.serial, issued, last);
    let good = world.question(&card, TODAY).await;
    let with = |change: fn(&mut CardQuestion)| {
        let mut question = good.clone();
        change(&mut question);
        question
    };
    let signed = |question: &CardQuestion, key: &SigningKey, message: &[u8]| CardQuestion {
        signature: key.sign(message).unwrap(),
        ..question.clone()
    };
    let message = signed_message(&good.challenge);
    let staff = without_pin(&card, good.clone(), CheckedBy::Staff);
    let engine = |name: &str| {
        without_pin(&card, good.clone(), CheckedBy::FaceEngine { engine: name.to_owned() })
    };
    for (row, asked, word) in [
        ("no challenge", with(|it| it.challenge.clear()), "challenge_unknown"),
        ("an invented one", with(|it| it.challenge = "00".repeat(40)), "challenge_unknown"),
        ("upper case", with(|it| it.challenge.make_ascii_uppercase()), "challenge_unknown"),
        ("not a certificate", with(|it| it.certificate = b"card".to_vec()), "certificate_unknown"),
        ("half a certificate", with(|it| it.certificate.truncate(700)), "certificate_unknown"),
        (
            "another issuer of the same name",
            question(&forged, &good.challenge, TODAY, world.now()),
            "certificate_unknown",
        ),
        (
            "the issuer's own certificate",
            with_certificate(&good, world.issuers[0].certificate_der()),
            "certificate_unknown",
        ),
        ("a changed certificate", changed_certificate(&good), "certificate_unknown"),
        ("another card's signature", signed(&good, &another.key, &message), "signature_wrong"),
        ("the face key after a PIN", signed(&good, &card.face_key, &message), "signature_wrong"),
        (
            "the bare challenge",
            signed(&good, &card.key, good.challenge.as_bytes()),
            "signature_wrong",
        ),
        ("another challenge", signed(&good, &card.key, &signed_message("0")), "signature_wrong"),
        ("no signature", with(|it| it.signature.clear()), "signature_wrong"),
        (
            "another card's certificate",
            with_certificate(&good, &another.certificate),
            "signature_wrong",
        ),
        ("the card's key after a look", signed(&staff, &card.key, &message), "signature_wrong"),
        (
            "another card's face",
            without_pin(&another, good.clone(), CheckedBy::Staff),
            "face_key_unknown",
        ),
        ("not a key", with_face_key(&staff, b"face"), "signature_wrong"),
        ("a look without key", CardQuestion { face_key: None, ..staff.clone() }, "400 face_key"),
        ("a key after a PIN", with_face_key(&good, b"face"), "400 face_key"),
        ("an engine without name", engine(""), "400 engine"),
        ("an engine of a long name", engine(&"e".repeat(65)), "400 engine"),
    ] {
        let said = world.ask(&asked).await;
        assert_eq!(said.word(), word, "{row}");
        let heard = format!("{said:?}");
        assert!(!heard.contains("見本") && !heard.contains("113019"), "{row}: {heard}");
    }
    assert_eq!(world.ask_as(PHARMACY, &good).await.word(), "challenge_unknown");
    let asked = |code| {
        let days = (date(2025, 5, 1), date(2025, 7, 1));
        world.ledger.store().confirmations_by(code, days, None, 10).unwrap().len()
    };
    assert_eq!((asked(CLINIC), asked(PHARMACY)), (0, 0));
    assert_eq!(world.ask(&good).await.word(), "valid", "nothing of this used the challenge up");
    assert_eq!(asked(CLINIC), 1);
}

#[tokio::test]
async fn a_look_or_a_face_engine_proves_presence_by_the_recorded_face_key() {
    let mut world = World::at(NOW).await;
    let person = world.enrol(&member("1985-02-14", "2021-03-01")).await;
    let card = world.card(person, date(2021, 3, 1), date(2026, 2, 14)).await;
    for (check, how) in [
        (CheckedBy::Pin, "card, PIN"),
        (CheckedBy::Staff, "card, staff"),
        (CheckedBy::FaceEngine { engine: "mihon 1.2".to_owned() }, "card, face engine"),
    ] {
        let asked = world.question(&card, TODAY).await;
        let asked = match check {
            CheckedBy::Pin => asked,
            CheckedBy::Staff | CheckedBy::FaceEngine { .. } => {
                without_pin(&card, asked, check.clone())
            }
        };
        let answer = world.ask(&asked).await.answer();
        assert_eq!(answer.check, check);
        assert!(answer.result.is_some());
        let row = world.row(&asked).unwrap();
        assert_eq!((row.how.as_str(), row.person_key), (how, Some(person)));
    }
    let stranger = world.unregistered(person, date(2021, 3, 1), date(2026, 2, 14));
    let asked = world.question(&stranger, TODAY).await;
    let asked = without_pin(&stranger, asked, CheckedBy::Staff);
    let said = world.ask(&asked).await;
    assert_eq!(said, Said::NotProven(CardRefusal::FaceKeyUnknown), "use the PIN");
}

#[tokio::test]
async fn a_challenge_is_good_to_its_last_second() {
    let mut world = World::at(NOW).await;
    let person = world.enrol(&member("1985-02-14", "2021-03-01")).await;
    let card = world.card(person, date(2021, 3, 1), date(2026, 2, 14)).await;
    for (now, word) in
        [("2025-06-01T03:02:00Z", "valid"), ("2025-06-01T03:02:01Z", "challenge_expired")]
    {
        world.is(NOW);
        let asked = world.question(&card, TODAY).await;
        world.is(now);
        assert_eq!(world.ask(&asked).await.word(), word, "{now}");
    }
}

#[tokio::test]
async fn a_readers_clock_may_be_wrong() {
    let mut world = World::at(NOW).await;
    let person = world.enrol(&member("1985-02-14", "2021-03-01")).await;
    let card = world.card(person, date(2021, 3, 1), date(2026, 2, 14)).await;
    let challenge = world.challenge().await;
    let asked_at: Timestamp = "2001-01-01T00:00:00Z".parse().unwrap();
    let said = world.ask(&question(&card, &challenge, TODAY, asked_at)).await;
    assert_eq!(said.word(), "valid");
}

#[tokio::test]
async fn a_certificate_of_the_cards_to_come_is_not_mistaken() {
    let world = World::at(NOW).await;
    let key = SigningKey::generate(KeyAlgorithm::EcdsaP384).unwrap();
    let challenge = world.challenge().await;
    let asked = CardQuestion {
        signature: key.sign(&signed_message(&challenge)).unwrap(),
        certificate: key.public_key_der().to_vec(),
        challenge,
        asked_at: world.now(),
        on: TODAY.parse().unwrap(),
        check: CheckedBy::Pin,
        face_key: None,
    };
    assert_eq!(world.ask(&asked).await.word(), "certificate_unknown");
}

fn with_certificate(question: &CardQuestion, certificate: &[u8]) -> CardQuestion {
    CardQuestion { certificate: certificate.to_vec(), ..question.clone() }
}

fn with_face_key(question: &CardQuestion, face_key: &[u8]) -> CardQuestion {
    CardQuestion { face_key: Some(face_key.to_vec()), ..question.clone() }
}

/// The last byte of the issuer's signature changed: all else is the card's.
fn changed_certificate(question: &CardQuestion) -> CardQuestion {
    let mut changed = question.clone();
    *changed.certificate.last_mut().unwrap() ^= 1;
    changed
}
