//! Serving a role: its address, its runtime, its logs, its end.

use std::{io::Write as _, net::SocketAddr};

use anyhow::Context as _;
use axum::Router;
use tokio::{net::TcpListener, runtime::Runtime};
use tracing_subscriber::EnvFilter;

/// A runtime for a role or for work that awaits.
pub(crate) fn runtime() -> anyhow::Result<Runtime> {
    Runtime::new().context("starting the runtime")
}

/// Logs to standard error; `RUST_LOG` says how much. They never hold a name, a number or a date of
/// birth.
pub(crate) fn start_logs() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process, as in tests, keeps the first.
    let _ = logs.try_init();
}

/// Serves a router until asked to stop; answers under way are finished.
pub(crate) async fn serve(role: &str, listen: SocketAddr, router: Router) -> anyhow::Result<()> {
    let listener =
        TcpListener::bind(listen).await.with_context(|| format!("listening on {listen}"))?;
    let address = listener.local_addr().context("reading the address")?;
    if !address.ip().is_loopback() {
        tracing::warn!("{role} is reachable from other machines: put TLS in front of it");
    }
    writeln!(std::io::stdout(), "{role}: http://{address}/").context("saying the address")?;
    axum::serve(listener, router).with_graceful_shutdown(asked_to_stop()).await.context("serving")
}

/// Returns when the process is asked to end: Ctrl-C or SIGTERM.
pub(crate) async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
