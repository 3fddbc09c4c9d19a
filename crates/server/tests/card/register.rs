//! What the authority's register says of a certificate, and the generations of its key.

use interchange::confirmation::{
    CheckedBy, NotUsable, RecordedCardQuestion, Validity, signed_message,
};
use jiff::civil::date;
use pki::DigitalCertificate;
use store::{ActStep, CertificateIssuer, CertificatePurpose};

use crate::world::{World, issuer, made, member};

const NOW: &str = "2025-06-01T03:00:00Z";
const TODAY: &str = "2025-06-01";

#[tokio::test]
async fn held_released_and_revoked() {
    let mut world = World::at(NOW).await;
    let person = world.enrol(&member("1985-02-14", "2021-03-01")).await;
    let card = world.card(person, date(2021, 3, 1), date(2026, 2, 14)).await;
    let (issuer_key_id, serial, at) = (card.issuer_key_id, card.serial, world.now());
    let hold = ActStep::Hold { issuer_key_id, serial, at };
    let release = ActStep::Release { issuer_key_id, serial };
    let revoke = ActStep::Revoke { issuer_key_id, serial, at, reason: 1 };
    for (step, why) in [
        (None, None),
        (Some(hold.clone()), Some(NotUsable::CertificateOnHold)),
        (Some(release), None),
        (Some(hold), Some(NotUsable::CertificateOnHold)),
        (Some(revoke), Some(NotUsable::CertificateRevoked)),
    ] {
        if let Some(step) = step.clone() {
            world.act(&card, vec![step]).await;
        }
        let answer = world.lay(&card, TODAY).await;
        assert_eq!(answer.not_usable, why, "{step:?}");
        let reader = answer.reader.unwrap();
        let shown = if why.is_some() { (3, false) } else { (0, true) };
        assert_eq!((reader.phase, reader.may_continue), shown, "{step:?}");
        assert_eq!(answer.result.is_some(), why.is_none(), "{step:?}");
    }
}

#[tokio::test]
async fn a_genuine_card_the_register_does_not_know_is_never_said_to_be_invalid() {
    let mut world = World::at(NOW).await;
    let person = world.enrol(&member("1985-02-14", "2021-03-01")).await;
    let card = world.unregistered(person, date(2021, 3, 1), date(2026, 2, 14));
    let asked = world.question(&card, TODAY).await;
    let answer = world.ask(&asked).await.answer();
    assert_eq!(answer.validity, Some(Validity::Undetermined));
    assert_eq!(answer.not_usable, Some(NotUsable::CertificateNotRecorded));
    assert_eq!((answer.card_use, answer.reader), (None, None));
    assert_eq!(world.row(&asked).unwrap().person_key, None);
}

#[tokio::test]
async fn generations_share_a_name_and_each_certificate_is_checked_with_its_own() {
    let mut world = World::at(NOW).await;
    let person = world.enrol(&member("1985-02-14", "2021-03-01")).await;
    let (issued, last) = (date(2021, 3, 1), date(2026, 2, 14));
    let mut cards = vec![world.card(person, issued, last).await];
    for _ in 0..2 {
        // The hub has read the older generations; a new one is looked for, but not all the time.
        assert!(world.lay(&cards[0], TODAY).await.result.is_some());
        world.found(date(2019, 9, 22), date(2033, 9, 21)).await;
        let card = world.card(person, issued, last).await;
        let asked = world.question(&card, TODAY).await;
        assert_eq!(world.ask(&asked).await.word(), "certificate_unknown");
        let later = world.now() + jiff::SignedDuration::from_secs(10);
        *world.now.lock().unwrap() = later;
        assert_eq!(world.ask(&asked).await.word(), "valid");
        cards.push(card);
    }
    for card in &cards {
        assert!(world.lay(card, TODAY).await.result.is_some(), "{}", card.number);
    }
    let stranger = made(&issuer(date(2015, 9, 27), date(2035, 9, 26)), person, 9, issued, last);
    let said = world.ask(&world.question(&stranger, TODAY).await).await;
    assert_eq!(said.word(), "certificate_unknown");
}

#[tokio::test]
async fn without_an_issuer_no_certificate_is_known() {
    let world = World::at(NOW).await;
    let bare = World::without_issuer(NOW, |hub| hub).await;
    let person = world.ledger.store().new_person_key(world.now());
    let card = world.unregistered(person, date(2021, 3, 1), date(2026, 2, 14));
    let said = bare.ask(&bare.question(&card, TODAY).await).await;
    assert_eq!(said.word(), "certificate_unknown");
}

#[tokio::test]
async fn the_log_keeps_the_proof_of_presence() {
    let mut world = World::at(NOW).await;
    let person = world.enrol(&member("1985-02-14", "2021-03-01")).await;
    let card = world.card(person, date(2021, 3, 1), date(2026, 2, 14)).await;
    let asked = world.question(&card, TODAY).await;
    let answer = world.ask(&asked).await.answer();
    let row = world.row(&asked).unwrap();
    assert_eq!(serde_json::to_vec(&answer).unwrap(), row.answer);
    let kept: RecordedCardQuestion = serde_json::from_slice(&row.question).unwrap();
    assert_eq!((kept.check, kept.serial), (CheckedBy::Pin, card.serial));
    // Years later the register's copy of the certificate still proves who was here.
    let registered =
        world.ledger.store().certificate(card.issuer_key_id, kept.serial).unwrap().unwrap();
    let certificate = DigitalCertificate::parse(&registered.certificate).unwrap();
    let message = signed_message(&kept.challenge);
    assert!(certificate.verify_signature_over(&message, &kept.signature));
    assert!(row.rules.contains("R-066") && row.rules.contains("F-60"), "{}", row.rules);
}

#[tokio::test]
async fn an_unreadable_issuer_is_a_failure_of_ours() {
    let mut world = World::at(NOW).await;
    let person = world.enrol(&member("1985-02-14", "2021-03-01")).await;
    let card = world.card(person, date(2021, 3, 1), date(2026, 2, 14)).await;
    let row = CertificateIssuer {
        issuer_key_id: [9; 20],
        purpose: CertificatePurpose::UserAuthentication,
        generation: 9,
        certificate: b"not a certificate".to_vec(),
        added_at: world.now(),
    };
    world.ledger.store().put_certificate_issuer(row).await.unwrap();
    let said = world.ask(&world.question(&card, TODAY).await).await;
    assert_eq!(said.word(), "failed", "undetermined, with its cause");
}
