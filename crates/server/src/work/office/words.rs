//! The words of applications: in the register, and on pages.

use record::{ApplicationReason, DocumentKind};
use serde::{Deserialize, Serialize};
use store::OfficeApplication;

/// Who applied (申請者).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhoApplied {
    /// The person.
    Person,
    /// A legal representative (法定代理人).
    LegalRepresentative,
    /// Somebody who helps (介助者).
    Caregiver,
}

/// The way an application came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationRoute {
    /// Through the employer (事業主).
    Employer,
    /// By post.
    Direct,
    /// At the counter, entered by staff.
    Counter,
}

/// Where an application stands (申請の状態), in the order of its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ApplicationState {
    /// Received, to be decided.
    Received,
    /// Approved with a fee that is to be invoiced.
    ToInvoice,
    /// Invoiced, and not paid.
    Invoiced,
    /// Approved without a fee, or paid: to be printed.
    ToPrint,
    /// Printed, to be sent.
    Made,
    /// Sent.
    Sent,
    /// Refused.
    Refused,
    /// Withdrawn.
    Withdrawn,
}

impl WhoApplied {
    /// Everybody who may.
    pub const ALL: [Self; 3] = [Self::Person, Self::LegalRepresentative, Self::Caregiver];

    /// The word in the register.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "self",
            Self::LegalRepresentative => "legal_representative",
            Self::Caregiver => "caregiver",
        }
    }

    /// Of a word of the register.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }

    /// The name on pages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "本人",
            Self::LegalRepresentative => "法定代理人",
            Self::Caregiver => "介助者",
        }
    }
}

impl ApplicationRoute {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Employer, Self::Direct, Self::Counter];

    /// The word in the register.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Employer => "employer",
            Self::Direct => "direct",
            Self::Counter => "counter",
        }
    }

    /// Of a word of the register.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }

    /// The name on pages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Employer => "事業所から",
            Self::Direct => "郵送",
            Self::Counter => "窓口",
        }
    }
}

impl ApplicationState {
    /// Where an application stands.
    #[must_use]
    pub const fn of(application: &OfficeApplication) -> Self {
        let it = application;
        if it.withdrawn_at.is_some() {
            return Self::Withdrawn;
        }
        match it.approved {
            None => return Self::Received,
            Some(false) => return Self::Refused,
            Some(true) => {}
        }
        if it.sent_at.is_some() {
            Self::Sent
        } else if it.made_at.is_some() {
            Self::Made
        } else if it.fee_yen.is_none() || it.paid_on.is_some() {
            Self::ToPrint
        } else if it.invoiced_at.is_some() {
            Self::Invoiced
        } else {
            Self::ToInvoice
        }
    }

    /// Whether a paper is still to be made for it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        match self {
            Self::Received | Self::ToInvoice | Self::Invoiced | Self::ToPrint => true,
            Self::Made | Self::Sent | Self::Refused | Self::Withdrawn => false,
        }
    }

    /// The name on pages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Received => "受付ずみ",
            Self::ToInvoice => "請求待ち",
            Self::Invoiced => "入金待ち",
            Self::ToPrint => "印刷待ち",
            Self::Made => "印刷ずみ",
            Self::Sent => "送付ずみ",
            Self::Refused => "不交付",
            Self::Withdrawn => "取下げ",
        }
    }
}

/// The name of a kind of paper.
#[must_use]
pub const fn document_name(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::EligibilityCertificate => "資格確認書",
        DocumentKind::EligibilityNotice => "資格情報のお知らせ",
        DocumentKind::ElderlyRecipientCertificate => "高齢受給者証",
        DocumentKind::FormerInsuranceCertificate => "従来の健康保険証",
    }
}

/// The name of a reason for applying.
#[must_use]
pub const fn reason_name(reason: ApplicationReason) -> &'static str {
    match reason {
        ApplicationReason::LostCard => "マイナンバーカードをなくした",
        ApplicationReason::RenewingCard => "マイナンバーカードを更新している",
        ApplicationReason::NeedsAssistance => "マイナ保険証での受診が難しい(要配慮者)",
        ApplicationReason::ReturnedCard => "マイナンバーカードを返納した",
        ApplicationReason::LostDocument => "書類をなくした、または傷めた",
        ApplicationReason::Other => "その他",
    }
}
