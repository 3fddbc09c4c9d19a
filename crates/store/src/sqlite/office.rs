//! The office's register: its acts, the steps of an issue run, and reads.

mod acts;
mod application_steps;
mod applications;
mod batch_steps;
mod batches;
pub(super) mod issue;
mod mail;
mod mail_steps;
mod original_steps;
mod originals;
#[cfg(test)]
mod plans;
mod steps;

use record::{ApplicationReason, DocumentKind};
use rusqlite::{Row, types::Type};

use super::columns::unreadable;
use crate::{ItemOutcome, office};

/// Reads a kind of paper.
fn read_document(row: &Row<'_>, column: usize) -> rusqlite::Result<DocumentKind> {
    let name = row.get_ref(column)?.as_str()?;
    office::document_of(name).ok_or_else(|| unreadable(column, Type::Text))
}

/// Reads why a paper is applied for.
fn read_reason(row: &Row<'_>, column: usize) -> rusqlite::Result<ApplicationReason> {
    let name = row.get_ref(column)?.as_str()?;
    office::reason_of(name).ok_or_else(|| unreadable(column, Type::Text))
}

/// Reads what became of an item.
fn read_outcome(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<ItemOutcome>> {
    match row.get_ref(column)?.as_str_or_null()? {
        None => Ok(None),
        Some(name) => ItemOutcome::of(name).map(Some).ok_or_else(|| unreadable(column, Type::Text)),
    }
}
