//! An authority with made-up people, cards and staff, at an instant the test turns.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use jiff::Timestamp;
use server::{
    authority::{Authority, Role, StaffKey, admit, router},
    work::card::{
        ApplicationChannel, CardApplication, CardReason, HandOver, IdentityCheck, IdentityProof,
        NewResident, Occasion, WhoCame, apply, hand_over, make_card, personalisation_order,
        record_resident,
    },
};
use store::PersonKey;
use tower::ServiceExt as _;

use crate::{
    keys::keys,
    world::{World, address, day, identity, instant},
};

/// The My Number of 見本 花子.
pub(crate) const MY_NUMBER: &str = "123456789018";
pub(crate) const STAFF: &str = "clerk-1";
/// The day of the tests: the certificates of 2023 end in ten weeks.
pub(crate) const TODAY: &str = "2028-03-01";

/// An authority and somebody's browser.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) router: Router,
    pub(crate) key: String,
    /// Whose card of 2023 is in use.
    pub(crate) hanako: PersonKey,
    now: Arc<Mutex<Timestamp>>,
    cookie: Mutex<String>,
}

/// What a page said.
pub(crate) struct Said {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) text: String,
}

impl Stage {
    /// 見本 花子 with a card of 2023, an application of 例 太郎, a card that waits for 試験 愛, and
    /// twins with one insured id.
    pub(crate) async fn set() -> Self {
        let world = World::new().await;
        let now = Arc::new(Mutex::new(instant(TODAY, "10:00")));
        let clock = Arc::clone(&now);
        let authority =
            Authority::new(Arc::clone(&world.office), Arc::new(move || *clock.lock().unwrap()));
        let router = router(Arc::new(authority));
        let key = StaffKey::of([7; 32]);
        let at = instant("2026-01-05", "09:00");
        let who = (STAFF, "窓口 一郎");
        let (store, place) = (world.ledger.store(), Some("99201"));
        admit(store, who, Role::Clerk, place, &key, at).await.unwrap();
        let hanako = resident(&world, ("見本　花子", "1990-05-10"), Some(MY_NUMBER)).await;
        world.cover(hanako, "２００", "2023-04-01").await;
        world.register(hanako, "2023-12-01").await;
        let order = applied(&world, hanako, "2023-11-01").await;
        made(&world, &order, "2023-11-10").await;
        handed_over(&world, &order, "2023-11-20").await;
        let taro = resident(&world, ("例　太郎", "2001-08-03"), None).await;
        applied(&world, taro, "2028-02-25").await;
        let ai = resident(&world, ("試験　愛", "1975-12-24"), None).await;
        let order = applied(&world, ai, "2028-02-10").await;
        made(&world, &order, "2028-02-21").await;
        for name in ["双葉　葵", "双葉　茜"] {
            let twin = resident(&world, (name, "1999-09-09"), None).await;
            world.cover(twin, "３００", "2023-04-01").await;
        }
        let key = key.as_str().to_owned();
        Self { world, router, key, hanako, now, cookie: Mutex::default() }
    }

    /// The same with somebody signed in.
    pub(crate) async fn signed_in() -> Self {
        let stage = Self::set().await;
        let said = stage.sign_in(&stage.key).await;
        assert_eq!((said.status, said.location.as_str()), (StatusCode::SEE_OTHER, "/authority"));
        stage
    }

    pub(crate) async fn sign_in(&self, key: &str) -> Said {
        self.post("/sign-in", &[("staff_id", STAFF), ("key", key)]).await
    }

    /// Turns the clock.
    pub(crate) fn later(&self, seconds: i64) {
        *self.now.lock().unwrap() += jiff::SignedDuration::from_secs(seconds);
    }

    /// Forgets the cookie.
    pub(crate) fn forget(&self) -> String {
        std::mem::take(&mut *self.cookie.lock().unwrap())
    }

    /// Takes up a cookie again.
    pub(crate) fn remember(&self, cookie: String) {
        *self.cookie.lock().unwrap() = cookie;
    }

    pub(crate) async fn get(&self, path: &str) -> Said {
        self.send(Request::get(at(path)).body(Body::empty()).unwrap()).await
    }

    /// Sends a form as a page of the office does.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Said {
        self.post_from("same-origin", path, fields).await
    }

    pub(crate) async fn post_from(&self, site: &str, path: &str, fields: &[(&str, &str)]) -> Said {
        let request = Request::post(at(path))
            .header("sec-fetch-site", site)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form(fields)))
            .unwrap();
        self.send(request).await
    }

    /// Finds 見本 花子 and gives the path of her page.
    pub(crate) async fn find(&self) -> String {
        let said = self.post("/find", &[("by", "my_number"), ("my_number", MY_NUMBER)]).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
        said.location
    }

    /// Opens the page of an act and sends its form with some answers.
    pub(crate) async fn act(&self, path: &str, fields: &[(&str, &str)]) -> Said {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let (act_id, about) = (page.value("act_id"), page.value("about"));
        let own = [("act_id", act_id.as_str()), ("about", about.as_str())];
        self.post(path, &[&own[..], fields].concat()).await
    }

    async fn send(&self, mut request: Request<Body>) -> Said {
        let cookie = self.cookie.lock().unwrap().clone();
        if !cookie.is_empty() {
            request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        if let Some(cookie) = response.headers().get(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
            let (pair, _) = cookie.split_once(';').unwrap();
            pair.clone_into(&mut self.cookie.lock().unwrap());
        }
        Said::of(response).await
    }
}

impl Said {
    async fn of(response: Response<Body>) -> Self {
        let status = response.status();
        let location = response.headers().get(header::LOCATION);
        let location = location.map_or("", |it| it.to_str().unwrap()).to_owned();
        let policy = response.headers().get(header::CONTENT_SECURITY_POLICY);
        let policy = policy.map_or("", |it| it.to_str().unwrap());
        assert!(policy.starts_with("default-src 'none';"), "{status} has policy {policy:?}");
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Self { status, location, text: String::from_utf8(body.to_vec()).unwrap() }
    }

    /// The value of a hidden field.
    #[track_caller]
    pub(crate) fn value(&self, name: &str) -> String {
        let begin = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.text.split_once(&begin).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }

    /// Fails unless the page has every one of some texts.
    #[track_caller]
    pub(crate) fn has(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.text.contains(text), "{text} is missing in {}", self.text);
        }
    }
}

/// The card number that an order's maker reads.
pub(crate) fn card_number(world: &World, order_id: &str, on: &str) -> String {
    personalisation_order(&world.office, order_id, None, day(on)).unwrap().card_number
}

/// Somebody who moved here long ago.
pub(crate) async fn resident(
    world: &World,
    (name, born_on): (&str, &str),
    my_number: Option<&str>,
) -> PersonKey {
    let it = NewResident {
        identity: identity(name, born_on),
        address: address("見本県みほん市一丁目1番1号"),
        stay_until: None,
        my_number: my_number.map(str::to_owned),
    };
    let occasion = Occasion::now(&world.id("resident"), "test", instant("2020-01-06", "10:00"));
    record_resident(&world.office, &occasion, &it).await.unwrap().person_key
}

/// Somebody whose card of 2023 is in use.
pub(crate) async fn with_card(world: &World, name: &str) {
    let key = resident(world, (name, "1990-05-11"), None).await;
    let order = applied(world, key, "2023-11-01").await;
    made(world, &order, "2023-11-10").await;
    handed_over(world, &order, "2023-11-20").await;
}

/// An application at the counter; its order.
pub(crate) async fn applied(world: &World, key: PersonKey, on: &str) -> String {
    let application = CardApplication {
        municipality: "99201".to_owned(),
        channel: ApplicationChannel::Counter,
        reason: CardReason::First,
        received_on: day(on),
        who_applied: WhoCame::Person,
    };
    let occasion = Occasion::now(&world.id("apply"), STAFF, instant(on, "10:00"));
    apply(&world.office, &occasion, key, &application).await.unwrap().order_id.unwrap()
}

async fn made(world: &World, order_id: &str, on: &str) {
    let request = keys().card_request(&card_number(world, order_id, on), true);
    let occasion = Occasion::now(&world.id("make"), STAFF, instant(on, "10:00"));
    make_card(&world.office, &occasion, order_id, &request).await.unwrap();
}

async fn handed_over(world: &World, order_id: &str, on: &str) {
    let check = IdentityCheck { who_came: WhoCame::Person, proof: IdentityProof::OnePaper };
    let how = HandOver { check, pins_set: Vec::new(), pinless: false };
    let occasion = Occasion::now(&world.id("hand-over"), STAFF, instant(on, "10:00"));
    hand_over(&world.office, &occasion, order_id, &how).await.unwrap();
}

/// A path within the pages; a whole one stays.
fn at(path: &str) -> String {
    if path.starts_with("/authority") { path.to_owned() } else { format!("/authority{path}") }
}

fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| -> String {
        text.bytes().fold(String::new(), |text, it| text + &format!("%{it:02X}"))
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}
