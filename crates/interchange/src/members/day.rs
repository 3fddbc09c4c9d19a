//! Days as lists write them: in the Japanese eras and in the common era.

use std::ops::RangeInclusive;

use eligibility::number::fold::fold_symbol;
use jiff::civil::{Date, date};

use super::Fault;

/// An era (元号) with its days.
struct Era {
    /// Its name, in full and short, as a letter, and as one character.
    names: [&'static str; 4],
    /// Its digit in dates of seven digits.
    code: u8,
    /// The common-era year before its first year (元年).
    year_zero: i16,
    first: Date,
    last: Date,
}

/// The eras since the solar calendar, newest first.
///
/// 大正 and 昭和 began on the day on which the era before them ended: the day is in both, and family
/// registers name either. The days before 明治6年1月1日 are of another calendar.
///
/// Source: 元号法(昭和54年法律第43号)、元号を改める政令(昭和64年政令第1号、平成31年政令第143号)、
/// 改元の詔書(大正元年7月30日、昭和元年12月25日)、明治5年太政官布告第337号
const ERAS: [Era; 5] = [
    Era {
        names: ["令和", "令", "R", "㋿"],
        code: b'5',
        year_zero: 2018,
        first: date(2019, 5, 1),
        last: Date::MAX,
    },
    Era {
        names: ["平成", "平", "H", "㍻"],
        code: b'4',
        year_zero: 1988,
        first: date(1989, 1, 8),
        last: date(2019, 4, 30),
    },
    Era {
        names: ["昭和", "昭", "S", "㍼"],
        code: b'3',
        year_zero: 1925,
        first: date(1926, 12, 25),
        last: date(1989, 1, 7),
    },
    Era {
        names: ["大正", "大", "T", "㍽"],
        code: b'2',
        year_zero: 1911,
        first: date(1912, 7, 30),
        last: date(1926, 12, 25),
    },
    Era {
        names: ["明治", "明", "M", "㍾"],
        code: b'1',
        year_zero: 1867,
        first: CALENDAR,
        last: date(1912, 7, 30),
    },
];

/// The first day of the solar calendar (明治6年1月1日).
const CALENDAR: Date = date(1873, 1, 1);

/// What databases and spreadsheets add to a day that has no time.
const MIDNIGHTS: [&str; 6] =
    ["T00:00:00", "T00:00:00.000", " 00:00:00", " 0:00:00", " 00:00", " 0:00"];

/// A day in any usual writing.
pub(crate) fn parse(text: &str) -> Result<Date, Fault> {
    if let Some(day) = record::day::parse(text) {
        return in_calendar(day);
    }
    let folded = fold_symbol(text);
    if folded.is_empty() {
        return Err(Fault::NoDay);
    }
    let day = MIDNIGHTS.iter().find_map(|it| folded.strip_suffix(it)).unwrap_or(&folded);
    let spaceless: String;
    let day = if day.contains(' ') {
        spaceless = day.replace(' ', "");
        &spaceless
    } else {
        day
    };
    let day = day.strip_suffix('生').unwrap_or(day);
    match era_of(day) {
        Some((era, rest)) => parts(rest, 2).and_then(|parts| era.day(parts)),
        None => common(day.strip_prefix("西暦").unwrap_or(day)),
    }
}

/// A day for which lists write "none" as all nines, all zeros, or the last day there is.
pub(super) fn parse_open_end(text: &str) -> Result<Option<Date>, Fault> {
    let folded = fold_symbol(text);
    let digits = || folded.bytes().filter(|it| !matches!(it, b'-' | b'/' | b'.'));
    let all = |digit| digits().all(|it| it == digit);
    if folded.is_empty() || all(b'9') || all(b'0') || digits().eq(*b"99991231") {
        return Ok(None);
    }
    parse(&folded).map(Some)
}

/// Year, month and day as written.
#[derive(Clone, Copy)]
struct Parts {
    year: i16,
    month: i8,
    day: i8,
}

impl Era {
    /// A day whose year is counted in the era.
    fn day(&self, parts: Parts) -> Result<Date, Fault> {
        let year = self.year_zero + parts.year;
        if parts.year == 0 {
            return Err(Fault::NoSuchDay);
        }
        if year > self.last.year() {
            return Err(Fault::EraTooLong);
        }
        let day = Date::new(year, parts.month, parts.day).map_err(|_| Fault::NoSuchDay)?;
        match day {
            day if day < self.first => Err(Fault::BeforeEra),
            day if day > self.last => Err(Fault::EraTooLong),
            day => Ok(day),
        }
    }
}

/// A day without an era's name: of the common era, or of seven digits led by an era's code.
fn common(text: &str) -> Result<Date, Fault> {
    if text.len() == 7 && text.bytes().all(|it| it.is_ascii_digit()) {
        let code = text.as_bytes()[0];
        let era = ERAS.iter().find(|era| era.code == code).ok_or(Fault::DayForm)?;
        return parts(&text[1..], 2).and_then(|parts| era.day(parts));
    }
    let Parts { year, month, day } = parts(text, 4)?;
    let day = Date::new(year, month, day).map_err(|_| Fault::NoSuchDay)?;
    in_calendar(day)
}

fn in_calendar(day: Date) -> Result<Date, Fault> {
    if day < CALENDAR { Err(Fault::BeforeEra) } else { Ok(day) }
}

/// The era a text begins with, and the rest.
fn era_of(text: &str) -> Option<(&'static Era, &str)> {
    ERAS.iter().find_map(|era| {
        let rest = era.names.iter().find_map(|name| match text.get(..name.len()) {
            Some(start) if start.eq_ignore_ascii_case(name) => Some(&text[name.len()..]),
            _ => None,
        })?;
        Some((era, rest.strip_prefix('.').unwrap_or(rest)))
    })
}

/// Year, month and day, between them 年 and 月 or one sign twice, or nothing in full length.
fn parts(text: &str, year_digits: usize) -> Result<Parts, Fault> {
    let text = text.strip_suffix('日').unwrap_or(text);
    if text.len() == year_digits + 4 && text.bytes().all(|it| it.is_ascii_digit()) {
        let (year, rest) = text.split_at(year_digits);
        return read(year, &rest[..2], &rest[2..], year_digits);
    }
    for (after_year, after_month) in [('年', '月'), ('-', '-'), ('/', '/'), ('.', '.')] {
        if let Some((year, rest)) = text.split_once(after_year)
            && let Some((month, day)) = rest.split_once(after_month)
        {
            return read(year, month, day, year_digits);
        }
    }
    Err(Fault::DayForm)
}

/// The numbers of a day: a year of all its digits in the common era, one or two for the rest.
fn read(year: &str, month: &str, day: &str, year_digits: usize) -> Result<Parts, Fault> {
    let is_number = |text: &str, digits: RangeInclusive<usize>| {
        digits.contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit())
    };
    let is_first = year == "元" && year_digits == 2;
    let least = if year_digits == 4 { 4 } else { 1 };
    let is_year = is_first || is_number(year, least..=year_digits);
    if !is_year || !is_number(month, 1..=2) || !is_number(day, 1..=2) {
        return Err(Fault::DayForm);
    }
    let year = if is_first { Ok(1) } else { year.parse() };
    match (year, month.parse(), day.parse()) {
        (Ok(year), Ok(month), Ok(day)) => Ok(Parts { year, month, day }),
        _ => Err(Fault::DayForm),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(table: &str) {
        for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let words: Vec<&str> = row.split_whitespace().collect();
            let read = match parse(words[0]) {
                Ok(day) => day.to_string(),
                Err(fault) => fault.code().to_owned(),
            };
            assert_eq!(read, words[1], "{row}");
        }
    }

    #[test]
    fn one_day_in_every_usual_writing() {
        for text in [
            "1996-07-14",
            "1996/07/14",
            "1996/7/14",
            "1996.7.14",
            "19960714",
            "1996年7月14日",
            "1996年07月14日",
            "１９９６／０７／１４",
            "１９９６－０７－１４",
            "１９９６年７月１４日",
            "平成8年7月14日",
            "平成08年07月14日",
            "平成８年７月１４日",
            "平成 8年 7月14日",
            "H8.7.14",
            "H08.07.14",
            "H08/07/14",
            "H08-07-14",
            "h8.7.14",
            "Ｈ８．７．１４",
            "H 8. 7.14",
            "H.8.7.14",
            "平8.7.14",
            "㍻8年7月14日",
            "H080714",
            "平成080714",
            "4080714",
            "４０８０７１４",
            " 1996-07-14 ",
            "1996-07-14 00:00:00",
            "1996/07/14 0:00:00",
            "1996/7/14 0:00",
            "1996-07-14T00:00:00",
            "西暦1996年7月14日",
            "平成8年7月14日生",
            "平成8年7月14",
        ] {
            assert_eq!(parse(text), Ok(date(1996, 7, 14)), "{text}");
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one table of every border")]
    fn the_borders_of_every_era_on_both_sides() {
        check(
            "
            明治5年12月31日   before_era   # of another calendar
            明治6年1月1日     1873-01-01
            明治45年7月30日   1912-07-30   # in both
            明治45年7月31日   era_too_long
            明治46年1月1日    era_too_long
            大正元年7月29日   before_era
            大正元年7月30日   1912-07-30
            大正15年12月25日  1926-12-25   # in both
            大正15年12月26日  era_too_long
            大正16年1月1日    era_too_long
            昭和元年12月24日  before_era
            昭和元年12月25日  1926-12-25
            昭和64年1月7日    1989-01-07
            昭和64年1月8日    era_too_long
            昭和65年1月1日    era_too_long
            平成元年1月7日    before_era
            平成元年1月8日    1989-01-08
            平成31年4月30日   2019-04-30
            平成31年5月1日    era_too_long
            平成32年1月1日    era_too_long
            平成40年1月1日    era_too_long
            令和元年4月30日   before_era
            令和元年5月1日    2019-05-01
            令和99年12月31日  2117-12-31
            1872-12-31        before_era
            1873-01-01        1873-01-01
            M45.7.30  1912-07-30
            M45.7.31  era_too_long
            T1.7.29   before_era
            T1.7.30   1912-07-30
            T15.12.25 1926-12-25
            T15.12.26 era_too_long
            S1.12.24  before_era
            S1.12.25  1926-12-25
            S64.1.7   1989-01-07
            S64.1.8   era_too_long
            H1.1.7    before_era
            H1.1.8    1989-01-08
            H元.1.8   1989-01-08
            H31.4.30  2019-04-30
            H31.5.1   era_too_long
            R1.4.30   before_era
            R1.5.1    2019-05-01
            1060101   1873-01-01
            1051231   before_era
            1450730   1912-07-30
            1450731   era_too_long
            2010729   before_era
            2010730   1912-07-30
            2151225   1926-12-25
            2151226   era_too_long
            3011224   before_era
            3011225   1926-12-25
            3640107   1989-01-07
            3640108   era_too_long
            4010107   before_era
            4010108   1989-01-08
            4310430   2019-04-30
            4310501   era_too_long
            5010430   before_era
            5010501   2019-05-01
        ",
        );
    }

    #[test]
    fn the_examples_of_the_forms() {
        check(
            "
            S25.4.1          1950-04-01
            H5.4.1           1993-04-01
            R5.4.1           2023-04-01
            R6.12.2          2024-12-02
            R7.7.31          2025-07-31
            R7.12.1          2025-12-01
            平成22年5月25日  2010-05-25
            H15.10.10        2003-10-10
            H15/10/10        2003-10-10
            昭和64.1.7       1989-01-07
            令和1年5月1日    2019-05-01
            4150510          2003-05-10
        ",
        );
    }

    #[test]
    fn days_that_do_not_exist() {
        check(
            "
            1999-02-29       no_such_day
            2000-02-29       2000-02-29
            1900/02/29       no_such_day   # a spreadsheet's own day
            平成11年2月29日  no_such_day
            平成12年2月29日  2000-02-29
            1996-04-31       no_such_day
            1996-13-01       no_such_day
            1996-00-01       no_such_day
            1996/07/00       no_such_day
            平成0年1月1日    no_such_day
            H00.01.01        no_such_day
            4000101          no_such_day
        ",
        );
    }

    #[test]
    fn what_is_no_day_is_refused_by_its_form() {
        check(
            "
            あした               day_form
            平成                 day_form
            平成8年              day_form
            平成8年7月           day_form
            平成元元年7月14日    day_form
            元年7月14日          day_form
            元-07-14             day_form
            8.7.14               day_form   # no era
            96/07/14             day_form
            96-07-14             day_form
            080714               day_form
            1996-07/14           day_form
            1996-07-14-01        day_form
            1996-07-014          day_form
            01996-07-14          day_form
            14/07/1996           day_form
            7/14/1996            day_form
            平成-8年7月14日      day_form
            平成+8年7月14日      day_form
            0080714              day_form   # no era of this code
            6080714              day_form
            35260                day_form   # a spreadsheet's count of days
            1996-07-14T15:00:00Z day_form
            慶応3年1月1日        day_form
            H008.7.14            day_form
            日                   day_form
        ",
        );
        assert_eq!(parse("1996-07-14 12:34:56"), Err(Fault::DayForm));
        assert_eq!(parse(" \u{3000}"), Err(Fault::NoDay));
    }

    #[test]
    fn an_open_end_is_written_in_several_ways() {
        for text in [
            "",
            " ",
            "99999999",
            "9999999",
            "9999-12-31",
            "9999/12/31",
            "99991231",
            "00000000",
            "0",
        ] {
            assert_eq!(parse_open_end(text), Ok(None), "{text}");
        }
        assert_eq!(parse_open_end("H20.08.03"), Ok(Some(date(2008, 8, 3))));
        assert_eq!(parse_open_end("99999998"), Err(Fault::NoSuchDay));
        assert_eq!(parse_open_end("-"), Ok(None));
    }
}
