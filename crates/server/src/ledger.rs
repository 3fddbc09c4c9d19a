//! A store opened under the law: what every role and command works on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Instant,
};

use eligibility::InsurerNumber;
use jiff::civil::Date;
use store::{NewSetting, Store, Whom};

use crate::agenda::{InsurerSettings, SettingsTable, UnreadableSetting, wake};

/// For how long settings read are used before somebody looks whether another process has appended
/// one.
const REMEMBERED_FOR_MILLISECONDS: i64 = 1_000;

/// A store, and the insurers' settings as stored in it.
pub struct Ledger {
    store: Store,
    settings: Arc<InsurerSettings>,
    opened: Instant,
    /// Milliseconds from `opened` to the last look at the stored revision.
    looked: AtomicI64,
}

/// Why a ledger was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store could not be opened, or the URL names none.
    #[error(transparent)]
    Store(#[from] store::OpenError),
    /// The settings could not be read.
    #[error("the stored settings could not be read")]
    Settings(#[from] store::Error),
    /// A setting is not one.
    #[error(transparent)]
    Setting(#[from] UnreadableSetting),
}

impl OpenError {
    /// Whether the URL itself is wrong: wrong usage, not a failure.
    #[must_use]
    pub const fn is_usage(&self) -> bool {
        matches!(self, Self::Store(store::OpenError::NotBuilt | store::OpenError::Url))
    }
}

/// Opens `sqlite:PATH`, making it where absent, with the agenda under the stored settings.
///
/// # Errors
///
/// As [`OpenError`] lists.
pub fn open(url: &str) -> Result<Arc<Ledger>, OpenError> {
    let settings = Arc::new(InsurerSettings::contract());
    let store = Store::open(url, wake(Arc::clone(&settings)))?;
    settings.take(&store.settings()?)?;
    Ok(Arc::new(Ledger { store, settings, opened: Instant::now(), looked: AtomicI64::new(0) }))
}

impl Ledger {
    /// The store.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// An insurer's settings in force on a day: its own, else everybody's, else the contract's.
    ///
    /// Settings that cannot be read again leave those in use in force: an answer under yesterday's
    /// settings is better than none.
    #[must_use]
    pub fn settings_for(&self, insurer: InsurerNumber, on: Date) -> Arc<eligibility::Settings> {
        if let Err(error) = self.look() {
            tracing::error!(error = &error as &dyn std::error::Error, "settings were not reloaded");
        }
        self.settings.of(insurer, on)
    }

    /// All of an insurer's settings in force on a day, its papers and letters included.
    #[must_use]
    pub fn insurer_settings(&self, insurer: InsurerNumber, on: Date) -> Arc<record::Settings> {
        if let Err(error) = self.look() {
            tracing::error!(error = &error as &dyn std::error::Error, "settings were not reloaded");
        }
        self.settings.all_of(insurer, on)
    }

    /// The revision of the settings in use; 0 without any.
    ///
    /// # Errors
    ///
    /// When it was time to look whether there are newer ones, and the database failed.
    pub fn settings_revision(&self) -> Result<i64, store::Error> {
        self.look()?;
        Ok(self.settings.revision())
    }

    /// The settings of one revision, the newest, to judge many people by.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub(crate) fn settings_table(&self) -> Result<Arc<SettingsTable>, store::Error> {
        self.reload()?;
        Ok(self.settings.table())
    }

    /// Appends a setting, uses it, and makes everybody concerned due on a day.
    ///
    /// # Errors
    ///
    /// When the database fails. A stored setting that cannot be read is left aside and logged.
    pub async fn append_setting(
        &self,
        setting: NewSetting,
        due: Date,
    ) -> Result<i64, store::Error> {
        let whom = setting.insurer.map_or(Whom::Everybody, Whom::MembersOf);
        let revision = self.store.append_setting(setting).await?;
        self.reload()?;
        self.store.wake_all(whom, due).await?;
        self.store.settings_woken(revision).await?;
        Ok(revision)
    }

    /// Looks at the stored revision where nobody has for a second, and reads what is new.
    fn look(&self) -> Result<(), store::Error> {
        let now = i64::try_from(self.opened.elapsed().as_millis()).unwrap_or(i64::MAX);
        let looked = self.looked.load(Ordering::Relaxed);
        let mine = now - looked >= REMEMBERED_FOR_MILLISECONDS
            && self
                .looked
                .compare_exchange(looked, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok();
        if mine { self.reload() } else { Ok(()) }
    }

    /// Reads the settings again where another revision is stored.
    fn reload(&self) -> Result<(), store::Error> {
        if self.store.settings_revision()? == self.settings.revision() {
            return Ok(());
        }
        if let Err(error) = self.settings.take(&self.store.settings()?) {
            tracing::error!(error = &error as &dyn std::error::Error, "settings were not reloaded");
        }
        Ok(())
    }
}
