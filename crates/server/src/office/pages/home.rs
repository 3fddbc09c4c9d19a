//! The first page: what waits, and how the insurer's members stand.

mod drawn;
mod waiting;

use askama::Template;
use axum::{Router, extract::State, response::Redirect, routing::get};

use self::{drawn::DrawnFigures, waiting::Waiting};
use super::{BASE, Frame, Section, Shared, Signed, telling::counted};
use crate::{
    pages::{Page, message::shown},
    work::figures::Shown,
};

/// The pages of the first section.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/", get(page)).route("/home", get(to_home))
}

#[derive(Template)]
#[template(path = "office/home.html")]
struct HomePage {
    frame: Frame,
    waiting: Waiting,
    figures: Numbers,
}

/// The numbers, or why there are none.
enum Numbers {
    Counted(Box<DrawnFigures>),
    Counting(String),
    Failed,
}

async fn page(State(pages): State<Shared>, signed: Signed) -> Page {
    let (office, today) = (&pages.office, pages.office.day());
    let when = (today, office.now());
    let shown_figures = pages.figures.of(office.ledger(), signed.insurer, when).await?;
    let figures = match shown_figures {
        Shown::Counted(figures, at) => Numbers::Counted(Box::new(DrawnFigures::of(&figures, at))),
        Shown::Counting(people) => Numbers::Counting(counted(people)),
        Shown::Failed => Numbers::Failed,
    };
    shown(&HomePage {
        frame: Frame::of(&pages, &signed, Section::Home)?,
        waiting: Waiting::of(&pages, &signed)?,
        figures,
    })
}

async fn to_home() -> Redirect {
    Redirect::to(BASE)
}
