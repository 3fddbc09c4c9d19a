//! Draws that a seed decides.

use jiff::{ToSpan as _, civil::Date};

/// A row of draws: the same seed and place give the same row (`SplitMix64`).
pub(super) struct Draw(u64);

/// The step between two states, an odd number whose bits look like chance.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Draw {
    /// The draws of a place under a seed.
    pub(super) fn of(seed: u64, place: u64) -> Self {
        Self(mixed(mixed(seed) ^ place.wrapping_mul(STEP)))
    }

    /// A number below another; 0 below 0.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_add(STEP);
        let high = mixed(self.0) >> 32;
        // The product of two numbers of 32 bits, of which the upper half is below `end`.
        u32::try_from((high * u64::from(end)) >> 32).unwrap_or(0)
    }

    /// Whether something that happens to so many of a thousand happens.
    pub(super) fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    /// One of a list that is not empty.
    pub(super) fn among<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let length = u32::try_from(list.len()).unwrap_or(u32::MAX);
        &list[self.below(length) as usize]
    }

    /// A number from one to another, both included; the first where the second is before it.
    pub(super) fn between(&mut self, first: i32, last: i32) -> i32 {
        let width = u32::try_from(last - first + 1).unwrap_or(1);
        first.saturating_add_unsigned(self.below(width))
    }

    /// A day from one to another, both included; the first where the second is before it.
    pub(super) fn day(&mut self, first: Date, last: Date) -> Date {
        let days = (last - first).get_days();
        first.saturating_add(self.between(0, days.max(0)).days())
    }
}

fn mixed(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_seed_and_place_decide_the_row() {
        let row = |seed, place| {
            let mut draw = Draw::of(seed, place);
            [0; 8].map(|_: u32| draw.below(1000))
        };
        assert_eq!(row(1, 7), row(1, 7));
        assert_ne!(row(1, 7), row(1, 8));
        assert_ne!(row(1, 7), row(2, 7));
    }

    #[test]
    fn draws_stay_within_their_ends() {
        let mut draw = Draw::of(1, 1);
        assert_eq!(draw.below(0), 0);
        let mut seen = [false; 4];
        for _ in 0..200 {
            let number = draw.between(-1, 2);
            seen[usize::try_from(number + 1).unwrap()] = true;
            let day = draw.day(date(2028, 2, 28), date(2028, 3, 1));
            assert!((date(2028, 2, 28)..=date(2028, 3, 1)).contains(&day));
        }
        assert_eq!(seen, [true; 4]);
        assert_eq!(draw.day(date(2028, 3, 1), date(2028, 2, 1)), date(2028, 3, 1));
    }
}
