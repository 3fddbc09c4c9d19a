//! What was written into the form, understood in every way it can be meant.

use eligibility::{Era, number::fold::fold_symbol};
use jiff::civil::Date;

use crate::pages::fields::{Sent, Wrong, wrong};

/// Who is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sought {
    /// In which ways the text can be meant, the likeliest first.
    pub(super) ways: Vec<Way>,
    /// The birth date asked for beside it.
    pub(super) born_on: Option<Date>,
}

/// One way to look for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// By the number of a sheet: its batch and its number.
    Sheet(String, u32),
    /// By symbol and number, or the number alone.
    Number(Option<String>, String),
    /// By the birth date.
    Born(Date),
    /// By an employer's code or name.
    Employer(String),
    /// By the beginning of the name or its kana.
    Words(String),
}

impl Sought {
    /// Reads the form: some text, a birth date, or both.
    pub(super) fn read(sent: &Sent) -> Result<Self, Wrong> {
        let born_on = sent.day_where("born")?;
        let text = sent.text("what");
        if text.is_empty() && born_on.is_none() {
            return Err(wrong("what", "探すものを入れるか、生年月日を入れてください。"));
        }
        let ways = match (text.is_empty(), born_on) {
            (true, Some(day)) => vec![Way::Born(day)],
            _ => ways(text),
        };
        Ok(Self { ways, born_on })
    }
}

/// Every way a text can be meant.
fn ways(text: &str) -> Vec<Way> {
    let folded = fold_symbol(text);
    let mut ways = Vec::new();
    ways.extend(sheet(&folded));
    ways.extend(day(text, &folded).map(Way::Born));
    ways.extend(number(&folded));
    ways.push(Way::Employer(text.trim().to_owned()));
    if !folded.chars().all(|it| it.is_ascii_digit()) {
        ways.push(Way::Words(text.trim().to_owned()));
    }
    ways
}

/// A sheet's number as it stands on the paper: batch, hyphen, five digits or more.
fn sheet(folded: &str) -> Option<Way> {
    let (batch, sheet) = folded.trim().rsplit_once('-')?;
    let is_one = sheet.len() >= 5 && sheet.bytes().all(|it| it.is_ascii_digit());
    let number = sheet.parse().ok().filter(|_| is_one && !batch.is_empty())?;
    Some(Way::Sheet(batch.to_owned(), number))
}

/// Symbol and number apart, or a number of digits alone.
fn number(folded: &str) -> Option<Way> {
    let mut parts = folded.split([' ', '-', '・']).filter(|it| !it.is_empty());
    let is_number = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    match (parts.next(), parts.next(), parts.next()) {
        (Some(number), None, _) if is_number(number) => Some(Way::Number(None, number.to_owned())),
        (Some(symbol), Some(number), None) if is_number(number) => {
            Some(Way::Number(Some(symbol.to_owned()), number.to_owned()))
        }
        _ => None,
    }
}

/// A day written in one of the ways of forms and papers.
fn day(text: &str, folded: &str) -> Option<Date> {
    era_day(text, folded).or_else(|| western_day(folded))
}

/// 昭和60年2月14日, S60.2.14.
fn era_day(text: &str, folded: &str) -> Option<Date> {
    let letters = ["M", "T", "S", "H", "R"];
    let era = Era::ALL.into_iter().zip(letters).find(|(era, letter)| {
        let is_letter = folded.starts_with(letter) || folded.starts_with(&letter.to_lowercase());
        text.trim().starts_with(era.name()) || is_letter
    })?;
    let [year, month, day] = three_numbers(&folded.replace('元', "1"))?;
    era.0.day(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// 1985-02-14, 1985/2/14, 19850214.
fn western_day(folded: &str) -> Option<Date> {
    let text = folded.trim();
    let [year, month, day] = if text.len() == 8 && text.bytes().all(|it| it.is_ascii_digit()) {
        let part = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
        [part(0, 4)?, part(4, 6)?, part(6, 8)?]
    } else if text.starts_with(|it: char| it.is_ascii_digit()) {
        three_numbers(text)?
    } else {
        return None;
    };
    // A birth date of the 19th century or later; else it is a number that looks like one.
    let is_year = (1868..=2100).contains(&year);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().filter(|_| is_year)
}

/// Exactly three numbers with something between them.
fn three_numbers(text: &str) -> Option<[i16; 3]> {
    let numbers = text.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty());
    let numbers: Vec<i16> = numbers.map(str::parse).collect::<Result<_, _>>().ok()?;
    numbers.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ways of a text other than an employer's code, which any may be.
    fn read(text: &str) -> String {
        let way = |it: Way| match it {
            Way::Sheet(batch, number) => Some(format!("sheet {batch}/{number}")),
            Way::Number(symbol, number) => {
                Some(format!("number {}/{number}", symbol.unwrap_or_default()))
            }
            Way::Born(day) => Some(format!("born {day}")),
            Way::Words(text) => Some(format!("words {text}")),
            Way::Employer(_) => None,
        };
        ways(text).into_iter().filter_map(way).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn a_text_is_understood_in_every_way_it_can_be_meant() {
        for (text, meant) in [
            ("猶予", "words 猶予"),
            ("ユウヨ ミノル", "words ユウヨ ミノル"),
            ("20000003", "number /20000003"),
            ("２０００００３", "number /2000003"),
            ("101 20000003", "number 101/20000003, words 101 20000003"),
            ("101-20000003", "sheet 101/20000003, number 101/20000003, words 101-20000003"),
            ("みほん 123", "number みほん/123, words みほん 123"),
            ("1985-02-14", "born 1985-02-14, words 1985-02-14"),
            ("1985/2/14", "born 1985-02-14, words 1985/2/14"),
            ("19850214", "born 1985-02-14, number /19850214"),
            ("19851332", "number /19851332"),
            ("昭和60年2月14日", "born 1985-02-14, words 昭和60年2月14日"),
            ("S60.2.14", "born 1985-02-14, words S60.2.14"),
            ("令和元年5月1日", "born 2019-05-01, words 令和元年5月1日"),
            ("令和元年4月30日", "words 令和元年4月30日"),
            (
                "133991-2026-03-10-00120",
                "sheet 133991-2026-03-10/120, words 133991-2026-03-10-00120",
            ),
            ("133991-2026-03-10-0120", "words 133991-2026-03-10-0120"),
        ] {
            assert_eq!(read(text), meant, "{text}");
        }
    }

    #[test]
    fn a_birth_date_alone_is_enough_and_nothing_is_not() {
        let sent = |them: &[(&str, &str)]| {
            Sent(them.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect())
        };
        let born = [("born_era", "昭和"), ("born_year", "60"), ("born_month", "2")];
        let day = "1985-02-14".parse().unwrap();
        let whole = [born[0], born[1], born[2], ("born_day", "14")];
        let read = Sought::read(&sent(&whole)).unwrap();
        assert_eq!(read, Sought { ways: vec![Way::Born(day)], born_on: Some(day) });
        assert_eq!(Sought::read(&sent(&born)).unwrap_err().name, "born");
        assert_eq!(Sought::read(&sent(&[])).unwrap_err().name, "what");
    }
}
