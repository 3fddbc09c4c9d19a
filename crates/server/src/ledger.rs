//! The ledger with the law: a store whose agenda is kept by the rules and the insurers' settings.
//!
//! Every command and role opens a database here, so that what is derived is derived alike.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use eligibility::InsurerNumber;
use jiff::civil::Date;
use record::{Person, law::Facts};
use store::{OpenError, Store, Wake};

/// A store, and the insurers' settings in force.
pub struct Ledger {
    store: Store,
    settings: Arc<InsurerSettings>,
}

/// Opens `sqlite:PATH`, making it where absent, and reads the insurers' settings.
///
/// # Errors
///
/// When the database cannot be opened or its settings cannot be read.
pub fn open(url: &str) -> Result<Ledger, LedgerError> {
    let settings = Arc::new(InsurerSettings::default());
    let store = Store::open(url, wake(Arc::clone(&settings)))?;
    let ledger = Ledger { store, settings };
    ledger.reload_settings()?;
    Ok(ledger)
}

/// Why a ledger was not opened.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The database was not opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database failed.
    #[error("the insurers' settings cannot be read")]
    Read(#[from] store::Error),
    /// A stored setting is not one this program knows.
    #[error("setting {revision} is not one this program knows")]
    Setting {
        /// Its revision.
        revision: i64,
    },
}

impl Ledger {
    /// The store.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// An insurer's settings in force on a day; those of the contract where none are stored.
    #[must_use]
    pub fn settings_for(&self, insurer: InsurerNumber, on: Date) -> Arc<eligibility::Settings> {
        self.settings.of(Some(insurer), on)
    }

    /// The revision of the settings in use.
    ///
    /// # Errors
    ///
    /// When the settings were never read.
    pub fn settings_revision(&self) -> Result<i64, store::Error> {
        Ok(self.settings.read().revision)
    }

    /// Reads the settings again, as after one was appended.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    pub fn reload_settings(&self) -> Result<(), LedgerError> {
        let mut loaded = Loaded::default();
        for row in self.store.settings()? {
            let revision = row.revision;
            let settings = serde_json::from_str::<record::Settings>(&row.setting.body)
                .ok()
                .and_then(|it| it.to_law().ok())
                .ok_or(LedgerError::Setting { revision })?;
            loaded.rows.insert((row.setting.insurer, row.setting.from), Arc::new(settings));
            loaded.revision = revision;
        }
        *self.settings.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(loaded);
        Ok(())
    }
}

/// Settings by insurer and first day; the newest of equal ones, as the ledger says.
#[derive(Default)]
struct InsurerSettings(RwLock<Arc<Loaded>>);

#[derive(Default)]
struct Loaded {
    rows: BTreeMap<(Option<InsurerNumber>, Date), Arc<eligibility::Settings>>,
    revision: i64,
}

impl InsurerSettings {
    fn read(&self) -> Arc<Loaded> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Those of the insurer, else those for everybody, else those of the contract.
    fn of(&self, insurer: Option<InsurerNumber>, on: Date) -> Arc<eligibility::Settings> {
        let loaded = self.read();
        let newest = |insurer: Option<InsurerNumber>| {
            let rows = loaded.rows.range((insurer, Date::MIN)..=(insurer, on));
            rows.map(|(_, settings)| Arc::clone(settings)).next_back()
        };
        insurer
            .and_then(|it| newest(Some(it)))
            .or_else(|| newest(None))
            .unwrap_or_else(|| Arc::new(eligibility::Settings::CONTRACT))
    }
}

/// The law's part in the agenda: the next day on which anything about a person differs, by the
/// settings of the insurer whose coverage they acquired last.
fn wake(settings: Arc<InsurerSettings>) -> Wake {
    Arc::new(move |person: &Person, after: Date| {
        let facts = Facts::of(&person.dossier);
        let coverages = &person.dossier.coverages;
        let acquired = coverages.iter().filter(|it| it.acquired_on <= after);
        let insurer = acquired.max_by_key(|it| it.acquired_on).map(|it| it.insurer_number);
        let settings = settings.of(insurer, after);
        let dossier = facts.dossier();
        eligibility::judge(&dossier, &settings, after).next_change_on(&dossier, &settings)
    })
}
