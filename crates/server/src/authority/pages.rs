//! The authority's pages: staff find a person, see what holds today, and do the next act.
//!
//! The pages are forms and links and run no script. Everything asked for and every act is a POST;
//! an address holds ids that mean something in one session only. An act's id is made with its
//! page, so a doubled click is one act.

mod acts;
mod finding;
mod home;
mod issuers;
mod letters;
mod making;
mod person;
mod refused;
mod resident;
mod session;
mod sign_in;
mod view;
mod words;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};

use super::Authority;
use crate::{
    pages::{
        Page, Place, assets, attempts, fields, guard,
        message::{self, Trouble},
        sign_in as doors,
    },
    work::card::Refusal,
};

/// Where the pages lie; `BASE` itself is the first.
pub const BASE: &str = "/authority";

/// The authority with its sessions, as handlers hold it.
struct Pages {
    authority: Arc<Authority>,
    sessions: session::Sessions<session::Meaning>,
    attempts: attempts::Attempts,
}

type Shared = Arc<Pages>;

/// What the pages are called.
const PLACE: Place =
    Place { base: BASE, name: "市区町村窓口", cookie: "shikaku_authority", refreshes: false };

/// The largest form: a maker's request with a card's face and its portrait.
const FORM_BYTES_MAX: usize = 1 << 20;

/// The staff pages, all under [`BASE`].
pub fn router(authority: Arc<Authority>) -> Router {
    let pages = Arc::new(Pages {
        authority,
        sessions: session::Sessions::default(),
        attempts: attempts::Attempts::default(),
    });
    let routes = Router::new()
        .route("/", get(home::page))
        .route("/sign-in", get(doors::page::<Pages>).post(doors::sign_in::<Pages>))
        .route("/sign-out", post(doors::sign_out::<Pages>))
        .route("/find", post(finding::find).get(home::to_home))
        .route("/people/{id}", get(person::page))
        .route("/people/{id}/make", get(making::page).post(making::make))
        .route("/people/{id}/order.json", post(making::order))
        .route("/people/{id}/acts/{act}", get(acts::page).post(acts::perform))
        .route("/answers/{id}", get(making::answer))
        .route("/answers/{id}/answer.json", get(making::answer_json))
        .route("/residents/new", get(resident::page).post(resident::record))
        .route("/letters", get(letters::page))
        .route("/letters.csv", get(letters::csv))
        .route("/stopped", get(issuers::stopped))
        .route("/issuers", get(issuers::page))
        .route("/assets/{name}", get(assets::asset))
        .route("/{*rest}", get(message::nothing_here));
    Router::new()
        .route(&format!("{BASE}/"), get(home::to_home))
        .nest(BASE, routes)
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(middleware::from_fn_with_state(&PLACE, guard::guard))
        .with_state(pages)
}

impl From<Refusal> for Trouble {
    fn from(it: Refusal) -> Self {
        if matches!(it, Refusal::NoPerson) { Self::Gone } else { Self::Failed(Box::new(it)) }
    }
}
