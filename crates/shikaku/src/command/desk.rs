//! `shikaku desk`: a receptionist's screen.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::Context as _;
use eligibility::InstitutionCode;
use reception::{HubClient, Journal, desk};

use crate::{Ended, clock, serve};

/// Serve the receptionist's screen: numbers in, who is covered and why.
#[derive(clap::Args)]
#[command(
    after_help = "Example: shikaku desk --hub http://127.0.0.1:8080 --listen 127.0.0.1:8081 \
                        --dir desk --institution 1311111114 --key clinic.key"
)]
pub(crate) struct DeskCommand {
    /// The hub's address.
    #[arg(long, value_name = "URL")]
    hub: String,
    /// The address to listen on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// Where the desk keeps its journal.
    #[arg(long, value_name = "DIR", default_value = "shikaku-desk")]
    dir: PathBuf,
    /// The institution's code (医療機関コード).
    #[arg(long, value_name = "CODE")]
    institution: InstitutionCode,
    /// The file with the institution's key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The institution's name, as the pages show it.
    #[arg(long, default_value = "受付")]
    name: String,
}

impl DeskCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        serve::start_logs();
        let key = std::fs::read_to_string(&self.key)
            .with_context(|| format!("reading {}", self.key.display()))?;
        let hub = match HubClient::new(&self.hub, self.institution.as_str(), &key) {
            Ok(hub) => hub,
            Err(error) => return Ok(Ended::Usage(format!("--hub, --key: want {error}"))),
        };
        std::fs::create_dir_all(&self.dir)
            .with_context(|| format!("making {}", self.dir.display()))?;
        let journal = Journal::open(&self.dir).context("opening the desk's journal")?;
        let desk = Arc::new(desk::Desk::new(hub, journal, self.name, Arc::new(clock::now)));
        serve::runtime()?.block_on(async {
            let work = desk::start(Arc::clone(&desk));
            let served = serve::serve("desk", self.listen, desk::router(desk)).await;
            work.stop().await;
            served
        })?;
        Ok(Ended::Done)
    }
}
