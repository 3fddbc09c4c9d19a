//! Who is signed in at the counter.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse as _, Response},
};
use jiff::Timestamp;
use store::{Staff, Store};

use super::{
    PLACE, Pages, Shared,
    attempts::Attempts,
    session::{Meaning, Session, Sessions},
};
use crate::{
    authority::staff::role_of,
    pages::{
        Place,
        sign_in::{Door, signed, to_sign_in},
    },
};

/// Somebody signed in. A handler that takes it shows its page to nobody else.
pub(super) struct Signed {
    pub(super) staff: Staff,
    pub(super) session: Arc<Session>,
}

impl Door for Pages {
    type Meaning = Meaning;
    const PLACE: &'static Place = &PLACE;

    fn sessions(&self) -> &Sessions<Meaning> {
        &self.sessions
    }

    fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    fn store(&self) -> &Store {
        self.authority.office().ledger().store()
    }

    fn now(&self) -> Timestamp {
        self.authority.now()
    }

    fn is_over_tls(&self) -> bool {
        self.authority.office().settings().address.starts_with("https:")
    }

    fn is_for(&self, staff: &Staff) -> bool {
        role_of(staff).is_some()
    }
}

impl FromRequestParts<Shared> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, pages: &Shared) -> Result<Self, Response> {
        match signed(pages.as_ref(), &parts.headers) {
            Ok(Some((staff, session))) => Ok(Self { staff, session }),
            Ok(None) => Err(to_sign_in::<Pages>()),
            Err(trouble) => Err(trouble.into_response()),
        }
    }
}
