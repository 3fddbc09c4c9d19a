//! Looking: people, files, open orders, the maker's order, letters.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use eligibility::{InsurerNumber, MyNumber};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use store::{CertificatePlace, PersonKey};

use super::{
    Authority,
    answer::{Answer, Problem, value},
    entry::{self, read},
    staff::SignedIn,
    view,
};
use crate::{
    day_in_japan,
    work::card::{self, ExpiryLetter, PersonFile, Sought},
};

type Office = State<Arc<Authority>>;
type Asked<T> = Result<Query<T>, QueryRejection>;

/// One of three ways to look for a person.
#[derive(Deserialize)]
#[serde(untagged)]
enum Search {
    MyNumber(ByMyNumber),
    CardNumber(ByCardNumber),
    InsuredId(ByInsuredId),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByMyNumber {
    my_number: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByCardNumber {
    card_number: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByInsuredId {
    insurer_number: String,
    #[serde(default)]
    symbol: String,
    number: String,
    #[serde(default)]
    branch: String,
    born_on: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileOf {
    #[serde(deserialize_with = "entry::person_key")]
    person_key: PersonKey,
    #[serde(default)]
    on: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderOf {
    order_id: String,
    #[serde(default)]
    my_number: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenOrders {
    municipality: Option<String>,
    limit: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LettersOn {
    on: Option<Date>,
    limit: Option<usize>,
    /// The place the page before ended with.
    after: Option<String>,
}

/// Rows of a page at the most.
const LIMIT_MAX: usize = 1_000;
const LIMIT: usize = 100;

/// `POST /authority/v1/people/search`.
pub(super) async fn search(
    State(authority): Office,
    _staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let wanted = || {
        let wanted = "my_number, or card_number, or insurer_number, number and born_on";
        Problem::Malformed("body", wanted.to_owned())
    };
    let sought = match read::<Search>(&body).map_err(|_| wanted())? {
        Search::MyNumber(it) => match my_number(Some(&it.my_number))? {
            Some(number) => Sought::MyNumber(number),
            None => return Err(wanted()),
        },
        Search::CardNumber(it) => Sought::CardNumber(it.card_number),
        Search::InsuredId(it) => Sought::InsuredId {
            insurer: it
                .insurer_number
                .parse::<InsurerNumber>()
                .map_err(|error| Problem::Malformed("insurer_number", error.to_string()))?,
            symbol: it.symbol,
            number: it.number,
            branch: it.branch,
            born_on: it.born_on,
        },
    };
    let people = card::find(authority.office(), &sought)?;
    let keys: Vec<String> = people.iter().map(ToString::to_string).collect();
    Ok(Answer(json!({"people": keys})))
}

/// `POST /authority/v1/people/file`.
pub(super) async fn file(
    State(authority): Office,
    _staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let it: FileOf = read(&body)?;
    let on = it.on.unwrap_or_else(|| day_in_japan(authority.now()));
    let file = PersonFile::read(authority.office(), it.person_key)?;
    Ok(Answer(view::file(authority.office(), &file, on)))
}

/// `GET /authority/v1/orders`.
pub(super) async fn open_orders(
    State(authority): Office,
    staff: SignedIn,
    asked: Asked<OpenOrders>,
) -> Result<Answer, Problem> {
    let it = query(asked)?;
    let municipality = it.municipality.or_else(|| staff.municipality.clone());
    if let Some(code) = &municipality {
        staff.need_municipality(code)?;
    }
    let store = authority.office().ledger().store();
    let orders = store.open_card_orders(municipality.as_deref(), limit(it.limit))?;
    let orders: Vec<Value> = orders.iter().map(view::order).collect();
    Ok(Answer(json!({"orders": orders})))
}

/// `POST /authority/v1/orders/personalisation`.
pub(super) async fn personalisation_order(
    State(authority): Office,
    _staff: SignedIn,
    body: Bytes,
) -> Result<Answer, Problem> {
    let it: OrderOf = read(&body)?;
    let number = my_number(it.my_number.as_deref())?;
    let on = day_in_japan(authority.now());
    let order = card::personalisation_order(authority.office(), &it.order_id, number.as_ref(), on)?;
    Ok(Answer(value(&order)))
}

/// `GET /authority/v1/letters`.
pub(super) async fn letters(
    State(authority): Office,
    _staff: SignedIn,
    asked: Asked<LettersOn>,
) -> Result<Answer, Problem> {
    let it = query(asked)?;
    let on = it.on.unwrap_or_else(|| day_in_japan(authority.now()));
    let after = it.after.as_deref().map(place).transpose()?;
    let page = card::expiry_letters(authority.office(), on, after, limit(it.limit))?;
    let letters: Vec<Value> = page.letters.iter().map(letter).collect();
    let next = page.next.map(|it| {
        format!(
            "{}-{}-{}",
            it.last_day.strftime("%Y%m%d"),
            crate::hex(&it.issuer_key_id),
            it.serial
        )
    });
    Ok(Answer(json!({"on": on, "letters": letters, "next": next})))
}

/// `GET /authority/v1/letters.csv`.
pub(super) async fn letters_csv(
    State(authority): Office,
    _staff: SignedIn,
    asked: Asked<LettersOn>,
) -> Result<Response, Problem> {
    let on = query(asked)?.on.unwrap_or_else(|| day_in_japan(authority.now()));
    let csv = card::letters_csv(authority.office(), on)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, csv).into_response())
}

/// `GET /authority/v1/municipalities`.
pub(super) async fn municipalities(State(authority): Office, _staff: SignedIn) -> Answer {
    let municipalities: Vec<Value> = authority
        .office()
        .municipalities()
        .iter()
        .map(|it| json!({"code": it.code, "prefecture": it.prefecture, "name": it.name}))
        .collect();
    Answer(json!({"municipalities": municipalities}))
}

/// A My Number of a body, where there is one.
pub(super) fn my_number(text: Option<&str>) -> Result<Option<MyNumber>, Problem> {
    let read = |text: &str| text.parse::<MyNumber>();
    let wanted = |_| Problem::Malformed("my_number", "12 digits with their check digit".to_owned());
    text.map(read).transpose().map_err(wanted)
}

fn query<T>(asked: Asked<T>) -> Result<T, Problem> {
    let wanted = |_| Problem::Malformed("query", "the parameters of the interface".to_owned());
    asked.map(|Query(it)| it).map_err(wanted)
}

fn limit(asked: Option<usize>) -> usize {
    asked.unwrap_or(LIMIT).clamp(1, LIMIT_MAX)
}

fn letter(it: &ExpiryLetter) -> Value {
    json!({
        "person_key": it.person_key.to_string(),
        "name": it.name,
        "postcode": it.postcode,
        "address": it.address,
        "last_day": it.last_day,
        "renewable_from": it.renewable_from,
        "card_last_day": it.card_last_day,
    })
}

/// A place as a page before gave it: day, issuer, serial.
fn place(text: &str) -> Result<CertificatePlace, Problem> {
    let read = || {
        let (last_day, rest) = text.split_once('-')?;
        let (issuer, serial) = rest.split_once('-')?;
        let mut issuer_key_id = [0; 20];
        if issuer.len() != 40 || !issuer.is_ascii() {
            return None;
        }
        for (place, byte) in issuer_key_id.iter_mut().enumerate() {
            *byte = u8::from_str_radix(issuer.get(2 * place..2 * place + 2)?, 16).ok()?;
        }
        Some(CertificatePlace {
            last_day: Date::strptime("%Y%m%d", last_day).ok()?,
            issuer_key_id,
            serial: serial.parse().ok()?,
        })
    };
    let wanted = || Problem::Malformed("after", "the next of the page before".to_owned());
    read().ok_or_else(wanted)
}
