//! The texts of letters: changed in a form, and looked at as a PDF before they are kept.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
};
use print::{Letter, Paper, Recipient};
use record::{LetterKind, LetterText, Settings};
use serde::Deserialize;

use super::{
    super::{Frame, Section, Shared, Signed, applications::paper_insurer, letters, telling::Told},
    own_settings, record, revision_of,
};
use crate::{
    office::OfficeRole,
    pages::{
        Page,
        fields::{Field, Kind, Sent, Wrong, with_errors, wrong},
        message::{Trouble, shown_with},
        session::random,
    },
};

#[derive(Template)]
#[template(path = "office/letter_text.html")]
struct LetterPage {
    frame: Frame,
    notice: Option<Told>,
    name: &'static str,
    word: &'static str,
    act_id: String,
    revision: i64,
    title: Field,
    body: Field,
    places: Vec<String>,
    may_change: bool,
}

/// What the address may say.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Showing {
    done: String,
}

/// The text of a letter.
pub(super) async fn page(
    State(pages): State<Shared>,
    signed: Signed,
    Path(word): Path<String>,
    Query(showing): Query<Showing>,
) -> Page {
    let kind = kind_of(&word)?;
    let settings = pages.office.ledger().insurer_settings(signed.insurer, pages.office.day());
    let own = settings.letters.get(&kind).cloned();
    let text = own.unwrap_or_else(|| LetterText::default_of(kind));
    let sent = Sent(vec![("title".to_owned(), text.title), ("body".to_owned(), text.body)]);
    let notice = (showing.done == "kept").then(|| Told::done("手紙の文を変えました。"));
    draw(&pages, &signed, kind, &sent, (StatusCode::OK, notice, None))
}

fn draw(
    pages: &Shared,
    signed: &Signed,
    kind: LetterKind,
    sent: &Sent,
    (status, notice, wrong): (StatusCode, Option<Told>, Option<Wrong>),
) -> Page {
    let hint = "空の行で、段落が変わります。";
    let fields = vec![
        Field::line("title", "題", sent, 60),
        Field::lines("body", "文", sent).with_hint(hint),
    ];
    let wrongs: Vec<_> = wrong.into_iter().collect();
    let mut fields = with_errors(fields, &wrongs).into_iter();
    let (Some(title), Some(body)) = (fields.next(), fields.next()) else {
        return Err(Trouble::Gone);
    };
    shown_with(
        status,
        &LetterPage {
            frame: Frame::of(pages, signed, Section::Settings)?,
            notice,
            name: kind.name(),
            word: kind.word(),
            act_id: random::<16>().ok_or(Trouble::Randomness)?,
            revision: revision_of(&own_settings(pages, signed)?),
            title,
            body,
            places: kind.places().iter().map(|it| format!("{{{{{it}}}}}")).collect(),
            may_change: signed.role.may_administer(),
        },
    )
}

/// Keeps a text.
pub(super) async fn keep(
    State(pages): State<Shared>,
    signed: Signed,
    Path(word): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    signed.need(OfficeRole::may_administer)?;
    let (kind, sent) = (kind_of(&word)?, Sent(sent));
    let text = match text(&sent, kind) {
        Ok(text) => text,
        Err(wrong) => {
            let how = (StatusCode::UNPROCESSABLE_ENTITY, None, Some(wrong));
            return draw(&pages, &signed, kind, &sent, how);
        }
    };
    let today = pages.office.day();
    let now = pages.office.ledger().insurer_settings(signed.insurer, today);
    let mut settings = Settings::clone(&now);
    settings.letters.insert(kind, text);
    record(&pages, &signed, &settings, (today, sent.text("revision"))).await
}

/// The letter with made-up words in its places. Nothing is recorded.
pub(super) async fn preview(
    State(pages): State<Shared>,
    signed: Signed,
    Path(word): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    signed.need(OfficeRole::may_administer)?;
    let (kind, sent) = (kind_of(&word)?, Sent(sent));
    let text = match text(&sent, kind) {
        Ok(text) => text,
        Err(wrong) => {
            let how = (StatusCode::UNPROCESSABLE_ENTITY, None, Some(wrong));
            return draw(&pages, &signed, kind, &sent, how);
        }
    };
    let values: BTreeMap<&str, String> =
        kind.places().iter().map(|it| (*it, sample(it).to_owned())).collect();
    let (title, paragraphs) = text.filled(&values);
    let letter = Letter {
        insurer: paper_insurer(&pages, &signed)?,
        recipient: Recipient {
            postcode: Some("000-0001".to_owned()),
            address: "見本県みほん市一丁目1番1号".to_owned(),
            name: "見本　花子".to_owned(),
            is_body: kind == LetterKind::CoverEmployer,
        },
        day: pages.office.day(),
        number: None,
        title,
        paragraphs,
        enclosures: Vec::new(),
    };
    let papers = vec![Paper::Letter(Box::new(letter))];
    letters::drawn(&pages, "手紙の見本", papers, "preview.pdf").await
}

fn kind_of(word: &str) -> Result<LetterKind, Trouble> {
    let kind = LetterKind::ALL.into_iter().find(|it| it.word() == word);
    kind.ok_or(Trouble::NothingHere)
}

fn text(sent: &Sent, kind: LetterKind) -> Result<LetterText, Wrong> {
    let text = LetterText {
        title: sent.needed("title")?,
        // Browsers send a form's lines with both marks.
        body: sent.needed("body")?.replace("\r\n", "\n"),
    };
    let unknown =
        "この手紙にない言葉が、二重の波かっこの中にあります。右の一覧から選んでください。";
    text.check(kind).map(|()| text).map_err(|_| wrong("body", unknown))
}

/// A made-up word for a place.
fn sample(place: &str) -> &'static str {
    match place {
        "事業所名" => "みほん商事",
        "氏名" => "見本　花子",
        "書類" => "資格確認書",
        "枚数" => "12",
        "内訳" => "資格確認書12枚",
        "金額" => "500",
        "請求番号" => "20260310-0001",
        "振込先" => "みほん銀行 本店 普通 0000000",
        "理由" => "申請のあった日に、資格がありません。",
        "返却先" => "事業所",
        _ => "令和8年3月31日",
    }
}
