//! Mail: what came back, what is sent again, and who is still to be told that a certificate ends.

use askama::Template;
use axum::{
    Form, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
    routing::{get, post},
};
use serde::Deserialize;
use store::{Mailing, WaitsFor};

use super::{
    BASE, Frame, Section, Shared, Signed,
    applications::person_name,
    labels, letters,
    telling::{Fact, Refusal, Told, counted},
};
use crate::{
    office::OfficeRole,
    pages::{
        Page,
        fields::{Field, Kind, Sent, Wrong, with_errors},
        message::{Trouble, shown_with},
        session::random,
        view::{Day, Tone},
    },
    work::office::{MailEnd, OfficeRefusal, UndeliveredWhy},
};

/// Mail shown at the most.
const SHOWN_MAX: usize = 200;
/// Mail sent last, shown at the most.
const SENT_SHOWN_MAX: usize = 50;
/// Batches looked at for those sent.
const BATCHES_MAX: usize = 50;
/// What an id of a mailing is in a session.
pub(super) const KIND: &str = "mailing";

/// The pages of mail.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/mail", get(list))
        .route("/mail/warnings", post(warn))
        .route("/mail/{id}", get(page))
        .route("/mail/{id}/{act}", post(act))
}

struct Row {
    id: String,
    back: Option<Day>,
    person: Option<String>,
    to: String,
    what: &'static str,
    how: &'static str,
    why: &'static str,
}

struct SentRow {
    id: String,
    on: Day,
    to: String,
    what: &'static str,
    how: &'static str,
}

struct BatchRow {
    id: String,
    name: String,
    on: Day,
}

#[derive(Template)]
#[template(path = "office/mail.html")]
struct MailPage {
    frame: Frame,
    notice: Option<Told>,
    letters: Option<String>,
    refused: Option<Refusal>,
    undelivered: Vec<Row>,
    sent: Vec<SentRow>,
    batches: Vec<BatchRow>,
    warnings: String,
    act_id: String,
    may_change: bool,
}

/// A form of the page of a mailing.
struct ActForm {
    word: &'static str,
    title: &'static str,
    button: &'static str,
    says: &'static str,
    act_id: String,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "office/mailing.html")]
struct MailingPage {
    frame: Frame,
    refused: Option<Refusal>,
    id: String,
    title: &'static str,
    to: String,
    what: &'static str,
    tone: Tone,
    will: &'static str,
    follows: &'static str,
    facts: Vec<Fact>,
    letter: Option<String>,
    acts: Vec<ActForm>,
}

/// What the address may say.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Showing {
    done: String,
    many: u64,
    letters: String,
}

/// What came back, and what was sent.
async fn list(State(pages): State<Shared>, signed: Signed, Query(showing): Query<Showing>) -> Page {
    let notice = match showing.done.as_str() {
        "back" => Some(Told::done("もどった郵便として記録しました。")),
        "resend" => Some(Told::done("送りなおした記録をつけました。封をして出してください。")),
        "settle" => Some(Told::done("片づいたと記録しました。")),
        "warned" => {
            let text = format!("有効期限のお知らせを{}通、作りました。", counted(showing.many));
            Some(Told::done(text))
        }
        _ => None,
    };
    let letters = letters::link(&signed, &showing.letters);
    draw(&pages, &signed, StatusCode::OK, (notice, letters, None))
}

fn draw(
    pages: &Shared,
    signed: &Signed,
    status: StatusCode,
    (notice, letters, refused): (Option<Told>, Option<String>, Option<Refusal>),
) -> Page {
    let store = pages.office.store();
    let mut undelivered = Vec::new();
    for it in store.undelivered(signed.insurer, None, SHOWN_MAX)? {
        undelivered.push(row(pages, signed, &it)?);
    }
    let mut sent = Vec::new();
    for it in store.mailings(signed.insurer, None, SENT_SHOWN_MAX)? {
        if it.undelivered_on.is_none() {
            sent.push(sent_row(pages, signed, &it)?);
        }
    }
    let batches = store.batches(signed.insurer, None, BATCHES_MAX)?;
    let batches = batches.into_iter().filter_map(|it| {
        let on = Day::at(it.sent_at?);
        Some(BatchRow { id: it.batch_id, name: it.name, on })
    });
    let waiting = store.waiting_counts(signed.insurer)?;
    let soon = waiting.iter().find(|it| it.0 == WaitsFor::ExpiryWarning).map_or(0, |it| it.1);
    shown_with(
        status,
        &MailPage {
            frame: Frame::of(pages, signed, Section::Batches)?,
            notice,
            letters,
            refused,
            undelivered,
            sent,
            batches: batches.collect(),
            warnings: counted(soon),
            act_id: random::<16>().ok_or(Trouble::Randomness)?,
            may_change: signed.role.may_record(),
        },
    )
}

fn row(pages: &Shared, signed: &Signed, it: &Mailing) -> Result<Row, Trouble> {
    Ok(Row {
        id: signed.id_of(KIND, &it.mailing_id)?,
        back: it.undelivered_on.map(Day::of),
        person: it.person_key.map(|key| signed.person_path(key)).transpose()?,
        to: addressee(pages, it)?,
        what: labels::mailed(&it.what),
        how: labels::posted(&it.how),
        why: back_why(it),
    })
}

fn sent_row(pages: &Shared, signed: &Signed, it: &Mailing) -> Result<SentRow, Trouble> {
    Ok(SentRow {
        id: signed.id_of(KIND, &it.mailing_id)?,
        on: Day::of(it.sent_on),
        to: addressee(pages, it)?,
        what: labels::mailed(&it.what),
        how: labels::posted(&it.how),
    })
}

/// Why it came back.
pub(super) fn back_why(it: &Mailing) -> &'static str {
    let why = it.undelivered_why.as_deref().and_then(UndeliveredWhy::of);
    why.map_or("", UndeliveredWhy::name)
}

/// To whom it went.
pub(super) fn addressee(pages: &Shared, it: &Mailing) -> Result<String, Trouble> {
    match (it.person_key, &it.employer) {
        (Some(key), _) => person_name(pages, key),
        (None, Some(code)) => {
            let employer = pages.office.store().employer(it.insurer, code)?;
            Ok(employer.map_or_else(|| code.clone(), |it| it.name))
        }
        (None, None) => Ok("あて先の記録なし".to_owned()),
    }
}

/// Tells everybody not told yet that their certificate ends soon.
async fn warn(
    State(pages): State<Shared>,
    signed: Signed,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let sent = Sent(sent);
    let work = pages.office.work();
    let occasion = work.occasion(sent.text("act_id"), signed.by());
    match work.send_expiry_warnings(&occasion, signed.insurer).await {
        Ok(done) => {
            let (many, id) = (done.mailings.len(), letters::id_of(&signed, &done.mailings)?);
            let path = format!("{BASE}/mail?done=warned&many={many}&letters={id}");
            Ok(Redirect::to(&path).into_response())
        }
        Err(refusal) => {
            let refused = refused(refusal)?;
            draw(&pages, &signed, StatusCode::CONFLICT, (None, None, Some(refused)))
        }
    }
}

/// A mailing: told as come back, or dealt with.
async fn page(State(pages): State<Shared>, signed: Signed, Path(id): Path<String>) -> Page {
    draw_one(&pages, &signed, &id, (StatusCode::OK, &Sent::default(), None, None))
}

fn draw_one(
    pages: &Shared,
    signed: &Signed,
    id: &str,
    (status, sent, wrong, refused): (StatusCode, &Sent, Option<Wrong>, Option<Refusal>),
) -> Page {
    let it = mailing_of(pages, signed, id)?;
    let is_back = it.undelivered_on.is_some();
    let is_open = is_back && it.settled_at.is_none();
    let (title, tone, will, follows) = match (is_back, is_open) {
        (false, _) => (
            "もどった郵便を届ける",
            Tone::Part,
            "届かなかったと記録します",
            "送りなおすまで、「もどってきた郵便」に残ります。",
        ),
        (true, true) => (
            "もどった郵便を片づける",
            Tone::Soon,
            "送りなおすか、片づけるかを決めてください",
            "住所が変わっていれば、先に人の画面で直してください。",
        ),
        (true, false) => {
            ("片づいた郵便", Tone::Ok, "この郵便は、片づいています", "することは、ありません。")
        }
    };
    let mut facts = vec![
        Fact::new("送った日", Day::of(it.sent_on).text),
        Fact::new("送り方", labels::posted(&it.how)),
    ];
    if let Some(day) = it.undelivered_on {
        facts.push(Fact::new("もどった日", Day::of(day).text));
        facts.push(Fact::new("わけ", back_why(&it)));
    }
    let may_change = signed.role.may_record();
    let acts = match (may_change, is_back, is_open) {
        (true, false, _) => vec![back_form(sent, wrong, pages.office.day())?],
        (true, true, true) => settle_forms(sent)?,
        (true, true, false) | (false, _, _) => Vec::new(),
    };
    shown_with(
        status,
        &MailingPage {
            frame: Frame::of(pages, signed, Section::Batches)?,
            refused,
            id: id.to_owned(),
            title,
            to: addressee(pages, &it)?,
            what: labels::mailed(&it.what),
            tone,
            will,
            follows,
            facts,
            letter: if has_letter(&it) {
                Some(letters::path_of(signed, &it.mailing_id)?)
            } else {
                None
            },
            acts,
        },
    )
}

fn back_form(
    sent: &Sent,
    wrong: Option<Wrong>,
    today: jiff::civil::Date,
) -> Result<ActForm, Trouble> {
    let whys = UndeliveredWhy::ALL.into_iter().map(|it| (it.word(), it.name()));
    let fields = vec![
        Field::day("back", "もどった日", sent, Some(today)),
        Field::one("why", "わけ", sent, whys),
    ];
    let wrongs: Vec<_> = wrong.into_iter().collect();
    Ok(ActForm {
        word: "back",
        title: "",
        button: "もどったと記録する",
        says: "",
        act_id: random::<16>().ok_or(Trouble::Randomness)?,
        fields: with_errors(fields, &wrongs),
    })
}

fn settle_forms(sent: &Sent) -> Result<Vec<ActForm>, Trouble> {
    let act_id = || random::<16>().ok_or(Trouble::Randomness);
    let ends = MailEnd::ALL.into_iter().map(|it| (it.word(), it.name()));
    Ok(vec![
        ActForm {
            word: "resend",
            title: "",
            button: "送りなおす",
            says: "きょうの日付で、もう1通の記録をつけます。",
            act_id: act_id()?,
            fields: Vec::new(),
        },
        ActForm {
            word: "settle",
            title: "送らずに片づけるとき",
            button: "片づいたと記録する",
            says: "",
            act_id: act_id()?,
            fields: vec![Field::one("end", "どうしたか", sent, ends)],
        },
    ])
}

/// Does an act about a mailing.
async fn act(
    State(pages): State<Shared>,
    signed: Signed,
    Path((id, act)): Path<(String, String)>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    signed.need(OfficeRole::may_record)?;
    let (it, sent) = (mailing_of(&pages, &signed, &id)?, Sent(sent));
    let (work, insurer) = (pages.office.work(), signed.insurer);
    let occasion = work.occasion(sent.text("act_id"), signed.by());
    let id_of = &it.mailing_id;
    let done = match act.as_str() {
        "back" => match back(&sent) {
            Ok(how) => work.mark_undelivered(&occasion, insurer, id_of, how).await,
            Err(wrong) => {
                let how = (StatusCode::UNPROCESSABLE_ENTITY, &sent, Some(wrong), None);
                return draw_one(&pages, &signed, &id, how);
            }
        },
        "resend" => work.resend(&occasion, insurer, id_of).await,
        "settle" => match sent.one("end", MailEnd::of) {
            Ok(end) => work.settle_mail(&occasion, insurer, id_of, end).await,
            Err(wrong) => {
                let how = (StatusCode::UNPROCESSABLE_ENTITY, &sent, Some(wrong), None);
                return draw_one(&pages, &signed, &id, how);
            }
        },
        _ => return Err(Trouble::NothingHere),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("{BASE}/mail?done={act}")).into_response()),
        Err(refusal) => {
            let refused = refused(refusal)?;
            draw_one(&pages, &signed, &id, (StatusCode::CONFLICT, &sent, None, Some(refused)))
        }
    }
}

fn back(sent: &Sent) -> Result<(jiff::civil::Date, UndeliveredWhy), Wrong> {
    Ok((sent.day("back")?, sent.one("why", UndeliveredWhy::of)?))
}

/// The mailing of an address, which must be the insurer's.
fn mailing_of(pages: &Shared, signed: &Signed, id: &str) -> Result<Mailing, Trouble> {
    let id = signed.session.text_of(KIND, id).ok_or(Trouble::Gone)?;
    let mailing = pages.office.store().mailing(&id)?;
    mailing.filter(|it| it.insurer == signed.insurer).ok_or(Trouble::Gone)
}

/// Whether its letter can be printed again.
pub(super) fn has_letter(it: &Mailing) -> bool {
    matches!(it.what.as_str(), "invoice" | "refusal" | "reminder" | "expiry_warning")
}

fn refused(refusal: OfficeRefusal) -> Result<Refusal, Trouble> {
    Refusal::of(&refusal).ok_or_else(|| Trouble::Failed(Box::new(refusal)))
}
