//! Open applications, and how one joins what the table lists.

use jiff::civil::Date;

use super::{Asked, Entry, rules};
use crate::{
    coverage::in_force_on,
    document::{is_shown, issued},
    dossier::{Application, ApplicationReason, DocumentKind},
    rule::Rule,
    standing::{CardUse, How, Rules},
};

/// What is due of a kind: the table's entry once it is listed, or it on application while one is
/// open.
pub(super) fn combined(
    asked: &Asked<'_>,
    kind: DocumentKind,
    by_table: Option<Entry>,
) -> Option<Entry> {
    let Some(open) = open(asked, kind) else { return by_table?.listed(asked.case) };
    let Some(table) = by_table else { return Some(open) };
    Some(Entry {
        issue_from: match (open.issue_from, table.issue_from) {
            (Some(asked_from), Some(listed_from)) => Some(asked_from.min(listed_from)),
            (from, None) | (None, from) => from,
        },
        in_hand_by: table.in_hand_by,
        how: How::OnApplication,
        because: rules(&[&open.because, &table.because]),
    })
}

/// The entry of the open applications for a kind; they wait while a former certificate is shown.
fn open(asked: &Asked<'_>, kind: DocumentKind) -> Option<Entry> {
    let case = asked.case;
    if case.dossier.applications.is_empty()
        || is_shown(case, DocumentKind::FormerInsuranceCertificate)
    {
        return None;
    }
    let mut entry: Option<Entry> = None;
    for application in case.dossier.applications.iter().filter(|it| is_open(asked, kind, it)) {
        let issue_from = issue_from(asked, application);
        let because = because(kind, application);
        let entry = entry.get_or_insert_with(|| Entry {
            issue_from,
            in_hand_by: None,
            how: How::OnApplication,
            because: Rules::new(),
        });
        entry.issue_from = match (entry.issue_from, issue_from) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (from, None) | (None, from) => from,
        };
        entry.because = rules(&[&entry.because, &because]);
    }
    entry
}

/// Of this coverage, for this kind, and no such paper issued since.
fn is_open(asked: &Asked<'_>, kind: DocumentKind, application: &Application) -> bool {
    let received_on = application.received_on;
    asked.case.day.has_come(received_on)
        && counts_as(asked, application.document) == kind
        && in_force_on(asked.case, received_on, |_| true)
            .is_some_and(|its| its.place == asked.coverage.place)
        && !issued(asked.case, kind, asked.coverage).any(|it| it.issued_on >= received_on)
}

/// Who asks for a former certificate gets what a holder of a working card, or another, gets
///
fn counts_as(asked: &Asked<'_>, document: DocumentKind) -> DocumentKind {
    match document {
        DocumentKind::FormerInsuranceCertificate if asked.found.card_use == CardUse::Nothing => {
            DocumentKind::EligibilityCertificate
        }
        DocumentKind::FormerInsuranceCertificate => DocumentKind::EligibilityNotice,
        DocumentKind::EligibilityCertificate
        | DocumentKind::EligibilityNotice
        | DocumentKind::ElderlyRecipientCertificate => document,
    }
}

/// From the receipt; for a lost paper, where there is a fee, from its payment.
fn issue_from(asked: &Asked<'_>, application: &Application) -> Option<Date> {
    let fee = asked.case.settings.reissue_fee_yen > 0
        && application.reason == ApplicationReason::LostDocument;
    if fee {
        asked.case.day.happened(application.fee_paid_on)
    } else {
        Some(application.received_on)
    }
}

fn because(kind: DocumentKind, application: &Application) -> Rules {
    let reason: &[Rule] = match application.reason {
        _ if kind == DocumentKind::EligibilityNotice => &[Rule::R145],
        ApplicationReason::LostCard | ApplicationReason::RenewingCard => &[Rule::R105, Rule::R107],
        ApplicationReason::NeedsAssistance => &[Rule::R036, Rule::R106],
        ApplicationReason::ReturnedCard => &[Rule::R102, Rule::F46],
        ApplicationReason::LostDocument => &[Rule::R117],
        ApplicationReason::Other => &[Rule::R106, Rule::R116],
    };
    let former: &[Rule] = match application.document {
        DocumentKind::FormerInsuranceCertificate => &[Rule::R152],
        DocumentKind::EligibilityCertificate
        | DocumentKind::EligibilityNotice
        | DocumentKind::ElderlyRecipientCertificate => &[],
    };
    rules(&[reason, former])
}

#[cfg(test)]
mod tests {
    use crate::{
        Settings,
        testing::{check, check_with},
    };

    const HOLDER: &str = "card 2021-03-01; certificate 2021-03-01 to=2029-01-01; \
                          registered 2021-11-01; coverage 2025-04-01; \
                          issued EligibilityNotice 2025-04-10";

    #[test]
    fn an_application_is_open_until_the_paper_is_issued() {
        check(
            HOLDER,
            "
                on          certificate_due             certificate_because
            asked EligibilityCertificate 2026-05-01 NeedsAssistance:
                2026-04-30  -                           -
                2026-05-01  2026-05-01 - OnApplication  R-036 R-106  # G-51
                2027-05-01  2026-05-01 - OnApplication  R-036 R-106
            asked EligibilityCertificate 2026-05-01 Other; issued EligibilityCertificate 2026-04-30:
                2026-05-01  2026-05-01 - OnApplication  R-106 R-116
            asked EligibilityCertificate 2026-05-01 Other; issued EligibilityCertificate 2026-05-01:
                2026-05-01  -                           -
            asked EligibilityCertificate 2026-05-01 LostCard:
                2026-05-01  2026-05-01 - OnApplication  R-105 R-107  # G-50
            asked EligibilityCertificate 2026-05-01 RenewingCard:
                2026-05-01  2026-05-01 - OnApplication  R-105 R-107
            asked EligibilityCertificate 2026-05-01 ReturnedCard:
                2026-05-01  2026-05-01 - OnApplication  R-102 F-46
            asked EligibilityCertificate 2026-05-01 LostDocument:
                2026-05-01  2026-05-01 - OnApplication  R-117
            asked EligibilityCertificate 2025-03-31 Other:
                2026-05-01  -                           -  # of no coverage
            ",
        );
    }

    #[test]
    fn an_application_joins_what_the_table_lists_or_will() {
        check(
            "certificate 2021-03-01; registered 2021-11-01; coverage 2025-04-01; \
             card 2021-03-01 returned=2025-05-10",
            "
                on          certificate_due                      certificate_because
            asked EligibilityCertificate 2025-05-12 ReturnedCard:
                2025-05-12  2025-05-12 2025-06-30 OnApplication  R-102 F-46  # G-49: at once
            asked EligibilityCertificate 2025-06-12 Other:
                2025-06-12  2025-06-01 2025-06-30 OnApplication  R-106 R-116 R-102 F-46
            ",
        );
        check(
            "coverage 2025-04-01; issued EligibilityCertificate 2025-04-01 to=2026-07-31",
            "
                on          certificate_due                      certificate_because
            asked EligibilityCertificate 2026-06-20 LostDocument:
                2026-06-30  2026-06-20 - OnApplication           R-117  # no renewal that lies ahead
                2026-07-01  2026-06-20 2026-07-31 OnApplication  R-117 R-108 R-098
            ",
        );
    }

    #[test]
    fn several_applications_are_one_entry() {
        check(
            &format!("{HOLDER}; asked EligibilityCertificate 2026-05-01 Other"),
            "
                on          certificate_due             certificate_because
            asked EligibilityCertificate 2026-05-04 LostCard:
                2026-05-03  2026-05-01 - OnApplication  R-106 R-116
                2026-05-04  2026-05-01 - OnApplication  R-106 R-116 R-105 R-107
            ",
        );
    }

    #[test]
    fn where_there_is_a_fee_a_lost_paper_waits_for_it() {
        let fee = Settings { reissue_fee_yen: 500, ..Settings::CONTRACT };
        check_with(
            &fee,
            "coverage 2025-04-01; issued EligibilityCertificate 2025-04-01",
            "
                on          certificate_due
            asked EligibilityCertificate 2026-05-01 LostDocument:
                2026-05-01  - - OnApplication
            asked EligibilityCertificate 2026-05-01 LostDocument paid=2026-05-08:
                2026-05-07  - - OnApplication
                2026-05-08  2026-05-08 - OnApplication
            asked EligibilityCertificate 2026-05-01 Other:
                2026-05-01  2026-05-01 - OnApplication
            ",
        );
        check(
            "coverage 2025-04-01; issued EligibilityCertificate 2025-04-01",
            "
                on          certificate_due
            asked EligibilityCertificate 2026-05-01 LostDocument paid=2026-05-08:
                2026-05-07  2026-05-01 - OnApplication  # no fee
            ",
        );
    }

    #[test]
    fn who_asks_for_a_former_certificate_gets_what_fits() {
        check(
            "coverage 2025-04-01; asked FormerInsuranceCertificate 2026-05-01 Other",
            "
                on          certificate_because  notice_because
            card 2021-03-01; certificate 2021-03-01 to=2029-01-01; registered 2021-11-01:
                2026-04-30  -                    R-152
                2026-05-01  -                    R-145 R-152
            issued EligibilityCertificate 2025-04-10:
                2026-04-30  -                    -
                2026-05-01  R-106 R-116 R-152    -
            ",
        );
    }

    #[test]
    fn applications_wait_while_a_former_certificate_is_shown() {
        check(
            "coverage 2024-04-01; issued FormerInsuranceCertificate 2024-04-01; \
             issued EligibilityCertificate 2025-05-01 lost=2025-09-01; \
             asked EligibilityCertificate 2025-09-01 LostDocument",
            "
            on          certificate_due
            2025-12-01  -
            2025-12-02  2025-09-01 - OnApplication
            ",
        );
    }
}
