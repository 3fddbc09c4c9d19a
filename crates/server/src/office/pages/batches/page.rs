//! The page of a batch: how it stands, what is to be done, and what it is made of.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
};
use serde::Deserialize;
use store::Batch;

use super::{
    super::{
        Frame, Section, Shared, Signed,
        telling::{Refusal, StepView, Told, counted},
    },
    bundles::{BundleRow, BundleState, GroundRow, Overview},
    drawing::Drawing,
    state::{BatchState, STEPS},
};
use crate::pages::{
    Page,
    fields::{Choice, Field, Kind, Sent, Wrong},
    message::{Trouble, shown_with},
    view::{Chip, Day, Tone},
};

/// Destinations shown at the most.
const BUNDLES_SHOWN_MAX: usize = 100;

/// What of a batch stands at its head.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) items: String,
    pub(super) in_hand_by: Option<Day>,
}

/// How it stands now.
#[derive(Clone, Debug)]
pub(super) struct Now {
    pub(super) tone: Tone,
    pub(super) icon: &'static str,
    pub(super) heading: &'static str,
    pub(super) says: String,
    pub(super) is_running: bool,
    pub(super) act: BatchAct,
    pub(super) withdraw: Option<String>,
}

/// What is to be done next.
#[derive(Clone, Debug)]
pub(super) enum BatchAct {
    Release(Releasing),
    Wait(&'static str),
    Start(Starting),
    Running(String),
    Count(Counting),
    Send(String),
    Nothing(&'static str),
}

#[derive(Clone, Debug)]
pub(super) struct Releasing {
    pub(super) act_id: String,
    pub(super) is_unseen: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Starting {
    pub(super) act_id: String,
    pub(super) says: &'static str,
    pub(super) button: &'static str,
}

#[derive(Clone, Debug)]
pub(super) struct Counting {
    pub(super) act_id: String,
    pub(super) sheets: String,
    pub(super) counted: Field,
}

/// How far the printing is.
#[derive(Clone, Debug)]
pub(super) struct ProgressView {
    pub(super) done: String,
    pub(super) total: String,
    pub(super) done_plain: u64,
    pub(super) total_plain: u64,
    pub(super) percent: u64,
    pub(super) label: &'static str,
    pub(super) per_minute: Option<String>,
    pub(super) started: Option<String>,
    pub(super) spoiled: String,
    pub(super) held: String,
    pub(super) not_due: String,
}

#[derive(Clone, Debug)]
pub(super) struct SpoilForm {
    pub(super) act_id: String,
    pub(super) first: Field,
    pub(super) last: Field,
    pub(super) why: Vec<Choice>,
    pub(super) told: Vec<ToldRow>,
}

#[derive(Clone, Debug)]
pub(super) struct ToldRow {
    pub(super) at: String,
    pub(super) sheets: String,
    pub(super) chip: Chip,
}

/// Who released it, and the rule.
#[derive(Clone, Debug)]
pub(super) struct ReleaseView {
    pub(super) title: &'static str,
    pub(super) rule: String,
    pub(super) events: Vec<ReleaseEvent>,
}

#[derive(Clone, Debug)]
pub(super) struct ReleaseEvent {
    pub(super) text: String,
    pub(super) at: Option<(Day, String)>,
    pub(super) says: &'static str,
    pub(super) is_coming: bool,
}

#[derive(Clone, Debug)]
pub(super) struct HeldRow {
    pub(super) place: u32,
    pub(super) path: String,
    pub(super) name: String,
    pub(super) kana: String,
    pub(super) why: String,
}

#[derive(Clone, Debug)]
pub(super) struct FileRow {
    pub(super) name: String,
    pub(super) says: &'static str,
    pub(super) size: String,
}

#[derive(Template)]
#[template(path = "office/batch.html")]
struct BatchPage {
    frame: Frame,
    notice: Option<Told>,
    refused: Option<Refusal>,
    batch: Head,
    steps: Vec<StepView>,
    now: Now,
    progress: Option<ProgressView>,
    held: Vec<HeldRow>,
    which: Vec<Choice>,
    bundles: Vec<BundleRow>,
    hidden: usize,
    spoil: Option<SpoilForm>,
    release: ReleaseView,
    grounds: Vec<GroundRow>,
    files: Vec<FileRow>,
    files_hidden: usize,
}

/// The part of the page that renews itself while a batch is printed.
#[derive(Template)]
#[template(path = "office/batch_now.html")]
struct NowPart {
    frame: Frame,
    batch: Head,
    now: Now,
    progress: Option<ProgressView>,
}

/// What the address may say.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Showing {
    which: String,
    done: String,
}

/// What a form sent that was not taken.
#[derive(Default)]
pub(super) struct Again {
    pub(super) sent: Sent,
    pub(super) refused: Option<Refusal>,
    pub(super) is_unseen: bool,
    /// The field that is wrong, and what is wanted.
    pub(super) wrong: Option<Wrong>,
}

/// The page of a batch.
pub(super) async fn page(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
    Query(showing): Query<Showing>,
) -> Page {
    draw(&pages, &signed, &id, &showing, (StatusCode::OK, Again::default()))
}

/// The page again with what was not taken.
pub(super) fn again(pages: &Shared, signed: &Signed, id: &str, again: Again) -> Page {
    let status = if again.refused.is_some() {
        StatusCode::CONFLICT
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    draw(pages, signed, id, &Showing::default(), (status, again))
}

/// The part that renews itself. Once the run has ended, the whole page is asked for.
pub(super) async fn now(
    State(pages): State<Shared>,
    signed: Signed,
    Path(id): Path<String>,
) -> Page {
    let batch = batch_of(&pages, &signed, &id)?;
    let drawing = Drawing::of(&pages, &signed, &batch)?;
    let mut head = Head::of(&batch);
    head.in_hand_by = None;
    let part = NowPart {
        frame: Frame::of(&pages, &signed, Section::Batches)?,
        batch: head,
        now: drawing.now(&Again::default())?,
        progress: drawing.progress()?,
    };
    let mut response = shown_with(StatusCode::OK, &part)?;
    if drawing.state != BatchState::Running {
        let refresh = axum::http::HeaderValue::from_static("true");
        response.headers_mut().insert("hx-refresh", refresh);
    }
    Ok(response)
}

/// A batch of the insurer of whoever is signed in.
pub(super) fn batch_of(pages: &Shared, signed: &Signed, id: &str) -> Result<Batch, Trouble> {
    let batch = pages.office.store().batch(id)?;
    batch.filter(|it| it.insurer == signed.insurer).ok_or(Trouble::NothingHere)
}

fn draw(
    pages: &Shared,
    signed: &Signed,
    id: &str,
    showing: &Showing,
    (status, again): (StatusCode, Again),
) -> Page {
    let batch = batch_of(pages, signed, id)?;
    let drawing = Drawing::of(pages, signed, &batch)?;
    let overview = Overview::of(pages.office.store(), &batch, drawing.state)?;
    let mut head = Head::of(&batch);
    head.in_hand_by = overview.in_hand_by.map(Day::of);
    let chosen = which_of(&showing.which);
    let mut bundles = overview.bundles;
    bundles.retain(|it| chosen.is_none_or(|state| it.state == state));
    let hidden = bundles.len().saturating_sub(BUNDLES_SHOWN_MAX);
    bundles.truncate(BUNDLES_SHOWN_MAX);
    let (files, files_hidden) = drawing.files()?;
    shown_with(
        status,
        &BatchPage {
            frame: Frame::of(pages, signed, Section::Batches)?,
            notice: told(&showing.done, drawing.state),
            batch: head,
            steps: StepView::all(&STEPS, drawing.state.steps_done()),
            now: drawing.now(&again)?,
            progress: drawing.progress()?,
            held: drawing.held(&overview.held)?,
            which: which_choices(chosen),
            bundles,
            hidden,
            spoil: drawing.spoil(&again)?,
            release: drawing.release()?,
            grounds: overview.grounds,
            files,
            files_hidden,
            refused: again.refused,
        },
    )
}

/// What was done, after a form sent the browser here.
fn told(word: &str, state: BatchState) -> Option<Told> {
    let text = match word {
        // What was begun is no news once it has ended.
        "released" | "started" if state != BatchState::Running => return None,
        "made" => "束を作りました。",
        "released" => "交付を許可しました。印刷を始めました。",
        "returned" => "計画した人に戻しました。",
        "withdrawn" => "束を取りやめました。",
        "started" => "印刷を始めました。",
        "paused" => "いま作っている分で止まります。",
        "spoiled" => "届けたシートを無効にし、作り直しました。新しいファイルを印刷してください。",
        "counted" => "枚数を記録しました。",
        "sent" => "発送を記録しました。",
        _ => return None,
    };
    Some(Told::done(text))
}

const WHICH: [(&str, &str, Option<BundleState>); 4] = [
    ("", "すべて", None),
    ("waits", "印刷待ち", Some(BundleState::Waits)),
    ("short", "足りない", Some(BundleState::Short)),
    ("complete", "そろった", Some(BundleState::Complete)),
];

fn which_of(word: &str) -> Option<BundleState> {
    WHICH.iter().find(|it| it.0 == word)?.2
}

fn which_choices(chosen: Option<BundleState>) -> Vec<Choice> {
    let choice = |it: &(&str, &str, Option<BundleState>)| Choice {
        value: it.0.to_owned(),
        text: it.1.to_owned(),
        is_chosen: it.2 == chosen,
    };
    WHICH.iter().map(choice).collect()
}

impl Head {
    fn of(it: &Batch) -> Self {
        Self {
            id: it.batch_id.clone(),
            name: it.name.clone(),
            items: counted(it.items.into()),
            in_hand_by: None,
        }
    }
}
