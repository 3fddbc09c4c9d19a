//! Batches of papers: planned, released by two where they are many, printed, counted, sent.

mod acting;
mod bundles;
mod drawing;
mod files;
mod making;
mod page;
mod plan;
mod state;
mod why;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    routing::{get, post},
};
use serde::Deserialize;

use self::state::BatchState;
use super::{
    Frame, Section, Shared, Signed,
    telling::{Told, counted},
};
use crate::pages::{
    Page,
    fields::{Field, Kind, Sent},
    message::shown,
    view::{Chip, Day},
};

/// Batches shown at the most, the newest first.
const SHOWN_MAX: usize = 100;

/// The pages of batches.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/batches", get(page).post(making::make))
        .route("/plan", get(plan::page))
        .route("/plan.csv", get(plan::csv))
        .route("/plan.xlsx", get(plan::xlsx))
        .route("/batches/{id}", get(page::page))
        .route("/batches/{id}/now", get(page::now))
        .route("/batches/{id}/release", post(acting::release))
        .route("/batches/{id}/start", post(acting::start))
        .route("/batches/{id}/pause", post(acting::pause))
        .route("/batches/{id}/withdraw", post(acting::withdraw))
        .route("/batches/{id}/spoil", post(acting::spoil))
        .route("/batches/{id}/count", post(acting::count))
        .route("/batches/{id}/send", post(acting::send))
        .route("/batches/{id}/sample.pdf", get(files::sample))
        .route("/batches/{id}/files/{name}", get(files::file))
        .route("/batches/{id}/{list}", get(files::list))
}

/// A batch in the list.
struct BatchRow {
    id: String,
    name: String,
    on: Day,
    items: String,
    chip: Chip,
}

#[derive(Template)]
#[template(path = "office/batches.html")]
struct BatchesPage {
    frame: Frame,
    notice: Option<Told>,
    batches: Vec<BatchRow>,
    day: Field,
}

/// What the address may say.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Showing {
    done: String,
}

/// The list of batches, and the day to plan for.
async fn page(State(pages): State<Shared>, signed: Signed, Query(showing): Query<Showing>) -> Page {
    let batches = pages.office.store().batches(signed.insurer, None, SHOWN_MAX)?;
    let row = |it: store::Batch| BatchRow {
        chip: BatchState::of(&it, pages.office.runs().of(&it.batch_id).as_ref()).chip(),
        id: it.batch_id,
        name: it.name,
        on: Day::of(it.on),
        items: counted(it.items.into()),
    };
    let today = pages.office.day();
    shown(&BatchesPage {
        frame: Frame::of(&pages, &signed, Section::Batches)?,
        notice: (showing.done == "nothing")
            .then(|| Told::done("その日に送る書類は、もうありません。束は作りませんでした。")),
        batches: batches.into_iter().map(row).collect(),
        day: Field::day("day", "計画の基準日", &Sent::default(), Some(today)),
    })
}
