//! How long the law takes: a standing, and a standing with the day it next changes.
//!
//! ```text
//! cargo run --release -p record --example speed
//! ```
//!
//! The people are the worked ones of `shikaku decide`, each on its own day. Of several rounds the
//! quickest counts, since whatever else the machine does only makes a round longer.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program that only measures")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use eligibility::{Judgement, Settings, judge};
use jiff::civil::Date;
use record::{Dossier, law::Facts};
use serde::Deserialize;

const WORKED: &str = include_str!("../../shikaku/tests/decide/worked.jsonl");
const ROUNDS: u32 = 40;
const PASSES_A_ROUND: u32 = 500;

/// One worked person; what is expected is for other programs.
#[derive(Deserialize)]
struct Worked {
    on: Date,
    dossier: Dossier,
}

fn main() {
    let people: Vec<(Date, Facts)> = WORKED
        .lines()
        .map(|line| serde_json::from_str::<Worked>(line).unwrap())
        .map(|it| (it.on, Facts::of(&it.dossier)))
        .collect();
    let settings = Settings::CONTRACT;
    let count = u32::try_from(people.len()).unwrap();
    println!("{count} people, the quickest of {ROUNDS} rounds");

    let standing = quickest(|| {
        for (on, facts) in &people {
            black_box(judge(&facts.dossier(), &settings, *on));
        }
    });
    report("a standing", standing, count);

    let with_next_change = quickest(|| {
        for (on, facts) in &people {
            let dossier = facts.dossier();
            let judgement: Judgement = judge(&dossier, &settings, *on);
            black_box(judgement.next_change_on(&dossier, &settings));
        }
    });
    report("with next_change_on", with_next_change, count);
}

/// The shortest time for one pass over the people.
fn quickest(pass: impl Fn()) -> Duration {
    let round = || {
        let start = Instant::now();
        for _ in 0..PASSES_A_ROUND {
            pass();
        }
        start.elapsed() / PASSES_A_ROUND
    };
    (0..ROUNDS).map(|_| round()).min().unwrap_or_default()
}

fn report(what: &str, pass: Duration, people: u32) {
    println!("{what}: {} ns", pass.as_nanos() / u128::from(people));
}
