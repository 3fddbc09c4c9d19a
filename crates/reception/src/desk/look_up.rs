//! The look-up form: what is typed from a paper, folded and checked field by field.

use eligibility::{Era, NoSuchDay};
use eligibility::{
    InsurerNumber, InsurerNumberError,
    number::fold::{fold_branch, fold_symbol},
};
use interchange::confirmation::Question;
use jiff::civil::Date;
use serde::Deserialize;

use crate::hub_client::Detail;

/// The most characters of a symbol or a number: 38 bytes of full width (F-83).
const SYMBOL_LENGTH_MAX: usize = 19;
/// The choice beside the eras: years as the Gregorian calendar counts them.
pub(crate) const GREGORIAN: &str = "西暦";

/// The form as it was sent. Every value survives a refusal.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct LookUpForm {
    /// The id of the question this form asks, made with the page.
    pub id: String,
    pub insurer_number: String,
    pub symbol: String,
    pub number: String,
    pub branch: String,
    pub era: String,
    pub year: String,
    pub month: String,
    pub day: String,
}

/// What a form asks, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LookUp {
    pub insurer_number: String,
    pub symbol: Option<String>,
    pub number: String,
    pub branch: Option<String>,
    pub born_on: Date,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    InsurerNumber,
    Symbol,
    Number,
    Branch,
    BornOn,
}

/// A field that was refused, with what was found there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Which field.
    pub field: Field,
    /// What was found.
    pub found: String,
    /// Why it was refused.
    pub why: Why,
}

/// Why a field was refused, in the order checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Missing,
    NotDigit,
    Length,
    CheckDigit,
    TooLong,
    NotInCalendar,
    NotInEra {
        first: Date,
        last: Option<Date>,
    },
    Future,
    /// The hub refused it.
    Hub {
        wanted: String,
    },
}

impl LookUpForm {
    /// The form as a question was typed, to show again.
    pub(crate) fn of(question: &Question) -> Self {
        let born_on = question.born_on;
        let (era, year) = match Era::of(born_on) {
            Some((Era::Meiji, _)) | None => (GREGORIAN, born_on.year()),
            Some((era @ (Era::Taisho | Era::Showa | Era::Heisei | Era::Reiwa), year)) => {
                (era.name(), year)
            }
        };
        Self {
            id: String::new(),
            insurer_number: question.insurer_number.clone(),
            symbol: question.symbol.clone().unwrap_or_default(),
            number: question.number.clone(),
            branch: question.branch.clone().unwrap_or_default(),
            era: era.to_owned(),
            year: year.to_string(),
            month: born_on.month().to_string(),
            day: born_on.day().to_string(),
        }
    }

    /// Checks every field.
    ///
    /// # Errors
    ///
    /// The refused fields, in the order of the form.
    pub(crate) fn read(&self, today: Date) -> Result<LookUp, Vec<Problem>> {
        let insurer_number = self.insurer_number();
        let symbol = short(Field::Symbol, &self.symbol);
        let number = short(Field::Number, &self.number)
            .and_then(|it| it.ok_or_else(|| Problem::new(Field::Number, "", Why::Missing)));
        let branch = fold_branch(&self.branch)
            .map_err(|_| Problem::new(Field::Branch, self.branch.trim(), Why::NotDigit));
        let born_on = self.born_on(today);
        match (insurer_number, symbol, number, branch, born_on) {
            (Ok(insurer_number), Ok(symbol), Ok(number), Ok(branch), Ok(born_on)) => Ok(LookUp {
                insurer_number: insurer_number.to_string(),
                symbol,
                number,
                branch: branch.map(|it| it.to_string()),
                born_on,
            }),
            (insurer_number, symbol, number, branch, born_on) => {
                Err([insurer_number.err(), symbol.err(), number.err(), branch.err(), born_on.err()]
                    .into_iter()
                    .flatten()
                    .collect())
            }
        }
    }

    fn insurer_number(&self) -> Result<InsurerNumber, Problem> {
        let digits: String =
            fold_symbol(&self.insurer_number).chars().filter(|it| !it.is_whitespace()).collect();
        let why = match digits.parse() {
            Ok(number) => return Ok(number),
            Err(_) if digits.is_empty() => Why::Missing,
            Err(InsurerNumberError::NotDigit) => Why::NotDigit,
            Err(InsurerNumberError::Length) => Why::Length,
            Err(InsurerNumberError::CheckDigit { .. }) => Why::CheckDigit,
        };
        Err(Problem::new(Field::InsurerNumber, &digits, why))
    }

    fn born_on(&self, today: Date) -> Result<Date, Problem> {
        let found = format!(
            "{}{}年{}月{}日",
            self.era,
            self.year.trim(),
            self.month.trim(),
            self.day.trim()
        );
        let refused = |why| Problem::new(Field::BornOn, &found, why);
        if [&self.year, &self.month, &self.day].into_iter().any(|it| it.trim().is_empty()) {
            return Err(refused(Why::Missing));
        }
        let not_digit = || refused(Why::NotDigit);
        let year = fold_symbol(&self.year);
        let year = if year == "元" { 1 } else { digits(&year).ok_or_else(not_digit)? };
        let month = digits(&fold_symbol(&self.month)).ok_or_else(not_digit)?;
        let day = digits(&fold_symbol(&self.day)).ok_or_else(not_digit)?;
        // A month or day beyond 99 is one that does not exist.
        let (month, day) = (i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0));
        let born_on = match Era::ALL.into_iter().find(|it| it.name() == self.era) {
            Some(era) => era.day(year, month, day).map_err(|error| match error {
                NoSuchDay::NotInCalendar => refused(Why::NotInCalendar),
                NoSuchDay::NotInEra { first, last } => refused(Why::NotInEra { first, last }),
            })?,
            // Before 明治 nobody living was born; a two-digit year is a slip for an era.
            None if year < Era::Meiji.first_day().year() => {
                return Err(refused(Why::NotInCalendar));
            }
            None => Date::new(year, month, day).map_err(|_| refused(Why::NotInCalendar))?,
        };
        if born_on > today { Err(refused(Why::Future)) } else { Ok(born_on) }
    }
}

impl LookUp {
    /// Whether a question asks just this.
    pub(crate) fn is_asked_by(&self, question: &Question) -> bool {
        self.insurer_number == question.insurer_number
            && self.symbol == question.symbol
            && self.number == question.number
            && self.branch == question.branch
            && self.born_on == question.born_on
    }
}

impl Problem {
    fn new(field: Field, found: &str, why: Why) -> Self {
        Self { field, found: found.to_owned(), why }
    }

    /// The problem the hub has with a question; none when it is with a field nobody types.
    pub(crate) fn of_hub(detail: &Detail, question: &Question) -> Option<Self> {
        let (field, found) = match detail.field.as_str() {
            "insurer_number" => (Field::InsurerNumber, question.insurer_number.clone()),
            "symbol" => (Field::Symbol, question.symbol.clone().unwrap_or_default()),
            "number" => (Field::Number, question.number.clone()),
            "branch" => (Field::Branch, question.branch.clone().unwrap_or_default()),
            "born_on" => (Field::BornOn, eligibility::written(question.born_on)),
            _ => return None,
        };
        Some(Self { field, found, why: Why::Hub { wanted: detail.wanted.clone() } })
    }
}

/// A symbol or number as it is asked: half width, without spaces at its ends; none when blank.
fn short(field: Field, text: &str) -> Result<Option<String>, Problem> {
    let folded = fold_symbol(text).into_owned();
    if folded.chars().count() > SYMBOL_LENGTH_MAX {
        return Err(Problem::new(field, text.trim(), Why::TooLong));
    }
    Ok((!folded.is_empty()).then_some(folded))
}

fn digits(text: &str) -> Option<i16> {
    text.bytes().all(|it| it.is_ascii_digit()).then(|| text.parse().unwrap_or(i16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "133991 101 12345678 01 昭和 51 5 5";

    #[test]
    fn a_form_reads_in_any_width() {
        for text in [
            GOOD,
            "１３３９９１ １０１ １２３４５６７８ １ 昭和 ５１ ５ ５",
            "00133991 101 12345678 1 西暦 1976 05 05",
        ] {
            let read = form(text).read(today()).unwrap();
            assert_eq!(read.insurer_number, "133991", "{text}");
            assert_eq!(read.symbol.as_deref(), Some("101"), "{text}");
            assert_eq!(read.number, "12345678", "{text}");
            assert_eq!(read.branch.as_deref(), Some("01"), "{text}");
            assert_eq!(read.born_on, Date::constant(1976, 5, 5), "{text}");
        }
        let read = form("133991 - 12345678 - 令和 元 5 1").read(today()).unwrap();
        assert_eq!((read.symbol, read.branch), (None, None));
        assert_eq!(read.born_on, Date::constant(2019, 5, 1));
    }

    #[test]
    fn refusals_of_each_field() {
        use Field::{BornOn, Branch, InsurerNumber, Number, Symbol};
        for (text, field, found, why) in [
            ("- 101 1 - 昭和 51 5 5", InsurerNumber, "", Why::Missing),
            ("13399A 101 1 - 昭和 51 5 5", InsurerNumber, "13399A", Why::NotDigit),
            ("1339911 101 1 - 昭和 51 5 5", InsurerNumber, "1339911", Why::Length),
            ("133992 101 1 - 昭和 51 5 5", InsurerNumber, "133992", Why::CheckDigit),
            (
                "133991 12345678901234567890 1 - 昭和 51 5 5",
                Symbol,
                "12345678901234567890",
                Why::TooLong,
            ),
            ("133991 101 - - 昭和 51 5 5", Number, "", Why::Missing),
            ("133991 101 1 A 昭和 51 5 5", Branch, "A", Why::NotDigit),
            ("133991 101 1 001 昭和 51 5 5", Branch, "001", Why::NotDigit),
            ("133991 101 1 - 昭和 - 5 5", BornOn, "昭和年5月5日", Why::Missing),
            ("133991 101 1 - 昭和 5x 5 5", BornOn, "昭和5x年5月5日", Why::NotDigit),
            ("133991 101 1 - 昭和 51 2 30", BornOn, "昭和51年2月30日", Why::NotInCalendar),
            ("133991 101 1 - 昭和 51 13 1", BornOn, "昭和51年13月1日", Why::NotInCalendar),
            ("133991 101 1 - 昭和 51 1 300", BornOn, "昭和51年1月300日", Why::NotInCalendar),
            ("133991 101 1 - 西暦 51 5 5", BornOn, "西暦51年5月5日", Why::NotInCalendar),
            ("133991 101 1 - 令和 8 3 11", BornOn, "令和8年3月11日", Why::Future),
        ] {
            let problem = Problem { field, found: found.to_owned(), why };
            assert_eq!(form(text).read(today()), Err(vec![problem]), "{text}");
        }
    }

    #[test]
    fn an_era_ends_with_its_last_day() {
        let born = |text| form(&format!("133991 101 1 - {text}")).read(today());
        assert!(born("昭和 64 1 7").is_ok());
        let refused = born("昭和 64 1 8").unwrap_err();
        assert!(matches!(refused[0].why, Why::NotInEra { .. }));
        assert!(born("平成 1 1 8").is_ok());
        assert!(born("令和 8 3 10").is_ok());
    }

    #[test]
    fn all_refused_fields_are_told_together() {
        let fields: Vec<Field> = form("1 101 - A 昭和 64 1 8")
            .read(today())
            .unwrap_err()
            .iter()
            .map(|it| it.field)
            .collect();
        assert_eq!(fields, [Field::InsurerNumber, Field::Number, Field::Branch, Field::BornOn]);
    }

    fn today() -> Date {
        Date::constant(2026, 3, 10)
    }

    /// The fields in order; `-` is an empty one.
    fn form(text: &str) -> LookUpForm {
        let mut cells =
            text.split(' ').map(|it| if it == "-" { String::new() } else { it.to_owned() });
        let mut cell = || cells.next().unwrap();
        LookUpForm {
            id: String::new(),
            insurer_number: cell(),
            symbol: cell(),
            number: cell(),
            branch: cell(),
            era: cell(),
            year: cell(),
            month: cell(),
            day: cell(),
        }
    }
}
