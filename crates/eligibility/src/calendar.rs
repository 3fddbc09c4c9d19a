//! Days as the law counts them.
//!
//! A month or year without the day asked for ends with its last day (民法第143条第2項). All sums
//! stop at the ends of the calendar (years -9999 to 9999) instead of failing.

use jiff::{ToSpan, civil::Date};

/// A number of days later.
pub(crate) fn days_after(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}

/// The day before.
pub(crate) fn day_before(day: Date) -> Date {
    day.yesterday().unwrap_or(day)
}

/// The day after.
pub(crate) fn day_after(day: Date) -> Date {
    day.tomorrow().unwrap_or(day)
}

/// The same day of a month before or after, or that month's last day.
pub(crate) fn months_from(day: Date, months: i16) -> Date {
    let (year, month) = month_from(day, months);
    match Date::new(year, month, day.day()) {
        Ok(same) => same,
        Err(_) => first_of(year, month).map_or(Date::MAX, Date::last_of_month),
    }
}

/// The first day of the month so many months away.
pub(crate) fn first_of_month_from(day: Date, months: i16) -> Date {
    let (year, month) = month_from(day, months);
    first_of(year, month).unwrap_or(Date::MAX)
}

/// The last day of the month so many months away.
pub(crate) fn last_of_month_from(day: Date, months: i16) -> Date {
    let (year, month) = month_from(day, months);
    first_of(year, month).map_or(Date::MAX, Date::last_of_month)
}

/// The n-th birthday after a day; a birthday on that day does not count. 29 February is 28 February
/// in every year.
///
/// Source: 電子署名等に係る地方公共団体情報システム機構の認証業務に関する法律施行規則(発行の日後の誕生日) F-01、F-02、
/// F-23
pub(crate) fn birthday_after(day: Date, born_on: Date, nth: i16) -> Date {
    let this_year = birthday_in(day.year(), born_on);
    let before_the_first = i16::from(day < this_year);
    birthday_in(day.year().saturating_add(nth - before_the_first), born_on)
}

/// The birthday of an age, 29 February being 28 February in every year.
pub(crate) fn birthday(born_on: Date, age: i16) -> Date {
    birthday_in(born_on.year().saturating_add(age), born_on)
}

fn birthday_in(year: i16, born_on: Date) -> Date {
    let (month, day) = if (born_on.month(), born_on.day()) == (2, 29) {
        (2, 28)
    } else {
        (born_on.month(), born_on.day())
    };
    Date::new(year, month, day).unwrap_or(Date::MAX)
}

fn month_from(day: Date, months: i16) -> (i16, i8) {
    let months = i32::from(day.year()) * 12 + i32::from(day.month() - 1) + i32::from(months);
    // Both fit: a year is at most 9999, a remainder by 12 at most 11.
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    (months.div_euclid(12) as i16, months.rem_euclid(12) as i8 + 1)
}

fn first_of(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_without_the_day_ends_with_its_last() {
        check(
            "
            day         months  result
            2026-05-31  -3      2026-02-28
            2028-05-31  -3      2028-02-29
            2026-11-30  -3      2026-08-30
            2026-01-31  1       2026-02-28
            2025-12-31  2       2026-02-28
            2026-01-15  -1      2025-12-15
            ",
            months_from,
        );
    }

    #[test]
    fn ends_and_beginnings_of_months() {
        check(
            "
            day         months  result
            2026-02-14  3       2026-05-31
            2027-11-15  3       2028-02-29
            2026-11-30  3       2027-02-28
            2026-01-31  1       2026-02-28
            9999-12-31  1       9999-12-31
            ",
            last_of_month_from,
        );
        check(
            "
            day         months  result
            2025-12-01  -2      2025-10-01
            2025-09-30  -2      2025-07-01
            2026-01-31  0       2026-01-01
            2026-12-05  1       2027-01-01
            ",
            first_of_month_from,
        );
    }

    #[test]
    fn a_birthday_on_the_day_does_not_count() {
        for row in [
            "2021-05-10 1990-05-10 5 2026-05-10",
            "2021-05-09 1990-05-10 5 2025-05-10",
            "2021-05-11 1990-05-10 5 2026-05-10",
            "2019-06-01 2000-02-29 5 2024-02-28",
            "2024-02-28 2000-02-29 1 2025-02-28",
            "2024-02-27 2000-02-29 1 2024-02-28",
            "2020-09-20 2015-09-21 5 2024-09-21",
        ] {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let (day, born): (Date, Date) = (cells[0].parse().unwrap(), cells[1].parse().unwrap());
            let result = birthday_after(day, born, cells[2].parse().unwrap());
            assert_eq!(result.to_string(), cells[3], "{row}");
        }
    }

    #[track_caller]
    fn check(table: &str, sum: impl Fn(Date, i16) -> Date) {
        for row in table.trim().lines().skip(1) {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let result = sum(cells[0].parse().unwrap(), cells[1].parse().unwrap());
            assert_eq!(result.to_string(), cells[2], "{row}");
        }
    }
}
