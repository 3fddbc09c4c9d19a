//! Letters as PDF, by the mailings they are sent as.

use axum::{
    Router,
    extract::{Path, State},
    routing::get,
};
use print::{Paper, Undrawable};

use super::{BASE, Shared, Signed, exports, mail};
use crate::pages::{Page, message::Trouble};

/// What an id of several letters is in a session.
const KIND: &str = "letters";

/// The letters.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/letters/{id}/letter.pdf", get(one))
        .route("/letters/{id}/letters.pdf", get(several))
}

/// Why a letter is not drawn.
#[derive(Debug, thiserror::Error)]
#[error("letter {place} of a file cannot be drawn")]
struct NotDrawn {
    place: usize,
    #[source]
    source: Undrawable,
}

/// The id of letters just made, for the page that follows; empty without any.
pub(super) fn id_of(signed: &Signed, mailings: &[String]) -> Result<String, Trouble> {
    if mailings.is_empty() {
        return Ok(String::new());
    }
    signed.id_of(KIND, &mailings.join(" "))
}

/// The address of letters just made.
pub(super) fn link(signed: &Signed, id: &str) -> Option<String> {
    signed.session.text_of(KIND, id).map(|_| format!("{BASE}/letters/{id}/letters.pdf"))
}

/// The address of a mailing's letter.
pub(super) fn path_of(signed: &Signed, mailing_id: &str) -> Result<String, Trouble> {
    Ok(format!("{BASE}/letters/{}/letter.pdf", signed.id_of(mail::KIND, mailing_id)?))
}

/// A mailing's letter.
async fn one(State(pages): State<Shared>, signed: Signed, Path(id): Path<String>) -> Page {
    let mailing = signed.session.text_of(mail::KIND, &id).ok_or(Trouble::Gone)?;
    draw(&pages, &signed, &[mailing]).await
}

/// The letters of several mailings in one file.
async fn several(State(pages): State<Shared>, signed: Signed, Path(id): Path<String>) -> Page {
    let ids = signed.session.text_of(KIND, &id).ok_or(Trouble::Gone)?;
    let mailings: Vec<String> = ids.split(' ').map(str::to_owned).collect();
    draw(&pages, &signed, &mailings).await
}

async fn draw(pages: &Shared, signed: &Signed, mailings: &[String]) -> Page {
    let mut papers = Vec::new();
    for id in mailings {
        let paper = pages.office.work().paper_of(signed.insurer, id);
        papers.extend(paper.map_err(|it| Trouble::Failed(Box::new(it)))?);
    }
    if papers.is_empty() {
        return Err(Trouble::Gone);
    }
    drawn(pages, "手紙", papers, "letters.pdf").await
}

/// Papers as a PDF to be looked at, drawn where it disturbs no other page.
pub(super) async fn drawn(
    pages: &Shared,
    title: &'static str,
    papers: Vec<Paper>,
    name: &str,
) -> Page {
    let press = std::sync::Arc::clone(pages.office.press());
    let work = move || press.pdf(title, &papers);
    let drawn = tokio::task::spawn_blocking(work).await;
    let drawn = drawn.map_err(|it| Trouble::Failed(Box::new(it)))?;
    let bytes =
        drawn.map_err(|(place, source)| Trouble::Failed(Box::new(NotDrawn { place, source })))?;
    exports::inline(bytes, name, "application/pdf")
}
