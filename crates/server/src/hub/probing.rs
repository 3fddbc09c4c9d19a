//! Slowing down whoever tries out birth dates.
//!
//! A number with a wrong birth date is mostly a slip of the pen, but it is also how somebody would
//! find a birth date out. So every question takes a permit before anything is looked up, and only
//! a wrong birth date keeps it: permits are few for one number asked by one institution, and many
//! for the institution as a whole. When they are used up, the right answer waits as long as a
//! wrong one would, so that waiting tells nothing. Unknown numbers cost nothing.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;

use super::asked::Asked;

/// Wrong birth dates for one number, and the milliseconds in which one is forgiven.
const PER_NUMBER: Allowance = Allowance { at_once: 5, each: 600_000 };

/// Wrong birth dates of one institution, and the milliseconds in which one is forgiven.
const PER_INSTITUTION: Allowance = Allowance { at_once: 100, each: 10_000 };

/// Counts kept at the most; those forgiven go first.
const KEPT_MAX: usize = 100_000;

/// What each institution, and each number it asks about, has left.
#[derive(Default)]
pub(super) struct Probing {
    /// Keyed by a hash under a key of this process, so that no number stands here.
    hash: RandomState,
    left: Mutex<HashMap<u64, Left>>,
}

/// A permit to look a number up; kept by a wrong birth date, given back by any other answer.
#[must_use]
pub(super) struct Permit {
    institution: u64,
    number: u64,
}

/// So many at once; one more for each so many milliseconds.
struct Allowance {
    at_once: i64,
    each: i64,
}

/// What was left at an instant, in milliseconds of waiting done.
struct Left {
    at: Timestamp,
    milliseconds: i64,
}

impl Probing {
    /// Takes a permit for a question.
    ///
    /// # Errors
    ///
    /// The seconds until there is one.
    pub(super) fn permit(
        &self,
        institution: &str,
        asked: &Asked,
        now: Timestamp,
    ) -> Result<Permit, u32> {
        let number = (institution, asked.insurer, &asked.symbol, &asked.number);
        let permit = Permit {
            institution: self.hash.hash_one(institution),
            number: self.hash.hash_one(number),
        };
        let mut all = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= KEPT_MAX {
            all.retain(|_, it| PER_NUMBER.left(it, now) < PER_NUMBER.all());
        }
        PER_INSTITUTION.check(all.get(&permit.institution), now)?;
        PER_NUMBER.check(all.get(&permit.number), now)?;
        PER_INSTITUTION.change(&mut all, permit.institution, now, -1);
        PER_NUMBER.change(&mut all, permit.number, now, -1);
        Ok(permit)
    }

    /// Gives a permit back: the answer was no wrong birth date.
    pub(super) fn give_back(&self, permit: &Permit, now: Timestamp) {
        let mut all = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        PER_INSTITUTION.change(&mut all, permit.institution, now, 1);
        PER_NUMBER.change(&mut all, permit.number, now, 1);
        // Numbers asked rightly are not remembered.
        if all.get(&permit.number).is_some_and(|it| it.milliseconds >= PER_NUMBER.all()) {
            all.remove(&permit.number);
        }
    }
}

impl Allowance {
    const fn all(&self) -> i64 {
        self.at_once * self.each
    }

    fn left(&self, left: &Left, now: Timestamp) -> i64 {
        let waited = i64::try_from(now.duration_since(left.at).as_millis()).unwrap_or(0).max(0);
        left.milliseconds.saturating_add(waited).min(self.all())
    }

    fn check(&self, left: Option<&Left>, now: Timestamp) -> Result<(), u32> {
        let left = left.map_or(self.all(), |it| self.left(it, now));
        if left >= self.each {
            return Ok(());
        }
        let seconds = (self.each - left + 999) / 1_000;
        Err(u32::try_from(seconds).unwrap_or(u32::MAX))
    }

    fn change(&self, all: &mut HashMap<u64, Left>, key: u64, now: Timestamp, by: i64) {
        let it = all.entry(key).or_insert(Left { at: now, milliseconds: self.all() });
        it.milliseconds = (self.left(it, now) + by * self.each).min(self.all());
        it.at = now;
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, civil::date};

    use super::*;

    const NOON: &str = "2026-04-01T03:00:00Z";

    #[test]
    fn guesses_for_one_number_run_out_and_are_forgiven() {
        let probing = Probing::default();
        let noon: Timestamp = NOON.parse().unwrap();
        for _ in 0..5 {
            assert!(probing.permit("1311111114", &asked("1"), noon).is_ok());
        }
        assert_eq!(refused(&probing, "1311111114", "1", noon), Some(600));
        assert_eq!(refused(&probing, "1311111114", "2", noon), None, "another number");
        assert_eq!(refused(&probing, "0110113719", "1", noon), None, "another institution");
        let nearly = noon + SignedDuration::from_secs(599);
        assert_eq!(refused(&probing, "1311111114", "1", nearly), Some(1));
        let later = noon + SignedDuration::from_secs(600);
        assert_eq!(refused(&probing, "1311111114", "1", later), None);
    }

    #[test]
    fn guesses_spread_over_numbers_run_out_too() {
        let probing = Probing::default();
        let noon: Timestamp = NOON.parse().unwrap();
        for number in 0..100 {
            assert_eq!(refused(&probing, "1311111114", &number.to_string(), noon), None);
        }
        assert_eq!(refused(&probing, "1311111114", "100", noon), Some(10));
        let later = noon + SignedDuration::from_secs(10);
        assert_eq!(refused(&probing, "1311111114", "100", later), None);
    }

    #[test]
    fn right_answers_cost_nothing() {
        let probing = Probing::default();
        let noon: Timestamp = NOON.parse().unwrap();
        for _ in 0..1_000 {
            let permit = probing.permit("1311111114", &asked("1"), noon);
            probing.give_back(&permit.unwrap_or_else(|_| unreachable!()), noon);
        }
        assert_eq!(probing.left.lock().unwrap().len(), 1, "the number is not remembered");
    }

    fn refused(probing: &Probing, institution: &str, number: &str, now: Timestamp) -> Option<u32> {
        probing.permit(institution, &asked(number), now).err()
    }

    fn asked(number: &str) -> Asked {
        Asked {
            insurer: "113019".parse().unwrap(),
            symbol: String::new(),
            number: number.to_owned(),
            branch: None,
            born_on: date(1985, 2, 14),
            on: date(2026, 4, 1),
        }
    }
}
