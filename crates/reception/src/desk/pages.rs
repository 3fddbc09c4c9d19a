//! The requests of the desk's pages.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use interchange::confirmation::{Answer, Validity};
use record::Sex;
use serde::Deserialize;

use super::{
    Desk, Shared, answer, asking,
    entries::{self, Entry},
    look_up::{LookUpForm, Problem},
    statement::{ShareToCollect, Statement},
    view::{
        AnswerPart, AnswerView, Chip, DayView, DeskPage, FieldError, FormView, Frame, ListPart,
        ListView, MessagePage, RowView, Show, StatementPage, Tone, clock_time,
    },
    way::Way,
    words,
};
use crate::{JournalError, Outcome, japan, japan_day};

/// Why a page cannot be shown.
#[derive(Debug, thiserror::Error)]
pub(super) enum PageError {
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A template failed.
    #[error(transparent)]
    Template(#[from] askama::Error),
}

type Page = Result<Response, PageError>;

/// What a page's address may say: which rows show, and what was shown before.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Showing {
    show: String,
    current: String,
    seen: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct ReceptionForm {
    way: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct WatchForm {
    watch: String,
}

/// The form, ready for the next patient.
pub(super) async fn home(State(desk): State<Shared>, Query(showing): Query<Showing>) -> Page {
    let form = LookUpForm { id: super::random_id()?, ..LookUpForm::default() };
    let look_up = FormView { form, errors: Vec::new(), focus: Some("insurer"), first: true };
    let list = list_view(&desk, &Show::of(&showing.show), "", desk.home()).await?;
    let title = "資格の確認".to_owned();
    page(&DeskPage { frame: frame(&desk), title, look_up, answer: None, list })
}

/// Looks a patient up, or says which field cannot be.
pub(super) async fn look_up(State(desk): State<Shared>, Form(form): Form<LookUpForm>) -> Page {
    match form.read(japan_day(desk.now())) {
        Ok(look_up) => {
            let entry = asking::look_up(&desk, &form.id, look_up).await?;
            Ok(see(&desk, &format!("/entries/{entry}")))
        }
        Err(problems) => refused(&desk, form, &problems).await,
    }
}

/// The page of an entry.
pub(super) async fn entry(
    State(desk): State<Shared>,
    Path(id): Path<String>,
    Query(showing): Query<Showing>,
) -> Page {
    let Some((entry, before)) = entries::entry(&desk.journal, id).await? else {
        return Ok(gone(&desk).into_response());
    };
    let mut answer = answer::view(&desk.base, &entry, before.as_ref(), desk.now());
    let errors: Vec<FieldError> = hub_problem(&entry).iter().map(field_error).collect();
    let form = LookUpForm { id: super::random_id()?, ..LookUpForm::of(&entry.asked.question) };
    let focus = focus(&entry, &errors);
    answer.has_focus = focus.is_none();
    let look_up = FormView { form, errors, focus, first: false };
    let here = format!("{}/entries/{}", desk.base, entry.id);
    let list = list_view(&desk, &Show::of(&showing.show), &entry.id, &here).await?;
    let title = answer.heading.clone();
    page(&DeskPage { frame: frame(&desk), title, look_up, answer: Some(answer), list })
}

/// The answer alone; nothing when it is as it was.
pub(super) async fn answer(
    State(desk): State<Shared>,
    Path(id): Path<String>,
    Query(showing): Query<Showing>,
) -> Page {
    let Some((entry, before)) = entries::entry(&desk.journal, id).await? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    if showing.seen == entry.revision.to_string() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let answer: AnswerView = answer::view(&desk.base, &entry, before.as_ref(), desk.now());
    page(&AnswerPart { answer })
}

/// The list alone; nothing when it is as it was.
pub(super) async fn list(State(desk): State<Shared>, Query(showing): Query<Showing>) -> Page {
    let here = match showing.current.as_str() {
        "" => desk.home().to_owned(),
        id if id.bytes().all(|it| it == b'-' || it.is_ascii_alphanumeric()) => {
            format!("{}/entries/{id}", desk.base)
        }
        _ => return Ok(StatusCode::NO_CONTENT.into_response()),
    };
    let list = list_view(&desk, &Show::of(&showing.show), &showing.current, &here).await?;
    if showing.seen == list.seen {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    page(&ListPart { list })
}

/// Asks again.
pub(super) async fn check(State(desk): State<Shared>, Path(id): Path<String>) -> Page {
    let Some((entry, _)) = entries::entry(&desk.journal, id).await? else {
        return Ok(gone(&desk).into_response());
    };
    asking::check(&desk, &entry).await?;
    Ok(see(&desk, &format!("/entries/{}", entry.id)))
}

/// Notes how the patient was received, and is ready for the next.
pub(super) async fn receive(
    State(desk): State<Shared>,
    Path(id): Path<String>,
    Form(form): Form<ReceptionForm>,
) -> Page {
    let Some((entry, before)) = entries::entry(&desk.journal, id).await? else {
        return Ok(gone(&desk).into_response());
    };
    let Some(way) = Way::of(&form.way) else { return Ok(to_entry_of(&desk, &entry)) };
    if way == Way::CardWithStatement {
        return statement_for(&desk, &entry, before.as_ref()).await;
    }
    // "Confirmed" is true only of an answer that says so, whatever a page once showed.
    let is_valid = settled(&entry).is_some_and(|it| it.validity == Validity::Valid);
    if way == Way::Confirmed && !is_valid {
        return Ok(to_entry_of(&desk, &entry));
    }
    entries::receive(&desk.journal, entry.id, way, desk.now()).await?;
    Ok(see(&desk, ""))
}

/// Starts or ends the watch of an entry.
pub(super) async fn watch(
    State(desk): State<Shared>,
    Path(id): Path<String>,
    Form(form): Form<WatchForm>,
) -> Page {
    let Some((entry, _)) = entries::entry(&desk.journal, id).await? else {
        return Ok(gone(&desk).into_response());
    };
    let now = desk.now();
    let next_at = (form.watch == "on").then(|| asking::later(now, asking::WATCH_EVERY));
    entries::watch(&desk.journal, entry.id.clone(), next_at, now).await?;
    Ok(to_entry_of(&desk, &entry))
}

/// Makes a statement for the patient of an entry.
pub(super) async fn make_statement(State(desk): State<Shared>, Path(id): Path<String>) -> Page {
    let Some((entry, before)) = entries::entry(&desk.journal, id).await? else {
        return Ok(gone(&desk).into_response());
    };
    statement_for(&desk, &entry, before.as_ref()).await
}

/// The page of a statement.
pub(super) async fn statement(State(desk): State<Shared>, Path(id): Path<String>) -> Page {
    let Some((entry, statement)) = entries::statement(&desk.journal, id).await? else {
        return Ok(gone(&desk).into_response());
    };
    page(&statement_page(frame(&desk), entry, statement))
}

/// The form again, for an address that only takes forms.
pub(super) async fn to_home(State(desk): State<Shared>) -> Response {
    see(&desk, "")
}

/// The entry, for an address that only takes forms.
pub(super) async fn to_entry(State(desk): State<Shared>, Path(id): Path<String>) -> Page {
    match entries::entry(&desk.journal, id).await? {
        Some((entry, _)) => Ok(to_entry_of(&desk, &entry)),
        None => Ok(gone(&desk).into_response()),
    }
}

/// An address with nothing behind it.
pub(super) async fn nothing_here(State(desk): State<Shared>) -> Response {
    message(
        &desk,
        StatusCode::NOT_FOUND,
        "このページはありません",
        "アドレスが違うか、もう使われていません。",
        "受付の画面にもどってください",
        "コード PAGE-NOT-FOUND",
    )
}

/// What a form from another site gets.
pub(super) fn from_elsewhere(desk: &Desk) -> Response {
    message(
        desk,
        StatusCode::FORBIDDEN,
        "ほかの画面から送られたため、受け取りませんでした",
        "この受付の画面から送られたものではありません。何も問い合わせていません。",
        "受付の画面から入れなおしてください",
        "コード PAGE-CROSS-SITE",
    )
}

fn gone(desk: &Desk) -> Response {
    message(
        desk,
        StatusCode::NOT_FOUND,
        "この確認の記録は、もうありません",
        "答えは24時間で消えます。資格がないという意味ではありません。",
        "書面の番号で、もう一度確認してください",
        "コード PAGE-GONE",
    )
}

/// Marks a response whose page failed, to be told in a page of the desk.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failed;

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        tracing::error!(error = &self as &dyn std::error::Error, "a page failed");
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Failed);
        response
    }
}

/// What staff do while nothing can be written down.
pub(super) fn failed(desk: &Desk) -> Response {
    message(
        desk,
        StatusCode::INTERNAL_SERVER_ERROR,
        "記録ができないため、確認を止めました",
        "資格がないという意味ではありません。この受付の機械の不具合です。",
        "見せてもらえる書面で受付し、技術の担当者に伝えてください",
        "コード JOURNAL-FAILED。記録のファイルの空き容量とディスクを見てください",
    )
}

async fn refused(desk: &Desk, mut form: LookUpForm, problems: &[Problem]) -> Page {
    form.id = super::random_id()?;
    let errors: Vec<FieldError> = problems.iter().map(field_error).collect();
    let focus = problems.first().map(|it| words::field(it.field).1);
    let answer = problems.first().map(|it| answer::refused(&desk.base, it));
    let title = answer.as_ref().map_or_else(String::new, |it| it.heading.clone());
    let look_up = FormView { form, errors, focus, first: false };
    let list = list_view(desk, &Show::All, "", desk.home()).await?;
    let page = page(&DeskPage { frame: frame(desk), title, look_up, answer, list })?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn statement_for(desk: &Desk, entry: &Entry, before: Option<&Answer>) -> Page {
    let now = desk.now();
    let known = settled(entry).or(before);
    let statement = Statement::of(&entry.asked.question, known, japan_day(now));
    let id = super::random_id()?;
    entries::keep_statement(&desk.journal, id.clone(), entry.id.clone(), statement, now).await?;
    let way = Way::CardWithStatement;
    entries::receive(&desk.journal, entry.id.clone(), way, now).await?;
    Ok(see(desk, &format!("/statements/{id}")))
}

pub(super) fn statement_page(frame: Frame, entry: String, statement: Statement) -> StatementPage {
    let share = ShareToCollect::on(statement.on, statement.born_on);
    let (ticked, share_note) = match share {
        ShareToCollect::Preschool => ("2割", "小学校に入る前の3月31日までは2割です。"),
        ShareToCollect::Standard => ("3割", "小学校に入ってから70歳になる月までは3割です。"),
        ShareToCollect::Elderly => {
            ("", "70歳からは所得により1割から3割です。本人に聞いて印をつけてください。")
        }
    };
    StatementPage {
        frame,
        title: "被保険者資格申立書".to_owned(),
        entry,
        made_on: DayView::of(statement.on),
        born_on: DayView::of(statement.born_on),
        age: answer::age(statement.on, statement.born_on),
        name: statement.name.unwrap_or_default(),
        kana: statement.kana.unwrap_or_default(),
        sex: statement.sex.filter(|it| *it != Sex::Unset).map_or("", words::sex),
        address: statement.address.unwrap_or_default(),
        former_insurer: statement.former_insurer.unwrap_or_default(),
        shares: ["1割", "2割", "3割"].map(|it| (it, it == ticked)),
        share_note,
    }
}

/// The answer that is final, where there is one.
fn settled(entry: &Entry) -> Option<&Answer> {
    match &entry.asked.outcome {
        Some(Outcome::Answered(answer)) if answer.validity != Validity::Undetermined => {
            Some(answer)
        }
        Some(Outcome::Answered(_) | Outcome::Refused(_)) | None => None,
    }
}

/// The field the hub refused, where it named one that is typed.
fn hub_problem(entry: &Entry) -> Option<Problem> {
    use crate::Refusal::{Conflict, Impossible, Malformed, NotIdentified, TooManyWrongBirthDates};
    match &entry.asked.outcome {
        Some(Outcome::Refused(Malformed(detail) | Impossible(detail))) => {
            Problem::of_hub(detail, &entry.asked.question)
        }
        Some(
            Outcome::Refused(Conflict | NotIdentified | TooManyWrongBirthDates { .. })
            | Outcome::Answered(_),
        )
        | None => None,
    }
}

/// The field that takes the keyboard: what must be typed next. Else the answer has it.
fn focus(entry: &Entry, errors: &[FieldError]) -> Option<&'static str> {
    if let Some(error) = errors.first() {
        return Some(if error.field == "born_on" { "year" } else { error.field });
    }
    let answer = settled(entry)?;
    let wants_branch =
        answer.validity == Validity::Several && entry.asked.question.branch.is_none();
    wants_branch.then_some("branch")
}

fn field_error(problem: &Problem) -> FieldError {
    let (_, id) = words::field(problem.field);
    let field = if id == "year" { "born_on" } else { id };
    FieldError { field, text: words::problem(problem).beside }
}

pub(super) fn frame(desk: &Desk) -> Frame {
    let hub = match desk.is_hub_heard() {
        Some(true) => Chip::new(Tone::Ok, "つながっています"),
        Some(false) => Chip::new(Tone::Unknown, "応答がありません"),
        None => Chip::new(Tone::Unknown, "つながりは未確認"),
    };
    Frame {
        base: desk.base.clone(),
        brand: desk.front.clone().unwrap_or_else(|| desk.home().to_owned()),
        institution: desk.institution_name.clone(),
        hub,
        today: DayView::of(japan_day(desk.now())),
    }
}

async fn list_view(
    desk: &Desk,
    show: &Show,
    current: &str,
    here: &str,
) -> Result<ListView, JournalError> {
    let today = japan_day(desk.now());
    let entries = entries::list(&desk.journal, today).await?;
    let row = |it: &Entry| RowView {
        id: it.id.clone(),
        time: clock_time(japan(it.asked_at)),
        day: (it.day != today).then(|| DayView::of(it.day)),
        name: name(it),
        chip: words::chip(it),
        received: it.received_by.is_some(),
        by_card: it.by_card_at.is_some(),
        watched: it.watch_at.is_some(),
        current: it.id == current,
    };
    let is_shown = |it: &&Entry| match show {
        Show::All => true,
        Show::NeedsAction => needs_action(it),
        Show::Watched => it.watch_at.is_some(),
    };
    let told = |it: &&Entry| it.turned_at.is_some() && it.received_by.is_none();
    let revisions: i64 = entries.iter().map(|it| it.revision).sum();
    Ok(ListView {
        base: desk.base.clone(),
        show: *show,
        here: here.to_owned(),
        current: current.to_owned(),
        seen: format!("{}-{revisions}-{today}", entries.len()),
        people: entries.len(),
        rows: entries.iter().filter(is_shown).map(row).collect(),
        told: entries.iter().filter(told).map(row).collect(),
    })
}

/// Whether staff still have something to do for an entry.
fn needs_action(entry: &Entry) -> bool {
    let is_valid = settled(entry).is_some_and(|it| it.validity == Validity::Valid);
    entry.received_by.is_none() && (!is_valid || entry.turned_at.is_some())
}

/// The patient's name where it is known, else the number typed.
fn name(entry: &Entry) -> String {
    entry.name.clone().unwrap_or_else(|| format!("番号 {}", entry.asked.question.number))
}

fn to_entry_of(desk: &Desk, entry: &Entry) -> Response {
    see(desk, &format!("/entries/{}", entry.id))
}

/// Leads to a page of the desk; the empty path is the form.
fn see(desk: &Desk, path: &str) -> Response {
    if path.is_empty() {
        return Redirect::to(desk.home()).into_response();
    }
    Redirect::to(&format!("{}{path}", desk.base)).into_response()
}

fn message(
    desk: &Desk,
    status: StatusCode,
    title: &'static str,
    meaning: &'static str,
    step: &'static str,
    code: &'static str,
) -> Response {
    let frame = frame(desk);
    let message = MessagePage { frame, title, tone: Tone::Soon, meaning, step, code };
    match page(&message) {
        Ok(page) => (status, page).into_response(),
        Err(error) => error.into_response(),
    }
}

fn page(template: &impl Template) -> Page {
    Ok(Html(template.render()?).into_response())
}
