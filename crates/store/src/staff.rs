//! People who sign in.

use eligibility::InsurerNumber;
use jiff::Timestamp;

/// Somebody of an insurer's or an authority's office who may sign in (職員).
#[derive(Clone, PartialEq, Eq)]
pub struct Staff {
    /// Their id.
    pub staff_id: String,
    /// The insurer they work for.
    pub insurer: Option<InsurerNumber>,
    /// The municipality (市区町村) they work for.
    pub municipality: Option<String>,
    /// Their name.
    pub name: String,
    /// What they may do, in the caller's words.
    pub role: String,
    /// The hash of their key.
    pub key_hash: Vec<u8>,
    /// Since when they may sign in.
    pub added_at: Timestamp,
    /// Since when they may not.
    pub revoked_at: Option<Timestamp>,
}

/// All but the name and the hash.
impl std::fmt::Debug for Staff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Staff")
            .field("staff_id", &self.staff_id)
            .field("insurer", &self.insurer)
            .field("municipality", &self.municipality)
            .field("role", &self.role)
            .field("added_at", &self.added_at)
            .field("revoked_at", &self.revoked_at)
            .finish_non_exhaustive()
    }
}
