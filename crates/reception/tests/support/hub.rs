//! A hub that answers from a table and can fall silent.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU8, Ordering},
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use interchange::confirmation::{
    Answer, Cause, Eligibility, NotCovered, Question, Validity, WhyNotCovered,
};
use jiff::civil::{Date, date};
use record::{Role, Sex};
use serde_json::json;

use super::{INSTITUTION, KEY, serve};

/// How the hub behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Mode {
    /// It answers.
    Up,
    /// It answers what no hub answers.
    Broken,
    /// It answers and cannot write down.
    NotRecorded,
    /// It knows the institution no more.
    Stranger,
}

/// A hub on a port of its own.
pub(crate) struct Hub {
    pub(crate) address: String,
    state: Arc<HubState>,
}

#[derive(Default)]
struct HubState {
    mode: AtomicU8,
    asked: Mutex<Vec<Question>>,
    /// What a watched person's number answers once it is registered.
    registered: AtomicU8,
}

impl Hub {
    pub(crate) async fn serve() -> Self {
        let state = Arc::new(HubState::default());
        let router = Router::new()
            .route("/v1/confirmations", post(confirm))
            .route("/readyz", get(ready))
            .with_state(Arc::clone(&state));
        Self { address: serve(router).await, state }
    }

    pub(crate) fn set(&self, mode: Mode) {
        self.state.mode.store(mode as u8, Ordering::SeqCst);
    }

    /// From now on the next coverage of 転職 翔 is registered.
    pub(crate) fn register_next_coverage(&self) {
        self.state.registered.store(1, Ordering::SeqCst);
    }

    /// Every question that reached the hub.
    pub(crate) fn asked(&self) -> Vec<Question> {
        self.state.asked.lock().unwrap().clone()
    }
}

async fn ready(State(state): State<Arc<HubState>>) -> StatusCode {
    if state.mode.load(Ordering::SeqCst) == Mode::Broken as u8 {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    }
}

async fn confirm(
    State(state): State<Arc<HubState>>,
    headers: HeaderMap,
    Json(question): Json<Question>,
) -> Response {
    state.asked.lock().unwrap().push(question.clone());
    let mode = state.mode.load(Ordering::SeqCst);
    let bearer = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    let known = bearer == Some(format!("Bearer {INSTITUTION}.{KEY}").as_str());
    if !known || mode == Mode::Stranger as u8 {
        return refusal(StatusCode::UNAUTHORIZED, "authorization");
    }
    if mode == Mode::Broken as u8 {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    if mode == Mode::NotRecorded as u8 {
        let cause = Some(Cause::NotRecorded);
        let answer = Answer { cause, ..answer(&question, Validity::Undetermined) };
        return (StatusCode::SERVICE_UNAVAILABLE, Json(answer)).into_response();
    }
    match question.number.as_str() {
        "429" => {
            let refused = refusal(StatusCode::TOO_MANY_REQUESTS, "born_on");
            ([(header::RETRY_AFTER, "90")], refused).into_response()
        }
        "422" => refusal(StatusCode::UNPROCESSABLE_ENTITY, "branch"),
        _ => Json(from_table(&question, state.registered.load(Ordering::SeqCst) == 1))
            .into_response(),
    }
}

fn refusal(status: StatusCode, field: &str) -> Response {
    (status, Json(json!({"error": {"field": field, "wanted": "another value"}}))).into_response()
}

fn answer(question: &Question, validity: Validity) -> Answer {
    Answer {
        id: question.id.clone(),
        confirmed_at: question.asked_at,
        on: question.on,
        validity,
        result: None,
        not_covered: None,
        cause: None,
        because: Vec::new(),
    }
}

/// The people of the table, by 番号 and birth date.
fn from_table(question: &Question, registered: bool) -> Answer {
    use WhyNotCovered::{Lost, NotBegun, TurnedSeventyFive};

    let covered = |name, kana, tenths| Answer {
        result: Some(Eligibility {
            share_tenths: Some(tenths),
            ..person(question, name, kana, date(2023, 4, 1), None)
        }),
        because: vec!["F-94".to_owned(), "F-69".to_owned()],
        ..answer(question, Validity::Valid)
    };
    let not = |name, kana, why, from, acquired_on, newer_known| Answer {
        result: Some(person(question, name, kana, acquired_on, Some(from))),
        not_covered: Some(NotCovered {
            why,
            from,
            recorded_on: Some(date(2026, 3, 4)),
            newer_known,
        }),
        because: vec!["F-94".to_owned(), "F-59".to_owned()],
        ..answer(
            question,
            if newer_known { Validity::InvalidNewerKnown } else { Validity::Invalid },
        )
    };
    match (question.number.as_str(), question.born_on.to_string().as_str()) {
        ("12345678", "1976-05-05") => covered("国保 太郎", "コクホ タロウ", 3),
        ("12345678", "2021-06-01") if question.branch.is_none() => {
            answer(question, Validity::Several)
        }
        ("12345678", "2021-06-01") => covered("国保 ひなた", "コクホ ヒナタ", 2),
        ("777", "1938-07-07") => covered("後期 千代", "コウキ チヨ", 1),
        ("310", "1990-08-19") => not(
            "転職 翔",
            "テンショク ショウ",
            Lost,
            date(2026, 3, 1),
            date(2022, 4, 1),
            registered,
        ),
        ("311", "1985-01-20") => {
            not("転入 葵", "テンニュウ アオイ", Lost, date(2026, 2, 1), date(2020, 4, 1), true)
        }
        ("312", "1951-03-01") => not(
            "後期 五郎",
            "コウキ ゴロウ",
            TurnedSeventyFive,
            date(2026, 3, 1),
            date(2010, 4, 1),
            false,
        ),
        ("313", "2000-02-02") => {
            not("新入 実", "シンニュウ ミノル", NotBegun, date(2026, 4, 1), date(2026, 4, 1), false)
        }
        ("314", "1980-10-10") => {
            not("失効 勇", "シッコウ イサム", Lost, date(2024, 10, 1), date(2015, 4, 1), false)
        }
        _ => answer(question, Validity::NoMatch),
    }
}

fn person(
    question: &Question,
    name: &str,
    kana: &str,
    acquired_on: Date,
    lost_on: Option<Date>,
) -> Eligibility {
    Eligibility {
        insurer_number: question.insurer_number.clone(),
        insurer_name: Some("みほん国民健康保険組合".to_owned()),
        symbol: question.symbol.clone(),
        number: question.number.clone(),
        branch: Some(question.branch.clone().unwrap_or_else(|| "00".to_owned())),
        name: name.to_owned(),
        kana: Some(kana.to_owned()),
        insured_name: None,
        sex: Sex::Male,
        born_on: question.born_on,
        postcode: None,
        address: Some("東京都見本区見本町1-2-3".to_owned()),
        role: Role::Insured,
        acquired_on,
        lost_on: lost_on.filter(|it| *it <= question.on),
        share_tenths: None,
        preschool: false,
        elderly_from: None,
        certificate: None,
        void_certificates: Vec::new(),
        reference_number: None,
    }
}
