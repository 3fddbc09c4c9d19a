//! Pages that only tell something: what happened, what it means, what to do now.
//!
//! A handler answers with the bare message; the guard around the pages, which knows where they
//! lie, draws it.

use std::error::Error;

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

use super::{Place, view::Tone};

/// Why a page cannot be shown.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The ledger, the register or a template failed.
    Failed(Box<dyn Error + Send + Sync>),
    /// The system has no randomness for an id.
    Randomness,
    /// An id means nothing in this session any more, or whom it meant is gone.
    Gone,
    /// There is no such page.
    NothingHere,
    /// The role of whoever asked does not allow it.
    NotAllowed,
}

/// What a page tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// An id means nothing in this session any more.
    Gone,
    /// There is no such page.
    NothingHere,
    /// A form came from another site.
    FromElsewhere,
    /// The role of whoever asked does not allow it.
    NotAllowed,
    /// Something failed.
    Failed,
}

#[derive(Template)]
#[template(path = "pages/message.html")]
struct MessagePage {
    place: &'static Place,
    tone: Tone,
    title: &'static str,
    meaning: &'static str,
    step: &'static str,
    code: &'static str,
}

/// There is no such page.
pub(crate) async fn nothing_here() -> Response {
    Message::NothingHere.into_response()
}

impl Message {
    const fn status(self) -> StatusCode {
        match self {
            Self::Gone | Self::NothingHere => StatusCode::NOT_FOUND,
            Self::FromElsewhere | Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::Failed => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    const fn page(self, place: &'static Place) -> MessagePage {
        let (tone, title, meaning, step, code) = match self {
            Self::Gone => (
                Tone::Part,
                "この画面は、もう開けません",
                "画面の番号は、サインインのあいだだけ使えます。記録は消えていません。",
                "人をもう一度探してください",
                "番号が、いまのサインインのものではありません。",
            ),
            Self::NothingHere => (
                Tone::Part,
                "この画面は、ありません",
                "アドレスが違います。",
                "はじめの画面から選んでください",
                "404",
            ),
            Self::FromElsewhere => (
                Tone::Stop,
                "ほかのサイトからの操作なので、受け付けませんでした",
                "何も記録していません。",
                "はじめの画面からやり直してください",
                "送り元がこの画面ではありません(Sec-Fetch-Site、Origin)。",
            ),
            Self::NotAllowed => (
                Tone::Stop,
                "あなたの役割では、この操作はできません",
                "何も記録していません。",
                "できる役割の職員に頼んでください",
                "操作に必要な役割がありません。",
            ),
            Self::Failed => (
                Tone::Stop,
                "いま、この画面を出せません",
                "記録を読み書きできませんでした。操作は記録されていないことがあります。",
                "少し待って、もう一度ためしてください",
                "くわしくはサーバーの記録にあります。",
            ),
        };
        MessagePage { place, tone, title, meaning, step, code }
    }
}

impl Message {
    /// The page of a message, in its place.
    pub(crate) fn drawn(self, place: &'static Place) -> Response {
        match self.page(place).render() {
            Ok(text) => (self.status(), Html(text)).into_response(),
            Err(_) => (self.status(), self.page(place).title).into_response(),
        }
    }
}

impl IntoResponse for Message {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let message = match self {
            Self::Gone => Message::Gone,
            Self::NothingHere => Message::NothingHere,
            Self::NotAllowed => Message::NotAllowed,
            Self::Failed(error) => {
                tracing::error!(error = error.as_ref() as &dyn Error, "a page was not shown");
                Message::Failed
            }
            Self::Randomness => {
                tracing::error!("the system gave no randomness for a page");
                Message::Failed
            }
        };
        message.into_response()
    }
}

impl From<store::Error> for Trouble {
    fn from(it: store::Error) -> Self {
        Self::Failed(Box::new(it))
    }
}

impl From<askama::Error> for Trouble {
    fn from(it: askama::Error) -> Self {
        Self::Failed(Box::new(it))
    }
}

/// A rendered page.
pub(crate) fn shown(page: &impl Template) -> super::Page {
    shown_with(StatusCode::OK, page)
}

/// A rendered page with a status.
pub(crate) fn shown_with(status: StatusCode, page: &impl Template) -> super::Page {
    Ok((status, Html(page.render()?)).into_response())
}
