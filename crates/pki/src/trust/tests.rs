use jiff::{ToSpan, civil::Date};

use super::*;
use crate::{
    IssuerSetting, KeyAlgorithm, SigningKey,
    issuer::Issuer,
    made_up::{issuer, order, replaced, resident},
};

/// The grace of the real cards: to the end of the third month after.
fn three_months(last_day: Date) -> Date {
    last_day.saturating_add(3.months()).last_of_month()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Three generations of keys with one name.
struct Generations {
    issuers: [Issuer; 3],
    anchors: TrustAnchors,
}

impl Generations {
    fn new(purpose: Purpose) -> Self {
        let issuers = [("2015-10-01", 0x1F), ("2019-09-01", 0xBFCD), ("2023-03-23", 0x21_8887)]
            .map(|(from, serial)| issuer(purpose, from, serial));
        let anchors = anchors_of(&issuers);
        Self { issuers, anchors }
    }
}

fn anchors_of(issuers: &[Issuer]) -> TrustAnchors {
    TrustAnchors::new(issuers.iter().map(|issuer| issuer.certificate_der().to_vec())).unwrap()
}

/// A certificate of the issuer's with some bytes replaced, signed again by `signer`.
fn changed(issuer: &Issuer, signer: &Issuer, from: &[u8], to: &[u8]) -> DigitalCertificate {
    let der = issuer.issue(&order("2024-04-01", "2029-05-10")).unwrap();
    let original = DigitalCertificate::parse(&der).unwrap();
    let to_be_signed = replaced(original.to_be_signed(), from, to);
    DigitalCertificate::parse(&signer.signed(&to_be_signed).unwrap()).unwrap()
}

#[track_caller]
fn check_status(table: &str) {
    let issuer = issuer(Purpose::UserAuthentication, "2023-03-23", 1);
    let anchors = anchors_of(std::slice::from_ref(&issuer));
    for row in rows(table) {
        let [issued_on, last_day, known, on, wanted] = row[..] else { panic!("{row:?}") };
        let revocation = match known.split_once(':') {
            None if known == "good" => Revocation::Good,
            None => Revocation::Unknown,
            Some((word, at)) => {
                let at = format!("{at}:00+09:00").parse().unwrap();
                match word {
                    "hold" => Revocation::OnHold { since: at },
                    _ => Revocation::Revoked { at, reason: RevocationReason::KeyCompromise },
                }
            }
        };
        let der = issuer.issue(&order(issued_on, last_day)).unwrap();
        let certificate = DigitalCertificate::parse(&der).unwrap();
        let status = anchors.check(&certificate, day(on), three_months, revocation).unwrap();
        let status = format!("{status:?}");
        let word = status.split([' ', '{']).next().unwrap();
        assert_eq!(word, wanted, "{row:?}");
    }
}

#[test]
fn a_certificate_counts_from_its_first_day_to_its_last_and_then_in_grace() {
    check_status(
        "
        issued      last_day    known  on          status
        2024-04-01  2029-05-10  good   2024-03-31  NotYetValid
        2024-04-01  2029-05-10  good   2024-04-01  Good
        2024-04-01  2029-05-10  good   2029-05-10  Good            # to 23:59:59 in Japan
        2024-04-01  2029-05-10  good   2029-05-11  ExpiredInGrace
        2024-04-01  2029-05-10  good   2029-08-31  ExpiredInGrace
        2024-04-01  2029-05-10  good   2029-09-01  Expired
        2024-04-01  2024-04-01  good   2024-04-01  Good            # for one afternoon
        2024-04-01  2024-04-01  good   2024-04-02  ExpiredInGrace
    ",
    );
}

#[test]
fn what_is_known_counts_from_the_day_it_happened() {
    check_status(
        "
        issued      last_day    known                     on          status
        2024-04-01  2029-05-10  revoked:2025-06-01T00:00  2025-05-31  Good
        2024-04-01  2029-05-10  revoked:2025-06-01T00:00  2025-06-01  Revoked
        2024-04-01  2029-05-10  revoked:2025-05-31T23:59  2025-05-31  Revoked
        2024-04-01  2029-05-10  revoked:2025-06-01T00:00  2029-09-01  Revoked  # before expired
        2024-04-01  2029-05-10  revoked:2024-04-01T12:00  2024-03-31  NotYetValid
        2024-04-01  2029-05-10  hold:2025-06-01T00:00     2025-05-31  Good
        2024-04-01  2029-05-10  hold:2025-06-01T00:00     2025-06-01  OnHold
        2024-04-01  2029-05-10  hold:2025-06-01T00:00     2029-08-31  OnHold   # before in grace
        2024-04-01  2029-05-10  hold:2025-06-01T00:00     2029-09-01  Expired
        2024-04-01  2029-05-10  unknown                   2025-06-01  Unknown
        2024-04-01  2029-05-10  unknown                   2029-09-01  Expired
        2024-04-01  2029-05-10  unknown                   2024-03-31  NotYetValid
    ",
    );
}

#[test]
fn each_generation_of_keys_is_found_by_its_identifier_and_proven_by_its_signature() {
    let Generations { issuers, anchors } = Generations::new(Purpose::UserAuthentication);
    for issuer in &issuers[..] {
        let (from, to) = (issuer.certificate().first_day(), issuer.certificate().last_day());
        let der = issuer.issue(&order(&from.tomorrow().unwrap().to_string(), &to.to_string()));
        let certificate = DigitalCertificate::parse(&der.unwrap()).unwrap();
        assert_eq!(certificate.issuer_key_id(), Some(issuer.key_id()));
        let status = anchors.check(&certificate, to, three_months, Revocation::Good);
        assert_eq!(status, Ok(Status::Good), "{from}");
    }
}

#[test]
fn the_key_that_is_named_must_be_the_key_that_signed() {
    let Generations { issuers, anchors } = Generations::new(Purpose::UserAuthentication);
    let table = "
        signed by  names   status
        third      third   Good
        third      first   Signature
        second     third   Signature
        second     second  Good            # by one key or the other, all the same
        first      first   OutlivesIssuer  # which ends in 2025, the certificate in 2029
        third      nobody  UnknownIssuer
        third      none    Good            # found by trying
        second     none    Good
    ";
    for row in rows(table) {
        let [signed_by, names, wanted] = row[..] else { panic!("{row:?}") };
        let place = |word| ["first", "second", "third"].iter().position(|it| *it == word);
        let signer = &issuers[place(signed_by).unwrap()];
        let key_id = place(names).map_or([7; 20], |place| issuers[place].key_id());
        let certificate = match names {
            "none" => changed(&issuers[2], signer, &AUTHORITY_KEY, &UNKNOWN),
            _ => changed(&issuers[2], signer, &issuers[2].key_id(), &key_id),
        };
        assert_eq!(outcome(&anchors, &certificate), wanted, "{row:?}");
    }
}

/// The identifiers of the authority's key, and of an extension that there is not.
const AUTHORITY_KEY: [u8; 5] = [0x06, 0x03, 0x55, 0x1D, 0x23];
const UNKNOWN: [u8; 5] = [0x06, 0x03, 0x55, 0x1D, 0x7F];

#[test]
fn what_is_not_of_the_profile_is_not_ours_whoever_signed_it() {
    let issuer = issuer(Purpose::UserAuthentication, "2023-03-23", 1);
    let anchors = anchors_of(std::slice::from_ref(&issuer));
    let table = "
        change                 before      after       status
        nothing                0603551D25  0603551D25  Good
        the issuer's name      454D554C    454D554D    UnknownIssuer
        a critical unknown     0603551D0F  0603551D7F  CriticalExtension
        policy of signing      080501001E  0805010014  Policy
        no policy              0603551D20  0603551D7F  CriticalExtension
        and non-repudiation    03020780    030206C0    KeyUsage
        and certificate sign   03020780    03020284    KeyUsage
        server authentication  05070302    05070301    Purpose
        no extended key usage  0603551D25  0603551D7F  Purpose
    ";
    for row in rows(table) {
        let [change, before, after, wanted] = row[..] else { panic!("{row:?}") };
        let certificate = changed(&issuer, &issuer, &bytes(before), &bytes(after));
        assert_eq!(outcome(&anchors, &certificate), wanted, "{change}");
    }
    assert_eq!(outcome(&anchors, &certificate_of_an_issuer(&issuer)), "Authority");
}

/// The rows of a table below its head, in cells that two spaces part.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = table.lines().map(|line| line.split('#').next().unwrap_or(line).trim());
    lines
        .filter(|line| !line.is_empty())
        .skip(1)
        .map(|row| row.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect())
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

/// The status of the day after issue, or why there is none, in a word.
fn outcome(anchors: &TrustAnchors, certificate: &DigitalCertificate) -> String {
    match anchors.check(certificate, day("2024-04-02"), three_months, Revocation::Good) {
        Ok(status) => format!("{status:?}"),
        Err(distrust) => format!("{distrust:?}"),
    }
}

/// What the issuer would sign for another issuer: with basic constraints in place of the name of
/// the key.
fn certificate_of_an_issuer(issuer: &Issuer) -> DigitalCertificate {
    let der = issuer.issue(&order("2024-04-01", "2029-05-10")).unwrap();
    let original = DigitalCertificate::parse(&der).unwrap();
    let key_id = original.subject_key_id().unwrap();
    // `SEQUENCE { CA }`, and bytes that DER must have somewhere: a path length of 15 bytes.
    let constraints = [&[0x30, 0x14, 0x01, 0x01, 0xFF, 0x02, 0x0F][..], &[1; 15]].concat();
    let name = [&[0x06, 0x03, 0x55, 0x1D, 0x0E, 0x04, 0x16, 0x04, 0x14][..], &key_id].concat();
    let other = [&[0x06, 0x03, 0x55, 0x1D, 0x13, 0x04, 0x16][..], &constraints].concat();
    let to_be_signed = replaced(original.to_be_signed(), &name, &other);
    DigitalCertificate::parse(&issuer.signed(&to_be_signed).unwrap()).unwrap()
}

#[test]
fn one_changed_byte_anywhere_is_noticed() {
    let issuer = issuer(Purpose::UserAuthentication, "2023-03-23", 1);
    let anchors = anchors_of(std::slice::from_ref(&issuer));
    let der = issuer.issue(&order("2024-04-01", "2029-05-10")).unwrap();
    for at in 0..der.len() {
        let mut other = der.clone();
        other[at] ^= 1;
        let Ok(certificate) = DigitalCertificate::parse(&other) else { continue };
        let status = anchors.check(&certificate, day("2024-04-02"), three_months, Revocation::Good);
        assert!(status.is_err(), "byte {at}");
    }
}

#[test]
fn roots_of_one_purpose_do_not_vouch_for_the_other() {
    let [authentication, signature] = [Purpose::UserAuthentication, Purpose::DigitalSignature]
        .map(|purpose| issuer(purpose, "2023-03-23", 1));
    let anchors = anchors_of(std::slice::from_ref(&signature));
    assert_eq!(anchors.purpose(), Purpose::DigitalSignature);
    let order = order("2024-04-01", "2029-05-10");
    let on = day("2024-04-02");
    let der = authentication.issue(&order).unwrap();
    let refused = anchors.check(
        &DigitalCertificate::parse(&der).unwrap(),
        on,
        three_months,
        Revocation::Good,
    );
    assert_eq!(refused, Err(Distrust::UnknownIssuer));
    let der = signature.issue(&crate::CertificateOrder { holder: resident(), ..order }).unwrap();
    let status = anchors.check(
        &DigitalCertificate::parse(&der).unwrap(),
        on,
        three_months,
        Revocation::Good,
    );
    assert_eq!(status, Ok(Status::Good));
}

#[test]
fn only_roots_of_one_name_and_profile_are_trusted() {
    let one = issuer(Purpose::UserAuthentication, "2023-03-23", 1);
    let other = issuer(Purpose::DigitalSignature, "2023-03-23", 1);
    let of_one = one.certificate_der().to_vec();
    let of_other = other.certificate_der().to_vec();
    let holder = one.issue(&order("2024-04-01", "2029-05-10")).unwrap();
    let unreadable = TrustError::Certificate(CertificateError::Malformed);
    for (given, wanted) in [
        (vec![], TrustError::Empty),
        (vec![vec![0x30]], unreadable),
        (vec![holder], TrustError::NotRoot),
        (vec![of_one.clone(), of_other], TrustError::SeveralNames),
    ] {
        assert_eq!(TrustAnchors::new(given).unwrap_err(), wanted);
    }
    let policy = CardGeneration::FIRST.digital_signature.policy;
    let anchors =
        TrustAnchors::with_policy(Purpose::UserAuthentication, policy, [of_one.clone()]).unwrap();
    let der = one.issue(&order("2024-04-01", "2029-05-10")).unwrap();
    let certificate = DigitalCertificate::parse(&der).unwrap();
    let refused = anchors.check(&certificate, day("2024-04-02"), three_months, Revocation::Good);
    assert_eq!(refused, Err(Distrust::Policy));
}

#[test]
fn every_kind_of_key_issues_and_is_checked() {
    for algorithm in KeyAlgorithm::ALL {
        let issuer = Issuer::establish(
            Purpose::UserAuthentication,
            SigningKey::generate(algorithm).unwrap(),
            IssuerSetting::emulator("http://127.0.0.1"),
            day("2023-03-23"),
            day("2033-03-22"),
            1,
        )
        .unwrap();
        let anchors = anchors_of(std::slice::from_ref(&issuer));
        let der = issuer.issue(&order("2024-04-01", "2029-05-10")).unwrap();
        let certificate = DigitalCertificate::parse(&der).unwrap();
        let status = anchors.check(&certificate, day("2024-04-02"), three_months, Revocation::Good);
        assert_eq!(status, Ok(Status::Good), "{algorithm:?}");
    }
}

#[test]
fn a_reason_has_the_number_of_the_standard() {
    let numbers = RevocationReason::ALL.map(RevocationReason::code);
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6, 9]);
    for code in 0..=255 {
        let reason = RevocationReason::of(code);
        assert_eq!(reason.map(RevocationReason::code), numbers.contains(&code).then_some(code));
    }
}
