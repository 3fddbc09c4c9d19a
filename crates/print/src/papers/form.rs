//! The application forms of the leaflets, blank or filled in.

mod sections;
mod words;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Paper, PaperInsurer};
pub(super) use sections::{BIRTH, DAY, FOOT};

/// Which application form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormKind {
    /// 資格確認書交付申請書.
    CertificateApplication,
    /// 資格確認書交付申請書 for 任意継続被保険者, sent to the insurer directly.
    CertificateApplicationVoluntary,
    /// 資格確認書(再)交付申請書 資格確認書・健康保険証毀損・滅失届.
    Reissue,
    /// The same for 任意継続被保険者, sent to the insurer directly.
    ReissueVoluntary,
    /// 資格情報のお知らせ交付申請書.
    NoticeApplication,
    /// マイナンバーカードの健康保険証利用登録解除申請書.
    RegistrationCancellation,
    /// 個人番号カード国外継続利用申請書, handed in at the municipality.
    OverseasContinuation,
}

/// An application form (申請書), blank or with fields filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilledForm {
    /// Which form.
    pub kind: FormKind,
    /// The insurer that keeps it.
    pub insurer: PaperInsurer,
    /// What is filled in already.
    #[serde(default)]
    pub fields: FormFields,
}

/// What is filled in on a form; nothing where the applicant is to write. Each form prints those
/// fields it has: no employer on a form that goes to the insurer directly, no place of a loss where
/// nothing was lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FormFields {
    /// The day of the application.
    pub applied_on: Option<Date>,
    /// The symbol (記号).
    pub symbol: Option<String>,
    /// The number (番号).
    pub number: Option<String>,
    /// The branch (枝番).
    pub branch: Option<String>,
    /// The insured person's name (被保険者氏名, 組合員氏名).
    pub insured_name: Option<String>,
    /// The name of the person it is about.
    pub name: Option<String>,
    /// Their kana.
    pub kana: Option<String>,
    /// Their sex, as printed.
    pub sex: Option<String>,
    /// Their birth date.
    pub born_on: Option<Date>,
    /// Their postcode.
    pub postcode: Option<String>,
    /// Their address.
    pub address: Option<String>,
    /// Their telephone number.
    pub phone: Option<String>,
    /// The paper that is lost or damaged.
    pub paper: Option<FormPaper>,
    /// Whether the applicant wants it issued again.
    pub wants_again: Option<bool>,
    /// The reason ticked.
    pub reason: Option<FormReason>,
    /// More about the reason.
    pub reason_note: Option<String>,
    /// The day of the loss, or of the departure abroad.
    pub happened_on: Option<Date>,
    /// Where it was lost, or the country of destination.
    pub place: Option<String>,
    /// Who applies.
    pub applicant: Option<Applicant>,
    /// The proxy, where one applies.
    pub proxy: Option<Proxy>,
    /// The employer the form goes through.
    pub employer: Option<FormEmployer>,
}

/// Which paper a loss or a damage is reported of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormPaper {
    /// 資格確認書.
    EligibilityCertificate,
    /// 従来の健康保険証.
    FormerInsuranceCertificate,
    /// 高齢受給者証.
    ElderlyRecipientCertificate,
}

/// Who applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Applicant {
    /// The person (本人).
    Person,
    /// A legal representative (法定代理人).
    LegalRepresentative,
    /// A caregiver (介助者) or another proxy.
    Caregiver,
}

/// The one who applies for the person (代理人).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Proxy {
    /// The proxy's name.
    pub name: Option<String>,
    /// What the proxy is to the person (続柄).
    pub relation: Option<String>,
    /// The proxy's address.
    pub address: Option<String>,
    /// The proxy's telephone number.
    pub phone: Option<String>,
}

/// The employer a form goes through (事業主).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FormEmployer {
    /// The workplace's code (事業所番号).
    pub code: Option<String>,
    /// The workplace's name.
    pub name: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// The employer's name (事業主氏名).
    pub owner: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
}

/// Why a form is handed in; each form has its own reasons and [`FormReason::Other`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormReason {
    /// No My Number Card.
    NoCard,
    /// The card is not registered for insurance use.
    NotRegistered,
    /// The digital certificate has ended.
    CertificateEnded,
    /// The My Number Card is lost.
    CardLost,
    /// The My Number Card is being renewed or issued again.
    CardRenewing,
    /// The My Number Card was given back.
    CardReturned,
    /// Reception by the card is difficult (要配慮者).
    NeedsAssistance,
    /// The name or another item changed.
    Changed,
    /// The paper is lost.
    Lost,
    /// The paper is damaged.
    Damaged,
    /// The paper was stolen.
    Stolen,
    /// Anything else; written out.
    Other,
}

impl Paper {
    /// A form to be filled in by hand.
    #[must_use]
    pub fn blank_form(kind: FormKind, insurer: PaperInsurer) -> Self {
        Self::Form(Box::new(FilledForm { kind, insurer, fields: FormFields::default() }))
    }
}
