use super::*;
use crate::{
    SigningKey,
    der_writer::{around, value, written},
    made_up::replaced,
};

/// A request as a card's maker writes it, with an empty name.
fn request(key: &SigningKey, algorithm: KeyAlgorithm) -> Vec<u8> {
    let to_be_signed = written(|out| {
        around(out, SEQUENCE, |out| {
            value(out, INTEGER, &[0]);
            value(out, SEQUENCE, &[]);
            out.extend_from_slice(key.public_key_der());
            value(out, 0xA0, &[]);
        });
    });
    let signature = key.sign(&to_be_signed).unwrap();
    written(|out| {
        around(out, SEQUENCE, |out| {
            out.extend_from_slice(&to_be_signed);
            out.extend_from_slice(algorithm.signature_algorithm_der());
            value(out, der_reader::BIT_STRING, &[&[0], signature.as_slice()].concat());
        });
    })
}

#[test]
fn a_request_is_signed_with_the_key_it_asks_for() {
    for algorithm in KeyAlgorithm::ALL {
        let key = SigningKey::generate(algorithm).unwrap();
        let der = request(&key, algorithm);
        let read = CertificateRequest::parse(&der).unwrap();
        assert_eq!(read.public_key_der(), key.public_key_der());
        assert_eq!(read.algorithm(), algorithm);

        let other = SigningKey::generate(algorithm).unwrap();
        let of_other = replaced(&der, key.public_key_der(), other.public_key_der());
        assert_eq!(CertificateRequest::parse(&of_other), Err(RequestError::Signature));
    }
}

#[test]
fn a_request_names_the_hash_of_its_keys_kind() {
    let key = SigningKey::generate(KeyAlgorithm::EcdsaP384).unwrap();
    let der = request(&key, KeyAlgorithm::EcdsaP256);
    assert_eq!(CertificateRequest::parse(&der), Err(RequestError::SignatureAlgorithm));
}

#[test]
fn any_changed_or_missing_byte_is_refused() {
    let key = SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let der = request(&key, KeyAlgorithm::EcdsaP256);
    for at in 0..der.len() {
        let mut other = der.clone();
        other[at] ^= 1;
        assert!(CertificateRequest::parse(&other).is_err(), "byte {at}");
        assert_eq!(CertificateRequest::parse(&der[..at]), Err(RequestError::Malformed));
    }
    let longer = [der, vec![0]].concat();
    assert_eq!(CertificateRequest::parse(&longer), Err(RequestError::Malformed));
}
