//! What further pages show alike: notices, refusals, numbers, and a person in one line.

use jiff::civil::Date;
use record::Person;

use crate::{
    pages::view::{Day, Tone},
    work::office::OfficeRefusal,
};

/// A sentence above the page: what was just done.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) tone: Tone,
    pub(super) text: String,
}

impl Told {
    /// Something was done.
    pub(super) fn done(text: impl Into<String>) -> Self {
        Self { tone: Tone::Ok, text: text.into() }
    }
}

/// Why something was not done: what happened, what it means, what to do.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) heading: String,
    pub(super) means: String,
    pub(super) step: String,
    pub(super) code: String,
}

impl Refusal {
    /// Nothing was recorded.
    pub(super) fn new(heading: &str, step: &str, code: &str) -> Self {
        Self {
            heading: heading.to_owned(),
            means: "記録していません。".to_owned(),
            step: step.to_owned(),
            code: code.to_owned(),
        }
    }

    /// What the office's work refused; none where it failed, which is the operator's.
    pub(super) fn of(it: &OfficeRefusal) -> Option<Self> {
        match it {
            OfficeRefusal::Store(_) | OfficeRefusal::Act(_) | OfficeRefusal::Change(_) => None,
            OfficeRefusal::NoPerson
            | OfficeRefusal::Entry(_)
            | OfficeRefusal::Application(_)
            | OfficeRefusal::Member(_)
            | OfficeRefusal::Mail(_)
            | OfficeRefusal::OtherAct
            | OfficeRefusal::Busy => {
                let words = it.words();
                let rules: Vec<&str> = words.rules.iter().map(|it| it.id()).collect();
                let code = format!("{} {}", words.code, rules.join(" "));
                Some(Self::new(&words.so, words.now, code.trim()))
            }
        }
    }
}

/// A step of a flow, as the page shows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct StepView {
    pub(super) text: &'static str,
    pub(super) is_past: bool,
    pub(super) is_now: bool,
}

impl StepView {
    /// The steps of a flow of which so many are done.
    pub(super) fn all(texts: &[&'static str], done: usize) -> Vec<Self> {
        let step = |(place, text): (usize, &&'static str)| Self {
            text,
            is_past: place < done,
            is_now: place == done,
        };
        texts.iter().enumerate().map(step).collect()
    }
}

/// Something with a name and a text.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) text: String,
    pub(super) is_wide: bool,
}

impl Fact {
    pub(super) fn new(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, text: text.into(), is_wide: false }
    }

    pub(super) fn wide(name: &'static str, text: impl Into<String>) -> Self {
        Self { is_wide: true, ..Self::new(name, text) }
    }
}

/// A person in one line.
#[derive(Clone, Debug)]
pub(super) struct PersonLine {
    pub(super) name: String,
    pub(super) kana: String,
    pub(super) born: Day,
    pub(super) age: i16,
    pub(super) insured: String,
}

impl PersonLine {
    pub(super) fn of(person: &Person, on: Date) -> Self {
        let born_on = person.dossier.born_on;
        let coverage = person.dossier.coverages.iter().max_by_key(|it| it.acquired_on);
        let insured = coverage.map_or_else(String::new, |it| {
            let symbol = it.symbol.as_ref().map_or(String::new(), |it| format!("記号 {it} "));
            let branch = it.branch.as_ref().map_or(String::new(), |it| format!(" 枝番 {it}"));
            format!("{symbol}番号 {}{branch}", it.number)
        });
        let before_birthday = (on.month(), on.day()) < (born_on.month(), born_on.day());
        Self {
            name: name_of(person),
            kana: person.identity.as_ref().and_then(|it| it.kana.clone()).unwrap_or_default(),
            born: Day::of(born_on),
            age: on.year() - born_on.year() - i16::from(before_birthday),
            insured,
        }
    }
}

/// A person's name as registered.
pub(super) fn name_of(person: &Person) -> String {
    let name = person.identity.as_ref().map(|it| it.name.clone());
    name.unwrap_or_else(|| "氏名の記録なし".to_owned())
}

/// A number with its thousands apart.
pub(super) fn counted(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A size of a file, in the largest unit of which there is one.
pub(super) fn size(bytes: u64) -> String {
    if bytes >= 1 << 20 {
        let tenths = bytes * 10 / (1 << 20);
        format!("{}.{} MB", tenths / 10, tenths % 10)
    } else {
        format!("{} KB", bytes.div_ceil(1 << 10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_345, "12,345"),
            (123_456, "123,456"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(counted(number), text);
        }
    }

    #[test]
    fn a_size_is_in_the_largest_unit_of_which_there_is_one() {
        for (bytes, text) in [
            (0, "0 KB"),
            (1, "1 KB"),
            (1_024, "1 KB"),
            (1_025, "2 KB"),
            (1_048_575, "1024 KB"),
            (1_048_576, "1.0 MB"),
            (1_677_721, "1.5 MB"),
        ] {
            assert_eq!(size(bytes), text, "{bytes}");
        }
    }
}
