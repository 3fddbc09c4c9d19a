//! The applications that wait in the demo, and what became of each.

use record::ApplicationReason;
use server::work::office::{ApplicationRoute, WhoApplied};

/// An application that came in some days ago, and what became of it since.
pub(super) struct Case {
    pub(super) id: &'static str,
    pub(super) reason: ApplicationReason,
    pub(super) days_ago: i32,
    pub(super) applicant: WhoApplied,
    pub(super) route: ApplicationRoute,
    /// From which age to which the person is.
    pub(super) ages: (i16, i16),
    pub(super) then: Then,
}

/// What became of an application.
#[derive(Clone, Copy)]
pub(super) enum Then {
    Waits,
    Invoiced,
    Paid,
    /// Refused, and the letter that says so came back.
    Refused,
}

/// An act that followed an application.
#[derive(Clone, Copy)]
pub(super) enum After {
    Approve,
    Invoice,
    Pay,
    Refuse,
    ComeBack,
}

impl Then {
    /// What was done, and how many days after the application came.
    pub(super) const fn steps(self) -> &'static [(After, i32)] {
        match self {
            Self::Waits => &[],
            Self::Invoiced => &[(After::Approve, 1), (After::Invoice, 1)],
            Self::Paid => &[(After::Approve, 1), (After::Invoice, 1), (After::Pay, 5)],
            Self::Refused => &[(After::Refuse, 2), (After::ComeBack, 8)],
        }
    }
}

impl After {
    /// The end of the act's id.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Invoice => "invoice",
            Self::Pay => "pay",
            Self::Refuse => "refuse",
            Self::ComeBack => "undelivered",
        }
    }
}

/// The oldest is the one the dashboard opens first.
pub(super) const CASES: [Case; 6] = [
    Case {
        id: "demo-assistance",
        reason: ApplicationReason::NeedsAssistance,
        days_ago: 6,
        applicant: WhoApplied::Person,
        route: ApplicationRoute::Direct,
        ages: (65, 74),
        then: Then::Waits,
    },
    Case {
        id: "demo-child",
        reason: ApplicationReason::LostCard,
        days_ago: 4,
        applicant: WhoApplied::LegalRepresentative,
        route: ApplicationRoute::Counter,
        ages: (3, 14),
        then: Then::Waits,
    },
    Case {
        id: "demo-employer",
        reason: ApplicationReason::RenewingCard,
        days_ago: 2,
        applicant: WhoApplied::Person,
        route: ApplicationRoute::Employer,
        ages: (20, 64),
        then: Then::Waits,
    },
    Case {
        id: "demo-invoiced",
        reason: ApplicationReason::LostDocument,
        days_ago: 9,
        applicant: WhoApplied::Person,
        route: ApplicationRoute::Direct,
        ages: (20, 64),
        then: Then::Invoiced,
    },
    Case {
        id: "demo-paid",
        reason: ApplicationReason::LostDocument,
        days_ago: 8,
        applicant: WhoApplied::Person,
        route: ApplicationRoute::Counter,
        ages: (20, 69),
        then: Then::Paid,
    },
    Case {
        id: "demo-refused",
        reason: ApplicationReason::RenewingCard,
        days_ago: 10,
        applicant: WhoApplied::Person,
        route: ApplicationRoute::Direct,
        ages: (20, 64),
        then: Then::Refused,
    },
];
