//! `shikaku hub`: the question of eligibility, answered.

use std::{net::SocketAddr, sync::Arc};

use server::hub::{Hub, router};

use super::open_ledger;
use crate::{Ended, clock, serve};

/// Answer questions of eligibility over HTTP: JSON, XML messages, and the JSON form of their tree.
///
/// Institutions identify themselves by a key; `shikaku institution add` makes one.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku hub --db sqlite:shikaku.sqlite --listen 127.0.0.1:8080")]
pub(crate) struct HubCommand {
    /// The database, as sqlite:PATH; made where absent.
    #[arg(long, value_name = "URL")]
    db: String,
    /// The address to listen on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Hours after its issue from which a digital certificate counts; the real system takes 24.
    #[arg(long, value_name = "HOURS", default_value_t = 0)]
    certificate_delay: u8,
}

impl HubCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        serve::start_logs();
        let ledger = match open_ledger(&self.db)? {
            Ok(ledger) => ledger,
            Err(ended) => return Ok(ended),
        };
        let hub =
            Hub::new(ledger, Arc::new(clock::now)).with_certificate_delay(self.certificate_delay);
        let hub = Arc::new(hub);
        serve::runtime()?.block_on(serve::serve("hub", self.listen, router(hub)))?;
        Ok(Ended::Done)
    }
}
