//! `shikaku import`: a member list into the ledger.

use std::{
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use anyhow::Context as _;
use eligibility::InsurerNumber;
use indicatif::{ProgressBar, ProgressStyle};
use interchange::members::ListError;
use serde::Serialize;
use server::work::import::{Import, ImportError, News, Report, Watch, What, import};

use super::open_ledger;
use crate::{Ended, clock, serve};

/// Refusals shown one by one; all of them are in the file of refused rows.
const REFUSALS_SHOWN: usize = 100;

/// Take a member list (.csv in UTF-8 or `Shift_JIS`, .xlsx) into the ledger.
///
/// Rows that cannot be true are refused and written to a file that can be corrected and imported
/// again; the good rows go in. The same file twice changes nothing.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku import --db sqlite:shikaku.sqlite --insurer 06110019 \
                        --dry-run members.csv")]
pub(crate) struct ImportCommand {
    /// The database, as sqlite:PATH; made where absent.
    #[arg(long, value_name = "URL")]
    db: String,
    /// The insurer (保険者番号) whose list it is.
    #[arg(long, value_name = "NUMBER")]
    insurer: InsurerNumber,
    /// The insurer's name, to be recorded.
    #[arg(long, value_name = "NAME")]
    insurer_name: Option<String>,
    /// Where refused rows go; beside the list as NAME.refused.csv where absent.
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    /// The key of the My Numbers' hashes, made where absent; beside the database as
    /// PATH.my-number-key.
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// The list names every member: put whoever is missing aside as a question.
    #[arg(long)]
    complete: bool,
    /// Show what would change and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print one JSON document on standard output.
    #[arg(long)]
    json: bool,
    /// The list.
    file: PathBuf,
}

impl ImportCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        let began = Instant::now();
        serve::start_logs();
        let ledger = match open_ledger(&self.db)? {
            Ok(ledger) => ledger,
            Err(ended) => return Ok(ended),
        };
        let refused = self.refused.clone().unwrap_or(self.file.with_extension("refused.csv"));
        let request = Import {
            insurer: self.insurer,
            insurer_name: self.insurer_name.clone(),
            file: self.file.clone(),
            key_file: self.key_file.clone().unwrap_or_else(|| key_file(&self.db)),
            refused: Some(refused.clone()),
            complete: self.complete,
            dry_run: self.dry_run,
            recorded_by: "import".to_owned(),
        };
        let shown = Arc::new(Mutex::new(Shown::new(self.json, self.dry_run)));
        let bar = ProgressBar::new(0).with_style(style()?);
        let watcher = Watcher { shown: Arc::clone(&shown), bar: bar.clone(), began };
        let clock: server::Clock = Arc::new(clock::now);
        let import = import(&ledger, &clock, request, watcher);
        let imported = serve::runtime()?.block_on(import);
        bar.finish_and_clear();
        let report = match imported {
            Ok(report) => report,
            Err(ImportError::List(error)) if !matches!(error, ListError::Io(_)) => {
                eprintln!("shikaku: {}: {error}", self.file.display());
                return Ok(Ended::Refused);
            }
            Err(error) => {
                return Err(error).with_context(|| format!("importing {}", self.file.display()));
            }
        };
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        self.tell(&report, &mut shown, began, &refused)?;
        Ok(if report.refused.is_empty() { Ended::Done } else { Ended::Refused })
    }

    /// Says what became of the rows.
    fn tell(
        &self,
        report: &Report,
        shown: &mut Shown,
        began: Instant,
        refused: &Path,
    ) -> anyhow::Result<()> {
        let seconds = began.elapsed().as_secs_f64();
        shown.out.flush().context("writing what would change")?;
        if self.json {
            let document = Document::of(report, std::mem::take(&mut shown.changes), seconds);
            let document = serde_json::to_string(&document)?;
            writeln!(io::stdout(), "{document}").context("writing the report")?;
        } else {
            self.tell_refusals(report);
        }
        let Report { rows, new, changed, unchanged, lost, .. } = report;
        let would = if self.dry_run { "would be " } else { "" };
        #[expect(clippy::cast_precision_loss, reason = "for a person to read")]
        let speed = *rows as f64 / seconds;
        eprintln!(
            "{rows} rows in {seconds:.1} s ({speed:.0} rows/s): {would}{new} new, {changed} \
             changed, {lost} lost, {unchanged} unchanged, {} refused, {} put aside",
            report.refused.len(),
            report.put_aside.len(),
        );
        if !report.refused.is_empty() && !self.dry_run {
            eprintln!("refused rows: correct {} and import it", refused.display());
        }
        if !report.put_aside.is_empty() && !self.dry_run {
            eprintln!(
                "*** {} rows or people wait for a person to settle them: \
                 shikaku quarantine list --db {}",
                report.put_aside.len(),
                self.db
            );
        }
        if self.complete && self.dry_run {
            eprintln!("{} members in force are not in the list", report.missing);
        }
        for column in &report.ignored_columns {
            eprintln!("column not read: {column}");
        }
        Ok(())
    }

    /// Line by line; what was found is shown to whoever supplied the list, which is who reads this.
    fn tell_refusals(&self, report: &Report) {
        let file = self.file.display();
        for it in report.refused.iter().take(REFUSALS_SHOWN) {
            let (line, column, found, wanted) = (it.line, &it.column, &it.found, it.wanted());
            eprintln!("{file}: line {line}, {column}: found 「{found}」, wanted {wanted}");
        }
        if report.refused.len() > REFUSALS_SHOWN {
            eprintln!("{file}: and {} more", report.refused.len() - REFUSALS_SHOWN);
        }
        for it in &report.put_aside {
            if it.line > 0 {
                eprintln!("{file}: line {} put aside: {}", it.line, it.why);
            }
        }
    }
}

/// Beside the database.
pub(crate) fn key_file(url: &str) -> PathBuf {
    PathBuf::from(format!("{}.my-number-key", url.strip_prefix("sqlite:").unwrap_or(url)))
}

fn style() -> anyhow::Result<ProgressStyle> {
    ProgressStyle::with_template("{wide_bar} {percent:>3} % {msg}").context("the progress bar")
}

/// What is shown or kept while the list is read.
struct Shown {
    json: bool,
    dry_run: bool,
    out: BufWriter<io::Stdout>,
    changes: Vec<ShownChange>,
}

impl Shown {
    fn new(json: bool, dry_run: bool) -> Self {
        Self { json, dry_run, out: BufWriter::new(io::stdout()), changes: Vec::new() }
    }

    fn news(&mut self, news: &News<'_>) -> io::Result<()> {
        let what = match news.what {
            What::New => "new",
            What::Changed => "changed",
            What::Lost => "lost",
            What::Unchanged | What::PutAside(_) => return Ok(()),
        };
        let line = news.row.line;
        if self.json {
            if news.what != What::New {
                let field = |it: &server::work::import::Difference| ShownField {
                    column: it.column,
                    old: it.old.clone(),
                    new: it.new.clone(),
                };
                let fields = news.differences.iter().map(field).collect();
                self.changes.push(ShownChange { line, what, fields });
            }
            return Ok(());
        }
        if !self.dry_run {
            return Ok(());
        }
        let coverage = &news.row.coverage;
        let symbol = coverage.symbol.as_deref().unwrap_or_default();
        let branch = coverage.branch.as_deref().unwrap_or_default();
        let (number, name) = (&coverage.number, &news.row.identity.name);
        writeln!(self.out, "line {line}\t{what}\t{symbol}・{number}・{branch}\t{name}")?;
        for it in news.differences {
            writeln!(self.out, "\t{}\t{}\t→\t{}", it.column, it.old, it.new)?;
        }
        Ok(())
    }
}

/// Watches for the command line.
struct Watcher {
    shown: Arc<Mutex<Shown>>,
    bar: ProgressBar,
    began: Instant,
}

impl Watch for Watcher {
    fn progress(&mut self, read: u64, of: u64, rows: u64) {
        self.bar.set_length(of);
        self.bar.set_position(read);
        let seconds = self.began.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "for a person to read")]
        let speed = rows as f64 / seconds;
        self.bar.set_message(format!("{rows} rows, {speed:.0} rows/s"));
    }

    fn news(&mut self, news: &News<'_>) {
        // Whoever reads standard output has read enough; the import goes on.
        let _ = self.shown.lock().unwrap_or_else(PoisonError::into_inner).news(news);
    }

    fn waiting(&mut self) {
        eprintln!("waiting for another import of this insurer's list");
    }
}

/// `import --json`.
#[derive(Serialize)]
struct Document<'a> {
    rows: u64,
    new: u64,
    changed: u64,
    unchanged: u64,
    lost: u64,
    refused: Vec<ShownRefusal<'a>>,
    quarantined: Vec<ShownAside>,
    seconds: f64,
    missing: u64,
    changes: Vec<ShownChange>,
    ignored_columns: &'a [String],
}

#[derive(Serialize)]
struct ShownRefusal<'a> {
    line: u32,
    column: &'a str,
    found: &'a str,
    wanted: String,
}

#[derive(Serialize)]
struct ShownAside {
    line: u32,
    why: &'static str,
}

#[derive(Serialize)]
struct ShownChange {
    line: u32,
    what: &'static str,
    fields: Vec<ShownField>,
}

#[derive(Serialize)]
struct ShownField {
    column: &'static str,
    old: String,
    new: String,
}

impl<'a> Document<'a> {
    fn of(report: &'a Report, changes: Vec<ShownChange>, seconds: f64) -> Self {
        let refused = report.refused.iter().map(|it| ShownRefusal {
            line: it.line,
            column: &it.column,
            found: &it.found,
            wanted: it.wanted().into_owned(),
        });
        let aside = report.put_aside.iter();
        Self {
            rows: report.rows,
            new: report.new,
            changed: report.changed,
            unchanged: report.unchanged,
            lost: report.lost,
            refused: refused.collect(),
            quarantined: aside.map(|it| ShownAside { line: it.line, why: it.why.code() }).collect(),
            seconds,
            missing: report.missing,
            changes,
            ignored_columns: &report.ignored_columns,
        }
    }
}
