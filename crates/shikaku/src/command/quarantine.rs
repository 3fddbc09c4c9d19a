//! `shikaku quarantine`: rows put aside, listed and settled.

use std::{io::Write as _, sync::Arc};

use anyhow::Context as _;
use eligibility::InsurerNumber;
use jiff::civil::Date;
use serde_json::{Value, json};
use server::work::{
    import::Why,
    quarantine::{Decision, SettleError, settle},
};
use store::{PersonKey, Quarantined};

use super::{decide::day, open_ledger};
use crate::{Ended, clock, serve};

/// Rows listed at most.
const LISTED: usize = 10_000;

/// List what an import has put aside, and settle it.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku quarantine settle --db sqlite:shikaku.sqlite \
                        --by yamamoto --new 06110019-0f3a5b7c9d1e2f40")]
pub(crate) struct QuarantineCommand {
    #[command(subcommand)]
    act: Act,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Print what nobody has settled, one JSON object per line.
    List {
        /// The database, as sqlite:PATH.
        #[arg(long, value_name = "URL")]
        db: String,
        /// Of one insurer only.
        #[arg(long, value_name = "NUMBER")]
        insurer: Option<InsurerNumber>,
    },
    /// Say what is to be done with one of them.
    Settle(Settle),
}

#[derive(clap::Args)]
struct Settle {
    /// The database, as sqlite:PATH.
    #[arg(long, value_name = "URL")]
    db: String,
    /// Who decides.
    #[arg(long, value_name = "WHO")]
    by: String,
    #[command(flatten)]
    decision: Decided,
    /// The id `list` shows.
    id: String,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Decided {
    /// The row is about somebody not yet recorded.
    #[arg(long)]
    new: bool,
    /// The row is about this person; whoever else its My Number was linked to is the same.
    #[arg(long, value_name = "PERSON")]
    join: Option<PersonKey>,
    /// Who is missing is not covered from this day.
    #[arg(long, value_name = "DATE", value_parser = day)]
    lost_on: Option<Date>,
    /// The row is not to be taken; who is missing stays covered.
    #[arg(long)]
    drop: bool,
}

impl Decided {
    const fn decision(&self) -> Decision {
        match (self.new, self.join, self.lost_on) {
            (true, _, _) => Decision::New,
            (false, Some(person), _) => Decision::Join(person),
            (false, None, Some(day)) => Decision::LostOn(day),
            (false, None, None) => Decision::Drop,
        }
    }
}

impl QuarantineCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        match self.act {
            Act::List { db, insurer } => list(&db, insurer),
            Act::Settle(it) => it.run(),
        }
    }
}

fn list(db: &str, insurer: Option<InsurerNumber>) -> anyhow::Result<Ended> {
    let ledger = match open_ledger(db)? {
        Ok(ledger) => ledger,
        Err(ended) => return Ok(ended),
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for it in ledger.store().quarantined(insurer, LISTED).context("listing")? {
        writeln!(out, "{}", shown(&it)).context("writing the list")?;
    }
    out.flush().context("writing the list")?;
    Ok(Ended::Done)
}

/// For the insurer's staff, who supplied the row; its My Number's hash is not theirs.
fn shown(it: &Quarantined) -> Value {
    let mut row: Value = serde_json::from_str(&it.row).unwrap_or_default();
    if let Some(row) = row.as_object_mut() {
        row.remove("my_number_hash");
        row.remove("says");
    }
    json!({
        "id": it.quarantine_id,
        "insurer": it.insurer.to_string(),
        "line": it.line,
        "why": it.why,
        "because": Why::of(&it.why).map(|it| it.to_string()),
        "row": row,
        "added_at": it.added_at,
    })
}

impl Settle {
    fn run(self) -> anyhow::Result<Ended> {
        let ledger = match open_ledger(&self.db)? {
            Ok(ledger) => ledger,
            Err(ended) => return Ok(ended),
        };
        let clock: server::Clock = Arc::new(clock::now);
        let settling = settle(&ledger, &clock, &self.id, self.decision.decision(), &self.by);
        match serve::runtime()?.block_on(settling) {
            Ok(()) => Ok(Ended::Done),
            Err(
                error @ (SettleError::Nothing
                | SettleError::Before
                | SettleError::Unfit
                | SettleError::NoPerson
                | SettleError::LostBeforeAcquired),
            ) => {
                eprintln!("shikaku: {}: {error}", self.id);
                Ok(Ended::Refused)
            }
            Err(error) => Err(error).context("settling"),
        }
    }
}
