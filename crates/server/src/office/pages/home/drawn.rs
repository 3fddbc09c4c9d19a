//! The numbers of the first page, drawn and in tables.

use jiff::{Timestamp, civil::Date};

use crate::{
    office::pages::{
        chart::{Chart, PLAIN, Values, per_cent, share_bar},
        labels,
        telling::counted,
    },
    pages::view::{Chip, Tone, time},
    work::figures::{CardPhase, Figures, MonthAhead, PhaseCounts},
};

/// The numbers as the page shows them.
pub(super) struct DrawnFigures {
    pub(super) members: String,
    pub(super) counted_at: String,
    pub(super) ending: Chart,
    pub(super) ending_rows: Vec<MonthRow>,
    pub(super) papers: Chart,
    pub(super) paper_months: Vec<MonthRow>,
    pub(super) shares: Chart,
    pub(super) share_rows: Vec<MonthRow>,
    pub(super) bar: Vec<(Tone, u64, u64)>,
    pub(super) bar_text: String,
    pub(super) phases: Vec<PhaseRow>,
    pub(super) out: Vec<PaperRow>,
}

/// A month with its numbers.
pub(super) struct MonthRow {
    pub(super) month: String,
    pub(super) text: String,
    pub(super) numbers: Vec<String>,
}

/// A phase with how many are in it.
pub(super) struct PhaseRow {
    pub(super) chip: Chip,
    pub(super) people: String,
    pub(super) share: String,
}

/// A kind of paper in circulation.
pub(super) struct PaperRow {
    pub(super) name: &'static str,
    pub(super) valid: String,
    pub(super) to_give_back: String,
}

/// The classes of the parts of a paper's column, in the order of [`crate::work::figures::PAPERS`].
const PARTS: [&str; 3] = ["part-1", "part-2", "part-3"];

impl DrawnFigures {
    pub(super) fn of(it: &Figures, counted_at: Timestamp) -> Self {
        let phases = CardPhase::ALL.map(|phase| PhaseRow {
            chip: chip(phase),
            people: counted(it.phases.of(phase)),
            share: per_cent(it.phases.of(phase), it.phases.total()),
        });
        let toned = CardPhase::ALL.map(|phase| (chip(phase).tone, it.phases.of(phase)));
        let text = phases.iter().map(|it| format!("{}{}", it.chip.text, it.share));
        let out = it.papers.iter().map(|it| PaperRow {
            name: labels::document(it.kind.into()),
            valid: counted(it.valid),
            to_give_back: counted(it.to_give_back),
        });
        Self {
            members: counted(it.members),
            counted_at: time(counted_at),
            ending: ending(it),
            ending_rows: months(it, |it| vec![counted(it.certificates_ending)]),
            papers: papers(it),
            paper_months: months(it, |it| it.papers.map(counted).to_vec()),
            shares: shares(it),
            share_rows: ends(it)
                .map(|(on, them)| MonthRow {
                    month: on.to_string(),
                    text: eligibility::written(on),
                    numbers: CardPhase::ALL.map(|phase| counted(them.of(phase))).to_vec(),
                })
                .collect(),
            bar: share_bar(&toned),
            bar_text: text.collect::<Vec<_>>().join("、"),
            phases: phases.into(),
            out: out.collect(),
        }
    }
}

/// The word and tone of a phase.
pub(super) const fn chip(phase: CardPhase) -> Chip {
    match phase {
        CardPhase::Usable => Chip::new(Tone::Ok, "使える"),
        CardPhase::ExpiresSoon => Chip::new(Tone::Soon, "3か月以内に切れる"),
        CardPhase::EligibilityOnly => Chip::new(Tone::Part, "資格だけ"),
        CardPhase::Stopped => Chip::new(Tone::Stop, "止まった"),
        CardPhase::NotRegistered => Chip::new(Tone::None, "登録していない"),
        CardPhase::NoCard => Chip::new(Tone::None, "カードがない"),
    }
}

fn ending(it: &Figures) -> Chart {
    let values =
        |it: &MonthAhead| Values { first: it.first, values: vec![(PLAIN, it.certificates_ending)] };
    let now = it.months.first();
    let most = it.months.iter().max_by_key(|it| it.certificates_ending);
    let text = match (now, most) {
        (Some(now), Some(most)) => format!(
            "今月は{}人。いちばん多いのは{}の{}人。すべての値は下の表にあります。",
            now.certificates_ending,
            month_text(most.first),
            most.certificates_ending
        ),
        (None, _) | (_, None) => String::new(),
    };
    let title = "電子証明書の有効期限を迎える人数(月ごと、24か月)";
    let values: Vec<Values> = it.months.iter().map(values).collect();
    Chart::counts(("ending", title), text, now.map(|it| (it.first, "今月")), &values)
}

fn papers(it: &Figures) -> Chart {
    let values = |it: &MonthAhead| Values {
        first: it.first,
        values: PARTS.into_iter().zip(it.papers).collect(),
    };
    let all: u64 = it.months.iter().flat_map(|it| it.papers).sum();
    let text = format!("24か月で{all}枚。種類ごとの値は下の表にあります。");
    let title = "交付する書類の枚数(月ごと、24か月)";
    let now = it.months.first().map(|it| (it.first, "今月"));
    let values: Vec<Values> = it.months.iter().map(values).collect();
    Chart::counts(("papers-due", title), text, now, &values)
}

/// Everybody's phase at each month end, with the share that can show the eligibility by card.
fn shares(it: &Figures) -> Chart {
    let values = |(on, counts): (Date, &PhaseCounts)| {
        let values = CardPhase::ALL.map(|phase| (class(phase), counts.of(phase))).to_vec();
        let label = short_share(proving(counts), counts.total());
        (Values { first: on.first_of_month(), values }, label)
    };
    let months: Vec<(Values, String)> = ends(it).map(values).collect();
    let first = it.past.first();
    let text = first.map_or_else(String::new, |first| {
        format!(
            "カードで資格を示せる人は、{}の{}から、きょうは{}。すべての値は下の表にあります。",
            eligibility::written(first.on),
            per_cent(proving(&first.phases), first.phases.total()),
            per_cent(proving(&it.phases), it.phases.total()),
        )
    });
    let title = "マイナ保険証の段階のうつりかわり(月末ごと、12か月)";
    let now = Some((it.on.first_of_month(), "きょう"));
    Chart::shares(("shares", title), text, now, &months)
}

/// The month ends and the day itself.
fn ends(it: &Figures) -> impl Iterator<Item = (Date, &PhaseCounts)> {
    it.past.iter().map(|it| (it.on, &it.phases)).chain([(it.on, &it.phases)])
}

/// How many can show their eligibility by card.
fn proving(counts: &PhaseCounts) -> u64 {
    let phases = [CardPhase::Usable, CardPhase::ExpiresSoon, CardPhase::EligibilityOnly];
    phases.into_iter().map(|it| counts.of(it)).sum()
}

/// A share above a column, in whole per cent.
fn short_share(part: u64, total: u64) -> String {
    let total = total.max(1);
    format!("{}%", (part * 100 + total / 2) / total)
}

const fn class(phase: CardPhase) -> &'static str {
    match phase {
        CardPhase::Usable => "tone-ok",
        CardPhase::ExpiresSoon => "tone-soon",
        CardPhase::EligibilityOnly => "tone-part",
        CardPhase::Stopped => "tone-stop",
        CardPhase::NotRegistered => "tone-none",
        CardPhase::NoCard => "tone-none light",
    }
}

fn months(it: &Figures, numbers: fn(&MonthAhead) -> Vec<String>) -> Vec<MonthRow> {
    let row = |it: &MonthAhead| MonthRow {
        month: it.first.strftime("%Y-%m").to_string(),
        text: month_text(it.first),
        numbers: numbers(it),
    };
    it.months.iter().map(row).collect()
}

/// A month as people in Japan read it.
fn month_text(first: Date) -> String {
    let (era, year) = crate::pages::era_of(first);
    format!("{era}{year}年{}月", first.month())
}
