use super::*;
use crate::{
    PublicKey,
    card_verifiable::digest_info,
    made_up::{holder_key, replaced},
};

#[test]
fn every_kind_of_key_signs_and_survives_its_file() {
    for algorithm in KeyAlgorithm::ALL {
        let key = SigningKey::generate(algorithm).unwrap();
        assert_eq!(key.algorithm(), algorithm);
        let public_key = PublicKey::parse(key.public_key_der()).unwrap();
        assert_eq!(public_key.key_id(), key.key_id());
        let pem = key.to_encrypted_pem("合言葉".as_bytes()).unwrap();
        assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        let again = SigningKey::from_encrypted_pem(&pem, "合言葉".as_bytes()).unwrap();
        assert_eq!(again.public_key_der(), key.public_key_der());
        let signature = again.sign(b"message").unwrap();
        assert!(public_key.verify(b"message", &signature), "{algorithm:?}");
        assert!(!public_key.verify(b"messagf", &signature), "{algorithm:?}");
    }
}

#[test]
fn a_file_opens_with_its_passphrase_only() {
    let pem = SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap().to_encrypted_pem(b"right");
    let pem = pem.unwrap();
    let unlabelled = pem.replace("ENCRYPTED PRIVATE KEY", "PRIVATE KEY");
    let cut: String = pem.lines().take(3).collect();
    for (text, passphrase, wanted) in [
        (pem.as_str(), &b"wrong"[..], "the passphrase does not open the private key"),
        (&pem, b"", "the passphrase does not open the private key"),
        (&pem, b"right ", "the passphrase does not open the private key"),
        (&unlabelled, b"right", "not a private key in the form asked for"),
        (&cut, b"right", "not a private key in the form asked for"),
        ("", b"right", "not a private key in the form asked for"),
    ] {
        let error = SigningKey::from_encrypted_pem(text, passphrase).unwrap_err();
        assert_eq!(error.to_string(), wanted);
    }
}

#[test]
fn a_file_may_ask_for_so_much_work_and_no_more() {
    use pkcs8::der::{EncodePem, pem::LineEnding};
    use pkcs8::pkcs5::pbes2::Parameters;
    for rounds in [6_000_001, 100_000_000] {
        let parameters = Parameters::pbkdf2_sha256_aes256cbc(rounds, &[7; 16], &[7; 16]).unwrap();
        let sealed = pkcs8::EncryptedPrivateKeyInfo {
            encryption_algorithm: parameters.into(),
            encrypted_data: &[0; 160],
        };
        let pem = sealed.to_pem(LineEnding::LF).unwrap();
        let error = SigningKey::from_encrypted_pem(&pem, b"right").unwrap_err();
        assert!(matches!(error, KeyError::Encryption), "{rounds}");
    }
}

#[test]
fn a_key_of_another_kind_is_refused() {
    use aws_lc_rs::{
        encoding::{AsDer, Pkcs8V1Der},
        rsa::KeySize,
        signature::RsaKeyPair,
    };
    let longer = RsaKeyPair::generate(KeySize::Rsa3072).unwrap();
    let longer = AsDer::<Pkcs8V1Der<'_>>::as_der(&longer).unwrap();
    let p256 = SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap().to_pkcs8_der().unwrap();
    // The curve's name changed, to one that is not used and to one that the key is not on.
    let of_p384 = [0x30, 0x10, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x05];
    assert!(!p256.windows(of_p384.len()).any(|window| window == of_p384));
    let curve = [0x3D, 0x03, 0x01, 0x07];
    let other_curve = replaced(&p256, &curve, &[0x3D, 0x03, 0x01, 0x01]);
    for (der, wanted) in [
        (longer.as_ref(), "a key of this kind is not used here"),
        (&other_curve, "a key of this kind is not used here"),
        (&[], "not a private key in the form asked for"),
        (&p256[..p256.len() - 1], "not a private key in the form asked for"),
    ] {
        assert_eq!(SigningKey::from_pkcs8_der(der).unwrap_err().to_string(), wanted);
    }
}

#[test]
fn a_padded_block_of_a_digest_is_an_ordinary_signature() {
    let key = holder_key();
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, b"message");
    let padded = key.sign_padded(&digest_info(digest.as_ref())).unwrap();
    assert_eq!(padded, key.sign(b"message").unwrap());
    assert_eq!(key.sign_padded(&[]).unwrap().len(), 256);
    assert_eq!(key.sign_padded(&[1; 245]).unwrap().len(), 256);
    assert!(matches!(key.sign_padded(&[1; 246]), Err(KeyError::TooLong(246))));
    let elliptic = SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    assert!(matches!(elliptic.sign_padded(&[1]), Err(KeyError::Unsuitable)));
}

#[test]
fn nothing_of_a_key_shows_in_a_log() {
    let shown = format!("{:?}", SigningKey::generate(KeyAlgorithm::EcdsaP384).unwrap());
    assert_eq!(shown, "Local(LocalKey { algorithm: EcdsaP384, .. })");
}
