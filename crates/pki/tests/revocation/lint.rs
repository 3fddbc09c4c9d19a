//! What pkilint says of our lists, our answers, and the certificate they are signed under.

use std::{path::PathBuf, sync::Arc};

use jiff::SignedDuration;
use pki::{KeyAlgorithm, Revocation, RevocationReason};

use crate::{
    http::Server,
    office::{FIRST_SERIAL, Office, mihon},
    openssl::Openssl,
    pkilint,
};

#[test]
fn pkilint_finds_nothing_in_a_list() {
    for algorithm in KeyAlgorithm::ALL {
        let Some(desk) = Desk::open(algorithm) else { return };
        let office = &desk.office;
        let next = office.now + SignedDuration::from_hours(24);
        for entries in [office.entries(), Vec::new()] {
            let whole = office.issuer.full_crl(entries.clone(), 1, office.now, next);
            desk.has_nothing("lint_crl", &whole.unwrap());
            let place = mihon();
            let part = office.issuer.municipality_crl(&place, entries, 2, office.now, next);
            desk.has_nothing("lint_crl", &part.unwrap());
        }
        // It would say so: a list that ends before it begins.
        let wrong = office.issuer.full_crl([], 3, office.now, office.earlier(60)).unwrap();
        assert_eq!(desk.findings("lint_crl", &wrong), ["pkix.crl_negative_validity_period"]);
    }
}

#[test]
fn pkilint_finds_nothing_in_an_answer() {
    for algorithm in KeyAlgorithm::ALL {
        let Some(desk) = Desk::open(algorithm) else { return };
        let mut answer = Vec::new();
        for words in ["", "-no_nonce", "-sha256"] {
            answer = desk.answer(words);
            desk.has_nothing("lint_ocsp_response", &answer);
        }
        // It would say so: a time that is not UTC.
        let time = answer.windows(4).position(|it| it == b"\x18\x0f20").unwrap();
        answer[time + 16] = b'Y';
        let wanted = ["pkix.generalizedtime_incorrect_syntax"];
        assert_eq!(desk.findings("lint_ocsp_response", &answer), wanted);
    }
}

#[test]
fn pkilint_finds_nothing_in_the_certificate_of_a_responder() {
    for algorithm in KeyAlgorithm::ALL {
        let Some(desk) = Desk::open(algorithm) else { return };
        desk.has_nothing("lint_pkix_cert", &desk.office.delegate(algorithm).certificate);
    }
}

/// pkilint, openssl, and an office whose certificates have met with everything.
struct Desk {
    programs: PathBuf,
    openssl: Openssl,
    office: Office,
    algorithm: KeyAlgorithm,
}

impl Desk {
    fn open(algorithm: KeyAlgorithm) -> Option<Self> {
        let programs = pkilint::programs()?;
        let office = Office::open(algorithm);
        let at = office.earlier(10);
        office.set(FIRST_SERIAL, Revocation::OnHold { since: at });
        for (serial, reason) in (FIRST_SERIAL + 1..).zip(RevocationReason::ALL) {
            if reason != RevocationReason::Hold {
                office.set(serial, Revocation::Revoked { at, reason });
            }
        }
        let openssl = Openssl::new();
        openssl.put_text("ca.pem", "x509", &[office.issuer.certificate_der()]);
        Some(Self { programs, openssl, office, algorithm })
    }

    /// An answer about all certificates there are, and one that there is not.
    fn answer(&self, words: &str) -> Vec<u8> {
        let responder = Arc::new(self.office.responder(self.algorithm));
        let server = Server::start(responder, self.office.now);
        let serials: Vec<String> =
            (FIRST_SERIAL - 1..FIRST_SERIAL + 10).map(|it| format!("-serial {it}")).collect();
        let serials = serials.join(" ");
        let url = server.url();
        self.openssl
            .run(&format!(
                "ocsp -issuer ca.pem -CAfile ca.pem -url {url} -respout a {words} {serials}"
            ))
            .ok(&["Response verify OK"]);
        self.openssl.take("a")
    }

    /// Asserts that a program finds nothing that has no reason.
    #[track_caller]
    fn has_nothing(&self, program: &str, der: &[u8]) {
        let found = pkilint::unexplained(program, self.findings(program, der));
        assert!(found.is_empty(), "{program}: {found:?}");
    }

    fn findings(&self, program: &str, der: &[u8]) -> Vec<String> {
        self.openssl.put("linted", der);
        let words: &[&str] = if program == "lint_crl" { &["-t", "CRL", "-p", "PKIX"] } else { &[] };
        pkilint::findings(&self.programs, program, words, &self.openssl.path("linted"))
    }
}
