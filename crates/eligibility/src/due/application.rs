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

/// Who asks for a former certificate gets what a holder of a working card, or another, gets.
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
