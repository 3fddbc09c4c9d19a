//! From when and to when a paper made on a day is valid.

use jiff::civil::Date;

use crate::{
    calendar::{day_after, day_before, months_from},
    case::Case,
    coverage::{InForce, last_day_by_law},
    day::Day,
    document::{end, issued},
    dossier::{DocumentKind, Dossier},
    due::{due, former_certificate_end},
    findings::Findings,
    rule::Rule,
    settings::{CertificateValidity, NEW_SYSTEM_FROM, Settings, SharePlace},
    standing::{Because, Due, How, Rules},
};

/// The longest a 資格確認書 may be valid, in years (F-39).
const YEARS_MAX: u8 = 5;

/// The days a paper is valid (有効期間), and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperValidity {
    /// First day (発効期日); may precede the issue (D-30).
    pub valid_from: Date,
    /// Last day (有効期限); none for a notice below the age at which one is printed.
    pub valid_to: Option<Date>,
    /// The rules it rests on.
    pub because: Rules,
}

/// The validity of a paper of a kind made on a day for the coverage in force on it.
///
/// `None` where nobody covers the person, where no day is left, and for the former certificates,
/// which nobody issues any more.
#[must_use]
pub fn paper_validity(
    dossier: &Dossier<'_>,
    settings: &Settings,
    kind: DocumentKind,
    on: Date,
) -> Option<PaperValidity> {
    let day = Day::new(on);
    let case = Case::new(dossier, settings, &day);
    let found = Findings::of(&case, &mut Because::default());
    let coverage = found.in_force?;
    let due = due(&case, &found).into_iter().find(|it| it.document == kind);
    let ground = Ground { case: &case, coverage, kind, on };
    let (first_day, rules) = ground.first_day(due.as_ref());
    let usable = |it: &PaperValidity| it.valid_to.is_none_or(|last| last >= on);
    // What would be over before it is made is of no use: it begins on the day it is made.
    let preferred = ground.valid_from(first_day, rules).filter(usable);
    preferred.or_else(|| ground.valid_from(on.max(first_day), &[]))
}

/// What a paper's days are decided on.
struct Ground<'a> {
    case: &'a Case<'a>,
    coverage: InForce<'a>,
    kind: DocumentKind,
    on: Date,
}

impl Ground<'_> {
    /// The first day: after the paper it follows, from the start of the coverage, or at once.
    ///
    /// Who applies gets it at once, also while another paper runs: that one is lost, or says what
    /// holds no longer.
    fn first_day(&self, due: Option<&Due>) -> (Date, &'static [Rule]) {
        let by_table = due.is_some_and(|it| it.how != How::OnApplication);
        if let Some((end, rules)) = self.follows().filter(|_| by_table) {
            return (day_after(end), rules);
        }
        let elderly = self.kind == DocumentKind::ElderlyRecipientCertificate;
        let at_start = elderly || due.is_none_or(|it| it.because.contains(&Rule::R152));
        let acquired_on = self.coverage.coverage.acquired_on;
        if acquired_on >= NEW_SYSTEM_FROM && at_start && !self.has_been_issued() {
            return (acquired_on, &[Rule::R152]);
        }
        (self.on, &[])
    }

    /// The end of the paper this one follows, where that is not over: the one of its kind in hand,
    /// else the former certificate of whoever has it still.
    fn follows(&self) -> Option<(Date, &'static [Rule])> {
        let in_hand = issued(self.case, self.kind, self.coverage)
            .filter(|it| self.case.day.happened(it.lost_on).is_none())
            .filter(|it| self.case.day.happened(it.returned_on).is_none())
            .map(|it| end(self.case, it, self.coverage.coverage))
            .max();
        let first = self.coverage.coverage.acquired_on < NEW_SYSTEM_FROM && !self.has_been_issued();
        let former = first.then(|| former_certificate_end(self.case, self.coverage));
        let in_hand = in_hand.map(|it| (it, &[Rule::R108] as &[Rule]));
        let former = former.map(|it| (it, &[Rule::R153] as &[Rule]));
        in_hand.or(former).filter(|(end, _)| *end >= self.on)
    }

    fn has_been_issued(&self) -> bool {
        issued(self.case, self.kind, self.coverage).next().is_some()
    }

    /// The validity from a first day; none where no day is left.
    fn valid_from(&self, first_day: Date, rules: &[Rule]) -> Option<PaperValidity> {
        let mut first_day = first_day;
        let mut because = Rules::new();
        because.extend(rules.iter().copied());
        let elderly_from = self.case.ages.elderly_from;
        let (last, set_by, printed) = match self.kind {
            DocumentKind::EligibilityCertificate => (self.as_set(first_day), Rule::F39, true),
            DocumentKind::EligibilityNotice if first_day < elderly_from => {
                (Date::MAX, Rule::R139, false)
            }
            DocumentKind::EligibilityNotice => (next_such_day(first_day, 7, 31), Rule::F71, true),
            DocumentKind::ElderlyRecipientCertificate => {
                first_day = first_day.max(elderly_from);
                because.push(Rule::R112);
                (next_such_day(first_day, 7, 31), Rule::F71, true)
            }
            DocumentKind::FormerInsuranceCertificate => return None,
        };
        because.push(set_by);
        let mut caps = because.clone();
        let last = self.cut(last, first_day, &mut caps);
        if printed {
            because = caps;
        }
        let valid_to = printed.then_some(last);
        (last >= first_day).then_some(PaperValidity { valid_from: first_day, valid_to, because })
    }

    /// The last day of a 資格確認書 as the insurer set it, at most five years on (F-39).
    fn as_set(&self, from: Date) -> Date {
        let longest = last_of_years(from, YEARS_MAX);
        match self.case.settings.certificate_validity {
            CertificateValidity::Years(years) => last_of_years(from, years.min(YEARS_MAX)),
            CertificateValidity::YearlyTo(month, day) => next_such_day(from, month, day),
            CertificateValidity::To(day) => day.min(longest),
        }
    }

    /// The last day as the law cuts it: 70 where the share is printed on a 資格確認書, 75, the period of
    /// stay, two years of voluntary continuation, and a loss already known.
    fn cut(&self, last: Date, from: Date, because: &mut Rules) -> Date {
        let Case { dossier, settings, ages, .. } = self.case;
        let coverage = self.coverage.coverage;
        let late_stage = coverage.insurer.is_late_stage();
        let seventy = self.kind == DocumentKind::EligibilityCertificate
            && settings.share == SharePlace::Printed
            && !late_stage
            && from < ages.elderly_from;
        let caps: [(Option<Date>, &[Rule]); 5] = [
            (seventy.then(|| day_before(ages.elderly_from)), &[Rule::F41, Rule::F43]),
            ((!late_stage).then(|| day_before(ages.late_stage_from)), &[Rule::F41, Rule::F73]),
            (dossier.stay_until.map(day_after), &[Rule::F41]),
            (Some(last_day_by_law(self.case, coverage)), &[Rule::F41]),
            (coverage.lost_on.map(day_before), &[Rule::F94]),
        ];
        let mut last = last;
        for (cap, rules) in caps {
            if let Some(cap) = cap.filter(|it| *it < last) {
                last = cap;
                because.retain(|it| ![Rule::F41, Rule::F43, Rule::F73].contains(it));
                because.extend(rules.iter().copied());
            }
        }
        last
    }
}

/// The last of some years from a day: the day before the same day, or the end of the month that
/// lacks it (民法第143条第2項).
fn last_of_years(from: Date, years: u8) -> Date {
    let same_day = months_from(from, i16::from(years) * 12);
    if same_day.day() == from.day() { day_before(same_day) } else { same_day }
}

/// The next such day of a year, from a day on; the end of a month that lacks it.
fn next_such_day(from: Date, month: u8, day: u8) -> Date {
    let in_year = |year: i16| {
        let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
        let first = Date::new(year, month, 1).ok()?;
        Some(Date::new(year, month, day).unwrap_or_else(|_| first.last_of_month()))
    };
    let this_year = in_year(from.year()).filter(|it| *it >= from);
    this_year.or_else(|| in_year(from.year().saturating_add(1))).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests;
