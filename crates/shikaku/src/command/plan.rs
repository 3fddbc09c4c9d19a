//! `shikaku plan`: who must be sent what, and why. It changes nothing.

use std::io::{self, BufWriter, Write as _};

use anyhow::Context as _;
use eligibility::InsurerNumber;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use server::work::plan::{Counts, Plan, YearPlan, document_name, how_name, plan, plan_year};

use super::{decide::day, open_ledger};
use crate::{Ended, serve};

/// Say who must be sent which paper on a day, why, and by when; nothing is changed or printed.
///
/// People are shown by their keys; names stand only in the files that `shikaku issue` writes.
#[derive(clap::Args)]
#[command(after_help = "Example: shikaku plan --db sqlite:shikaku.sqlite --insurer 06110019 \
                        --on 2025-12-02 --json")]
pub(crate) struct PlanCommand {
    /// The database, as sqlite:PATH; made where absent.
    #[arg(long, value_name = "URL")]
    db: String,
    /// The insurer (保険者番号) whose plan it is.
    #[arg(long, value_name = "NUMBER")]
    insurer: InsurerNumber,
    /// The day.
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Date,
    /// Count what becomes due in so many months from the day instead, month by month.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=120))]
    months: Option<u8>,
    /// Print one JSON document on standard output.
    #[arg(long)]
    json: bool,
}

impl PlanCommand {
    pub(crate) fn run(self) -> anyhow::Result<Ended> {
        serve::start_logs();
        let ledger = match open_ledger(&self.db)? {
            Ok(ledger) => ledger,
            Err(ended) => return Ok(ended),
        };
        let insurer = ledger.store().insurer(self.insurer).context("reading the insurer")?;
        if insurer.is_none() {
            eprintln!(
                "shikaku: insurer {} is not known: import a member list of it first",
                self.insurer
            );
            return Ok(Ended::Refused);
        }
        let style = ProgressStyle::with_template("{wide_bar} {percent:>3} %")
            .context("the progress bar")?;
        let bar = ProgressBar::new(0).with_style(style);
        let mut told = |read, of| {
            bar.set_length(of);
            bar.set_position(read);
        };
        let mut out = BufWriter::new(io::stdout().lock());
        if let Some(months) = self.months {
            let year = plan_year(&ledger, self.insurer, self.on, months, &mut told);
            bar.finish_and_clear();
            self.tell_year(&mut out, &year.context("making the plan")?)?;
        } else {
            let plan = plan(&ledger, self.insurer, self.on, &mut told);
            bar.finish_and_clear();
            self.tell(&mut out, &plan.context("making the plan")?)?;
        }
        out.flush().context("writing the plan")?;
        Ok(Ended::Done)
    }

    fn tell(&self, out: &mut impl io::Write, plan: &Plan) -> anyhow::Result<()> {
        if self.json {
            serde_json::to_writer(&mut *out, &plan.to_json()).context("writing the plan")?;
            writeln!(out)?;
            return Ok(());
        }
        for it in &plan.items {
            let because: Vec<&str> = it.because.iter().map(|it| it.id()).collect();
            let by = it.in_hand_by.map_or_else(|| "-".to_owned(), |it| it.to_string());
            let employer = it.employer.as_deref().unwrap_or("-");
            writeln!(
                out,
                "{}\t{}\t{}\t{by}\t{}\t{employer}\t{}",
                it.person,
                document_name(it.document),
                how_name(it.how),
                it.deliver.name(),
                because.join(" "),
            )?;
        }
        tell_counts(&plan.counts());
        Ok(())
    }

    fn tell_year(&self, out: &mut impl io::Write, year: &YearPlan) -> anyhow::Result<()> {
        if self.json {
            serde_json::to_writer(&mut *out, &year.to_json()).context("writing the plan")?;
            writeln!(out)?;
            return Ok(());
        }
        for month in &year.months {
            for it in &month.papers {
                let (document, rule) = (document_name(it.document), it.rule);
                writeln!(out, "{}\t{document}\t{rule}\t{}\t{}", month.from, it.count, rule.says())?;
            }
            writeln!(
                out,
                "{}\twarnings {}\tcertificates ending {}\t70 {}\t75 {}\tstays ending {}",
                month.from,
                month.warnings,
                month.certificates_ending,
                month.turning_seventy,
                month.turning_seventy_five,
                month.stays_ending
            )?;
        }
        Ok(())
    }
}

/// The plan in numbers, for a person to read.
fn tell_counts(counts: &Counts) {
    let (items, people, warnings) = (counts.items, counts.people, counts.warnings);
    eprintln!("{items} papers for {people} people, {warnings} warnings of expiry");
    for (document, count) in &counts.documents {
        eprintln!("{count:>8}  {}", document_name(*document));
    }
    for (way, count) in &counts.deliver {
        eprintln!("{count:>8}  {}", way.name());
    }
    for it in &counts.reasons {
        eprintln!("{:>8}  {} {} {}", it.count, document_name(it.document), it.rule, it.rule.says());
    }
}
