//! A plan as the JSON of `shikaku plan --json`. Absent values are left out, never null.

use std::collections::BTreeMap;

use eligibility::{DocumentKind, How, Rules};
use jiff::civil::Date;
use serde::Serialize;

use super::{Counts, Deliver, Month, Plan, PlanItem, ReasonCount, Warning, YearPlan};

/// A plan as the contract writes it.
#[derive(Debug, Serialize)]
pub struct PlanDocument {
    on: Date,
    insurer: String,
    settings_revision: i64,
    items: Vec<PlanDocumentItem>,
    warnings: Vec<PlanDocumentWarning>,
    counts: CountsDocument,
}

/// A paper of a [`PlanDocument`]. The person is a key: names stand only in the files of `issue`.
#[derive(Debug, Serialize)]
pub struct PlanDocumentItem {
    person: String,
    document: &'static str,
    how: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    issue_from: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_hand_by: Option<Date>,
    because: Vec<&'static str>,
    renewal: bool,
    #[serde(flatten)]
    way: Way,
}

/// A warning of a [`PlanDocument`].
#[derive(Debug, Serialize)]
pub struct PlanDocumentWarning {
    person: String,
    valid_to: Date,
    usable_to: Date,
    because: Vec<&'static str>,
    #[serde(flatten)]
    way: Way,
}

/// How something goes to a person: the contract knows two ways, and whether one is withheld.
#[derive(Debug, Serialize)]
struct Way {
    deliver: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    withheld: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    employer: Option<String>,
}

#[derive(Debug, Serialize)]
struct CountsDocument {
    items: u64,
    people: u64,
    warnings: u64,
    document: BTreeMap<&'static str, u64>,
    how: BTreeMap<&'static str, u64>,
    deliver: BTreeMap<&'static str, u64>,
    reason: Vec<ReasonDocument>,
    employer: BTreeMap<String, u64>,
}

#[derive(Debug, Serialize)]
struct ReasonDocument {
    document: &'static str,
    rule: &'static str,
    says: &'static str,
    count: u64,
}

/// A year's plan as JSON.
#[derive(Debug, Serialize)]
pub struct YearDocument {
    from: Date,
    insurer: String,
    settings_revision: i64,
    months: Vec<MonthDocument>,
}

#[derive(Debug, Serialize)]
struct MonthDocument {
    from: Date,
    papers: Vec<ReasonDocument>,
    warnings: u64,
    certificates_ending: u64,
    turning_seventy: u64,
    turning_seventy_five: u64,
    stays_ending: u64,
}

impl Plan {
    /// The plan as the contract writes it.
    #[must_use]
    pub fn to_json(&self) -> PlanDocument {
        PlanDocument {
            on: self.on,
            insurer: self.insurer.to_string(),
            settings_revision: self.settings_revision,
            items: self.items.iter().map(PlanDocumentItem::of).collect(),
            warnings: self.warnings.iter().map(PlanDocumentWarning::of).collect(),
            counts: CountsDocument::of(self.counts()),
        }
    }
}

impl YearPlan {
    /// The year's plan as JSON.
    #[must_use]
    pub fn to_json(&self) -> YearDocument {
        YearDocument {
            from: self.from,
            insurer: self.insurer.to_string(),
            settings_revision: self.settings_revision,
            months: self.months.iter().map(MonthDocument::of).collect(),
        }
    }
}

impl PlanDocumentItem {
    fn of(it: &PlanItem) -> Self {
        Self {
            person: it.person.to_string(),
            document: document_name(it.document),
            how: how_name(it.how),
            issue_from: it.issue_from,
            in_hand_by: it.in_hand_by,
            because: ids(&it.because),
            renewal: it.is_renewal,
            way: Way::of(it.deliver, it.employer.as_ref()),
        }
    }
}

impl PlanDocumentWarning {
    fn of(it: &Warning) -> Self {
        Self {
            person: it.person.to_string(),
            valid_to: it.valid_to,
            usable_to: it.usable_to,
            because: ids(&it.because),
            way: Way::of(it.deliver, it.employer.as_ref()),
        }
    }
}

impl Way {
    fn of(deliver: Deliver, employer: Option<&String>) -> Self {
        Self {
            deliver: match deliver {
                Deliver::Employer => "employer",
                Deliver::Direct | Deliver::Withheld => "direct",
            },
            withheld: deliver == Deliver::Withheld,
            employer: employer.cloned(),
        }
    }
}

impl CountsDocument {
    fn of(it: Counts) -> Self {
        Self {
            items: it.items,
            people: it.people,
            warnings: it.warnings,
            document: it.documents.iter().map(|it| (document_name(it.0), it.1)).collect(),
            how: it.how.iter().map(|it| (how_name(it.0), it.1)).collect(),
            deliver: it.deliver.iter().map(|it| (it.0.name(), it.1)).collect(),
            reason: it.reasons.iter().map(ReasonDocument::of).collect(),
            employer: it.employers,
        }
    }
}

impl ReasonDocument {
    const fn of(it: &ReasonCount) -> Self {
        Self {
            document: document_name(it.document),
            rule: it.rule.id(),
            says: it.rule.says(),
            count: it.count,
        }
    }
}

impl MonthDocument {
    fn of(it: &Month) -> Self {
        Self {
            from: it.from,
            papers: it.papers.iter().map(ReasonDocument::of).collect(),
            warnings: it.warnings,
            certificates_ending: it.certificates_ending,
            turning_seventy: it.turning_seventy,
            turning_seventy_five: it.turning_seventy_five,
            stays_ending: it.stays_ending,
        }
    }
}

fn ids(rules: &Rules) -> Vec<&'static str> {
    rules.iter().map(|it| it.id()).collect()
}

/// A kind of paper as the contract names it.
#[must_use]
pub const fn document_name(it: DocumentKind) -> &'static str {
    match it {
        DocumentKind::EligibilityCertificate => "eligibility_certificate",
        DocumentKind::EligibilityNotice => "eligibility_notice",
        DocumentKind::ElderlyRecipientCertificate => "elderly_recipient_certificate",
        DocumentKind::FormerInsuranceCertificate => "former_insurance_certificate",
    }
}

/// A ground of issue as the contract names it.
#[must_use]
pub const fn how_name(it: How) -> &'static str {
    match it {
        How::ExOfficio => "ex_officio",
        How::OnApplication => "on_application",
        How::OnEnrolment => "on_enrolment",
    }
}
