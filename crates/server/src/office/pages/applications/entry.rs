//! Entering an application that came on paper.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
};
use jiff::civil::Date;

use super::{
    super::{
        Frame, Section, Shared, Signed, labels,
        telling::{PersonLine, Refusal},
        whose::person_of,
    },
    path_of,
};
use crate::{
    office::OfficeRole,
    pages::{
        Page,
        fields::{Field, Kind, Sent, Wrong, with_errors},
        message::{Trouble, shown_with},
        session::random,
        view::Tone,
    },
    work::office::{ApplicationRoute, NewApplication, WhoApplied},
};

#[derive(Template)]
#[template(path = "office/act.html")]
struct EntryPage {
    frame: Frame,
    refused: Option<Refusal>,
    title: &'static str,
    who: PersonLine,
    tone: Tone,
    will: &'static str,
    follows: &'static str,
    path: String,
    person: String,
    act_id: String,
    about: String,
    fields: Vec<Field>,
    button: &'static str,
}

/// The form, as yet unwritten.
pub(super) async fn page(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let act_id = random::<16>().ok_or(Trouble::Randomness)?;
    let text = |it: &str| it.to_owned();
    let sent = Sent(vec![
        (text("act_id"), act_id),
        (text("document"), text("eligibility_certificate")),
        (text("applicant"), text(WhoApplied::Person.word())),
        (text("route"), text(ApplicationRoute::Direct.word())),
    ]);
    draw(&pages, &signed, &id, (StatusCode::OK, &sent, None, None))
}

/// Records the application.
pub(super) async fn enter(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let ((key, _), sent) = (person_of(&pages, &signed, &id)?, Sent(sent));
    let new = match new(&sent) {
        Ok(new) => new,
        Err(wrong) => {
            let how = (StatusCode::UNPROCESSABLE_ENTITY, &sent, Some(wrong), None);
            return draw(&pages, &signed, &id, how);
        }
    };
    let work = pages.office.work();
    let occasion = work.occasion(sent.text("act_id"), signed.by());
    match work.apply(&occasion, signed.insurer, key, &new).await {
        Ok(done) => {
            let path = format!("{}?done=entered", path_of(&signed, &done.application_id)?);
            Ok(Redirect::to(&path).into_response())
        }
        Err(refusal) => {
            let refused =
                Refusal::of(&refusal).ok_or_else(|| Trouble::Failed(Box::new(refusal)))?;
            draw(&pages, &signed, &id, (StatusCode::CONFLICT, &sent, None, Some(refused)))
        }
    }
}

fn draw(
    pages: &Shared,
    signed: &Signed,
    id: &str,
    (status, sent, wrong, refused): (StatusCode, &Sent, Option<Wrong>, Option<Refusal>),
) -> Page {
    let (_, person) = person_of(pages, signed, id)?;
    let today = pages.office.day();
    let wrongs: Vec<_> = wrong.into_iter().collect();
    let base = super::BASE;
    shown_with(
        status,
        &EntryPage {
            frame: Frame::of(pages, signed, Section::Applications)?,
            refused,
            title: "申請を受ける",
            who: PersonLine::of(&person, today),
            tone: Tone::Move,
            will: "届いた申請を記録します",
            follows: "交付するかどうかは、次の画面で決めます。",
            path: format!("{base}/people/{id}/applications/new"),
            person: format!("{base}/people/{id}"),
            act_id: sent.text("act_id").to_owned(),
            about: String::new(),
            fields: with_errors(questions(sent, today), &wrongs),
            button: "申請を受け付ける",
        },
    )
}

/// What the form asks, in the order in which it stands on the paper.
fn questions(sent: &Sent, today: Date) -> Vec<Field> {
    let documents =
        labels::ISSUED.into_iter().map(|it| (labels::document_word(it), labels::document(it)));
    let reasons =
        labels::REASONS.into_iter().map(|it| (labels::reason_word(it), labels::reason(it)));
    let who = WhoApplied::ALL.into_iter().map(|it| (it.word(), it.name()));
    let routes = ApplicationRoute::ALL.into_iter().map(|it| (it.word(), it.name()));
    vec![
        Field::one("document", "申請する書類", sent, documents),
        Field::one("reason", "申請の理由", sent, reasons),
        Field::day("received", "受けた日", sent, Some(today))
            .with_hint("前に届いていたときは、届いた日にします。"),
        Field::one("applicant", "申請した人", sent, who),
        Field::line("applicant_name", "申請した人の氏名", sent, 100)
            .may_be_empty()
            .with_hint("本人でないときに入れます。"),
        Field::one("route", "届いた道", sent, routes),
        Field::day("lost", "書類をなくした日", sent, None).may_be_empty().with_hint(
            "「なくした」の申請のときに、分かれば入れます。その日から、前の書類は使えません。",
        ),
        Field::line("note", "メモ", sent, 200)
            .may_be_empty()
            .with_hint("病気のことなど、いらないことは書きません。"),
    ]
}

fn new(sent: &Sent) -> Result<NewApplication, Wrong> {
    Ok(NewApplication {
        document: sent.one("document", labels::document_of)?,
        reason: sent.one("reason", labels::reason_of)?,
        received_on: sent.day("received")?,
        applicant: sent.one("applicant", WhoApplied::of)?,
        applicant_name: sent.optional("applicant_name"),
        route: sent.one("route", ApplicationRoute::of)?,
        note: sent.text("note").to_owned(),
        lost_on: sent.day_where("lost")?,
    })
}
