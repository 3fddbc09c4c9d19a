//! Who is covered, until when, and at what share.

use jiff::civil::Date;

use crate::{
    calendar::{day_before, days_after, months_from},
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
    let by_law = (by_law != Date::MAX).then(|| days_after(by_law, 1));
    let ends = [case.day.happened(coverage.lost_on), by_law.filter(|it| case.day.has_come(*it))];
    ends.into_iter().flatten().min()
}

/// The last of two years from a day: the day before the same day, or the end of the month that lacks
/// it (民法第143条第2項).
fn two_years_end(from: Date) -> Date {
    let same_day = months_from(from, 24);
    if same_day.day() == from.day() { day_before(same_day) } else { same_day }
}
