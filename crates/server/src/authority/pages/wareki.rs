//! Days as people in Japan write them (和暦): an era, its year, month and day.

use jiff::civil::{Date, date};

/// The eras with their first days, the newest first.
const ERAS: [(&str, Date); 5] = [
    ("令和", date(2019, 5, 1)),
    ("平成", date(1989, 1, 8)),
    ("昭和", date(1926, 12, 25)),
    ("大正", date(1912, 7, 30)),
    ("明治", date(1868, 1, 25)),
];

/// The choice beside the eras: years as the Gregorian calendar counts them.
const GREGORIAN: &str = "西暦";

/// What the choice of an era lists.
pub(super) fn choices() -> impl Iterator<Item = &'static str> {
    ERAS.iter().map(|it| it.0).chain([GREGORIAN])
}

/// The era of a day and the year in it; before 明治 the western year.
pub(super) fn of(day: Date) -> (&'static str, i16) {
    let era = ERAS.iter().find(|it| it.1 <= day);
    era.map_or((GREGORIAN, day.year()), |it| (it.0, day.year() - it.1.year() + 1))
}

/// A day as people read it: 令和8年3月10日, 令和元年5月1日.
pub(super) fn written(day: Date) -> String {
    let (era, year) = of(day);
    let era = if era == GREGORIAN { "" } else { era };
    let year = if year == 1 { "元".to_owned() } else { year.to_string() };
    format!("{era}{year}年{}月{}日", day.month(), day.day())
}

/// The day of an era's year, a month and a day; `None` where there is none in the calendar or in
/// the era.
pub(super) fn day(era: &str, year: i16, month: i8, day: i8) -> Option<Date> {
    if era == GREGORIAN {
        // A two-digit year is a slip for an era.
        return Date::new(year, month, day).ok().filter(|it| it.year() > 1800);
    }
    let first = ERAS.iter().find(|it| it.0 == era)?.1;
    let day = Date::new(year.checked_add(first.year() - 1)?, month, day).ok()?;
    (of(day).0 == era).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_on_both_sides_of_each_era() {
        let table = "
            1868-01-24  1868年1月24日    西暦 1868
            1868-01-25  明治元年1月25日  明治 1
            1912-07-29  明治45年7月29日  明治 45
            1912-07-30  大正元年7月30日  大正 1
            1926-12-24  大正15年12月24日 大正 15
            1926-12-25  昭和元年12月25日 昭和 1
            1989-01-07  昭和64年1月7日   昭和 64
            1989-01-08  平成元年1月8日   平成 1
            2019-04-30  平成31年4月30日  平成 31
            2019-05-01  令和元年5月1日   令和 1
            2026-03-10  令和8年3月10日   令和 8
        ";
        for row in table.trim().lines() {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let on: Date = cells[0].parse().unwrap();
            assert_eq!(written(on), cells[1], "{row}");
            let year = cells[3].parse().unwrap();
            assert_eq!(day(cells[2], year, on.month(), on.day()), Some(on), "{row}");
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
