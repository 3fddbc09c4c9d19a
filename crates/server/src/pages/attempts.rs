//! Slowing down whoever tries keys out.
//!
//! A key is 256 random bits and cannot be guessed; a key misread can be tried a few times. Each
//! wrong key takes one of a few permits of that staff id, and one comes back after a while.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jiff::Timestamp;

/// Wrong keys of one staff id at once.
const AT_ONCE: i64 = 5;
/// Seconds after which one wrong key is forgiven.
const FORGIVEN_AFTER_SECONDS: i64 = 30;
/// Staff ids counted at the most; beyond, those forgiven go first, then all.
const COUNTED_MAX: usize = 10_000;

/// Until when each staff id's wrong keys weigh, in seconds.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<HashMap<String, i64>>);

impl Attempts {
    /// Seconds to wait before a key of a staff id is looked at; none where it is at once.
    pub(crate) fn wait(&self, staff_id: &str, now: Timestamp) -> Option<i64> {
        let until = self.counted().get(staff_id).copied()?;
        let wait = until - now.as_second() - (AT_ONCE - 1) * FORGIVEN_AFTER_SECONDS;
        (wait > 0).then_some(wait)
    }

    /// Counts a wrong key.
    pub(crate) fn was_wrong(&self, staff_id: &str, now: Timestamp) {
        let mut counted = self.counted();
        let now = now.as_second();
        if counted.len() >= COUNTED_MAX {
            counted.retain(|_, until| *until > now);
            if counted.len() >= COUNTED_MAX {
                counted.clear();
            }
        }
        let until = counted.entry(staff_id.to_owned()).or_insert(now);
        *until = (*until).max(now) + FORGIVEN_AFTER_SECONDS;
    }

    fn counted(&self) -> MutexGuard<'_, HashMap<String, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_five_wrong_keys_one_is_looked_at_every_half_minute() {
        let attempts = Attempts::default();
        let at = |second| Timestamp::from_second(second).unwrap();
        for _ in 0..5 {
            assert_eq!(attempts.wait("clerk", at(0)), None);
            attempts.was_wrong("clerk", at(0));
        }
        assert_eq!(attempts.wait("clerk", at(0)), Some(30));
        assert_eq!(attempts.wait("another", at(0)), None);
        assert_eq!(attempts.wait("clerk", at(29)), Some(1));
        assert_eq!(attempts.wait("clerk", at(30)), None);
        attempts.was_wrong("clerk", at(30));
        assert_eq!(attempts.wait("clerk", at(59)), Some(1));
        assert_eq!(attempts.wait("clerk", at(60)), None);
    }
}
