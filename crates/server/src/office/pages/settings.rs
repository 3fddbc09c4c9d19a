//! The insurer's settings as a form, with a preview of what changes before anything does.

mod changes;
mod form;
mod letter;

use askama::Template;
use axum::{
    Form, Router,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
    routing::{get, post},
};
use jiff::civil::Date;
use record::{LetterKind, Settings};
use serde::Deserialize;
use store::{NewSetting, Setting};

use super::{BASE, Frame, Section, Shared, Signed, telling::Told};
use crate::{
    office::OfficeRole,
    pages::{
        Page,
        fields::{Choice, Field, Kind, Sent, Wrong, with_errors},
        message::{Trouble, shown_with},
        view::{Day, time},
    },
};

/// The pages of settings.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/settings", get(page).post(apply))
        .route("/settings/preview", post(changes::preview).get(to_settings))
        .route("/settings/letters/{word}", get(letter::page).post(letter::keep))
        .route("/settings/letters/{word}/preview.pdf", post(letter::preview))
}

/// Questions that belong together.
struct Group {
    title: &'static str,
    fields: Vec<Field>,
}

struct PastRow {
    text: String,
    day: Day,
    more: String,
    is_coming: bool,
}

#[derive(Template)]
#[template(path = "office/settings.html")]
struct SettingsPage {
    frame: Frame,
    notice: Option<Told>,
    insurer: String,
    number: String,
    revision: String,
    may_change: bool,
    groups: Vec<Group>,
    letters: Vec<Choice>,
    past: Vec<PastRow>,
}

/// What the address may say.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Showing {
    done: String,
}

async fn page(State(pages): State<Shared>, signed: Signed, Query(showing): Query<Showing>) -> Page {
    let notice = match showing.done.as_str() {
        "applied" => Some(Told::done("設定を変えました。")),
        "stale" => Some(Told {
            tone: crate::pages::view::Tone::Stop,
            text: "ほかの人が先に設定を変えたので、記録していません。いまの設定から、もう一度変えてください。"
                .to_owned(),
        }),
        _ => None,
    };
    let now = pages.office.ledger().insurer_settings(signed.insurer, pages.office.day());
    draw(&pages, &signed, &form::sent_of(&now), (StatusCode::OK, notice, &[]))
}

async fn to_settings() -> axum::response::Response {
    Redirect::to(&format!("{BASE}/settings")).into_response()
}

fn draw(
    pages: &Shared,
    signed: &Signed,
    sent: &Sent,
    (status, notice, wrongs): (StatusCode, Option<Told>, &[Wrong]),
) -> Page {
    let own = own_settings(pages, signed)?;
    let today = pages.office.day();
    let revision = own.last().map_or_else(
        || "はじめの設定".to_owned(),
        |it| format!("改訂{} {}", it.revision, Day::at(it.setting.recorded_at).text),
    );
    let mut groups = form::groups(sent);
    for group in &mut groups {
        let fields = std::mem::take(&mut group.fields);
        group.fields = with_errors(fields, wrongs);
        for field in &mut group.fields {
            field.has_focus = field.error.is_some();
        }
    }
    let frame = Frame::of(pages, signed, Section::Settings)?;
    shown_with(
        status,
        &SettingsPage {
            notice,
            insurer: frame.insurer_name.clone(),
            number: frame.insurer_number.clone(),
            frame,
            revision,
            may_change: signed.role.may_administer(),
            groups,
            letters: letters(),
            past: past(pages, &own, today)?,
        },
    )
}

fn letters() -> Vec<Choice> {
    let choice = |it: LetterKind| Choice {
        value: it.word().to_owned(),
        text: it.name().to_owned(),
        is_chosen: false,
    };
    LetterKind::ALL.into_iter().map(choice).collect()
}

/// The settings of the insurer, in the order recorded.
fn own_settings(pages: &Shared, signed: &Signed) -> Result<Vec<Setting>, Trouble> {
    let all = pages.office.store().settings()?;
    Ok(all.into_iter().filter(|it| it.setting.insurer == Some(signed.insurer)).collect())
}

/// The revision a form was made on; 0 before the first.
fn revision_of(own: &[Setting]) -> i64 {
    own.last().map_or(0, |it| it.revision)
}

fn past(pages: &Shared, own: &[Setting], today: Date) -> Result<Vec<PastRow>, Trouble> {
    let mut rows = Vec::with_capacity(own.len());
    for it in own.iter().rev() {
        let staff = pages.office.store().staff(&it.setting.recorded_by)?;
        let by = staff.map_or_else(|| it.setting.recorded_by.clone(), |it| it.name);
        let from = it.setting.from;
        let at = it.setting.recorded_at;
        rows.push(PastRow {
            text: format!("{}から使う設定", eligibility::written(from)),
            day: Day::at(at),
            more: format!("{} {by}", time(at)),
            is_coming: from > today,
        });
    }
    Ok(rows)
}

/// Records settings that were looked at, unless somebody was first.
async fn apply(
    State(pages): State<Shared>,
    signed: Signed,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    signed.need(OfficeRole::may_administer)?;
    let sent = Sent(sent);
    let Ok(settings) = serde_json::from_str::<Settings>(sent.text("body")) else {
        return Err(Trouble::NothingHere);
    };
    let from = match sent.day("from") {
        Ok(from) => from,
        Err(wrong) => {
            return changes::draw(&pages, &signed, &settings, &sent, vec![wrong]).await;
        }
    };
    record(&pages, &signed, &settings, (from, sent.text("revision"))).await
}

/// Appends settings where they were decided on the newest revision.
async fn record(
    pages: &Shared,
    signed: &Signed,
    settings: &Settings,
    (from, revision): (Date, &str),
) -> Page {
    let own = own_settings(pages, signed)?;
    let body = serde_json::to_string(settings).map_err(|it| Trouble::Failed(Box::new(it)))?;
    let is_there = own.last().is_some_and(|it| it.setting.body == body && it.setting.from == from);
    if is_there {
        return Ok(Redirect::to(&format!("{BASE}/settings?done=applied")).into_response());
    }
    if revision != revision_of(&own).to_string() {
        return Ok(Redirect::to(&format!("{BASE}/settings?done=stale")).into_response());
    }
    settings.to_law().map_err(|it| Trouble::Failed(Box::new(it)))?;
    let setting = NewSetting {
        insurer: Some(signed.insurer),
        from,
        body,
        recorded_at: pages.office.now(),
        recorded_by: signed.by().to_owned(),
    };
    pages.office.ledger().append_setting(setting, pages.office.day()).await?;
    tracing::info!("an insurer's settings were changed on a page");
    Ok(Redirect::to(&format!("{BASE}/settings?done=applied")).into_response())
}
