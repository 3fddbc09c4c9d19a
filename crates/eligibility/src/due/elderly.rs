//! The 高齢受給者証: on application, and ex officio where the insurer prints the share apart.

use super::{Asked, Entry, application, rules};
use crate::{
    calendar::{day_before, first_of_month_from},
    document::{is_shown, issued},
    dossier::DocumentKind,
    rule::Rule,
    settings::SharePlace,
    standing::How,
};

const KIND: DocumentKind = DocumentKind::ElderlyRecipientCertificate;

/// The entry listed on the day (D-14, F-43).
pub(super) fn due(asked: &Asked<'_>, certificate_is_due: bool) -> Option<Entry> {
    application::combined(asked, KIND, by_table(asked, certificate_is_due))
}

/// With the setting "separate": for whoever is due or shown a 資格確認書, before 70 counts.
fn by_table(asked: &Asked<'_>, certificate_is_due: bool) -> Option<Entry> {
    let case = asked.case;
    let coverage = asked.coverage.coverage;
    let applies = case.settings.share == SharePlace::Separate
        && !coverage.insurer.is_late_stage()
        && (certificate_is_due || is_shown(case, DocumentKind::EligibilityCertificate))
        && issued(case, KIND, asked.coverage).all(|it| case.day.happened(it.returned_on).is_some());
    let from = case.ages.elderly_from;
    applies.then(|| Entry {
        issue_from: Some(first_of_month_from(from, -1).max(coverage.acquired_on)),
        in_hand_by: Some(day_before(from)),
        how: How::ExOfficio,
        because: rules(&[&[Rule::R112, Rule::D14]]),
    })
}
