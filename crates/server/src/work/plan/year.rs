//! The months ahead: what becomes due in each, were nothing done and nothing to change.

use std::{collections::BTreeMap, sync::Arc};

use eligibility::{DocumentKind, InsurerNumber, Judgement, Phase, Rule, judge};
use jiff::{ToSpan as _, civil::Date};
use record::{Dossier, law::Facts};
use store::{Listed, Scope};

use super::{
    PlanError, ReasonCount,
    item::{ground, is_covered_by},
    reading,
};
use crate::{
    agenda::{SettingsTable, can_be_issued, turns_on},
    ledger::Ledger,
};

/// What becomes due at an insurer in the months ahead (年間の予定).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearPlan {
    /// The insurer.
    pub insurer: InsurerNumber,
    /// The first day.
    pub from: Date,
    /// The revision of the settings it was made under.
    pub settings_revision: i64,
    /// The months, the first from that day on.
    pub months: Vec<Month>,
}

/// A month ahead. Whatever is not a paper or a warning is counted of people covered on the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its first day; of the first month the day asked from.
    pub from: Date,
    /// Papers first listed in the month, by kind and reason; in the first month also those listed
    /// already. Papers listed go on waiting and are counted once.
    pub papers: Vec<ReasonCount>,
    /// Digital certificates of which it is first said in the month that they expire soon; in the
    /// first month also those of which it is said already.
    pub warnings: u64,
    /// Digital certificates whose last day is in the month.
    pub certificates_ending: u64,
    /// People to whom the share of the elderly begins to apply (70歳).
    pub turning_seventy: u64,
    /// People whom the late-stage elderly system takes over (75歳).
    pub turning_seventy_five: u64,
    /// Periods of stay whose last day is in the month.
    pub stays_ending: u64,
}

/// Plans the months from a day on, at most 120, by reading everybody.
///
/// # Errors
///
/// As [`PlanError`] lists.
pub fn plan_year(
    ledger: &Ledger,
    insurer: InsurerNumber,
    from: Date,
    months: u8,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<YearPlan, PlanError> {
    let settings = ledger.settings_table()?;
    let starts = starts(from, months.min(120));
    let new = || Looking {
        settings: Arc::clone(&settings),
        insurer,
        starts: &starts,
        facts: Facts::empty(),
        months: vec![Tally::default(); starts.len().saturating_sub(1)],
    };
    let found = reading::read(ledger, Scope::Everybody, progress, new, Looking::at)?;
    let mut tallies = vec![Tally::default(); starts.len().saturating_sub(1)];
    for part in found {
        tallies.iter_mut().zip(part.months).for_each(|(all, it)| all.add(it));
    }
    let months = starts.iter().zip(tallies).map(|(from, it)| it.month(*from)).collect();
    Ok(YearPlan { insurer, from, settings_revision: settings.revision(), months })
}

/// The first days of the months, and the day after the last.
fn starts(from: Date, months: u8) -> Vec<Date> {
    let later =
        (1..=i64::from(months)).map(|month| from.first_of_month().saturating_add(month.months()));
    std::iter::once(from).chain(later).collect()
}

/// A month's numbers while they are counted.
#[derive(Clone, Default)]
struct Tally {
    papers: BTreeMap<(DocumentKind, Rule), u64>,
    warnings: u64,
    certificates_ending: u64,
    turning_seventy: u64,
    turning_seventy_five: u64,
    stays_ending: u64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        for (paper, count) in other.papers {
            *self.papers.entry(paper).or_default() += count;
        }
        self.warnings += other.warnings;
        self.certificates_ending += other.certificates_ending;
        self.turning_seventy += other.turning_seventy;
        self.turning_seventy_five += other.turning_seventy_five;
        self.stays_ending += other.stays_ending;
    }

    fn month(self, from: Date) -> Month {
        let papers = self.papers.into_iter();
        Month {
            from,
            papers: papers
                .map(|((document, rule), count)| ReasonCount { document, rule, count })
                .collect(),
            warnings: self.warnings,
            certificates_ending: self.certificates_ending,
            turning_seventy: self.turning_seventy,
            turning_seventy_five: self.turning_seventy_five,
            stays_ending: self.stays_ending,
        }
    }
}

/// Looks at people for the months.
struct Looking<'a> {
    settings: Arc<SettingsTable>,
    insurer: InsurerNumber,
    starts: &'a [Date],
    facts: Facts,
    months: Vec<Tally>,
}

/// A person's days on which nothing changes.
struct Stretch<'a> {
    judgement: &'a Judgement,
    from: Date,
    /// The first day after it.
    until: Date,
}

impl Stretch<'_> {
    fn has(&self, day: Date) -> bool {
        self.from <= day && day < self.until
    }
}

impl Looking<'_> {
    /// Follows a person from change to change through the months.
    fn at(&mut self, listed: &Listed<'_>) -> Result<(), PlanError> {
        let dossier = listed
            .dossier()
            .map_err(|source| PlanError::Person { person: listed.person_key, source })?;
        let (Some(first), Some(end)) = (self.starts.first(), self.starts.last()) else {
            return Ok(());
        };
        if !may_be_covered_in(&dossier, self.insurer, *first, *end) {
            return Ok(());
        }
        let mut facts = std::mem::replace(&mut self.facts, Facts::empty());
        facts.fill(&dossier);
        let (law, mut day, end) = (facts.dossier(), *first, *end);
        let mut before: Option<Judgement> = None;
        while day < end {
            let settings = self.settings.of_person(&dossier, day);
            let judgement = judge(&law, settings, day);
            let next = turns_on(&self.settings, &dossier, &law, &judgement, day);
            let until = next.map_or(end, |next| next.min(end));
            let stretch = Stretch { judgement: &judgement, from: day, until };
            self.count(&stretch, before.as_ref(), &dossier);
            before = Some(judgement);
            day = until;
        }
        self.facts = facts;
        Ok(())
    }

    /// Counts what begins with a stretch and what falls into it.
    fn count(&mut self, stretch: &Stretch<'_>, before: Option<&Judgement>, dossier: &Dossier) {
        let insurer = self.insurer;
        let was_covered = before.is_some_and(|it| is_covered_by(it, insurer));
        let standing = &stretch.judgement.standing;
        let ages = standing.ages;
        if was_covered && !insurer.is_late_stage() && ages.late_stage_from == stretch.from {
            self.month_of(stretch.from).turning_seventy_five += 1;
        }
        if !is_covered_by(stretch.judgement, insurer) {
            return;
        }
        let listed = |judgement: &Judgement, document| {
            is_covered_by(judgement, insurer)
                && judgement
                    .standing
                    .due
                    .iter()
                    .any(|it| it.document == document && can_be_issued(it))
        };
        for due in standing.due.iter().filter(|it| can_be_issued(it)) {
            if !before.is_some_and(|it| listed(it, due.document)) {
                let paper = (due.document, ground(&due.because));
                *self.month_of(stretch.from).papers.entry(paper).or_default() += 1;
            }
        }
        let soon = |judgement: &Judgement| {
            let certificate = judgement.standing.digital_certificate;
            certificate
                .filter(|it| it.phase == Phase::ExpiresSoon && is_covered_by(judgement, insurer))
        };
        if soon(stretch.judgement).is_some() && before.is_none_or(|it| soon(it).is_none()) {
            self.month_of(stretch.from).warnings += 1;
        }
        if let Some(it) = standing.digital_certificate
            && it.phase == Phase::ExpiresSoon
            && stretch.has(it.valid_to)
        {
            self.month_of(it.valid_to).certificates_ending += 1;
        }
        if stretch.has(ages.elderly_from) {
            self.month_of(ages.elderly_from).turning_seventy += 1;
        }
        if let Some(last) = dossier.stay_until.filter(|last| stretch.has(*last)) {
            self.month_of(last).stays_ending += 1;
        }
    }

    /// The month a day of the year planned is in.
    fn month_of(&mut self, day: Date) -> &mut Tally {
        let place = self.starts.partition_point(|start| *start <= day).saturating_sub(1);
        let last = self.months.len().saturating_sub(1);
        &mut self.months[place.min(last)]
    }
}

/// Whether the law need be asked at all: a coverage of the insurer's in some of the days.
fn may_be_covered_in(dossier: &Dossier, insurer: InsurerNumber, from: Date, end: Date) -> bool {
    dossier.coverages.iter().any(|it| {
        it.insurer_number == insurer
            && it.acquired_on < end
            && it.lost_on.is_none_or(|lost| from < lost)
    })
}
