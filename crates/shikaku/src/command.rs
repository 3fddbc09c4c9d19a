//! The commands of the contract.

pub(crate) mod authority;
pub(crate) mod card;
pub(crate) mod decide;
pub(crate) mod desk;
pub(crate) mod hub;
pub(crate) mod import;
pub(crate) mod institution;
pub(crate) mod issue;
pub(crate) mod kiosk;
pub(crate) mod link;
pub(crate) mod night;
pub(crate) mod office;
pub(crate) mod openapi;
pub(crate) mod plan;
pub(crate) mod quarantine;
pub(crate) mod schema;
pub(crate) mod settings;
pub(crate) mod staff;
pub(crate) mod store;

use std::sync::Arc;

use anyhow::Context as _;
use server::ledger::{Ledger, open};

use crate::Ended;

/// Opens a database; a URL that names none is wrong usage.
pub(crate) fn open_ledger(url: &str) -> anyhow::Result<Result<Arc<Ledger>, Ended>> {
    match open(url) {
        Ok(ledger) => Ok(Ok(ledger)),
        Err(error) if error.is_usage() => Ok(Err(Ended::Usage(format!("--db: {error}")))),
        Err(error) => Err(error).context("opening the database"),
    }
}
