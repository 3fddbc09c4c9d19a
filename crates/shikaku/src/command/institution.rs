//! `shikaku institution`: who may ask the hub.

use std::{
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use eligibility::InstitutionCode;
use server::hub::{InstitutionKey, key_hash};
use store::Institution;

use super::open_ledger;
use crate::{Ended, clock, serve};

/// Say who may ask the hub: medical institutions and pharmacies, each with a key.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku institution add --db sqlite:shikaku.sqlite \
                        --code 1311111114 --name みほん医院 --key-file clinic.key")]
pub(crate) struct InstitutionCommand {
    #[command(subcommand)]
    act: Act,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Let an institution ask: makes a key, writes it to a file, and keeps only its hash.
    Add {
        /// The database, as sqlite:PATH.
        #[arg(long, value_name = "URL")]
        db: String,
        /// Its code (医療機関コード), ten digits.
        #[arg(long)]
        code: InstitutionCode,
        /// Its name.
        #[arg(long)]
        name: String,
        /// Where to write the new key; an existing file is not overwritten.
        #[arg(long, value_name = "FILE")]
        key_file: PathBuf,
    },
    /// Let an institution ask no more, within seconds.
    Revoke {
        /// The database, as sqlite:PATH.
        #[arg(long, value_name = "URL")]
        db: String,
        /// Its code.
        #[arg(long)]
        code: InstitutionCode,
    },
}

impl InstitutionCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        match self.act {
            Act::Add { db, code, name, key_file } => add(&db, code, name, &key_file),
            Act::Revoke { db, code } => revoke(&db, code),
        }
    }
}

fn add(db: &str, code: InstitutionCode, name: String, key_file: &Path) -> anyhow::Result<Ended> {
    let ledger = match open_ledger(db)? {
        Ok(ledger) => ledger,
        Err(ended) => return Ok(ended),
    };
    if !code.has_fitting_check_digit() {
        eprintln!("note: the check digit of {code} does not fit; test codes are often so");
    }
    let key = new_key()?;
    write_key(key_file, key.as_str())?;
    let institution = Institution {
        code: code.to_string(),
        name,
        key_hash: key_hash(key.as_str()),
        added_at: clock::now(),
        revoked_at: None,
    };
    let put = ledger.store().put_institution(institution);
    serve::runtime()?.block_on(put).context("recording the institution")?;
    Ok(Ended::Done)
}

fn revoke(db: &str, code: InstitutionCode) -> anyhow::Result<Ended> {
    let ledger = match open_ledger(db)? {
        Ok(ledger) => ledger,
        Err(ended) => return Ok(ended),
    };
    let Some(institution) = ledger.store().institution(code.as_str())? else {
        eprintln!("shikaku: no institution has this code");
        return Ok(Ended::Refused);
    };
    let revoked = Institution { revoked_at: Some(clock::now()), ..institution };
    let put = ledger.store().put_institution(revoked);
    serve::runtime()?.block_on(put).context("recording the institution")?;
    Ok(Ended::Done)
}

/// A key of the system's randomness.
pub(crate) fn new_key() -> anyhow::Result<InstitutionKey> {
    Ok(InstitutionKey::of(random_bytes()?))
}

/// 256 bits of the system's randomness.
pub(crate) fn random_bytes() -> anyhow::Result<[u8; 32]> {
    let mut random = [0_u8; 32];
    getrandom::fill(&mut random).context("asking the system for randomness")?;
    Ok(random)
}

/// Writes a key where only its owner reads it.
pub(crate) fn write_key(path: &Path, key: &str) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).with_context(|| format!("making {}", path.display()))?;
    writeln!(file, "{key}").and_then(|()| file.sync_all()).context("writing the key")
}
