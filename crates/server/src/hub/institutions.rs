//! Who may ask: institutions by code and key (later by certificate).

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header::AUTHORIZATION, request::Parts},
    response::Response,
};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::{Hub, REMEMBERED_FOR_SECONDS, json::not_identified};

/// A new institution's key: 256 random bits as text. Shown once; the ledger holds its hash.
pub struct InstitutionKey(String);

impl InstitutionKey {
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

impl fmt::Debug for InstitutionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InstitutionKey(..)")
    }
}

/// What the ledger holds of a key. The key has 256 random bits, so one round is enough.
#[must_use]
pub fn key_hash(key: &str) -> Vec<u8> {
    Sha256::digest(key.trim().as_bytes()).to_vec()
}

/// What was read of institutions in the last seconds.
#[derive(Default)]
pub(super) struct Institutions(RwLock<HashMap<String, Remembered>>);

#[derive(Clone)]
struct Remembered {
    at: Timestamp,
    /// None where there is no such institution or it was revoked.
    key_hash: Option<Arc<[u8]>>,
}

/// Institutions remembered at the most; beyond, everything is forgotten and read again.
const REMEMBERED_MAX: usize = 100_000;

/// Why an institution is not identified.
pub(super) enum NotIdentified {
    /// No such institution, another key, or no `Authorization: Bearer CODE.KEY`.
    Unknown,
    /// The ledger cannot be read.
    Failed(store::Error),
}

/// The code of the institution that asks. A handler that takes it answers nobody else.
pub(super) struct Asking(pub(super) String);

impl FromRequestParts<Arc<Hub>> for Asking {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, hub: &Arc<Hub>) -> Result<Self, Response> {
        hub.identify(&parts.headers).map(Self).map_err(not_identified)
    }
}

impl Hub {
    /// The code of the institution whose key the headers carry.
    fn identify(&self, headers: &HeaderMap) -> Result<String, NotIdentified> {
        let token = headers
            .get(AUTHORIZATION)
            .and_then(|it| it.to_str().ok())
            .and_then(|it| it.strip_prefix("Bearer "))
            .and_then(|it| it.trim().split_once('.'));
        let (code, key) = token.ok_or(NotIdentified::Unknown)?;
        self.check_key(code, key)?;
        Ok(code.to_owned())
    }

    /// Whether a key is an institution's.
    pub(super) fn check_key(&self, code: &str, key: &str) -> Result<(), NotIdentified> {
        let held = self.held_key_hash(code).map_err(NotIdentified::Failed)?;
        match held {
            Some(held) if bool::from(held.ct_eq(&key_hash(key))) => Ok(()),
            Some(_) | None => Err(NotIdentified::Unknown),
        }
    }

    fn held_key_hash(&self, code: &str) -> Result<Option<Arc<[u8]>>, store::Error> {
        let now = self.now();
        let lock = &self.institutions.0;
        if let Some(it) = lock.read().unwrap_or_else(PoisonError::into_inner).get(code)
            && now.duration_since(it.at).as_secs() < REMEMBERED_FOR_SECONDS
        {
            return Ok(it.key_hash.clone());
        }
        let institution = self.ledger.store().institution(code)?;
        let key_hash: Option<Arc<[u8]>> = institution
            .filter(|it| it.revoked_at.is_none_or(|at| at > now))
            .map(|it| Arc::from(it.key_hash));
        let mut remembered = lock.write().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= REMEMBERED_MAX {
            remembered.clear();
        }
        remembered.insert(code.to_owned(), Remembered { at: now, key_hash: key_hash.clone() });
        Ok(key_hash)
    }
}
