//! The stage with people who release and administer, settings with a fee, and a browser on it.

use axum::{
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode},
};
use fantoccini::Locator;
use record::Settings;
use server::{
    office::{OfficeRole, admit},
    staff::StaffKey,
};
use store::{NewSetting, PersonKey};
use tower::ServiceExt as _;

use crate::{
    browser::Browser,
    members::{INSURER, Line, day, instant, record},
    stage::{MINORU, Said, Stage, TODAY, at, form, key},
};

pub(crate) const APPROVER: &str = "approver-1";
pub(crate) const ADMINISTRATOR: &str = "administrator-1";
/// What the insurer takes for a paper made again.
pub(crate) const FEE: u32 = 500;
/// How many papers one person may release alone.
pub(crate) const ALONE: u32 = 3;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";

/// Who lost a paper of last December.
pub(crate) const MAMORU: Line<'static> = Line {
    name: "失念　守",
    kana: "シツネン　マモル",
    born_on: "1979-07-07",
    number: "20000021",
    card: None,
    registered: None,
    paper: Some("2025-12-02"),
    ..MINORU
};

/// The stage with some more people.
pub(crate) struct Desk {
    pub(crate) stage: Stage,
    pub(crate) mamoru: PersonKey,
}

impl Desk {
    pub(crate) async fn set(others: u32) -> Self {
        let stage = Stage::set(others).await;
        let (store, at) = (stage.ledger.store(), instant("2026-01-05", "09:00"));
        for (id, name, role) in [
            (APPROVER, "承認 二子", OfficeRole::Approver),
            (ADMINISTRATOR, "管理 五郎", OfficeRole::Administrator),
        ] {
            let byte = id.bytes().fold(0_u8, u8::wrapping_add);
            let key = StaffKey::of([byte; 32]);
            let insurer = INSURER.parse().unwrap();
            admit(store, insurer, (id, name), role, &key, at).await.unwrap();
        }
        let settings = Settings {
            reissue_fee_yen: FEE,
            release_by_two_above: Some(ALONE),
            bank_account: "みほん銀行 本店 普通 0000000".to_owned(),
            ..Settings::default()
        };
        let setting = NewSetting {
            insurer: Some(INSURER.parse().unwrap()),
            from: day("2026-01-01"),
            body: serde_json::to_string(&settings).unwrap(),
            recorded_at: at,
            recorded_by: ADMINISTRATOR.to_owned(),
        };
        stage.ledger.append_setting(setting, day(TODAY)).await.unwrap();
        let mamoru = record(&stage.ledger, &MAMORU).await;
        Self { stage, mamoru }
    }

    /// The same with somebody signed in.
    pub(crate) async fn signed_in(staff: &str, others: u32) -> Self {
        let desk = Self::set(others).await;
        desk.sign_in(staff).await;
        desk
    }

    /// Somebody else signs in.
    pub(crate) async fn sign_in(&self, staff: &str) {
        self.stage.forget();
        let said = self.stage.sign_in(staff, &key(staff)).await;
        assert_eq!(said.location, "/office", "{}", said.text);
    }

    /// Looks for somebody and gives the path of their page.
    pub(crate) async fn person(&self, name: &str) -> String {
        let said = self.stage.find(name).await;
        assert!(said.location.starts_with("/office/people/"), "{}", said.text);
        said.location
    }

    /// Opens a page and sends its first form, or that to an action, with some answers.
    pub(crate) async fn act(&self, page: &str, to: &str, fields: &[(&str, &str)]) -> Said {
        let id = self.stage.get(page).await.act_id_for(to);
        let own = [("act_id", id.as_str())];
        self.stage.post(to, &[&own[..], fields].concat()).await
    }
}

impl Stage {
    /// The status of a page whose body is no text.
    pub(crate) async fn status_of(&self, path: &str) -> StatusCode {
        self.answer(path, &[]).await.status()
    }

    /// The body of a page that is a file; of a form where there are fields.
    pub(crate) async fn bytes_of(&self, path: &str, fields: &[(&str, &str)]) -> Vec<u8> {
        let response = self.answer(path, fields).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    async fn answer(&self, path: &str, fields: &[(&str, &str)]) -> Response<Body> {
        let path = at(path);
        let cookie = self.forget();
        self.remember(cookie.clone());
        let request = if fields.is_empty() { Request::get(path) } else { Request::post(path) };
        let request = request
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", cookie)
            .body(Body::from(form(fields)))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }
}

impl Said {
    /// The value of a hidden field, as a browser reads it.
    #[track_caller]
    pub(crate) fn hidden(&self, name: &str) -> String {
        let begin = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.text.split_once(&begin).unwrap();
        let value = rest.split_once('"').unwrap().0;
        value.replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&")
    }

    /// The id of the act of the form that goes to an address.
    #[track_caller]
    pub(crate) fn act_id_for(&self, to: &str) -> String {
        let action = format!("action=\"{to}\"");
        let (_, form) =
            self.text.split_once(&action).unwrap_or_else(|| panic!("{to}: {}", self.text));
        let (_, rest) = form.split_once("name=\"act_id\" value=\"").unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    }
}

/// The desk served on the loopback, and a browser before it.
pub(crate) struct Served {
    pub(crate) desk: Desk,
    pub(crate) browser: Browser,
    address: String,
}

impl Served {
    pub(crate) async fn open(others: u32, (width, height): (u32, u32)) -> Self {
        let desk = Desk::set(others).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let router = desk.stage.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let browser = Browser::open(width, height).await;
        Self { desk, browser, address }
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("http://{}/office{path}", self.address)
    }

    pub(crate) async fn goto(&self, path: &str) {
        self.browser.client.goto(&self.at(path)).await.unwrap();
    }

    /// Signs in, whoever was before.
    pub(crate) async fn sign_in(&self, staff: &str) {
        self.browser.client.delete_all_cookies().await.unwrap();
        self.goto("/sign-in").await;
        self.browser.text("#staff_id").await;
        self.browser.keys(&format!("{staff}{TAB}{}{ENTER}", key(staff))).await;
        self.browser.text("nav [aria-current]").await;
    }

    /// Looks for somebody and opens their page.
    pub(crate) async fn find(&self, what: &str) {
        self.goto("/find").await;
        self.browser.text("#what").await;
        self.browser.keys(&format!("{what}{ENTER}")).await;
        self.browser.text("#answer").await;
    }

    /// Presses the enter key on something.
    pub(crate) async fn press(&self, css: &str) {
        self.browser.text(css).await;
        self.element(css).await.send_keys(ENTER).await.unwrap();
    }

    /// Chooses or ticks with the space key.
    pub(crate) async fn tick(&self, id: &str) {
        self.element(&format!("[id='{id}']")).await.send_keys(" ").await.unwrap();
    }

    /// Writes into a field in place of what stood there.
    pub(crate) async fn write(&self, id: &str, text: &str) {
        let field = self.element(&format!("#{id}")).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    async fn element(&self, css: &str) -> fantoccini::elements::Element {
        let found = self.browser.client.find(Locator::Css(css)).await;
        found.unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    /// Goes on with the tabulator until something has the keyboard.
    pub(crate) async fn tab_to(&self, id: &str) {
        for _ in 0..120 {
            if self.browser.focused().await == id {
                return;
            }
            self.browser.keys(TAB).await;
        }
        panic!("{id} never had the keyboard");
    }

    /// Checks a page for everyone and keeps its picture.
    pub(crate) async fn seen(&self, css: &str, name: &str) {
        self.browser.text(css).await;
        self.browser.picture(&format!("office-{name}")).await;
        self.browser.check_accessibility(name).await;
    }
}
