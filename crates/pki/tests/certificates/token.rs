//! A root's key in `SoftHSM`, which stands for a hardware module.

use std::path::Path;

use pki::{
    CardGeneration, DigitalCertificate, KeyAlgorithm, KeyError, PublicKey, Purpose, SigningKey,
    Token,
};

use crate::{
    samples::{holder_key, issuer, order},
    tool::Desk,
};

/// Debian's place for the module.
const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";

/// A module reads where its tokens are from the environment, once in a process. A process of its
/// own is therefore started for it: this program with the name of the test below.
#[test]
fn a_root_lives_in_a_token() {
    if !Path::new(MODULE).exists() {
        assert!(std::env::var_os("CI").is_none(), "softhsm2 is missing");
        println!("not run: softhsm2 is missing");
        return;
    }
    let desk = Desk::new();
    std::fs::create_dir(desk.path("tokens")).unwrap();
    let setting = format!("directories.tokendir = {}\n", desk.path("tokens").display());
    desk.put("softhsm2.conf", setting.as_bytes());
    let conf = desk.path("softhsm2.conf");
    let init = "softhsm2-util --init-token --free --label authority --pin 24680 --so-pin 13579";
    desk.run(&format!("env SOFTHSM2_CONF={} {init}", conf.display())).unwrap();

    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "token::within_the_token", "--include-ignored", "--nocapture"])
        .env("SOFTHSM2_CONF", &conf)
        .env("SHIKAKU_TOKEN_DESK", desk.path(""))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("1 passed"), "{said}");

    for name in ["Rsa2048", "EcdsaP256", "EcdsaP384"] {
        let verify = "openssl verify -x509_strict -attime 1790000000 -CAfile";
        let verified = desk.run(&format!("{verify} {name}-root.pem {name}.pem"));
        assert_eq!(verified, Ok(format!("{name}.pem: OK\n")));
    }
}

/// What the test above starts, with the token's place in the environment.
#[test]
fn within_the_token() {
    let Some(folder) = std::env::var_os("SHIKAKU_TOKEN_DESK") else { return };
    let module = Path::new(MODULE);
    assert!(matches!(Token::open(module, "another", "24680"), Err(KeyError::NoToken)));
    assert!(matches!(Token::open(module, "authority", "24681"), Err(KeyError::Token(_))));
    let token = Token::open(module, "authority", "24680").unwrap();
    for algorithm in KeyAlgorithm::ALL {
        let label = format!("root of {algorithm:?}");
        assert!(token.find(&label).unwrap().is_none());
        let key = token.find_or_generate(algorithm, &label).unwrap();
        assert_eq!(key.algorithm(), algorithm);
        let signature = key.sign(b"message").unwrap();
        let public_key = PublicKey::parse(key.public_key_der()).unwrap();
        assert!(public_key.verify(b"message", &signature));
        assert_eq!(public_key.key_id(), key.key_id());
        refuses_what_a_token_does_not_do(&key);

        // The same key again, in another session of the same token.
        let again = Token::open(module, "authority", "24680").unwrap();
        let again = again.find(&label).unwrap().unwrap();
        assert_eq!(again.public_key_der(), key.public_key_der());
        let other = KeyAlgorithm::ALL.into_iter().find(|other| *other != algorithm).unwrap();
        assert!(matches!(token.find_or_generate(other, &label), Err(KeyError::Unsuitable)));

        let issuer = issuer(Purpose::UserAuthentication, &CardGeneration::FIRST, again);
        let holder = holder_key(KeyAlgorithm::Rsa2048);
        let der = issuer.issue(&order(Purpose::UserAuthentication, holder)).unwrap();
        assert_eq!(DigitalCertificate::parse(&der).unwrap().issuer_key_id(), Some(key.key_id()));
        let put = |name: &str, der: &[u8]| {
            let desk = Desk::new();
            desk.put_pem("one.pem", der);
            std::fs::write(Path::new(&folder).join(name), desk.take("one.pem")).unwrap();
        };
        put(&format!("{algorithm:?}-root.pem"), issuer.certificate_der());
        put(&format!("{algorithm:?}.pem"), &der);
    }
}

fn refuses_what_a_token_does_not_do(key: &SigningKey) {
    assert!(matches!(key.to_pkcs8_der(), Err(KeyError::InToken)));
    assert!(matches!(key.to_encrypted_pem(b"secret"), Err(KeyError::InToken)));
    match key.algorithm() {
        KeyAlgorithm::Rsa2048 => {
            assert_eq!(key.sign_padded(&[1; 245]).unwrap().len(), 256);
            assert!(matches!(key.sign_padded(&[1; 246]), Err(KeyError::TooLong(246))));
        }
        KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384 => {
            assert!(matches!(key.sign_padded(&[1]), Err(KeyError::Unsuitable)));
        }
    }
}
