//! A hub that answers from a table and remembers what it was asked.
//!
//! Numbers beginning with 0 match nobody; 7777 has a rare kanji; every other number is covered.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use interchange::confirmation::{
    Answer, Cause, Eligibility, Question, ReferenceNumberOutcome, ReferenceNumberRequest, Validity,
};
use jiff::{Timestamp, civil::date};
use reception::HubClient;
use record::{Role, Sex};
use serde_json::json;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{SAMPLES_INSTITUTION, messages::INSTITUTION, place::now};

/// How the hub behaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Up,
    CannotTell,
    Slow,
    NotIdentified,
}

/// A hub on a port of its own, which it keeps over a stop and start.
pub(crate) struct Hub {
    address: SocketAddr,
    memory: Arc<Mutex<Memory>>,
    serving: Mutex<Option<JoinHandle<()>>>,
}

struct Memory {
    mode: Mode,
    asked: Vec<Question>,
    /// The first answer to each id.
    answers: HashMap<String, (Question, Answer)>,
    reference_numbers: HashMap<String, String>,
    registered: Vec<ReferenceNumberRequest>,
    conflicts: usize,
    delay: Duration,
    earliest: Timestamp,
}

type Shared = State<Arc<Mutex<Memory>>>;

impl Hub {
    pub(crate) async fn serve() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let memory = Memory {
            mode: Mode::Up,
            asked: Vec::new(),
            answers: HashMap::new(),
            reference_numbers: HashMap::new(),
            registered: Vec::new(),
            conflicts: 0,
            delay: Duration::ZERO,
            earliest: Timestamp::MIN,
        };
        let memory = Arc::new(Mutex::new(memory));
        let address = listener.local_addr().unwrap();
        let hub = Self { address, memory, serving: Mutex::new(None) };
        hub.listen(listener);
        hub
    }

    fn listen(&self, listener: TcpListener) {
        let router = Router::new()
            .route("/readyz", get(async || StatusCode::OK))
            .route("/v1/confirmations", post(confirm))
            .route("/v1/reference-numbers", post(register))
            .with_state(Arc::clone(&self.memory));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        *self.serving.lock().unwrap() = Some(task);
    }

    /// Stops to listen, as a hub that was killed.
    pub(crate) async fn stop(&self) {
        let task = self.serving.lock().unwrap().take().unwrap();
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    }

    /// Listens again at the same address.
    pub(crate) async fn start(&self) {
        self.listen(TcpListener::bind(self.address).await.unwrap());
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn client(&self, institution: &str) -> HubClient {
        HubClient::new(&self.url(), institution, "key").unwrap()
    }

    pub(crate) fn set(&self, mode: Mode) {
        self.memory.lock().unwrap().mode = mode;
    }

    pub(crate) fn take_time(&self, delay: Duration) {
        self.memory.lock().unwrap().delay = delay;
    }

    pub(crate) fn refuse_times_before(&self, earliest: Timestamp) {
        self.memory.lock().unwrap().earliest = earliest;
    }

    pub(crate) fn asked(&self) -> Vec<Question> {
        self.memory.lock().unwrap().asked.clone()
    }

    /// How many different questions were answered.
    pub(crate) fn answered(&self) -> usize {
        self.memory.lock().unwrap().answers.len()
    }

    /// How often an id came with another question.
    pub(crate) fn conflicts(&self) -> usize {
        self.memory.lock().unwrap().conflicts
    }
}

fn is_known(headers: &HeaderMap) -> bool {
    let given = headers.get("authorization").and_then(|it| it.to_str().ok());
    [INSTITUTION, SAMPLES_INSTITUTION].iter().any(|it| given == Some(&format!("Bearer {it}.key")))
}

fn refused(status: StatusCode, field: &str) -> Response {
    let body = json!({ "error": { "field": field, "wanted": "another value" } });
    (status, Json(body)).into_response()
}

async fn confirm(
    State(memory): Shared,
    headers: HeaderMap,
    Json(question): Json<Question>,
) -> Response {
    let (mode, delay, earliest) = {
        let mut memory = memory.lock().unwrap();
        memory.asked.push(question.clone());
        (memory.mode, memory.delay, memory.earliest)
    };
    if mode == Mode::NotIdentified || !is_known(&headers) {
        return refused(StatusCode::UNAUTHORIZED, "authorization");
    }
    if question.asked_at < earliest {
        return refused(StatusCode::BAD_REQUEST, "asked_at");
    }
    let delay = if mode == Mode::Slow { Duration::from_secs(10) } else { delay };
    tokio::time::sleep(delay).await;
    let mut memory = memory.lock().unwrap();
    if mode == Mode::CannotTell {
        let mut answer = answer(&memory, &question);
        answer.validity = Validity::Undetermined;
        answer.result = None;
        answer.cause = Some(Cause::NotRecorded);
        return (StatusCode::SERVICE_UNAVAILABLE, Json(answer)).into_response();
    }
    let new = answer(&memory, &question);
    let (first, answer) =
        memory.answers.entry(question.id.clone()).or_insert((question.clone(), new)).clone();
    if first != question {
        memory.conflicts += 1;
        return refused(StatusCode::CONFLICT, "id");
    }
    Json(answer).into_response()
}

async fn register(
    State(memory): Shared,
    headers: HeaderMap,
    Json(request): Json<ReferenceNumberRequest>,
) -> Response {
    let mut memory = memory.lock().unwrap();
    if memory.mode == Mode::NotIdentified || !is_known(&headers) {
        return refused(StatusCode::UNAUTHORIZED, "authorization");
    }
    if memory.mode == Mode::CannotTell {
        let outcome = ReferenceNumberOutcome::Undetermined { cause: Cause::Busy };
        return (StatusCode::SERVICE_UNAVAILABLE, Json(outcome)).into_response();
    }
    let outcome = if request.number.starts_with('0') {
        ReferenceNumberOutcome::NoMatch
    } else {
        let number = request.reference_number.clone();
        memory.reference_numbers.insert(request.number.clone(), number);
        ReferenceNumberOutcome::Registered
    };
    memory.registered.push(request);
    Json(outcome).into_response()
}

fn answer(memory: &Memory, question: &Question) -> Answer {
    let is_known = !question.number.starts_with('0');
    let name = if question.number == "7777" { "𠮷野　花子" } else { "試験　花子" };
    let kana =
        if question.number == "7777" { "ヨシノ　ハナコ" } else { "シケン　ハナコ" };
    let result = Eligibility {
        insurer_number: question.insurer_number.clone(),
        insurer_name: Some("試験市".to_owned()),
        symbol: None,
        number: question.number.clone(),
        branch: question.branch.clone(),
        name: name.to_owned(),
        kana: Some(kana.to_owned()),
        insured_name: None,
        sex: Sex::Female,
        born_on: question.born_on,
        postcode: None,
        address: None,
        role: Role::Insured,
        acquired_on: date(2020, 4, 1),
        lost_on: None,
        share_tenths: Some(3),
        preschool: false,
        elderly_from: None,
        certificate: None,
        void_certificates: Vec::new(),
        reference_number: memory.reference_numbers.get(&question.number).cloned(),
    };
    Answer {
        id: question.id.clone(),
        confirmed_at: now(),
        on: question.on,
        validity: if is_known { Validity::Valid } else { Validity::NoMatch },
        result: is_known.then_some(result),
        not_covered: None,
        cause: None,
        because: Vec::new(),
    }
}
