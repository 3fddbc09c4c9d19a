//! Making a card: the order for its maker, and the request that comes back to be signed.
//!
//! The keys are the card's own: they are made where the card is, and only their requests come here.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use eligibility::{MyNumber, number::fold::fold_symbol};
use serde_json::json;

use super::{
    BASE, Page, Pages, Shared,
    acts::see,
    fields::{Field, Kind, Sent, Wrong, with_errors, wrong},
    message::{Trouble, shown, shown_with},
    person::{Who, file_of, path_of},
    refused::RefusedView,
    session::{Meaning, SignedAnswer, random},
    sign_in::Signed,
    view::{Day, Frame, Section},
};
use crate::{
    day_in_japan,
    work::card::{self, CardRequest, MadeCard, Occasion, PersonFile, PersonalisationOrder},
};

#[derive(Template)]
#[template(path = "authority/make.html")]
struct MakePage {
    frame: Frame,
    id: String,
    act_id: String,
    about: String,
    who: Who,
    order: Option<OrderView>,
    my_number: Field,
    request: Field,
    refused: Option<RefusedView>,
}

/// What of the order is worth a look before it is taken.
struct OrderView {
    /// The one command that makes a virtual card of it, but for the file of the staff's key.
    address: String,
    staff: String,
    order_id: String,
    card_number: String,
    last: Day,
    certificates_last: Day,
    may_sign: bool,
}

#[derive(Template)]
#[template(path = "authority/answer.html")]
struct AnswerPage {
    frame: Frame,
    id: String,
    person: String,
    file_name: &'static str,
    bytes: usize,
}

/// The page: take the order, bring the request.
pub(super) async fn page(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
) -> Page {
    let file = file_of(&pages, &signed, &id)?;
    let about = file.open_order().map(|it| it.order_id.clone()).unwrap_or_default();
    let act_id = random::<16>().ok_or(Trouble::Randomness)?;
    let sent = Sent(vec![("about".to_owned(), about), ("act_id".to_owned(), act_id)]);
    draw(&pages, &signed, (&id, &file), &sent, (StatusCode::OK, &[], None))
}

/// The order as a file.
pub(super) async fn order(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    let (file, sent) = (file_of(&pages, &signed, &id)?, Sent(sent));
    let digits: String =
        fold_symbol(sent.text("my_number")).chars().filter(|it| !matches!(it, ' ' | '-')).collect();
    let number = digits.parse::<MyNumber>().ok();
    if number.is_none() && !digits.is_empty() {
        let text = "個人番号は数字12桁です。最後の検査用の数字も確かめてください。";
        let how = (StatusCode::UNPROCESSABLE_ENTITY, &[wrong("my_number", text)][..], None);
        return draw(&pages, &signed, (&id, &file), &sent, how);
    }
    let on = day_in_japan(pages.authority.now());
    let office = pages.authority.office();
    match card::personalisation_order(office, sent.text("about"), number.as_ref(), on) {
        Ok(order) => {
            let json = serde_json::to_string_pretty(&order).unwrap_or_default();
            Ok(download("card-order.json", json))
        }
        Err(refusal) => match RefusedView::of(&refusal) {
            Some(view) => {
                let how = (StatusCode::CONFLICT, &[][..], Some(view));
                draw(&pages, &signed, (&id, &file), &sent, how)
            }
            None => Err(refusal.into()),
        },
    }
}

/// Signs the maker's request.
pub(super) async fn make(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    let (file, sent) = (file_of(&pages, &signed, &id)?, Sent(sent));
    let Ok(request) = serde_json::from_str::<CardRequest>(sent.text("request")) else {
        let its = wrong("request", "カードの作り手が出したJSONを、そのまま入れてください。");
        let how = (StatusCode::UNPROCESSABLE_ENTITY, &[its][..], None);
        return draw(&pages, &signed, (&id, &file), &sent, how);
    };
    let staff_id = &signed.staff.staff_id;
    let occasion = Occasion::now(sent.text("act_id"), staff_id, pages.authority.now());
    let office = pages.authority.office();
    // The order the page was about, so that a doubled click is the same act.
    match card::make_card(office, &occasion, sent.text("about"), &request).await {
        Ok(made) => {
            let answer = SignedAnswer {
                of: file.person_key,
                file_name: "made-card.json",
                json: json_of(&made),
            };
            let id = signed.session.answer_id(answer).ok_or(Trouble::Randomness)?;
            Ok(see(&format!("{BASE}/answers/{id}")))
        }
        Err(refusal) => match RefusedView::of(&refusal) {
            Some(view) => {
                let how = (StatusCode::CONFLICT, &[][..], Some(view));
                draw(&pages, &signed, (&id, &file), &sent, how)
            }
            None => Err(refusal.into()),
        },
    }
}

/// What was signed, to be taken to the maker.
pub(super) async fn answer(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
) -> Page {
    let Some(Meaning::Answer(answer)) = signed.session.meaning(&id) else {
        return Err(Trouble::Gone);
    };
    shown(&AnswerPage {
        frame: Frame::of(&pages, &signed, Section::People),
        person: path_of(&signed, answer.of)?,
        file_name: answer.file_name,
        bytes: answer.json.len(),
        id,
    })
}

/// What was signed, as a file.
pub(super) async fn answer_json(signed: Signed, Path(id): Path<String>) -> Page {
    match signed.session.meaning(&id) {
        Some(Meaning::Answer(it)) => Ok(download(it.file_name, it.json.clone())),
        Some(Meaning::Person(_) | Meaning::Letters(_)) | None => Err(Trouble::Gone),
    }
}

/// A file of JSON.
fn download(name: &'static str, json: String) -> Response {
    let named = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let mut response = json.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.extend(named.ok().map(|it| (header::CONTENT_DISPOSITION, it)));
    response
}

/// As the JSON interface gives it.
fn json_of(made: &MadeCard) -> String {
    let value = json!({
        "card_number": made.done.card_number,
        "certificates": serde_json::to_value(&made.certificates).unwrap_or_default(),
        "face": serde_json::to_value(&made.face).unwrap_or_default(),
    });
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

fn draw(
    pages: &Pages,
    signed: &Signed,
    (id, file): (&str, &PersonFile),
    sent: &Sent,
    (status, wrongs, refused): (StatusCode, &[Wrong], Option<RefusedView>),
) -> Page {
    let today = day_in_japan(pages.authority.now());
    let about = sent.text("about").to_owned();
    let office = pages.authority.office();
    // Without an order there is nothing to look at, but why.
    let (order, refused) = match card::personalisation_order(office, &about, None, today) {
        Ok(order) => {
            let (address, staff) = (&office.settings().address, &signed.staff.staff_id);
            (Some(OrderView::of(&order, address, staff)), refused)
        }
        Err(refusal) => (None, refused.or_else(|| RefusedView::of(&refusal))),
    };
    let hint = "カードに入れるときだけ、本人の申請書から入れます。";
    let my_number = Field::line("my_number", "個人番号(12桁)", sent, 20).with_hint(hint);
    let hint = "注文を受けた作り手が返すJSON(製造番号、鍵の要求、券面の記録)。";
    let request = Field::lines("request", "作り手の要求", sent).with_hint(hint);
    let mut fields = with_errors(vec![my_number.may_be_empty(), request], wrongs);
    let (Some(request), Some(my_number)) = (fields.pop(), fields.pop()) else {
        return Err(Trouble::Gone);
    };
    shown_with(
        status,
        &MakePage {
            frame: Frame::of(pages, signed, Section::People),
            id: id.to_owned(),
            act_id: sent.text("act_id").to_owned(),
            about,
            who: Who::of(file, today),
            order,
            my_number,
            request,
            refused,
        },
    )
}

impl OrderView {
    fn of(order: &PersonalisationOrder, address: &str, staff: &str) -> Self {
        Self {
            address: address.to_owned(),
            staff: staff.to_owned(),
            order_id: order.order_id.clone(),
            card_number: order.card_number.clone(),
            last: Day::of(order.last_day),
            certificates_last: Day::of(order.certificates_last_day),
            may_sign: order.may_sign,
        }
    }
}
