//! `shikaku issue`: carries the plan of a day out.

use std::{
    io::{self, Write as _},
    path::PathBuf,
    sync::Arc,
};

use anyhow::Context as _;
use eligibility::InsurerNumber;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use serde::Serialize;
use server::work::issue::{
    IssueError, Issuing, Progress, Refusal, Report, Stage, is_unnamed, issue, spoil,
};

use super::{decide::day, open_ledger};
use crate::{Ended, clock, serve};

/// Make the papers that are due on a day: the register, the PDFs, letters, lists and manifest.
///
/// Safe to run again after any stop: it goes on where it stopped, and once everything is made it
/// makes nothing. Sheets that a printer spoiled are made again with --spoiled.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku issue --db sqlite:shikaku.sqlite --insurer 06110019 \
                        --on 2025-12-02 --out papers\n\
                        Example: shikaku issue --db sqlite:shikaku.sqlite --insurer 06110019 \
                        --on 2025-12-02 --out papers --spoiled 120..134 --why 'paper jam'")]
pub(crate) struct IssueCommand {
    /// The database, as sqlite:PATH; made where absent.
    #[arg(long, value_name = "URL")]
    db: String,
    /// The insurer (保険者番号) whose papers are made.
    #[arg(long, value_name = "NUMBER")]
    insurer: InsurerNumber,
    /// The day of issue (交付年月日).
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Date,
    /// Where the files go: each batch into a directory of its own.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Make these sheets again, the first and the last: the same originals on new sheets.
    #[arg(long, value_name = "FIRST..LAST", value_parser = sheets, requires = "why")]
    spoiled: Option<(u32, u32)>,
    /// Why they are made again.
    #[arg(long, value_name = "TEXT", requires = "spoiled")]
    why: Option<String>,
    /// The batch of the spoiled sheets; the first of the day where absent.
    #[arg(long, value_name = "ID", requires = "spoiled")]
    batch: Option<String>,
    /// Print one JSON document on standard output.
    #[arg(long)]
    json: bool,
}

/// `120..134` or `120`.
fn sheets(text: &str) -> Result<(u32, u32), String> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let last = last.strip_prefix('=').unwrap_or(last);
    match (first.trim().parse(), last.trim().parse()) {
        (Ok(first), Ok(last)) if 0 < first && first <= last => Ok((first, last)),
        _ => Err("expected sheets as FIRST..LAST, such as 120..134".to_owned()),
    }
}

impl IssueCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        serve::start_logs();
        let ledger = match open_ledger(&self.db)? {
            Ok(ledger) => ledger,
            Err(ended) => return Ok(ended),
        };
        let issuing = Issuing {
            ledger,
            press: Arc::new(print::Press::new().context("reading the fonts")?),
            out: self.out.clone(),
            clock: Arc::new(clock::now),
            by: "command line".to_owned(),
        };
        let bar = ProgressBar::new(0).with_style(
            ProgressStyle::with_template("{wide_bar} {percent:>3} % {msg}")
                .context("the progress bar")?,
        );
        let issued = serve::runtime()?.block_on(self.issue(&issuing, &bar));
        bar.finish_and_clear();
        match issued {
            Ok(report) => {
                self.warn_of_no_name(&issuing)?;
                self.tell(&report)
            }
            Err(IssueError::Refused(refusal)) => {
                eprintln!("shikaku: {refusal}{}", advice(&refusal));
                Ok(Ended::Refused)
            }
            Err(error) => Err(error).context("issuing"),
        }
    }

    /// Papers of an insurer that nobody has named bear its number, which somebody should mend.
    fn warn_of_no_name(&self, issuing: &Issuing) -> anyhow::Result<()> {
        if is_unnamed(&issuing.ledger, self.insurer).context("reading the insurer")? {
            eprintln!(
                "*** the papers name insurer {0} by its number: record its name with \
                 shikaku import --db {1} --insurer {0} --insurer-name NAME LIST",
                self.insurer, self.db
            );
        }
        Ok(())
    }

    async fn issue(&self, issuing: &Issuing, bar: &ProgressBar) -> Result<Report, IssueError> {
        let (Some(sheets), Some(why)) = (self.spoiled, &self.why) else {
            return issue(issuing, self.insurer, self.on, |it| show(bar, it)).await;
        };
        let batch = self.batch.clone();
        let batch = batch.unwrap_or_else(|| format!("{}-{}", self.insurer, self.on));
        let known = issuing.ledger.store().batch(&batch)?;
        known.filter(|it| it.insurer == self.insurer).ok_or(Refusal::NoBatch)?;
        // The same sheets of a batch are spoiled once: a second try is the same act.
        let act_id = format!("spoil:{batch}:{}-{}", sheets.0, sheets.1);
        spoil(issuing, &batch, sheets, why, &act_id).await
    }

    /// Says what was made.
    fn tell(&self, report: &Report) -> anyhow::Result<Ended> {
        let mut out = io::stdout().lock();
        if self.json {
            let document = serde_json::to_string(&Document::of(report))?;
            writeln!(out, "{document}").context("writing the report")?;
        } else {
            for file in &report.files {
                writeln!(out, "{file}").context("writing the report")?;
            }
        }
        let Some(batch) = &report.batch else {
            eprintln!("nothing is due");
            return Ok(Ended::Done);
        };
        let Report { made, void, held, not_due, sheets, seconds, record_seconds, .. } = report;
        eprintln!(
            "batch {batch}: {made} made, {held} held, {not_due} not due any more; {sheets} valid \
             sheets, {void} void, {} files",
            report.files.len()
        );
        let share = if *seconds > 0.0 { 100.0 * record_seconds / seconds } else { 0.0 };
        eprintln!("{seconds:.2} s, of which {record_seconds:.2} s ({share:.0} %) for the register");
        if *held > 0 {
            eprintln!("*** {held} papers wait for a person: see {batch}/held.csv");
        }
        if report.is_paused {
            eprintln!("shikaku: batch {batch} was paused: resume it in the office and run again");
            return Ok(Ended::Refused);
        }
        Ok(Ended::Done)
    }
}

fn show(bar: &ProgressBar, progress: Progress) {
    let Progress { stage, done, of, seconds_left } = progress;
    bar.set_length(of);
    bar.set_position(done);
    let what = match stage {
        Stage::Planning => "planning",
        Stage::Sheets => "sheets",
        Stage::Letters => "letters and lists",
    };
    let left = seconds_left.map(|it| format!(", {it:.0} s left")).unwrap_or_default();
    bar.set_message(format!("{what}{left}"));
}

/// `issue --json`.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<&'a str>,
    made: u64,
    void: u64,
    held: u64,
    not_due: u64,
    sheets: u64,
    files: &'a [String],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    paused: bool,
    seconds: f64,
    record_seconds: f64,
}

impl<'a> Document<'a> {
    fn of(it: &'a Report) -> Self {
        Self {
            batch: it.batch.as_deref(),
            made: it.made,
            void: it.void,
            held: it.held,
            not_due: it.not_due,
            sheets: it.sheets,
            files: &it.files,
            paused: it.is_paused,
            seconds: it.seconds,
            record_seconds: it.record_seconds,
        }
    }
}

/// What to do about a refusal, where this program can.
const fn advice(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NotReleased { .. } | Refusal::Paused(_) => {
            ": do that on the batch's page of the office, and run again"
        }
        Refusal::UnknownInsurer(_)
        | Refusal::NothingDue
        | Refusal::NoBatch
        | Refusal::Returned(_)
        | Refusal::Withdrawn(_)
        | Refusal::Sheets { .. }
        | Refusal::Running(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::sheets;

    #[test]
    fn sheets_are_the_first_and_the_last() {
        for (text, wanted) in [
            ("120..134", Some((120, 134))),
            ("120..=134", Some((120, 134))),
            ("7", Some((7, 7))),
            ("7..7", Some((7, 7))),
            ("0..7", None),
            ("8..7", None),
            ("..7", None),
            ("a..7", None),
        ] {
            assert_eq!(sheets(text).ok(), wanted, "{text}");
        }
    }
}
