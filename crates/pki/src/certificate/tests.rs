use super::*;
use crate::{
    CertificateOrder, Issuer, Purpose,
    made_up::{holder_key, issuer, order, replaced, resident},
};

fn root() -> Issuer {
    issuer(Purpose::UserAuthentication, "2023-03-23", 0x21_8887)
}

#[test]
fn what_was_ordered_is_read() {
    let root = root();
    let certificate =
        DigitalCertificate::parse(&root.issue(&order("2025-10-27", "2030-02-17")).unwrap())
            .unwrap();
    assert_eq!(certificate.serial(), 0x22_7B13);
    assert_eq!(certificate.issuer_key_id(), Some(root.key_id()));
    assert_eq!(certificate.issuer_der(), root.certificate().subject_der());
    assert_eq!(certificate.public_key_der(), holder_key().public_key_der());
    assert_eq!(certificate.subject_key_id(), Some(holder_key().key_id()));
    assert_eq!(certificate.key_algorithm(), KeyAlgorithm::Rsa2048);
    assert_eq!(certificate.valid_from().to_string(), "2025-10-27T03:00:00Z");
    assert_eq!(certificate.valid_to().to_string(), "2030-02-17T14:59:59Z");
    assert_eq!(certificate.first_day().to_string(), "2025-10-27");
    assert_eq!(certificate.last_day().to_string(), "2030-02-17");
    assert!(certificate.has_policy(&root.profile().policy));
    assert!(!certificate.has_policy(&ObjectIdentifier::new_unwrap("1.2.3")));
    let signature = holder_key().sign(b"challenge").unwrap();
    assert!(certificate.verify_signature_over(b"challenge", &signature));
    assert!(!certificate.verify_signature_over(b"challengf", &signature));
}

#[test]
fn a_serial_number_is_above_zero_and_has_eight_bytes_at_most() {
    let root = root();
    for serial in [1, 0x7F, 0x80, u64::MAX] {
        let order = CertificateOrder { serial, ..order("2025-10-27", "2030-02-17") };
        let der = root.issue(&order).unwrap();
        assert_eq!(DigitalCertificate::parse(&der).map(|read| read.serial()), Ok(serial));
    }
    let longest = CertificateOrder { serial: u64::MAX, ..order("2025-10-27", "2030-02-17") };
    let der = root.issue(&longest).unwrap();
    let number = [&[0x02, 0x09, 0x00][..], &[0xFF; 8]].concat();
    for (what, other) in [
        ("negative", [0x02, 0x09, 0x80, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("nine bytes", [0x02, 0x09, 0x01, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("a needless zero", [0x02, 0x09, 0x00, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("zero", [0x02, 0x09, 0x00, 0, 0, 0, 0, 0, 0, 0, 0]),
    ] {
        let changed = replaced(&der, &number, &other);
        assert_eq!(DigitalCertificate::parse(&changed), Err(CertificateError::Serial), "{what}");
    }
}

#[test]
fn a_certificate_is_whole_and_nothing_is_behind_it() {
    let der = root().issue(&order("2025-10-27", "2030-02-17")).unwrap();
    for length in 0..der.len() {
        assert!(DigitalCertificate::parse(&der[..length]).is_err(), "{length} bytes");
    }
    let longer = [der, vec![0]].concat();
    assert_eq!(DigitalCertificate::parse(&longer), Err(CertificateError::Malformed));
}

#[test]
fn what_has_another_form_is_refused() {
    let der = root().issue(&order("2025-10-27", "2030-02-17")).unwrap();
    let extension = |last| [0x06, 0x03, 0x55, 0x1D, last];
    let rows: [(&str, &[u8], &[u8], CertificateError); 6] = [
        (
            "version 1",
            &[0xA0, 0x03, 0x02, 0x01, 0x02],
            &[0xA0, 0x03, 0x02, 0x01, 0x00],
            CertificateError::Version,
        ),
        (
            "another algorithm outside",
            &[0x04, 0x03, 0x02, 0x03],
            &[0x04, 0x03, 0x03, 0x03],
            CertificateError::Malformed,
        ),
        ("a time without zone", b"300217145959Z", b"3002171459590", CertificateError::Malformed),
        ("an extension twice", &extension(0x0E), &extension(0x0F), CertificateError::Extension),
        (
            "a key usage with bits unused",
            &[0x03, 0x02, 0x07, 0x80],
            &[0x03, 0x02, 0x07, 0xC0],
            CertificateError::Extension,
        ),
        (
            "an exponent of 3",
            &[0x02, 0x03, 0x01, 0x00, 0x01],
            &[0x02, 0x03, 0x01, 0x00, 0x02],
            CertificateError::PublicKey(PublicKeyError::Exponent),
        ),
    ];
    for (what, from, to, wanted) in rows {
        assert_eq!(DigitalCertificate::parse(&replaced(&der, from, to)), Err(wanted), "{what}");
    }
}

#[test]
fn another_library_reads_the_same() {
    use x509_cert::der::{Decode, Encode};
    let root = root();
    let signer = issuer(Purpose::DigitalSignature, "2023-03-23", 0xC139);
    let order = order("2025-10-27", "2030-02-17");
    for der in [
        root.certificate_der().to_vec(),
        root.issue(&order).unwrap(),
        signer.issue(&CertificateOrder { holder: resident(), ..order }).unwrap(),
    ] {
        let theirs = x509_cert::Certificate::from_der(&der).unwrap();
        let ours = DigitalCertificate::parse(&der).unwrap();
        assert_eq!(theirs.to_der().unwrap(), der);
        let fields = theirs.tbs_certificate;
        assert_eq!(fields.to_der().unwrap(), ours.to_be_signed());
        assert_eq!(fields.issuer.to_der().unwrap(), ours.issuer_der());
        assert_eq!(fields.subject.to_der().unwrap(), ours.subject_der());
        let valid_to = fields.validity.not_after.to_unix_duration().as_secs();
        assert_eq!(i64::try_from(valid_to), Ok(ours.valid_to().as_second()));
    }
}
