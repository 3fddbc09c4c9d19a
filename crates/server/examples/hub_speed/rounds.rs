//! Rounds of load, the servers taking turns, and the table.

use std::{io::Write as _, time::Instant};

use crate::{
    Failure, Options,
    load::{Plan, Report, ask_once},
    people,
    process::{Server, load},
    serve::now,
};

/// A server and its rounds.
struct Measured {
    name: String,
    server: Server,
    plan: Plan,
    full: Vec<Round>,
    half: Option<Report>,
}

/// One round at full load.
struct Round {
    cpu_seconds: f64,
    report: Report,
}

/// Makes the ledgers, starts the servers, measures and says the table.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let directory = tempfile::tempdir()?;
    let mut hubs = Vec::new();
    for &people in &options.people {
        let path = directory.path().join(format!("{people}.sqlite"));
        let started = Instant::now();
        people::make(&path, people, now())?;
        say(&format!("{people} people made in {:.0} s", started.elapsed().as_secs_f64()));
        let path = path.to_str().ok_or("a directory with a name in UTF-8")?;
        let server = Server::start(&["hub", path], b"")?;
        let plan = Plan {
            address: server.address,
            people,
            today: server::day_in_japan(now()),
            connections: options.connections,
            seconds: options.seconds,
            rate: None,
            own_answers: true,
        };
        hubs.push(Measured::new(format!("hub, {people} members"), server, plan));
    }
    let any = &hubs.first().ok_or("nobody")?.plan;
    let server = Server::start(&["floor"], &ask_once(any)?)?;
    let plan = Plan { address: server.address, own_answers: false, ..any.clone() };
    let mut all = vec![Measured::new("floor".to_owned(), server, plan)];
    all.append(&mut hubs);
    measure(&mut all, options.rounds)?;
    table(&all, options)?;
    let errors: u64 = all.iter().map(Measured::errors).sum();
    if errors == 0 { Ok(()) } else { Err(format!("{errors} wrong answers").into()) }
}

fn measure(all: &mut [Measured], rounds: u32) -> Result<(), Failure> {
    for it in &mut *all {
        say(&format!("warming: {}", it.name));
        load(&it.plan)?;
    }
    for round in 1..=rounds {
        for it in &mut *all {
            let before = it.server.cpu_seconds()?;
            let report = load(&it.plan)?;
            let cpu_seconds = it.server.cpu_seconds()? - before;
            it.full.push(Round { cpu_seconds, report });
            let microseconds = it.full[it.full.len() - 1].microseconds();
            say(&format!("round {round}: {}: {microseconds:.1} µs of CPU", it.name));
        }
    }
    for it in &mut *all {
        let rate = it.full.iter().map(Round::rate).sum::<f64>() / f64::from(rounds) / 2.0;
        say(&format!("half load: {}: {rate:.0}/s", it.name));
        it.half = Some(load(&Plan { rate: Some(rate), ..it.plan.clone() })?);
    }
    Ok(())
}

impl Measured {
    const fn new(name: String, server: Server, plan: Plan) -> Self {
        Self { name, server, plan, full: Vec::new(), half: None }
    }

    /// CPU per request in microseconds, over all rounds.
    fn microseconds(&self) -> f64 {
        let seconds: f64 = self.full.iter().map(|it| it.cpu_seconds).sum();
        seconds * 1e6 / count(self.full.iter().map(|it| it.report.answers).sum())
    }

    fn errors(&self) -> u64 {
        self.full.iter().map(|it| &it.report).chain(&self.half).map(|it| it.errors).sum()
    }

    /// The middle of a figure of each round.
    fn median(&self, figure: impl Fn(&Round) -> f64) -> f64 {
        let mut figures: Vec<f64> = self.full.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
    }
}

impl Round {
    fn microseconds(&self) -> f64 {
        self.cpu_seconds * 1e6 / count(self.report.answers)
    }

    fn rate(&self) -> f64 {
        count(self.report.answers) / self.report.seconds
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
const fn count(number: u64) -> f64 {
    number as f64
}

fn table(all: &[Measured], options: &Options) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let Options { connections, seconds, rounds, .. } = options;
    writeln!(out, "\n{connections} connections, {rounds} rounds of {seconds} s each\n")?;
    writeln!(out, "| | µs of CPU | times the floor | answers/s | p50 ms | p99 ms | errors |")?;
    writeln!(out, "|---|---|---|---|---|---|---|")?;
    let floor = all.first().map_or(f64::NAN, Measured::microseconds);
    for it in all {
        let cpu = it.microseconds();
        let (name, times, errors) = (&it.name, cpu / floor, it.errors());
        let rate = it.median(Round::rate);
        let (p50, p99) = (it.median(|it| it.report.p50), it.median(|it| it.report.p99));
        writeln!(
            out,
            "| {name} | {cpu:.1} | {times:.2} | {rate:.0} | {p50:.2} | {p99:.2} | {errors} |"
        )?;
    }
    writeln!(out, "\n| at half load | answers/s | p50 ms | p99 ms | longest ms | peak MB |")?;
    writeln!(out, "|---|---|---|---|---|---|")?;
    for it in all {
        let Some(half) = &it.half else { continue };
        let (name, rate) = (&it.name, count(half.answers) / half.seconds);
        let Report { p50, p99, max, .. } = half;
        let peak = it.server.peak_megabytes()?;
        writeln!(out, "| {name} | {rate:.0} | {p50:.2} | {p99:.2} | {max:.1} | {peak:.0} |")?;
    }
    if let [_, smallest, .., largest] = all {
        let ratio = largest.microseconds() / smallest.microseconds();
        writeln!(out, "\n{}: {ratio:.2} times the CPU of {}", largest.name, smallest.name)?;
    }
    Ok(())
}

/// Says how far the run is.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
