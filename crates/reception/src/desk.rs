//! The desk (受付): a receptionist types what stands on a paper and sees who is covered, why, and
//! what to do next.
//!
//! A question is written to the journal before it is asked, and its answer before it is shown. The
//! pages are forms and links; script only refreshes the list and an answer that is waited for.

mod answer;
mod asking;
mod assets;
mod entries;
mod guard;
mod look_up;
mod pages;
mod statement;
mod view;
#[cfg(test)]
mod view_tests;
mod way;
mod words;
mod work;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use axum::{
    Router, middleware,
    routing::{get, post},
};
use jiff::Timestamp;

pub use self::work::{round, start};
pub(crate) use self::{
    assets::asset, entries::received_by_card, guard::add_headers, guard::is_own_change,
};
use crate::{Clock, HubClient, Journal, JournalError};

/// A desk: whom it asks, where it writes, and what its pages say of the institution.
pub struct Desk {
    hub: HubClient,
    journal: Journal,
    institution_name: String,
    clock: Clock,
    base: String,
    front: Option<String>,
    hub_heard: AtomicU8,
}

/// A desk as its handlers hold it.
type Shared = Arc<Desk>;

const NOT_ASKED: u8 = 0;
const HEARD: u8 = 1;
const SILENT: u8 = 2;

impl Desk {
    /// A desk whose pages lie at the root of their address.
    #[must_use]
    pub fn new(hub: HubClient, journal: Journal, institution_name: String, clock: Clock) -> Self {
        Self {
            hub,
            journal,
            institution_name,
            clock,
            base: String::new(),
            front: None,
            hub_heard: AtomicU8::new(NOT_ASKED),
        }
    }

    /// The same desk with its pages under a path such as `/desk`, where the router is nested.
    #[must_use]
    pub fn under(self, base: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), ..self }
    }

    /// The same desk with the name in its head leading to another page, as to that of a demo.
    #[must_use]
    pub fn with_front(self, path: &str) -> Self {
        Self { front: Some(path.to_owned()), ..self }
    }

    fn now(&self) -> Timestamp {
        (self.clock)()
    }

    fn home(&self) -> &str {
        if self.base.is_empty() { "/" } else { &self.base }
    }

    /// Notes whether the hub spoke.
    fn heard(&self, heard: bool) {
        self.hub_heard.store(if heard { HEARD } else { SILENT }, Ordering::Relaxed);
    }

    /// Whether the hub spoke when it was last asked; none before the first time.
    fn is_hub_heard(&self) -> Option<bool> {
        match self.hub_heard.load(Ordering::Relaxed) {
            HEARD => Some(true),
            SILENT => Some(false),
            _ => None,
        }
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk")
            .field("hub", &self.hub)
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

/// The pages of a desk, to be served at its base path.
pub fn router(desk: Arc<Desk>) -> Router {
    Router::new()
        .route("/", get(pages::home))
        .route("/look-ups", post(pages::look_up).get(pages::to_home))
        .route("/list", get(pages::list))
        .route("/entries/{id}", get(pages::entry))
        .route("/entries/{id}/answer", get(pages::answer))
        .route("/entries/{id}/checks", post(pages::check).get(pages::to_entry))
        .route("/entries/{id}/reception", post(pages::receive).get(pages::to_entry))
        .route("/entries/{id}/watch", post(pages::watch).get(pages::to_entry))
        .route("/entries/{id}/statements", post(pages::make_statement).get(pages::to_entry))
        .route("/statements/{id}", get(pages::statement))
        .route("/assets/{name}", get(assets::asset))
        .fallback(pages::nothing_here)
        .layer(middleware::from_fn_with_state(Arc::clone(&desk), guard::guard))
        .with_state(desk)
}

/// How long an id is.
const ID_LENGTH: usize = 19;

/// An id nobody can guess: 80 random bits as four groups of four letters and digits, without the
/// letters that are mistaken for digits.
pub(crate) fn random_id() -> Result<String, JournalError> {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| JournalError::Randomness)?;
    let mut id = String::with_capacity(ID_LENGTH);
    for (place, byte) in bytes.into_iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            id.push('-');
        }
        id.push(char::from(LETTERS[usize::from(byte % 32)]));
    }
    Ok(id)
}
