//! One certificate of each kind, of made-up issuers and people.

use std::sync::OnceLock;

use jiff::civil::date;
use pki::{
    CardGeneration, CertificateOrder, Holder, Issuer, IssuerSetting, KeyAlgorithm, Municipality,
    Purpose, SigningKey,
};

/// A certificate, and the issuer's.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) der: Vec<u8>,
    pub(crate) root: Vec<u8>,
}

/// Every kind: both purposes, both generations of cards, each kind of issuer's key; and the roots.
pub(crate) fn all() -> Vec<Sample> {
    use KeyAlgorithm::{EcdsaP256, EcdsaP384, Rsa2048};
    use Purpose::{DigitalSignature, UserAuthentication};

    let (first, next) = (&CardGeneration::FIRST, &CardGeneration::NEXT);
    let mut samples = Vec::new();
    for (purpose, generation, algorithm, root_name, name) in [
        (UserAuthentication, first, Rsa2048, "root-authentication-rsa", "authentication-rsa"),
        (DigitalSignature, first, Rsa2048, "root-signature-rsa", "signature-rsa"),
        (UserAuthentication, first, EcdsaP256, "root-authentication-p256", "authentication-p256"),
        (DigitalSignature, first, EcdsaP256, "root-signature-p256", "signature-p256"),
        (UserAuthentication, next, EcdsaP384, "root-authentication-next", "authentication-next"),
        (DigitalSignature, next, EcdsaP384, "root-signature-next", "signature-next"),
    ] {
        let issuer = issuer(purpose, generation, SigningKey::generate(algorithm).unwrap());
        let root = issuer.certificate_der().to_vec();
        let der = issuer.issue(&order(purpose, holder_key(issuer.profile().holder_key))).unwrap();
        samples.push(Sample { name: root_name, der: root.clone(), root: root.clone() });
        samples.push(Sample { name, der, root });
    }
    samples
}

pub(crate) fn issuer(
    purpose: Purpose,
    generation: &'static CardGeneration,
    key: SigningKey,
) -> Issuer {
    let setting = IssuerSetting { generation, ..IssuerSetting::emulator("http://127.0.0.1:8080") };
    Issuer::establish(purpose, key, setting, date(2023, 3, 23), date(2033, 3, 22), 0x21_8887)
        .unwrap()
}

/// An order at noon of 27 October 2025, to 17 February 2030.
pub(crate) fn order(purpose: Purpose, key: &SigningKey) -> CertificateOrder<'_> {
    static MUNICIPALITY: OnceLock<Municipality> = OnceLock::new();
    let municipality = MUNICIPALITY.get_or_init(|| Municipality {
        code: "99999".to_owned(),
        prefecture: "Mihon-ken".to_owned(),
        city: "Mihon-shi".to_owned(),
    });
    CertificateOrder {
        serial: 0x22_7B13,
        public_key_der: key.public_key_der(),
        issued_at: "2025-10-27T12:00:00+09:00".parse().unwrap(),
        last_day: date(2030, 2, 17),
        holder: match purpose {
            Purpose::UserAuthentication => {
                Holder::UserAuthentication { common_name: "0123456789ABCD99999003A", municipality }
            }
            Purpose::DigitalSignature => Holder::DigitalSignature {
                common_name: "202510271200000004299999003A",
                municipality,
                name: "見本　花子",
                birth: date(1990, 1, 12),
                sex: '2',
                address: "見本県見本市見本町１－２－３",
                name_substitutes: "00000",
                address_substitutes: "00000000000000",
            },
        },
    }
}

/// A holder's key, one of each kind for all tests of a process.
pub(crate) fn holder_key(algorithm: KeyAlgorithm) -> &'static SigningKey {
    static RSA: OnceLock<SigningKey> = OnceLock::new();
    static P384: OnceLock<SigningKey> = OnceLock::new();
    let key = match algorithm {
        KeyAlgorithm::Rsa2048 => &RSA,
        KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384 => &P384,
    };
    key.get_or_init(|| SigningKey::generate(algorithm).unwrap())
}
