//! Days as people in Japan write them (和暦): an era, its year, month and day.

use jiff::civil::{Date, date};

/// An era (元号).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Era {
    /// 明治.
    Meiji,
    /// 大正.
    Taisho,
    /// 昭和.
    Showa,
    /// 平成.
    Heisei,
    /// 令和.
    Reiwa,
}

/// Why a year, month and day of an era are no day, in the order checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSuchDay {
    /// The month has no such day, or the year no such month.
    #[error("a day that exists")]
    NotInCalendar,
    /// The day exists and belongs to another era.
    #[error("a day from {first} to {last:?}")]
    NotInEra {
        /// The first day of the era.
        first: Date,
        /// The last day of the era; none for the present one.
        last: Option<Date>,
    },
}

impl Era {
    /// All eras, oldest first.
    pub const ALL: [Self; 5] = [Self::Meiji, Self::Taisho, Self::Showa, Self::Heisei, Self::Reiwa];

    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// The first day.
    #[must_use]
    pub const fn first_day(self) -> Date {
        match self {
            Self::Meiji => date(1868, 1, 25),
            Self::Taisho => date(1912, 7, 30),
            Self::Showa => date(1926, 12, 25),
            Self::Heisei => date(1989, 1, 8),
            Self::Reiwa => date(2019, 5, 1),
        }
    }

    /// The last day: the one before the next era.
    #[must_use]
    pub fn last_day(self) -> Option<Date> {
        let next = Self::ALL.into_iter().find(|it| it.first_day() > self.first_day())?;
        next.first_day().yesterday().ok()
    }

    /// The era of a day and the year in it; none before 明治.
    #[must_use]
    pub fn of(day: Date) -> Option<(Self, i16)> {
        let era = Self::ALL.into_iter().rev().find(|it| it.first_day() <= day)?;
        Some((era, day.year() - era.first_day().year() + 1))
    }

    /// The day of a year, month and day of the era.
    ///
    /// # Errors
    ///
    /// When there is no such day in the calendar or in the era.
    pub fn day(self, year: i16, month: i8, day: i8) -> Result<Date, NoSuchDay> {
        let first = self.first_day();
        let year = year.checked_add(first.year() - 1).ok_or(NoSuchDay::NotInCalendar)?;
        let day = Date::new(year, month, day).map_err(|_| NoSuchDay::NotInCalendar)?;
        match Self::of(day) {
            Some((era, _)) if era == self => Ok(day),
            Some(_) | None => Err(NoSuchDay::NotInEra { first, last: self.last_day() }),
        }
    }
}

/// A day as people read it: 令和8年3月10日, 令和元年5月1日; before 明治 with the western year.
#[must_use]
pub fn written(day: Date) -> String {
    let (name, year) = Era::of(day).map_or(("", day.year()), |(era, year)| (era.name(), year));
    let year = if year == 1 { "元".to_owned() } else { year.to_string() };
    format!("{name}{year}年{}月{}日", day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_on_both_sides_of_each_era() {
        let table = "
            1868-01-24  1868年1月24日
            1868-01-25  明治元年1月25日
            1912-07-29  明治45年7月29日
            1912-07-30  大正元年7月30日
            1926-12-24  大正15年12月24日
            1926-12-25  昭和元年12月25日
            1989-01-07  昭和64年1月7日
            1989-01-08  平成元年1月8日
            2019-04-30  平成31年4月30日
            2019-05-01  令和元年5月1日
            2026-03-10  令和8年3月10日
        ";
        for row in table.trim().lines() {
            let (day, text) = row.trim().split_once("  ").unwrap();
            assert_eq!(written(day.parse().unwrap()), text, "{row}");
        }
    }

    #[test]
    fn a_day_outside_its_era_is_refused() {
        let refused = |era: Era, year, month, day| era.day(year, month, day).unwrap_err();
        assert_eq!(Era::Showa.day(64, 1, 7), Ok(date(1989, 1, 7)));
        assert_eq!(
            refused(Era::Showa, 64, 1, 8),
            NoSuchDay::NotInEra { first: date(1926, 12, 25), last: Some(date(1989, 1, 7)) }
        );
        assert!(matches!(refused(Era::Heisei, 31, 5, 1), NoSuchDay::NotInEra { .. }));
        assert!(matches!(refused(Era::Reiwa, 1, 4, 30), NoSuchDay::NotInEra { .. }));
        assert_eq!(refused(Era::Reiwa, 7, 2, 29), NoSuchDay::NotInCalendar);
        assert_eq!(refused(Era::Reiwa, 8, 13, 1), NoSuchDay::NotInCalendar);
        assert_eq!(refused(Era::Reiwa, i16::MAX, 1, 1), NoSuchDay::NotInCalendar);
    }

    #[test]
    fn every_day_reads_back() {
        let mut day = date(1868, 1, 25);
        while day < date(2030, 1, 1) {
            let (era, year) = Era::of(day).unwrap();
            assert_eq!(era.day(year, day.month(), day.day()), Ok(day));
            day = day.tomorrow().unwrap();
        }
    }
}
