//! `shikaku store`: whether what is derived is what the facts say, and why an answer was given.

use std::io::Write as _;

use anyhow::{Context as _, bail};
use eligibility::InstitutionCode;
use jiff::Timestamp;
use record::Standing;
use serde_json::{Value, json};
use server::{
    hub::challenge_made_at,
    work::explain::{Explanation, explain},
};
use store::{Entry, StoredFact};

use super::open_ledger;
use crate::{Ended, clock};

/// Check what is stored, or explain a past answer.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku store check --db sqlite:shikaku.sqlite")]
pub(crate) struct StoreCommand {
    #[command(subcommand)]
    act: Act,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Rebuild what is derived from the facts and compare; a difference is a failure.
    Check {
        /// The database, as sqlite:PATH.
        #[arg(long, value_name = "URL")]
        db: String,
    },
    /// Show a past answer, the facts as known then, and, apart, what today's rules would say.
    Explain {
        /// The database, as sqlite:PATH.
        #[arg(long, value_name = "URL")]
        db: String,
        /// Who asked (医療機関コード).
        #[arg(long, value_name = "CODE")]
        institution: InstitutionCode,
        /// The question's id; the challenge where a card was confirmed.
        #[arg(long)]
        id: String,
        /// The question's instant, as 2026-06-01T09:00:00+09:00. A challenge says its own.
        #[arg(long, value_name = "INSTANT")]
        asked_at: Option<Timestamp>,
    },
}

impl StoreCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        match self.act {
            Act::Check { db } => check(&db),
            Act::Explain { db, institution, id, asked_at } => {
                match asked_at.or_else(|| challenge_made_at(&id)) {
                    Some(asked_at) => explained(&db, institution.as_str(), &id, asked_at),
                    None => Ok(Ended::Usage("want --asked-at, or a challenge as --id".to_owned())),
                }
            }
        }
    }
}

fn check(db: &str) -> anyhow::Result<Ended> {
    let ledger = match open_ledger(db)? {
        Ok(ledger) => ledger,
        Err(ended) => return Ok(ended),
    };
    let mut report = |it: store::Difference| {
        eprintln!("person {}: {} is not what the facts say", it.person_key, it.what.name());
    };
    let checked = ledger.store().check(clock::today(), &mut report).context("checking")?;
    if checked.differences > 0 {
        bail!("{} differences in {} people", checked.differences, checked.people);
    }
    eprintln!("{} people, no difference", checked.people);
    Ok(Ended::Done)
}

fn explained(db: &str, institution: &str, id: &str, asked_at: Timestamp) -> anyhow::Result<Ended> {
    let ledger = match open_ledger(db)? {
        Ok(ledger) => ledger,
        Err(ended) => return Ok(ended),
    };
    let Some(found) = explain(&ledger, institution, id, asked_at).context("explaining")? else {
        eprintln!("shikaku: this institution asked nothing under this id at this instant");
        return Ok(Ended::Refused);
    };
    writeln!(std::io::stdout(), "{:#}", document(&found)?).context("writing the explanation")?;
    Ok(Ended::Done)
}

fn document(found: &Explanation) -> anyhow::Result<Value> {
    let it = &found.confirmation;
    let on = it.on;
    let today = match &found.today {
        None => Value::Null,
        Some(today) => {
            let standing = Standing::of(None, on, &today.judgement, today.next_change_on, true);
            serde_json::to_value(standing)?
        }
    };
    Ok(json!({
        "answered": {
            "asked_at": it.asked_at,
            "institution": it.institution,
            "how": it.how,
            "on": on,
            "question": stored_json(&it.question),
            "answer": stored_json(&it.answer),
            "rules": it.rules.split(' ').filter(|it| !it.is_empty()).collect::<Vec<_>>(),
            "known_at": it.known_at,
            "settings_revision": it.settings_revision,
            "program": it.program,
        },
        "known_then": found.facts.iter().map(fact).collect::<Vec<_>>(),
        "todays_rules": today,
    }))
}

/// What the hub wrote down is JSON; anything else is shown as text.
fn stored_json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(bytes).into_owned()))
}

fn fact(it: &StoredFact) -> Value {
    let body = match &it.entry {
        Entry::Fact(fact) => serde_json::from_str(&fact.body()).unwrap_or_default(),
        Entry::Ended => json!("ended"),
        Entry::MyNumberLinked => json!("linked"),
        Entry::JoinedInto(key) => json!({ "joined_into": key.to_string() }),
    };
    json!({
        "kind": it.kind,
        "subject": it.subject,
        "fact": body,
        "recorded_at": it.recorded_at,
        "recorded_by": it.recorded_by,
        "reason": it.reason,
        "superseded_at": it.superseded_at,
    })
}
