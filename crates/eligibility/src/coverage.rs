//! Who is covered, until when, and at what share.

use jiff::civil::Date;

use crate::{
    calendar::{day_after, day_before, months_from},
    case::Case,
    dossier::{Coverage, IncomeTier},
    rule::Rule,
};

/// A coverage in force, with its place in the dossier.
#[derive(Clone, Copy)]
pub(crate) struct InForce<'a> {
    pub(crate) place: usize,
    pub(crate) coverage: &'a Coverage,
}

impl InForce<'_> {
    /// The share in tenths, and the rule it rests on.
    pub(crate) fn share(&self, case: &Case<'_>) -> (u8, Rule) {
        let tier = income_tier(case, self.coverage);
        if self.coverage.insurer.is_late_stage() {
            return match tier {
                IncomeTier::Ordinary => (1, Rule::P01),
                IncomeTier::CertainLevel => (2, Rule::P01),
                IncomeTier::ActiveLevel => (3, Rule::P01),
            };
        }
        if !case.day.is_over(case.ages.preschool_to) {
            return (2, Rule::F69);
        }
        if !case.day.has_come(case.ages.elderly_from) {
            return (3, Rule::F69);
        }
        match tier {
            IncomeTier::Ordinary | IncomeTier::CertainLevel => (2, Rule::F69),
            IncomeTier::ActiveLevel => (3, Rule::F71),
        }
    }
}

/// The tier in force: of the dated rows that have come the newest, else the undated one.
fn income_tier(case: &Case<'_>, coverage: &Coverage) -> IncomeTier {
    let (start, length) = coverage.income_tiers;
    let rows = usize::from(start)..usize::from(start) + usize::from(length);
    case.dossier
        .income_tiers
        .get(rows)
        .unwrap_or_default()
        .iter()
        .filter(|it| case.day.has_come(it.from))
        .max_by_key(|it| it.from)
        .map_or(coverage.income_tier, |it| it.tier)
}

/// The coverage in force on the day asked: of several the newest, of equal ones the later.
pub(crate) fn in_force<'a>(case: &Case<'a>) -> Option<InForce<'a>> {
    case.dossier
        .coverages
        .iter()
        .enumerate()
        .filter(|(_, it)| {
            case.day.has_come(it.acquired_on)
                && !case.day.is_over(last_day_by_law(case, it))
                && case.day.happened(it.lost_on).is_none()
        })
        .max_by_key(|(_, it)| it.acquired_on)
        .map(|(place, coverage)| InForce { place, coverage })
}

/// The coverage in force on another day, as far as the day asked knows, among those that pass.
pub(crate) fn in_force_on<'a>(
    case: &Case<'a>,
    on: Date,
    among: impl Fn(&Coverage) -> bool,
) -> Option<InForce<'a>> {
    case.dossier
        .coverages
        .iter()
        .enumerate()
        .filter(|(_, it)| {
            among(it)
                && it.acquired_on <= on
                && case.day.has_come(it.acquired_on)
                && on <= last_day_by_law(case, it)
                && !it.lost_on.is_some_and(|lost| lost <= on && case.day.has_come(lost))
        })
        .max_by_key(|(_, it)| it.acquired_on)
        .map(|(place, coverage)| InForce { place, coverage })
}

/// The newest coverage acquired by the day asked, among those that pass.
pub(crate) fn newest_acquired<'a>(
    case: &Case<'a>,
    among: impl Fn(&Coverage) -> bool,
) -> Option<InForce<'a>> {
    case.dossier
        .coverages
        .iter()
        .enumerate()
        .filter(|(_, it)| among(it) && case.day.has_come(it.acquired_on))
        .max_by_key(|(_, it)| it.acquired_on)
        .map(|(place, coverage)| InForce { place, coverage })
}

/// The last day the law allows a coverage: the day before 75 unless it is of the late-stage elderly
/// (F-73), and two years of voluntary continuation (F-41).
pub(crate) fn last_day_by_law(case: &Case<'_>, coverage: &Coverage) -> Date {
    let mut last_day = Date::MAX;
    if !coverage.insurer.is_late_stage() {
        last_day = day_before(case.ages.late_stage_from);
    }
    if coverage.voluntary_continuation {
        last_day = last_day.min(two_years_end(coverage.acquired_on));
    }
    last_day
}

/// The first day a coverage is not in force any more, as far as the day asked knows.
pub(crate) fn ended_on(case: &Case<'_>, coverage: &Coverage) -> Option<Date> {
    let by_law = last_day_by_law(case, coverage);
    let by_law = (by_law != Date::MAX).then(|| day_after(by_law));
    let ends = [case.day.happened(coverage.lost_on), by_law.filter(|it| case.day.has_come(*it))];
    ends.into_iter().flatten().min()
}

/// The last of two years from a day: the day before the same day, or the end of the month that
/// lacks it (民法第143条第2項).
fn two_years_end(from: Date) -> Date {
    let same_day = months_from(from, 24);
    if same_day.day() == from.day() { day_before(same_day) } else { same_day }
}

#[cfg(test)]
mod tests {
    use crate::testing::check;

    #[test]
    fn a_coverage_is_in_force_to_the_day_before_its_loss() {
        check(
            "",
            "
                on          coverage  insurer
            coverage 2025-04-01 lost=2026-04-01:
                2025-03-31  None      -
                2025-04-01  Covered   113019
                2026-03-31  Covered   113019
                2026-04-01  Lost      -
            coverage 2025-04-01 lost=2025-04-01:
                2025-04-01  Lost      -  # no day covered
            coverage 2025-04-01 lost=2026-04-01; coverage 2026-04-01 insurer=01130012:
                2026-03-31  Covered   113019
                2026-04-01  Covered   01130012
            coverage 2025-04-01 lost=2026-04-01; coverage 2026-04-02 insurer=01130012:
                2026-04-01  Lost      -  # the day between
                2026-04-02  Covered   01130012
            coverage 2025-04-01; coverage 2026-04-01 insurer=01130012:
                2026-04-01  Covered   01130012  # the newest
            coverage 2025-04-01; coverage 2025-04-01 insurer=01130012:
                2026-04-01  Covered   01130012  # the later in the list
            ",
        );
    }

    #[test]
    fn turning_seventy_five_ends_any_coverage_but_the_late_stage_one() {
        check(
            "",
            "
            facts                                                  on          coverage
            born 1955-11-15; coverage 2025-04-01                   2030-11-14  Covered  # G-29
            born 1955-11-15; coverage 2025-04-01                   2030-11-15  Lost
            born 1955-11-01; coverage 2025-04-01                   2030-10-31  Covered  # G-30
            born 1955-11-01; coverage 2025-04-01                   2030-11-01  Lost
            born 1950-04-01; coverage 2024-04-01                   2025-03-31  Covered  # G-36
            born 1950-04-01; coverage 2024-04-01                   2025-04-01  Lost
            born 1956-02-29; coverage 2025-04-01                   2031-02-28  Covered  # G-35
            born 1956-02-29; coverage 2025-04-01                   2031-03-01  Lost
            born 1950-04-01; coverage 2025-04-01 insurer=39130000  2025-04-01  Covered
            born 1950-04-01; coverage 2025-04-01 insurer=39130000  2035-04-01  Covered
            ",
        );
    }

    #[test]
    fn voluntary_continuation_lasts_two_years() {
        check(
            "",
            "
            facts                                           on          coverage
            coverage 2024-04-01 voluntary                   2026-03-31  Covered
            coverage 2024-04-01 voluntary                   2026-04-01  Lost
            coverage 2024-04-01                             2026-04-01  Covered
            coverage 2024-12-31 voluntary                   2026-12-30  Covered
            coverage 2024-12-31 voluntary                   2026-12-31  Lost
            coverage 2024-02-29 voluntary                   2026-02-28  Covered  # no 29 February
            coverage 2024-02-29 voluntary                   2026-03-01  Lost
            coverage 2024-04-01 voluntary lost=2025-06-01   2025-06-01  Lost
            born 1951-01-10; coverage 2024-04-01 voluntary  2026-01-09  Covered  # 75 comes first
            born 1951-01-10; coverage 2024-04-01 voluntary  2026-01-10  Lost
            ",
        );
    }

    #[test]
    fn the_share_by_age_and_income() {
        check(
            "",
            "
                on          share
            born 2019-04-01; coverage 2020-04-01:
                2025-03-31  2  # G-37
                2025-04-01  3
            born 2019-04-02; coverage 2020-04-01:
                2026-03-31  2  # G-38
                2026-04-01  3
            born 2019-12-15; coverage 2020-04-01:
                2026-03-31  2  # G-39
            born 2020-02-29; coverage 2020-04-01:
                2026-03-31  2  # G-40
                2026-04-01  3
            born 1985-02-14; coverage 2020-04-01 tier=ActiveLevel:
                2026-04-01  3
            born 1985-02-14; coverage 2020-04-01 dependent:
                2026-04-01  3
            born 1955-11-15; coverage 2020-04-01:
                2025-11-30  3  # G-29
                2025-12-01  2
            born 1955-11-15; coverage 2020-04-01 tier=ActiveLevel:
                2025-12-01  3
            born 1955-11-01; coverage 2020-04-01:
                2025-10-31  3  # G-30
                2025-11-01  2
            born 1956-09-01; coverage 2020-04-01:
                2026-09-01  2  # G-31
            born 1956-09-02; coverage 2020-04-01:
                2026-09-30  3  # G-32
                2026-10-01  2
            born 1956-12-31; coverage 2020-04-01:
                2026-12-31  3  # G-33
            born 1957-01-01; coverage 2020-04-01:
                2027-01-01  2  # G-34
            born 1956-02-29; coverage 2020-04-01:
                2026-02-28  3  # G-35
                2026-03-01  2
            born 1940-01-01; coverage 2020-04-01 insurer=39130000:
                2026-04-01  1
            born 1940-01-01; coverage 2020-04-01 insurer=39130000 tier=CertainLevel:
                2026-04-01  2
            born 1940-01-01; coverage 2020-04-01 insurer=39130000 tier=ActiveLevel:
                2026-04-01  3
            born 1957-01-01; coverage 2020-04-01 insurer=39130000:
                2026-04-01  1  # by number, whatever the age
            ",
        );
    }

    #[test]
    fn the_tier_with_the_newest_day_that_has_come() {
        check(
            "born 1955-11-15; \
             coverage 2025-04-01 tier=2026-08-01/ActiveLevel tier=2027-08-01/Ordinary",
            "
            on          share
            2026-07-31  2
            2026-08-01  3
            2027-07-31  3
            2027-08-01  2
            ",
        );
        check(
            "born 1955-11-15; coverage 2025-04-01 tier=ActiveLevel tier=2026-08-01/Ordinary",
            "
            on          share
            2026-07-31  3
            2026-08-01  2
            ",
        );
    }
}
