//! Measures plans: `cargo run --release -p server --example plan_speed -- PEOPLE/OPEN...`.
//!
//! For each pair of numbers it makes a ledger of one insurer's members, and measures the plan of a
//! day by reading everybody and by the agenda, a year's plan, the filling of the search's index and
//! searches. The first OPEN people are drawn; the others have what they need for years. Nobody in
//! it exists.

mod people;

use std::{
    env,
    time::{Duration, Instant},
};

use eligibility::InsurerNumber;
use jiff::{ToSpan as _, civil::Date};
use server::{
    ledger::Ledger,
    work::plan::{Plan, plan, plan_from_everybody, plan_year},
};
use store::Search;

type Failure = Box<dyn std::error::Error>;

const INSURER: &str = "06130090";
const TODAY: Date = jiff::civil::date(2026, 3, 10);
/// Of each measurement so many rounds, of which the quickest counts.
const ROUNDS: usize = 5;

#[expect(clippy::print_stdout, reason = "the figures are what it is run for")]
fn main() -> Result<(), Failure> {
    for argument in env::args().skip(1) {
        let (people, open) = argument.split_once('/').ok_or("want PEOPLE/OPEN")?;
        let (people, open): (u32, u32) = (people.parse()?, open.parse()?);
        let directory = tempfile::tempdir()?;
        let url = format!("sqlite:{}", directory.path().join("db").display());
        let (before, began) = (cpu()?, Instant::now());
        let ledger = server::ledger::open(&url)?;
        people::make(&ledger, (people, open), insurer()?, TODAY)?;
        let (took, used) = (began.elapsed().as_secs_f64(), cpu()?.saturating_sub(before));
        let used = used.as_secs_f64();
        println!("{people} people, {open} drawn, made in {took:.1} s, {used:.2} s of CPU");
        measured("plan by reading everybody", || day(&ledger, TODAY, plan_from_everybody))?;
        // Whoever's day comes tomorrow is looked at too.
        let tomorrow = TODAY.saturating_add(1.day());
        measured("plan by the agenda", || day(&ledger, tomorrow, plan))?;
        measured("plan of twelve months", || {
            let year = plan_year(&ledger, insurer()?, TODAY, 12, &mut |_, _| {})?;
            Ok(format!("{} months", year.months.len()))
        })?;
        search(&ledger, "search before the index")?;
        let began = Instant::now();
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let indexed = runtime.block_on(ledger.store().index_search())?;
        println!("  filling the index: {:.1} ms, {indexed} people", milliseconds(began.elapsed()));
        search(&ledger, "search")?;
    }
    Ok(())
}

fn insurer() -> Result<InsurerNumber, Failure> {
    Ok(INSURER.parse()?)
}

/// A plan of a day, as what it has.
fn day<E: std::error::Error + 'static>(
    ledger: &Ledger,
    on: Date,
    plan: impl Fn(&Ledger, InsurerNumber, Date, &mut dyn FnMut(u64, u64)) -> Result<Plan, E>,
) -> Result<String, Failure> {
    let mut read = 0;
    let plan = plan(ledger, insurer()?, on, &mut |done, _| read = done)?;
    let (papers, warnings) = (plan.items.len(), plan.warnings.len());
    Ok(format!("{read} read, {papers} papers, {warnings} warnings"))
}

fn search(ledger: &Ledger, what: &str) -> Result<(), Failure> {
    for (how, search) in [
        ("words", Search::Words("見本 花".to_owned())),
        ("number", Search::Number { symbol: None, number: "7".to_owned() }),
        ("born on", Search::BornOn(jiff::civil::date(1985, 2, 14))),
    ] {
        measured(&format!("{what} by {how}"), || {
            let found = ledger.store().search(Some(insurer()?), &search, 50)?;
            Ok(format!("{} found", found.len()))
        })?;
    }
    Ok(())
}

/// Prints the quickest of some rounds, by the clock, with the CPU time of that round.
#[expect(clippy::print_stdout, reason = "the figures are what it is run for")]
fn measured(what: &str, work: impl Fn() -> Result<String, Failure>) -> Result<(), Failure> {
    let mut best: Option<(Duration, Duration, String)> = None;
    for _ in 0..ROUNDS {
        let (before, began) = (cpu()?, Instant::now());
        let result = work()?;
        let (took, used) = (began.elapsed(), cpu()?.saturating_sub(before));
        if best.as_ref().is_none_or(|it| took < it.0) {
            best = Some((took, used, result));
        }
    }
    if let Some((took, used, result)) = best {
        let (took, used) = (milliseconds(took), milliseconds(used));
        println!("  {what}: {took:.1} ms, {used:.0} ms of CPU, {result}");
    }
    Ok(())
}

fn milliseconds(it: Duration) -> f64 {
    it.as_secs_f64() * 1_000.0
}

/// CPU time of the process so far: user and system, in the system's ticks of 10 ms.
fn cpu() -> Result<Duration, Failure> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let rest = text.rsplit_once(')').ok_or("a process's name")?.1;
    let ticks: Vec<u64> =
        rest.split_whitespace().skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
    Ok(Duration::from_millis(ticks.iter().sum::<u64>() * 10))
}
