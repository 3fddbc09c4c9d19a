//! The bodies of acts: an id, a day where it is entered late, and the act itself.

use std::borrow::Cow;

use axum::body::Bytes;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error as _};
use store::PersonKey;

use super::{Authority, answer::Problem, staff::SignedIn};
use crate::{day_in_japan, work::card::Occasion};

/// `{"id": …, "on": …, "act": {…}}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry<T> {
    /// Kept for retries.
    id: String,
    /// The day, where it is not today.
    #[serde(default)]
    on: Option<Date>,
    act: T,
}

/// The occasion and the act of a body.
pub(super) fn entry<T: DeserializeOwned>(
    authority: &Authority,
    staff: &SignedIn,
    body: &Bytes,
) -> Result<(Occasion, T), Problem> {
    let Entry { id, on, act } = read::<Entry<T>>(body)?;
    let at = authority.now();
    let on = on.unwrap_or_else(|| day_in_japan(at));
    Ok((Occasion { id, by: staff.staff_id.clone(), on, at }, act))
}

/// A body that is not an act.
pub(super) fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| malformed(&error))
}

/// What was wanted. What was found is not said: it may be personal.
fn malformed(error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    let wanted = match message.split_once("expected ") {
        Some((_, wanted)) => wanted.to_owned(),
        None if message.starts_with("missing field") || message.starts_with("unknown field") => {
            message
        }
        None => "a JSON object".to_owned(),
    };
    Problem::Malformed("body", wanted)
}

/// A person's key as text: 63 bits are more than a JSON number surely holds.
pub(super) fn person_key<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<PersonKey, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    text.parse().map_err(|_| D::Error::custom("no key, expected a person's key as text"))
}
