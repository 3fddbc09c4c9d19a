//! Keys of people.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    str::FromStr,
    sync::atomic::{AtomicI64, Ordering},
};

use jiff::Timestamp;

/// A person's key: derived from nothing about the person, never changed, never reused.
///
/// 63 bits: the millisecond of first recording, then a counter, so that the people of one list lie
/// together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonKey(pub(crate) i64);

impl PersonKey {
    /// The key as a number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The key of a number; `None` below zero.
    #[must_use]
    pub const fn of(number: i64) -> Option<Self> {
        if number < 0 { None } else { Some(Self(number)) }
    }
}

impl fmt::Display for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for PersonKey {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A sign is refused by the unsigned number, a 64th bit by the second conversion.
        let number = text.parse::<u64>()?;
        number.to_string().parse::<i64>().map(Self)
    }
}

/// Bits below the millisecond.
const COUNTER_BITS: u32 = 21;
/// Bits of a counter that two processes of the same millisecond hardly share.
const PROCESS_BITS: u32 = 10;

/// Makes keys: increasing within the process, after every key already recorded.
pub(crate) struct KeyMaker {
    last: AtomicI64,
    process: i64,
}

impl KeyMaker {
    /// A maker for a database whose greatest key is `last`.
    pub(crate) fn after(last: i64) -> Self {
        let random = RandomState::new().hash_one(std::process::id()) >> (64 - PROCESS_BITS);
        let process = i64::try_from(random).unwrap_or(0) << (COUNTER_BITS - PROCESS_BITS);
        Self { last: AtomicI64::new(last), process }
    }

    /// The next key, at an instant.
    pub(crate) fn next(&self, now: Timestamp) -> PersonKey {
        let earliest = (now.as_millisecond().max(0) << COUNTER_BITS) | self.process;
        let next = |last: i64| earliest.max(last.saturating_add(1));
        // The closure never refuses, so both arms carry the value before.
        let last = match self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(next(last)))
        {
            Ok(last) | Err(last) => last,
        };
        PersonKey(next(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_increase_even_when_the_clock_goes_back() {
        let maker = KeyMaker::after(7);
        let noon = Timestamp::from_second(1_800_000_000).unwrap();
        let first = maker.next(noon);
        assert_eq!(first.get() >> COUNTER_BITS, 1_800_000_000_000);
        assert_eq!(maker.next(noon).get(), first.get() + 1);
        assert_eq!(maker.next(Timestamp::UNIX_EPOCH).get(), first.get() + 2);
        let later = KeyMaker::after(first.get() + 2);
        assert!(later.next(Timestamp::UNIX_EPOCH) > first);
    }

    #[test]
    fn a_key_is_read_back_from_its_text() {
        for (text, key) in [("0", Some(0)), ("12", Some(12)), ("-1", None), ("x", None)] {
            assert_eq!(text.parse().ok(), key.map(PersonKey), "{text}");
        }
        assert!("9223372036854775808".parse::<PersonKey>().is_err());
    }
}
