//! Finding a person by anything known of them. What is asked for stays in the body of the form.

mod found;
mod sought;

use askama::Template;
use axum::{
    Form, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
    routing::get,
};

use self::{
    found::{FoundRow, MOST, found},
    sought::Sought,
};
use super::{Frame, Section, Shared, Signed};
use crate::pages::{
    Page,
    fields::{Field, Kind, Sent, Wrong, with_errors, wrong},
    message::shown_with,
};

/// The pages of looking for a person.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/find", get(page).post(find))
}

#[derive(Template)]
#[template(path = "office/find.html")]
struct FindPage {
    frame: Frame,
    what: Field,
    born: Field,
    found: Vec<FoundRow>,
    /// Whether more were found than are shown.
    is_more: bool,
}

async fn page(State(pages): State<Shared>, signed: Signed) -> Page {
    let frame = Frame::of(&pages, &signed, Section::People)?;
    draw(frame, &Sent::default(), &[], (Vec::new(), false))
}

async fn find(
    State(pages): State<Shared>,
    signed: Signed,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    let sent = Sent(sent);
    let frame = Frame::of(&pages, &signed, Section::People)?;
    let sought = match Sought::read(&sent) {
        Ok(sought) => sought,
        Err(wrong) => return draw(frame, &sent, &[wrong], (Vec::new(), false)),
    };
    let people = found(&pages, &signed, &sought)?;
    match people.as_slice() {
        [] => {
            let text = "この人は、この保険者の記録に見つかりません。短くするか、ほかのもので探してください。";
            draw(frame, &sent, &[wrong("what", text)], (Vec::new(), false))
        }
        [only] => Ok(Redirect::to(&only.path).into_response()),
        _ => {
            let is_more = people.len() > MOST;
            let shown = people.into_iter().take(MOST).collect();
            draw(frame, &sent, &[], (shown, is_more))
        }
    }
}

fn draw(
    frame: Frame,
    sent: &Sent,
    wrongs: &[Wrong],
    (found, is_more): (Vec<FoundRow>, bool),
) -> Page {
    let fields = vec![
        Field::line("what", "氏名、カナ、番号、事業所、用紙の番号", sent, 80)
            .with_hint(
                "どれか1つを入れます。記号と番号は「101 20000003」のように、空けて続けます。",
            )
            .may_be_empty_untold(),
        Field::day("born", "生年月日", sent, None).may_be_empty(),
    ];
    let mut fields = with_errors(fields, wrongs).into_iter();
    let (Some(what), Some(born)) = (fields.next(), fields.next()) else {
        return Err(crate::pages::message::Trouble::Gone);
    };
    let status = if wrongs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    shown_with(status, &FindPage { frame, what, born, found, is_more })
}
