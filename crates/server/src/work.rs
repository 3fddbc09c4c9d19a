//! Work on a ledger that pages and commands call alike.

pub mod card;
pub mod explain;
pub mod figures;
pub mod import;
pub mod issue;
pub mod night;
pub mod office;
pub mod plan;
pub mod quarantine;
