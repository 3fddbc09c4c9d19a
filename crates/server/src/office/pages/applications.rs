//! Applications for papers: the queue, an application's page from received to sent, and the entry
//! of one that came on paper.

mod acting;
mod entry;
mod page;
mod printing;

pub(super) use self::printing::paper_insurer;

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    routing::{get, post},
};
use serde::Deserialize;
use store::{Held, OfficeApplication, PersonKey};

use super::{
    BASE, Frame, Section, Shared, Signed, labels,
    telling::{Told, name_of},
};
use crate::{
    pages::{
        Page,
        fields::Choice,
        message::{Trouble, shown},
        view::{Chip, Day, Tone},
    },
    work::office::ApplicationState,
};

/// Applications read at the most.
const READ_MAX: usize = 10_000;
/// Applications shown at the most, the oldest first.
const SHOWN_MAX: usize = 100;
/// What an id of an application is in a session.
pub(super) const KIND: &str = "application";

/// The pages of applications.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/applications", get(queue))
        .route("/applications/{id}", get(page::page))
        .route("/applications/{id}/{act}", post(acting::act).get(printing::paper))
        .route("/people/{id}/applications/new", get(entry::page).post(entry::enter))
        .route("/forms", get(printing::forms))
        .route("/forms/{file}", get(printing::form))
        .route("/people/{id}/forms/{file}", get(printing::filled_form))
}

/// The states an application passes through before it is sent, in that order.
const OPEN: [ApplicationState; 5] = [
    ApplicationState::Received,
    ApplicationState::ToInvoice,
    ApplicationState::Invoiced,
    ApplicationState::ToPrint,
    ApplicationState::Made,
];

struct Row {
    path: String,
    received: Day,
    name: String,
    document: &'static str,
    reason: &'static str,
    applicant: String,
    chip: Chip,
}

struct CountRow {
    word: &'static str,
    text: &'static str,
    count: usize,
    next: &'static str,
}

#[derive(Template)]
#[template(path = "office/applications.html")]
struct QueuePage {
    frame: Frame,
    notice: Option<Told>,
    total: usize,
    shows: Vec<Choice>,
    rows: Vec<Row>,
    hidden: usize,
    counts: Vec<CountRow>,
    may_change: bool,
}

/// What the address may say.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Showing {
    show: String,
}

/// The queue, the oldest first.
async fn queue(
    State(pages): State<Shared>,
    signed: Signed,
    Query(showing): Query<Showing>,
) -> Page {
    let open = pages.office.store().open_applications(signed.insurer, None, READ_MAX)?;
    let chosen = OPEN.into_iter().find(|it| word(*it) == showing.show);
    let rows: Vec<&OfficeApplication> = open
        .iter()
        .filter(|it| chosen.is_none_or(|state| ApplicationState::of(it) == state))
        .collect();
    let mut counts: BTreeMap<ApplicationState, usize> = BTreeMap::new();
    for application in &open {
        *counts.entry(ApplicationState::of(application)).or_default() += 1;
    }
    let hidden = rows.len().saturating_sub(SHOWN_MAX);
    let rows: Result<Vec<Row>, Trouble> =
        rows.into_iter().take(SHOWN_MAX).map(|it| row(&pages, &signed, it)).collect();
    shown(&QueuePage {
        frame: Frame::of(&pages, &signed, Section::Applications)?,
        notice: None,
        total: open.len(),
        shows: shows(chosen),
        rows: rows?,
        hidden,
        counts: OPEN
            .into_iter()
            .map(|it| CountRow {
                word: word(it),
                text: it.name(),
                count: counts.get(&it).copied().unwrap_or_default(),
                next: next(it),
            })
            .collect(),
        may_change: signed.role.may_record(),
    })
}

fn shows(chosen: Option<ApplicationState>) -> Vec<Choice> {
    let all =
        Choice { value: String::new(), text: "すべて".to_owned(), is_chosen: chosen.is_none() };
    let choice = |it: ApplicationState| Choice {
        value: word(it).to_owned(),
        text: it.name().to_owned(),
        is_chosen: Some(it) == chosen,
    };
    std::iter::once(all).chain(OPEN.into_iter().map(choice)).collect()
}

fn row(pages: &Shared, signed: &Signed, it: &OfficeApplication) -> Result<Row, Trouble> {
    Ok(Row {
        path: path_of(signed, &it.application_id)?,
        received: Day::of(it.received_on),
        name: person_name(pages, it.person_key)?,
        document: labels::document(it.document),
        reason: labels::reason(it.reason),
        applicant: applicant(it),
        chip: chip(ApplicationState::of(it)),
    })
}

/// The address of an application's page in this session.
pub(super) fn path_of(signed: &Signed, application_id: &str) -> Result<String, Trouble> {
    Ok(format!("{BASE}/applications/{}", signed.id_of(KIND, application_id)?))
}

/// The name of a person.
pub(super) fn person_name(pages: &Shared, key: PersonKey) -> Result<String, Trouble> {
    Ok(match pages.office.store().person(key)?.map(|it| it.held) {
        Some(Held::Person(person)) => name_of(&person),
        Some(Held::JoinedInto(_)) | None => "氏名の記録なし".to_owned(),
    })
}

/// Who applied, with their name where it is not the person.
fn applicant(it: &OfficeApplication) -> String {
    let who = labels::applicant(&it.applicant);
    match &it.applicant_name {
        Some(name) => format!("{who} {name}"),
        None => who.to_owned(),
    }
}

/// The word of a state in addresses.
const fn word(it: ApplicationState) -> &'static str {
    match it {
        ApplicationState::Received => "received",
        ApplicationState::ToInvoice => "to-invoice",
        ApplicationState::Invoiced => "invoiced",
        ApplicationState::ToPrint => "to-print",
        ApplicationState::Made => "made",
        ApplicationState::Sent => "sent",
        ApplicationState::Refused => "refused",
        ApplicationState::Withdrawn => "withdrawn",
    }
}

/// What is to be done next.
const fn next(it: ApplicationState) -> &'static str {
    match it {
        ApplicationState::Received => "決定する",
        ApplicationState::ToInvoice => "請求書を送る",
        ApplicationState::Invoiced => "入金を待つ",
        ApplicationState::ToPrint => "印刷に回す",
        ApplicationState::Made => "発送する",
        ApplicationState::Sent | ApplicationState::Refused | ApplicationState::Withdrawn => "なし",
    }
}

/// The state as a word with its tone.
pub(super) const fn chip(it: ApplicationState) -> Chip {
    let tone = match it {
        ApplicationState::Received | ApplicationState::ToInvoice => Tone::Soon,
        ApplicationState::Invoiced => Tone::None,
        ApplicationState::ToPrint | ApplicationState::Made => Tone::Move,
        ApplicationState::Sent => Tone::Ok,
        ApplicationState::Refused | ApplicationState::Withdrawn => Tone::Stop,
    };
    Chip::new(tone, it.name())
}
