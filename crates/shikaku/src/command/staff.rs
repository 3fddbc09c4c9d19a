//! `shikaku staff`: who may sign in at the authority.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use server::authority::{Role, StaffKey, admit};

use super::{
    institution::{random_bytes, write_key},
    open_ledger,
};
use crate::{Ended, clock, serve};

/// Say who may sign in at the authority, each with a key.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku staff add --db sqlite:shikaku.sqlite --id tanaka \
                        --name 田中 --role clerk --municipality 99201 --key-file tanaka.key")]
pub(crate) struct StaffCommand {
    #[command(subcommand)]
    act: Act,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Let somebody sign in: makes a key, writes it to a file, and keeps only its hash.
    Add {
        /// The database, as sqlite:PATH.
        #[arg(long, value_name = "URL")]
        db: String,
        /// Their id: 1 to 32 letters, digits and hyphens.
        #[arg(long, value_parser = staff_id)]
        id: String,
        /// Their name.
        #[arg(long)]
        name: String,
        /// What they may do: `clerk`, or `supervisor`, who also makes cards for recorded facts.
        #[arg(long, value_parser = role)]
        role: Role,
        /// The only municipality whose orders they take; every one without it.
        #[arg(long, value_name = "CODE")]
        municipality: Option<String>,
        /// Where to write the new key; an existing file is not overwritten.
        #[arg(long, value_name = "FILE")]
        key_file: PathBuf,
    },
    /// Let somebody sign in no more.
    Revoke {
        /// The database, as sqlite:PATH.
        #[arg(long, value_name = "URL")]
        db: String,
        /// Their id.
        #[arg(long)]
        id: String,
    },
}

impl StaffCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        match self.act {
            Act::Add { db, id, name, role, municipality, key_file } => {
                add(&db, (&id, &name), role, municipality.as_deref(), &key_file)
            }
            Act::Revoke { db, id } => revoke(&db, &id),
        }
    }
}

fn add(
    db: &str,
    who: (&str, &str),
    role: Role,
    municipality: Option<&str>,
    key_file: &Path,
) -> anyhow::Result<Ended> {
    let ledger = match open_ledger(db)? {
        Ok(ledger) => ledger,
        Err(ended) => return Ok(ended),
    };
    let key = StaffKey::of(random_bytes()?);
    write_key(key_file, key.as_str())?;
    let admitted = admit(ledger.store(), who, role, municipality, &key, clock::now());
    serve::runtime()?.block_on(admitted).context("recording the member of staff")?;
    Ok(Ended::Done)
}

fn revoke(db: &str, id: &str) -> anyhow::Result<Ended> {
    let ledger = match open_ledger(db)? {
        Ok(ledger) => ledger,
        Err(ended) => return Ok(ended),
    };
    let revoked = ledger.store().revoke_staff(id, clock::now());
    if serve::runtime()?.block_on(revoked).context("revoking the key")? {
        return Ok(Ended::Done);
    }
    eprintln!("shikaku: nobody has this id");
    Ok(Ended::Refused)
}

fn staff_id(text: &str) -> Result<String, String> {
    let fits = |it: u8| it.is_ascii_alphanumeric() || it == b'-';
    if (1..=32).contains(&text.len()) && text.bytes().all(fits) {
        return Ok(text.to_owned());
    }
    Err("want 1 to 32 letters, digits and hyphens".to_owned())
}

fn role(text: &str) -> Result<Role, String> {
    let words = || Role::ALL.iter().map(|it| it.word()).collect::<Vec<_>>().join(" or ");
    Role::of(text).ok_or_else(|| format!("want {}", words()))
}
