//! How much of a run's time is the register's alone.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Counts the wall time in which a run waits for the register to write while nothing else of it is
/// being done: no item decided, no paper drawn.
pub(super) struct Meter(Mutex<Reading>);

struct Reading {
    /// Writes waited for.
    writes: u32,
    /// Other work being done.
    other: u32,
    /// Of the last change of either.
    since: Instant,
    alone: Duration,
}

/// What is being done; it ends as it is dropped.
pub(super) struct Turn<'a> {
    meter: &'a Meter,
    is_write: bool,
}

impl Default for Meter {
    fn default() -> Self {
        let since = Instant::now();
        Self(Mutex::new(Reading { writes: 0, other: 0, since, alone: Duration::ZERO }))
    }
}

impl Meter {
    /// The register is written to.
    pub(super) fn write(&self) -> Turn<'_> {
        self.change(Instant::now(), |it| it.writes += 1);
        Turn { meter: self, is_write: true }
    }

    /// Something else is done.
    pub(super) fn other(&self) -> Turn<'_> {
        self.change(Instant::now(), |it| it.other += 1);
        Turn { meter: self, is_write: false }
    }

    /// The register's time so far.
    pub(super) fn alone(&self) -> Duration {
        let mut alone = Duration::ZERO;
        self.change(Instant::now(), |it| alone = it.alone);
        alone
    }

    fn change(&self, now: Instant, change: impl FnOnce(&mut Reading)) {
        let mut it = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if it.writes > 0 && it.other == 0 {
            let passed = now.saturating_duration_since(it.since);
            it.alone += passed;
        }
        it.since = now;
        change(&mut it);
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let is_write = self.is_write;
        self.meter.change(Instant::now(), |it| {
            let count = if is_write { &mut it.writes } else { &mut it.other };
            *count = count.saturating_sub(1);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_write_with_nothing_else_counts() {
        // What begins (W, O) or ends (w, o) at each millisecond, and what was counted at the end.
        for (events, expected) in [
            ("", 0),
            ("W w", 1),
            ("O o", 0),
            ("O W o w", 1),
            ("W O o w", 2),
            ("W O w o", 1),
            ("W O O o w o", 1),
            ("W W w w", 3),
            ("W w O o W w", 2),
        ] {
            let meter = Meter::default();
            let mut now = Instant::now();
            for event in events.split_whitespace() {
                now += Duration::from_millis(1);
                meter.change(now, |it| match event {
                    "W" => it.writes += 1,
                    "w" => it.writes -= 1,
                    "O" => it.other += 1,
                    _ => it.other -= 1,
                });
            }
            assert_eq!(meter.alone(), Duration::from_millis(expected), "{events}");
        }
    }
}
