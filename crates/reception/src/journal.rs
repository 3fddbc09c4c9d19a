//! The journal: one SQLite file beside the receipt computer, where a question is written before it
//! is asked, so that nothing asked is forgotten over a power cut.

use std::{
    fs, io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, Transaction, TransactionBehavior};

/// The journal's file, shared by the roles of one counter.
#[derive(Clone, Debug)]
pub struct Journal {
    connection: Arc<Mutex<Connection>>,
}

/// Why the journal failed; for the operator.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The directory or file could not be made.
    #[error("the journal's file could not be made")]
    File(#[from] io::Error),
    /// SQLite failed.
    #[error("the journal's database failed")]
    Database(#[from] rusqlite::Error),
    /// A row is not what this release writes.
    #[error("a row of the journal could not be read or written")]
    Row(#[from] serde_json::Error),
    /// The file was written by a later release.
    #[error("the journal is of version {found}, this release knows {known}")]
    Version {
        /// The version in the file.
        found: u32,
        /// The newest version known.
        known: u32,
    },
    /// The system gives no randomness for an id.
    #[error("the system gives no randomness for an id")]
    Randomness,
    /// The work was stopped half-way, as when the process ends.
    #[error("the journal's work was stopped")]
    Stopped,
}

/// Each row brings the file one version on; a published row is never changed.
const MIGRATIONS: [&str; 2] =
    [include_str!("desk/tables.sql"), include_str!("desk/received_by_card.sql")];

impl Journal {
    /// Opens the journal of a directory, making both where missing.
    ///
    /// # Errors
    ///
    /// When the file cannot be made or read, or is of a later release.
    pub fn open(directory: &Path) -> Result<Self, JournalError> {
        fs::create_dir_all(directory)?;
        let path = directory.join("journal.sqlite");
        make_private(&path)?;
        let mut connection = Connection::open(&path)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // What is removed after its time is gone from the file too.
        connection.pragma_update(None, "secure_delete", true)?;
        migrate(&mut connection)?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)) })
    }

    /// Runs work in one transaction, away from the threads that serve.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, JournalError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, JournalError> + Send + 'static,
    {
        let connection = Arc::clone(&self.connection);
        let worked = tokio::task::spawn_blocking(move || {
            // A panic in earlier work rolled its transaction back; the connection is sound.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&transaction)?;
            transaction.commit()?;
            Ok(value)
        });
        worked.await.unwrap_or(Err(JournalError::Stopped))
    }

    /// Empties the write-ahead log into the file, so that what was removed stands nowhere.
    pub(crate) async fn empty_log(&self) -> Result<(), JournalError> {
        let connection = Arc::clone(&self.connection);
        let worked = tokio::task::spawn_blocking(move || {
            let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            Ok(())
        });
        worked.await.unwrap_or(Err(JournalError::Stopped))
    }
}

/// Makes the file readable by its owner only, before anything is in it.
fn make_private(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn migrate(connection: &mut Connection) -> Result<(), JournalError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let mut known = 0;
    for migration in MIGRATIONS {
        known += 1;
        if known > found {
            transaction.execute_batch(migration)?;
        }
    }
    if found > known {
        return Err(JournalError::Version { found, known });
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_opens_again_and_is_private() {
        let directory = tempfile::tempdir().unwrap();
        drop(Journal::open(directory.path()).unwrap());
        drop(Journal::open(directory.path()).unwrap());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = directory.path().join("journal.sqlite");
            assert_eq!(fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_journal_of_a_later_release_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        drop(Journal::open(directory.path()).unwrap());
        let file = Connection::open(directory.path().join("journal.sqlite")).unwrap();
        file.pragma_update(None, "user_version", 99).unwrap();
        drop(file);
        let refused = Journal::open(directory.path()).unwrap_err();
        assert!(matches!(refused, JournalError::Version { found: 99, .. }));
    }
}
