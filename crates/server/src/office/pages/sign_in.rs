//! Who is signed in at the office.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse as _, Response},
};
use eligibility::InsurerNumber;
use jiff::Timestamp;
use store::{PersonKey, Staff, Store};

use super::{
    BASE, PLACE, Pages, Shared,
    session::{Meaning, Session},
};
use crate::{
    office::OfficeRole,
    pages::{
        Place,
        attempts::Attempts,
        message::Trouble,
        session::Sessions,
        sign_in::{Door, signed, to_sign_in},
    },
};

/// Somebody signed in. A handler that takes it shows its page to nobody else.
pub(crate) struct Signed {
    pub(crate) staff: Staff,
    pub(crate) role: OfficeRole,
    /// The insurer they work for: nobody else's members are theirs to see.
    pub(crate) insurer: InsurerNumber,
    pub(crate) session: Arc<Session>,
}

impl Signed {
    /// Who they are, in what they record.
    pub(crate) fn by(&self) -> &str {
        &self.staff.staff_id
    }

    /// Refuses whoever's role does not allow something, as `need(OfficeRole::may_record)`.
    pub(crate) fn need(&self, allows: fn(OfficeRole) -> bool) -> Result<(), Trouble> {
        if allows(self.role) { Ok(()) } else { Err(Trouble::NotAllowed) }
    }

    /// The path of a person's page in this session.
    pub(crate) fn person_path(&self, key: PersonKey) -> Result<String, Trouble> {
        let id = self.session.person_id(key).ok_or(Trouble::Randomness)?;
        Ok(format!("{BASE}/people/{id}"))
    }

    /// The id of a thing in this session.
    pub(crate) fn id_of(&self, kind: &'static str, text: &str) -> Result<String, Trouble> {
        self.session.id_of(kind, text).ok_or(Trouble::Randomness)
    }
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
        self.office.store()
    }

    fn now(&self) -> Timestamp {
        self.office.now()
    }

    fn is_over_tls(&self) -> bool {
        self.office.is_over_tls()
    }

    fn is_for(&self, staff: &Staff) -> bool {
        OfficeRole::of_staff(staff).is_some()
    }
}

impl FromRequestParts<Shared> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, pages: &Shared) -> Result<Self, Response> {
        let (staff, session) = match signed(pages.as_ref(), &parts.headers) {
            Ok(Some(signed)) => signed,
            Ok(None) => return Err(to_sign_in::<Pages>()),
            Err(trouble) => return Err(trouble.into_response()),
        };
        let of = OfficeRole::of_staff(&staff);
        let (role, insurer) = of.ok_or_else(to_sign_in::<Pages>)?;
        Ok(Self { staff, role, insurer, session })
    }
}
