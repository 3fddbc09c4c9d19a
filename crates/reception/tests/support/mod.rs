//! What the desk's tests share: a hub that answers from a table, a clock to turn, a desk between.

#![expect(dead_code, reason = "each test file uses its part")]

pub(crate) mod browser;
pub(crate) mod hub;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use axum::Router;
use jiff::Timestamp;
use reception::{
    Clock, HubClient, Journal,
    desk::{self, Desk},
};
use tempfile::TempDir;
use tokio::net::TcpListener;

pub(crate) use hub::{Hub, Mode};

/// The path the desk is nested under, as in the demo.
pub(crate) const BASE: &str = "/desk";
pub(crate) const INSTITUTION: &str = "1312345670";
pub(crate) const KEY: &str = "a-key-of-the-tests";

/// A desk that is served, with its hub and clock.
pub(crate) struct Stage {
    pub(crate) hub: Hub,
    pub(crate) desk: Arc<Desk>,
    pub(crate) address: String,
    seconds: Arc<AtomicI64>,
    directory: TempDir,
}

impl Stage {
    /// A desk on 2026-03-10 at 9:12:05 in Japan.
    pub(crate) async fn set() -> Self {
        let hub = Hub::serve().await;
        let directory = tempfile::tempdir().unwrap();
        let start: Timestamp = "2026-03-10T09:12:05+09:00".parse().unwrap();
        let seconds = Arc::new(AtomicI64::new(start.as_second()));
        let desk = Arc::new(a_desk(&hub, &directory, &seconds));
        let address = serve(Router::new().nest(BASE, desk::router(Arc::clone(&desk)))).await;
        Self { hub, desk, address, seconds, directory }
    }

    /// The same journal behind another desk, as after the power came back.
    pub(crate) async fn restart(&mut self) {
        self.desk = Arc::new(a_desk(&self.hub, &self.directory, &self.seconds));
        let router = Router::new().nest(BASE, desk::router(Arc::clone(&self.desk)));
        self.address = serve(router).await;
    }

    /// Turns the clock.
    pub(crate) fn later(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Lets the background work do one round.
    pub(crate) async fn round(&self) {
        desk::round(&self.desk).await.unwrap();
    }

    /// The address of a page of the desk.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("http://{}{BASE}{path}", self.address)
    }

    /// A hold on the journal that lets nobody write while it lives.
    pub(crate) fn hold_journal(&self) -> rusqlite::Connection {
        let path = self.directory.path().join("journal.sqlite");
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        connection
    }

    /// Every byte of the journal's files.
    pub(crate) fn journal_bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.directory.path()).unwrap();
        files.flat_map(|it| std::fs::read(it.unwrap().path()).unwrap()).collect()
    }
}

fn a_desk(hub: &Hub, directory: &TempDir, seconds: &Arc<AtomicI64>) -> Desk {
    let client = HubClient::new(&format!("http://{}", hub.address), INSTITUTION, KEY).unwrap();
    let journal = Journal::open(directory.path()).unwrap();
    let seconds = Arc::clone(seconds);
    let clock: Clock =
        Arc::new(move || Timestamp::from_second(seconds.load(Ordering::SeqCst)).unwrap());
    Desk::new(client, journal, "見本クリニック".to_owned(), clock).under(BASE)
}

/// Serves a router on a free port of the loopback, for as long as the test runs.
pub(crate) async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

/// The look-up of a text such as `133991 101 12345678 01 昭和 51 5 5`; `-` is an empty field.
pub(crate) fn fields(text: &str) -> Vec<(&'static str, String)> {
    ["insurer_number", "symbol", "number", "branch", "era", "year", "month", "day"]
        .into_iter()
        .zip(text.split(' ').map(|it| if it == "-" { String::new() } else { it.to_owned() }))
        .collect()
}

/// Fields as a form sends them.
pub(crate) fn form_body(fields: &[(&str, String)]) -> String {
    let encoded = |text: &str| -> String {
        text.bytes().fold(String::new(), |text, it| text + &format!("%{it:02X}"))
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}
