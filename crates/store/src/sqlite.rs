//! SQLite: the ledger in one file, the confirmation log in another beside it.

mod acts;
mod agenda;
mod awaited;
mod cards;
mod certificates;
mod check;
mod columns;
mod confirmations;
mod connect;
mod history;
mod job;
mod join;
mod log;
mod migrate;
mod office;
#[cfg(test)]
mod plans;
mod read;
mod reference;
mod register;
mod search;
mod staff;
mod steps;
mod version;
mod write;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use rusqlite::Connection;

use self::{
    connect::{Readers, Writing},
    log::Log,
    migrate::Schema,
    version::Watch,
    write::Scribe,
    writer::Writer,
};
use crate::{
    Change, ChangeError, ConfirmError, Confirmation, Confirmed, Current, Error, Join, OpenError,
    Outcome, PersonKey, Prepared, Wake, key::KeyMaker,
};

/// The engine of [`crate::Store::Sqlite`]: the two files, their threads and readers.
pub struct Sqlite {
    scribe: Scribe,
    ledger: Writer,
    readers: Readers,
    watch: Watch,
    log: Log,
    log_readers: Readers,
}

impl Sqlite {
    /// Opens both files, makes them where absent, and brings them to the newest schema.
    pub(crate) fn open(path: &Path, law: Wake) -> Result<Self, OpenError> {
        let ledger = open(path, &migrate::LEDGER, &connect::LEDGER)?;
        let mut log_path = path.as_os_str().to_owned();
        log_path.push("-log");
        let log_path = PathBuf::from(log_path);
        let log = open(&log_path, &migrate::LOG, &connect::LOG)?;
        let last = ledger
            .query_row("SELECT coalesce(max(person_key), 0) FROM person", [], |row| row.get(0))
            .map_err(|source| OpenError::Engine {
                file: migrate::LEDGER.file,
                source: Box::new(source),
            })?;
        Ok(Self {
            scribe: Scribe { law, keys: Arc::new(KeyMaker::after(last)) },
            ledger: Writer::start(ledger).map_err(OpenError::Thread)?,
            readers: Readers::of(path.to_owned()),
            watch: Watch::of(path.to_owned()),
            log: Log::start(log_path.clone(), log).map_err(OpenError::Thread)?,
            log_readers: Readers::of(log_path),
        })
    }

    pub(crate) fn new_person_key(&self, now: Timestamp) -> PersonKey {
        self.scribe.keys.next(now)
    }

    pub(crate) fn prepare(&self, change: Change) -> Result<Prepared, ChangeError> {
        Prepared::new(&self.scribe.law, change)
    }

    pub(crate) fn prepare_for(&self, change: Change, current: &Current) -> Result<Prepared, Error> {
        // Before the law is asked, so that settings appended meanwhile are seen by the writer.
        let basis = self.readers.read(write::settings_in_use)?;
        Ok(Prepared::of_read(&self.scribe.law, change, current, basis)?)
    }

    pub(crate) async fn record(&self, prepared: Prepared) -> Result<Outcome, Error> {
        let scribe = self.scribe.clone();
        self.ledger.write(move |on| scribe.record(on, &prepared)).await
    }

    pub(crate) async fn join(&self, join: Join) -> Result<Outcome, Error> {
        join::check(&join)?;
        let scribe = self.scribe.clone();
        self.ledger.write(move |on| scribe.join(on, &join)).await
    }

    pub(crate) async fn confirm(&self, row: Confirmation) -> Result<Confirmed, ConfirmError> {
        self.log.confirm(row).await
    }
}

/// Opens one of the files at the newest schema.
fn open(path: &Path, schema: &Schema, how: &Writing) -> Result<Connection, OpenError> {
    let mut connection = connect::writer(path, how)
        .map_err(|source| OpenError::Engine { file: schema.file, source: Box::new(source) })?;
    migrate::migrate(&mut connection, schema)?;
    Ok(connection)
}
