//! What the first page shows, as its template takes it.

use eligibility::Era;
use eligibility::{CardState, CardUse, CoverageStanding, Means, Phase, Settings, Standing, judge};
use jiff::{ToSpan as _, civil::Date};
use record::law::Facts;

use super::{AskedDay, Role};
use crate::demo::stories::{Asked, Story};

/// The choice beside the eras: years as the Gregorian calendar counts them.
const GREGORIAN: &str = "西暦";

/// A tone of a chip: its color and icon. The words carry the meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Ok,
    Soon,
    Part,
    Stop,
    Move,
}

impl Tone {
    /// The word in the stylesheet.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Soon => "soon",
            Self::Part => "part",
            Self::Stop => "stop",
            Self::Move => "move",
        }
    }
}

/// A day for machines and for people.
pub(super) struct DayView {
    pub(super) iso: String,
    pub(super) text: String,
}

impl DayView {
    pub(super) fn of(day: Date) -> Self {
        Self { iso: day.to_string(), text: eligibility::written(day) }
    }
}

/// The form of the day looked at.
pub(super) struct DayForm {
    pub(super) eras: Vec<(&'static str, bool)>,
    pub(super) year: String,
    pub(super) month: String,
    pub(super) day: String,
    pub(super) refused: bool,
}

impl DayForm {
    pub(super) fn of(day: Date) -> Self {
        let (era, year) = era_of(day);
        Self {
            eras: eras(era),
            year: year.to_string(),
            month: day.month().to_string(),
            day: day.day().to_string(),
            refused: false,
        }
    }

    /// The form as it was sent, for a day that does not exist.
    pub(super) fn refused(asked: &AskedDay) -> Self {
        let AskedDay { era, year, month, day } = asked.clone();
        Self { eras: eras(&era), year, month, day, refused: true }
    }
}

/// Eras of the living, the present one first, and which of them is chosen.
fn eras(chosen: &str) -> Vec<(&'static str, bool)> {
    let names = [Era::Reiwa, Era::Heisei, Era::Showa].map(Era::name);
    names.into_iter().chain([GREGORIAN]).map(|it| (it, it == chosen)).collect()
}

/// The era and year of a day as the desk's form takes them.
fn era_of(day: Date) -> (&'static str, i16) {
    match Era::of(day) {
        Some((Era::Meiji, _)) | None => (GREGORIAN, day.year()),
        Some((era @ (Era::Taisho | Era::Showa | Era::Heisei | Era::Reiwa), year)) => {
            (era.name(), year)
        }
    }
}

pub(super) struct RoleView {
    pub(super) name: &'static str,
    pub(super) command: &'static str,
    pub(super) what: &'static str,
    pub(super) path: Option<&'static str>,
}

impl RoleView {
    pub(super) const fn of(role: &Role) -> Self {
        let Role { name, command, what, path } = *role;
        Self { name, command, what, path }
    }
}

pub(super) struct CommandView {
    pub(super) line: String,
    pub(super) what: &'static str,
}

impl CommandView {
    pub(super) fn of((line, what): &(String, &'static str)) -> Self {
        Self { line: line.clone(), what }
    }
}

/// A person in the table.
pub(super) struct RowView {
    pub(super) key: &'static str,
    pub(super) name: String,
    pub(super) kana: String,
    pub(super) title: &'static str,
    pub(super) told: String,
    pub(super) tone: Tone,
    pub(super) state: &'static str,
    pub(super) next: Option<DayView>,
    pub(super) asked: AskedView,
    /// Whether there is a card to lay on the tray.
    pub(super) has_card: bool,
}

/// What is typed at the desk.
pub(super) struct AskedView {
    pub(super) insurer: String,
    pub(super) symbol: String,
    pub(super) number: String,
    pub(super) branch: String,
    pub(super) era: &'static str,
    pub(super) year: i16,
    pub(super) month: i8,
    pub(super) day: i8,
    pub(super) born_on: String,
}

impl RowView {
    /// A story's person as they stand on a day.
    pub(super) fn of(story: &Story, on: Date) -> Self {
        let identity = story.person.identity.as_ref();
        let facts = Facts::of(&story.person.dossier);
        let judgement = judge(&facts.dossier(), &Settings::CONTRACT, on);
        let next = judgement.next_change_on(&facts.dossier(), &Settings::CONTRACT);
        let (tone, state) = state(&judgement.standing, story, on);
        Self {
            key: story.key,
            name: identity.map(|it| it.name.clone()).unwrap_or_default(),
            kana: identity.and_then(|it| it.kana.clone()).unwrap_or_default(),
            title: story.title,
            told: story.told.clone(),
            tone,
            state,
            next: next.map(DayView::of),
            asked: AskedView::of(&story.asked),
            has_card: story.has_card(),
        }
    }
}

impl AskedView {
    fn of(asked: &Asked) -> Self {
        let (era, year) = era_of(asked.born_on);
        Self {
            insurer: asked.insurer.to_string(),
            symbol: asked.symbol.clone().unwrap_or_default(),
            number: asked.number.clone(),
            branch: asked.branch.clone().unwrap_or_default(),
            era,
            year,
            month: asked.born_on.month(),
            day: asked.born_on.day(),
            born_on: eligibility::written(asked.born_on),
        }
    }
}

/// A person's state in a few words: what is wrong first, then what is near, then what works.
fn state(standing: &Standing, story: &Story, on: Date) -> (Tone, &'static str) {
    match standing.coverage {
        CoverageStanding::Covered { .. } => {}
        CoverageStanding::Lost => return (Tone::Move, "切り替え中"),
        CoverageStanding::None => return (Tone::Stop, "資格がない"),
    }
    let paper = standing.means.contains(&Means::EligibilityCertificate);
    let card_is_gone = !matches!(standing.card.state, CardState::None | CardState::Usable);
    let phase = standing.digital_certificate.map(|it| it.phase);
    if standing.means.is_empty() {
        let text = if card_is_gone || phase.is_some() {
            "カードは使えない"
        } else {
            "紙がまだない"
        };
        return (Tone::Stop, text);
    }
    if card_is_gone || matches!(phase, Some(Phase::Stopped | Phase::Revoked)) {
        return (Tone::Stop, "カードは使えない");
    }
    match standing.card_use {
        CardUse::Nothing if paper => return (Tone::Ok, "資格確認書"),
        CardUse::Nothing => return (Tone::Stop, "カードは使えない"),
        CardUse::EligibilityOnly => return (Tone::Part, "資格だけ"),
        CardUse::Everything => {}
    }
    if phase == Some(Phase::ExpiresSoon) {
        return (Tone::Soon, "期限が近い");
    }
    let month_on = on.saturating_add(31.days());
    let is_near = |day: Date| on < day && day <= month_on;
    if standing.relocation.is_some_and(|it| it.continue_by.is_none() && it.report_by >= on) {
        return (Tone::Soon, "届け出が近い");
    }
    if is_near(standing.ages.elderly_from) {
        return (Tone::Soon, "負担が変わる");
    }
    let facts = Facts::of(&story.person.dossier);
    let later = judge(&facts.dossier(), &Settings::CONTRACT, month_on).standing;
    if later.coverage == CoverageStanding::Lost {
        return (Tone::Soon, "資格が終わる");
    }
    (Tone::Ok, "使える")
}

/// A number with commas.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::demo::stories;

    #[test]
    fn the_state_of_each_story_on_its_day() {
        let table = "
            quiet                   使える
            expires_soon            期限が近い
            eligibility_only        資格だけ
            stopped                 カードは使えない
            lost                    カードは使えない
            moved                   届け出が近い
            turning_seventy         負担が変わる
            between_jobs            切り替え中
            new_job                 使える
            needs_assistance        使える
            blocked                 資格確認書
            period_of_stay          使える
            late_stage              資格確認書
            rare_kanji              使える
            preschool               使える
            twins                   使える
            voluntary_continuation  資格が終わる
            former_certificate      紙がまだない
            newborn                 紙がまだない
        ";
        for on in [date(2026, 3, 10), date(2026, 7, 31), date(2028, 2, 29), date(2027, 1, 1)] {
            let rows = stories::all(on).unwrap();
            for (row, line) in rows.iter().zip(table.trim().lines()) {
                let view = RowView::of(row, on);
                let cells: Vec<&str> = line.split_whitespace().collect();
                assert_eq!([view.key, view.state], cells[..], "{on}");
            }
        }
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        for (number, text) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (10_000, "10,000"), (1_000_000, "1,000,000")]
        {
            assert_eq!(grouped(number), text);
        }
    }
}
