//! Whether anything was committed to the ledger since somebody looked.

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use rusqlite::Connection;

use super::{Sqlite, connect};
use crate::Error;

/// A connection of its own, on which the engine counts the commits of all others: numbers of two
/// connections cannot be compared.
pub(super) struct Watch {
    path: PathBuf,
    connection: Mutex<Option<Connection>>,
}

impl Watch {
    pub(super) const fn of(path: PathBuf) -> Self {
        Self { path, connection: Mutex::new(None) }
    }

    fn version(&self) -> Result<i64, Error> {
        let mut held = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = match held.take() {
            Some(connection) => connection,
            None => connect::reader(&self.path)?,
        };
        let version = connection.query_row("PRAGMA data_version", [], |row| row.get(0))?;
        *held = Some(connection);
        Ok(version)
    }
}

impl Sqlite {
    /// A number that differs from the one before where something was committed in between.
    pub(crate) fn ledger_version(&self) -> Result<i64, Error> {
        self.watch.version()
    }
}
