//! The card tray: pick a made-up person, lay their card on the kiosk's reader, take it away.
//!
//! A card is made when it is first laid down: the authority registers what the person's facts say
//! and signs, and the card is kept on disk with its tries, so that a blocked PIN stays blocked.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::Context as _;
use askama::Template;
use axum::{
    Form, Router,
    extract::{Path, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use card::{
    face_images::{CardFace, card_face_svg},
    portrait::{Portrait, Sex},
    virtual_card::{CardFile, VirtualCard},
};
use jiff::civil::Date;
use record::Person;
use serde::Deserialize;
use server::{
    authority::Authority,
    work::card::{CardOffice, Occasion, Refusal, issue_for_recorded, recorded_order},
};
use store::{InsuredId, PersonKey};

use super::{page, stories::Story};
use crate::{
    clock,
    maker::{ChosenPins, Unsigned},
};

/// The PIN of everybody in the demo.
const PIN: &str = "1234";
/// Their password for signatures.
const PASSWORD: &str = "DEMO1234";
/// How long a hand is empty between two cards: the kiosk looks at its reader more often.
const BETWEEN_CARDS: Duration = Duration::from_millis(600);
/// Where their cards are handed over.
pub(super) const MUNICIPALITY: &str = "99201";

/// The table with the tray on it.
pub(super) struct Table {
    tray: card::tray::Tray,
    authority: Arc<Authority>,
    directory: PathBuf,
    holders: Vec<Holder>,
    laid: Mutex<Option<Laid>>,
    desk: &'static str,
    kiosk: &'static str,
    /// The real reader that the kiosk reads instead.
    reader: Option<String>,
}

/// Where the table stands.
pub(super) struct Place {
    /// The tray, whose other end the kiosk reads.
    pub(super) tray: card::tray::Tray,
    /// Who issues the cards.
    pub(super) authority: Arc<Authority>,
    /// Where the cards are kept.
    pub(super) directory: PathBuf,
    /// Where the desk's pages lie.
    pub(super) desk: &'static str,
    /// Where the kiosk's pages lie.
    pub(super) kiosk: &'static str,
    /// The real reader that the kiosk reads instead.
    pub(super) reader: Option<String>,
}

/// A made-up person.
struct Holder {
    key: &'static str,
    title: &'static str,
    name: String,
    insured_id: Option<InsuredId>,
    has_card: bool,
}

/// The card that lies on the tray.
struct Laid {
    key: &'static str,
    picture: String,
}

#[derive(Template)]
#[template(path = "tray.html")]
struct TrayPage<'a> {
    desk: &'static str,
    kiosk: &'static str,
    pin: &'static str,
    reader: Option<&'a str>,
    problem: Option<&'a str>,
    laid: Option<HolderView<'a>>,
    people: Vec<HolderView<'a>>,
}

struct HolderView<'a> {
    key: &'static str,
    title: &'static str,
    name: &'a str,
    has_card: bool,
    is_laid: bool,
}

#[derive(Deserialize)]
struct LayForm {
    key: String,
}

impl Table {
    pub(super) fn new(place: Place, stories: &[Story]) -> anyhow::Result<Self> {
        let Place { tray, authority, directory, desk, kiosk, reader } = place;
        fs::create_dir_all(&directory)
            .with_context(|| format!("making {}", directory.display()))?;
        let holders = stories.iter().map(Holder::of).collect();
        Ok(Self {
            tray,
            authority,
            directory,
            holders,
            laid: Mutex::new(None),
            desk,
            kiosk,
            reader,
        })
    }

    fn office(&self) -> &CardOffice {
        self.authority.office()
    }

    fn laid(&self) -> MutexGuard<'_, Option<Laid>> {
        self.laid.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lays somebody's card down, in place of the one that lies there.
    async fn lay(&self, key: &str) -> anyhow::Result<()> {
        let holder = self
            .holders
            .iter()
            .find(|it| it.key == key && it.has_card)
            .context("nobody here has such a card")?;
        if self.take() {
            tokio::time::sleep(BETWEEN_CARDS).await;
        }
        let today = clock::today();
        let (person_key, person) = self.person(holder)?;
        let card = self.card(person_key, today).await?;
        let picture = self.picture(&person, card.card_number())?;
        *self.laid() = Some(Laid { key: holder.key, picture });
        drop(self.tray.lay(card));
        Ok(())
    }

    /// Takes the card away, where one lies there; it is kept in its file.
    fn take(&self) -> bool {
        *self.laid() = None;
        self.tray.take().is_some()
    }

    fn person(&self, holder: &Holder) -> anyhow::Result<(PersonKey, Person)> {
        let id = holder.insured_id.as_ref().context("a person without a number")?;
        let store = self.office().ledger().store();
        let found = store.find_all(id.insurer, &id.symbol, &id.number, &id.branch)?;
        let member = found.into_iter().next().context("a person who is not in the ledger")?;
        Ok((member.person_key, member.person))
    }

    /// The person's card: from its file, or made now.
    async fn card(&self, person_key: PersonKey, on: Date) -> anyhow::Result<VirtualCard> {
        let order = recorded_order(self.office(), person_key, MUNICIPALITY, None, on)
            .map_err(|refusal| anyhow::anyhow!("no card can be made: {refusal}"))?;
        let path = self.path(&order.card_number);
        if path.exists() {
            return CardFile::open(&path).with_context(|| format!("reading {}", path.display()));
        }
        let pins = ChosenPins { pin: PIN, password: PASSWORD };
        let unsigned = tokio::task::spawn_blocking(move || -> anyhow::Result<_> {
            let unsigned = Unsigned::of(&order, &pins)?;
            let request = unsigned.request()?;
            Ok((unsigned, request))
        });
        let (unsigned, request) = unsigned.await??;
        let id = format!("demo-card-{}", request.card_number);
        let occasion = Occasion::now(&id, "demo", clock::now());
        let asked = (MUNICIPALITY, &request);
        let made = issue_for_recorded(self.office(), &occasion, person_key, asked)
            .await
            .map_err(|refusal: Refusal| anyhow::anyhow!("the card is not issued: {refusal}"))?;
        let card = unsigned.finish(made.certificates, made.face)?;
        CardFile::create(&path, card).with_context(|| format!("writing {}", path.display()))
    }

    fn path(&self, card_number: &str) -> PathBuf {
        self.directory.join(format!("{card_number}.json"))
    }

    fn picture(&self, person: &Person, card_number: &str) -> anyhow::Result<String> {
        let card = self.office().ledger().store().card(card_number)?.context("an unknown card")?;
        let identity = person.identity.as_ref().context("a person without a name")?;
        let sex = match identity.sex {
            record::Sex::Male => Sex::Male,
            record::Sex::Female => Sex::Female,
            record::Sex::Unset => Sex::NotApplicable,
        };
        let birth = person.dossier.born_on;
        let age = server::day_in_japan(card.made_at).year() - birth.year();
        Ok(card_face_svg(&CardFace {
            name: &identity.name,
            address: person.address.as_ref().map_or("", |it| it.text.as_str()),
            birth,
            sex,
            last_day: card.last_day,
            security_code: &card.security_code,
            portrait: Portrait::of(card_number.as_bytes(), sex, age),
        }))
    }

    fn page(&self, problem: Option<&str>) -> Response {
        let laid = self.laid().as_ref().map(|it| it.key);
        let view = |it| HolderView::of(it, laid);
        let page = TrayPage {
            desk: self.desk,
            kiosk: self.kiosk,
            pin: PIN,
            reader: self.reader.as_deref(),
            problem,
            laid: self.holders.iter().find(|it| laid == Some(it.key)).map(view),
            people: self.holders.iter().map(view).collect(),
        };
        match page.render() {
            Ok(page) => (headers(), Html(page)).into_response(),
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the tray failed");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

impl<'a> HolderView<'a> {
    fn of(holder: &'a Holder, laid: Option<&str>) -> Self {
        let Holder { key, title, name, has_card, .. } = holder;
        Self { key, title, name, has_card: *has_card, is_laid: laid == Some(*key) }
    }
}

impl Holder {
    fn of(story: &Story) -> Self {
        let dossier = &story.person.dossier;
        Self {
            key: story.key,
            title: story.title,
            name: story.person.identity.as_ref().map_or_else(String::new, |it| it.name.clone()),
            insured_id: dossier.coverages.first().map(InsuredId::of),
            has_card: story.has_card(),
        }
    }
}

/// The pages of the table.
pub(super) fn router(table: Arc<Table>) -> Router {
    Router::new()
        .route("/tray", get(show))
        .route("/tray/lay", post(lay).get(to_table))
        .route("/tray/take", post(take).get(to_table))
        .route("/tray/card/{name}", get(picture))
        .layer(middleware::from_fn(own_forms))
        .with_state(table)
}

/// Refuses a form that another site sent. A program that is no browser says nothing of a site.
async fn own_forms(request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site").map(HeaderValue::as_bytes);
    let is_own = site.is_none_or(|it| it == b"same-origin");
    if request.method() == Method::POST && !is_own {
        return StatusCode::FORBIDDEN.into_response();
    }
    next.run(request).await
}

async fn show(State(table): State<Arc<Table>>) -> Response {
    table.page(None)
}

async fn lay(State(table): State<Arc<Table>>, Form(form): Form<LayForm>) -> Response {
    match table.lay(&form.key).await {
        Ok(()) => to_table().await,
        Err(error) => {
            tracing::error!(error = error.as_ref() as &dyn std::error::Error, "no card was laid");
            table.page(Some("このカードは、いま置けません。ほかの人のカードで試してください。"))
        }
    }
}

async fn take(State(table): State<Arc<Table>>) -> Response {
    table.take();
    to_table().await
}

async fn to_table() -> Response {
    Redirect::to("/tray").into_response()
}

/// The face of the card that lies there.
async fn picture(State(table): State<Arc<Table>>, Path(name): Path<String>) -> Response {
    let laid = table.laid();
    match laid.as_ref().filter(|it| name.strip_suffix(".svg") == Some(it.key)) {
        Some(it) => {
            let kind = (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
            let kept = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            ([kind, kept], it.picture.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// As the first page's, and the kiosk's screen may stand in it.
fn headers() -> [(header::HeaderName, HeaderValue); 5] {
    const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
        frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    page::headers_with(CONTENT_SECURITY_POLICY)
}
