//! `shikaku staff`: who may sign in at the authority or at an insurer's office.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use eligibility::InsurerNumber;
use server::{
    authority::{self, Role, StaffKey},
    office::{self, OfficeRole},
};

use super::{
    institution::{random_bytes, write_key},
    open_ledger,
};
use crate::{Ended, clock, serve};

/// Say who may sign in at the authority or at an insurer's office, each with a key.
#[derive(clap::Args)]
#[command(after_help = "Examples: shikaku staff add --db sqlite:shikaku.sqlite --id tanaka \
                        --name 田中 --role clerk --municipality 99201 --key-file tanaka.key\n\
                        shikaku staff add --db sqlite:shikaku.sqlite --id suzuki --name 鈴木 \
                        --insurer 113019 --role approver --key-file suzuki.key")]
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
        /// What they may do. At the authority: `clerk`, or `supervisor`, who also makes cards for
        /// recorded facts. At an insurer's office: `clerk`; `approver`, who releases large
        /// batches; `auditor`, who reads only; `administrator`, who has the settings.
        #[arg(long)]
        role: String,
        /// The insurer whose office they work in; at the authority without it.
        #[arg(long, value_name = "NUMBER", conflicts_with = "municipality")]
        insurer: Option<InsurerNumber>,
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

/// Where somebody works, and what they may do there.
enum Post {
    Authority(Role, Option<String>),
    Office(OfficeRole, InsurerNumber),
}

impl StaffCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        match self.act {
            Act::Add { db, id, name, role, insurer, municipality, key_file } => {
                match Post::of(&role, insurer, municipality) {
                    Ok(post) => add(&db, (&id, &name), &post, &key_file),
                    Err(wanted) => Ok(Ended::Usage(format!("--role: {wanted}"))),
                }
            }
            Act::Revoke { db, id } => revoke(&db, &id),
        }
    }
}

impl Post {
    fn of(
        role: &str,
        insurer: Option<InsurerNumber>,
        municipality: Option<String>,
    ) -> Result<Self, String> {
        let wanted = |words: Vec<&str>| format!("want {}", words.join(" or "));
        match insurer {
            Some(insurer) => OfficeRole::of(role)
                .map(|role| Self::Office(role, insurer))
                .ok_or_else(|| wanted(OfficeRole::ALL.iter().map(|it| it.word()).collect())),
            None => Role::of(role)
                .map(|role| Self::Authority(role, municipality))
                .ok_or_else(|| wanted(Role::ALL.iter().map(|it| it.word()).collect())),
        }
    }
}

fn add(db: &str, who: (&str, &str), post: &Post, key_file: &Path) -> anyhow::Result<Ended> {
    let ledger = match open_ledger(db)? {
        Ok(ledger) => ledger,
        Err(ended) => return Ok(ended),
    };
    let key = StaffKey::of(random_bytes()?);
    write_key(key_file, key.as_str())?;
    let (store, now) = (ledger.store(), clock::now());
    serve::runtime()?
        .block_on(async {
            match post {
                Post::Authority(role, municipality) => {
                    authority::admit(store, who, *role, municipality.as_deref(), &key, now).await
                }
                Post::Office(role, insurer) => {
                    office::admit(store, *insurer, who, *role, &key, now).await
                }
            }
        })
        .context("recording the member of staff")?;
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
