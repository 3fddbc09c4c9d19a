//! Moves, departures and changes of name or address, over JSON.

use std::sync::Arc;

use axum::{body::Bytes, extract::State};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;
use store::PersonKey;

use super::{
    Authority,
    answer::{Answer, Problem, done, value},
    entry::{self, entry},
    staff::SignedIn,
};
use crate::work::card::{self, IdentityCheck, MovingIn, Particulars};

type Office = State<Arc<Authority>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MovingOut {
    #[serde(deserialize_with = "entry::person_key")]
    person_key: PersonKey,
    planned_departure_on: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MovingInOf {
    #[serde(deserialize_with = "entry::person_key")]
    person_key: PersonKey,
    moving_in: MovingIn,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContinueUse {
    card_number: String,
    check: IdentityCheck,
    #[serde(default, with = "card::base64::optional")]
    digital_signature: Option<Vec<u8>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Departure {
    #[serde(deserialize_with = "entry::person_key")]
    person_key: PersonKey,
    planned_on: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContinueAbroad {
    card_number: String,
    check: IdentityCheck,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    #[serde(deserialize_with = "entry::person_key")]
    person_key: PersonKey,
    particulars: Particulars,
    check: IdentityCheck,
    #[serde(default)]
    digital_signature: Option<NewSignature>,
}

/// A certificate to sign asked for with a change.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSignature {
    card_number: String,
    #[serde(with = "card::base64")]
    request: Vec<u8>,
}

/// `POST /authority/v1/people/particulars`.
pub(super) async fn change_particulars(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<Change>(&authority, &staff, &body)?;
    let signature =
        it.digital_signature.as_ref().map(|it| (it.card_number.as_str(), it.request.as_slice()));
    let change = (&it.particulars, &it.check);
    let office = authority.office();
    let it = card::change_particulars(office, &occasion, it.person_key, change, signature).await?;
    Ok(done(&it.done, json!({"certificates": value(&it.certificates)})))
}

/// `POST /authority/v1/moves/out`.
pub(super) async fn report_moving_out(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<MovingOut>(&authority, &staff, &body)?;
    let (person_key, planned_on) = (it.person_key, it.planned_departure_on);
    let it = card::report_moving_out(authority.office(), &occasion, person_key, planned_on).await?;
    Ok(done(&it, json!({})))
}

/// `POST /authority/v1/moves/in`.
pub(super) async fn report_moving_in(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<MovingInOf>(&authority, &staff, &body)?;
    let (office, key) = (authority.office(), it.person_key);
    let it = card::report_moving_in(office, &occasion, key, &it.moving_in).await?;
    Ok(done(&it, json!({})))
}

/// `POST /authority/v1/moves/continue`.
pub(super) async fn continue_use(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<ContinueUse>(&authority, &staff, &body)?;
    let how = (&it.check, it.digital_signature.as_deref());
    let it = card::continue_use(authority.office(), &occasion, &it.card_number, how).await?;
    Ok(done(&it.done, json!({"certificates": value(&it.certificates)})))
}

/// `POST /authority/v1/departures`.
pub(super) async fn report_departure_abroad(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<Departure>(&authority, &staff, &body)?;
    let (office, key) = (authority.office(), it.person_key);
    let it = card::report_departure_abroad(office, &occasion, key, it.planned_on).await?;
    Ok(done(&it, json!({})))
}

/// `POST /authority/v1/departures/continue`.
pub(super) async fn continue_abroad(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<ContinueAbroad>(&authority, &staff, &body)?;
    let it =
        card::continue_abroad(authority.office(), &occasion, &it.card_number, &it.check).await?;
    Ok(done(&it, json!({})))
}
