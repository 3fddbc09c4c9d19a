//! Connections, and the pool of those that read.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::Error;

/// Statements kept prepared on a connection: more than the crate has for one file.
const STATEMENTS: usize = 256;
/// Readers kept when nobody reads.
const IDLE_READERS: usize = 8;

/// How long a read waits, as after a crash for another process to put the journal in order.
const READ_PATIENCE: Duration = Duration::from_secs(2);

/// How one of the files is written.
pub(super) struct Writing {
    /// How long a write waits for another process.
    patience: Duration,
    /// Bytes of a page where the file is made; an older file keeps its own.
    page_bytes: u32,
}

/// The ledger: most reads and writes touch one person on a page.
pub(super) const LEDGER: Writing =
    Writing { patience: Duration::from_secs(10), page_bytes: 4 << 10 };

/// The log, where somebody waits at a counter. It only grows at its end, and each page of a commit
/// costs two system calls, so it has fewer and larger ones.
pub(super) const LOG: Writing =
    Writing { patience: Duration::from_millis(500), page_bytes: 8 << 10 };

/// Bytes of a writer's pages, and of journal before it is folded in: an import would otherwise copy
/// its hot pages over and over.
const WRITER_BYTES: u32 = 16 << 20;

/// Opens a connection that may write; the file is made where absent.
pub(super) fn writer(path: &Path, how: &Writing) -> rusqlite::Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    connection.busy_timeout(how.patience)?;
    connection.pragma_update(None, "page_size", how.page_bytes)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", -i64::from(WRITER_BYTES >> 10))?;
    connection.pragma_update(None, "wal_autocheckpoint", WRITER_BYTES / how.page_bytes)?;
    Ok(connection)
}

/// Opens a connection that only reads a file that exists.
pub(super) fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(READ_PATIENCE)?;
    connection.pragma_update(None, "query_only", true)?;
    // 8 MB hold the inner pages of a million people's look-ups.
    connection.pragma_update(None, "cache_size", -8_192)?;
    Ok(connection)
}

fn open(path: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    // A connection is used by one thread at a time, so the library need not lock it.
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // Otherwise a new value of a parameter may have a statement planned anew.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "mmap_size", 0)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Connections that read one file. As many as threads read at once; no read waits for another.
pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn of(path: PathBuf) -> Self {
        Self { path, idle: Mutex::new(Vec::new()) }
    }

    /// Reads, to the end, on a connection of one's own. No statement outlives the call.
    pub(super) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let idle = self.lock().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => reader(&self.path)?,
        };
        let result = read(&connection);
        // A connection whose read failed may be what failed.
        if result.is_ok() && connection.is_autocommit() {
            let mut idle = self.lock();
            if idle.len() < IDLE_READERS {
                idle.push(connection);
            }
        }
        result
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
