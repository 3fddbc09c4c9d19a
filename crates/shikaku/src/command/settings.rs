//! `shikaku settings`: what the rules leave to an insurer, appended with a first day.

use std::path::PathBuf;

use anyhow::Context as _;
use eligibility::InsurerNumber;
use jiff::civil::Date;
use store::NewSetting;

use super::{decide::day, open_ledger};
use crate::{Ended, clock, serve};

/// Append an insurer's settings (JSON, as `decide --settings`); whoever they concern is looked at
/// again in the next night.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku settings --db sqlite:shikaku.sqlite --insurer 113019 \
                        --from 2026-04-01 settings.json")]
pub(crate) struct SettingsCommand {
    /// The database, as sqlite:PATH.
    #[arg(long, value_name = "URL")]
    db: String,
    /// The insurer; everybody's where absent.
    #[arg(long, value_name = "NUMBER")]
    insurer: Option<InsurerNumber>,
    /// First day in force.
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Date,
    /// The settings.
    file: PathBuf,
}

impl SettingsCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        let text = std::fs::read_to_string(&self.file)
            .with_context(|| format!("reading {}", self.file.display()))?;
        let checked = serde_json::from_str::<record::Settings>(&text)
            .map_err(|error| error.to_string())
            .and_then(|it| it.to_law().map(|_| it).map_err(|error| error.to_string()));
        let settings = match checked {
            Ok(settings) => settings,
            Err(refusal) => {
                eprintln!("shikaku: {}: {refusal}", self.file.display());
                return Ok(Ended::Refused);
            }
        };
        let ledger = match open_ledger(&self.db)? {
            Ok(ledger) => ledger,
            Err(ended) => return Ok(ended),
        };
        let setting = NewSetting {
            insurer: self.insurer,
            from: self.from,
            body: serde_json::to_string(&settings).context("writing the settings")?,
            recorded_at: clock::now(),
            recorded_by: "command line".to_owned(),
        };
        let append = ledger.append_setting(setting, clock::today());
        serve::runtime()?.block_on(append).context("recording the settings")?;
        Ok(Ended::Done)
    }
}
