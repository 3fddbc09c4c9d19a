//! What changed settings change: item by item, and how many papers would be due today.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{Form, extract::State, http::StatusCode};
use record::{DocumentKind, Settings};
use store::PersonKey;

use super::{
    super::{Frame, Section, Shared, Signed, labels, telling::counted},
    form::{self, groups},
    own_settings, revision_of,
};
use crate::{
    office::OfficeRole,
    pages::{
        Page,
        fields::{Field, Kind, Sent, Wrong, with_errors},
        message::{Trouble, shown_with},
        session::random,
    },
    work::plan::{Plan, plan_under},
};

struct ChangeRow {
    name: &'static str,
    before: String,
    after: String,
}

struct DueRow {
    text: &'static str,
    before: String,
    after: String,
}

#[derive(Template)]
#[template(path = "office/settings_preview.html")]
struct PreviewPage {
    frame: Frame,
    changes: Vec<ChangeRow>,
    people: String,
    due: Vec<DueRow>,
    act_id: String,
    revision: i64,
    body: String,
    from: Field,
}

/// Shows what a form would change. Nothing is recorded.
pub(super) async fn preview(
    State(pages): State<Shared>,
    signed: Signed,
    Form(sent): Form<Vec<(String, String)>>,
) -> Page {
    signed.need(OfficeRole::may_administer)?;
    let sent = Sent(sent);
    let today = pages.office.day();
    let now = pages.office.ledger().insurer_settings(signed.insurer, today);
    match form::read(&sent, &now) {
        Ok(settings) => draw(&pages, &signed, &settings, &Sent::default(), Vec::new()).await,
        Err(wrongs) => {
            let how = (StatusCode::UNPROCESSABLE_ENTITY, None, wrongs.as_slice());
            super::draw(&pages, &signed, &sent, how)
        }
    }
}

/// The preview of settings.
pub(super) async fn draw(
    pages: &Shared,
    signed: &Signed,
    settings: &Settings,
    sent: &Sent,
    wrongs: Vec<Wrong>,
) -> Page {
    let today = pages.office.day();
    let now = pages.office.ledger().insurer_settings(signed.insurer, today);
    let changes = changes(&now, settings);
    let before = planned(pages, signed, &now).await?;
    let after = planned(pages, signed, settings).await?;
    let status = if wrongs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let hint = "この日から、新しい設定で判断します。";
    let from = Field::day("from", "使い始める日", sent, Some(today)).with_hint(hint);
    let from = with_errors(vec![from], &wrongs).pop().ok_or(Trouble::Gone)?;
    let body = serde_json::to_string(settings).map_err(|it| Trouble::Failed(Box::new(it)))?;
    let due = labels::ISSUED.into_iter().map(|kind| DueRow {
        text: labels::document(kind),
        before: counted(count(&before, kind)),
        after: counted(count(&after, kind)),
    });
    shown_with(
        status,
        &PreviewPage {
            frame: Frame::of(pages, signed, Section::Settings)?,
            people: people(differing(&before, &after)),
            changes,
            due: due.collect(),
            act_id: random::<16>().ok_or(Trouble::Randomness)?,
            revision: revision_of(&own_settings(pages, signed)?),
            body,
            from,
        },
    )
}

fn people(many: u64) -> String {
    if many == 0 {
        "きょうの時点で、送る書類が変わる人はいません。".to_owned()
    } else {
        format!("きょうの時点で、{}人の送る書類や期日が変わります。", counted(many))
    }
}

/// What would be due today under settings, read where it disturbs no other page.
async fn planned(pages: &Shared, signed: &Signed, settings: &Settings) -> Result<Plan, Trouble> {
    let (ledger, insurer) = (Arc::clone(pages.office.ledger()), signed.insurer);
    let (on, settings) = (pages.office.day(), settings.clone());
    let work = move || plan_under(&ledger, insurer, on, &settings);
    let plan = tokio::task::spawn_blocking(work).await;
    plan.map_err(|it| Trouble::Failed(Box::new(it)))?.map_err(|it| Trouble::Failed(Box::new(it)))
}

fn count(plan: &Plan, kind: DocumentKind) -> u64 {
    plan.items.iter().filter(|it| it.document == labels::law_kind(kind)).count() as u64
}

/// How many people are to get something else, or by another day.
fn differing(before: &Plan, after: &Plan) -> u64 {
    let papers = |plan: &Plan| {
        let mut of: HashMap<PersonKey, Vec<String>> = HashMap::new();
        for it in &plan.items {
            let paper = format!("{:?} {:?} {:?}", it.document, it.issue_from, it.in_hand_by);
            of.entry(it.person).or_default().push(paper);
        }
        of
    };
    let (before, after) = (papers(before), papers(after));
    let lost = before.keys().filter(|it| !after.contains_key(it)).count();
    let other = after.iter().filter(|(key, its)| before.get(key) != Some(its)).count();
    (lost + other) as u64
}

/// The items of the form whose answers differ.
fn changes(before: &Settings, after: &Settings) -> Vec<ChangeRow> {
    let (before, after) = (form::sent_of(before), form::sent_of(after));
    let fields = groups(&before).into_iter().flat_map(|it| it.fields);
    let others = groups(&after).into_iter().flat_map(|it| it.fields);
    fields
        .zip(others)
        .map(|(before, after)| ChangeRow {
            name: before.label,
            before: said(&before.kind),
            after: said(&after.kind),
        })
        .filter(|it| it.before != it.after)
        .collect()
}

/// What a field says, in words.
fn said(kind: &Kind) -> String {
    let text = match kind {
        Kind::One(choices) | Kind::Any(choices) => {
            let chosen = choices.iter().filter(|it| it.is_chosen).map(|it| it.text.as_str());
            chosen.collect::<Vec<_>>().join("、")
        }
        Kind::Line(text, _) => text.clone(),
        Kind::Lines(text) => text.replace('\n', "、"),
        Kind::Day([era, year, month, day]) if !year.is_empty() => {
            format!("{era}{year}年{month}月{day}日")
        }
        Kind::Day(_) => String::new(),
    };
    if text.is_empty() { "なし".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use record::{CertificateForm, SharePlace};

    use super::*;

    #[test]
    fn what_changes_is_said_in_words() {
        let before = Settings::default();
        let after = Settings {
            share: SharePlace::Separate,
            certificate_form: CertificateForm::A4,
            release_by_two_above: Some(200),
            crop_marks: true,
            ..Settings::default()
        };
        let said: Vec<_> =
            changes(&before, &after).into_iter().map(|it| (it.before, it.after)).collect();
        let wanted = [
            ("カード型", "A4"),
            ("なし", "はい"),
            ("資格確認書に印刷する", "高齢受給者証を別に交付する"),
            ("なし", "200"),
        ];
        assert_eq!(said, wanted.map(|(one, other)| (one.to_owned(), other.to_owned())));
        assert!(changes(&before, &before).is_empty());
    }
}
