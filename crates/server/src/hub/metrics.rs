//! What an operator watches, in Prometheus' text form. Counts and times only.

use std::{
    fmt::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{extract::State, http::header, response::IntoResponse};
use jiff::Timestamp;

use super::Hub;

/// Upper ends of the time buckets, in microseconds.
const BUCKETS: [u64; 10] = [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 50_000, 250_000, 1_000_000];

/// Counters of the hub since it started.
pub(super) struct Metrics {
    given: [AtomicU64; OUTCOMES.len()],
    buckets: [AtomicU64; BUCKETS.len()],
    sum_microseconds: AtomicU64,
    count: AtomicU64,
}

/// How a question ended.
#[derive(Clone, Copy)]
pub(super) enum Ended {
    /// Answered, durably.
    Answered,
    /// The hub could not tell.
    Undetermined,
    /// Malformed, or the card's presence is not proven.
    Refused,
    /// Its id or challenge was used for another.
    Conflict,
    /// Too many wrong birth dates.
    Slowed,
}

/// How a question can end, as the label says it; in the order of [`Ended`].
const OUTCOMES: [&str; 5] = ["answered", "undetermined", "refused", "conflict", "slowed"];

/// When a question came in.
pub(super) struct Timer(Timestamp);

impl Metrics {
    pub(super) fn new() -> Self {
        Self {
            given: Default::default(),
            buckets: Default::default(),
            sum_microseconds: AtomicU64::new(0),
            count: AtomicU64::new(0),
        }
    }

    #[expect(clippy::unused_self, reason = "a timer belongs to its metrics")]
    pub(super) fn start(&self, now: Timestamp) -> Timer {
        Timer(now)
    }

    pub(super) fn observe(&self, ended: Ended, Timer(from): Timer, now: Timestamp) {
        self.given[ended as usize].fetch_add(1, Ordering::Relaxed);
        let took = u64::try_from(now.duration_since(from).as_micros()).unwrap_or(0);
        if let Some(bucket) = BUCKETS.iter().position(|end| took <= *end) {
            self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        }
        self.sum_microseconds.fetch_add(took, Ordering::Relaxed);
        self.count.fetch_add(1, Ordering::Relaxed);
    }

    fn text(&self) -> String {
        let mut text = String::with_capacity(2048);
        text.push_str("# HELP shikaku_confirmations_total Questions by how they ended.\n");
        text.push_str("# TYPE shikaku_confirmations_total counter\n");
        for (outcome, count) in OUTCOMES.iter().zip(&self.given) {
            let count = count.load(Ordering::Relaxed);
            let _ = writeln!(text, "shikaku_confirmations_total{{outcome=\"{outcome}\"}} {count}");
        }
        text.push_str("# HELP shikaku_confirmation_seconds Time from question to answer.\n");
        text.push_str("# TYPE shikaku_confirmation_seconds histogram\n");
        let mut below = 0;
        for (end, count) in BUCKETS.iter().zip(&self.buckets) {
            below += count.load(Ordering::Relaxed);
            let seconds = seconds(*end);
            let _ =
                writeln!(text, "shikaku_confirmation_seconds_bucket{{le=\"{seconds}\"}} {below}");
        }
        let count = self.count.load(Ordering::Relaxed);
        let sum = seconds(self.sum_microseconds.load(Ordering::Relaxed));
        let _ = writeln!(text, "shikaku_confirmation_seconds_bucket{{le=\"+Inf\"}} {count}");
        let _ = writeln!(text, "shikaku_confirmation_seconds_sum {sum}");
        let _ = writeln!(text, "shikaku_confirmation_seconds_count {count}");
        text
    }
}

fn seconds(microseconds: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a figure to look at")]
    let seconds = microseconds as f64 / 1e6;
    seconds
}

/// `GET /metrics`.
pub(super) async fn show(State(hub): State<Arc<Hub>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], hub.metrics.text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_add_up() {
        let metrics = Metrics::new();
        let noon: Timestamp = "2026-04-01T03:00:00Z".parse().unwrap();
        let later = noon + jiff::SignedDuration::from_micros(250);
        metrics.observe(Ended::Conflict, Timer(noon), later);
        let text = metrics.text();
        assert!(text.contains("outcome=\"conflict\"} 1"), "{text}");
        assert!(text.contains("le=\"0.0001\"} 0") && text.contains("le=\"0.00025\"} 1"), "{text}");
        assert!(text.contains("le=\"1\"} 1") && text.contains("seconds_count 1"), "{text}");
    }
}
