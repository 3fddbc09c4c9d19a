//! Rows an import put aside: somebody looks at the row beside the people it may be about, and
//! decides.

use askama::Template;
use axum::{
    Form, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
    routing::get,
};
use jiff::civil::Date;
use record::{Coverage, Person};
use serde::Deserialize;
use store::{Held, PersonKey, Quarantined};

use super::{
    BASE, Frame, Section, Shared, Signed,
    telling::{Refusal, Told, name_of},
};
use crate::{
    office::OfficeRole,
    pages::{
        Page,
        fields::{Field, Kind, Sent, Wrong, with_errors, wrong},
        message::{Trouble, shown, shown_with},
        session::random,
        view::Day,
    },
    work::{
        import::Why,
        quarantine::{Aside, Decision, SettleError, settle},
    },
};

/// Rows shown at the most, the oldest first.
const SHOWN_MAX: usize = 500;
/// What an id of a row is in a session.
const KIND: &str = "quarantined";

/// The pages of rows put aside.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/quarantine", get(list)).route("/quarantine/{id}", get(page).post(decide))
}

struct Row {
    id: String,
    at: Day,
    line: String,
    name: String,
    why: &'static str,
}

#[derive(Template)]
#[template(path = "office/quarantine.html")]
struct ListPage {
    frame: Frame,
    notice: Option<Told>,
    rows: Vec<Row>,
}

/// A line of the comparison: the row beside those recorded.
struct CompareRow {
    name: &'static str,
    listed: String,
    recorded: Vec<String>,
}

#[derive(Template)]
#[template(path = "office/quarantined.html")]
struct RowPage {
    frame: Frame,
    refused: Option<Refusal>,
    id: String,
    act_id: String,
    line: String,
    heading: &'static str,
    says: &'static str,
    candidates: Vec<PersonKey>,
    lines: Vec<CompareRow>,
    fields: Vec<Field>,
    may_change: bool,
}

/// What the address may say.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Showing {
    done: String,
}

/// The rows nobody has settled.
async fn list(State(pages): State<Shared>, signed: Signed, Query(showing): Query<Showing>) -> Page {
    let rows = pages.office.store().quarantined(Some(signed.insurer), SHOWN_MAX)?;
    let rows: Result<Vec<Row>, Trouble> = rows.iter().map(|it| row(&pages, &signed, it)).collect();
    shown(&ListPage {
        frame: Frame::of(&pages, &signed, Section::Applications)?,
        notice: (showing.done == "settled").then(|| Told::done("決めたとおりに記録しました。")),
        rows: rows?,
    })
}

fn row(pages: &Shared, signed: &Signed, it: &Quarantined) -> Result<Row, Trouble> {
    Ok(Row {
        id: signed.id_of(KIND, &it.quarantine_id)?,
        at: Day::at(it.added_at),
        line: line(it),
        name: listed_name(pages, it)?,
        why: why(&it.why).0,
    })
}

/// The name the row is about.
pub(super) fn listed_name(pages: &Shared, it: &Quarantined) -> Result<String, Trouble> {
    Ok(match Aside::of(it) {
        Some(Aside::Row { identity, .. }) => identity.name,
        Some(Aside::Missing { person_key, .. }) => {
            person(pages, person_key)?.map_or_else(String::new, |it| name_of(&it))
        }
        None => "読めない行".to_owned(),
    })
}

/// The line; a question about somebody missing has none.
fn line(it: &Quarantined) -> String {
    if it.line > 0 { it.line.to_string() } else { "なし".to_owned() }
}

/// What is asked, and what it means.
pub(super) fn why(code: &str) -> (&'static str, &'static str) {
    match Why::ALL.into_iter().find(|it| it.code() == code) {
        Some(Why::MyNumberOtherBirthDate) => (
            "個人番号の人と生年月日がちがう",
            "個人番号が、生年月日のちがう人のものとして記録されています。",
        ),
        Some(Why::MyNumberOtherName) => (
            "個人番号の人と氏名がちがう",
            "個人番号が、氏名のちがう人のものとして記録されています。改姓のこともあります。",
        ),
        Some(Why::TwoPeople) => (
            "記号・番号と個人番号が別の人",
            "記号・番号はある人のもので、個人番号は別の人のものです。同じ人が2つに分かれていることがあります。",
        ),
        Some(Why::SeveralPeople) => (
            "同じ番号と生年月日の人が何人もいる",
            "どの人のことか、行からは決められません。双子のことがあります。",
        ),
        Some(Why::TwoMyNumbers) => {
            ("別の個人番号で記録されている", "記号・番号の人は、別の個人番号で記録されています。")
        }
        Some(Why::OtherBirthDate) => (
            "番号の人と生年月日がちがう",
            "この記号・番号は、生年月日のちがう人のものとして記録されています。",
        ),
        Some(Why::OtherName) => (
            "番号の人と氏名がちがう",
            "この記号・番号は、氏名のちがう人のものとして記録されています。改姓のこともあります。",
        ),
        Some(Why::Contradiction) => (
            "名簿のほかの行と食いちがう",
            "同じ人の同じ時のことを、別の行がちがうように書いています。",
        ),
        Some(Why::Missing) => (
            "完全な名簿に名前がない",
            "資格があるはずの人が、完全な名簿に載っていません。資格を失ったのかもしれません。",
        ),
        None => ("わけの記録なし", "行を見て決めてください。"),
    }
}

/// A row beside the people it may be about.
async fn page(State(pages): State<Shared>, signed: Signed, Path(id): Path<String>) -> Page {
    draw(&pages, &signed, &id, (StatusCode::OK, &Sent::default(), None, None))
}

fn draw(
    pages: &Shared,
    signed: &Signed,
    id: &str,
    (status, sent, wrong, refused): (StatusCode, &Sent, Option<Wrong>, Option<Refusal>),
) -> Page {
    let it = aside_of(pages, signed, id)?;
    let aside = Aside::of(&it).ok_or(Trouble::Gone)?;
    let (candidates, listed) = match &aside {
        Aside::Row { people, identity, address, coverage } => {
            let cells = [
                identity.name.clone(),
                identity.kana.clone().unwrap_or_default(),
                Day::of(identity.born_on).text,
                insured(coverage),
                Day::of(coverage.acquired_on).text,
                address.as_ref().map(|it| it.text.clone()).unwrap_or_default(),
            ];
            (people.clone(), cells)
        }
        Aside::Missing { person_key, acquired_on } => {
            let mut cells: [String; 6] = Default::default();
            "(載っていない)".clone_into(&mut cells[0]);
            cells[4] = Day::of(*acquired_on).text;
            (vec![*person_key], cells)
        }
    };
    let mut people = Vec::new();
    for key in &candidates {
        people.push(person(pages, *key)?);
    }
    let names = ["氏名", "カナ", "生年月日", "記号・番号・枝番", "資格取得日", "住所"];
    let lines = names.into_iter().zip(listed).enumerate().map(|(place, (name, listed))| {
        let recorded = people.iter().map(|it| recorded(it.as_deref(), place)).collect();
        CompareRow { name, listed, recorded }
    });
    let (heading, says) = why(&it.why);
    let today = pages.office.day();
    let wrongs: Vec<_> = wrong.into_iter().collect();
    shown_with(
        status,
        &RowPage {
            frame: Frame::of(pages, signed, Section::Applications)?,
            refused,
            id: id.to_owned(),
            act_id: random::<16>().ok_or(Trouble::Randomness)?,
            line: line(&it),
            heading,
            says,
            lines: lines.collect(),
            fields: with_errors(questions(&aside, sent, today), &wrongs),
            candidates,
            may_change: signed.role.may_record(),
        },
    )
}

/// What is to be decided.
fn questions(aside: &Aside, sent: &Sent, today: Date) -> Vec<Field> {
    match aside {
        Aside::Row { people, .. } => {
            let mut choices: Vec<(String, String)> = (0..people.len())
                .map(|it| (format!("join-{it}"), format!("記録の人 {} のこと", it + 1)))
                .collect();
            choices.push(("new".to_owned(), "まだ記録のない、新しい人のこと".to_owned()));
            choices.push(("drop".to_owned(), "この行は使わない".to_owned()));
            vec![Field::one("decision", "この行は", sent, choices)]
        }
        Aside::Missing { .. } => {
            let choices = [("lost", "資格を失った"), ("drop", "資格はある(名簿の載せ忘れ)")];
            let hint = "資格を失ったときだけ入れます。この日から、資格がありません。";
            vec![
                Field::one("decision", "この人は", sent, choices),
                Field::day("lost", "資格喪失年月日", sent, Some(today))
                    .may_be_empty()
                    .with_hint(hint),
            ]
        }
    }
}

/// Records what was decided.
async fn decide(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let sent = Sent(sent);
    let it = aside_of(&pages, &signed, &id)?;
    let decision = match Aside::of(&it).ok_or(Trouble::Gone).map(|it| decision(&it, &sent))? {
        Ok(decision) => decision,
        Err(wrong) => {
            let how = (StatusCode::UNPROCESSABLE_ENTITY, &sent, Some(wrong), None);
            return draw(&pages, &signed, &id, how);
        }
    };
    let (ledger, clock) = (pages.office.ledger(), pages.office.clock());
    match settle(ledger, clock, &it.quarantine_id, decision, signed.by()).await {
        // Settled before is what a doubled click finds.
        Ok(()) | Err(SettleError::Before) => {
            Ok(Redirect::to(&format!("{BASE}/quarantine?done=settled")).into_response())
        }
        Err(error) => match refusal(&error) {
            Some(refused) => {
                draw(&pages, &signed, &id, (StatusCode::CONFLICT, &sent, None, Some(refused)))
            }
            None => Err(Trouble::Failed(Box::new(error))),
        },
    }
}

fn decision(aside: &Aside, sent: &Sent) -> Result<Decision, Wrong> {
    let word = sent.text("decision");
    match (aside, word) {
        (_, "drop") => Ok(Decision::Drop),
        (Aside::Row { .. }, "new") => Ok(Decision::New),
        (Aside::Row { people, .. }, _) => {
            let place = word.strip_prefix("join-").and_then(|it| it.parse::<usize>().ok());
            let key = place.and_then(|it| people.get(it));
            key.map(|it| Decision::Join(*it))
                .ok_or_else(|| wrong("decision", "1つ選んでください。"))
        }
        (Aside::Missing { .. }, "lost") => Ok(Decision::LostOn(sent.day("lost")?)),
        (Aside::Missing { .. }, _) => Err(wrong("decision", "1つ選んでください。")),
    }
}

fn refusal(error: &SettleError) -> Option<Refusal> {
    let (heading, step) = match error {
        SettleError::Nothing | SettleError::Before => {
            ("この行は、もう決まっています", "一覧にもどってください")
        }
        SettleError::Unfit => {
            ("この行には、その決め方は使えません", "ほかの決め方を選んでください")
        }
        SettleError::NoPerson => {
            ("その人は、ほかの人とまとめられました", "一覧から、もう一度開いてください")
        }
        SettleError::LostBeforeAcquired => {
            ("資格を得た日より前に、失うことはできません", "資格喪失年月日を確かめてください")
        }
        SettleError::Conflict => {
            ("この人の記録を、ほかの人が先に変えました", "いまの記録を見て、もう一度決めてください")
        }
        SettleError::Change(_) => {
            ("この行のとおりには、記録できません", "行の内容を、名簿の送り元に確かめてください")
        }
        SettleError::Unreadable | SettleError::Store(_) => return None,
    };
    Some(Refusal::new(heading, step, "settle"))
}

/// The row of an address, which must be the insurer's.
fn aside_of(pages: &Shared, signed: &Signed, id: &str) -> Result<Quarantined, Trouble> {
    let id = signed.session.text_of(KIND, id).ok_or(Trouble::Gone)?;
    let row = pages.office.store().quarantined_row(&id)?;
    row.filter(|it| it.insurer == signed.insurer).ok_or(Trouble::Gone)
}

fn person(pages: &Shared, key: PersonKey) -> Result<Option<Box<Person>>, Trouble> {
    Ok(match pages.office.store().person(key)?.map(|it| it.held) {
        Some(Held::Person(person)) => Some(person),
        Some(Held::JoinedInto(_)) | None => None,
    })
}

fn insured(it: &Coverage) -> String {
    let parts = [it.symbol.as_deref(), Some(it.number.as_str()), it.branch.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join("・")
}

/// A cell of somebody recorded.
fn recorded(person: Option<&Person>, place: usize) -> String {
    let Some(person) = person else { return "(ほかの人とまとめた)".to_owned() };
    let identity = person.identity.as_ref();
    let coverage = person.dossier.coverages.iter().max_by_key(|it| it.acquired_on);
    let text = match place {
        0 => Some(name_of(person)),
        1 => identity.and_then(|it| it.kana.clone()),
        2 => Some(Day::of(person.dossier.born_on).text),
        3 => coverage.map(insured),
        4 => coverage.map(|it| Day::of(it.acquired_on).text),
        _ => person.address.as_ref().map(|it| it.text.clone()),
    };
    text.unwrap_or_default()
}
