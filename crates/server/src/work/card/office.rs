//! The office: the ledger it works on, the keys it signs with, and its settings.

use std::sync::Arc;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use pki::IssuerSetting;
use record::Person;
use sha2::Sha256;
use store::{PersonKey, Store};

use super::{
    carrying::Done,
    faces::CardFaces,
    file::law_settings,
    generations::{Generations, GenerationsError, GenerationsSetting, KeyPlace},
    municipality::Municipalities,
    refusal::Refusal,
    statuses::{Statuses, StatusesError},
};
use crate::{ledger::Ledger, work::import::MyNumberKey};

/// The office that issues cards and certificates: 市区町村窓口 and J-LIS together.
pub struct CardOffice {
    ledger: Arc<Ledger>,
    generations: Arc<Generations>,
    municipalities: Municipalities,
    settings: OfficeSettings,
    my_number_key: Option<MyNumberKey>,
    faces: CardFaces,
    secret: Hmac<Sha256>,
    statuses: Statuses,
}

/// What an office is opened with.
pub struct OfficeParts {
    /// The ledger.
    pub ledger: Arc<Ledger>,
    /// Where its keys are.
    pub keys: KeyPlace,
    /// The municipalities it works for.
    pub municipalities: Municipalities,
    /// Its settings.
    pub settings: OfficeSettings,
    /// The key My Numbers are hashed with; without it nobody is found by My Number.
    pub my_number_key: Option<MyNumberKey>,
}

/// An office's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeSettings {
    /// Where the office is reached, as certificates say it: `http://127.0.0.1:8083`.
    pub address: String,
    /// How generations of keys follow each other.
    pub generations: GenerationsSetting,
    /// Hours from one revocation list to the next.
    pub crl_hours: u16,
    /// Minutes an OCSP answer is valid.
    pub ocsp_minutes: u16,
    /// When expiry letters are due.
    pub letters: LettersWindow,
}

/// When an expiry letter (有効期限通知書) is due: so many months before the last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LettersWindow {
    /// Months before the last day on which the letter is first due.
    pub months_from: i16,
    /// Months before the last day after which it is not due any more.
    pub months_to: i16,
}

/// Why an office does not open.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// There are no keys to sign with.
    #[error(transparent)]
    Generations(#[from] GenerationsError),
    /// Nobody could be told of a certificate's status.
    #[error(transparent)]
    Statuses(#[from] StatusesError),
    /// The key of the cards' faces could not be used.
    #[error("the key of the cards' faces could not be used")]
    Key(#[from] pki::KeyError),
}

impl Default for OfficeSettings {
    fn default() -> Self {
        Self {
            address: "http://127.0.0.1:8083".to_owned(),
            generations: GenerationsSetting::default(),
            crl_hours: 24,
            ocsp_minutes: 60,
            letters: LettersWindow { months_from: 3, months_to: 2 },
        }
    }
}

impl CardOffice {
    /// Opens an office at an instant: makes what keys are missing and registers them.
    ///
    /// # Errors
    ///
    /// As [`OfficeError`] lists.
    pub async fn open(parts: OfficeParts, at: Timestamp) -> Result<Self, OfficeError> {
        let OfficeParts { ledger, keys, municipalities, settings, my_number_key } = parts;
        let address = format!("{}/pki", settings.address.trim_end_matches('/'));
        let issuers = IssuerSetting::emulator(&address);
        let faces = CardFaces::open(&keys)?;
        let setting = settings.generations.clone();
        let generations = Generations::open(keys, setting, issuers, ledger.store(), at).await?;
        let generations = Arc::new(generations);
        let statuses =
            Statuses::open(Arc::clone(&ledger), Arc::clone(&generations), &settings, at).await?;
        let secret = Hmac::new_from_slice(faces.seed()).map_err(|_| pki::KeyError::Failed)?;
        Ok(Self {
            ledger,
            generations,
            municipalities,
            settings,
            my_number_key,
            faces,
            secret,
            statuses,
        })
    }

    /// The ledger.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The generations of keys.
    #[must_use]
    pub fn generations(&self) -> &Generations {
        &self.generations
    }

    /// The municipalities.
    #[must_use]
    pub const fn municipalities(&self) -> &Municipalities {
        &self.municipalities
    }

    /// The law's settings that hold for a person on a day.
    #[must_use]
    pub fn law_for(&self, person: &Person, on: Date) -> Arc<eligibility::Settings> {
        law_settings(&self.ledger, person, on)
    }

    /// The settings.
    #[must_use]
    pub const fn settings(&self) -> &OfficeSettings {
        &self.settings
    }

    /// Revocation lists and OCSP answers.
    #[must_use]
    pub const fn statuses(&self) -> &Statuses {
        &self.statuses
    }

    /// The keys that sign the cards' faces.
    pub(super) const fn faces(&self) -> &CardFaces {
        &self.faces
    }

    /// The key My Numbers are hashed with.
    pub(super) fn my_number_key(&self) -> Result<&MyNumberKey, Refusal> {
        self.my_number_key.as_ref().ok_or(Refusal::NoMyNumberKey)
    }

    pub(super) fn store(&self) -> &Store {
        self.ledger.store()
    }

    /// Whose an order is.
    pub(super) fn person_of_order(&self, order_id: &str) -> Result<PersonKey, Refusal> {
        Ok(self.store().card_order(order_id)?.ok_or(Refusal::NoOrder)?.person_key)
    }

    /// Whose a card is.
    pub(super) fn person_of_card(&self, card_number: &str) -> Result<PersonKey, Refusal> {
        Ok(self.store().card(card_number)?.ok_or(Refusal::NoCard)?.person_key)
    }

    /// The instant of an act, also of one done by an earlier try.
    pub(super) fn recorded_at(&self, done: &Done) -> Result<Timestamp, Refusal> {
        Ok(self.store().authority_act(&done.act_id)?.ok_or(Refusal::Busy)?.recorded_at)
    }

    /// Bytes that follow from a text and only this office can tell.
    pub(super) fn derived(&self, what: &str, text: &str) -> [u8; 32] {
        let mac = self.secret.clone().chain_update(what).chain_update([0]).chain_update(text);
        mac.finalize().into_bytes().into()
    }
}

impl LettersWindow {
    /// The first and the last of the last days for which a letter is due on a day.
    #[must_use]
    pub fn last_days(self, on: Date) -> (Date, Date) {
        let months = |months: i16| on.saturating_add(months.months());
        (months(self.months_to), months(self.months_from))
    }
}
