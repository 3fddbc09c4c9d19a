//! Ages the law counts with, and the days they bring.

use jiff::civil::{Date, date};

use crate::calendar::{birthday, day_after, day_before, first_of_month_from};

/// The three days of a life on which the share or the system changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ages {
    /// First day with the share of the elderly: the month after the month in which 70 is attained.
    pub elderly_from: Date,
    /// First day in the late-stage elderly system: the 75th birthday.
    pub late_stage_from: Date,
    /// Last day of the preschool share.
    pub preschool_to: Date,
}

impl Ages {
    /// The days of a person born on a day.
    ///
    /// Source: 国民健康保険法(昭和33年法律第192号)第42条、高齢者の医療の確保に関する法律(昭和57年法律第80号)第52条
    #[must_use]
    pub fn of(born_on: Date) -> Self {
        Self {
            elderly_from: first_of_month_from(attained_on(born_on, 70), 1),
            late_stage_from: day_after(attained_on(born_on, 75)),
            preschool_to: next_31_march(attained_on(born_on, 6)),
        }
    }
}

/// The day an age is attained (○歳に達する日): the day before the birthday; born on 29 February, on
/// 28 February in every year.
///
/// Source: 年齢計算ニ関スル法律(明治35年法律第50号)、民法第143条第2項
#[must_use]
pub fn attained_on(born_on: Date, age: i16) -> Date {
    let birthday = birthday(born_on, age);
    if (born_on.month(), born_on.day()) == (2, 29) { birthday } else { day_before(birthday) }
}

fn next_31_march(from: Date) -> Date {
    let march = date(from.year(), 3, 31);
    if from <= march { march } else { Date::new(from.year() + 1, 3, 31).unwrap_or(Date::MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_a_life() {
        let table = "
            born        elderly_from  late_stage_from  preschool_to
            1955-11-15  2025-12-01    2030-11-15       1962-03-31  # G-29
            1955-11-01  2025-11-01    2030-11-01       1962-03-31  # born on the 1st: a month early
            1956-09-01  2026-09-01    2031-09-01       1963-03-31
            1956-09-02  2026-10-01    2031-09-02       1963-03-31
            1956-12-31  2027-01-01    2031-12-31       1963-03-31
            1957-01-01  2027-01-01    2032-01-01       1963-03-31
            1956-02-29  2026-03-01    2031-03-01       1962-03-31  # no 29 February: attained on the 28th
            1950-04-01  2020-04-01    2025-04-01       1956-03-31
            2019-04-01  2089-04-01    2094-04-01       2025-03-31  # G-37
            2019-04-02  2089-05-01    2094-04-02       2026-03-31
            2019-12-15  2090-01-01    2094-12-15       2026-03-31
            2020-02-29  2090-03-01    2095-03-01       2026-03-31
        ";
        for row in table.trim().lines().skip(1) {
            let days: Vec<Date> =
                row.split_whitespace().take(4).map(|it| it.parse().unwrap()).collect();
            let Ages { elderly_from, late_stage_from, preschool_to } = Ages::of(days[0]);
            assert_eq!([elderly_from, late_stage_from, preschool_to], days[1..], "{row}");
        }
    }
}
