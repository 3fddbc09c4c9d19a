//! An office with made-up members and staff, at an instant the test turns.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use jiff::{Timestamp, ToSpan as _};
use server::{
    ledger::{Ledger, open},
    office::{Office, OfficeRole, admit, router},
    staff::StaffKey,
    work::office::{ApplicationRoute, NewApplication, WhoApplied},
};
use store::{Confirmation, Employer, Institution, Insurer, PersonKey};
use tower::ServiceExt as _;

use crate::members::{INSURER, Line, day, instant, record};

pub(crate) const CLERK: &str = "clerk-1";
pub(crate) const AUDITOR: &str = "auditor-1";
/// Staff of another insurer.
pub(crate) const STRANGER: &str = "clerk-2";
pub(crate) const TODAY: &str = "2026-03-10";
const OTHER_INSURER: &str = "113019";

/// 猶予 実, whose digital certificate ended a month ago.
pub(crate) const MINORU: Line<'static> = Line {
    name: "猶予　実",
    kana: "ユウヨ　ミノル",
    born_on: "1985-02-14",
    number: "20000003",
    acquired_on: "2023-04-01",
    card: Some("2021-02-14"),
    registered: Some("2021-04-05"),
    paper: None,
    lost_on: None,
};

/// An office and somebody's browser.
pub(crate) struct Stage {
    _dir: tempfile::TempDir,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) office: Arc<Office>,
    pub(crate) router: Router,
    pub(crate) minoru: PersonKey,
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
    /// 猶予 実, four of one family, and as many others as asked for.
    pub(crate) async fn set(others: u32) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let ledger = open(&format!("sqlite:{}", dir.path().join("test.sqlite").display())).unwrap();
        let now = Arc::new(Mutex::new(instant(TODAY, "10:00")));
        let clock = Arc::clone(&now);
        let out: PathBuf = dir.path().join("out");
        let address = "http://127.0.0.1".to_owned();
        let office = Office::new(
            Arc::clone(&ledger),
            Arc::new(move || *clock.lock().unwrap()),
            out,
            address,
        );
        let office = Arc::new(office.unwrap());
        insurers_and_staff(&ledger).await;
        let minoru = record(&ledger, &MINORU).await;
        family(&ledger).await;
        crowd(&ledger, others).await;
        asked(&ledger, minoru).await;
        apply(&office, minoru).await;
        ledger.store().index_search().await.unwrap();
        let router = router(Arc::clone(&office));
        Self { _dir: dir, ledger, office, router, minoru, now, cookie: Mutex::default() }
    }

    /// The same with a member of staff signed in.
    pub(crate) async fn signed_in(staff_id: &str) -> Self {
        let stage = Self::set(0).await;
        let said = stage.sign_in(staff_id, &key(staff_id)).await;
        assert_eq!((said.status, said.location.as_str()), (StatusCode::SEE_OTHER, "/office"));
        stage
    }

    pub(crate) async fn sign_in(&self, staff_id: &str, key: &str) -> Said {
        self.post("/sign-in", &[("staff_id", staff_id), ("key", key)]).await
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

    /// Looks for somebody by a text.
    pub(crate) async fn find(&self, what: &str) -> Said {
        self.post("/find", &[("what", what)]).await
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

    /// Fails unless the page has every one of some texts.
    #[track_caller]
    pub(crate) fn has(&self, texts: &[&str]) {
        for text in texts {
            assert!(self.text.contains(text), "{text} is missing in {}", self.text);
        }
    }
}

/// The key of a member of staff.
pub(crate) fn key(staff_id: &str) -> String {
    staff_key(staff_id).as_str().to_owned()
}

fn staff_key(staff_id: &str) -> StaffKey {
    let byte = staff_id.bytes().fold(0_u8, u8::wrapping_add);
    StaffKey::of([byte; 32])
}

async fn insurers_and_staff(ledger: &Ledger) {
    let (store, at) = (ledger.store(), instant("2026-01-05", "09:00"));
    for (number, name) in
        [(INSURER, "みほん国民健康保険組合"), (OTHER_INSURER, "れいじ健康保険組合")]
    {
        let insurer = Insurer {
            number: number.parse().unwrap(),
            name: name.to_owned(),
            address: "見本県みほん市一丁目1番1号".to_owned(),
            phone: "00-0000-0000".to_owned(),
        };
        store.put_insurer(insurer).await.unwrap();
    }
    let employer = Employer {
        insurer: INSURER.parse().unwrap(),
        code: "1001".to_owned(),
        name: "みほん建設".to_owned(),
        address: String::new(),
    };
    store.put_employer(employer).await.unwrap();
    for (staff_id, name, role, insurer) in [
        (CLERK, "事務 一郎", OfficeRole::Clerk, INSURER),
        (AUDITOR, "監査 二郎", OfficeRole::Auditor, INSURER),
        (STRANGER, "他所 三郎", OfficeRole::Clerk, OTHER_INSURER),
    ] {
        let insurer = insurer.parse().unwrap();
        admit(store, insurer, (staff_id, name), role, &staff_key(staff_id), at).await.unwrap();
    }
}

/// Four of one name, of whom two are of one birth date.
async fn family(ledger: &Ledger) {
    for (name, kana, born_on, number) in [
        ("例示　葵", "レイジ　アオイ", "1999-09-09", "20000011"),
        ("例示　茜", "レイジ　アカネ", "1999-09-09", "20000012"),
        ("例示　緑", "レイジ　ミドリ", "2001-01-01", "20000013"),
        ("例示　紫", "レイジ　ユカリ", "1970-12-31", "20000014"),
    ] {
        let line = Line {
            name,
            kana,
            born_on,
            number,
            card: Some("2024-05-20"),
            registered: Some("2024-06-01"),
            ..MINORU
        };
        record(ledger, &line).await;
    }
}

/// Others in every phase, whose certificates end in every month of the next years.
async fn crowd(ledger: &Ledger, people: u32) {
    for place in 0..people {
        let issued = day("2020-11-20").saturating_add(i64::from(place * 7 % 1_860).days());
        let issued = issued.to_string();
        let has_card = place % 11 > 0;
        let line = Line {
            name: &format!("見本　{place}"),
            kana: "ミホン",
            born_on: &day("1951-03-05").saturating_add(i64::from(place * 37).days()).to_string(),
            number: &(30_000_000 + place).to_string(),
            card: has_card.then_some(issued.as_str()),
            registered: (has_card && place % 9 > 0).then_some(issued.as_str()),
            paper: (place % 11 == 0 && place % 2 == 0).then_some("2025-12-02"),
            ..MINORU
        };
        record(ledger, &line).await;
    }
}

/// A clinic asked about somebody, and was told.
async fn asked(ledger: &Ledger, person_key: PersonKey) {
    let at = instant("2026-03-02", "10:15");
    let institution = Institution {
        code: "1311111114".to_owned(),
        name: "見本クリニック".to_owned(),
        key_hash: vec![0; 32],
        added_at: at,
        revoked_at: None,
    };
    ledger.store().put_institution(institution).await.unwrap();
    let answer = format!(r#"{{"validity":"valid","result":{{"insurer_number":"{INSURER}"}}}}"#);
    let row = Confirmation {
        asked_at: at,
        confirmation_id: "1311111114:1".to_owned(),
        person_key: Some(person_key),
        institution: "1311111114".to_owned(),
        how: "number".to_owned(),
        on: day("2026-03-02"),
        question: b"{}".to_vec(),
        answer: answer.into_bytes(),
        rules: "F-94".to_owned(),
        known_at: at,
        settings_revision: 0,
        program: "test".to_owned(),
    };
    ledger.store().confirm(row).await.unwrap();
    ledger.store().close_days(day(TODAY)).await.unwrap();
}

/// The person applied for an eligibility certificate a week ago.
async fn apply(office: &Office, person_key: PersonKey) {
    let application = NewApplication {
        document: record::DocumentKind::EligibilityCertificate,
        reason: record::ApplicationReason::RenewingCard,
        received_on: day("2026-03-04"),
        applicant: WhoApplied::Person,
        applicant_name: None,
        route: ApplicationRoute::Counter,
        note: String::new(),
        lost_on: None,
    };
    let occasion = office.work().occasion("apply-1", CLERK);
    let insurer = INSURER.parse().unwrap();
    office.work().apply(&occasion, insurer, person_key, &application).await.unwrap();
}

/// A path within the pages; a whole one stays.
pub(crate) fn at(path: &str) -> String {
    if path.starts_with("/office") { path.to_owned() } else { format!("/office{path}") }
}

pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| -> String {
        text.bytes().fold(String::new(), |text, it| text + &format!("%{it:02X}"))
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}
