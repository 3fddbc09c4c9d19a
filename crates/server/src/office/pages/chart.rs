//! Drawn numbers: columns, one a month, plain or in parts. Every value stands in a table too.

use jiff::civil::Date;

use crate::pages::view::Tone;

/// Width of a chart, in its own units, which are pixels where it has room.
const WIDTH: u64 = 820;
/// The plot's left edge, in tenths of a unit.
const LEFT: u64 = 80;
/// The plot's width, in tenths.
const PLOT: u64 = 8_040;
/// Where the columns stand.
const BASE: u64 = 206;
/// Height of the largest column.
const TALLEST: u64 = 164;
/// A month so many times as high as all after it is drawn cut.
const PILE: u64 = 3;
/// Between the parts of a column.
const GAP: u64 = 2;

/// Columns over months.
#[derive(Clone, Debug)]
pub(super) struct Chart {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) text: String,
    /// What the numbers above the columns count, where it is not one.
    pub(super) unit: &'static str,
    pub(super) columns: Vec<Column>,
    pub(super) years: Vec<Year>,
}

/// A month's column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) x: String,
    pub(super) width: String,
    pub(super) center: String,
    pub(super) month: i8,
    pub(super) label: String,
    pub(super) label_y: u64,
    /// Above the label of the month that is now.
    pub(super) now: Option<(&'static str, u64)>,
    pub(super) parts: Vec<Part>,
    /// Where a column is cut that would be far higher than all others.
    pub(super) cut: Option<u64>,
}

/// One part of a column.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) class: &'static str,
    pub(super) y: u64,
    pub(super) height: u64,
}

/// Where a year's columns begin, and its name.
#[derive(Clone, Debug)]
pub(super) struct Year {
    pub(super) line: Option<String>,
    pub(super) x: String,
    pub(super) text: String,
    /// At the right edge, where the last year has little room.
    pub(super) is_at_end: bool,
}

/// A month with its values, from the base upwards.
#[derive(Clone, Debug)]
pub(super) struct Values {
    pub(super) first: Date,
    pub(super) values: Vec<(&'static str, u64)>,
}

/// What numbers above columns are divided by, so that they fit.
#[derive(Clone, Copy)]
struct Scale {
    by: u64,
    tenths: bool,
    unit: &'static str,
}

impl Chart {
    /// Columns as high as their numbers, each with its sum above.
    pub(super) fn counts(
        (id, title): (&'static str, &'static str),
        text: String,
        now: Option<(Date, &'static str)>,
        months: &[Values],
    ) -> Self {
        let total = |it: &Values| it.values.iter().map(|it| it.1).sum::<u64>();
        let highest = |months: &[Values]| months.iter().map(total).max().unwrap_or(0).max(1);
        // What has piled up until now would make every coming month a line.
        let (all, coming) = (highest(months), highest(months.get(1..).unwrap_or_default()));
        let most = if all > coming * PILE { coming * 2 } else { all };
        let scale = Scale::of(all);
        let columns = months.iter().enumerate().map(|(place, it)| {
            let label = scale.text(total(it));
            Column::new((place, months.len()), it, most, label, now)
        });
        let columns = columns.collect();
        Self { id, title, text, unit: scale.unit, columns, years: years(months) }
    }

    /// Whether some column is cut.
    pub(super) fn is_cut(&self) -> bool {
        self.columns.iter().any(|it| it.cut.is_some())
    }

    /// Columns of one height, each divided by its numbers, with a share above.
    pub(super) fn shares(
        (id, title): (&'static str, &'static str),
        text: String,
        now: Option<(Date, &'static str)>,
        months: &[(Values, String)],
    ) -> Self {
        let columns = months.iter().enumerate().map(|(place, (it, label))| {
            let total = it.values.iter().map(|it| it.1).sum::<u64>().max(1);
            Column::new((place, months.len()), it, total, label.clone(), now)
        });
        let columns = columns.collect();
        let values: Vec<Values> = months.iter().map(|it| it.0.clone()).collect();
        Self { id, title, text, unit: "", columns, years: years(&values) }
    }
}

impl Column {
    fn new(
        (place, of): (usize, usize),
        it: &Values,
        most: u64,
        label: String,
        now: Option<(Date, &'static str)>,
    ) -> Self {
        let step = PLOT / (of as u64).max(1);
        let width = (step * 78 / 100).min(520);
        let x = LEFT + step * place as u64 + (step - width) / 2;
        let now = now.filter(|now| now.0 == it.first);
        let total: u64 = it.values.iter().map(|it| it.1).sum();
        let mut top = BASE;
        let mut parts = Vec::with_capacity(it.values.len());
        for (class, value) in &it.values {
            let height = value * TALLEST / most.max(total);
            // A part too low to be seen is left to the table.
            if height > 0 {
                let seen = if height > GAP && !parts.is_empty() { height - GAP } else { height };
                top -= height;
                parts.push(Part { class, y: top, height: seen });
            }
        }
        if let (Some(_), [only]) = (now, parts.as_mut_slice())
            && only.class == PLAIN
        {
            only.class = NOW;
        }
        Self {
            x: tenths(x),
            width: tenths(width),
            center: tenths(x + width / 2),
            month: it.first.month(),
            label,
            label_y: top - 7,
            now: now.map(|it| (it.1, top - 29)),
            parts,
            cut: (total > most).then_some(top + 20),
        }
    }
}

/// The class of a column of one part.
pub(super) const PLAIN: &str = "bar-plain";
/// The same where the month is now.
const NOW: &str = "bar-now";

impl Scale {
    fn of(most: u64) -> Self {
        match most {
            0..1_000 => Self { by: 1, tenths: false, unit: "" },
            1_000..10_000 => Self { by: 1_000, tenths: true, unit: "千" },
            10_000..100_000 => Self { by: 1_000, tenths: false, unit: "千" },
            100_000.. => Self { by: 10_000, tenths: true, unit: "万" },
        }
    }

    /// A number in the unit, rounded to what is shown of it.
    fn text(self, number: u64) -> String {
        if self.by == 1 {
            number.to_string()
        } else if self.tenths {
            tenths((number * 10 + self.by / 2) / self.by)
        } else {
            ((number + self.by / 2) / self.by).to_string()
        }
    }
}

/// The names of the years below the months, and a line where one begins.
fn years(months: &[Values]) -> Vec<Year> {
    let step = PLOT / (months.len() as u64).max(1);
    let begins = |place: usize| {
        let before = place.checked_sub(1).and_then(|it| months.get(it));
        let year = months.get(place).map(|it| it.first.year());
        before.is_none_or(|it| Some(it.first.year()) != year)
    };
    let mut years = Vec::new();
    for (place, month) in months.iter().enumerate().filter(|it| begins(it.0)) {
        let x = LEFT + step * place as u64;
        let (era, year) = crate::pages::era_of(month.first);
        let is_first = place == 0;
        let is_at_end = place + 4 > months.len() && !is_first;
        let text = match (is_first, is_at_end) {
            (true, _) => format!("{era}{year}年(月)"),
            (false, true) => format!("{year}年"),
            (false, false) => format!("{era}{year}年"),
        };
        let x_of_text = if is_at_end { WIDTH * 10 - LEFT } else { x + 60 };
        let line = (!is_first).then(|| tenths(x));
        years.push(Year { line, x: tenths(x_of_text), text, is_at_end });
    }
    // A first year of a month or two has no room for its name beside the next one's.
    let second = months.iter().skip(1).position(|it| it.first.month() == 1);
    if let (true, Some(first)) = (second.is_some_and(|it| it < 3), years.first_mut()) {
        first.text.clear();
    }
    years
}

/// The bar of phases in a row: its parts, each with its tone, in thousandths.
pub(super) fn share_bar(parts: &[(Tone, u64)]) -> Vec<(Tone, u64, u64)> {
    const BAR: u64 = 1_000;
    const BETWEEN: u64 = 4;
    let total = parts.iter().map(|it| it.1).sum::<u64>().max(1);
    let mut x = 0;
    let mut drawn = Vec::with_capacity(parts.len());
    for (tone, count) in parts {
        let width = count * BAR / total;
        if width > BETWEEN {
            drawn.push((*tone, x, width - BETWEEN));
        } else if *count > 0 {
            drawn.push((*tone, x, width.max(1)));
        }
        x += width;
    }
    drawn
}

/// A share in per cent with one decimal.
pub(super) fn per_cent(part: u64, total: u64) -> String {
    let total = total.max(1);
    format!("{}%", tenths((part * 1_000 + total / 2) / total))
}

/// A number of tenths as text.
fn tenths(number: u64) -> String {
    format!("{}.{}", number / 10, number % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str, values: &[u64]) -> Values {
        let values = values.iter().map(|it| (PLAIN, *it)).collect();
        Values { first: text.parse().unwrap(), values }
    }

    #[test]
    fn numbers_above_columns_fit_between_their_neighbors() {
        for (most, number, text) in [
            (999, 999, "999"),
            (1_000, 1_000, "1.0"),
            (9_999, 1_249, "1.2"),
            (9_999, 1_250, "1.3"),
            (10_000, 1_499, "1"),
            (99_999, 99_499, "99"),
            (100_000, 100_000, "10.0"),
            (100_000, 449, "0.0"),
        ] {
            assert_eq!(Scale::of(most).text(number), text, "{number} of {most}");
        }
    }

    #[test]
    fn shares_are_rounded() {
        for (part, total, text) in
            [(0, 0, "0.0%"), (1, 3, "33.3%"), (2, 3, "66.7%"), (8_914, 12_480, "71.4%")]
        {
            assert_eq!(per_cent(part, total), text);
        }
    }

    #[test]
    fn the_largest_column_is_as_high_as_the_plot_and_parts_add_up() {
        let months = [month("2026-03-01", &[50, 30, 20]), month("2026-04-01", &[0, 50, 0])];
        let now = Some(("2026-03-01".parse().unwrap(), "今月"));
        let chart = Chart::counts(("due", "期限"), String::new(), now, &months);
        let [first, second] = chart.columns.as_slice() else { panic!("two columns") };
        assert_eq!(first.label, "100");
        let tops: Vec<u64> = first.parts.iter().map(|it| it.y).collect();
        assert_eq!(tops, [BASE - 82, BASE - 82 - 49, BASE - 82 - 49 - 32]);
        assert_eq!(second.parts.len(), 1, "what is zero is not drawn");
        assert_eq!((second.label.as_str(), second.parts[0].height), ("50", 82));
    }

    #[test]
    fn a_month_far_above_all_others_is_cut() {
        for (first, cut, second_height) in [(30, false, 54), (31, true, 82)] {
            let months = [month("2026-03-01", &[first]), month("2026-04-01", &[10])];
            let chart = Chart::counts(("due", "期限"), String::new(), None, &months);
            let [first, second] = chart.columns.as_slice() else { panic!("two columns") };
            assert_eq!(first.parts[0].height, TALLEST);
            assert_eq!((first.cut.is_some(), second.parts[0].height), (cut, second_height));
        }
    }

    #[test]
    fn a_year_is_named_where_it_begins() {
        let months: Vec<Values> = (0..24)
            .map(|it: i32| {
                let first: Date = "2026-03-01".parse().unwrap();
                let first = first.saturating_add(jiff::Span::new().months(it));
                Values { first, values: vec![(PLAIN, 1)] }
            })
            .collect();
        let texts: Vec<String> = years(&months).into_iter().map(|it| it.text).collect();
        assert_eq!(texts, ["令和8年(月)", "令和9年", "10年"]);
    }
}
