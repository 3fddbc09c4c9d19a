//! Signing in with a staff id and its key, and out again.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
};
use jiff::Timestamp;
use serde::Deserialize;
use store::{Staff, Store};

use super::{
    Page, Place,
    attempts::Attempts,
    message::{Trouble, shown, shown_with},
    session::{Meaning, Session, Sessions},
};
use crate::staff::holder_of;

/// Pages somebody signs in to.
pub(crate) trait Door: Send + Sync + 'static {
    /// What an id in an address of these pages can stand for.
    type Meaning: Meaning + Send + Sync + 'static;
    /// Where the pages lie.
    const PLACE: &'static Place;

    /// Who is signed in.
    fn sessions(&self) -> &Sessions<Self::Meaning>;
    /// Who tried wrong keys.
    fn attempts(&self) -> &Attempts;
    /// Where staff are kept.
    fn store(&self) -> &Store;
    /// The instant.
    fn now(&self) -> Timestamp;
    /// Whether browsers reach these pages over TLS.
    fn is_over_tls(&self) -> bool;
    /// Whether these are the pages of somebody's role.
    fn is_for(&self, staff: &Staff) -> bool;
}

/// Somebody signed in, and their session.
pub(crate) type SignedStaff<D> = (Staff, Arc<Session<<D as Door>::Meaning>>);

/// What the form of signing in sends.
#[derive(Deserialize)]
pub(crate) struct SignInForm {
    staff_id: String,
    key: String,
}

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct SignInPage {
    place: &'static Place,
    staff_id: String,
    error: Option<String>,
}

/// The page to sign in; whoever is signed in goes on to the first page.
pub(crate) async fn page<D: Door>(State(door): State<Arc<D>>, headers: HeaderMap) -> Page {
    if signed(door.as_ref(), &headers)?.is_some() {
        return Ok(Redirect::to(D::PLACE.base).into_response());
    }
    shown(&SignInPage { place: D::PLACE, staff_id: String::new(), error: None })
}

/// Signs in.
pub(crate) async fn sign_in<D: Door>(
    State(door): State<Arc<D>>,
    Form(form): Form<SignInForm>,
) -> Page {
    let (staff_id, now) = (form.staff_id.trim().to_owned(), door.now());
    if let Some(seconds) = door.attempts().wait(&staff_id, now) {
        let error = format!(
            "まちがいが続いたので、あと{seconds}秒は確かめません。待ってから、もう一度入れてください。"
        );
        return refused::<D>(StatusCode::TOO_MANY_REQUESTS, staff_id, error);
    }
    let staff = holder_of(door.store(), &staff_id, form.key.trim(), now)?;
    let Some(staff) = staff.filter(|it| door.is_for(it)) else {
        door.attempts().was_wrong(&staff_id, now);
        let error = "職員番号か鍵が違います。どちらも確かめて、もう一度入れてください。";
        return refused::<D>(StatusCode::UNPROCESSABLE_ENTITY, staff_id, error.to_owned());
    };
    let token = door.sessions().begin(&staff_id, staff.key_hash, now).ok_or(Trouble::Randomness)?;
    let mut response = Redirect::to(D::PLACE.base).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie(door.as_ref(), &token, "")?);
    Ok(response)
}

/// Signs out, here and for whoever has a copy of the cookie.
pub(crate) async fn sign_out<D: Door>(State(door): State<Arc<D>>, headers: HeaderMap) -> Page {
    if let Some(token) = token::<D>(&headers) {
        door.sessions().end(token);
    }
    let mut response = to_sign_in::<D>();
    response.headers_mut().insert(header::SET_COOKIE, cookie(door.as_ref(), "", "; Max-Age=0")?);
    Ok(response)
}

/// To the page to sign in.
pub(crate) fn to_sign_in<D: Door>() -> Response {
    Redirect::to(&format!("{}/sign-in", D::PLACE.base)).into_response()
}

/// Whoever the cookie of a request signs in. Staff revoked since, or given another key, are out.
pub(crate) fn signed<D: Door>(
    door: &D,
    headers: &HeaderMap,
) -> Result<Option<SignedStaff<D>>, Trouble> {
    let now = door.now();
    let Some(token) = token::<D>(headers) else { return Ok(None) };
    let Some(session) = door.sessions().of(token, now) else { return Ok(None) };
    let staff = door.store().staff(&session.staff_id)?;
    let still = staff.filter(|it| {
        let is_revoked = it.revoked_at.is_some_and(|at| at <= now);
        !is_revoked && it.key_hash == session.key_hash && door.is_for(it)
    });
    if still.is_none() {
        door.sessions().end(token);
    }
    Ok(still.map(|staff| (staff, session)))
}

fn token<D: Door>(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|it| it.to_str().ok())
        .flat_map(|it| it.split(';'))
        .find_map(|it| it.trim().strip_prefix(D::PLACE.cookie)?.strip_prefix('='))
}

/// The cookie goes over TLS only where the pages are reached so.
fn cookie<D: Door>(door: &D, token: &str, more: &str) -> Result<HeaderValue, Trouble> {
    let secure = if door.is_over_tls() { "; Secure" } else { "" };
    let Place { base, cookie, .. } = D::PLACE;
    let text = format!("{cookie}={token}; Path={base}; HttpOnly; SameSite=Strict{secure}{more}");
    HeaderValue::try_from(text).map_err(|_| Trouble::Randomness)
}

fn refused<D: Door>(status: StatusCode, staff_id: String, error: String) -> Page {
    shown_with(status, &SignInPage { place: D::PLACE, staff_id, error: Some(error) })
}
