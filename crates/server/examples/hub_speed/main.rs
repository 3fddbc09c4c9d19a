//! What a confirmation costs the hub, beside a handler that parses the same question and returns
//! the same bytes (the floor). Linux only: it reads `/proc`.
//!
//! ```console
//! cargo run --release -p server --example hub_speed -- --people 10000 --people 1000000
//! ```
//!
//! Every ledger is made anew with made-up people in a temporary directory (`TMPDIR`). The hub of
//! each, the floor and the load are processes of their own on loopback; the servers take turns,
//! round by round, so that whatever else the machine does falls on all of them. An answer that is
//! not `valid` or not to the question asked is an error, and any error fails the run.

mod load;
mod people;
mod process;
mod rounds;
mod serve;

use std::{io::Write as _, path::PathBuf, process::ExitCode};

/// What stops the run.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How to measure.
struct Options {
    people: Vec<u32>,
    connections: u32,
    seconds: u32,
    rounds: u32,
}

const USAGE: &str = "usage: hub_speed [--people N]… [--connections N] [--seconds N] [--rounds N]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match *words.as_slice() {
        ["hub", ledger] => serve::hub(&PathBuf::from(ledger)),
        ["floor"] => serve::floor(),
        ["load", plan] => load::run(plan),
        ref words => Options::of(words).and_then(|it| rounds::run(&it)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "hub_speed: {error}");
            ExitCode::FAILURE
        }
    }
}

impl Options {
    fn of(words: &[&str]) -> Result<Self, Failure> {
        let mut options = Self { people: Vec::new(), connections: 64, seconds: 8, rounds: 3 };
        for pair in words.chunks(2) {
            let &[name, value] = pair else { return Err(USAGE.into()) };
            let value: u32 = value.parse().map_err(|_| USAGE)?;
            match name {
                "--people" => options.people.push(value.max(1)),
                "--connections" => options.connections = value.max(1),
                "--seconds" => options.seconds = value.max(1),
                "--rounds" => options.rounds = value.max(1),
                _ => return Err(USAGE.into()),
            }
        }
        if options.people.is_empty() {
            options.people.push(10_000);
        }
        Ok(options)
    }
}
