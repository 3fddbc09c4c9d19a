//! `shikaku decide`: dossiers in, standings out, line by line in the same order.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read as _, Write},
    path::PathBuf,
};

use anyhow::Context as _;
use jiff::civil::Date;
use record::{LineRefusal, Settings, Standing, law::Facts, read_line};
use serde::Serialize;

use crate::{Ended, clock};

/// The longest line read; a longer one is refused in its place.
const LINE_BYTES_MAX: u64 = 4 << 20;

/// Judge dossiers (JSON lines) on a day: standings out, in the same order.
///
/// A line that cannot be read or cannot be true is answered in its place, the others too, and the
/// exit status is 1.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku decide --on 2026-06-01 people.jsonl > standings.jsonl")]
pub(crate) struct Decide {
    /// The day asked, as YYYY-MM-DD; today in Japan where absent.
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<Date>,
    /// An insurer's settings (JSON); those of the contract where absent.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Add the texts of the rules named.
    #[arg(long)]
    sources: bool,
    /// The dossiers; standard input where absent or `-`.
    file: Option<PathBuf>,
}

impl Decide {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        let settings = match &self.settings {
            Some(path) => match read_settings(path)? {
                Ok(settings) => settings,
                Err(refusal) => {
                    eprintln!("shikaku: {}: {refusal}", path.display());
                    return Ok(Ended::Refused);
                }
            },
            None => eligibility::Settings::CONTRACT,
        };
        let on = self.on.unwrap_or_else(clock::today);
        let input: Box<dyn BufRead> = match &self.file {
            Some(path) if path.as_os_str() != "-" => {
                let file =
                    File::open(path).with_context(|| format!("opening {}", path.display()))?;
                Box::new(BufReader::with_capacity(1 << 16, file))
            }
            Some(_) | None => Box::new(BufReader::with_capacity(1 << 16, io::stdin())),
        };
        let output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let run =
            Run { on, settings, sources: self.sources, facts: Facts::empty(), refused: false };
        match run.lines(input, output) {
            // Whoever reads us has read enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Ended::Done),
            Err(error) => Err(error).context("judging dossiers"),
            Ok(refused) => Ok(if refused { Ended::Refused } else { Ended::Done }),
        }
    }
}

/// One pass over the lines.
struct Run {
    on: Date,
    settings: eligibility::Settings,
    sources: bool,
    facts: Facts,
    refused: bool,
}

impl Run {
    /// Answers every line; memory holds one line at a time.
    fn lines(mut self, mut input: impl BufRead, mut output: impl Write) -> io::Result<bool> {
        let mut line = Vec::with_capacity(4096);
        for number in 1_u64.. {
            line.clear();
            if input.by_ref().take(LINE_BYTES_MAX + 1).read_until(b'\n', &mut line)? == 0 {
                break;
            }
            if line.len() as u64 > LINE_BYTES_MAX {
                input.skip_until(b'\n')?;
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            self.answer(number, line.trim_ascii(), &mut output)?;
            output.write_all(b"\n")?;
            // Whoever waits at the other end of a pipe for this answer gets it.
            if input.fill_buf().is_ok_and(<[u8]>::is_empty) {
                output.flush()?;
            }
        }
        output.flush()?;
        Ok(self.refused)
    }

    fn answer(&mut self, number: u64, line: &[u8], output: &mut impl Write) -> io::Result<()> {
        let read = if line.len() as u64 > LINE_BYTES_MAX {
            Err(LineRefusal {
                id: None,
                field: "line".to_owned(),
                found: "a longer line".to_owned(),
                wanted: format!("at most {LINE_BYTES_MAX} bytes"),
            })
        } else {
            read_line(line, &mut self.facts)
        };
        match read {
            Ok(read) => {
                let dossier = self.facts.dossier();
                let judgement = eligibility::judge(&dossier, &self.settings, self.on);
                let next = judgement.next_change_on(&dossier, &self.settings);
                let id = read.id.as_deref();
                let standing = Standing::of(id, self.on, &judgement, next, self.sources);
                Ok(serde_json::to_writer(output, &standing)?)
            }
            Err(error) => {
                self.refused = true;
                let id = error.id.clone();
                Ok(serde_json::to_writer(output, &Refused { line: number, id, error })?)
            }
        }
    }
}

/// What stands in the place of a line that was refused.
#[derive(Serialize)]
struct Refused {
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    error: LineRefusal,
}

/// A day of the command line.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    record::day::parse(text).ok_or_else(|| "want a day as YYYY-MM-DD".to_owned())
}

/// Settings from a file; the inner error is a refusal of what it says.
fn read_settings(path: &std::path::Path) -> anyhow::Result<Result<eligibility::Settings, String>> {
    let text = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let settings = match serde_json::from_slice::<Settings>(&text) {
        Ok(settings) => settings,
        Err(error) => return Ok(Err(error.to_string())),
    };
    Ok(settings.to_law().map_err(|error| error.to_string()))
}
