//! What a list of revoked certificates costs, by its length.

use std::{
    error::Error,
    hint::black_box,
    io,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp, civil::date};
use pki::{
    CrlEntry, Issuer, IssuerSetting, KeyAlgorithm, Purpose, RevocationList, RevocationReason,
    SigningKey,
};

use crate::ocsp::NOW;

const ROUNDS: usize = 5;

pub(crate) fn report(out: &mut impl io::Write) -> Result<(), Box<dyn Error>> {
    let now: Timestamp = NOW.parse()?;
    let key = SigningKey::generate(KeyAlgorithm::Rsa2048)?;
    let (from, to) = (date(2025, 4, 1), date(2035, 3, 31));
    let setting = IssuerSetting::emulator("http://127.0.0.1");
    let issuer = Issuer::establish(Purpose::UserAuthentication, key, setting, from, to, 1)?;
    for length in [1_000, 1_000_000] {
        let list = || issuer.full_crl(entries(length, now), 1, now, now + DAY);
        let bytes = list()?;
        let writing = best(|| list().is_ok())?;
        let read = || RevocationList::read(black_box(&bytes), issuer.certificate());
        let reading = best(|| read().is_ok())?;
        writeln!(
            out,
            "a list of {length}: {} bytes, made and signed in {:.1} ms, read and proven in {:.1} \
             ms",
            bytes.len(),
            writing.as_secs_f64() * 1e3,
            reading.as_secs_f64() * 1e3,
        )?;
    }
    Ok(())
}

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn entries(length: u64, now: Timestamp) -> impl Iterator<Item = CrlEntry> {
    let reason = RevocationReason::CessationOfOperation;
    (1..=length).map(move |it| CrlEntry { serial: 0x22_7B13 + 3 * it, at: now - DAY, reason })
}

fn best(mut work: impl FnMut() -> bool) -> Result<Duration, Box<dyn Error>> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let from = Instant::now();
        if !black_box(work()) {
            return Err("what is measured failed".into());
        }
        best = best.min(from.elapsed());
    }
    Ok(best)
}
