use super::*;
use crate::{SigningKey, made_up::holder_key};

fn rsa(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    rsa_public_key_der(modulus, exponent)
}

#[test]
fn an_rsa_key_has_2048_bits_and_an_exponent_that_is_not_weak() {
    let key = PublicKey::parse(holder_key().public_key_der()).unwrap();
    let (modulus, exponent) = rsa_numbers(key.bits()).unwrap();
    assert_eq!(exponent, [1, 0, 1]);
    let mut even = modulus.to_vec();
    even[255] ^= 1;
    let mut shorter = modulus.to_vec();
    shorter[0] = 0x7F;
    let longer = [&[1], modulus].concat();
    for (what, der, wanted) in [
        ("as it is", rsa(modulus, &[1, 0, 1]), None),
        ("65539", rsa(modulus, &[1, 0, 3]), None),
        ("2^32 - 1", rsa(modulus, &[0xFF; 4]), None),
        ("2^32 + 1", rsa(modulus, &[1, 0, 0, 0, 1]), Some(PublicKeyError::Exponent)),
        ("65535", rsa(modulus, &[0xFF, 0xFF]), Some(PublicKeyError::Exponent)),
        ("65538", rsa(modulus, &[1, 0, 2]), Some(PublicKeyError::Exponent)),
        ("3", rsa(modulus, &[3]), Some(PublicKeyError::Exponent)),
        ("1", rsa(modulus, &[1]), Some(PublicKeyError::Exponent)),
        ("even modulus", rsa(&even, &[1, 0, 1]), Some(PublicKeyError::Size)),
        ("2047 bits", rsa(&shorter, &[1, 0, 1]), Some(PublicKeyError::Size)),
        ("2049 bits", rsa(&longer, &[1, 0, 1]), Some(PublicKeyError::Size)),
        ("1024 bits", rsa(&modulus[..128], &[1, 0, 1]), Some(PublicKeyError::Size)),
    ] {
        assert_eq!(PublicKey::parse(&der).err(), wanted, "{what}");
    }
}

#[test]
fn an_elliptic_key_is_an_uncompressed_point_of_its_curve() {
    let key = SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let bits = PublicKey::parse(key.public_key_der()).unwrap().bits().to_vec();
    let compressed = [&[0x02], &bits[1..33]].concat();
    let of_p256 = |bits: &[u8]| KeyAlgorithm::EcdsaP256.public_key_der(bits);
    for (what, der, wanted) in [
        ("as it is", of_p256(&bits), None),
        ("compressed", of_p256(&compressed), Some(PublicKeyError::Size)),
        ("cut", of_p256(&bits[..64]), Some(PublicKeyError::Size)),
        ("on P-384", KeyAlgorithm::EcdsaP384.public_key_der(&bits), Some(PublicKeyError::Size)),
        ("nothing", vec![], Some(PublicKeyError::Malformed)),
        ("with more behind", [of_p256(&bits), vec![0]].concat(), Some(PublicKeyError::Malformed)),
    ] {
        assert_eq!(PublicKey::parse(&der).err(), wanted, "{what}");
    }
    // Ed25519 (RFC 8410).
    let other =
        [&[0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0][..], &[7; 32]];
    assert_eq!(PublicKey::parse(&other.concat()).err(), Some(PublicKeyError::Algorithm));
}

#[test]
fn a_point_beside_its_curve_verifies_nothing() {
    let key = SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let signature = key.sign(b"message").unwrap();
    let bits = PublicKey::parse(key.public_key_der()).unwrap().bits().to_vec();
    assert!(PublicKey::parse(key.public_key_der()).unwrap().verify(b"message", &signature));
    let mut beside = bits;
    beside[64] ^= 1;
    let beside = KeyAlgorithm::EcdsaP256.public_key_der(&beside);
    assert!(!PublicKey::parse(&beside).unwrap().verify(b"message", &signature));
}
