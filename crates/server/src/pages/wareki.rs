//! The choice of an era in a form, and the western years beside it.

use eligibility::Era;
use jiff::civil::Date;

/// The choice beside the eras: years as the Gregorian calendar counts them.
const GREGORIAN: &str = "西暦";

/// What the choice of an era lists, the newest first.
pub(crate) fn choices() -> impl Iterator<Item = &'static str> {
    Era::ALL.into_iter().rev().map(Era::name).chain([GREGORIAN])
}

/// The era of a day and the year in it; before 明治 the western year.
pub(crate) fn of(day: Date) -> (&'static str, i16) {
    Era::of(day).map_or((GREGORIAN, day.year()), |(era, year)| (era.name(), year))
}

/// The day of an era's year, a month and a day; `None` where there is none in the calendar or in
/// the era.
pub(crate) fn day(era: &str, year: i16, month: i8, day: i8) -> Option<Date> {
    if era == GREGORIAN {
        // A two-digit year is a slip for an era.
        return Date::new(year, month, day).ok().filter(|it| it.year() > 1800);
    }
    let era = Era::ALL.into_iter().find(|it| it.name() == era)?;
    era.day(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_chosen_by_its_era_or_its_western_year() {
        let table = "
            1868-01-24  西暦 1868
            1868-01-25  明治 1
            2019-04-30  平成 31
            2019-05-01  令和 1
            2026-03-10  令和 8
        ";
        for row in table.trim().lines() {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let on: Date = cells[0].parse().unwrap();
            let year = cells[2].parse().unwrap();
            assert_eq!(of(on), (cells[1], year), "{row}");
            assert_eq!(day(cells[1], year, on.month(), on.day()), Some(on), "{row}");
        }
    }

    #[test]
    fn a_day_outside_its_era_or_the_calendar_is_none() {
        for (era, year, month, of_month) in [
            ("昭和", 64, 1, 8),
            ("平成", 31, 5, 1),
            ("令和", 1, 4, 30),
            ("令和", 7, 2, 29),
            ("令和", 8, 13, 1),
            ("令和", i16::MAX, 1, 1),
            ("西暦", 60, 1, 1),
            ("", 8, 1, 1),
        ] {
            assert_eq!(day(era, year, month, of_month), None, "{era}{year}");
        }
    }
}
