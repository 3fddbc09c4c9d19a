//! What the ledger derives from a person's facts: how a coverage is looked up, and days.

use eligibility::{
    InsurerNumber,
    number::fold::{fold_branch, fold_symbol},
};
use jiff::{Timestamp, civil::Date, tz};
use record::{Coverage, Person};

/// Insurer, symbol, number and branch (保険者番号・記号・番号・枝番) folded for look-up.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InsuredId {
    /// The insurer.
    pub insurer: InsurerNumber,
    /// Folded; `""` where absent.
    pub symbol: String,
    /// Folded.
    pub number: String,
    /// Two digits; `""` where absent.
    pub branch: String,
}

impl InsuredId {
    /// What a question names a coverage by.
    #[must_use]
    pub fn of(coverage: &Coverage) -> Self {
        let symbol = coverage.symbol.as_deref().unwrap_or_default();
        let branch = coverage.branch.as_deref().unwrap_or_default();
        Self {
            insurer: coverage.insurer_number,
            symbol: fold_symbol(symbol).into_owned(),
            number: fold_symbol(&coverage.number).into_owned(),
            branch: match fold_branch(branch) {
                Ok(Some(branch)) => branch.to_string(),
                Ok(None) => String::new(),
                // Not a branch number: found by what it says.
                Err(_) => fold_symbol(branch).into_owned(),
            },
        }
    }

    /// Every one of a person, each once.
    pub(crate) fn all(person: &Person) -> Vec<Self> {
        let mut ids: Vec<Self> = person.dossier.coverages.iter().map(Self::of).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// The day of an instant in Japan, where the offset has been +09:00 since 1951.
pub(crate) fn day_in_japan(at: Timestamp) -> Date {
    tz::offset(9).to_datetime(at).date()
}

/// The first instant of a day in Japan, in microseconds.
pub(crate) fn start_in_japan(day: Date) -> i64 {
    tz::offset(9)
        .to_timestamp(day.to_datetime(jiff::civil::Time::midnight()))
        .map_or(i64::MAX, Timestamp::as_microsecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_japan_begins_nine_hours_before_utc() {
        for (at, day) in
            [("2026-03-31T14:59:59.999999Z", "2026-03-31"), ("2026-03-31T15:00:00Z", "2026-04-01")]
        {
            assert_eq!(day_in_japan(at.parse().unwrap()), day.parse().unwrap(), "{at}");
        }
        let start: Timestamp = "2026-03-31T15:00:00Z".parse().unwrap();
        assert_eq!(start_in_japan("2026-04-01".parse().unwrap()), start.as_microsecond());
    }
}
