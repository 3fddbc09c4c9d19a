//! Signing in with a staff id and its key, and out again.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::{FromRequestParts, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;
use store::Staff;

use super::{
    BASE, Page, Pages, Shared,
    message::{Trouble, shown, shown_with},
    session::Session,
};
use crate::authority::Role;

/// The cookie of a session.
const COOKIE: &str = "shikaku_authority";

/// Somebody signed in. A handler that takes it shows its page to nobody else.
pub(super) struct Signed {
    pub(super) staff: Staff,
    pub(super) session: Arc<Session>,
}

#[derive(Deserialize)]
pub(super) struct SignInForm {
    staff_id: String,
    key: String,
}

#[derive(Template)]
#[template(path = "authority/sign_in.html")]
struct SignInPage {
    base: &'static str,
    staff_id: String,
    error: Option<String>,
}

/// The form; nothing to do for whoever is signed in.
pub(super) async fn page(State(pages): State<Shared>, headers: HeaderMap) -> Page {
    if signed(&pages, &headers)?.is_some() {
        return Ok(Redirect::to(BASE).into_response());
    }
    shown(&SignInPage { base: BASE, staff_id: String::new(), error: None })
}

/// Signs in.
pub(super) async fn sign_in(State(pages): State<Shared>, Form(form): Form<SignInForm>) -> Page {
    let (staff_id, now) = (form.staff_id.trim().to_owned(), pages.authority.now());
    if let Some(seconds) = pages.attempts.wait(&staff_id, now) {
        let error = format!(
            "まちがいが続いたので、あと{seconds}秒は確かめません。待ってから、もう一度入れてください。"
        );
        return refused(StatusCode::TOO_MANY_REQUESTS, staff_id, error);
    }
    if pages.authority.sign_in(&staff_id, form.key.trim())?.is_none() {
        pages.attempts.was_wrong(&staff_id, now);
        let error = "職員番号か鍵が違います。どちらも確かめて、もう一度入れてください。";
        return refused(StatusCode::UNPROCESSABLE_ENTITY, staff_id, error.to_owned());
    }
    let staff = pages.authority.office().ledger().store().staff(&staff_id)?;
    let Some(staff) = staff else { return Err(Trouble::Gone) };
    let token = pages.sessions.begin(&staff_id, staff.key_hash, now).ok_or(Trouble::Randomness)?;
    let mut response = Redirect::to(BASE).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie(&pages, &token, "")?);
    Ok(response)
}

/// Signs out, here and for whoever has a copy of the cookie.
pub(super) async fn sign_out(State(pages): State<Shared>, headers: HeaderMap) -> Page {
    if let Some(token) = token(&headers) {
        pages.sessions.end(token);
    }
    let mut response = Redirect::to(&format!("{BASE}/sign-in")).into_response();
    response.headers_mut().insert(header::SET_COOKIE, cookie(&pages, "", "; Max-Age=0")?);
    Ok(response)
}

impl FromRequestParts<Shared> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, pages: &Shared) -> Result<Self, Response> {
        match signed(pages, &parts.headers) {
            Ok(Some(signed)) => Ok(signed),
            Ok(None) => Err(Redirect::to(&format!("{BASE}/sign-in")).into_response()),
            Err(trouble) => Err(trouble.into_response()),
        }
    }
}

/// Whoever the cookie of a request signs in. Staff revoked since, or given another key, are out.
fn signed(pages: &Pages, headers: &HeaderMap) -> Result<Option<Signed>, Trouble> {
    let now = pages.authority.now();
    let Some(token) = token(headers) else { return Ok(None) };
    let Some(session) = pages.sessions.of(token, now) else { return Ok(None) };
    let staff = pages.authority.office().ledger().store().staff(&session.staff_id)?;
    let still = staff.filter(|it| {
        let is_revoked = it.revoked_at.is_some_and(|at| at <= now);
        !is_revoked && it.key_hash == session.key_hash && Role::of(&it.role).is_some()
    });
    if still.is_none() {
        pages.sessions.end(token);
    }
    Ok(still.map(|staff| Signed { staff, session }))
}

fn token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|it| it.to_str().ok())
        .flat_map(|it| it.split(';'))
        .find_map(|it| it.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// The cookie goes over TLS only where the office is reached so.
fn cookie(pages: &Pages, token: &str, more: &str) -> Result<HeaderValue, Trouble> {
    let is_secure = pages.authority.office().settings().address.starts_with("https:");
    let secure = if is_secure { "; Secure" } else { "" };
    let text = format!("{COOKIE}={token}; Path={BASE}; HttpOnly; SameSite=Strict{secure}{more}");
    HeaderValue::try_from(text).map_err(|_| Trouble::Randomness)
}

fn refused(status: StatusCode, staff_id: String, error: String) -> Page {
    shown_with(status, &SignInPage { base: BASE, staff_id, error: Some(error) })
}
