use super::*;
use crate::made_up::holder_key;

fn root_reference() -> KeyReference {
    KeyReference::new("9000023", "001").unwrap()
}

fn face_issuer(root: &SigningKey) -> CardFaceIssuer {
    let key = SigningKey::generate(KeyAlgorithm::Rsa2048).unwrap();
    let reference = KeyReference::new("9999991", "000").unwrap();
    CardFaceIssuer::establish(root, root_reference(), key, reference).unwrap()
}

#[test]
fn a_certificate_has_the_sizes_of_the_cards_in_use() {
    let root = holder_key();
    let issuer = face_issuer(root);
    let certificate = issuer.card_verifiable_certificate();
    assert_eq!(certificate.len(), 568);
    assert_eq!(certificate[..10], [0x7F, 0x21, 0x82, 2, 0x33, 0x5F, 0x4E, 0x82, 1, 0x29]);
    assert_eq!(certificate[10..26], *b"9000023\x08\x05001\0\0\0\0");
    assert_eq!(certificate[26..42], *b"9999991\x08\x05000\0\0\0\0");
    assert_eq!(certificate[42..51], [0x90, 3, 1, 0, 1, 0x91, 0x82, 1, 0]);
    assert_eq!(certificate[307..312], [0x5F, 0x37, 0x82, 1, 0]);

    let read = CardVerifiableCertificate::parse(certificate).unwrap();
    assert_eq!(read.issuer, root_reference());
    assert_eq!(read.public_key_der, issuer.key().public_key_der());
    assert!(read.is_signed_by(root.public_key_der()));
    assert!(!read.is_signed_by(issuer.key().public_key_der()));
}

#[test]
fn a_certificate_with_any_byte_changed_is_none_or_not_the_roots() {
    let root = holder_key();
    let issuer = face_issuer(root);
    for at in 0..568 {
        let mut other = issuer.card_verifiable_certificate().to_vec();
        other[at] ^= 1;
        let signed = CardVerifiableCertificate::parse(&other)
            .is_some_and(|read| read.is_signed_by(root.public_key_der()));
        assert!(!signed, "byte {at}");
        assert_eq!(CardVerifiableCertificate::parse(&other[..at]), None);
    }
}

#[test]
fn an_issuer_opens_with_its_own_key_and_certificate() {
    let issuer = face_issuer(holder_key());
    let certificate = issuer.card_verifiable_certificate().to_vec();
    let key = issuer.key().to_pkcs8_der().unwrap();
    let key = SigningKey::from_pkcs8_der(&key).unwrap();
    assert!(CardFaceIssuer::open(key, &certificate).is_ok());
    let other = holder_key().to_pkcs8_der().unwrap();
    let other = || SigningKey::from_pkcs8_der(&other).unwrap();
    let refused = CardFaceIssuer::open(other(), &certificate);
    assert!(matches!(refused, Err(KeyError::Unsuitable)));
    let refused = CardFaceIssuer::open(other(), &certificate[1..]);
    assert!(matches!(refused, Err(KeyError::Malformed)));
}

#[test]
fn only_rsa_signs_a_card_face() {
    let elliptic = || SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let rsa = holder_key();
    let refused = CardFaceIssuer::establish(rsa, root_reference(), elliptic(), root_reference());
    assert!(matches!(refused, Err(KeyError::Unsuitable)));
    let key = SigningKey::from_pkcs8_der(&rsa.to_pkcs8_der().unwrap()).unwrap();
    let refused = CardFaceIssuer::establish(&elliptic(), root_reference(), key, root_reference());
    assert!(matches!(refused, Err(KeyError::Unsuitable)));
}

#[test]
fn a_key_reference_is_seven_and_three_digits() {
    for (number, group, is_one) in [
        ("9000023", "001", true),
        ("900002", "001", false),
        ("90000230", "001", false),
        ("900002A", "001", false),
        ("9000023", "01", false),
        ("9000023", "0O1", false),
    ] {
        assert_eq!(KeyReference::new(number, group).is_some(), is_one, "{number} {group}");
    }
}

#[test]
fn a_record_is_signed_whole_or_in_three_groups() {
    let issuer = face_issuer(holder_key());
    let key = PublicKey::parse(issuer.key().public_key_der()).unwrap();
    let record = issuer.sign_record(b"record").unwrap();
    assert!(key.verify(b"record", &record));

    // The block of the groups' signature, read with the public key: 00 01 FF … 00 DigestInfo.
    let signature = issuer.sign_groups([b"one", b"two", b"three"]).unwrap();
    let (modulus, exponent) = public_key::rsa_numbers(key.bits()).unwrap();
    let [signature, modulus, exponent] =
        [&signature, modulus, exponent].map(num_bigint::BigUint::from_bytes_be);
    let block = signature.modpow(&exponent, &modulus).to_bytes_be();
    let info = &block[block.len() - 115..];
    assert_eq!(info[..2], [0x30, 0x71]);
    assert_eq!(info[17..19], [0x04, 0x60]);
    for (place, group) in [&b"one"[..], b"two", b"three"].into_iter().enumerate() {
        let digest = digest::digest(&digest::SHA256, group);
        assert_eq!(&info[19 + 32 * place..][..32], digest.as_ref());
    }
    assert!(block[1..block.len() - 116].iter().all(|byte| *byte == 0xFF));
}
