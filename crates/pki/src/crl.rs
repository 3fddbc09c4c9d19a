//! Lists of revoked certificates (証明書失効リスト), whole and by municipality.
//!
//! A whole list says all that an issuer revoked. A municipality's says so of the certificates that
//! name its distribution point, and bears that name itself, so that nobody takes it for the whole.
//! Entries come from an iterator and go straight into the list: a million take 36 MB.
//!
//! Source: RFC 5280 section 5

mod long;
mod read;
mod write;

use jiff::Timestamp;

use crate::{Issuer, KeyError, Municipality, Revocation, RevocationReason};
pub use read::{CrlError, RevocationList};
use write::Scope;

/// A certificate that must not be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrlEntry {
    /// Its number.
    pub serial: u64,
    /// Since when.
    pub at: Timestamp,
    /// Why. [`RevocationReason::Hold`] can be taken back.
    pub reason: RevocationReason,
}

impl CrlEntry {
    /// What it means for the certificate.
    #[must_use]
    pub fn revocation(self) -> Revocation {
        let Self { serial: _, at, reason } = self;
        // A hold is the one reason that can be taken back.
        if reason == RevocationReason::Hold {
            Revocation::OnHold { since: at }
        } else {
            Revocation::Revoked { at, reason }
        }
    }
}

impl Issuer {
    /// The list of all certificates that this issuer revoked or holds, in DER.
    ///
    /// The number grows with every list, whole or not (RFC 5280 section 5.2.3).
    ///
    /// # Errors
    ///
    /// When the key does not sign.
    pub fn full_crl(
        &self,
        entries: impl IntoIterator<Item = CrlEntry>,
        number: u64,
        this_update: Timestamp,
        next_update: Timestamp,
    ) -> Result<Vec<u8>, KeyError> {
        write::list(self, Scope::Whole, entries, number, [this_update, next_update])
    }

    /// The list for the certificates of one municipality, in DER. The caller gives the entries of
    /// no other.
    ///
    /// # Errors
    ///
    /// When the key does not sign.
    pub fn municipality_crl(
        &self,
        municipality: &Municipality,
        entries: impl IntoIterator<Item = CrlEntry>,
        number: u64,
        this_update: Timestamp,
        next_update: Timestamp,
    ) -> Result<Vec<u8>, KeyError> {
        let name = self.distribution_point_der(municipality);
        let scope = Scope::DistributionPoint(&name);
        write::list(self, scope, entries, number, [this_update, next_update])
    }
}
