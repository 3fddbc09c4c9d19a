//! A clinic: a kiosk on a card tray and a desk beside it, served on the loopback.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicI64, Ordering},
};

use axum::{
    Router,
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
};
use card::{layout::FileId, tray::Tray, virtual_card::VirtualCard};
use jiff::Timestamp;
use reception::{
    Clock, HubClient, Journal,
    desk::{self, Desk},
    kiosk::{self, Kiosk},
};
use reqwest::{Client, StatusCode, redirect::Policy};
use rusqlite::Connection;
use serde_json::Value;
use server::hub::Hub;
use tempfile::TempDir;

use crate::{
    listening::{Heard, ListeningReader},
    support::{form_body, serve},
    town::{CLINIC, Issued, PIN, Town, instant, member},
};

/// Where the kiosk's pages lie.
pub(crate) const KIOSK: &str = "/kiosk";

/// A kiosk and a desk, the town behind them, and what is needed to watch them.
pub(crate) struct Clinic {
    pub(crate) town: Town,
    pub(crate) tray: Tray,
    pub(crate) heard: Arc<Mutex<Heard>>,
    pub(crate) kiosk: Arc<Kiosk>,
    pub(crate) address: String,
    /// Every address the clinic's pages were asked by.
    pub(crate) addresses: Arc<Mutex<Vec<String>>>,
    seconds: Arc<AtomicI64>,
    directory: TempDir,
}

/// What a kiosk shows.
pub(crate) struct Screen {
    pub(crate) page: String,
    pub(crate) text: String,
    pub(crate) seen: String,
}

impl Clinic {
    /// A clinic on 2026-03-10 at 9:12:05 in Japan.
    pub(crate) async fn open() -> Self {
        Self::with(|hub| hub).await
    }

    /// A clinic whose hub is set up in another way.
    pub(crate) async fn with(setting: impl FnOnce(Hub) -> Hub) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let seconds = Arc::new(AtomicI64::new(instant("2026-03-10 09:12:05").as_second()));
        let wall = Arc::clone(&seconds);
        let clock: Clock =
            Arc::new(move || Timestamp::from_second(wall.load(Ordering::SeqCst)).unwrap());
        let town = Town::found(&directory, &clock, setting).await;
        let client = HubClient::new(&town.hub_address, CLINIC, town.key.as_str()).unwrap();
        let journal = Journal::open(&directory.path().join("desk")).unwrap();
        let tray = Tray::new();
        let (reader, heard) = ListeningReader::of(&tray);
        let name = || "見本クリニック".to_owned();
        let kiosk = Kiosk::new(
            client.clone(),
            journal.clone(),
            Box::new(reader),
            name(),
            Arc::clone(&clock),
        );
        let kiosk = Arc::new(kiosk.under(KIOSK));
        let desk = Arc::new(Desk::new(client, journal, name(), clock).under("/desk"));
        let addresses = Arc::new(Mutex::new(Vec::new()));
        let router = Router::new()
            .nest(KIOSK, kiosk::router(Arc::clone(&kiosk)))
            .nest("/desk", desk::router(desk))
            .layer(from_fn_with_state(Arc::clone(&addresses), noted));
        let address = format!("http://{}", serve(router).await);
        Self { town, tray, heard, kiosk, address, addresses, seconds, directory }
    }

    /// Turns the clock to an instant in Japan.
    pub(crate) fn is(&self, now: &str) {
        self.seconds.store(instant(now).as_second(), Ordering::SeqCst);
    }

    /// Turns the clock.
    pub(crate) fn later(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The card of somebody with a dossier.
    pub(crate) async fn card_of(&self, dossier: &Value) -> Issued {
        let person_key = self.town.person(dossier).await;
        self.town.card(person_key).await
    }

    /// The card of a member with nothing out of the ordinary.
    pub(crate) async fn card(&self) -> Issued {
        self.card_of(&member()).await
    }

    /// Lays a card down, and gives the page that greets it.
    pub(crate) async fn lay(&self, card: VirtualCard) -> Screen {
        assert!(self.tray.lay(card).is_none(), "a card lay there");
        self.look().await
    }

    /// Takes the card away, and gives it with the page that follows.
    pub(crate) async fn take(&self) -> (VirtualCard, Screen) {
        let card = self.tray.take().unwrap();
        (card, self.look().await)
    }

    /// Lets the kiosk look at its reader, and gives the page it shows then.
    pub(crate) async fn look(&self) -> Screen {
        kiosk::look(&self.kiosk).await;
        self.screen().await
    }

    pub(crate) async fn screen(&self) -> Screen {
        let response = client().get(self.at("")).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        Screen::of(response.text().await.unwrap())
    }

    /// Presses what the present page offers.
    pub(crate) async fn press(&self, path: &str, fields: &[(&str, &str)]) -> Screen {
        let seen = self.screen().await.seen;
        self.press_on(&seen, path, fields).await
    }

    /// Presses what a page offers, also one that shows no more.
    pub(crate) async fn press_on(&self, seen: &str, path: &str, fields: &[(&str, &str)]) -> Screen {
        let mut fields: Vec<(&str, String)> =
            fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        fields.push(("seen", seen.to_owned()));
        let response = client()
            .post(self.at(path))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(form_body(&fields))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{path}");
        assert_eq!(response.headers()["location"], KIOSK);
        self.screen().await
    }

    /// Types digits one after the other; the page after the last.
    pub(crate) async fn digits(&self, digits: &str) -> Screen {
        let mut screen = self.screen().await;
        for digit in digits.chars() {
            let digit = digit.to_string();
            screen = self.press_on(&screen.seen, "/digit", &[("digit", &digit)]).await;
        }
        screen
    }

    /// Types the right PIN.
    pub(crate) async fn pin(&self) -> Screen {
        self.digits(PIN).await
    }

    /// Staff type number B.
    pub(crate) async fn face_number(&self, [birth, year, code]: [&str; 3]) -> Screen {
        self.press("/face-number", &[("birth", birth), ("year", year), ("code", code)]).await
    }

    /// What the desk's list says.
    pub(crate) async fn desk(&self) -> String {
        let response = client().get(format!("{}/desk", self.address)).send().await.unwrap();
        let page = response.text().await.unwrap();
        let (_, list) = page.split_once("id=\"today\"").unwrap();
        plain(list)
    }

    /// How many questions stand in the desk's journal.
    pub(crate) fn journal(&self) -> u32 {
        let journal = self.directory.path().join("desk").join("journal.sqlite");
        count(&journal, "SELECT count(*) FROM desk_question")
    }

    /// How many confirmations the hub has written down.
    pub(crate) fn confirmations(&self) -> u32 {
        let log = self.directory.path().join("ledger.sqlite-log");
        count(&log, "SELECT count(*) FROM confirmation")
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{KIOSK}{path}", self.address)
    }
}

impl Screen {
    fn of(page: String) -> Self {
        let (_, rest) = page.split_once("changed?seen=").unwrap();
        let seen = rest.split_once('"').unwrap().0.to_owned();
        Self { text: plain(&page), page, seen }
    }

    /// Fails unless the page says all of it: parts between `|`.
    #[track_caller]
    pub(crate) fn says(&self, parts: &str) {
        for part in parts.split('|') {
            assert!(self.text.contains(part), "no {part} in {}", self.text);
        }
    }

    #[track_caller]
    pub(crate) fn never_says(&self, parts: &str) {
        for part in parts.split('|') {
            assert!(!self.text.contains(part), "{part} in {}", self.text);
        }
    }
}

/// Tries left for the PIN, and for number B.
pub(crate) fn tries(card: &VirtualCard) -> (u8, u8) {
    let layout = card::layout::Layout::FIRST;
    let left = |application: &[u8], file: FileId| {
        let counters = card.counters();
        let of = counters.iter().find(|it| it.application == application && it.file == file);
        of.unwrap().tries_left
    };
    let jpki = &layout.jpki;
    (
        left(jpki.aid, jpki.user_authentication.pin.file),
        left(layout.face.aid, layout.face.number_b.file),
    )
}

async fn noted(
    State(addresses): State<Arc<Mutex<Vec<String>>>>,
    request: Request,
    next: Next,
) -> Response {
    addresses.lock().unwrap().push(request.uri().to_string());
    next.run(request).await
}

fn count(database: &std::path::Path, statement: &str) -> u32 {
    let connection = Connection::open(database).unwrap();
    connection.query_row(statement, [], |row| row.get(0)).unwrap()
}

pub(crate) fn client() -> Client {
    Client::builder().no_proxy().redirect(Policy::none()).build().unwrap()
}

/// The text of a page without its marks.
pub(crate) fn plain(page: &str) -> String {
    let mut text = String::new();
    for part in page.split('<') {
        text.push_str(
            part.split_once('>').map_or(part, |(_, it)| it).trim_matches(['\n', '\t', ' ']),
        );
    }
    text.replace('\n', "")
}
