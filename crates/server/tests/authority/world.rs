//! An office on a ledger of its own, at an instant the test says.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use jiff::{Timestamp, civil::Date, tz};
use pki::KeyAlgorithm;
use record::{Address, Coverage, Fact, Identity, IncomeTier, Registration, Role, Sex};
use server::{
    ledger::{Ledger, open},
    work::{
        card::{
            CardOffice, GenerationsSetting, KeyPlace, Municipalities, NewResident, Occasion,
            OfficeParts, OfficeSettings, PersonFile, record_resident,
        },
        import::MyNumberKey,
    },
};
use store::{Change, PersonKey, Whose};

/// An office and what it works on.
pub(crate) struct World {
    _dir: tempfile::TempDir,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) office: Arc<CardOffice>,
    count: Mutex<u32>,
}

impl World {
    /// An office whose keys begin so late that there is one generation.
    pub(crate) async fn new() -> Self {
        Self::since("2023-09-29").await
    }

    /// An office whose keys begin on a day.
    pub(crate) async fn since(first_on: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let ledger = open(&format!("sqlite:{}", dir.path().join("test.sqlite").display())).unwrap();
        let keys = dir.path().join("keys");
        let setting = (KeyAlgorithm::EcdsaP256, first_on);
        let office = office(&keys, &ledger, setting, instant("2026-01-05", "09:00")).await;
        Self { _dir: dir, ledger, office: Arc::new(office), count: Mutex::new(0) }
    }

    /// A person born on a day, registered as a resident on a day.
    pub(crate) async fn resident(&self, born_on: &str, stay_until: Option<&str>) -> PersonKey {
        let at = instant("2020-01-06", "10:00");
        let it = NewResident {
            identity: identity("見本　花子", born_on),
            address: address("見本県みほん市一丁目1番1号"),
            stay_until: stay_until.map(day),
            my_number: None,
        };
        let occasion = Occasion::now(&self.id("resident"), "test", at);
        record_resident(&self.office, &occasion, &it).await.unwrap().person_key
    }

    /// An id not used before.
    pub(crate) fn id(&self, what: &str) -> String {
        let mut count = self.count.lock().unwrap();
        *count += 1;
        format!("{what}-{count}")
    }

    pub(crate) fn file(&self, key: PersonKey) -> PersonFile {
        PersonFile::read(&self.office, key).unwrap()
    }

    /// The person registers the card for insurance use, at a reader.
    pub(crate) async fn register(&self, key: PersonKey, on: &str) {
        let registration = Registration { registered_on: day(on), cancel_requested_on: None };
        self.record(key, on, Fact::Registration(registration)).await;
    }

    /// An insurer covers the person.
    pub(crate) async fn cover(&self, key: PersonKey, number: &str, on: &str) {
        let coverage = Coverage {
            insurer_number: "113019".parse().unwrap(),
            symbol: Some("１０１".to_owned()),
            number: number.to_owned(),
            branch: Some("01".to_owned()),
            role: Role::Insured,
            acquired_on: day(on),
            lost_on: None,
            income_tier: IncomeTier::Ordinary,
            income_tiers: Vec::new(),
            voluntary_continuation: false,
        };
        self.record(key, on, Fact::Coverage(coverage)).await;
    }

    /// Records a fact that is not the authority's.
    pub(crate) async fn record(&self, key: PersonKey, on: &str, fact: Fact) {
        let change = Change {
            id: self.id("fact"),
            whose: Whose::Existing { person_key: key, revision: self.file(key).revision },
            facts: vec![fact],
            end: Vec::new(),
            my_number_hash: None,
            recorded_by: "test".to_owned(),
            reason: "test".to_owned(),
            recorded_at: instant(on, "10:00"),
        };
        let store = self.ledger.store();
        store.record(store.prepare(change).unwrap()).await.unwrap();
    }
}

/// An office on a ledger, with a key for My Numbers.
pub(crate) async fn office(
    keys: &Path,
    ledger: &Arc<Ledger>,
    (algorithm, first_on): (KeyAlgorithm, &str),
    at: Timestamp,
) -> CardOffice {
    std::fs::create_dir_all(keys).unwrap();
    let my_number_key = keys.join("my-number.key");
    let my_number_key = MyNumberKey::of(&my_number_key, ledger.store(), at).await.unwrap();
    let parts = OfficeParts {
        ledger: Arc::clone(ledger),
        keys: KeyPlace {
            directory: PathBuf::from(keys),
            passphrase: b"made up".to_vec(),
            token: None,
        },
        municipalities: Municipalities::default(),
        settings: OfficeSettings {
            generations: GenerationsSetting {
                algorithm,
                first_on: day(first_on),
                ..GenerationsSetting::default()
            },
            ..OfficeSettings::default()
        },
        my_number_key: Some(my_number_key),
    };
    CardOffice::open(parts, at).await.unwrap()
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// An instant of a day and time in Japan.
pub(crate) fn instant(on: &str, time: &str) -> Timestamp {
    let at: jiff::civil::DateTime = format!("{on}T{time}:00").parse().unwrap();
    tz::offset(9).to_timestamp(at).unwrap()
}

pub(crate) fn identity(name: &str, born_on: &str) -> Identity {
    Identity {
        name: name.to_owned(),
        kana: Some("ミホン ハナコ".to_owned()),
        sex: Sex::Female,
        born_on: day(born_on),
        insured_name: None,
    }
}

pub(crate) fn address(text: &str) -> Address {
    Address { postcode: Some("000-0001".to_owned()), text: text.to_owned(), withheld: false }
}
