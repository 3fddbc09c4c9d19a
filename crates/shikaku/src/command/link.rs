//! `shikaku link`: the receipt computer's folder.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::ValueEnum;
use eligibility::InstitutionCode;
use interchange::oqs::Charset;
use reception::{
    HubClient,
    link::{Folders, Link, Others, Settings},
};

use crate::{Ended, clock, serve};

/// Watch a receipt computer's folder: requests in DIR/req, answers in DIR/res.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku link --root oqs --hub http://127.0.0.1:8080 \
                        --institution 1311111114 --key clinic.key")]
pub(crate) struct LinkCommand {
    /// The folder with req, res and face; made where absent.
    #[arg(long, value_name = "DIR")]
    root: PathBuf,
    /// Requests, where not ROOT/req.
    #[arg(long, value_name = "DIR")]
    req: Option<PathBuf>,
    /// Answers, where not ROOT/res.
    #[arg(long, value_name = "DIR")]
    res: Option<PathBuf>,
    /// Results of the card reader, where not ROOT/face.
    #[arg(long, value_name = "DIR")]
    face: Option<PathBuf>,
    /// The hub's address.
    #[arg(long, value_name = "URL")]
    hub: String,
    /// Where the link keeps its journal.
    #[arg(long, value_name = "DIR", default_value = "shikaku-link")]
    dir: PathBuf,
    /// The institution's code (医療機関コード).
    #[arg(long, value_name = "CODE")]
    institution: InstitutionCode,
    /// The file with the institution's key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The encoding of answers.
    #[arg(long, value_enum, default_value = "utf8")]
    charset: Encoding,
    /// Leave requests of functions not offered where they are, for another program.
    #[arg(long)]
    leave_others: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Encoding {
    Utf8,
    #[value(name = "shift_jis")]
    ShiftJis,
}

impl LinkCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        serve::start_logs();
        let key = std::fs::read_to_string(&self.key)
            .with_context(|| format!("reading {}", self.key.display()))?;
        let hub = match HubClient::new(&self.hub, self.institution.as_str(), &key) {
            Ok(hub) => hub,
            Err(error) => return Ok(Ended::Usage(format!("--hub, --key: want {error}"))),
        };
        let under = Folders::under(&self.root);
        let folders = Folders {
            req: self.req.unwrap_or(under.req),
            res: self.res.unwrap_or(under.res),
            face: self.face.unwrap_or(under.face),
        };
        let settings = Settings {
            charset: match self.charset {
                Encoding::Utf8 => Charset::Utf8,
                Encoding::ShiftJis => Charset::ShiftJis,
            },
            others: if self.leave_others { Others::Leave } else { Others::Return },
            ..Settings::default()
        };
        let institution = self.institution.to_string();
        let clock = std::sync::Arc::new(clock::now);
        serve::runtime()?.block_on(async {
            let link = Link::open(folders, &self.dir, hub, institution, settings, clock).await;
            let link = link.context("starting the link")?;
            tracing::info!("watching the receipt computer's folder");
            link.run(serve::asked_to_stop()).await;
            Ok(Ended::Done)
        })
    }
}
