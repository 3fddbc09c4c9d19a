//! The kiosk (マイナ受付機): a person lays the card down, proves that it is theirs, and is done.
//!
//! The screen shows the stage of the one visit there is; a press is a form. What depends on the
//! card alone (its phase before the PIN) is judged here by the law; everything about the person
//! comes from the hub, after the card has signed its challenge.

mod asking;
mod ending;
mod pages;
mod photo;
mod texts;
mod view;
mod visit;
mod work;

use std::{fmt, sync::Arc};

use axum::{
    Router, middleware,
    routing::{get, post},
};
use card::Reader;
use jiff::Timestamp;
use tokio::sync::Mutex;

use self::visit::Counter;
pub use self::work::{look, start};
use crate::{Clock, HubClient, Journal, desk};

/// A kiosk: its reader, whom it asks, and where it writes for the desk.
pub struct Kiosk {
    hub: HubClient,
    journal: Journal,
    institution_name: String,
    clock: Clock,
    base: String,
    /// The one visit there is. Whoever works with the card holds it.
    counter: Arc<Mutex<Counter>>,
}

/// A kiosk as its handlers hold it.
type Shared = Arc<Kiosk>;

impl Kiosk {
    /// A kiosk beside a reader, whose pages lie at the root of their address. The journal is that
    /// of the desk, which then lists whom the kiosk has received.
    #[must_use]
    pub fn new(
        hub: HubClient,
        journal: Journal,
        reader: Box<dyn Reader>,
        institution_name: String,
        clock: Clock,
    ) -> Self {
        let counter = Arc::new(Mutex::new(Counter::beside(reader, clock())));
        Self { hub, journal, institution_name, clock, base: String::new(), counter }
    }

    /// The same kiosk with its pages under a path such as `/kiosk`, where the router is nested.
    #[must_use]
    pub fn under(self, base: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned(), ..self }
    }

    fn now(&self) -> Timestamp {
        (self.clock)()
    }

    fn home(&self) -> &str {
        if self.base.is_empty() { "/" } else { &self.base }
    }
}

impl fmt::Debug for Kiosk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kiosk")
            .field("hub", &self.hub)
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

/// The pages of a kiosk, to be served at its base path.
pub fn router(kiosk: Arc<Kiosk>) -> Router {
    Router::new()
        .route("/", get(pages::screen))
        .route("/changed", get(pages::changed))
        .route("/next", post(pages::next).get(pages::to_screen))
        .route("/digit", post(pages::digit).get(pages::to_screen))
        .route("/face", post(pages::face).get(pages::to_screen))
        .route("/face-number", post(pages::face_number).get(pages::to_screen))
        .route("/same-person", post(pages::same_person).get(pages::to_screen))
        .route("/language", post(pages::language).get(pages::to_screen))
        .route("/assets/{name}", get(desk::asset))
        .fallback(pages::to_screen)
        .layer(middleware::from_fn(pages::guard))
        .with_state(kiosk)
}
