//! The 資格情報のお知らせ: for who holds a working registration and no 資格確認書.

use jiff::civil::Date;

use super::{Asked, Entry, application, rules};
use crate::{
    calendar::first_of_month_from,
    coverage::last_day_by_law,
    document::{end, issued},
    dossier::DocumentKind,
    rule::Rule,
    settings::NEW_SYSTEM_FROM,
    standing::{CardState, How, Phase, RegistrationState},
};

const KIND: DocumentKind = DocumentKind::EligibilityNotice;

/// The entry listed on the day.
pub(super) fn due(asked: &Asked<'_>, certificate_is_due: bool) -> Option<Entry> {
    if certificate_is_due || !is_addressee(asked) || holds_certificate(asked) {
        return None;
    }
    application::combined(asked, KIND, by_table(asked))
}

/// Registered, not blocked, with a certificate that is not over and a card that is not gone
///
fn is_addressee(asked: &Asked<'_>) -> bool {
    let found = asked.found;
    let phase = matches!(
        found.certificate.map(|it| it.phase),
        Some(Phase::Quiet | Phase::ExpiresSoon | Phase::EligibilityOnly)
    );
    let card = match found.card.state {
        CardState::Usable | CardState::Lost | CardState::Suspended => true,
        CardState::Expired => found.card.is_just_expired(),
        CardState::None
        | CardState::Returned
        | CardState::Revoked
        | CardState::LapsedAbroad
        | CardState::LapsedByRelocation => false,
    };
    found.registration.state == RegistrationState::Registered && !found.blocked && phase && card
}

/// Whether a 資格確認書 of this coverage, issued and not returned, has not reached its end.
fn holds_certificate(asked: &Asked<'_>) -> bool {
    let day = asked.case.day;
    issued(asked.case, DocumentKind::EligibilityCertificate, asked.coverage)
        .filter(|it| day.happened(it.returned_on).is_none())
        .any(|it| !day.is_over(end(asked.case, it, asked.coverage.coverage)))
}

fn by_table(asked: &Asked<'_>) -> Option<Entry> {
    match last_end(asked, KIND) {
        // An application is not joined to a renewal years away.
        Some(end) => renewal(asked, end)?.listed(asked.case),
        None => first(asked),
    }
}

/// The first notice of a coverage. A lost one counts as issued.
fn first(asked: &Asked<'_>) -> Option<Entry> {
    let start = &asked.start;
    let acquired_on = asked.coverage.coverage.acquired_on;
    let registered_by = |day: Date| asked.found.registered_on.is_some_and(|on| on <= day);
    if acquired_on >= NEW_SYSTEM_FROM {
        if registered_by(acquired_on) {
            let because = rules(&[&[Rule::R152]]);
            return Some(entry(Some(acquired_on), None, How::OnEnrolment, because));
        }
    } else {
        let before_start = asked.found.registered_on.is_some_and(|on| on < start.first_day);
        let no_paper = last_end(asked, DocumentKind::EligibilityCertificate).is_none();
        if before_start && no_paper {
            return Some(start.entry(&[]));
        }
    }
    let from_the_start = asked.case.day.has_come(start.first_day);
    from_the_start.then(|| entry(None, None, How::ExOfficio, rules(&[&[Rule::R134]])))
}

/// The next notice when one ends, unless the coverage ends with it by law.
fn renewal(asked: &Asked<'_>, end: Date) -> Option<Entry> {
    let coverage = asked.coverage.coverage;
    if end >= last_day_by_law(asked.case, coverage) {
        return None;
    }
    let lead = i16::from(asked.case.settings.list_lead_months);
    let issue_from = first_of_month_from(end, -lead).max(coverage.acquired_on);
    let because = rules(&[&[Rule::R134, Rule::R139]]);
    Some(entry(Some(issue_from), Some(end), How::ExOfficio, because))
}

/// The latest end among the papers of a kind issued for this coverage.
fn last_end(asked: &Asked<'_>, kind: DocumentKind) -> Option<Date> {
    issued(asked.case, kind, asked.coverage)
        .map(|it| end(asked.case, it, asked.coverage.coverage))
        .max()
}

fn entry(
    issue_from: Option<Date>,
    in_hand_by: Option<Date>,
    how: How,
    because: super::Rules,
) -> Entry {
    Entry { issue_from, in_hand_by, how, because }
}

#[cfg(test)]
mod tests {
    use crate::{
        Settings,
        testing::{check, check_with},
    };

    const HOLDER: &str = "card 2021-03-01; certificate 2021-03-01 to=2029-01-01";

    #[test]
    fn a_holder_gets_one_on_enrolment_or_with_the_bulk_issue() {
        check(
            HOLDER,
            "
                on          notice_due                       notice_because
            registered 2026-04-01; coverage 2026-04-01:
                2026-04-01  2026-04-01 - OnEnrolment         R-152  # G-43
            registered 2026-04-02; coverage 2026-04-01:
                2026-04-01  -                                -  # a 資格確認書 is
                2026-04-02  - - ExOfficio                    R-134
            registered 2021-11-01; coverage 2024-04-01:
                2025-09-30  -                                -
                2025-10-01  2025-10-01 2025-12-01 ExOfficio  R-153 R-108
            registered 2025-12-01; coverage 2024-04-01:
                2025-12-01  2025-10-01 2025-12-01 ExOfficio  R-153 R-108
            registered 2025-12-02; coverage 2024-04-01:
                2025-12-02  - - ExOfficio                    R-134
            registered 2021-11-01; coverage 2026-04-01; issued EligibilityNotice 2026-04-10:
                2026-04-09  2026-04-01 - OnEnrolment         R-152
                2026-04-10  -                                -
            ",
        );
    }

    #[test]
    fn a_lost_one_counts_as_issued() {
        check(
            "card 2021-03-01; certificate 2021-03-01; registered 2021-11-01; coverage 2025-04-01; \
             issued EligibilityNotice 2025-04-10 lost=2025-05-01",
            "
            on          notice_due
            2025-04-09  2025-04-01 - OnEnrolment
            2025-04-10  -
            2025-05-01  -
            ",
        );
    }

    #[test]
    fn not_to_who_holds_or_is_due_a_certificate() {
        check(
            "card 2021-03-01; certificate 2021-03-01; registered 2021-11-01; coverage 2025-04-01",
            "
                on          notice_due                certificate_due
            nothing else:
                2026-04-30  2025-04-01 - OnEnrolment  -
                2026-05-01  -                         2026-05-01 2026-05-31 ExOfficio
            issued EligibilityCertificate 2025-05-01 to=2026-01-31:
                2025-04-30  2025-04-01 - OnEnrolment  -
                2025-05-01  -                         -
                2026-01-31  -                         -
                2026-02-01  2025-04-01 - OnEnrolment  -
            issued EligibilityCertificate 2025-05-01 to=2026-01-31 returned=2025-06-01:
                2025-06-01  2025-04-01 - OnEnrolment  -
            blocked:
                2025-04-01  -                         2025-04-01 2025-04-01 OnEnrolment
            ",
        );
    }

    #[test]
    fn a_lost_card_is_no_reason_against_it_a_card_that_is_gone_is() {
        check(
            "certificate 2021-03-01 to=2029-01-01; registered 2021-11-01; coverage 2025-04-01",
            "
                on          notice_due
            card 2021-03-01 lost=2025-05-10:
                2025-05-10  2025-04-01 - OnEnrolment
            card 2021-03-01 suspended=2025-05-10:
                2025-05-10  2025-04-01 - OnEnrolment
            card 2021-03-01 returned=2025-05-10:
                2025-05-09  2025-04-01 - OnEnrolment
                2025-05-10  -
            card 2021-03-01 to=2025-06-30:
                2025-09-30  2025-04-01 - OnEnrolment
                2025-10-01  -
            ",
        );
    }

    #[test]
    fn the_next_one_before_seventy_and_none_before_seventy_five() {
        let facts = format!(
            "{HOLDER}; registered 2021-11-01; coverage 2025-04-01; \
             issued EligibilityNotice 2025-04-10"
        );
        check(
            &facts,
            "
                on          notice_due                       notice_because
            born 1955-11-15:
                2025-10-31  -                                -
                2025-11-01  2025-11-01 2025-11-30 ExOfficio  R-134 R-139
            born 1955-11-15; issued EligibilityNotice 2025-11-20 from=2025-12-01:
                2025-11-20  -                                -
            born 1951-01-10:
                2026-01-09  -                                -
            ",
        );
        let ahead = Settings { list_lead_months: 1, ..Settings::CONTRACT };
        check_with(
            &ahead,
            &facts,
            "
            facts            on          notice_due
            born 1955-11-15  2025-09-30  -
            born 1955-11-15  2025-10-01  2025-10-01 2025-11-30 ExOfficio
            ",
        );
    }

    #[test]
    fn on_application_again() {
        check(
            "card 2021-03-01; certificate 2021-03-01 to=2029-01-01; registered 2021-11-01; \
             coverage 2025-04-01; issued EligibilityNotice 2025-04-10",
            "
                on          notice_due                  notice_because
            asked EligibilityNotice 2026-05-01 LostDocument:
                2026-04-30  -                           -
                2026-05-01  2026-05-01 - OnApplication  R-145
            asked EligibilityNotice 2026-05-01 LostDocument; issued EligibilityNotice 2026-05-02:
                2026-05-01  2026-05-01 - OnApplication  R-145
                2026-05-02  -                           -
            ",
        );
    }
}
