//! The commands of the contract.

pub(crate) mod decide;
pub(crate) mod schema;
