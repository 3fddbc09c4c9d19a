//! The plan (交付計画): who of an insurer must be sent which paper on a day, and why.
//!
//! A plan is a value and changes nothing. It is the law's `due` of everybody whose coverage in
//! force on the day is the insurer's, whether it was found by the agenda or by reading everybody.

mod counts;
mod deliver;
mod document;
mod item;
pub(super) mod reading;
mod year;

use std::sync::Arc;

use eligibility::InsurerNumber;
use jiff::civil::Date;
use record::law::Facts;
use store::{PersonKey, Scope};

use self::item::{Found, Looking, in_order};
use crate::{agenda::SettingsTable, ledger::Ledger};

pub(crate) use self::item::ground_among;
pub(super) use self::item::is_covered_by;
pub use self::{
    counts::{Counts, ReasonCount},
    deliver::{Deliver, deliver, must_not_be_found},
    document::{
        PlanDocument, PlanDocumentItem, PlanDocumentWarning, YearDocument, document_name, how_name,
    },
    item::{PlanItem, Warning},
    year::{Month, YearPlan, plan_year},
};

/// Who must be sent what on a day (交付計画).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The insurer whose plan it is.
    pub insurer: InsurerNumber,
    /// The day.
    pub on: Date,
    /// The revision of the settings it was made under.
    pub settings_revision: i64,
    /// The papers, in the order in which they are made: by document, way, employer, household.
    pub items: Vec<PlanItem>,
    /// People whose digital certificate (電子証明書) expires soon, in order of key.
    pub warnings: Vec<Warning>,
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The database failed, or a person is damaged.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A person's compact document cannot be read.
    #[error("person {person} cannot be read")]
    Person {
        /// Whose.
        person: PersonKey,
        /// What is wrong with it.
        source: record::CompactError,
    },
    /// Settings to be looked at that cannot be.
    #[error(transparent)]
    Settings(#[from] record::SettingsError),
}

/// Makes the plan of a day: by the agenda where it has come that far, else by reading everybody.
///
/// `progress` is told how many people were read and of how many.
///
/// # Errors
///
/// As [`PlanError`] lists.
pub fn plan(
    ledger: &Ledger,
    insurer: InsurerNumber,
    on: Date,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Plan, PlanError> {
    let settings = ledger.settings_table()?;
    let scope = match ledger.store().latest_derivation()? {
        Some(derived_on) if derived_on <= on => Scope::ToPlan { insurer, on },
        Some(_) | None => Scope::Everybody,
    };
    read(ledger, &settings, (insurer, on), scope, progress)
}

/// As [`plan`], always by reading everybody.
///
/// # Errors
///
/// As [`PlanError`] lists.
pub fn plan_from_everybody(
    ledger: &Ledger,
    insurer: InsurerNumber,
    on: Date,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Plan, PlanError> {
    let settings = ledger.settings_table()?;
    read(ledger, &settings, (insurer, on), Scope::Everybody, progress)
}

/// As [`plan_from_everybody`], under settings that nobody has recorded: what they would change.
///
/// # Errors
///
/// As [`PlanError`] lists.
pub fn plan_under(
    ledger: &Ledger,
    insurer: InsurerNumber,
    on: Date,
    settings: &record::Settings,
) -> Result<Plan, PlanError> {
    let table = ledger.settings_table()?.with_row(insurer, on, settings)?;
    read(ledger, &Arc::new(table), (insurer, on), Scope::Everybody, &mut |_, _| {})
}

/// Makes the plan of a day from the people of a scope.
fn read(
    ledger: &Ledger,
    settings: &Arc<SettingsTable>,
    (insurer, on): (InsurerNumber, Date),
    scope: Scope,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Plan, PlanError> {
    let new = || Looking {
        settings: Arc::clone(settings),
        insurer,
        on,
        facts: Facts::empty(),
        found: Found::default(),
    };
    let looked = reading::read(ledger, scope, progress, new, Looking::at)?;
    let found = looked.into_iter().map(|it| it.found);
    let settings_revision = settings.revision();
    Ok(in_order(
        found,
        Plan { insurer, on, settings_revision, items: Vec::new(), warnings: Vec::new() },
    ))
}
