//! The demo: every role that is built at once, over made-up people.

mod files;
mod insurers;
mod load;
mod office;
mod page;
mod people;
mod serve;
mod stories;
mod tray;

use std::{
    io::Write as _,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use card::Reader;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::net::TcpListener;

use self::{
    files::Files,
    load::{Wanted, load},
    serve::House,
};
use crate::{Ended, clock, readers};

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
    /// A PC/SC reader for the kiosk: the one of this name, or whichever is plugged in. Without it
    /// the kiosk reads the card tray.
    #[arg(long, value_name = "READER", num_args = 0..=1, default_missing_value = "")]
    pcsc: Option<String>,
}

impl Demo {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        let directory = self.dir.unwrap_or_else(default_directory);
        eprintln!("データの置き場所: {}", directory.display());
        crate::serve::start_logs();
        let files = Files::of(&directory)?;
        let reader = match self.pcsc.as_deref().map(readers::pcsc).transpose() {
            Ok(reader) => reader,
            Err(why) => return Ok(Ended::Usage(format!("--pcsc: {why}"))),
        };
        let (port, people) = (self.port, self.people);
        crate::serve::runtime()?.block_on(run(files, port, people, reader))?;
        Ok(Ended::Done)
    }
}

/// Loads what is missing and serves.
async fn run(
    files: Files,
    port: u16,
    people: u32,
    reader: Option<Box<dyn Reader>>,
) -> anyhow::Result<()> {
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
    // The authority's keys are made while the people are written.
    let (loaded, authority) = tokio::join!(
        load(&ledger, &wanted, &stories, &bar),
        tokio::spawn(serve::authority(files.clone(), Arc::clone(&ledger), address_of(&listener)?)),
    );
    loaded?;
    let authority = authority.context("opening the authority")??;
    bar.finish_and_clear();
    files.write(&stories)?;
    let told: usize = stories.iter().map(|it| it.people().count()).sum();
    let people = ledger.store().count()?.saturating_sub(u64::try_from(told)?);
    let house = House { listener, files, ledger, stories, on, people, authority, reader };
    serve::serve(house, |address| {
        let mut out = std::io::stdout();
        writeln!(out, "{address}/ で見られます(Ctrl-C で終わります)")
            .and_then(|()| out.flush())
            .context("saying the address")
    })
    .await
}

fn address_of(listener: &TcpListener) -> anyhow::Result<String> {
    Ok(format!("http://{}", listener.local_addr().context("reading the address")?))
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
