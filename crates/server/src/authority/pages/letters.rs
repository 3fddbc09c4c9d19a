//! The letters that tell of a certificate's end (有効期限通知書): who gets one on a day.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse as _,
};
use jiff::civil::Date;
use serde::Deserialize;

use super::{
    BASE, Page, Shared,
    fields::{Field, Kind, Sent, with_errors},
    message::{Trouble, shown_with},
    person::path_of,
    session::Meaning,
    sign_in::Signed,
    view::{Day, Frame, RuleView, Section},
};
use crate::{
    day_in_japan,
    work::card::{expiry_letters, letters_csv},
};

/// Certificates looked at for a page.
const PAGE: usize = 50;

struct LetterRow {
    path: String,
    name: String,
    address: String,
    last: Day,
    renewable: Day,
    /// Where the card ends on the same day, a new card is needed too.
    needs_card: bool,
}

#[derive(Template)]
#[template(path = "authority/letters.html")]
struct LettersPage {
    frame: Frame,
    on: Day,
    from: Day,
    to: Day,
    day: Field,
    letters: Vec<LetterRow>,
    is_first: bool,
    next: Option<String>,
    rules: Vec<RuleView>,
}

/// The day asked for, and where the page begins.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    on: String,
    day_era: String,
    day_year: String,
    day_month: String,
    day_day: String,
    after: String,
}

/// The list.
pub(super) async fn page(
    State(pages): State<Shared>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Page {
    let office = pages.authority.office();
    let today = day_in_japan(pages.authority.now());
    let sent = asked.sent();
    let (on, wrongs) = match (asked.on.parse::<Date>(), sent.day_where("day")) {
        (Ok(on), _) => (on, Vec::new()),
        (Err(_), Ok(on)) => (on.unwrap_or(today), Vec::new()),
        (Err(_), Err(wrong)) => (today, vec![wrong]),
    };
    let after = match signed.session.meaning(&asked.after) {
        Some(Meaning::Letters(place)) => Some(place),
        Some(Meaning::Person(_) | Meaning::Answer(_)) | None => None,
    };
    let found = expiry_letters(office, on, after, PAGE)?;
    let mut letters = Vec::with_capacity(found.letters.len());
    for it in found.letters {
        letters.push(LetterRow {
            path: path_of(&signed, it.person_key)?,
            name: it.name,
            address: format!("{} {}", it.postcode.unwrap_or_default(), it.address),
            last: Day::of(it.last_day),
            renewable: Day::of(it.renewable_from),
            needs_card: it.card_last_day <= it.last_day,
        });
    }
    let next = match found.next {
        Some(place) => {
            let id = signed.session.letters_id(place).ok_or(Trouble::Randomness)?;
            Some(format!("{BASE}/letters?on={on}&after={id}"))
        }
        None => None,
    };
    let (from, to) = office.settings().letters.last_days(on);
    let status = if wrongs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut day = with_errors(vec![Field::day("day", "発送する日", &sent, Some(on))], &wrongs);
    let Some(mut day) = day.pop() else { return Err(Trouble::Gone) };
    day.has_focus = false;
    shown_with(
        status,
        &LettersPage {
            frame: Frame::of(&pages, &signed, Section::Letters),
            on: Day::of(on),
            from: Day::of(from),
            to: Day::of(to),
            day,
            letters,
            is_first: after.is_none(),
            next,
            rules: RuleView::all(&[eligibility::Rule::R061, eligibility::Rule::F25]),
        },
    )
}

/// All letters of a day as CSV, with the mark by which spreadsheets know UTF-8.
pub(super) async fn csv(
    State(pages): State<Shared>,
    _signed: Signed,
    Query(asked): Query<Asked>,
) -> Page {
    let on = asked.on.parse().unwrap_or_else(|_| day_in_japan(pages.authority.now()));
    let csv = letters_csv(pages.authority.office(), on)?;
    let mut response = format!("\u{feff}{csv}").into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    let named = HeaderValue::try_from(format!("attachment; filename=\"letters-{on}.csv\""));
    headers.extend(named.ok().map(|it| (header::CONTENT_DISPOSITION, it)));
    Ok(response)
}

impl Asked {
    fn sent(&self) -> Sent {
        let parts = [
            ("day_era", &self.day_era),
            ("day_year", &self.day_year),
            ("day_month", &self.day_month),
            ("day_day", &self.day_day),
        ];
        Sent(parts.map(|(name, text)| (name.to_owned(), text.clone())).into())
    }
}
