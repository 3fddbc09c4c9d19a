//! What verifying a confirmation by card costs the hub, without HTTP and without the log, beside
//! its two signature checks alone (the floor): the authority's over the certificate, by a key read
//! once, and the card's over the challenge, by a key read from the certificate. Linux only: it
//! reads this thread's CPU time in `/proc`.
//!
//! ```console
//! cargo run --release -p server --example card_speed
//! ```
//!
//! The ledger is made anew with made-up people and cards in a temporary directory (`TMPDIR`). Both
//! take turns over the same questions, so that whatever else the machine does falls on both. A
//! question that would not be answered fails the run.

mod cards;

use std::{hint::black_box, io::Write as _, process::ExitCode, sync::Arc, time::Duration};

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use interchange::confirmation::{CardQuestion, signed_message};
use pki::{DigitalCertificate, PublicKey};
use server::hub::Hub;

use self::cards::{INSTITUTION, Town};

/// What stops the run.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// People with a card each.
const PEOPLE: u32 = 2_000;
/// Times that everybody is confirmed.
const ROUNDS: usize = 9;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "card_speed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let town = Town::settle(PEOPLE)?;
    let now = town.now;
    let hub = Hub::new(Arc::clone(&town.ledger), Arc::new(move || now));
    let mut questions = Vec::new();
    for card in &town.cards {
        let challenge = hub.challenge(INSTITUTION).ok_or("no randomness")?;
        questions.push(card.question(&challenge.challenge, now)?);
    }
    let floor = Floor::of(&town, &questions)?;

    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let checks = cpu(|| floor.check())?;
        let whole = cpu(|| {
            let answered = questions.iter().filter(|it| hub.rehearse(INSTITUTION, it)).count();
            if answered == questions.len() {
                Ok(())
            } else {
                Err("a question was not answered".into())
            }
        })?;
        let each = |used: Duration| used.as_secs_f64() * 1e6 / f64::from(PEOPLE);
        let ratio = whole.as_secs_f64() / checks.as_secs_f64();
        writeln!(
            std::io::stderr(),
            "two signature checks {:6.2} µs, whole verification {:6.2} µs: {ratio:.3} times",
            each(checks),
            each(whole),
        )?;
        ratios.push(ratio);
    }
    ratios.sort_by(f64::total_cmp);
    writeln!(
        std::io::stderr(),
        "median of {ROUNDS} rounds of {PEOPLE}: {:.3} times (least {:.3}, most {:.3})",
        ratios[ROUNDS / 2],
        ratios[0],
        ratios[ROUNDS - 1],
    )?;
    Ok(())
}

/// The signature checks of every question and nothing else: what is signed lies ready.
struct Floor {
    authority: ParsedPublicKey,
    checks: Vec<Check>,
}

struct Check {
    to_be_signed: Vec<u8>,
    certificate_signature: Vec<u8>,
    holder_key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Floor {
    fn of(town: &Town, questions: &[CardQuestion]) -> Result<Self, Failure> {
        let key = PublicKey::parse(town.issuer.certificate().public_key_der())?;
        let authority = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.bits())
            .map_err(|_| "the authority's key")?;
        let checks = questions.iter().map(Check::of).collect::<Result<_, _>>()?;
        Ok(Self { authority, checks })
    }

    fn check(&self) -> Result<(), Failure> {
        for it in &self.checks {
            let authority = &self.authority;
            authority
                .verify_sig(black_box(&it.to_be_signed), &it.certificate_signature)
                .map_err(|_| "the authority's signature")?;
            let holder = PublicKey::parse(black_box(&it.holder_key))?;
            if !holder.verify(&it.message, &it.signature) {
                return Err("a card's signature".into());
            }
        }
        Ok(())
    }
}

impl Check {
    fn of(question: &CardQuestion) -> Result<Self, Failure> {
        let der = &question.certificate;
        // A certificate of more than 255 bytes: four bytes of header, then what was signed with
        // four bytes of its own; the signature of 2048 bits is at the end.
        let length = usize::from(u16::from_be_bytes([der[6], der[7]]));
        Ok(Self {
            to_be_signed: der[4..8 + length].to_vec(),
            certificate_signature: der[der.len() - 256..].to_vec(),
            holder_key: DigitalCertificate::parse(der)?.public_key_der().to_vec(),
            message: signed_message(&question.challenge),
            signature: question.signature.clone(),
        })
    }
}

/// The CPU time of this thread that something takes.
fn cpu(work: impl FnOnce() -> Result<(), Failure>) -> Result<Duration, Failure> {
    let start = used()?;
    work()?;
    Ok(used()?.saturating_sub(start))
}

fn used() -> Result<Duration, Failure> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = stat.split_whitespace().next().ok_or("schedstat is empty")?.parse()?;
    Ok(Duration::from_nanos(nanoseconds))
}
