//! Questions of openssl to our responder, over HTTP on loopback.

use std::sync::Arc;

use jiff::SignedDuration;
use pki::{
    CertIdHash, KeyAlgorithm, OcspDelegate, OcspRefusal, OcspResponder, OcspSetting, Revocation,
    RevocationReason,
};

use crate::{
    http::Server,
    office::{FIRST_SERIAL, Office, Register, responder},
    openssl::{Openssl, Said},
};

#[test]
fn a_certificate_is_good_held_good_again_and_revoked() {
    for (issuer_key, responder_key) in [
        (KeyAlgorithm::Rsa2048, KeyAlgorithm::Rsa2048),
        (KeyAlgorithm::EcdsaP256, KeyAlgorithm::EcdsaP256),
        (KeyAlgorithm::EcdsaP384, KeyAlgorithm::EcdsaP384),
        (KeyAlgorithm::Rsa2048, KeyAlgorithm::EcdsaP256),
    ] {
        let office = Office::open(issuer_key);
        let responder = Arc::new(office.responder(responder_key));
        let asking = Asking::of(&office, &responder);
        // Twice each, so that the second is one that was kept, and with a nonce besides.
        let say = |wanted: &[&str]| {
            for (words, nonce) in [("-no_nonce", false), ("-no_nonce", false), ("", true)] {
                let said = asking.about(FIRST_SERIAL, words);
                said.ok(&["Response verify OK"]);
                said.says(wanted);
                assert!(!said.text.contains("no nonce in response"), "{}", said.text);
                assert_eq!(said.text.matches("OCSP Nonce").count(), 2 * usize::from(nonce));
            }
        };
        let change = |revocation| {
            office.set(FIRST_SERIAL, revocation);
            responder.forget(office.issuer.key_id(), FIRST_SERIAL);
        };
        say(&[": good"]);
        change(Revocation::OnHold { since: office.earlier(5) });
        say(&[": revoked", "Reason: certificateHold"]);
        change(Revocation::Good);
        say(&[": good"]);
        change(Revocation::Revoked {
            at: office.earlier(2),
            reason: RevocationReason::KeyCompromise,
        });
        say(&[": revoked", "Reason: keyCompromise"]);
        change(Revocation::Revoked {
            at: office.earlier(2),
            reason: RevocationReason::Unspecified,
        });
        say(&[": revoked"]);
        change(Revocation::Unknown);
        say(&[": unknown"]);
    }
}

#[test]
fn the_time_of_revocation_is_told() {
    let office = Office::open(KeyAlgorithm::EcdsaP256);
    let responder = Arc::new(office.responder(KeyAlgorithm::EcdsaP256));
    let at = "2025-02-28T14:59:59Z".parse().unwrap();
    let reason = RevocationReason::AffiliationChanged;
    office.set(FIRST_SERIAL, Revocation::Revoked { at, reason });
    Asking::of(&office, &responder)
        .about(FIRST_SERIAL, "")
        .says(&["Reason: affiliationChanged", "Revocation Time: Feb 28 14:59:59 2025 GMT"]);
}

#[test]
fn a_number_never_given_is_unknown_whatever_its_size() {
    let office = Office::open(KeyAlgorithm::EcdsaP256);
    let responder = Arc::new(office.responder(KeyAlgorithm::EcdsaP256));
    let asking = Asking::of(&office, &responder);
    for number in ["1", "0", "2259730", "2259735", "0x7FFFFFFFFFFFFFFF", "0xFFFFFFFFFFFFFFFF"] {
        asking.about_number(number).ok(&["Response verify OK", ": unknown"]);
    }
    for number in ["0x010000000000000000", "0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "-5"] {
        asking.about_number(number).ok(&["Response verify OK", ": unknown"]);
    }
}

#[test]
fn several_certificates_in_one_message_are_answered_together() {
    let office = Office::open(KeyAlgorithm::EcdsaP256);
    let responder = Arc::new(office.responder(KeyAlgorithm::EcdsaP256));
    office.set(FIRST_SERIAL + 1, Revocation::OnHold { since: office.earlier(5) });
    let asking = Asking::of(&office, &responder);
    let serial = |it: u64| format!(" -serial {}", FIRST_SERIAL + it);
    let words: String = (0..5).map(serial).collect();
    let said = asking.run(&words);
    said.ok(&["Response verify OK", "Reason: certificateHold"]);
    assert_eq!(said.text.matches(": good").count(), 3, "{}", said.text);
    assert_eq!(said.text.matches(": revoked").count(), 1);
    assert_eq!(said.text.matches(": unknown").count(), 1);

    let words: String = (0..16).map(serial).collect();
    asking.run(&words).ok(&["Response verify OK"]);
    let words: String = (0..17).map(serial).collect();
    asking.run(&words).says(&["unauthorized"]);
}

#[test]
fn generations_of_one_name_are_told_apart_by_their_keys() {
    let register = Register::default();
    let older = Office::of(KeyAlgorithm::Rsa2048, register.clone());
    let newer = Office::of(KeyAlgorithm::Rsa2048, register.clone());
    let foreign = Office::of(KeyAlgorithm::Rsa2048, register.clone());
    older.set(FIRST_SERIAL, Revocation::OnHold { since: older.earlier(5) });
    let algorithm = KeyAlgorithm::EcdsaP256;
    let both = [older.delegate(algorithm), newer.delegate(algorithm)];
    let responder = Arc::new(responder(both, register));
    for hash in ["-sha1", "-sha256"] {
        let about = |office: &Office| {
            let asking = Asking::of(office, &responder);
            asking.run(&format!("-no_nonce {hash} -serial {FIRST_SERIAL}"))
        };
        about(&older).ok(&["Response verify OK", ": revoked", "certificateHold"]);
        about(&newer).ok(&["Response verify OK", ": good"]);
        about(&foreign).says(&["unauthorized"]);
    }
    let asking = Asking::of(&older, &responder);
    asking.run(&format!("-sha384 -serial {FIRST_SERIAL}")).says(&["unauthorized"]);
}

#[test]
fn a_request_in_the_path_of_a_get_is_answered_the_same() {
    let office = Office::open(KeyAlgorithm::EcdsaP256);
    let responder = Arc::new(office.responder(KeyAlgorithm::EcdsaP256));
    let asking = Asking::of(&office, &responder);
    let words = format!("-reqout asked -respout answered -no_nonce -serial {FIRST_SERIAL}");
    asking.run(&words).ok(&["Response verify OK"]);
    asking.desk.run("base64 -A -in asked -out path").ok(&[]);
    let path = String::from_utf8(asking.desk.take("path")).unwrap();
    let escaped = path.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let answered = asking.desk.take("answered");
    assert_eq!(asking.server.get(&format!("/{}", path.trim())), answered);
    assert_eq!(asking.server.get(&format!("/{}", escaped.trim())), answered);
    assert_eq!(asking.server.get("/%"), [0x30, 0x03, 0x0A, 0x01, 0x01]);
    assert_eq!(asking.server.get("/"), [0x30, 0x03, 0x0A, 0x01, 0x01]);
}

#[test]
fn answers_signed_beforehand_are_given_as_they_are() {
    let office = Office::open(KeyAlgorithm::Rsa2048);
    let responder = Arc::new(office.responder(KeyAlgorithm::Rsa2048));
    let issuer = office.issuer.key_id();
    let serials = FIRST_SERIAL..FIRST_SERIAL + 4;
    for (hash, word) in [(CertIdHash::Sha1, "-sha1"), (CertIdHash::Sha256, "-sha256")] {
        let before = responder.answers_kept();
        assert_eq!(responder.presign(issuer, serials.clone(), hash, office.now).unwrap(), 4);
        assert_eq!(responder.answers_kept(), before + 4);
        let asking = Asking::of(&office, &responder);
        let said = asking.run(&format!("-no_nonce {word} -serial {FIRST_SERIAL}"));
        said.ok(&["Response verify OK", ": good"]);
        assert_eq!(responder.answers_kept(), before + 4, "it was none of those kept");
    }
    let refused = responder.presign([0; 20], [1], CertIdHash::Sha1, office.now).unwrap_err();
    assert!(matches!(refused, OcspRefusal::Unauthorized));
}

#[test]
fn a_signed_request_is_answered_like_any_other() {
    let office = Office::open(KeyAlgorithm::EcdsaP256);
    let responder = Arc::new(office.responder(KeyAlgorithm::EcdsaP256));
    let asking = Asking::of(&office, &responder);
    asking
        .desk
        .run("req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -subj /CN=x")
        .ok(&[]);
    let said = asking.run(&format!("-signer c.pem -signkey k.pem -serial {FIRST_SERIAL}"));
    said.ok(&["Response verify OK", ": good"]);
}

#[test]
fn a_responder_s_certificate_must_be_one() {
    let office = Office::open(KeyAlgorithm::Rsa2048);
    let other = Office::open(KeyAlgorithm::Rsa2048);
    let good = || office.delegate(KeyAlgorithm::EcdsaP256);
    let rows: [(&str, OcspDelegate); 5] = [
        ("Issuer", OcspDelegate { issuer_certificate: good().certificate, ..good() }),
        ("Malformed", OcspDelegate { certificate: vec![0x30, 0x00], ..good() }),
        (
            "Signature",
            OcspDelegate { issuer_certificate: other.issuer.certificate_der().to_vec(), ..good() },
        ),
        (
            "Usage",
            OcspDelegate { certificate: office.certificates[&FIRST_SERIAL].clone(), ..good() },
        ),
        ("Key", OcspDelegate { certificate: good().certificate, ..good() }),
    ];
    for (wanted, delegate) in rows {
        let setting = OcspSetting { validity: SignedDuration::from_hours(1), answers_kept_max: 0 };
        let refused = OcspResponder::new(setting, [delegate], Register::default()).err().unwrap();
        assert_eq!(format!("{refused:?}"), wanted);
    }
}

/// openssl with an issuer's certificate, and the address of a responder.
struct Asking {
    desk: Openssl,
    server: Server,
}

impl Asking {
    fn of(office: &Office, responder: &Arc<OcspResponder>) -> Self {
        let desk = Openssl::new();
        desk.put_text("ca.pem", "x509", &[office.issuer.certificate_der()]);
        for (serial, certificate) in &office.certificates {
            desk.put_text(&format!("{serial}.pem"), "x509", &[certificate]);
        }
        Self { desk, server: Server::start(Arc::clone(responder), office.now) }
    }

    fn about(&self, serial: u64, words: &str) -> Said {
        self.run(&format!("-text {words} -cert {serial}.pem"))
    }

    fn about_number(&self, number: &str) -> Said {
        self.run(&format!("-no_nonce -serial {number}"))
    }

    fn run(&self, words: &str) -> Said {
        let url = self.server.url();
        self.desk.run(&format!("ocsp -issuer ca.pem -CAfile ca.pem -url {url} {words}"))
    }
}
