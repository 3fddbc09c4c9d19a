//! The authority (市区町村窓口 and J-LIS): acts over JSON for staff, and for everybody the issuers'
//! certificates, revocation lists and OCSP answers.
//!
//! The acts themselves are in [`crate::work::card`]; here they get an address, somebody signed in
//! and a status.

mod acts;
mod answer;
mod entry;
mod lists;
mod moves;
mod night;
pub mod pages;
mod pki;
mod recorded;
mod staff;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};
use jiff::Timestamp;

pub use self::night::Nights;
pub use self::staff::{Role, SignedIn, admit};
pub use crate::staff::StaffKey;
use crate::{Clock, work::card::CardOffice};

/// The authority: an office and a clock.
pub struct Authority {
    office: Arc<CardOffice>,
    clock: Clock,
}

/// The largest body of an act: a card's face with its portrait takes most.
const BODY_BYTES_MAX: usize = 512 << 10;

impl Authority {
    /// An authority on an office.
    #[must_use]
    pub const fn new(office: Arc<CardOffice>, clock: Clock) -> Self {
        Self { office, clock }
    }

    /// The office.
    #[must_use]
    pub fn office(&self) -> &CardOffice {
        &self.office
    }

    /// The instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

/// The authority's routes: the API of the acts, the addresses of the issuers, and the staff pages.
pub fn router(authority: Arc<Authority>) -> Router {
    Router::new()
        .merge(acts())
        .merge(looks())
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .merge(issuers())
        .with_state(Arc::clone(&authority))
        .merge(pages::router(authority))
}

/// What moves something.
fn acts() -> Router<Arc<Authority>> {
    Router::new()
        .route("/authority/v1/people", post(acts::record_resident))
        .route("/authority/v1/people/particulars", post(moves::change_particulars))
        .route("/authority/v1/people/death", post(acts::report_death))
        .route("/authority/v1/applications", post(acts::apply))
        .route("/authority/v1/applications/withdraw", post(acts::withdraw))
        .route("/authority/v1/cards", post(acts::make_card))
        .route("/authority/v1/cards/hand-over", post(acts::hand_over))
        .route("/authority/v1/cards/pins", post(acts::choose_pins))
        .route("/authority/v1/cards/unlock", post(acts::unlock_pin))
        .route("/authority/v1/cards/stop", post(acts::stop_card))
        .route("/authority/v1/cards/release", post(acts::release_card))
        .route("/authority/v1/cards/return", post(acts::return_card))
        .route("/authority/v1/certificates/renew", post(acts::renew_certificates))
        .route("/authority/v1/certificates/sign", post(acts::renew_digital_signature))
        .route("/authority/v1/moves/out", post(moves::report_moving_out))
        .route("/authority/v1/moves/in", post(moves::report_moving_in))
        .route("/authority/v1/moves/continue", post(moves::continue_use))
        .route("/authority/v1/departures", post(moves::report_departure_abroad))
        .route("/authority/v1/departures/continue", post(moves::continue_abroad))
        .route("/authority/v1/recorded/cards", post(recorded::issue_for_recorded))
        .route("/authority/v1/lapses", post(recorded::lapse))
}

/// What only looks. Who is looked for goes in the body: an address is written to logs.
fn looks() -> Router<Arc<Authority>> {
    Router::new()
        .route("/authority/v1/people/search", post(lists::search))
        .route("/authority/v1/people/file", post(lists::file))
        .route("/authority/v1/orders", get(lists::open_orders))
        .route("/authority/v1/orders/personalisation", post(lists::personalisation_order))
        .route("/authority/v1/recorded/orders", post(recorded::recorded_order))
        .route("/authority/v1/letters", get(lists::letters))
        .route("/authority/v1/letters.csv", get(lists::letters_csv))
        .route("/authority/v1/municipalities", get(lists::municipalities))
}

/// What anybody may read.
fn issuers() -> Router<Arc<Authority>> {
    Router::new()
        .route("/pki/{purpose}/{file}", get(pki::issuer_file))
        .route("/pki/{purpose}/{generation}/{file}", get(pki::municipality_list))
        .route("/pki/ocsp", post(pki::ocsp))
        .route("/pki/ocsp/{*request}", get(pki::ocsp_in_path))
        .layer(DefaultBodyLimit::max(::pki::REQUEST_BYTES_MAX))
}
