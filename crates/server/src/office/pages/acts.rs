//! Acts on a person: a paper lost or come back, a registration cancelled, flags, the address, and
//! corrections.

mod doing;
mod kind;
mod questions;

use askama::Template;
use axum::{
    Form, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
    routing::get,
};
use record::Person;

use self::doing::NotDone;
pub(super) use self::kind::PersonAct;
use super::{
    BASE, Frame, Section, Shared, Signed,
    telling::{PersonLine, Refusal},
    whose::person_of,
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
};

/// The pages of acts.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/people/{id}/acts/{act}", get(page).post(perform))
}

/// The page of an act.
#[derive(Template)]
#[template(path = "office/act.html")]
struct ActPage {
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

/// The act's page, as yet unwritten.
async fn page(
    State(pages): State<Shared>,
    signed: Signed,
    Path((id, act)): Path<(String, String)>,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let act = PersonAct::of(&act).ok_or(Trouble::NothingHere)?;
    let (_, person) = person_of(&pages, &signed, &id)?;
    let mut sent = questions::beforehand(act, &person, signed.insurer);
    sent.0.push(("act_id".to_owned(), random::<16>().ok_or(Trouble::Randomness)?));
    let drawing = Drawing { pages: &pages, signed: &signed, id: &id, act, person: &person };
    drawing.draw(StatusCode::OK, &sent, None, None)
}

/// Does the act.
async fn perform(
    State(pages): State<Shared>,
    signed: Signed,
    Path((id, act)): Path<(String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let act = PersonAct::of(&act).ok_or(Trouble::NothingHere)?;
    let (key, person) = person_of(&pages, &signed, &id)?;
    let sent = Sent(sent);
    let doing = doing::Doing { pages: &pages, signed: &signed, key, person: &person, sent: &sent };
    let drawing = Drawing { pages: &pages, signed: &signed, id: &id, act, person: &person };
    match doing.act(act).await {
        Ok(()) => {
            let path = format!("{BASE}/people/{id}?done={}", act.word());
            Ok(Redirect::to(&path).into_response())
        }
        Err(NotDone::Wrong(wrong)) => {
            drawing.draw(StatusCode::UNPROCESSABLE_ENTITY, &sent, Some(wrong), None)
        }
        Err(NotDone::Refused(refusal)) => {
            let refused =
                Refusal::of(&refusal).ok_or_else(|| Trouble::Failed(Box::new(refusal)))?;
            drawing.draw(StatusCode::CONFLICT, &sent, None, Some(refused))
        }
    }
}

/// What a page of an act is drawn from.
struct Drawing<'a> {
    pages: &'a Shared,
    signed: &'a Signed,
    id: &'a str,
    act: PersonAct,
    person: &'a Person,
}

impl Drawing<'_> {
    fn draw(
        &self,
        status: StatusCode,
        sent: &Sent,
        wrong: Option<Wrong>,
        refused: Option<Refusal>,
    ) -> Page {
        let today = self.pages.office.day();
        let wrongs: Vec<_> = wrong.into_iter().collect();
        let fields = questions::questions(self.act, self.person, self.signed.insurer, sent, today);
        let (tone, will, follows) = self.act.will();
        shown_with(
            status,
            &ActPage {
                frame: Frame::of(self.pages, self.signed, Section::People)?,
                refused,
                title: self.act.title(),
                who: PersonLine::of(self.person, today),
                tone,
                will,
                follows,
                path: format!("{BASE}/people/{}/acts/{}", self.id, self.act.word()),
                person: format!("{BASE}/people/{}", self.id),
                act_id: sent.text("act_id").to_owned(),
                about: sent.text("about").to_owned(),
                fields: with_errors(fields, &wrongs),
                button: self.act.button(),
            },
        )
    }
}
