//! How many eligibility certificates the press makes in a second of CPU time.
//!
//! ```text
//! cargo run --release -p print --example print_speed -- [CARDS] [ROUNDS]
//! ```
//!
//! One file of so many cards with QR codes, on one thread and as two files on two threads; then
//! one file for each card. What is written is thrown away. Of several rounds the quickest counts,
//! since whatever else the machine does only makes a round longer.
//! `print_speed list CARDS` writes the cards for the peers beside this file, one a line, and
//! `print_speed file CARDS PATH` the file itself.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a program that only measures")]

mod cards;

use std::io::{self, BufWriter, Write};
use std::time::{Duration, Instant};

use print::{Paper, Press};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number =
        |place: usize, otherwise| arguments.get(place).map_or(otherwise, |it| it.parse().unwrap());
    let press = Press::new().unwrap();
    match arguments.first().map(String::as_str) {
        Some("list") => {
            for place in 0..number(1, 1_000) {
                println!("{}", serde_json::to_string(&cards::card(place)).unwrap());
            }
        }
        Some("file") => {
            let out = std::fs::File::create(&arguments[2]).unwrap();
            let mut writer = press.writer(BufWriter::new(out), "資格確認書").unwrap();
            for place in 0..number(1, 1_000) {
                writer.add(&cards::card(place)).unwrap();
            }
            writer.finish().unwrap();
        }
        Some(_) | None => measure(&press, number(0, 10_000), number(1, 5)),
    }
}

fn measure(press: &Press, count: usize, rounds: usize) {
    let cards: Vec<Paper> = (0..count).map(cards::card).collect();
    println!("{count} cards, the quickest of {rounds} rounds");
    let one = quickest(rounds, || one_file(press, &cards));
    report("one file, one thread", count, one);
    let half = cards.split_at(count / 2);
    let two = quickest(rounds, || {
        std::thread::scope(|it| {
            it.spawn(|| one_file(press, half.0));
            it.spawn(|| one_file(press, half.1));
        });
    });
    report("two files, two threads", count, two);
    let few = &cards[..count.min(2_000)];
    let each = quickest(rounds, || {
        for card in few {
            one_file(press, std::slice::from_ref(card));
        }
    });
    report("one file for each card", few.len(), each);
}

fn one_file(press: &Press, cards: &[Paper]) {
    let mut writer = press.writer(io::sink(), "資格確認書").unwrap();
    for card in cards {
        writer.add(card).unwrap();
    }
    writer.finish().unwrap().flush().unwrap();
}

/// Wall and CPU time.
type Cost = (Duration, Duration);

fn quickest(rounds: usize, mut work: impl FnMut()) -> Cost {
    let mut round = || {
        let (start, cpu) = (Instant::now(), cpu());
        work();
        (start.elapsed(), self::cpu().saturating_sub(cpu))
    };
    (0..rounds).map(|_| round()).min_by_key(|it| it.1).unwrap_or_default()
}

/// The time the process ran on a processor, in hundredths of a second.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    // utime and stime are fields 14 and 15; the name before the bracket is field 2.
    let ticks: u64 =
        fields.split_whitespace().skip(11).take(2).map(|it| it.parse::<u64>().unwrap()).sum();
    Duration::from_millis(ticks * 10)
}

fn report(what: &str, count: usize, (wall, cpu): Cost) {
    let count = f64::from(u32::try_from(count).unwrap());
    let per = |time: Duration| count / time.as_secs_f64();
    println!("{what}: {:.0} a second of CPU, {:.0} a second", per(cpu), per(wall));
}
