//! The page of one act: what it asks, what will happen, and the button.

mod doing;
mod kind;
mod questions;
mod will;

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};

pub(super) use self::kind::{Group, NextAct};
use self::{
    doing::{Doing, NotDone},
    questions::{beforehand, questions},
};
use super::{
    BASE, Page, Pages, Shared,
    fields::{Field, Kind, Sent, Wrong, with_errors},
    message::{Trouble, shown_with},
    person::{Who, file_of},
    refused::RefusedView,
    session::random,
    sign_in::Signed,
    view::{Frame, Section, Tone},
};
use crate::{
    day_in_japan,
    work::card::{Occasion, PersonFile},
};

/// The page of an act.
#[derive(Template)]
#[template(path = "authority/act.html")]
struct ActPage {
    frame: Frame,
    id: String,
    act: NextAct,
    act_id: String,
    /// The card or order the act is about; empty for an act about the person.
    about: String,
    who: Who,
    card_number: Option<String>,
    tone: Tone,
    will: &'static str,
    follows: &'static str,
    fields: Vec<Field>,
    refused: Option<RefusedView>,
}

/// The act's page, as yet unwritten.
pub(super) async fn page(
    State(pages): State<Shared>,
    signed: Signed,
    Path((id, act)): Path<(String, String)>,
) -> Page {
    let (file, act) = asked(&pages, &signed, &id, &act)?;
    if act == NextAct::Make {
        return Ok(Redirect::to(&format!("{BASE}/people/{id}/make")).into_response());
    }
    let mut sent = beforehand(act, &file);
    sent.0.push(("act_id".to_owned(), random::<16>().ok_or(Trouble::Randomness)?));
    sent.0.push(("about".to_owned(), about(act, &file)));
    Drawing { pages: &pages, signed: &signed, id, act, file: &file, sent: &sent }.draw(
        StatusCode::OK,
        &[],
        None,
    )
}

/// Does the act.
pub(super) async fn perform(
    State(pages): State<Shared>,
    signed: Signed,
    Path((id, act)): Path<(String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    let (file, act) = asked(&pages, &signed, &id, &act)?;
    let sent = Sent(sent);
    let occasion =
        Occasion::now(sent.text("act_id"), &signed.staff.staff_id, pages.authority.now());
    let office = pages.authority.office();
    let it = Doing { office, signed: &signed, occasion: &occasion, file: &file, sent: &sent };
    let done = doing::act(&it, act).await;
    let drawing =
        |id| Drawing { pages: &pages, signed: &signed, id, act, file: &file, sent: &sent };
    match done {
        Ok(None) => Ok(see(&format!("{BASE}/people/{id}?done={}", act.word()))),
        Ok(Some(answer)) => {
            let id = signed.session.answer_id(answer).ok_or(Trouble::Randomness)?;
            Ok(see(&format!("{BASE}/answers/{id}")))
        }
        Err(NotDone::Wrong(wrong)) => {
            drawing(id).draw(StatusCode::UNPROCESSABLE_ENTITY, &[wrong], None)
        }
        Err(NotDone::Refused(refusal)) => match RefusedView::of(&refusal) {
            Some(view) => drawing(id).draw(StatusCode::CONFLICT, &[], Some(view)),
            None => Err(refusal.into()),
        },
    }
}

/// The person and the act of an address.
fn asked(
    pages: &Pages,
    signed: &Signed,
    id: &str,
    act: &str,
) -> Result<(PersonFile, NextAct), Trouble> {
    Ok((file_of(pages, signed, id)?, NextAct::of(act).ok_or(Trouble::Gone)?))
}

/// The card or order an act is about now.
fn about(act: NextAct, file: &PersonFile) -> String {
    match act {
        NextAct::HandOver | NextAct::Withdraw | NextAct::Make => {
            file.open_order().map(|it| it.order_id.clone()).unwrap_or_default()
        }
        NextAct::Release
        | NextAct::Stop
        | NextAct::Return
        | NextAct::Renew
        | NextAct::Sign
        | NextAct::Unlock
        | NextAct::Pins
        | NextAct::ContinueUse
        | NextAct::ContinueAbroad => {
            file.card_in_use().map(|it| it.card_number.clone()).unwrap_or_default()
        }
        NextAct::Apply
        | NextAct::Particulars
        | NextAct::MoveOut
        | NextAct::MoveIn
        | NextAct::Depart
        | NextAct::Death => String::new(),
    }
}

/// What a page of an act is drawn from.
struct Drawing<'a> {
    pages: &'a Pages,
    signed: &'a Signed,
    id: String,
    act: NextAct,
    file: &'a PersonFile,
    sent: &'a Sent,
}

impl Drawing<'_> {
    fn draw(self, status: StatusCode, wrongs: &[Wrong], refused: Option<RefusedView>) -> Page {
        let Self { pages, signed, id, act, file, sent } = self;
        let today = day_in_japan(pages.authority.now());
        let fields = questions(act, pages.authority.office(), signed, sent, today);
        let about = sent.text("about").to_owned();
        let order = file.orders.iter().find(|it| it.order_id == about);
        let card_number = match order {
            Some(order) => order.card_number.clone(),
            None => Some(about.clone()).filter(|it| !it.is_empty()),
        };
        let (tone, will, follows) = will::will(act);
        shown_with(
            status,
            &ActPage {
                frame: Frame::of(pages, signed, Section::People),
                id,
                act,
                act_id: sent.text("act_id").to_owned(),
                about,
                who: Who::of(file, today),
                card_number,
                tone,
                will,
                follows,
                fields: with_errors(fields, wrongs),
                refused,
            },
        )
    }
}

/// Another page, read anew.
pub(super) fn see(path: &str) -> Response {
    Redirect::to(path).into_response()
}
