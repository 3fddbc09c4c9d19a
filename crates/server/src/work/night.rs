//! The night's work: whoever's day has come is judged again, whoever is new is put into the index
//! of the people search, and the log's closed days are put in order by person.

use jiff::civil::Date;
use store::Night;

use crate::ledger::Ledger;

/// What a night did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NightReport {
    /// People whose next day was written.
    pub woken: u64,
    /// People changed by somebody else meanwhile, whose next day came with that change.
    pub changed_meanwhile: u64,
    /// Confirmations that can now be read by person.
    pub confirmations: u64,
}

/// Does the night's work of a day. Stopped anywhere, it goes on where it was; done again, it does
/// nothing.
///
/// # Errors
///
/// When the database fails or a person is damaged.
pub async fn night(ledger: &Ledger, on: Date) -> Result<NightReport, store::Error> {
    let Night { woken, changed_meanwhile } = ledger.store().night(on).await?;
    ledger.store().index_search().await?;
    let confirmations = ledger.store().close_days(on).await?;
    Ok(NightReport { woken, changed_meanwhile, confirmations })
}
