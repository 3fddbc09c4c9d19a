//! openssl checks what we issue, and sees in it what was ordered.

use pki::{
    CardGeneration, CertificateRequest, DigitalCertificate, KeyAlgorithm, Purpose, RequestError,
    SigningKey, TrustAnchors,
};

use crate::{
    samples::{self, Sample, issuer, order},
    tool::Desk,
};

/// A second within the validity of every sample, and openssl's way to be told it.
const THEN: i64 = 1_790_000_000;

#[test]
fn openssl_verifies_every_kind_of_certificate() {
    let desk = Desk::new();
    for Sample { name, der, root } in samples::all() {
        desk.put_pem("root.pem", &root);
        desk.put_pem("one.pem", &der);
        let verify = format!("openssl verify -x509_strict -attime {THEN} -CAfile root.pem one.pem");
        assert_eq!(desk.run(&verify), Ok("one.pem: OK\n".to_owned()), "{name}");
    }
}

#[test]
fn openssl_finds_a_certificate_valid_to_the_end_of_its_last_day() {
    let desk = Desk::new();
    let issuer = issuer(
        Purpose::UserAuthentication,
        &CardGeneration::FIRST,
        SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap(),
    );
    let key = samples::holder_key(KeyAlgorithm::Rsa2048);
    let der = issuer.issue(&order(Purpose::UserAuthentication, key)).unwrap();
    let certificate = DigitalCertificate::parse(&der).unwrap();
    desk.put_pem("root.pem", issuer.certificate_der());
    desk.put_pem("one.pem", &der);
    let (from, to) = (certificate.valid_from().as_second(), certificate.valid_to().as_second());
    // openssl takes the last second for expired already; RFC 5280 4.1.2.5 does not.
    for (second, is_valid) in [(from - 1, false), (from, true), (to - 1, true), (to + 1, false)] {
        let verify = format!("openssl verify -attime {second} -CAfile root.pem one.pem");
        assert_eq!(desk.run(&verify).is_ok(), is_valid, "{second}");
    }
}

/// Three generations of keys have one name, and openssl too tells them apart by their keys.
#[test]
fn openssl_chooses_among_three_roots_of_one_name() {
    let desk = Desk::new();
    let roots = [1, 2, 3].map(|_| {
        let key = SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
        issuer(Purpose::UserAuthentication, &CardGeneration::FIRST, key)
    });
    let mut store = Vec::new();
    for root in &roots {
        desk.put_pem("root.pem", root.certificate_der());
        store.extend(desk.take("root.pem"));
    }
    desk.put("roots.pem", &store);
    let anchors = TrustAnchors::new(roots.iter().map(|root| root.certificate_der().to_vec()));
    assert_eq!(anchors.unwrap().certificates().count(), 3);
    for root in &roots {
        let key = samples::holder_key(KeyAlgorithm::Rsa2048);
        let der = root.issue(&order(Purpose::UserAuthentication, key)).unwrap();
        desk.put_pem("one.pem", &der);
        let verify = format!("openssl verify -attime {THEN} -CAfile roots.pem one.pem");
        assert_eq!(desk.run(&verify), Ok("one.pem: OK\n".to_owned()));
    }
}

#[test]
fn a_request_of_openssls_is_read_and_a_weak_one_refused() {
    let desk = Desk::new();
    let read = |words: &str| {
        let make =
            format!("openssl req -new -nodes -keyout key.pem -subj /CN=x -outform DER {words}");
        desk.run(&format!("{make} -out one.csr")).unwrap();
        CertificateRequest::parse(&desk.take("one.csr")).map(|request| request.algorithm())
    };
    let elliptic = "-newkey ec -pkeyopt ec_paramgen_curve";
    assert_eq!(read("-newkey rsa:2048"), Ok(KeyAlgorithm::Rsa2048));
    assert_eq!(read(&format!("{elliptic}:P-256")), Ok(KeyAlgorithm::EcdsaP256));
    assert_eq!(read(&format!("{elliptic}:P-384 -sha384")), Ok(KeyAlgorithm::EcdsaP384));
    let weak = |error| Err(RequestError::PublicKey(error));
    for (words, wanted) in [
        ("-newkey rsa:1024", weak(pki::PublicKeyError::Size)),
        ("-newkey rsa:3072", weak(pki::PublicKeyError::Size)),
        ("-newkey rsa:2048 -pkeyopt rsa_keygen_pubexp:3", weak(pki::PublicKeyError::Exponent)),
        ("-newkey ed25519", weak(pki::PublicKeyError::Algorithm)),
        (&format!("{elliptic}:P-521"), weak(pki::PublicKeyError::Algorithm)),
        (&format!("{elliptic}:secp256k1"), weak(pki::PublicKeyError::Algorithm)),
        ("-newkey rsa:2048 -sha1", Err(RequestError::SignatureAlgorithm)),
        (&format!("{elliptic}:P-384 -sha256"), Err(RequestError::SignatureAlgorithm)),
    ] {
        assert_eq!(read(words), wanted, "{words}");
    }
}
