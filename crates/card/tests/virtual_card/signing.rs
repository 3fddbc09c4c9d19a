//! Signing, and whether the signatures hold.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters, RsaPublicKeyComponents,
};
use card::virtual_card::VirtualCard;
use num_bigint::BigUint;

use super::conversation::{COMMON, FACE, JPKI, TEXT, bytes, check, data, file, hex};

const DIGEST_INFO: &str = "3031300D060960864801650304020105000420";

#[test]
fn signing_asks_for_the_secret_of_its_key() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 802A008001 58 00 < 6986
        > 00A4040C0A D392F000260100000001 < 9000
        > 802A008001 58 00 < 6986
        > 00A4020C02 0017 < 9000
        > 802A008033 3031300D060960864801650304020105000420 .. 00 < 6982
        > 0020009804 31323334 < 9000
        > 802A009A01 58 00 < 6982      # the key for signatures
        > 802A008001 58 00 < 6982      # which is selected now
        > 802A009701 58 00 < [256] 9000
        > 802A008001 58 00 < [256] 9000
        > 0020009B08 5348494B414B5531 < 9000
        > 802A009A33 3031300D060960864801650304020105000420 .. 00 < [256] 9000
        > 802A009801 58 00 < 6981      # a secret is no key
        > 802A009F01 58 00 < 6A82
        > 802A000001 58 00 < 6A86      # here no key signs unnamed
        > 802A009701 58    < 6700      # and where would the signature go
        > 802A009701 58 20 < 6700
        > 802A009700       < 6700
        > 0088009701 58 00 < 6985
    ",
    );
}

#[test]
fn p1_says_how_to_sign_and_what_fits() {
    let verbatim_most = "58".repeat(245);
    let too_much = "58".repeat(246);
    let most = "58".repeat(255);
    check(
        &mut VirtualCard::made_up().unwrap(),
        &format!(
            "
        > {JPKI} < 9000
        > 0020009804 31323334 < 9000
        > 802A009701 58 00 < [256] 9000
        > 802A0097F5 {verbatim_most} 00 < [256] 9000
        > 802A0097F6 {too_much} 00 < 6985
        > 802A0197FF {most} 00 < [256] 9000
        > 802A0297 20 .. 00 < [256] 9000
        > 802A0297 1F {} 00 < 6985
        > 802A0297 21 .. 58 00 < 6985
        > 802A0397FF {most} 00 < [256] 9000
        > 802A0497 20 .. 00 < [256] 9000
        > 802A0497 01 58 00 < 6985
        > 802A0597FF {most} 00 < [256] 9000
        > 802A0697 20 .. 00 < 6A86
        > 802AFF97 20 .. 00 < 6A86
    ",
            "58".repeat(31)
        ),
    );
}

#[test]
fn every_way_of_signing_holds_by_the_certificate() {
    let mut card = VirtualCard::made_up().unwrap();
    check(&mut card, &format!("> {JPKI} < 9000\n> 0020009804 31323334 < 9000"));
    let certificate = pki::DigitalCertificate::parse(&file(&mut card, 0x0A)).unwrap();
    let key = PublicKey::of_certificate(&certificate);
    let message = b"shikaku";
    let hash = digest(&SHA256, message);
    let mut sign = |p1: &str, data_hex: &str| {
        let length = data_hex.len() / 2;
        data(&mut card, &format!("802A{p1}97 {length:02X} {data_hex} 00"))
    };

    let digest_info = format!("{DIGEST_INFO}{}", hex(hash.as_ref()));
    let plain = sign("00", &digest_info);
    assert!(key.verify(&RSA_PKCS1_2048_8192_SHA256, message, &plain));
    assert_eq!(sign("02", &hex(hash.as_ref())), plain);
    assert_eq!(sign("03", &hex(message)), plain);

    assert_eq!(key.padded(&sign("01", &hex(message))), hash.as_ref());
    assert_eq!(key.padded(&sign("00", &hex(message))), message);
    assert_eq!(key.padded(&sign("00", &"5A".repeat(245))), [0x5A; 245]);
    // A DigestInfo cut short is bytes like any other.
    assert_eq!(key.padded(&sign("00", &digest_info[..60])), bytes(&digest_info[..60]));

    let salted = sign("04", &hex(hash.as_ref()));
    assert!(key.verify(&RSA_PSS_2048_8192_SHA256, message, &salted));
    assert_ne!(sign("04", &hex(hash.as_ref())), salted);
    assert!(key.verify(&RSA_PSS_2048_8192_SHA256, message, &sign("05", &hex(message))));
}

#[test]
fn the_card_proves_that_it_is_here_without_a_secret() {
    let mut card = VirtualCard::made_up().unwrap();
    check(&mut card, &format!("> {FACE} < 9000\n> 002000920E 3032303131323230333534383231 < 9000"));
    let face = file(&mut card, 0x02);
    // DF24 is the second object after the table: 9 offsets, of which it is the third.
    let key = PublicKey::of_card(&face[0x29 + 5..][..265]);
    let hash = digest(&SHA256, b"challenge");
    let command = format!("802A000033 {DIGEST_INFO} {} 00", hex(hash.as_ref()));
    for application in [FACE, TEXT] {
        card.power_off();
        data(&mut card, application);
        let signature = data(&mut card, &command);
        assert!(key.verify(&RSA_PKCS1_2048_8192_SHA256, b"challenge", &signature));
    }
    data(&mut card, COMMON);
    let signature = data(&mut card, &format!("0088009909 {} 00", hex(b"challenge")));
    assert!(key.verify(&RSA_PKCS1_2048_8192_SHA256, b"challenge", &signature));
    check(
        &mut card,
        "
        > 0088009900 < 6700
        > 008800990158 < 6700
        > 0088019901 58 00 < 6A86
        > 0088009C01 58 00 < 6981
        > 802A009901 58 00 < 6985
        > 802A000001 58 00 < 6A86
        > 00A4040C0A D3921000310001010402 < 9000
        > 0088009A01 58 00 < 6985
    ",
    );
}

/// A public key of the card.
pub(super) struct PublicKey {
    modulus: Vec<u8>,
}

impl PublicKey {
    /// Of a certificate: the 256 bytes before the exponent at the end.
    fn of_certificate(certificate: &pki::DigitalCertificate) -> Self {
        let der = certificate.public_key_der();
        let end = der.len() - 5;
        Self { modulus: der[end - 256..end].to_vec() }
    }

    /// In the card's own form: exponent, modulus.
    pub(super) fn of_card(bytes: &[u8]) -> Self {
        assert_eq!(bytes[..9], [0x90, 3, 1, 0, 1, 0x91, 0x82, 1, 0]);
        Self { modulus: bytes[9..].to_vec() }
    }

    pub(super) fn verify(&self, how: &RsaParameters, message: &[u8], signature: &[u8]) -> bool {
        let key = RsaPublicKeyComponents { n: &self.modulus[..], e: &[1, 0, 1][..] };
        key.verify(how, message, signature).is_ok()
    }

    /// What was signed, without its padding (PKCS#1 v1.5, block type 1).
    pub(super) fn padded(&self, signature: &[u8]) -> Vec<u8> {
        let number = BigUint::from_bytes_be;
        let block = number(signature).modpow(&number(&[1, 0, 1]), &number(&self.modulus));
        let block = block.to_bytes_be();
        assert_eq!((block.len(), block[0]), (255, 1));
        let end = 1 + block[1..].iter().position(|&byte| byte != 0xFF).unwrap();
        assert_eq!(block[end], 0);
        block[end + 1..].to_vec()
    }
}
