//! The numbers of an insurer's office on a day: who has which proof, what ends, what falls due.
//!
//! They are counted by reading everybody, from the facts as known now: a past month is judged as it
//! is known today, a coming one as if nothing were issued meanwhile.

mod person;
mod phase;
mod shelf;

use std::sync::Arc;

use eligibility::{DocumentKind, InsurerNumber};
use jiff::{ToSpan as _, civil::Date};
use store::Scope;

use self::person::Counting;
pub use self::{
    phase::{CardPhase, PhaseCounts},
    shelf::{FigureShelf, Shown},
};
use super::plan::{PlanError, plan_year, reading};
use crate::ledger::Ledger;

/// Months looked ahead.
const MONTHS_AHEAD: u8 = 24;
/// Month ends looked back at.
const MONTHS_BACK: i32 = 12;
/// The numbers of an insurer on a day (概況).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Whose.
    pub insurer: InsurerNumber,
    /// The day.
    pub on: Date,
    /// People covered on the day.
    pub members: u64,
    /// What their cards prove on the day.
    pub phases: PhaseCounts,
    /// The same at the ends of the twelve months before, the oldest first.
    pub past: Vec<MonthEnd>,
    /// The twenty-four months from that of the day on.
    pub months: Vec<MonthAhead>,
    /// The papers in circulation: certificates, notices, those of elderly recipients.
    pub papers: [PapersOut; 3],
}

/// What members' cards proved at the end of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthEnd {
    /// The last day of the month.
    pub on: Date,
    /// How many were covered that day, by what their cards proved.
    pub phases: PhaseCounts,
}

/// What one coming month brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthAhead {
    /// The first day of the month.
    pub first: Date,
    /// Members whose digital certificate ends in it.
    pub certificates_ending: u64,
    /// Papers first to be issued in it: eligibility certificates, notices, elderly recipients'.
    pub papers: [u64; 3],
}

/// Papers of a kind in people's hands (手元にある書類).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PapersOut {
    /// Which.
    pub kind: DocumentKind,
    /// Members who hold a valid one.
    pub valid: u64,
    /// People who are to give one back.
    pub to_give_back: u64,
}

/// Kinds of papers an insurer issues today, in the order shown.
pub const PAPERS: [DocumentKind; 3] = [
    DocumentKind::EligibilityCertificate,
    DocumentKind::EligibilityNotice,
    DocumentKind::ElderlyRecipientCertificate,
];

/// Counts everybody of an insurer for a day. `progress` is told how many people were read, and of
/// how many.
///
/// The papers of coming months are those of the year's plan, so that two pages never differ.
///
/// # Errors
///
/// As [`PlanError`] lists.
pub fn count(
    ledger: &Ledger,
    insurer: InsurerNumber,
    on: Date,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Figures, PlanError> {
    let settings = ledger.settings_table()?;
    let new = || Counting::new(Arc::clone(&settings), Figures::none(insurer, on));
    let parts = reading::read(ledger, Scope::Everybody, progress, new, Counting::at)?;
    let mut figures = Figures::none(insurer, on);
    for part in parts {
        figures.add(&part.into_figures());
    }
    let year = plan_year(ledger, insurer, on, MONTHS_AHEAD, progress)?;
    for (month, planned) in figures.months.iter_mut().zip(year.months) {
        for it in planned.papers {
            let its =
                PAPERS.into_iter().zip(&mut month.papers).find(|(kind, _)| *kind == it.document);
            if let Some((_, count)) = its {
                *count += it.count;
            }
        }
    }
    Ok(figures)
}

impl Figures {
    /// The numbers of an insurer without members.
    fn none(insurer: InsurerNumber, on: Date) -> Self {
        let month = on.first_of_month();
        let past = (1..=MONTHS_BACK).rev().map(|back| MonthEnd {
            on: month.saturating_sub(back.months()).last_of_month(),
            phases: PhaseCounts::default(),
        });
        let months = (0..i32::from(MONTHS_AHEAD)).map(|ahead| MonthAhead {
            first: month.saturating_add(ahead.months()),
            certificates_ending: 0,
            papers: [0; 3],
        });
        Self {
            insurer,
            on,
            members: 0,
            phases: PhaseCounts::default(),
            past: past.collect(),
            months: months.collect(),
            papers: PAPERS.map(|kind| PapersOut { kind, valid: 0, to_give_back: 0 }),
        }
    }

    /// Adds the numbers of other people.
    fn add(&mut self, others: &Self) {
        self.members += others.members;
        self.phases.add_all(&others.phases);
        for (end, other) in self.past.iter_mut().zip(&others.past) {
            end.phases.add_all(&other.phases);
        }
        for (month, other) in self.months.iter_mut().zip(&others.months) {
            month.certificates_ending += other.certificates_ending;
        }
        for (papers, other) in self.papers.iter_mut().zip(&others.papers) {
            papers.valid += other.valid;
            papers.to_give_back += other.to_give_back;
        }
    }

    /// The coming month a day is in.
    fn month_of(&mut self, day: Date) -> Option<&mut MonthAhead> {
        let first = day.first_of_month();
        self.months.iter_mut().find(|it| it.first == first)
    }
}
