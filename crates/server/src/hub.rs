//! The hub (オンライン資格確認): a question, an answer written down before it is given, three faces.
//!
//! `/v1/confirmations` is plain JSON; `/oqs/…` takes the XML messages of a receipt computer, and
//! `/oqs-api-pro/…` the JSON form of the same tree with its login. All three call `confirm`.
//! `/v1/card-confirmations` is asked with a card's signature in place of numbers.

mod answer;
mod asked;
mod card;
mod confirm;
mod coverage;
mod institutions;
mod json;
mod messages;
mod metrics;
mod papers;
mod probing;
mod reference_numbers;
mod tokens;

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use eligibility::InsurerNumber;
use interchange::oqs::{self, MessageKind};
use jiff::{SignedDuration, Timestamp};

pub use card::{challenge_made_at, face_key_hash};
pub use institutions::{InstitutionKey, key_hash};

use crate::{Clock, ledger::Ledger};

/// The version every confirmation is written down with.
const PROGRAM: &str = concat!("shikaku ", env!("CARGO_PKG_VERSION"));

/// The largest body of a question. Questions are a few hundred bytes.
const BODY_BYTES_MAX: usize = 64 << 10;

/// The largest message of the XML face.
const MESSAGE_BYTES_MAX: usize = 4 << 20;

/// For how long what is read of insurers and institutions is used again.
const REMEMBERED_FOR_SECONDS: i64 = 10;

/// The hub: a ledger, a clock, and who may ask.
pub struct Hub {
    ledger: Arc<Ledger>,
    clock: Clock,
    institutions: institutions::Institutions,
    insurer_names: RwLock<Option<(Timestamp, Arc<InsurerNames>)>>,
    probing: probing::Probing,
    tokens: tokens::Tokens,
    challenges: card::Challenges,
    issuers: card::Issuers,
    /// For how long a new certificate does not count yet (F-14).
    certificate_delay: SignedDuration,
    metrics: metrics::Metrics,
}

type InsurerNames = HashMap<InsurerNumber, Arc<str>>;

impl Hub {
    /// A hub on a ledger.
    #[must_use]
    pub fn new(ledger: Arc<Ledger>, clock: Clock) -> Self {
        Self {
            ledger,
            clock,
            institutions: institutions::Institutions::default(),
            insurer_names: RwLock::new(None),
            probing: probing::Probing::default(),
            tokens: tokens::Tokens::default(),
            challenges: card::Challenges::under_new_key(),
            issuers: card::Issuers::default(),
            certificate_delay: SignedDuration::ZERO,
            metrics: metrics::Metrics::new(),
        }
    }

    /// The same hub with the key of its challenges given, so that several hubs, or one started
    /// anew, take each other's.
    #[must_use]
    pub fn with_challenge_key(self, key: &[u8; 32]) -> Self {
        Self { challenges: card::Challenges::under(key), ..self }
    }

    /// The same hub with new certificates counting only after so many hours, as where it is told of
    /// them overnight (F-14). Without this they count at once.
    #[must_use]
    pub fn with_certificate_delay(self, hours: u8) -> Self {
        Self { certificate_delay: SignedDuration::from_hours(i64::from(hours)), ..self }
    }

    fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The name of an insurer, as the ledger had it in the last seconds.
    fn insurer_name(&self, number: InsurerNumber) -> Result<Option<Arc<str>>, store::Error> {
        let now = self.now();
        let remembered = self.insurer_names.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, names)) = remembered
            && now.duration_since(at).as_secs() < REMEMBERED_FOR_SECONDS
        {
            return Ok(names.get(&number).cloned());
        }
        let insurers = self.ledger.store().insurers()?;
        let names: Arc<InsurerNames> =
            Arc::new(insurers.into_iter().map(|it| (it.number, Arc::from(it.name))).collect());
        let name = names.get(&number).cloned();
        *self.insurer_names.write().unwrap_or_else(PoisonError::into_inner) = Some((now, names));
        Ok(name)
    }
}

/// The hub's routes.
pub fn router(hub: Arc<Hub>) -> Router {
    let questions = Router::new()
        .route("/v1/confirmations", post(json::confirmations))
        .route("/v1/challenges", post(card::challenges))
        .route("/v1/card-confirmations", post(card::card_confirmations))
        .route("/v1/reference-numbers", post(reference_numbers::register))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics::show))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    let messages = Router::new()
        .route(&message_path(MessageKind::Confirm), post(messages::confirm_xml))
        .route(&message_path(MessageKind::RegisterReferenceNumber), post(messages::register_xml))
        .route(oqs::LOGIN_PATH, post(messages::log_in))
        .route(oqs::SEARCH_PATH, post(messages::confirm_tree))
        .layer(DefaultBodyLimit::max(MESSAGE_BYTES_MAX));
    questions.merge(messages).with_state(hub)
}

/// Where a kind of XML message is taken.
fn message_path(kind: MessageKind) -> String {
    format!("/oqs/{}", kind.prefix().trim_end_matches("req"))
}

/// Ready when the ledger can be read.
async fn ready(State(hub): State<Arc<Hub>>) -> impl IntoResponse {
    match hub.ledger.store().settings_revision() {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the ledger cannot be read");
            (StatusCode::SERVICE_UNAVAILABLE, "the ledger cannot be read\n")
        }
    }
}
