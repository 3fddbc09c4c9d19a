//! People who sign in.

use jiff::Timestamp;

use crate::{Error, Staff, Store};

impl Store {
    /// Records somebody who may sign in, in place of the one of their id, whose `added_at` stays.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn put_staff(&self, staff: Staff) -> Result<(), Error> {
        match self {
            Self::Sqlite(it) => it.put_staff(staff).await,
        }
    }

    /// Somebody by id, revoked or not.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn staff(&self, staff_id: &str) -> Result<Option<Staff>, Error> {
        match self {
            Self::Sqlite(it) => it.staff(staff_id),
        }
    }

    /// Everybody, by id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn all_staff(&self) -> Result<Vec<Staff>, Error> {
        match self {
            Self::Sqlite(it) => it.all_staff(),
        }
    }

    /// Ends somebody's signing in; `false` where it had ended, or there is nobody of that id.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn revoke_staff(&self, staff_id: &str, at: Timestamp) -> Result<bool, Error> {
        match self {
            Self::Sqlite(it) => it.revoke_staff(staff_id.to_owned(), at).await,
        }
    }
}
