//! The interface to the ledger and the log, whatever the engine.

mod agenda;
mod authority;
mod log;
mod office;
mod people;
mod reference;
mod staff;
mod work;
mod writing;

use std::path::Path;

use crate::{OpenError, Sqlite, Wake};

/// A database: one of the engines.
///
/// Share it in an `Arc`. Dropping it waits for the writes already taken.
pub enum Store {
    /// One machine, two files.
    Sqlite(Sqlite),
}

impl Store {
    /// Opens `sqlite:PATH`, making it where absent: the ledger in `PATH`, the log in `PATH-log`.
    /// `wake` is the law's part in the agenda.
    ///
    /// # Errors
    ///
    /// As [`OpenError`] lists; `postgres://` is refused until that engine is built.
    pub fn open(url: &str, wake: Wake) -> Result<Self, OpenError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Err(OpenError::NotBuilt);
        }
        match url.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() => Sqlite::open(Path::new(path), wake).map(Self::Sqlite),
            Some(_) | None => Err(OpenError::Url),
        }
    }
}
