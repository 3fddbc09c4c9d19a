//! `shikaku night`: the night's work by hand.

use anyhow::Context as _;
use jiff::civil::Date;
use server::work::night::night;

use super::{decide::day, open_ledger};
use crate::{Ended, serve};

/// Do the night's work of a day: judge whoever's day has come, and close the log's days before it.
///
/// Stopped anywhere, it goes on where it was; done again, it does nothing.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku night --db sqlite:shikaku.sqlite --on 2026-06-01")]
pub(crate) struct NightCommand {
    /// The database, as sqlite:PATH.
    #[arg(long, value_name = "URL")]
    db: String,
    /// The day that begins.
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Date,
}

impl NightCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        serve::start_logs();
        let ledger = match open_ledger(&self.db)? {
            Ok(ledger) => ledger,
            Err(ended) => return Ok(ended),
        };
        let done = serve::runtime()?.block_on(night(&ledger, self.on)).context("the night")?;
        eprintln!(
            "{} people judged, {} changed meanwhile, {} confirmations put in order",
            done.woken, done.changed_meanwhile, done.confirmations
        );
        Ok(Ended::Done)
    }
}
