//! What comes from outside, with anything in it: read, or a clean refusal; never a panic.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::panic::AssertUnwindSafe;

use jiff::civil::date;
use pki::{
    CertificateOrder, CertificateRequest, DigitalCertificate, Holder, Issuer, IssuerSetting,
    KeyAlgorithm, Municipality, PublicKey, Purpose, Revocation, SigningKey, TrustAnchors,
    card_verifiable::CardVerifiableCertificate,
};

/// An issuer, and a certificate it issued.
fn issued() -> (Issuer, Vec<u8>) {
    let key = SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let setting = IssuerSetting::emulator("http://127.0.0.1");
    let purpose = Purpose::UserAuthentication;
    let (from, to) = (date(2023, 3, 23), date(2033, 3, 22));
    let issuer = Issuer::establish(purpose, key, setting, from, to, 1).unwrap();
    let holder = SigningKey::generate(KeyAlgorithm::Rsa2048).unwrap();
    let municipality = Municipality {
        code: "99999".to_owned(),
        prefecture: "Mihon-ken".to_owned(),
        city: "Mihon-shi".to_owned(),
    };
    let order = CertificateOrder {
        serial: 0x22_7B13,
        public_key_der: holder.public_key_der(),
        issued_at: "2025-10-27T12:00:00+09:00".parse().unwrap(),
        last_day: date(2030, 2, 17),
        holder: Holder::UserAuthentication {
            common_name: "0123456789ABCD99999003A",
            municipality: &municipality,
        },
    };
    let der = issuer.issue(&order).unwrap();
    (issuer, der)
}

/// A whole text with some bytes put over it at a place, and cut.
fn disturbed(whole: &[u8], (at, cut, bytes): &(u16, u16, Vec<u8>)) -> Vec<u8> {
    let mut text = whole.to_vec();
    let at = usize::from(*at) % text.len();
    let end = (at + bytes.len()).min(text.len());
    text.splice(at..end, bytes.iter().copied());
    // Most keep their length: what is cut is refused at once.
    if *cut < 0x1000 {
        text.truncate(usize::from(*cut) % (text.len() + 1));
    }
    text
}

#[test]
fn any_bytes_are_a_certificate_or_refused() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let _ = DigitalCertificate::parse(bytes);
        let _ = CertificateRequest::parse(bytes);
        let _ = PublicKey::parse(bytes);
        let _ = CardVerifiableCertificate::parse(bytes);
        let _ = SigningKey::from_pkcs8_der(bytes);
    });
}

#[test]
fn a_disturbed_certificate_is_not_trusted() {
    let (issuer, whole) = issued();
    let anchors = TrustAnchors::new([issuer.certificate_der().to_vec()]).unwrap();
    let anchors = AssertUnwindSafe(anchors);
    bolero::check!().with_type::<(u16, u16, Vec<u8>)>().for_each(|change| {
        let text = disturbed(&whole, change);
        let Ok(read) = DigitalCertificate::parse(&text) else { return };
        let on = date(2027, 4, 1);
        let trusted = anchors.check(&read, on, |last_day| last_day, Revocation::Good).is_ok();
        assert_eq!(trusted, text == whole);
        let _ = (read.last_day(), read.first_day(), read.verify_signature_over(&text, &text));
    });
}

#[test]
fn a_disturbed_key_opens_or_is_refused() {
    let key = SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let whole = key.to_pkcs8_der().unwrap();
    bolero::check!().with_type::<(u16, u16, Vec<u8>)>().for_each(|change| {
        if let Ok(read) = SigningKey::from_pkcs8_der(&disturbed(&whole, change)) {
            assert!(read.sign(b"message").is_ok());
        }
    });
}

#[test]
fn a_disturbed_encrypted_key_opens_or_is_refused() {
    // With few rounds, as openssl writes it, so that many are tried in a short time.
    let whole = include_str!("hostile/key.pem");
    assert!(SigningKey::from_encrypted_pem(whole, b"secret").is_ok());
    bolero::check!().with_type::<(u16, u16, Vec<u8>)>().for_each(|change| {
        let text = disturbed(whole.as_bytes(), change);
        let _ = SigningKey::from_encrypted_pem(&String::from_utf8_lossy(&text), b"secret");
    });
}

#[test]
fn a_disturbed_encryption_opens_or_is_refused() {
    use pkcs8::der::{SecretDocument, pem::LineEnding};
    let whole = include_str!("hostile/key.pem");
    let (label, document) = SecretDocument::from_pem(whole).unwrap();
    // The names and numbers of the encryption, not the encrypted bytes behind them.
    bolero::check!().with_type::<(u8, u8)>().for_each(|(at, byte)| {
        let mut text = document.as_bytes().to_vec();
        let at = usize::from(*at) % 110;
        text[at] = *byte;
        let Ok(text) = SecretDocument::try_from(text) else { return };
        let pem = text.to_pem(label, LineEnding::LF).unwrap();
        let _ = SigningKey::from_encrypted_pem(&pem, b"secret");
    });
}
