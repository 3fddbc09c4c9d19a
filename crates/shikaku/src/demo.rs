//! The demo: every role that is built at once, over made-up people.

mod files;
mod insurers;
mod load;
mod page;
mod people;
mod serve;
mod stories;

use std::{
    io::Write as _,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::net::TcpListener;

use self::{
    files::Files,
    load::{Wanted, load},
    serve::House,
};
use crate::{Ended, clock};

/// Which population the demo shows.
const SEED: u64 = 1;
/// Fewer people are there before a bar is seen.
const PEOPLE_WITHOUT_BAR: u32 = 50_000;

/// Try everything at once: an embedded database of made-up people and every role on one address.
///
/// Only this machine can reach it. What it wrote is used again on the next start.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku demo --port 8000 --people 10000")]
pub(crate) struct Demo {
    /// The port; 0 takes one that is free.
    #[arg(long, default_value_t = 8000)]
    port: u16,
    /// Where its data lie; by default a folder of yours in the system's temporary directory.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// How many made-up people, besides those with a story.
    #[arg(long, value_name = "N", default_value_t = 10_000,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    people: u32,
}

impl Demo {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        let directory = self.dir.unwrap_or_else(default_directory);
        eprintln!("データの置き場所: {}", directory.display());
        crate::serve::start_logs();
        let files = Files::of(&directory)?;
        let (port, people) = (self.port, self.people);
        crate::serve::runtime()?.block_on(run(files, port, people))?;
        Ok(Ended::Done)
    }
}

/// Loads what is missing and serves.
async fn run(files: Files, port: u16, people: u32) -> anyhow::Result<()> {
    // First of all, so that a port in use is said before the work.
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("listening on {address}; --port 0 takes a free port"))?;
    let on = clock::today();
    let wanted = Wanted { seed: SEED, people, on, now: clock::now() };
    let stories = stories::all(on)?;
    let ledger = server::ledger::open(&files.database()).context("opening the ledger")?;
    let bar = bar(people)?;
    load(&ledger, &wanted, &stories, &bar).await?;
    bar.finish_and_clear();
    files.write(&stories)?;
    let told: usize = stories.iter().map(|it| it.people().count()).sum();
    let people = ledger.store().count()?.saturating_sub(u64::try_from(told)?);
    let house = House { listener, files, ledger, stories, on, people };
    serve::serve(house, |address| {
        let mut out = std::io::stdout();
        writeln!(out, "{address}/ で見られます(Ctrl-C で終わります)")
            .and_then(|()| out.flush())
            .context("saying the address")
    })
    .await
}

/// A bar on a terminal for work that takes a while.
fn bar(people: u32) -> anyhow::Result<ProgressBar> {
    if people < PEOPLE_WITHOUT_BAR {
        return Ok(ProgressBar::hidden());
    }
    let bar = ProgressBar::new(u64::from(people));
    bar.set_style(ProgressStyle::with_template(
        "人をつくっています {bar:40} {human_pos}/{human_len} あと{eta}",
    )?);
    bar.enable_steady_tick(Duration::from_millis(200));
    Ok(bar)
}

/// A folder of the user's own: others on the machine have theirs.
fn default_directory() -> PathBuf {
    let user = ["USER", "USERNAME"].iter().find_map(|it| std::env::var(it).ok());
    let plain = |it: &char| it.is_ascii_alphanumeric() || *it == '-' || *it == '_';
    let user: String = user.unwrap_or_default().chars().filter(plain).collect();
    let name =
        if user.is_empty() { "shikaku-demo".to_owned() } else { format!("shikaku-demo-{user}") };
    std::env::temp_dir().join(name)
}
