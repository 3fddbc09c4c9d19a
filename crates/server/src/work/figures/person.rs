//! One person's part in the numbers.

use std::sync::Arc;

use eligibility::{DocumentKind, Judgement, Phase, give_back_to, judge};
use record::{Dossier, law::Facts};
use store::Listed;

use super::{CardPhase, Figures, PlanError};
use crate::{agenda::SettingsTable, work::plan::is_covered_by};

/// Counts people into numbers, one after the other.
pub(super) struct Counting {
    settings: Arc<SettingsTable>,
    figures: Figures,
    facts: Facts,
}

impl Counting {
    pub(super) const fn new(settings: Arc<SettingsTable>, figures: Figures) -> Self {
        Self { settings, figures, facts: Facts::empty() }
    }

    pub(super) fn into_figures(self) -> Figures {
        self.figures
    }

    /// Counts a person.
    pub(super) fn at(&mut self, listed: &Listed<'_>) -> Result<(), PlanError> {
        let dossier = listed
            .dossier()
            .map_err(|source| PlanError::Person { person: listed.person_key, source })?;
        let insurer = self.figures.insurer;
        if dossier.coverages.iter().any(|it| it.insurer_number == insurer) {
            self.take(&dossier);
        }
        Ok(())
    }

    /// Counts a person who is, was or will be a member.
    fn take(&mut self, dossier: &Dossier) {
        self.facts.fill(dossier);
        let law = self.facts.dossier();
        let (insurer, on) = (self.figures.insurer, self.figures.on);
        let first_day = self.figures.past.first().map_or(on, |it| it.on);
        let ours = || dossier.coverages.iter().filter(|it| it.insurer_number == insurer);
        // Who left long ago can only have a paper to give back.
        if ours().any(|it| it.lost_on.is_none_or(|lost_on| lost_on > first_day)) {
            for end in &mut self.figures.past {
                let then = judge(&law, self.settings.of_person(dossier, end.on), end.on);
                if is_covered_by(&then, insurer) {
                    end.phases.add(CardPhase::of(&then.standing));
                }
            }
        } else if dossier.documents.is_empty() {
            return;
        }
        let settings = self.settings.of_person(dossier, on);
        let to_give_back = give_back_to(&law, settings, on);
        for papers in &mut self.figures.papers {
            let is_due =
                to_give_back.iter().any(|(of, it)| *of == insurer && it.document == papers.kind);
            papers.to_give_back += u64::from(is_due);
        }
        let today = judge(&law, settings, on);
        if is_covered_by(&today, insurer) {
            count_member(&mut self.figures, dossier, &today);
        }
    }
}

/// Counts somebody covered on the day.
fn count_member(figures: &mut Figures, dossier: &Dossier, today: &Judgement) {
    figures.members += 1;
    figures.phases.add(CardPhase::of(&today.standing));
    let newest = today.standing.digital_certificate.filter(|it| it.phase != Phase::Revoked);
    if let Some(month) = newest.and_then(|it| figures.month_of(it.valid_to)) {
        month.certificates_ending += 1;
    }
    let (insurer, on) = (figures.insurer, figures.on);
    for papers in &mut figures.papers {
        let has_one = dossier.documents.iter().any(|it| {
            DocumentKind::from(it.kind) == papers.kind
                && it.insurer_number.is_none_or(|it| it == insurer)
                && it.issued_on <= on
                && it.valid_from <= on
                && it.valid_to.is_none_or(|valid_to| valid_to >= on)
                && it.lost_on.is_none_or(|lost_on| lost_on > on)
                && it.returned_on.is_none_or(|returned_on| returned_on > on)
        });
        papers.valid += u64::from(has_one);
    }
}
