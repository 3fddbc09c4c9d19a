//! The fields of a form: how they show, and what was written into them.

use std::fmt::Display;

use jiff::civil::Date;

use super::wareki;

/// What a form sent: names and texts.
#[derive(Clone, Default)]
pub(crate) struct Sent(pub(crate) Vec<(String, String)>);

/// One question of a form.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) hint: &'static str,
    pub(crate) kind: Kind,
    pub(crate) is_optional: bool,
    pub(crate) tells_optional: bool,
    pub(crate) error: Option<String>,
    pub(crate) has_focus: bool,
}

/// How a question is answered.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// One of several.
    One(Vec<Choice>),
    /// Any of several.
    Any(Vec<Choice>),
    /// A line of text, of at most so many characters.
    Line(String, usize),
    /// A text of many lines.
    Lines(String),
    /// A day: era, year, month, day.
    Day([String; 4]),
}

/// Something to choose.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) is_chosen: bool,
}

/// A field that cannot be taken as it was written, and what was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
}

impl Sent {
    /// A day as a form sends it, in its four parts.
    pub(crate) fn of_day(name: &str, day: Date) -> Self {
        let (era, year) = wareki::of(day);
        let texts =
            [era.to_owned(), year.to_string(), day.month().to_string(), day.day().to_string()];
        let names = ["era", "year", "month", "day"].map(|part| format!("{name}_{part}"));
        Self(names.into_iter().zip(texts).collect())
    }

    /// The text of a field, without spaces around it; empty where it was left out.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|it| it.0 == name).map_or("", |it| it.1.trim())
    }

    /// Every text of a field.
    fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |it| it.0 == name).map(|it| it.1.as_str())
    }

    /// A text that must be there.
    pub(crate) fn needed(&self, name: &'static str) -> Result<String, Wrong> {
        let text = self.text(name);
        if text.is_empty() {
            Err(wrong(name, "入れてください。"))
        } else {
            Ok(text.to_owned())
        }
    }

    /// A text that may be left out.
    pub(crate) fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|it| !it.is_empty()).map(str::to_owned)
    }

    /// The one chosen.
    pub(crate) fn one<T>(
        &self,
        name: &'static str,
        of: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Wrong> {
        of(self.text(name)).ok_or_else(|| wrong(name, "1つ選んでください。"))
    }

    /// Those chosen.
    pub(crate) fn any<T>(&self, name: &str, of: impl Fn(&str) -> Option<T>) -> Vec<T> {
        self.texts(name).filter_map(of).collect()
    }

    /// Whether something was ticked.
    pub(crate) fn is_ticked(&self, name: &str) -> bool {
        self.texts(name).next().is_some()
    }

    /// A day written in an era; `None` where year, month and day are left empty.
    pub(crate) fn day_where(&self, name: &'static str) -> Result<Option<Date>, Wrong> {
        let [era, year, month, day] = self.day_parts(name);
        if [&year, &month, &day].into_iter().all(String::is_empty) {
            return Ok(None);
        }
        let number = |text: &str| digits(text).and_then(|it| i8::try_from(it).ok());
        let year = if year == "元" { Some(1) } else { digits(&year) };
        let read = || wareki::day(&era, year?, number(&month)?, number(&day)?);
        let none =
            || wrong(name, "この元号には、この日がありません。元号と年月日を確かめてください。");
        read().ok_or_else(none).map(Some)
    }

    /// A day that must be there.
    pub(crate) fn day(&self, name: &'static str) -> Result<Date, Wrong> {
        self.day_where(name)?.ok_or_else(|| wrong(name, "年、月、日を入れてください。"))
    }

    fn day_parts(&self, name: &str) -> [String; 4] {
        ["era", "year", "month", "day"].map(|part| self.text(&format!("{name}_{part}")).to_owned())
    }
}

impl Field {
    fn of(name: &'static str, label: &'static str, kind: Kind) -> Self {
        Self {
            name,
            label,
            hint: "",
            kind,
            is_optional: false,
            tells_optional: true,
            error: None,
            has_focus: false,
        }
    }

    /// One of several, each with its word and its text.
    pub(crate) fn one<V: Display, T: Display>(
        name: &'static str,
        label: &'static str,
        sent: &Sent,
        choices: impl IntoIterator<Item = (V, T)>,
    ) -> Self {
        Self::of(name, label, Kind::One(chosen(name, sent, choices)))
    }

    /// Any of several.
    pub(crate) fn any<V: Display, T: Display>(
        name: &'static str,
        label: &'static str,
        sent: &Sent,
        choices: impl IntoIterator<Item = (V, T)>,
    ) -> Self {
        Self::of(name, label, Kind::Any(chosen(name, sent, choices))).may_be_empty()
    }

    /// A line of text.
    pub(crate) fn line(name: &'static str, label: &'static str, sent: &Sent, max: usize) -> Self {
        Self::of(name, label, Kind::Line(sent.text(name).to_owned(), max))
    }

    /// A text of many lines.
    pub(crate) fn lines(name: &'static str, label: &'static str, sent: &Sent) -> Self {
        Self::of(name, label, Kind::Lines(sent.text(name).to_owned()))
    }

    /// A day; the one given where nothing was sent yet.
    pub(crate) fn day(
        name: &'static str,
        label: &'static str,
        sent: &Sent,
        otherwise: Option<Date>,
    ) -> Self {
        let mut parts = sent.day_parts(name);
        if let (true, Some(day)) = (parts[0].is_empty(), otherwise) {
            let (era, year) = wareki::of(day);
            parts =
                [era.to_owned(), year.to_string(), day.month().to_string(), day.day().to_string()];
        }
        Self::of(name, label, Kind::Day(parts))
    }

    pub(crate) fn with_hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// Not every answer needs one.
    pub(crate) fn may_be_empty(self) -> Self {
        Self { is_optional: true, ..self }
    }

    /// The same where the label has no room to say so.
    pub(crate) fn may_be_empty_untold(self) -> Self {
        Self { is_optional: true, tells_optional: false, ..self }
    }

    /// The eras to choose from, and which is chosen.
    pub(crate) fn eras(&self) -> Vec<(&'static str, bool)> {
        let chosen = match &self.kind {
            Kind::Day([era, ..]) => era.as_str(),
            Kind::One(_) | Kind::Any(_) | Kind::Line(..) | Kind::Lines(_) => "",
        };
        wareki::choices().map(|era| (era, era == chosen)).collect()
    }
}

/// Puts what was wrong beside its fields; the first of them, or the first of all, has the keyboard.
pub(crate) fn with_errors(mut fields: Vec<Field>, wrongs: &[Wrong]) -> Vec<Field> {
    for field in &mut fields {
        let its = wrongs.iter().find(|it| it.name == field.name);
        field.error = its.map(|it| it.text.to_owned());
    }
    let place = fields.iter().position(|it| it.error.is_some()).unwrap_or(0);
    if let Some(field) = fields.get_mut(place) {
        field.has_focus = true;
    }
    fields
}

/// A field that is wrong.
pub(crate) const fn wrong(name: &'static str, text: &'static str) -> Wrong {
    Wrong { name, text }
}

/// A number of digits in either width.
fn digits(text: &str) -> Option<i16> {
    eligibility::number::fold::fold_symbol(text).parse().ok().filter(|it| *it >= 0)
}

fn chosen<V: Display, T: Display>(
    name: &str,
    sent: &Sent,
    choices: impl IntoIterator<Item = (V, T)>,
) -> Vec<Choice> {
    choices
        .into_iter()
        .map(|(value, text)| {
            let value = value.to_string();
            let is_chosen = sent.texts(name).any(|it| it == value);
            Choice { value, text: text.to_string(), is_chosen }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_from_its_four_parts() {
        for (parts, day) in [
            ("令和 8 3 10", Ok(Some("2026-03-10"))),
            ("令和 ８ ３ １０", Ok(Some("2026-03-10"))),
            ("令和 元 5 1", Ok(Some("2019-05-01"))),
            ("西暦 2026 3 10", Ok(Some("2026-03-10"))),
            ("令和 _ _ _", Ok(None)),
            ("令和 8 2 29", Err(())),
            ("令和 8 _ 10", Err(())),
            ("平成 31 5 1", Err(())),
            ("令和 -1 5 1", Err(())),
        ] {
            let names = ["born_era", "born_year", "born_month", "born_day"];
            let texts = parts.split(' ').map(|it| it.replace('_', ""));
            let sent = Sent(names.map(str::to_owned).into_iter().zip(texts).collect());
            let wanted = day.map(|it| it.map(|it: &str| it.parse::<Date>().unwrap()));
            assert_eq!(sent.day_where("born").map_err(|_| ()), wanted, "{parts}");
        }
    }
}
