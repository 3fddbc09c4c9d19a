//! Finding a person by what they show. What is asked for stays in the body of the form.

use askama::Template;
use axum::{
    Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
};
use eligibility::{InsurerNumber, MyNumber, number::fold::fold_symbol};

use super::{
    Page, Shared,
    fields::{Sent, Wrong, wrong},
    home::{self, Search},
    message::shown,
    person::{Who, path_of},
    sign_in::Signed,
    view::{Frame, Section},
};
use crate::{
    day_in_japan,
    work::card::{self, PersonFile, Refusal, Sought},
};

/// Several people of one insured id and birth date.
#[derive(Template)]
#[template(path = "authority/several.html")]
struct SeveralPage {
    frame: Frame,
    people: Vec<(String, Who)>,
}

/// Finds a person and shows their page.
pub(super) async fn find(
    State(pages): State<Shared>,
    signed: Signed,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    let sent = Sent(sent);
    let again = |wrong: Wrong| {
        let search = Search::again(&sent, &wrong);
        home::draw(&pages, &signed, search, StatusCode::UNPROCESSABLE_ENTITY)
    };
    let sought = match sought(&sent) {
        Ok(sought) => sought,
        Err(wrong) => return again(wrong),
    };
    let found = match card::find(pages.authority.office(), &sought) {
        Ok(found) => found,
        Err(Refusal::NoMyNumberKey) => {
            let text = "この窓口では、個人番号で探せません。ほかの番号で探してください。";
            return again(wrong("my_number", text));
        }
        Err(refusal) => return Err(refusal.into()),
    };
    match found.as_slice() {
        [] => again(nobody(&sought)),
        [key] => Ok(Redirect::to(&path_of(&signed, *key)?).into_response()),
        keys => {
            let today = day_in_japan(pages.authority.now());
            let mut people = Vec::with_capacity(keys.len());
            for key in keys {
                let file = PersonFile::read(pages.authority.office(), *key)?;
                people.push((path_of(&signed, *key)?, Who::of(&file, today)));
            }
            let frame = Frame::of(&pages, &signed, Section::People);
            shown(&SeveralPage { frame, people })
        }
    }
}

fn sought(sent: &Sent) -> Result<Sought, Wrong> {
    match sent.text("by") {
        "my_number" => {
            let number = digits(sent, "my_number");
            let number: MyNumber = number.parse().map_err(|_| {
                wrong("my_number", "個人番号は数字12桁です。検査用の最後の数字が合いません。")
            })?;
            Ok(Sought::MyNumber(number))
        }
        "card_number" => {
            let number = digits(sent, "card_number");
            let is_one = number.len() == 15 && number.bytes().all(|it| it.is_ascii_digit());
            let refused = wrong("card_number", "製造番号は数字15桁です。");
            is_one.then_some(Sought::CardNumber(number)).ok_or(refused)
        }
        _ => Ok(Sought::InsuredId {
            insurer: digits(sent, "insurer_number").parse::<InsurerNumber>().map_err(|_| {
                wrong(
                    "insurer_number",
                    "保険者番号は数字6桁か8桁です。検査用の最後の数字も確かめてください。",
                )
            })?,
            symbol: sent.text("symbol").to_owned(),
            number: sent.needed("number")?,
            branch: sent.text("branch").to_owned(),
            born_on: sent.day("born")?,
        }),
    }
}

/// Digits in either width, without the gaps they are printed with.
fn digits(sent: &Sent, name: &str) -> String {
    fold_symbol(sent.text(name)).chars().filter(|it| !matches!(it, ' ' | '-')).collect()
}

const fn nobody(sought: &Sought) -> Wrong {
    match sought {
        Sought::MyNumber(_) => wrong("my_number", "この個人番号の人は、記録にありません。"),
        Sought::CardNumber(_) => wrong("card_number", "この製造番号のカードは、記録にありません。"),
        Sought::InsuredId { .. } => wrong(
            "insurer_number",
            "この番号と生年月日の人は、記録にありません。1つずつ確かめてください。",
        ),
    }
}
