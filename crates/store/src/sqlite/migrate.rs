//! Migrations: numbered, each in one transaction, recorded in the database they belong to.

use rusqlite::{Connection, TransactionBehavior, params};

use crate::{Error, OpenError};

/// A file of its kind, and the migrations that make it.
pub(super) struct Schema {
    /// Its name in errors.
    pub(super) file: &'static str,
    /// In order; a migration's number is its place from 1.
    pub(super) migrations: &'static [&'static str],
}

/// The ledger.
pub(super) const LEDGER: Schema = Schema {
    file: "ledger",
    migrations: &[
        include_str!("../../migrations/sqlite/ledger/0001_tables.sql"),
        include_str!("../../migrations/sqlite/ledger/0002_authority.sql"),
        include_str!("../../migrations/sqlite/ledger/0003_office.sql"),
        include_str!("../../migrations/sqlite/ledger/0004_awaited.sql"),
        include_str!("../../migrations/sqlite/ledger/0005_held.sql"),
    ],
};

/// The confirmation log.
pub(super) const LOG: Schema = Schema {
    file: "confirmation log",
    migrations: &[include_str!("../../migrations/sqlite/log/0001_tables.sql")],
};

/// Brings a database to the newest schema.
pub(super) fn migrate(connection: &mut Connection, schema: &Schema) -> Result<(), OpenError> {
    let engine = |source: rusqlite::Error| OpenError::Engine {
        file: schema.file,
        source: Box::new(Error::from(source)),
    };
    // One transaction that both looks and writes: two processes may open a new file at once.
    let begin = |connection: &mut Connection| -> Result<i64, OpenError> {
        let looking =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(engine)?;
        let tables: i64 = looking
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .map_err(engine)?;
        let ours = looking.table_exists(None, "migration").map_err(engine)?;
        if tables > 0 && !ours {
            return Err(OpenError::Foreign { file: schema.file });
        }
        looking
            .execute_batch(
                "CREATE TABLE IF NOT EXISTS migration (
                    number INTEGER NOT NULL PRIMARY KEY,
                    program TEXT NOT NULL
                ) STRICT",
            )
            .map_err(engine)?;
        let found = looking
            .query_row("SELECT coalesce(max(number), 0) FROM migration", [], |row| row.get(0))
            .map_err(engine)?;
        looking.commit().map_err(engine)?;
        Ok(found)
    };
    let found = begin(connection)?;
    let known = i64::try_from(schema.migrations.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(OpenError::Newer { file: schema.file, found, known });
    }
    for (number, migration) in (1_i64..).zip(schema.migrations) {
        apply(connection, number, migration).map_err(engine)?;
    }
    Ok(())
}

/// Applies one migration unless it has been.
fn apply(connection: &mut Connection, number: i64, migration: &str) -> rusqlite::Result<()> {
    let applying = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let recorded = applying.execute(
        "INSERT INTO migration (number, program) VALUES ($1, $2) ON CONFLICT (number) DO NOTHING",
        params![number, env!("CARGO_PKG_VERSION")],
    )?;
    if recorded == 1 {
        applying.execute_batch(migration)?;
    }
    applying.commit()
}
