//! The office's pages.
//!
//! They are forms and links and need no script. Who is looked for and every act is a POST; an
//! address holds ids that mean something in one session only. An act's id is made with its page,
//! so a doubled click is one act.

mod acts;
mod applications;
mod audit;
mod batches;
mod calendar;
mod chart;
mod exports;
mod find;
pub(crate) mod frame;
mod home;
mod labels;
mod letters;
mod mail;
mod payments;
mod person;
mod quarantine;
mod returns;
pub(crate) mod session;
mod settings;
pub(crate) mod sign_in;
mod telling;
mod whose;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};

pub(crate) use self::{
    frame::{Frame, Section},
    session::Meaning,
    sign_in::Signed,
};
use super::Office;
use crate::pages::{
    Place, assets, attempts::Attempts, guard, message::Trouble, message::nothing_here,
    session::Sessions, sign_in as doors,
};
use crate::work::{figures::FigureShelf, office::OfficeRefusal};

/// Where the pages lie; `BASE` itself is the first.
pub const BASE: &str = "/office";

/// What the pages are called.
const PLACE: Place =
    Place { base: BASE, name: "保険者の事務", cookie: "shikaku_office", refreshes: true };

/// The largest form: a bank's file, or a table of holidays.
const FORM_BYTES_MAX: usize = 8 << 20;

/// The office with its sessions, as handlers hold it.
pub(crate) struct Pages {
    pub(crate) office: Arc<Office>,
    figures: Arc<FigureShelf>,
    sessions: Sessions<Meaning>,
    attempts: Attempts,
}

/// What handlers take as their state.
pub(crate) type Shared = Arc<Pages>;

/// The office's pages, all under [`BASE`].
pub fn router(office: Arc<Office>) -> Router {
    let pages = Arc::new(Pages {
        office,
        figures: Arc::default(),
        sessions: Sessions::default(),
        attempts: Attempts::default(),
    });
    let routes = Router::new()
        .merge(home::routes())
        .merge(find::routes())
        .merge(person::routes())
        .merge(acts::routes())
        .merge(applications::routes())
        .merge(audit::routes())
        .merge(batches::routes())
        .merge(calendar::routes())
        .merge(exports::routes())
        .merge(letters::routes())
        .merge(mail::routes())
        .merge(payments::routes())
        .merge(quarantine::routes())
        .merge(returns::routes())
        .merge(settings::routes())
        .route("/sign-in", get(doors::page::<Pages>).post(doors::sign_in::<Pages>))
        .route("/sign-out", post(doors::sign_out::<Pages>))
        .route("/assets/{name}", get(assets::asset))
        .route("/{*rest}", get(nothing_here));
    Router::new()
        .route(&format!("{BASE}/"), get(to_home))
        .nest(BASE, routes)
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(middleware::from_fn_with_state(&PLACE, guard::guard))
        .with_state(pages)
}

/// To the first page.
async fn to_home() -> Response {
    Redirect::to(BASE).into_response()
}

impl From<OfficeRefusal> for Trouble {
    fn from(it: OfficeRefusal) -> Self {
        if matches!(it, OfficeRefusal::NoPerson) { Self::Gone } else { Self::Failed(Box::new(it)) }
    }
}
