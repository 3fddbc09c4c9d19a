//! The words of the register's columns.

use record::{ApplicationReason, DocumentKind};

const DOCUMENTS: [DocumentKind; 4] = [
    DocumentKind::EligibilityCertificate,
    DocumentKind::EligibilityNotice,
    DocumentKind::ElderlyRecipientCertificate,
    DocumentKind::FormerInsuranceCertificate,
];

const REASONS: [ApplicationReason; 6] = [
    ApplicationReason::LostCard,
    ApplicationReason::RenewingCard,
    ApplicationReason::NeedsAssistance,
    ApplicationReason::ReturnedCard,
    ApplicationReason::LostDocument,
    ApplicationReason::Other,
];

/// Why an item is in a plan.
pub(super) const HOW: [&str; 3] = ["ex_officio", "on_application", "on_enrolment"];
/// How a paper reaches the person: withheld is direct, and the address is on nothing else.
pub(super) const DELIVER: [&str; 3] = ["employer", "direct", "withheld"];
/// Who applied: the person, a legal representative (法定代理人), who helps at home (介助者).
pub(super) const APPLICANT: [&str; 3] = ["self", "legal_representative", "caregiver"];
/// The way an application came.
pub(super) const CHANNEL: [&str; 3] = ["employer", "direct", "counter"];
/// What was mailed.
pub(super) const MAILED: [&str; 6] =
    ["batch", "invoice", "refusal", "reminder", "expiry_warning", "letter"];
/// How it was mailed (簡易書留, 特定記録, 普通郵便, 小包).
pub(super) const POSTED: [&str; 4] = ["simple_registered", "specific_record", "ordinary", "parcel"];

/// The name of a kind of paper, as in its facts.
pub(crate) const fn document_name(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::EligibilityCertificate => "eligibility_certificate",
        DocumentKind::EligibilityNotice => "eligibility_notice",
        DocumentKind::ElderlyRecipientCertificate => "elderly_recipient_certificate",
        DocumentKind::FormerInsuranceCertificate => "former_insurance_certificate",
    }
}

/// The kind of paper of a name.
pub(crate) fn document_of(name: &str) -> Option<DocumentKind> {
    DOCUMENTS.into_iter().find(|it| document_name(*it) == name)
}

/// The name of a reason, as in the application's fact.
pub(crate) const fn reason_name(reason: ApplicationReason) -> &'static str {
    match reason {
        ApplicationReason::LostCard => "lost_card",
        ApplicationReason::RenewingCard => "renewing_card",
        ApplicationReason::NeedsAssistance => "needs_assistance",
        ApplicationReason::ReturnedCard => "returned_card",
        ApplicationReason::LostDocument => "lost_document",
        ApplicationReason::Other => "other",
    }
}

/// The reason of a name.
pub(crate) fn reason_of(name: &str) -> Option<ApplicationReason> {
    REASONS.into_iter().find(|it| reason_name(*it) == name)
}
