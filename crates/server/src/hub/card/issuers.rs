//! The authority's keys that certificates are checked with, remembered.

use std::{
    collections::HashSet,
    sync::{Arc, PoisonError, RwLock},
};

use jiff::Timestamp;
use pki::{TrustAnchors, TrustError};
use store::{CertificatePurpose, Store};

use super::super::REMEMBERED_FOR_SECONDS;

/// The generations of the user authentication issuer, as the ledger had them. A certificate of a
/// generation not among them has the ledger read again, but not oftener than every few seconds:
/// whoever invents key identifiers must not keep the hub busy.
#[derive(Default)]
pub(in super::super) struct Issuers(RwLock<Option<Known>>);

#[derive(Clone)]
struct Known {
    at: Timestamp,
    key_ids: Arc<HashSet<[u8; 20]>>,
    /// None where the authority has no key yet.
    anchors: Option<Arc<TrustAnchors>>,
}

impl Issuers {
    /// What checks certificates of a generation; `None` where the authority has no such key.
    pub(super) fn anchors_with(
        &self,
        key_id: &[u8; 20],
        store: &Store,
        now: Timestamp,
    ) -> Result<Option<Arc<TrustAnchors>>, store::Error> {
        let mut known = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        let may_read = |known: &Known| {
            !known.key_ids.contains(key_id)
                && now.duration_since(known.at).as_secs().abs() >= REMEMBERED_FOR_SECONDS
        };
        if known.as_ref().is_none_or(may_read) {
            let read = Known::read(store, now)?;
            *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(read.clone());
            known = Some(read);
        }
        Ok(known.filter(|it| it.key_ids.contains(key_id)).and_then(|it| it.anchors))
    }
}

impl Known {
    fn read(store: &Store, now: Timestamp) -> Result<Self, store::Error> {
        let issuers = store.certificate_issuers()?;
        let ours =
            || issuers.iter().filter(|it| it.purpose == CertificatePurpose::UserAuthentication);
        let anchors = match TrustAnchors::new(ours().map(|it| it.certificate.clone())) {
            Ok(anchors) => Some(Arc::new(anchors)),
            Err(TrustError::Empty) => None,
            Err(
                TrustError::Certificate(_)
                | TrustError::NotRoot
                | TrustError::Name
                | TrustError::SeveralNames,
            ) => return Err(store::Error::Unreadable("issuer certificate")),
        };
        let key_ids = ours().map(|it| it.issuer_key_id).collect();
        Ok(Self { at: now, key_ids: Arc::new(key_ids), anchors })
    }
}
