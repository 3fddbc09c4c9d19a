//! A made-up authority for tests: steps written as words, and what it has registered.

use jiff::Timestamp;
use store::{
    Act, ActOutcome, ActStep, AuthorityAct, CardOrder, CertificateIssuer, CertificatePurpose,
    Error, PersonKey, RegisteredCard, RegisteredCertificate, Store,
};

use super::{at, day, run};

pub(crate) const NOW: &str = "2026-04-01T00:00:00Z";
pub(crate) const USER_AUTHENTICATION: [u8; 20] = [0xA1; 20];
pub(crate) const DIGITAL_SIGNATURE: [u8; 20] = [0xD5; 20];

/// Registers the first generation of both purposes.
pub(crate) fn found(store: &Store) {
    for issuer_key_id in [USER_AUTHENTICATION, DIGITAL_SIGNATURE] {
        run(store.put_certificate_issuer(issuer(issuer_key_id, 1))).unwrap();
    }
}

pub(crate) fn issuer(issuer_key_id: [u8; 20], generation: u32) -> CertificateIssuer {
    let purpose = if issuer_key_id == DIGITAL_SIGNATURE {
        CertificatePurpose::DigitalSignature
    } else {
        CertificatePurpose::UserAuthentication
    };
    let certificate = b"its own certificate".to_vec();
    CertificateIssuer { issuer_key_id, purpose, generation, certificate, added_at: at(NOW) }
}

/// An act of some steps in words, parted by commas, as [`step`] reads them.
pub(crate) fn act(id: &str, person_key: PersonKey, steps: &str) -> Act {
    let steps = steps.split(',').map(str::trim).filter(|it| !it.is_empty() && *it != "-");
    Act {
        id: id.to_owned(),
        kind: "test".to_owned(),
        person_key,
        order_id: None,
        card_number: None,
        note: "{}".to_owned(),
        recorded_by: "clerk".to_owned(),
        reason: "asked for".to_owned(),
        recorded_at: at(NOW),
        change: None,
        steps: steps.map(|it| step(person_key, it)).collect(),
    }
}

pub(crate) fn carry_out(store: &Store, act: Act) -> Result<ActOutcome, Error> {
    run(store.act(act))
}

/// Carries steps out that must be recorded.
pub(crate) fn done(store: &Store, id: &str, person_key: PersonKey, steps: &str) {
    let outcome = carry_out(store, act(id, person_key, steps)).unwrap();
    assert_eq!(outcome, ActOutcome::Recorded { revision: None }, "{id}: {steps}");
}

/// A step in words: `open o`, `make o c`, `hand o`, `withdraw o`, `card c` or `card c o`, `stop c`,
/// `free c`, `end c`, `auth 1 c`, `sign 1 c`, `hold 1`, `release 1`, `revoke 1` or `revoke 1 4`.
pub(crate) fn step(person_key: PersonKey, words: &str) -> ActStep {
    let words: Vec<&str> = words.split_whitespace().collect();
    let named = |place: usize| words[place].to_owned();
    let (serial, at) = (|| words[1].parse().unwrap(), at(NOW));
    let issuer_key_id = USER_AUTHENTICATION;
    match words[0] {
        "open" => ActStep::OpenOrder(order(person_key, words[1], at)),
        "make" => ActStep::MakeOrder { order_id: named(1), card_number: named(2), at },
        "hand" => ActStep::HandOver { order_id: named(1), at },
        "withdraw" => ActStep::WithdrawOrder { order_id: named(1), at },
        "card" => ActStep::AddCard(card(person_key, words[1], words.get(2).copied())),
        "stop" => ActStep::StopCard { card_number: named(1), at },
        "free" => ActStep::ReleaseCard { card_number: named(1), at },
        "end" => ActStep::EndCard { card_number: named(1), at, why: "returned".to_owned() },
        "auth" => ActStep::AddCertificate(certificate(person_key, serial(), words[2])),
        "sign" => ActStep::AddCertificate(RegisteredCertificate {
            issuer_key_id: DIGITAL_SIGNATURE,
            purpose: CertificatePurpose::DigitalSignature,
            ..certificate(person_key, serial(), words[2])
        }),
        "hold" => ActStep::Hold { issuer_key_id, serial: serial(), at },
        "release" => ActStep::Release { issuer_key_id, serial: serial() },
        "revoke" => {
            let reason = words.get(2).map_or(4, |it| it.parse().unwrap());
            ActStep::Revoke { issuer_key_id, serial: serial(), at, reason }
        }
        other => panic!("no step {other}"),
    }
}

pub(crate) fn order(person_key: PersonKey, order_id: &str, received_at: Timestamp) -> CardOrder {
    CardOrder {
        order_id: order_id.to_owned(),
        person_key,
        municipality: "13101".to_owned(),
        channel: "post".to_owned(),
        reason: "first".to_owned(),
        received_at,
        made_at: None,
        handed_over_at: None,
        withdrawn_at: None,
        card_number: None,
    }
}

pub(crate) fn card(person_key: PersonKey, number: &str, order_id: Option<&str>) -> RegisteredCard {
    RegisteredCard {
        card_number: number.to_owned(),
        person_key,
        order_id: order_id.map(str::to_owned),
        municipality: "13101".to_owned(),
        made_at: at(NOW),
        last_day: day("2036-05-01"),
        security_code: "1234".to_owned(),
        face_key_hash: [0xFA; 32],
        stopped_since: None,
        ended_at: None,
        ended_why: None,
    }
}

pub(crate) fn certificate(
    person_key: PersonKey,
    serial: u64,
    card_number: &str,
) -> RegisteredCertificate {
    RegisteredCertificate {
        issuer_key_id: USER_AUTHENTICATION,
        serial,
        purpose: CertificatePurpose::UserAuthentication,
        person_key,
        card_number: card_number.to_owned(),
        municipality: "13101".to_owned(),
        issued_at: at(NOW),
        last_day: day("2031-05-01"),
        certificate: vec![0x30; 1_600],
        held_since: None,
        revoked_at: None,
        revocation_reason: None,
    }
}

/// Everything the register holds about a person.
pub(crate) type Registered =
    (Vec<CardOrder>, Vec<RegisteredCard>, Vec<RegisteredCertificate>, Vec<AuthorityAct>);

pub(crate) fn registered(store: &Store, key: PersonKey) -> Registered {
    let cards = store.cards_of(key).unwrap();
    let certificates =
        cards.iter().flat_map(|it| store.certificates_of_card(&it.card_number).unwrap());
    let certificates = certificates.collect();
    (store.card_orders_of(key).unwrap(), cards, certificates, store.acts_of(key).unwrap())
}
