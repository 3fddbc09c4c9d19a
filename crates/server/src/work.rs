//! Work on a ledger that pages and commands call alike.

pub mod card;
pub mod explain;
pub mod import;
pub mod night;
pub mod quarantine;
