//! The acts at the counter and by telephone, over JSON.

use std::sync::Arc;

use axum::{body::Bytes, extract::State};
use serde::Deserialize;
use serde_json::json;
use store::PersonKey;

use super::{
    Authority,
    answer::{Answer, Problem, done, value},
    entry::{self, entry},
    staff::SignedIn,
};
use crate::work::card::{
    self, CardApplication, CardRequest, HandOver, IdentityCheck, KeyRequests, NewResident, PinKind,
    StopChannel, StopReason,
};

type Office = State<Arc<Authority>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Apply {
    #[serde(deserialize_with = "entry::person_key")]
    person_key: PersonKey,
    application: CardApplication,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfPerson {
    #[serde(deserialize_with = "entry::person_key")]
    person_key: PersonKey,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfOrder {
    order_id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Make {
    order_id: String,
    request: CardRequest,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HandOverOf {
    order_id: String,
    how: HandOver,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfCard {
    card_number: String,
    check: IdentityCheck,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SetPins {
    card_number: String,
    check: IdentityCheck,
    pins: Vec<PinKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unlock {
    card_number: String,
    check: IdentityCheck,
    pin: PinKind,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stop {
    card_number: String,
    channel: StopChannel,
    reason: StopReason,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Renew {
    card_number: String,
    check: IdentityCheck,
    keys: KeyRequests,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RenewSignature {
    card_number: String,
    check: IdentityCheck,
    #[serde(with = "card::base64")]
    request: Vec<u8>,
}

/// `POST /authority/v1/people`.
pub(super) async fn record_resident(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<NewResident>(&authority, &staff, &body)?;
    let it = card::record_resident(authority.office(), &occasion, &it).await?;
    Ok(done(&it, json!({})))
}

/// `POST /authority/v1/people/death`.
pub(super) async fn report_death(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<OfPerson>(&authority, &staff, &body)?;
    let it = card::report_death(authority.office(), &occasion, it.person_key).await?;
    Ok(done(&it, json!({})))
}

/// `POST /authority/v1/applications`.
pub(super) async fn apply(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<Apply>(&authority, &staff, &body)?;
    staff.need_municipality(&it.application.municipality)?;
    let it = card::apply(authority.office(), &occasion, it.person_key, &it.application).await?;
    Ok(done(&it, json!({})))
}

/// `POST /authority/v1/applications/withdraw`.
pub(super) async fn withdraw(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<OfOrder>(&authority, &staff, &body)?;
    let it = card::withdraw(authority.office(), &occasion, &it.order_id).await?;
    Ok(done(&it, json!({})))
}

/// `POST /authority/v1/cards`.
pub(super) async fn make_card(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<Make>(&authority, &staff, &body)?;
    let made = card::make_card(authority.office(), &occasion, &it.order_id, &it.request).await?;
    let more = json!({"certificates": value(&made.certificates), "face": value(&made.face)});
    Ok(done(&made.done, more))
}

/// `POST /authority/v1/cards/hand-over`.
pub(super) async fn hand_over(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<HandOverOf>(&authority, &staff, &body)?;
    let it = card::hand_over(authority.office(), &occasion, &it.order_id, &it.how).await?;
    Ok(done(&it, json!({})))
}

/// `POST /authority/v1/cards/pins`.
pub(super) async fn choose_pins(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<SetPins>(&authority, &staff, &body)?;
    let pins = (&it.check, it.pins.as_slice());
    let it = card::choose_pins(authority.office(), &occasion, &it.card_number, pins).await?;
    Ok(done(&it, json!({})))
}

/// `POST /authority/v1/cards/unlock`.
pub(super) async fn unlock_pin(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<Unlock>(&authority, &staff, &body)?;
    let pin = (&it.check, it.pin);
    let it = card::unlock_pin(authority.office(), &occasion, &it.card_number, pin).await?;
    Ok(done(&it, json!({})))
}

/// `POST /authority/v1/cards/stop`.
pub(super) async fn stop_card(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<Stop>(&authority, &staff, &body)?;
    let how = (it.channel, it.reason);
    let it = card::stop_card(authority.office(), &occasion, &it.card_number, how).await?;
    Ok(done(&it, json!({})))
}

/// `POST /authority/v1/cards/release`.
pub(super) async fn release_card(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<OfCard>(&authority, &staff, &body)?;
    let it = card::release_card(authority.office(), &occasion, &it.card_number, &it.check).await?;
    Ok(done(&it, json!({})))
}

/// `POST /authority/v1/cards/return`.
pub(super) async fn return_card(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<OfCard>(&authority, &staff, &body)?;
    let it = card::return_card(authority.office(), &occasion, &it.card_number, &it.check).await?;
    Ok(done(&it, json!({})))
}

/// `POST /authority/v1/certificates/renew`.
pub(super) async fn renew_certificates(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<Renew>(&authority, &staff, &body)?;
    let keys = (&it.check, &it.keys);
    let it = card::renew_certificates(authority.office(), &occasion, &it.card_number, keys).await?;
    Ok(done(&it.done, json!({"certificates": value(&it.certificates)})))
}

/// `POST /authority/v1/certificates/sign`.
pub(super) async fn renew_digital_signature(
    State(authority): Office,
    staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let (occasion, it) = entry::<RenewSignature>(&authority, &staff, &body)?;
    let request = (&it.check, it.request.as_slice());
    let it = card::renew_digital_signature(authority.office(), &occasion, &it.card_number, request)
        .await?;
    Ok(done(&it.done, json!({"certificates": value(&it.certificates)})))
}
