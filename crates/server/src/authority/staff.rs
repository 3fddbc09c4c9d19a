//! Who is signed in: staff by id and key, and what their role allows.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header::AUTHORIZATION, request::Parts},
};
use jiff::Timestamp;
use store::{Staff, Store};

use super::{Authority, answer::Problem};
use crate::{
    hub::key_hash,
    staff::{StaffKey, holder_of},
};

/// What staff may do (職務).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Everything at the counter (窓口職員).
    Clerk,
    /// Also what no person at the counter asks for: cards for recorded facts, lapses (責任者).
    Supervisor,
}

/// Somebody signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Their id.
    pub staff_id: String,
    /// What they may do.
    pub role: Role,
    /// The municipality (市区町村) they work for: the only one whose orders they take.
    pub municipality: Option<String>,
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Self] = &[Self::Clerk, Self::Supervisor];

    /// The word in the ledger.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clerk => "clerk",
            Self::Supervisor => "supervisor",
        }
    }

    /// The role of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.word() == word)
    }
}

/// The role of somebody at the counter. Staff of an insurer's office are in the same table.
pub(super) fn role_of(staff: &Staff) -> Option<Role> {
    Role::of(&staff.role).filter(|_| staff.insurer.is_none())
}

/// Admits a member of staff with a key, in place of the one of their id.
///
/// # Errors
///
/// When the database fails.
pub async fn admit(
    store: &Store,
    (staff_id, name): (&str, &str),
    role: Role,
    municipality: Option<&str>,
    key: &StaffKey,
    at: Timestamp,
) -> Result<(), store::Error> {
    let staff = Staff {
        staff_id: staff_id.to_owned(),
        insurer: None,
        municipality: municipality.map(str::to_owned),
        name: name.to_owned(),
        role: role.word().to_owned(),
        key_hash: key_hash(key.as_str()),
        added_at: at,
        revoked_at: None,
    };
    store.put_staff(staff).await
}

impl Authority {
    /// Whoever an id and a key sign in; `None` for nobody, another key, or somebody revoked.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn sign_in(&self, staff_id: &str, key: &str) -> Result<Option<SignedIn>, store::Error> {
        let staff = holder_of(self.office.ledger().store(), staff_id, key, self.now())?;
        Ok(staff.and_then(|staff| {
            let role = role_of(&staff)?;
            Some(SignedIn { staff_id: staff.staff_id, role, municipality: staff.municipality })
        }))
    }

    fn signed_in(&self, headers: &HeaderMap) -> Result<SignedIn, Problem> {
        let token = headers
            .get(AUTHORIZATION)
            .and_then(|it| it.to_str().ok())
            .and_then(|it| it.strip_prefix("Bearer "))
            .and_then(|it| it.trim().split_once('.'));
        let (staff_id, key) = token.ok_or(Problem::NotSignedIn)?;
        self.sign_in(staff_id, key)?.ok_or(Problem::NotSignedIn)
    }
}

impl SignedIn {
    /// Refuses whoever's role is not enough.
    pub(super) fn need(&self, role: Role) -> Result<(), Problem> {
        if self.role >= role { Ok(()) } else { Err(Problem::Role(role)) }
    }

    /// Refuses another municipality than their own.
    pub(super) fn need_municipality(&self, code: &str) -> Result<(), Problem> {
        match &self.municipality {
            Some(own) if own != code => Err(Problem::Municipality),
            Some(_) | None => Ok(()),
        }
    }
}

impl FromRequestParts<Arc<Authority>> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(
        parts: &mut Parts,
        authority: &Arc<Authority>,
    ) -> Result<Self, Problem> {
        authority.signed_in(&parts.headers)
    }
}
