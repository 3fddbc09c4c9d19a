//! An issuer with a register, a responder, and a few certificates of made-up holders.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use pki::{
    CertificateOrder, CrlEntry, Holder, Issuer, IssuerSetting, KeyAlgorithm, Municipality,
    OcspDelegate, OcspDelegateOrder, OcspResponder, OcspSetting, Purpose, Revocation,
    RevocationReason, SigningKey, SourceError, StatusSource,
};

/// The number of the first holder's certificate; the others follow.
pub(crate) const FIRST_SERIAL: u64 = 0x0022_7B13;

pub(crate) struct Office {
    pub(crate) issuer: Issuer,
    pub(crate) register: Register,
    /// By number.
    pub(crate) certificates: BTreeMap<u64, Vec<u8>>,
    pub(crate) now: Timestamp,
}

/// What became of the certificates of each issuer.
#[derive(Clone, Default)]
pub(crate) struct Register(Arc<Mutex<BTreeMap<Place, Revocation>>>);

/// An issuer's key and a number.
type Place = ([u8; 20], u64);

impl StatusSource for Register {
    fn status(&self, issuer_key_id: [u8; 20], serial: u64) -> Result<Revocation, SourceError> {
        let rows = self.0.lock().unwrap();
        Ok(rows.get(&(issuer_key_id, serial)).copied().unwrap_or(Revocation::Unknown))
    }
}

impl Office {
    /// An issuer with this kind of key that issued two certificates in each municipality.
    pub(crate) fn open(algorithm: KeyAlgorithm) -> Self {
        Self::of(algorithm, Register::default())
    }

    /// The same, beside others that share the register.
    pub(crate) fn of(algorithm: KeyAlgorithm, register: Register) -> Self {
        let now = now();
        let key = SigningKey::generate(algorithm).unwrap();
        let setting = IssuerSetting::emulator("http://127.0.0.1");
        let today = now.to_zoned(TimeZone::UTC).date();
        let (from, to) = (today - 30.days(), today + 10.years());
        let issuer =
            Issuer::establish(Purpose::UserAuthentication, key, setting, from, to, 1).unwrap();
        let mut office = Self { issuer, register, certificates: BTreeMap::new(), now };
        let holder_key = SigningKey::generate(KeyAlgorithm::Rsa2048).unwrap();
        let places = [mihon(), mihon(), tonari(), tonari()];
        for (serial, place) in (FIRST_SERIAL..).zip(&places) {
            office.issue(serial, place, holder_key.public_key_der(), today + 5.years());
        }
        office
    }

    /// A responder for this issuer that answers from the register.
    pub(crate) fn responder(&self, algorithm: KeyAlgorithm) -> OcspResponder {
        responder([self.delegate(algorithm)], self.register.clone())
    }

    pub(crate) fn delegate(&self, algorithm: KeyAlgorithm) -> OcspDelegate {
        let key = SigningKey::generate(algorithm).unwrap();
        let order = OcspDelegateOrder {
            serial: 2,
            public_key_der: key.public_key_der(),
            valid_from: self.now - SignedDuration::from_hours(1),
            valid_to: self.now + SignedDuration::from_hours(24 * 30),
        };
        OcspDelegate {
            issuer_certificate: self.issuer.certificate_der().to_vec(),
            certificate: self.issuer.issue_ocsp_delegate(&order).unwrap(),
            key,
        }
    }

    /// Writes down what became of a certificate.
    pub(crate) fn set(&self, serial: u64, revocation: Revocation) {
        self.register.0.lock().unwrap().insert((self.issuer.key_id(), serial), revocation);
    }

    /// An instant some minutes ago.
    pub(crate) fn earlier(&self, minutes: i64) -> Timestamp {
        self.now - SignedDuration::from_mins(minutes)
    }

    /// What a list of this office says.
    pub(crate) fn entries(&self) -> Vec<CrlEntry> {
        let entry = |(key, status): (&Place, &Revocation)| {
            let (at, reason) = match *status {
                Revocation::Good | Revocation::Unknown => return None,
                Revocation::OnHold { since } => (since, RevocationReason::Hold),
                Revocation::Revoked { at, reason } => (at, reason),
            };
            (key.0 == self.issuer.key_id()).then_some(CrlEntry { serial: key.1, at, reason })
        };
        self.register.0.lock().unwrap().iter().filter_map(entry).collect()
    }

    fn issue(&mut self, serial: u64, place: &Municipality, key: &[u8], last_day: Date) {
        let common_name = format!("SHIKAKUTEST{serial:03}{}003A", place.code);
        let order = CertificateOrder {
            serial,
            public_key_der: key,
            issued_at: self.earlier(60),
            last_day,
            holder: Holder::UserAuthentication { common_name: &common_name, municipality: place },
        };
        self.certificates.insert(serial, self.issuer.issue(&order).unwrap());
        self.set(serial, Revocation::Good);
    }
}

pub(crate) fn responder(
    delegates: impl IntoIterator<Item = OcspDelegate>,
    register: Register,
) -> OcspResponder {
    let setting = OcspSetting { validity: SignedDuration::from_hours(1), answers_kept_max: 1_000 };
    OcspResponder::new(setting, delegates, register).unwrap()
}

pub(crate) fn mihon() -> Municipality {
    municipality("99901", "Mihon-shi")
}

pub(crate) fn tonari() -> Municipality {
    municipality("99902", "Tonari-machi")
}

fn municipality(code: &str, city: &str) -> Municipality {
    Municipality { code: code.into(), prefecture: "Mihon-ken".into(), city: city.into() }
}

/// To the second, as certificates have it.
#[expect(clippy::disallowed_methods, reason = "openssl looks at this machine's clock")]
fn now() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).unwrap()
}
