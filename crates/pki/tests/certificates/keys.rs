//! Encrypted keys go from us to openssl and back.

use pki::{KeyAlgorithm, SigningKey};

use crate::tool::Desk;

#[test]
fn openssl_reads_a_key_of_ours() {
    let desk = Desk::new();
    for algorithm in KeyAlgorithm::ALL {
        let key = SigningKey::generate(algorithm).unwrap();
        desk.put("key.pem", key.to_encrypted_pem(b"a_passphrase").unwrap().as_bytes());
        desk.run(
            "openssl pkey -in key.pem -passin pass:a_passphrase -pubout -outform DER -out pub",
        )
        .unwrap();
        assert_eq!(desk.take("pub"), key.public_key_der(), "{algorithm:?}");
        assert!(desk.run("openssl pkey -in key.pem -passin pass:another -noout").is_err());
        let form = desk.run("openssl asn1parse -in key.pem").unwrap();
        for wanted in ["PBES2", "PBKDF2", "hmacWithSHA256", "aes-256-cbc"] {
            assert!(form.contains(wanted), "{wanted}: {form}");
        }
    }
}

#[test]
fn we_read_a_key_of_openssls() {
    let desk = Desk::new();
    for make in [
        "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384",
    ] {
        desk.run(&format!("openssl {make} -out plain.pem")).unwrap();
        desk.run("openssl pkey -in plain.pem -pubout -outform DER -out pub").unwrap();
        for (seal, opens) in [
            ("-v2 aes-256-cbc", true),
            ("-v2 aes-128-cbc", true),
            ("-v2 aes-256-cbc -v2prf hmacWithSHA512 -iter 10000", true),
            // scrypt takes seconds without optimization, so one kind of key is enough.
            (if make.ends_with("P-256") { "-scrypt" } else { "-v2 aes256" }, true),
            ("-v2 des3", false),
            ("-v1 PBE-SHA1-3DES", false),
        ] {
            let seal = format!("openssl pkcs8 -topk8 -in plain.pem -passout pass:secret {seal}");
            desk.run(&format!("{seal} -out sealed.pem")).unwrap();
            let pem = String::from_utf8(desk.take("sealed.pem")).unwrap();
            let key = SigningKey::from_encrypted_pem(&pem, b"secret");
            assert_eq!(key.is_ok(), opens, "{make} {seal}");
            if let Ok(key) = key {
                assert_eq!(key.public_key_der(), desk.take("pub"), "{make} {seal}");
                assert!(SigningKey::from_encrypted_pem(&pem, b"Secret").is_err());
            }
        }
    }
}
