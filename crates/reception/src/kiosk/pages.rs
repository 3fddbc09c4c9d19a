//! The requests of the kiosk's screen. A press says which screen it was made on: on an older one it
//! does nothing, so that a doubled press is one press.

use std::sync::Arc;

use axum::{
    Form,
    extract::{Query, Request, State},
    http::{StatusCode, header::HeaderName},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    Kiosk, Shared,
    texts::Language,
    view::{Frame, render},
    visit::{Counter, Signer, Stage},
};
use crate::desk;

/// As the desk's, and a page of the same origin may frame the screen, as the demo's does.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'self'";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Seen {
    seen: u64,
}

#[derive(Deserialize)]
pub(super) struct DigitForm {
    seen: u64,
    digit: Zeroizing<String>,
}

#[derive(Deserialize)]
pub(super) struct FaceForm {
    seen: u64,
    birth: Zeroizing<String>,
    year: Zeroizing<String>,
    code: Zeroizing<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct SameForm {
    seen: u64,
    same: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct LanguageForm {
    language: String,
}

/// The screen as it is now.
pub(super) async fn screen(State(kiosk): State<Shared>) -> Response {
    let counter = kiosk.counter.lock().await;
    match render(frame(&kiosk, &counter), &counter.stage) {
        Ok(page) => Html(page).into_response(),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the screen failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Tells the page to load itself anew when the screen is another one. While somebody works with
/// the card there is nothing to tell.
pub(super) async fn changed(State(kiosk): State<Shared>, Query(it): Query<Seen>) -> Response {
    let is_new = kiosk.counter.try_lock().is_ok_and(|counter| counter.seen != it.seen);
    if is_new {
        return [(HeaderName::from_static("hx-refresh"), "true")].into_response();
    }
    StatusCode::NO_CONTENT.into_response()
}

pub(super) async fn next(State(kiosk): State<Shared>, Form(it): Form<Seen>) -> Response {
    let now = kiosk.now();
    kiosk.press(it.seen, move |counter| counter.next(now)).await;
    to_screen(State(kiosk)).await
}

/// A digit, or a key that erases; the fourth digit sends the PIN to the card.
pub(super) async fn digit(State(kiosk): State<Shared>, Form(it): Form<DigitForm>) -> Response {
    let now = kiosk.now();
    let work = move |counter: &mut Counter| match it.digit.as_str() {
        "back" => {
            counter.erase(false, now);
            false
        }
        "none" => {
            counter.erase(true, now);
            false
        }
        other => match other.as_bytes() {
            [digit] if digit.is_ascii_digit() => counter.digit(char::from(*digit), now),
            _ => false,
        },
    };
    prove(kiosk, it.seen, work, Signer::Pin).await
}

pub(super) async fn face(State(kiosk): State<Shared>, Form(it): Form<Seen>) -> Response {
    let now = kiosk.now();
    kiosk.press(it.seen, move |counter| counter.face(now)).await;
    to_screen(State(kiosk)).await
}

pub(super) async fn face_number(State(kiosk): State<Shared>, Form(it): Form<FaceForm>) -> Response {
    let now = kiosk.now();
    let parts = [it.birth, it.year, it.code];
    let typed = Zeroizing::new(parts.iter().map(|it| it.trim()).collect::<String>());
    kiosk.press(it.seen, move |counter| counter.face_number(&typed, now)).await;
    to_screen(State(kiosk)).await
}

pub(super) async fn same_person(State(kiosk): State<Shared>, Form(it): Form<SameForm>) -> Response {
    let now = kiosk.now();
    let same = it.same == "yes";
    let work = move |counter: &mut Counter| {
        let compared = matches!(counter.stage, Stage::FacePhoto(..));
        if !same {
            counter.not_same_person(now);
        }
        compared && same
    };
    prove(kiosk, it.seen, work, Signer::Face).await
}

pub(super) async fn language(
    State(kiosk): State<Shared>,
    Form(it): Form<LanguageForm>,
) -> Response {
    if let Some(language) = Language::of(&it.language) {
        let now = kiosk.now();
        kiosk.with_card(move |counter| counter.speak(language, now)).await;
    }
    to_screen(State(kiosk)).await
}

/// Leads to the screen, whatever it shows.
pub(super) async fn to_screen(State(kiosk): State<Shared>) -> Response {
    Redirect::to(kiosk.home()).into_response()
}

/// Refuses a form another site sent, and adds the headers of every page.
pub(super) async fn guard(request: Request, next: Next) -> Response {
    if !desk::is_own_change(&request) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut response = next.run(request).await;
    desk::add_headers(response.headers_mut(), CONTENT_SECURITY_POLICY);
    response
}

/// Does what a press means; where that made sure who is here, has the card prove it.
///
/// What has begun goes on when the page does not wait for it, as when somebody presses something
/// meanwhile: a reception is never left half-way.
async fn prove(
    kiosk: Shared,
    seen: u64,
    work: impl FnOnce(&mut Counter) -> bool + Send + 'static,
    signer: Signer,
) -> Response {
    let proving = Arc::clone(&kiosk);
    let proved = tokio::spawn(async move {
        if let Some((guard, true)) = proving.press(seen, work).await {
            proving.confirm(guard, signer).await;
        }
    });
    if let Err(error) = proved.await {
        tracing::error!(%error, "a press was not worked off");
    }
    to_screen(State(kiosk)).await
}

fn frame(kiosk: &Kiosk, counter: &Counter) -> Frame {
    Frame {
        base: kiosk.base.clone(),
        institution: kiosk.institution_name.clone(),
        language: counter.language,
        texts: counter.language.texts(),
        seen: counter.seen,
        step: 0,
    }
}
