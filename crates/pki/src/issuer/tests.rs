use jiff::civil::date;

use super::*;
use crate::made_up::{holder_key, issuer, municipality, order, resident};

#[test]
fn an_order_is_checked_before_it_is_signed() {
    let issuer = issuer(Purpose::UserAuthentication, "2023-03-23", 1);
    let whole = order("2024-04-01", "2029-05-10");
    let elliptic = SigningKey::generate(KeyAlgorithm::EcdsaP384).unwrap();
    let with = |common_name, municipality| Holder::UserAuthentication { common_name, municipality };
    let long = "9".repeat(65);
    let mut four_digits = municipality().clone();
    four_digits.code.pop();
    let mut in_kanji = municipality().clone();
    "見本市".clone_into(&mut in_kanji.city);
    let named = |holder| CertificateOrder { holder, ..whole.clone() };
    for (change, order, wanted) in [
        ("nothing", whole.clone(), "issued"),
        ("serial zero", CertificateOrder { serial: 0, ..whole.clone() }, "Serial"),
        ("a signer", named(resident()), "Purpose"),
        ("no key", CertificateOrder { public_key_der: &[], ..whole.clone() }, "PublicKey"),
        (
            "a key of the next generation",
            CertificateOrder { public_key_der: elliptic.public_key_der(), ..whole.clone() },
            "KeyAlgorithm",
        ),
        ("four digits", named(with("0A", &four_digits)), "Municipality"),
        ("a name in kanji", named(with("0A", &in_kanji)), "Municipality"),
        ("no common name", named(with("", municipality())), "Holder"),
        ("64 characters", named(with(&long[1..], municipality())), "issued"),
        ("65 characters", named(with(&long, municipality())), "Holder"),
        ("a name with a space", named(with("0 A", municipality())), "Holder"),
    ] {
        assert_eq!(outcome(&issuer, &order), wanted, "{change}");
    }
}

#[test]
fn a_certificate_is_valid_within_its_issuers_days() {
    let issuer = issuer(Purpose::UserAuthentication, "2023-03-23", 1);
    for (issued_at, last_day, wanted) in [
        ("2023-03-22T23:59:59+09:00", "2028-05-10", "Validity"),
        ("2023-03-23T00:00:00+09:00", "2028-05-10", "issued"),
        ("2024-04-01T00:00:00+09:00", "2024-03-31", "Validity"),
        ("2024-03-31T23:59:59+09:00", "2024-03-31", "issued"),
        ("2030-04-01T00:00:00+09:00", "2033-03-22", "issued"),
        ("2030-04-01T00:00:00+09:00", "2033-03-23", "Validity"),
    ] {
        let order = CertificateOrder {
            issued_at: issued_at.parse().unwrap(),
            ..order("2024-04-01", last_day)
        };
        assert_eq!(outcome(&issuer, &order), wanted, "{issued_at} to {last_day}");
    }
}

#[test]
fn every_particular_of_a_signer_is_there() {
    let issuer = issuer(Purpose::DigitalSignature, "2023-03-23", 1);
    let with = |change: &dyn Fn(&mut Particulars)| {
        let mut particulars = Particulars::whole();
        change(&mut particulars);
        let order =
            CertificateOrder { holder: particulars.holder(), ..order("2024-04-01", "2029-05-10") };
        outcome(&issuer, &order)
    };
    assert_eq!(with(&|_| {}), "issued");
    assert_eq!(with(&|it| it.texts[0] = ""), "Holder");
    assert_eq!(with(&|it| it.texts[1] = ""), "Holder");
    assert_eq!(with(&|it| it.texts[2] = ""), "Holder");
    assert_eq!(with(&|it| it.texts[3] = ""), "Holder");
    assert_eq!(with(&|it| it.sex = '9'), "issued");
    assert_eq!(with(&|it| it.sex = '0'), "Holder");
    assert_eq!(with(&|it| it.birth = date(1868, 1, 25)), "issued");
    assert_eq!(with(&|it| it.birth = date(1868, 1, 24)), "Holder");
}

/// The parts of a signer that rows change: name, address and their substitutes.
struct Particulars {
    texts: [&'static str; 4],
    birth: Date,
    sex: char,
}

impl Particulars {
    fn whole() -> Self {
        let texts = ["見本　花子", "見本県見本市見本町１－２－３", "00000", "00000000000000"];
        Self { texts, birth: date(1990, 1, 12), sex: '2' }
    }

    fn holder(&self) -> Holder<'static> {
        let [name, address, name_substitutes, address_substitutes] = self.texts;
        Holder::DigitalSignature {
            common_name: "202604011200000004299999003A",
            municipality: municipality(),
            name,
            birth: self.birth,
            sex: self.sex,
            address,
            name_substitutes,
            address_substitutes,
        }
    }
}

#[test]
fn a_birth_is_told_by_era_and_common_calendar() {
    for (birth, wanted) in [
        (date(1868, 1, 24), None),
        (date(1868, 1, 25), Some("118680125")),
        (date(1912, 7, 29), Some("119120729")),
        (date(1912, 7, 30), Some("219120730")),
        (date(1926, 12, 24), Some("219261224")),
        (date(1926, 12, 25), Some("319261225")),
        (date(1980, 2, 17), Some("319800217")),
        (date(1989, 1, 7), Some("319890107")),
        (date(1989, 1, 8), Some("419890108")),
        (date(2019, 4, 30), Some("420190430")),
        (date(2019, 5, 1), Some("520190501")),
    ] {
        assert_eq!(order::era_birth(birth).as_deref(), wanted, "{birth}");
    }
}

#[test]
fn an_issuer_opens_with_its_own_key_certificate_and_purpose() {
    let setting = IssuerSetting::emulator("http://127.0.0.1/");
    assert_eq!(setting.cps_address, "http://127.0.0.1/cps.html");
    let made = issuer(Purpose::UserAuthentication, "2023-03-23", 1);
    let der = made.certificate_der().to_vec();
    let key = || SigningKey::from_pkcs8_der(&made.key().to_pkcs8_der().unwrap()).unwrap();
    let again = Issuer::open(Purpose::UserAuthentication, key(), &der, setting.clone()).unwrap();
    assert_eq!(again.key_id(), made.key_id());
    assert_eq!(again.certificate_der(), der);

    let other_key = SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let holder = made.issue(&order("2024-04-01", "2029-05-10")).unwrap();
    let holder_key = SigningKey::from_pkcs8_der(&holder_key().to_pkcs8_der().unwrap()).unwrap();
    let authentication = Purpose::UserAuthentication;
    for (what, purpose, key, certificate) in [
        ("another key", authentication, other_key, &der),
        ("another purpose", Purpose::DigitalSignature, key(), &der),
        ("a holder's certificate", authentication, holder_key, &holder),
    ] {
        let error = Issuer::open(purpose, key, certificate, setting.clone()).unwrap_err();
        assert!(matches!(error, IssueError::NotItsCertificate), "{what}");
    }
}

#[test]
fn a_root_begins_and_ends_with_a_day_in_japan() {
    let root = issuer(Purpose::DigitalSignature, "2023-03-23", 1);
    assert_eq!(root.certificate().valid_from().to_string(), "2023-03-22T15:00:00Z");
    assert_eq!(root.certificate().valid_to().to_string(), "2033-03-22T14:59:59Z");
    let establish = |from, to, serial| {
        let key = SigningKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
        let setting = IssuerSetting::emulator("http://127.0.0.1");
        Issuer::establish(Purpose::DigitalSignature, key, setting, from, to, serial)
    };
    let day = date(2023, 3, 23);
    assert!(establish(day, day, 1).is_ok());
    assert!(matches!(establish(day, date(2023, 3, 22), 1), Err(IssueError::Validity)));
    assert!(matches!(establish(day, day, 0), Err(IssueError::Serial)));
}

/// `issued`, or the name of the refusal.
fn outcome(issuer: &Issuer, order: &CertificateOrder<'_>) -> String {
    match issuer.issue(order) {
        Ok(_) => "issued".to_owned(),
        Err(error) => {
            let shown = format!("{error:?}");
            shown.split([' ', '(']).next().unwrap_or_default().to_owned()
        }
    }
}
