//! Staff by id and key, whatever their role.

use std::fmt;

use jiff::Timestamp;
use store::{Staff, Store};
use subtle::ConstantTimeEq as _;

use crate::hub::key_hash;

/// A new member of staff's key: 256 random bits as text. Shown once; the ledger holds its hash.
pub struct StaffKey(String);

impl StaffKey {
    /// A key of random bytes.
    #[must_use]
    pub fn of(random: [u8; 32]) -> Self {
        Self(crate::hex(&random))
    }

    /// The text, for a key file.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for StaffKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StaffKey(..)")
    }
}

/// Whoever an id and a key belong to; `None` for nobody, another key, or somebody revoked.
pub(crate) fn holder_of(
    store: &Store,
    staff_id: &str,
    key: &str,
    now: Timestamp,
) -> Result<Option<Staff>, store::Error> {
    let Some(staff) = store.staff(staff_id)? else { return Ok(None) };
    let key_fits: bool = staff.key_hash.ct_eq(&key_hash(key)).into();
    let is_revoked = staff.revoked_at.is_some_and(|at| at <= now);
    Ok(Some(staff).filter(|_| key_fits && !is_revoked))
}
