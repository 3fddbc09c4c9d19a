//! Papers due: which, from when, by when, on what ground and why.
//!
//! Asked for the coverage in force on the day, from 2024-12-02 on. An entry is listed from its
//! `issue_from` until it is fulfilled, also when overdue.

mod application;
mod certificate;
mod elderly;
mod notice;

use arrayvec::ArrayVec;
use jiff::civil::Date;

use crate::{
    calendar::{day_after, first_of_month_from},
    case::Case,
    coverage::InForce,
    document::{issued, last_day},
    dossier::DocumentKind,
    findings::Findings,
    rule::Rule,
    settings::{FORMER_CERTIFICATES_END, NEW_SYSTEM_FROM},
    standing::{Due, How, Rules},
};

/// The papers due, at most one of a kind, in the order of kinds.
pub(crate) fn due(case: &Case<'_>, found: &Findings<'_>) -> ArrayVec<Due, 3> {
    let mut due = ArrayVec::new();
    let Some(coverage) = found.in_force.filter(|_| case.day.has_come(NEW_SYSTEM_FROM)) else {
        return due;
    };
    let asked = Asked { case, found, coverage, start: Start::of(case, coverage) };
    let certificate = certificate::due(&asked);
    let notice = notice::due(&asked, certificate.is_some());
    let elderly = elderly::due(&asked, certificate.is_some());
    let entries = [
        (DocumentKind::EligibilityCertificate, certificate),
        (DocumentKind::EligibilityNotice, notice),
        (DocumentKind::ElderlyRecipientCertificate, elderly),
    ];
    for (document, entry) in entries {
        if let Some(Entry { issue_from, in_hand_by, how, because }) = entry {
            due.push(Due { document, issue_from, in_hand_by, how, because });
        }
    }
    due
}

/// What the three papers are asked about.
struct Asked<'a> {
    case: &'a Case<'a>,
    found: &'a Findings<'a>,
    coverage: InForce<'a>,
    start: Start,
}

/// One paper due, before it is known which.
struct Entry {
    issue_from: Option<Date>,
    in_hand_by: Option<Date>,
    how: How,
    because: Rules,
}

impl Entry {
    /// The entry, if it is listed by the day.
    fn listed(self, case: &Case<'_>) -> Option<Self> {
        self.issue_from.is_none_or(|from| case.day.has_come(from)).then_some(self)
    }
}

/// The start of a coverage in the new system.
struct Start {
    /// The first day on which the person needs one of the new papers.
    first_day: Date,
    /// What is due to whoever needs a paper at the start.
    issue_from: Date,
    in_hand_by: Date,
    how: How,
    rules: &'static [Rule],
}

impl Start {
    fn of(case: &Case<'_>, coverage: InForce<'_>) -> Self {
        let acquired_on = coverage.coverage.acquired_on;
        if acquired_on >= NEW_SYSTEM_FROM {
            return Self {
                first_day: acquired_on,
                issue_from: acquired_on,
                in_hand_by: acquired_on,
                how: How::OnEnrolment,
                rules: &[Rule::R152],
            };
        }
        let end = former_certificate_end(case, coverage);
        let lead = i16::from(case.settings.bulk_issue_lead_months);
        Self {
            first_day: day_after(end),
            issue_from: first_of_month_from(end, -lead).max(acquired_on),
            in_hand_by: end,
            how: How::ExOfficio,
            rules: &[Rule::R153, Rule::R108],
        }
    }

    /// The entry of a person who needs a paper at the start.
    fn entry(&self, reason: &[Rule]) -> Entry {
        Entry {
            issue_from: Some(self.issue_from),
            in_hand_by: Some(self.in_hand_by),
            how: self.how,
            because: rules(&[self.rules, reason]),
        }
    }
}

/// The last day of the coverage's former certificate: 2025-12-01, or earlier as printed or set.
pub(crate) fn former_certificate_end(case: &Case<'_>, coverage: InForce<'_>) -> Date {
    issued(case, DocumentKind::FormerInsuranceCertificate, coverage)
        .max_by_key(|it| it.issued_on)
        .and_then(|it| last_day(case, it))
        .unwrap_or(case.settings.former_certificate_end.min(FORMER_CERTIFICATES_END))
}

/// Several lists of rules as one, each rule once.
fn rules(lists: &[&[Rule]]) -> Rules {
    let mut all = Rules::new();
    for rule in lists.iter().copied().flatten() {
        if !all.contains(rule) && !all.is_full() {
            all.push(*rule);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::{
        Settings,
        testing::{check, check_with},
    };

    #[test]
    fn a_coverage_of_the_new_system_starts_with_its_first_day() {
        check(
            "",
            "
                on          certificate_due                    certificate_because
            coverage 2024-12-02:
                2024-12-02  2024-12-02 2024-12-02 OnEnrolment  R-152 R-098
                2026-12-02  2024-12-02 2024-12-02 OnEnrolment  R-152 R-098  # overdue
            coverage 2024-12-01:
                2024-12-02  -                                  -
                2025-09-30  -                                  -
                2025-10-01  2025-10-01 2025-12-01 ExOfficio    R-153 R-108 R-098
                2025-12-02  2025-10-01 2025-12-01 ExOfficio    R-153 R-108 R-098
            ",
        );
    }

    #[test]
    fn an_older_coverage_starts_after_its_former_certificate() {
        check(
            "coverage 2024-11-15; issued FormerInsuranceCertificate 2024-11-15 to=2024-12-31",
            "
            on          certificate_due
            2024-12-01  -  # not before the new system
            2024-12-02  2024-11-15 2024-12-31 ExOfficio  # never before the coverage
            ",
        );
        check(
            "coverage 2024-04-01; issued FormerInsuranceCertificate 2024-04-01 to=2025-07-31",
            "
            on          certificate_due
            2025-04-30  -
            2025-05-01  2025-05-01 2025-07-31 ExOfficio
            ",
        );
        let earlier = Settings { former_certificate_end: date(2025, 9, 30), ..Settings::CONTRACT };
        check_with(
            &earlier,
            "coverage 2024-04-01",
            "
            on          certificate_due
            2025-06-30  -
            2025-07-01  2025-07-01 2025-09-30 ExOfficio
            ",
        );
    }

    #[test]
    fn the_bulk_issue_is_ahead_by_the_months_of_the_setting() {
        let last_month = Settings { bulk_issue_lead_months: 0, ..Settings::CONTRACT };
        check_with(
            &last_month,
            "coverage 2024-04-01",
            "
            on          certificate_due
            2025-11-30  -
            2025-12-01  2025-12-01 2025-12-01 ExOfficio
            ",
        );
    }

    #[test]
    fn nothing_is_due_to_who_is_not_covered() {
        check(
            "coverage 2025-04-01 lost=2026-04-01; coverage 2026-04-03",
            "
            on          certificate_due
            2025-03-31  -
            2026-03-31  2025-04-01 2025-04-01 OnEnrolment
            2026-04-01  -
            2026-04-02  -
            2026-04-03  2026-04-03 2026-04-03 OnEnrolment
            ",
        );
    }
}
