//! One dossier on one day: what every rule asks from.

use crate::{age::Ages, day::Day, dossier::Dossier, settings::Settings};

/// A dossier, the insurer's settings and the day asked.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    pub(crate) dossier: &'a Dossier<'a>,
    pub(crate) settings: &'a Settings,
    pub(crate) day: &'a Day,
    pub(crate) ages: Ages,
}

impl<'a> Case<'a> {
    pub(crate) fn new(dossier: &'a Dossier<'a>, settings: &'a Settings, day: &'a Day) -> Self {
        Self { dossier, settings, day, ages: Ages::of(dossier.born_on) }
    }

    /// Whether the own information is blocked (F-49).
    pub(crate) fn blocked(&self) -> bool {
        self.dossier.blocks.iter().any(|it| {
            it.from.is_none_or(|from| self.day.has_come(from))
                && !it.to.is_some_and(|to| self.day.is_over(to))
        })
    }
}
