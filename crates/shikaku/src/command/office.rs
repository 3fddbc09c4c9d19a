//! `shikaku office`: the insurer's office.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::Context as _;
use axum::{response::Redirect, routing::get};
use server::office::{BASE, Office, OfficeNights, resume_unfinished, router};

use super::open_ledger;
use crate::{Ended, clock, serve};

/// Serve the insurer's office (保険者の事務): who gets which paper, printed, sent, returned, paid
/// for.
///
/// Staff sign in with a key; `shikaku staff add --insurer NUMBER` makes one. The office also does
/// the night's work of each day.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku office --db sqlite:shikaku.sqlite \
                        --listen 127.0.0.1:8082 --out papers")]
pub(crate) struct OfficeCommand {
    /// The database, as sqlite:PATH; made where absent.
    #[arg(long, value_name = "URL")]
    db: String,
    /// The address to listen on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8082")]
    listen: SocketAddr,
    /// Where batches of papers are written; a folder for its owner alone.
    #[arg(long, value_name = "DIR", default_value = "shikaku-papers")]
    out: PathBuf,
    /// The address browsers reach this one by, where a proxy stands in front.
    #[arg(long, value_name = "URL")]
    address: Option<String>,
}

impl OfficeCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        serve::start_logs();
        let ledger = match open_ledger(&self.db)? {
            Ok(ledger) => ledger,
            Err(ended) => return Ok(ended),
        };
        let address = self.address.unwrap_or_else(|| format!("http://{}", self.listen));
        serve::runtime()?.block_on(async {
            let clock: server::Clock = Arc::new(clock::now);
            let office = Office::new(Arc::clone(&ledger), Arc::clone(&clock), self.out, address)
                .context("opening the office")?;
            let office = Arc::new(office);
            resume_unfinished(&office).context("going on with unfinished batches")?;
            let router = router(office)
                .route("/", get(async || Redirect::to(BASE)))
                .route("/healthz", get(async || "ok\n"));
            let nights = OfficeNights::start(ledger, clock);
            let served = serve::serve("office", self.listen, router).await;
            nights.stop().await;
            served
        })?;
        Ok(Ended::Done)
    }
}
