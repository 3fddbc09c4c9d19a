//! The person an address is about.

use record::Person;
use store::PersonKey;

use super::{Shared, Signed, person::member_of};
use crate::pages::message::Trouble;

/// A person of the insurer of whoever is signed in, by the id of this session.
pub(super) fn person_of(
    pages: &Shared,
    signed: &Signed,
    id: &str,
) -> Result<(PersonKey, Person), Trouble> {
    let file = member_of(pages, signed, id)?;
    Ok((file.key, file.person))
}
