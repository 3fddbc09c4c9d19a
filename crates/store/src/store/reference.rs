//! Reference tables.

use eligibility::InsurerNumber;

use crate::{Employer, Error, Institution, Insurer, NewSetting, Setting, Store};

impl Store {
    /// Records an insurer, in place of the one of its number.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn put_insurer(&self, insurer: Insurer) -> Result<(), Error> {
        match self {
            Self::Sqlite(it) => it.put_insurer(insurer).await,
        }
    }

    /// An insurer by number.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn insurer(&self, number: InsurerNumber) -> Result<Option<Insurer>, Error> {
        match self {
            Self::Sqlite(it) => it.insurer(number),
        }
    }

    /// Every insurer, by number.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn insurers(&self) -> Result<Vec<Insurer>, Error> {
        match self {
            Self::Sqlite(it) => it.insurers(),
        }
    }

    /// Records an employer, in place of the one of its insurer and code.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn put_employer(&self, employer: Employer) -> Result<(), Error> {
        match self {
            Self::Sqlite(it) => it.put_employer(employer).await,
        }
    }

    /// An employer by insurer and code.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn employer(&self, insurer: InsurerNumber, code: &str) -> Result<Option<Employer>, Error> {
        match self {
            Self::Sqlite(it) => it.employer(insurer, code),
        }
    }

    /// Every employer of an insurer, by code.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn employers(&self, insurer: InsurerNumber) -> Result<Vec<Employer>, Error> {
        match self {
            Self::Sqlite(it) => it.employers(insurer),
        }
    }

    /// Records an institution, in place of the one of its code, whose `added_at` stays.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn put_institution(&self, institution: Institution) -> Result<(), Error> {
        match self {
            Self::Sqlite(it) => it.put_institution(institution).await,
        }
    }

    /// An institution by code, revoked or not.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn institution(&self, code: &str) -> Result<Option<Institution>, Error> {
        match self {
            Self::Sqlite(it) => it.institution(code),
        }
    }

    /// Every institution, by code.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn institutions(&self) -> Result<Vec<Institution>, Error> {
        match self {
            Self::Sqlite(it) => it.institutions(),
        }
    }

    /// Appends a setting and returns its revision. [`Self::wake_all`] and
    /// [`Self::settings_woken`] are the caller's next steps.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn append_setting(&self, setting: NewSetting) -> Result<i64, Error> {
        match self {
            Self::Sqlite(it) => it.append_setting(setting).await,
        }
    }

    /// Every setting, in the order recorded.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn settings(&self) -> Result<Vec<Setting>, Error> {
        match self {
            Self::Sqlite(it) => it.settings(),
        }
    }

    /// The greatest revision of a setting; 0 without any.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn settings_revision(&self) -> Result<i64, Error> {
        match self {
            Self::Sqlite(it) => it.settings_revision(),
        }
    }
}
