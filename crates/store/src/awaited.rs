//! What people wait for, and who must be planned for.

use std::sync::Arc;

use eligibility::InsurerNumber;
use jiff::civil::Date;
use record::{CompactError, Dossier, Person};

use crate::PersonKey;

/// The law's part in the agenda: what a person waits for on a day, and the first later day on which
/// any answer about them changes.
///
/// The ledger asks as it prepares or writes the facts, on the day of `recorded_at` in Japan.
/// The result must depend on the arguments and the stored settings only: [`crate::Store::check`]
/// asks again and compares.
pub type Wake = Arc<dyn Fn(&Person, Date) -> Awaited + Send + Sync>;

/// What a person waits for (待ち), which stays so until their next day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Awaited {
    /// The first later day on which any answer changes, if any.
    pub wake_on: Option<Date>,
    /// What is waited for, at most one of a kind and insurer.
    pub waits: Vec<Wait>,
}

/// One thing somebody waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wait {
    /// The insurer it waits for or at.
    pub insurer: InsurerNumber,
    /// What.
    pub what: WaitsFor,
    /// Its last day, where it has one.
    pub by: Option<Date>,
}

/// What can be waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaitsFor {
    /// A 資格確認書.
    EligibilityCertificate,
    /// A 資格情報のお知らせ.
    EligibilityNotice,
    /// A 高齢受給者証.
    ElderlyRecipientCertificate,
    /// A paper to come back (返納).
    GiveBack,
    /// A warning that the digital certificate expires soon.
    ExpiryWarning,
}

/// A person who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Who.
    pub person_key: PersonKey,
    /// For what.
    pub what: WaitsFor,
    /// Its last day, where it has one.
    pub by: Option<Date>,
}

/// Whom to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everybody not joined into another.
    Everybody,
    /// Whoever an insurer may have to send something on a day: who waits for a paper or a warning,
    /// and whoever's day has come, of any insurer. Complete from
    /// [`crate::Store::latest_derivation`] on.
    ToPlan {
        /// The insurer.
        insurer: InsurerNumber,
        /// The day.
        on: Date,
    },
}

/// People of one picture of the ledger, in order of key, their documents not decoded yet.
#[derive(Debug)]
pub struct Page {
    pub(crate) rows: Vec<(PersonKey, i64, usize)>,
    pub(crate) bytes: Vec<u8>,
    /// About how many people all pages have.
    pub of: u64,
}

/// A person in a page.
#[derive(Clone, Copy)]
pub struct Listed<'a> {
    /// Who.
    pub person_key: PersonKey,
    /// The revision read.
    pub revision: i64,
    document: &'a [u8],
}

impl WaitsFor {
    /// Every one.
    pub const ALL: [Self; 5] = [
        Self::EligibilityCertificate,
        Self::EligibilityNotice,
        Self::ElderlyRecipientCertificate,
        Self::GiveBack,
        Self::ExpiryWarning,
    ];

    /// What a plan answers: all but what comes back.
    pub(crate) const PLANNED: [Self; 4] = [
        Self::EligibilityCertificate,
        Self::EligibilityNotice,
        Self::ElderlyRecipientCertificate,
        Self::ExpiryWarning,
    ];

    /// As the ledger writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EligibilityCertificate => "eligibility_certificate",
            Self::EligibilityNotice => "eligibility_notice",
            Self::ElderlyRecipientCertificate => "elderly_recipient_certificate",
            Self::GiveBack => "give_back",
            Self::ExpiryWarning => "expiry_warning",
        }
    }

    /// The one of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl Awaited {
    /// As a ledger keeps it after a day: sorted, one of a kind and insurer with the nearest day,
    /// and woken on a later day whatever the law says, or a night would wake somebody again and
    /// again.
    pub(crate) fn kept(mut self, after: Date) -> Self {
        let tomorrow = after.saturating_add(jiff::ToSpan::day(1));
        self.wake_on = self.wake_on.map(|day| day.max(tomorrow));
        self.waits.sort_unstable_by_key(|it| (it.what, it.insurer, it.by.is_none(), it.by));
        self.waits.dedup_by_key(|it| (it.what, it.insurer));
        self
    }
}

impl Page {
    /// Its people.
    pub fn people(&self) -> impl Iterator<Item = Listed<'_>> {
        let mut start = 0;
        self.rows.iter().map(move |(person_key, revision, end)| {
            let document = self.bytes.get(start..*end).unwrap_or_default();
            start = *end;
            Listed { person_key: *person_key, revision: *revision, document }
        })
    }

    /// How many people it has.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has nobody.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Listed<'_> {
    /// The facts that decide, without who they are about.
    ///
    /// # Errors
    ///
    /// When the bytes are damaged.
    pub fn dossier(&self) -> Result<Dossier, CompactError> {
        Dossier::from_person_bytes(self.document)
    }

    /// The person.
    ///
    /// # Errors
    ///
    /// When the bytes are damaged.
    pub fn person(&self) -> Result<Person, CompactError> {
        Person::from_bytes(self.document)
    }
}

impl std::fmt::Debug for Listed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listed").field("person_key", &self.person_key).finish_non_exhaustive()
    }
}
