//! Papers: the coverage one belongs to, whether it can be shown, its end, and giving it back.

use arrayvec::ArrayVec;
use jiff::civil::Date;

use crate::{
    calendar::{day_before, days_after},
    case::Case,
    coverage::{InForce, ended_on, in_force_on, last_day_by_law, newest_acquired},
    day::Day,
    dossier::{Coverage, Document, DocumentKind, Dossier},
    number::InsurerNumber,
    rule::Rule,
    settings::{ExpiredPapers, FORMER_CERTIFICATES_END, Settings, SharePlace},
    standing::{Because, GiveBack, GiveBackTo},
};

/// The coverage a paper belongs to: in force on the later of its issue and its first day. Its
/// insurer, where known, decides: then, of that insurer's coverages, the newest if none was in
/// force on that day.
pub(crate) fn coverage_of<'a>(case: &Case<'a>, document: &Document) -> Option<InForce<'a>> {
    let on = document.issued_on.max(document.valid_from);
    let Some(insurer) = document.insurer else { return in_force_on(case, on, |_| true) };
    in_force_on(case, on, |it| it.insurer == insurer)
        .or_else(|| newest_acquired(case, |it| it.insurer == insurer && it.acquired_on <= on))
        .or_else(|| newest_acquired(case, |it| it.insurer == insurer))
}

/// Whether a paper of a kind is shown on the day: issued, valid, at hand, its coverage in force.
pub(crate) fn is_shown(case: &Case<'_>, kind: DocumentKind) -> bool {
    let day = case.day;
    case.dossier.documents.iter().filter(|it| it.kind == kind).any(|it| {
        day.has_come(it.issued_on)
            && day.has_come(it.valid_from)
            && !last_day(case, it).is_some_and(|last| day.is_over(last))
            && day.happened(it.lost_on).is_none()
            && day.happened(it.returned_on).is_none()
            && coverage_of(case, it).is_some_and(|its| ended_on(case, its.coverage).is_none())
    })
}

/// The last day of a paper as printed; a former certificate ends with the insurer's last day.
pub(crate) fn last_day(case: &Case<'_>, document: &Document) -> Option<Date> {
    if document.kind != DocumentKind::FormerInsuranceCertificate {
        return document.valid_to;
    }
    let end = case.settings.former_certificate_end.min(FORMER_CERTIFICATES_END);
    Some(document.valid_to.map_or(end, |it| it.min(end)))
}

/// When a paper ends, for what is due only: printed, at 70 where the share is printed, or with its
/// coverage by law; `Date::MAX` where nothing ends it.
pub(crate) fn end(case: &Case<'_>, document: &Document, coverage: &Coverage) -> Date {
    let printed = document.valid_to.unwrap_or(Date::MAX);
    let at_seventy = at_seventy(case, document, coverage).unwrap_or(Date::MAX);
    printed.min(at_seventy).min(last_day_by_law(case, coverage))
}

/// The day before the share of the elderly, for a paper that is to show it and was valid before.
pub(crate) fn at_seventy(
    case: &Case<'_>,
    document: &Document,
    coverage: &Coverage,
) -> Option<Date> {
    let from = case.ages.elderly_from;
    let ends = case.settings.share == SharePlace::Printed
        && !coverage.insurer.is_late_stage()
        && document.valid_from < from;
    ends.then(|| day_before(from))
}

/// Papers of a kind and a coverage issued by the day.
pub(crate) fn issued<'a>(
    case: &Case<'a>,
    kind: DocumentKind,
    coverage: InForce<'a>,
) -> impl Iterator<Item = &'a Document> {
    let case = *case;
    case.dossier.documents.iter().filter(move |it| {
        it.kind == kind
            && case.day.has_come(it.issued_on)
            && coverage_of(&case, it).is_some_and(|its| its.place == coverage.place)
    })
}

/// Papers to give back or destroy, at most one of a kind: first those of a coverage that is lost,
/// by the nearest day; else an expired one.
pub(crate) fn give_back(case: &Case<'_>, because: &mut Because) -> ArrayVec<GiveBack, 3> {
    let kinds = [
        DocumentKind::EligibilityCertificate,
        DocumentKind::ElderlyRecipientCertificate,
        DocumentKind::FormerInsuranceCertificate,
    ];
    let papers: ArrayVec<GiveBack, 3> = kinds
        .into_iter()
        .filter_map(|kind| {
            case.dossier
                .documents
                .iter()
                .filter(|it| it.kind == kind && is_at_hand(case, it))
                .filter_map(|it| give_one_back(case, it))
                .min_by_key(|it| (it.by.is_none(), it.by))
        })
        .collect();
    for paper in &papers {
        let rule = match paper.to {
            GiveBackTo::Employer => Rule::R113,
            GiveBackTo::Insurer => Rule::R114,
            GiveBackTo::Nobody => Rule::R115,
        };
        if !because.give_back.contains(&rule) {
            because.give_back.push(rule);
        }
    }
    papers
}

/// The papers a person has to give back on a day, each with the insurer whose it is: all of them,
/// where the standing names the nearest of a kind. Those that go to nobody and those of no known
/// insurer are left out.
#[must_use]
pub fn give_back_to(
    dossier: &Dossier<'_>,
    settings: &Settings,
    on: Date,
) -> Vec<(InsurerNumber, GiveBack)> {
    all_to_give_back(dossier, settings, &Day::new(on))
}

/// The first later day on which [`give_back_to`] may answer otherwise; none if it never does.
#[must_use]
pub fn give_back_turns_on(dossier: &Dossier<'_>, settings: &Settings, on: Date) -> Option<Date> {
    let day = Day::new(on);
    // Asking is what notes the day.
    let _ = all_to_give_back(dossier, settings, &day);
    day.turns_on()
}

fn all_to_give_back(
    dossier: &Dossier<'_>,
    settings: &Settings,
    day: &Day,
) -> Vec<(InsurerNumber, GiveBack)> {
    let case = Case::new(dossier, settings, day);
    let papers = dossier
        .documents
        .iter()
        .filter(|it| it.kind != DocumentKind::EligibilityNotice && is_at_hand(&case, it));
    papers
        .filter_map(|it| {
            let insurer = coverage_of(&case, it).map(|its| its.coverage.insurer).or(it.insurer)?;
            let paper = give_one_back(&case, it)?;
            (paper.to != GiveBackTo::Nobody).then_some((insurer, paper))
        })
        .collect()
}

fn is_at_hand(case: &Case<'_>, document: &Document) -> bool {
    case.day.has_come(document.issued_on)
        && case.day.happened(document.lost_on).is_none()
        && case.day.happened(document.returned_on).is_none()
}

fn give_one_back(case: &Case<'_>, document: &Document) -> Option<GiveBack> {
    let coverage = coverage_of(case, document).map(|it| it.coverage);
    if let Some((coverage, ended_on)) =
        coverage.and_then(|it| ended_on(case, it).map(|ended_on| (it, ended_on)))
    {
        let days = i32::from(case.settings.return_within_days);
        return Some(GiveBack {
            document: document.kind,
            by: Some(days_after(ended_on, days)),
            to: collected_by(coverage),
        });
    }
    let expired = last_day(case, document).is_some_and(|last| case.day.is_over(last));
    let to = match (case.settings.expired_papers, coverage) {
        (ExpiredPapers::Returned, Some(coverage)) => collected_by(coverage),
        (ExpiredPapers::Returned, None) | (ExpiredPapers::Destroyed, _) => GiveBackTo::Nobody,
    };
    expired.then_some(GiveBack { document: document.kind, by: None, to })
}

/// Employers collect for employees' insurance and National Health Insurance societies; others go
/// to the insurer directly (R-113, R-114, F-52).
fn collected_by(coverage: &Coverage) -> GiveBackTo {
    if coverage.voluntary_continuation || !coverage.insurer.has_workplaces() {
        GiveBackTo::Insurer
    } else {
        GiveBackTo::Employer
    }
}

#[cfg(test)]
mod tests;
