//! What a batch gives away: its files, samples of its papers, and its lists.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use interchange::table::{Cell, Table};
use store::{BatchItem, ItemOutcome};

use super::{
    super::{
        Shared, Signed,
        applications::person_name,
        exports::{self, FileKind},
        labels, letters,
    },
    page::batch_of,
};
use crate::{
    office::{OfficeRole, runs},
    pages::{Page, message::Trouble},
    work::{
        issue::{explained, samples},
        plan::Deliver,
    },
};

/// Samples shown.
const SAMPLES: usize = 3;
/// Items read at a time.
const CHUNK: usize = 5_000;

/// Some of the papers, to be looked at before the batch is released.
pub(super) async fn sample(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
) -> Page {
    let batch = batch_of(&pages, &signed, &id)?;
    let issuing = runs::issuing(&pages.office, signed.by());
    let work = move || samples(&issuing, &batch.batch_id, SAMPLES);
    let papers = tokio::task::spawn_blocking(work).await;
    let papers = papers.map_err(|it| Trouble::Failed(Box::new(it)))?;
    let papers = papers.map_err(|it| Trouble::Failed(Box::new(it)))?;
    if papers.is_empty() {
        return Err(Trouble::NothingHere);
    }
    letters::drawn(&pages, "見本", papers, &format!("{id}-sample.pdf")).await
}

/// A file of a batch.
pub(super) async fn file(
    State(pages): State<Shared>,
    signed: Signed,
    Path((id, name)): Path<(String, String)>,
) -> Page {
    batch_of(&pages, &signed, &id)?;
    // Only a registered name is ever looked for on the disk.
    let files = pages.office.store().batch_files(&id)?;
    let file = files.into_iter().find(|it| it.name == name).ok_or(Trouble::NothingHere)?;
    if file.name.contains(Deliver::Withheld.name()) {
        // Where people live whom nobody may find is for those who send them their mail (F-49).
        signed.need(OfficeRole::may_record)?;
    }
    let path = pages.office.out().join(&id).join(&file.name);
    let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await;
    let read = read.map_err(|it| Trouble::Failed(Box::new(it)))?;
    let bytes = read.map_err(|it| Trouble::Failed(Box::new(it)))?;
    let named = HeaderValue::try_from(format!("attachment; filename=\"{id}-{}\"", file.name));
    let named = named.map_err(|it| Trouble::Failed(Box::new(it)))?;
    let mut response: Response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media(&file.name)));
    headers.insert(header::CONTENT_DISPOSITION, named);
    Ok(response)
}

fn media(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|it| it.1) {
        Some("pdf") => "application/pdf",
        Some("csv") => "text/csv; charset=utf-8",
        Some("json") => "application/json",
        Some(_) | None => "application/octet-stream",
    }
}

/// The items of a batch, or those held, as a file.
pub(super) async fn list(
    State(pages): State<Shared>,
    signed: Signed,
    Path((id, file)): Path<(String, String)>,
) -> Page {
    let batch = batch_of(&pages, &signed, &id)?;
    let (word, kind) = FileKind::of(&file).ok_or(Trouble::NothingHere)?;
    let (title, is_listed): (_, fn(&BatchItem) -> bool) = match word {
        "items" => ("交付の束", |_| true),
        "held" => ("保留した人", |it| it.outcome == Some(ItemOutcome::Held)),
        _ => return Err(Trouble::NothingHere),
    };
    let columns = [
        "場所",
        "氏名",
        "書類",
        "理由",
        "規則",
        "届ける最後の日",
        "送り方",
        "事業所番号",
        "結果",
        "わけ",
    ];
    let mut table = Table::new(title, &columns);
    let mut after = 0;
    loop {
        let chunk = pages.office.store().batch_items(&batch.batch_id, after, CHUNK)?;
        let Some(last) = chunk.last() else { break };
        after = last.place;
        for item in chunk.iter().filter(|it| is_listed(it)) {
            table.rows.push(row(&pages, item)?);
        }
    }
    exports::download(&table, &format!("{id}-{word}"), kind, pages.office.day())
}

fn row(pages: &Shared, it: &BatchItem) -> Result<Vec<Cell>, Trouble> {
    let ground = labels::ground_of(&it.because);
    let outcome = match it.outcome {
        None => "まだ",
        Some(ItemOutcome::Made) => "作った",
        Some(ItemOutcome::Held) => "保留",
        Some(ItemOutcome::NotDue) => "いらなくなった",
    };
    Ok(vec![
        Cell::Count(it.place.into()),
        person_name(pages, it.person_key)?.into(),
        labels::document(it.kind).into(),
        ground.map(labels::ground).into(),
        ground.map(eligibility::Rule::id).into(),
        it.in_hand_by.into(),
        labels::sent_to(&it.deliver).into(),
        it.employer.clone().into(),
        outcome.into(),
        it.why.as_deref().map(explained).into(),
    ])
}
