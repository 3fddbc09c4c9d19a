//! `shikaku kiosk`: a person proves with the card that they are here.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::Context as _;
use eligibility::InstitutionCode;
use reception::{HubClient, Journal, kiosk};

use crate::{Ended, clock, readers, serve};

/// Serve the screen of a card reader: the card is laid down, the person proves that it is theirs.
#[derive(clap::Args)]
#[command(
    after_help = "Example: shikaku kiosk --hub http://127.0.0.1:8080 --listen 127.0.0.1:8082 \
                  --dir desk --institution 1311111114 --key clinic.key --pcsc"
)]
pub(crate) struct KioskCommand {
    /// The hub's address.
    #[arg(long, value_name = "URL")]
    hub: String,
    /// The address to listen on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8082")]
    listen: SocketAddr,
    /// The desk's directory, whose list shows whom the kiosk has received.
    #[arg(long, value_name = "DIR", default_value = "shikaku-desk")]
    dir: PathBuf,
    /// The institution's code (医療機関コード).
    #[arg(long, value_name = "CODE")]
    institution: InstitutionCode,
    /// The file with the institution's key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The institution's name, as the screen shows it.
    #[arg(long, default_value = "受付")]
    name: String,
    #[command(flatten)]
    reader: ReaderArgument,
}

/// Where the card lies.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct ReaderArgument {
    /// A PC/SC reader: the one of this name, or whichever is plugged in.
    #[arg(long, value_name = "READER", num_args = 0..=1, default_missing_value = "")]
    pcsc: Option<String>,
    /// A virtual card that lies there all the time, as `shikaku card new` makes it.
    #[arg(long, value_name = "FILE")]
    card: Option<PathBuf>,
}

impl KioskCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        serve::start_logs();
        let key = std::fs::read_to_string(&self.key)
            .with_context(|| format!("reading {}", self.key.display()))?;
        let hub = match HubClient::new(&self.hub, self.institution.as_str(), &key) {
            Ok(hub) => hub,
            Err(error) => return Ok(Ended::Usage(format!("--hub, --key: want {error}"))),
        };
        let reader = match (&self.reader.pcsc, &self.reader.card) {
            (Some(name), _) => match readers::pcsc(name) {
                Ok(reader) => reader,
                Err(why) => return Ok(Ended::Usage(format!("--pcsc: {why}"))),
            },
            (None, Some(path)) => readers::card_in(path)?,
            (None, None) => return Ok(Ended::Usage("want --pcsc or --card".to_owned())),
        };
        let journal = Journal::open(&self.dir).context("opening the desk's journal")?;
        let clock = Arc::new(clock::now);
        let kiosk = Arc::new(kiosk::Kiosk::new(hub, journal, reader, self.name, clock));
        serve::runtime()?.block_on(async {
            let work = kiosk::start(Arc::clone(&kiosk));
            let served = serve::serve("kiosk", self.listen, kiosk::router(kiosk)).await;
            work.stop().await;
            served
        })?;
        Ok(Ended::Done)
    }
}
