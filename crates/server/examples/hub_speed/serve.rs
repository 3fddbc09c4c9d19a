//! The servers measured: the hub, and the floor. Each says its address, serves on threads as the
//! role does, and ends with its standard input.

use std::{
    io::{BufRead as _, Read as _, Write as _},
    path::Path,
    sync::Arc,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::post,
};
use interchange::confirmation::Question;
use jiff::Timestamp;
use server::hub::{Hub, router};
use tokio::net::TcpListener;

use crate::Failure;

/// Now.
#[expect(clippy::disallowed_methods, reason = "a program of its own, so the clock is here")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// The hub on a ledger.
pub(crate) fn hub(ledger: &Path) -> Result<(), Failure> {
    let ledger = server::ledger::open(&format!("sqlite:{}", ledger.display()))?;
    serve(router(Arc::new(Hub::new(ledger, Arc::new(now)))))
}

/// A handler that parses the question and returns always the same answer: the first line of
/// standard input.
pub(crate) fn floor() -> Result<(), Failure> {
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    let answer = Bytes::from(answer.trim_end().to_owned());
    serve(Router::new().route("/v1/confirmations", post(parse_and_answer)).with_state(answer))
}

async fn parse_and_answer(State(answer): State<Bytes>, body: Bytes) -> Response {
    match serde_json::from_slice::<Question>(&body) {
        Ok(_) => {
            let kind =
                [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
            (kind, answer).into_response()
        }
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

fn serve(router: Router) -> Result<(), Failure> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
        let ended = async {
            let read = || std::io::stdin().lock().read_to_end(&mut Vec::new());
            // However it ends, whoever started this server is done with it.
            let _ = tokio::task::spawn_blocking(read).await;
        };
        Ok(axum::serve(listener, router).with_graceful_shutdown(ended).await?)
    })
}
