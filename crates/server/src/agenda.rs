//! The law's part in the agenda: the insurers' settings, and the next day on which an answer about
//! a person changes under them.

use std::sync::{Arc, PoisonError, RwLock};

use eligibility::{InsurerNumber, judge};
use jiff::civil::Date;
use record::{Person, law::Facts};
use store::{NewSetting, Setting, Wake};

/// The settings of every insurer, as last read from the ledger.
pub struct InsurerSettings {
    table: RwLock<Arc<Table>>,
}

/// The settings of one revision.
struct Table {
    revision: i64,
    /// In the order recorded.
    rows: Vec<Row>,
    /// Where no row holds.
    contract: Arc<eligibility::Settings>,
}

struct Row {
    insurer: Option<InsurerNumber>,
    from: Date,
    settings: Arc<eligibility::Settings>,
}

/// A stored setting that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored setting {revision} cannot be read")]
pub struct UnreadableSetting {
    /// Which one.
    pub revision: i64,
}

impl InsurerSettings {
    /// Those of the contract for everybody.
    #[must_use]
    pub fn contract() -> Self {
        let contract = Arc::new(eligibility::Settings::CONTRACT);
        Self { table: RwLock::new(Arc::new(Table { revision: 0, rows: Vec::new(), contract })) }
    }

    /// Takes the stored settings in place of those before, all or none.
    ///
    /// # Errors
    ///
    /// When one of them cannot be read.
    pub fn take(&self, stored: &[Setting]) -> Result<(), UnreadableSetting> {
        let rows = stored.iter().map(Row::of).collect::<Result<Vec<_>, _>>()?;
        let revision = stored.iter().map(|it| it.revision).max().unwrap_or(0);
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        *table = Arc::new(Table { revision, rows, contract: Arc::clone(&table.contract) });
        Ok(())
    }

    /// The revision taken last; 0 without any.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.table().revision
    }

    /// An insurer's settings in force on a day: its own, else everybody's, else the contract's.
    #[must_use]
    pub fn of(&self, insurer: InsurerNumber, on: Date) -> Arc<eligibility::Settings> {
        self.table().of(Some(insurer), on)
    }

    fn table(&self) -> Arc<Table> {
        Arc::clone(&self.table.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Row {
    fn of(stored: &Setting) -> Result<Self, UnreadableSetting> {
        let unreadable = UnreadableSetting { revision: stored.revision };
        let settings = serde_json::from_str::<record::Settings>(&stored.setting.body)
            .map_err(|_| unreadable)?
            .to_law()
            .map_err(|_| unreadable)?;
        let NewSetting { insurer, from, .. } = stored.setting;
        Ok(Self { insurer, from, settings: Arc::new(settings) })
    }
}

impl Table {
    fn of(&self, insurer: Option<InsurerNumber>, on: Date) -> Arc<eligibility::Settings> {
        let newest = |of: Option<InsurerNumber>| {
            // Of equal days the last is taken, which is the one recorded last.
            self.rows.iter().filter(|it| it.insurer == of && it.from <= on).max_by_key(|it| it.from)
        };
        let row = insurer.and_then(|it| newest(Some(it))).or_else(|| newest(None));
        Arc::clone(row.map_or(&self.contract, |it| &it.settings))
    }

    /// The first day after a day on which other settings come into force for an insurer's people.
    fn next_from(&self, insurer: Option<InsurerNumber>, after: Date) -> Option<Date> {
        let concerned = self.rows.iter().filter(|it| it.insurer.is_none() || it.insurer == insurer);
        concerned.map(|it| it.from).filter(|from| *from > after).min()
    }
}

/// The law's part of the agenda, under settings that may be taken anew later.
///
/// A person is judged by the settings of the insurer of their newest coverage.
pub fn wake(settings: Arc<InsurerSettings>) -> Wake {
    Arc::new(move |person, after| next_change_on(&settings.table(), person, after))
}

fn next_change_on(table: &Table, person: &Person, after: Date) -> Option<Date> {
    let insurer = newest_insurer(person, after);
    let settings = table.of(insurer, after);
    let facts = Facts::of(&person.dossier);
    let dossier = facts.dossier();
    let by_law = judge(&dossier, &settings, after).next_change_on(&dossier, &settings);
    by_law.into_iter().chain(table.next_from(insurer, after)).min()
}

/// The insurer of the newest coverage acquired by a day; of the first one where none is.
#[must_use]
pub fn newest_insurer(person: &Person, on: Date) -> Option<InsurerNumber> {
    let coverages = &person.dossier.coverages;
    let acquired = coverages.iter().filter(|it| it.acquired_on <= on);
    acquired
        .max_by_key(|it| it.acquired_on)
        .or_else(|| coverages.iter().min_by_key(|it| it.acquired_on))
        .map(|it| it.insurer_number)
}
