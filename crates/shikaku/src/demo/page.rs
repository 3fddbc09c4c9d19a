//! The first page of the demo: what each role is, whom to try it with, what to type.

mod view;

use std::{fmt, sync::Arc};

use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    http::{
        HeaderValue, StatusCode,
        header::{self, HeaderName},
    },
    response::{Html, IntoResponse, Response},
    routing::get,
};
use eligibility::Era;
use jiff::civil::Date;
use serde::Deserialize;

use self::view::{CommandView, DayForm, DayView, RoleView, RowView};
use super::stories::Story;

/// What the page tells.
pub(crate) struct Front {
    /// The roles, in the order in which to see them.
    pub(crate) roles: Vec<Role>,
    /// Commands and folders to try, with what each does.
    pub(crate) commands: Vec<(String, &'static str)>,
    /// The people to try them with.
    pub(crate) stories: Vec<Story>,
    /// The day the stories are told.
    pub(crate) on: Date,
    /// How many people the ledger holds besides.
    pub(crate) people: u64,
    /// Where the desk's pages lie; its stylesheets are this page's too.
    pub(crate) desk: &'static str,
}

/// A role as the page names it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Role {
    /// The name for people.
    pub(crate) name: &'static str,
    /// The command.
    pub(crate) command: &'static str,
    /// What it is for.
    pub(crate) what: &'static str,
    /// Where it is served; none where it is not built yet.
    pub(crate) path: Option<&'static str>,
}

impl fmt::Debug for Front {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Front")
            .field("on", &self.on)
            .field("people", &self.people)
            .finish_non_exhaustive()
    }
}

#[derive(Template)]
#[template(path = "demo.html")]
struct FrontPage {
    desk: &'static str,
    roles: Vec<RoleView>,
    working: usize,
    people: String,
    told_on: DayView,
    day: DayForm,
    /// Whether another day than that of the stories is looked at.
    other_day: bool,
    rows: Vec<RowView>,
    commands: Vec<CommandView>,
}

/// The page at the root.
pub(crate) fn router(front: Arc<Front>) -> Router {
    Router::new().route("/", get(page)).with_state(front)
}

/// A day to look at, as its form sends it. It is nobody's.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AskedDay {
    era: String,
    year: String,
    month: String,
    day: String,
}

async fn page(State(front): State<Arc<Front>>, Query(asked): Query<AskedDay>) -> Response {
    let page = FrontPage::of(&front, &asked);
    let status = if page.day.refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    match page.render() {
        Ok(page) => (status, headers(), Html(page)).into_response(),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the first page failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Takes nothing from elsewhere, sends forms nowhere else, stands in no other page, is not kept.
fn headers() -> [(HeaderName, HeaderValue); 5] {
    const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
        form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    headers_with(CONTENT_SECURITY_POLICY)
}

/// The headers of the demo's pages, with what a page may load.
pub(super) fn headers_with(policy: &'static str) -> [(HeaderName, HeaderValue); 5] {
    [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ]
    .map(|(name, value)| (name, HeaderValue::from_static(value)))
}

impl FrontPage {
    fn of(front: &Front, asked: &AskedDay) -> Self {
        let asked_on = asked.read(front.on);
        let on = asked_on.unwrap_or(front.on);
        let day = match asked_on {
            Some(on) => DayForm::of(on),
            None => DayForm::refused(asked),
        };
        Self {
            desk: front.desk,
            roles: front.roles.iter().map(RoleView::of).collect(),
            working: front.roles.iter().filter(|it| it.path.is_some()).count(),
            people: view::grouped(front.people),
            told_on: DayView::of(front.on),
            day,
            other_day: on != front.on,
            rows: front.stories.iter().map(|it| RowView::of(it, on)).collect(),
            commands: front.commands.iter().map(CommandView::of).collect(),
        }
    }
}

impl AskedDay {
    /// The day asked for, that of the stories where none is; none where there is no such day.
    fn read(&self, default: Date) -> Option<Date> {
        let Self { era, year, month, day } = self;
        if [era, year, month, day].iter().all(|it| it.is_empty()) {
            return Some(default);
        }
        let number = |text: &str| text.trim().parse::<i16>().ok();
        let small = |text: &str| number(text).and_then(|it| i8::try_from(it).ok());
        let year = if year.trim() == "元" { 1 } else { number(year)? };
        let (month, day) = (small(month)?, small(day)?);
        match Era::ALL.into_iter().find(|it| it.name() == era) {
            Some(era) => era.day(year, month, day).ok(),
            None => Date::new(year, month, day).ok().filter(|it| it.year() >= 1900),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::{body::to_bytes, http::Request};
    use jiff::civil::date;
    use tower::ServiceExt as _;

    use super::*;
    use crate::demo::stories;

    #[tokio::test]
    async fn the_page_names_roles_people_and_commands() {
        let (status, headers, page) = get("/").await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert!(headers.contains_key(header::CONTENT_SECURITY_POLICY));
        assert!(!page.contains("話の日に戻る"));
        for text in [
            "6つの役割のうち2つ",
            "まだありません",
            "𠮷髙 葛󠄀子",
            "後期 千代",
            "令和10年6月17日",
            "10,000人",
            "target/release/shikaku decide --on 2026-03-10",
            "name=\"insurer_number\" value=\"39139993\"",
            "name=\"era\" value=\"昭和\"",
        ] {
            assert!(page.contains(text), "{text}");
        }
        assert_eq!(
            page.matches("action=\"/desk/look-ups\"").count(),
            20,
            "19 people and the first"
        );
    }

    #[tokio::test]
    async fn nothing_personal_is_in_an_address() {
        let (_, _, page) = get("/").await;
        for address in page.split("href=\"").skip(1).filter_map(|it| it.split('"').next()) {
            assert!(!address.contains('?') && !address.contains("10"), "{address}");
        }
        assert_eq!(page.matches("method=\"get\"").count(), 1, "the day alone");
    }

    #[tokio::test]
    async fn another_day_shows_how_it_will_be() {
        let (_, _, page) = get("/?era=%E4%BB%A4%E5%92%8C&year=8&month=6&day=1").await;
        assert!(page.contains("話の日に戻る"), "{page}");
        // The grace of somebody told as eligible only is over by then.
        let row = page.split("<tr>").find(|it| it.contains("猶予 実")).unwrap();
        assert!(row.contains("カードは使えない"), "{row}");
        let (status, _, page) = get("/?era=%E4%BB%A4%E5%92%8C&year=8&month=2&day=30").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("その日はありません"), "{page}");
    }

    #[test]
    fn days_are_read_as_they_are_written() {
        let default = date(2026, 3, 10);
        for (text, day) in [
            ("- - - -", Some(default)),
            ("令和 8 3 10", Some(default)),
            ("令和 元 5 1", Some(date(2019, 5, 1))),
            ("平成 31 4 30", Some(date(2019, 4, 30))),
            ("平成 31 5 1", None),
            ("西暦 2026 2 28", Some(date(2026, 2, 28))),
            ("西暦 2026 2 29", None),
            ("西暦 99999 1 1", None),
            ("令和 x 1 1", None),
            ("令和 8 - 1", None),
        ] {
            let mut cells =
                text.split(' ').map(|it| if it == "-" { String::new() } else { it.to_owned() });
            let mut cell = || cells.next().unwrap();
            let asked = AskedDay { era: cell(), year: cell(), month: cell(), day: cell() };
            assert_eq!(asked.read(default), day, "{text}");
        }
    }

    async fn get(path: &str) -> (StatusCode, axum::http::HeaderMap, String) {
        let on = date(2026, 3, 10);
        let role = |name, path| Role { name, command: "role", what: "する", path };
        let front = Front {
            roles: vec![
                role("受付", Some("/desk")),
                role("受付機", None),
                role("事務", None),
                role("資格", None),
                role("窓口", None),
                role("ハブ", Some("/metrics")),
            ],
            commands: vec![(
                "target/release/shikaku decide --on 2026-03-10 dossiers.jsonl".to_owned(),
                "決める",
            )],
            stories: stories::all(on).unwrap(),
            on,
            people: 10_000,
            desk: "/desk",
        };
        let request = Request::builder().uri(path).body(axum::body::Body::empty()).unwrap();
        let response = router(Arc::new(front)).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, String::from_utf8(body.to_vec()).unwrap())
    }
}
