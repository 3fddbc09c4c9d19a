//! Pages that only tell something: what happened, what it means, what to do now.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

use super::view::Tone;
use crate::work::card::Refusal;

/// Why a page cannot be shown.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The ledger or the register failed, or the person is gone.
    Refused(Refusal),
    /// A template failed.
    Template(askama::Error),
    /// The system has no randomness for an id.
    Randomness,
    /// An id means nothing in this session any more.
    Gone,
}

/// What a page tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// An id means nothing in this session any more.
    Gone,
    /// There is no such page.
    NothingHere,
    /// A form came from another site.
    FromElsewhere,
    /// Something failed.
    Failed,
}

#[derive(Template)]
#[template(path = "authority/message.html")]
struct MessagePage {
    base: &'static str,
    tone: Tone,
    title: &'static str,
    meaning: &'static str,
    step: &'static str,
    code: &'static str,
}

/// There is no such page.
pub(super) async fn nothing_here() -> Response {
    Message::NothingHere.into_response()
}

impl Message {
    const fn status(self) -> StatusCode {
        match self {
            Self::Gone | Self::NothingHere => StatusCode::NOT_FOUND,
            Self::FromElsewhere => StatusCode::FORBIDDEN,
            Self::Failed => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    const fn page(self) -> MessagePage {
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
            Self::Failed => (
                Tone::Stop,
                "いま、この画面を出せません",
                "記録を読み書きできませんでした。操作は記録されていないことがあります。",
                "少し待って、もう一度ためしてください",
                "くわしくはサーバーの記録にあります。",
            ),
        };
        MessagePage { base: super::BASE, tone, title, meaning, step, code }
    }
}

impl IntoResponse for Message {
    fn into_response(self) -> Response {
        match self.page().render() {
            Ok(text) => (self.status(), Html(text)).into_response(),
            Err(_) => (self.status(), self.page().title).into_response(),
        }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        match self {
            Self::Gone | Self::Refused(Refusal::NoPerson) => Message::Gone.into_response(),
            Self::Refused(refusal) => failed(&refusal),
            Self::Template(error) => failed(&error),
            Self::Randomness => {
                tracing::error!("the system gave no randomness for a page");
                Message::Failed.into_response()
            }
        }
    }
}

fn failed(error: &(dyn std::error::Error + 'static)) -> Response {
    tracing::error!(error, "a page of the authority could not be shown");
    Message::Failed.into_response()
}

impl From<Refusal> for Trouble {
    fn from(it: Refusal) -> Self {
        Self::Refused(it)
    }
}

impl From<store::Error> for Trouble {
    fn from(it: store::Error) -> Self {
        Self::Refused(it.into())
    }
}

impl From<askama::Error> for Trouble {
    fn from(it: askama::Error) -> Self {
        Self::Template(it)
    }
}

/// A rendered page.
pub(super) fn shown(page: &impl Template) -> super::Page {
    shown_with(StatusCode::OK, page)
}

/// A rendered page with a status.
pub(super) fn shown_with(status: StatusCode, page: &impl Template) -> super::Page {
    Ok((status, Html(page.render()?)).into_response())
}
