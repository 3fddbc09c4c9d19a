//! Papers that are to come back: until when, who was reminded, and the letters that remind.

use askama::Template;
use axum::{
    Form, Router,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
    routing::{get, post},
};
use eligibility::Rule;
use jiff::civil::Date;
use serde::Deserialize;

use super::{
    BASE, Frame, Section, Shared, Signed, labels, letters,
    telling::{Refusal, Told},
};
use crate::{
    office::OfficeRole,
    pages::{
        Page,
        fields::Sent,
        message::{Trouble, shown_with},
        session::random,
        view::{Chip, Day, RuleView, Tone},
    },
    work::office::ReturnOutstanding,
};

/// Papers shown at the most.
const SHOWN_MAX: usize = 100;

/// The pages of returns.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/returns", get(page)).route("/returns/remind", post(remind))
}

struct Row {
    by: Option<Day>,
    path: String,
    name: String,
    document: &'static str,
    chip: Chip,
    reminded: String,
}

#[derive(Template)]
#[template(path = "office/returns.html")]
struct ReturnsPage {
    frame: Frame,
    notice: Option<Told>,
    letters: Option<String>,
    refused: Option<Refusal>,
    total: usize,
    rows: Vec<Row>,
    hidden: usize,
    overdue: usize,
    rules: Vec<RuleView>,
    act_id: String,
    may_change: bool,
}

/// What the address may say.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Showing {
    made: usize,
    letters: String,
}

async fn page(State(pages): State<Shared>, signed: Signed, Query(showing): Query<Showing>) -> Page {
    let letters = letters::link(&signed, &showing.letters);
    let notice =
        letters.as_ref().map(|_| Told::done(format!("手紙を{}通、作りました。", showing.made)));
    draw(&pages, &signed, StatusCode::OK, (notice, letters, None))
}

/// Makes the letters of everybody who is late.
async fn remind(
    State(pages): State<Shared>,
    signed: Signed,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let sent = Sent(sent);
    let work = pages.office.work();
    let occasion = work.occasion(sent.text("act_id"), signed.by());
    match work.remind_returns(&occasion, signed.insurer).await {
        Ok(done) => {
            let (made, id) = (done.mailings.len(), letters::id_of(&signed, &done.mailings)?);
            let path = format!("{BASE}/returns?made={made}&letters={id}");
            Ok(Redirect::to(&path).into_response())
        }
        Err(refusal) => {
            let refused =
                Refusal::of(&refusal).ok_or_else(|| Trouble::Failed(Box::new(refusal)))?;
            draw(&pages, &signed, StatusCode::CONFLICT, (None, None, Some(refused)))
        }
    }
}

fn draw(
    pages: &Shared,
    signed: &Signed,
    status: StatusCode,
    (notice, letters, refused): (Option<Told>, Option<String>, Option<Refusal>),
) -> Page {
    let today = pages.office.day();
    let outstanding = pages.office.work().returns_outstanding(signed.insurer, today);
    let outstanding = outstanding.map_err(|it| Trouble::Failed(Box::new(it)))?;
    let rows: Result<Vec<Row>, Trouble> =
        outstanding.iter().take(SHOWN_MAX).map(|it| row(signed, it)).collect();
    shown_with(
        status,
        &ReturnsPage {
            frame: Frame::of(pages, signed, Section::Batches)?,
            notice,
            letters,
            refused,
            total: outstanding.len(),
            rows: rows?,
            hidden: outstanding.len().saturating_sub(SHOWN_MAX),
            overdue: outstanding.iter().filter(|it| it.overdue_days > 0).count(),
            rules: RuleView::all(&[Rule::R113, Rule::R114, Rule::R115]),
            act_id: random::<16>().ok_or(Trouble::Randomness)?,
            may_change: signed.role.may_record(),
        },
    )
}

fn row(signed: &Signed, it: &ReturnOutstanding) -> Result<Row, Trouble> {
    Ok(Row {
        by: it.by.map(Day::of),
        path: signed.person_path(it.person_key)?,
        name: it.name.clone(),
        document: labels::document(it.document),
        chip: chip(it),
        reminded: it.reminded_on.map_or_else(|| "まだ".to_owned(), |it: Date| Day::of(it).text),
    })
}

fn chip(it: &ReturnOutstanding) -> Chip {
    let late = it.overdue_days;
    if late > 0 {
        Chip { tone: Tone::Stop, text: format!("{late}日おくれ").into() }
    } else {
        Chip::new(Tone::None, "期限まえ")
    }
}
