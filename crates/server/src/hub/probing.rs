//! Slowing down whoever tries out birth dates.
//!
//! Every institution may ask a number of questions without a match at full speed, and earns one
//! more every ten seconds: people mistype. Beyond that each such answer waits, one after another,
//! and when too many wait, further ones are refused for a while. Answers with a match are never
//! slowed, so nobody at a counter waits for somebody else's guesses.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::Timestamp;

/// Questions without a match at full speed.
const FREE: f64 = 20.0;

/// Seconds in which one more is earned, and for which each beyond waits.
const SECONDS_EACH: f64 = 10.0;

/// Answers that may wait at once.
const WAITING_MAX: f64 = 6.0;

/// What each institution has left; below zero are those that wait.
#[derive(Default)]
pub(super) struct Probing(Mutex<HashMap<String, Left>>);

struct Left {
    at: Timestamp,
    left: f64,
}

impl Probing {
    /// Takes one question without a match.
    ///
    /// # Errors
    ///
    /// The seconds to wait, when too many are waiting already.
    pub(super) fn admit(&self, institution: &str, now: Timestamp) -> Result<(), u32> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Who has earned everything back need not be remembered.
        if all.len() > 10_000 {
            all.retain(|_, it| it.earned(now) < FREE);
        }
        let it = all.entry(institution.to_owned()).or_insert(Left { at: now, left: FREE });
        it.left = it.earned(now);
        it.at = now;
        if it.left <= -WAITING_MAX {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "small and positive"
            )]
            return Err((SECONDS_EACH * (1.0 - it.left - WAITING_MAX)).ceil() as u32);
        }
        it.left -= 1.0;
        Ok(())
    }

    /// Waits for the turn of a question admitted beyond the free ones.
    pub(super) async fn slow_down(&self, institution: &str, now: Timestamp) {
        let wait = self.wait(institution, now);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    fn wait(&self, institution: &str, now: Timestamp) -> Duration {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = all.get(institution).map_or(FREE, |it| it.earned(now));
        Duration::from_secs_f64((-left).max(0.0) * SECONDS_EACH)
    }
}

impl Left {
    fn earned(&self, now: Timestamp) -> f64 {
        let seconds = now.duration_since(self.at).as_secs_f64().max(0.0);
        (self.left + seconds / SECONDS_EACH).min(FREE)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn guesses_are_free_then_slow_then_refused_and_earned_back() {
        let probing = Probing::default();
        let noon: Timestamp = "2026-04-01T03:00:00Z".parse().unwrap();
        for _ in 0..20 {
            assert_eq!(probing.admit("1311111114", noon), Ok(()));
        }
        assert_eq!(probing.wait("1311111114", noon), Duration::ZERO);
        for place in 1..=6 {
            assert_eq!(probing.admit("1311111114", noon), Ok(()));
            assert_eq!(probing.wait("1311111114", noon), Duration::from_secs(10 * place));
        }
        assert_eq!(probing.admit("1311111114", noon), Err(10));
        assert_eq!(probing.admit("0110113719", noon), Ok(()), "others are not slowed");
        let later = noon + SignedDuration::from_secs(10);
        assert_eq!(probing.admit("1311111114", later), Ok(()));
        let evening = noon + SignedDuration::from_hours(6);
        assert_eq!(probing.admit("1311111114", evening), Ok(()));
        assert_eq!(probing.wait("1311111114", evening), Duration::ZERO);
    }
}
