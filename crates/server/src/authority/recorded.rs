//! What only a supervisor does: cards for recorded facts, and lapses.

use std::sync::Arc;

use axum::{body::Bytes, extract::State};
use eligibility::MyNumber;
use serde::Deserialize;
use serde_json::json;
use store::PersonKey;

use super::{
    Authority,
    answer::{Answer, Problem, done, value},
    entry::{self, entry, read},
    lists::my_number,
    staff::{Role, SignedIn},
};
use crate::{
    day_in_japan,
    work::card::{self, CardRequest},
};

type Office = State<Arc<Authority>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    #[serde(deserialize_with = "entry::person_key")]
    person_key: PersonKey,
    municipality: String,
    #[serde(default)]
    my_number: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Issue {
    #[serde(deserialize_with = "entry::person_key")]
    person_key: PersonKey,
    municipality: String,
    request: CardRequest,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// `POST /authority/v1/recorded/orders`.
pub(super) async fn recorded_order(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    staff.need(Role::Supervisor)?;
    let it: Recorded = read(&body)?;
    let my_number: Option<MyNumber> = my_number(it.my_number.as_deref())?;
    let on = day_in_japan(authority.now());
    let (office, key) = (authority.office(), it.person_key);
    let order = card::recorded_order(office, key, &it.municipality, my_number.as_ref(), on)?;
    Ok(Answer(value(&order)))
}

/// `POST /authority/v1/recorded/cards`.
pub(super) async fn issue_for_recorded(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    staff.need(Role::Supervisor)?;
    let (occasion, it) = entry::<Issue>(&authority, &staff, &body)?;
    let what = (it.municipality.as_str(), &it.request);
    let made = card::issue_for_recorded(authority.office(), &occasion, it.person_key, what).await?;
    let more = json!({"certificates": value(&made.certificates), "face": value(&made.face)});
    Ok(done(&made.done, more))
}

/// `POST /authority/v1/lapses`.
pub(super) async fn lapse(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    staff.need(Role::Supervisor)?;
    let (occasion, Nothing {}) = entry::<Nothing>(&authority, &staff, &body)?;
    let it = card::lapse_all(authority.office(), &occasion).await?;
    Ok(Answer(json!({"looked_at": it.looked_at, "lapsed": it.lapsed})))
}
