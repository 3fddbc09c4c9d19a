//! An insurer's settings as JSON: what `--settings FILE` reads and the ledger stores.

mod letters;

use std::collections::BTreeMap;

use eligibility as law;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::letters::{LetterKind, LetterText, UnknownPlace};

/// An insurer's settings; what is absent is as the contract assumes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Settings {
    /// Last day of the insurer's former certificates, at most 2025-12-01 (R-031, R-150).
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub former_certificate_end: Date,
    /// Where the share of the elderly stands (D-14, F-43).
    pub share: SharePlace,
    /// Who writes the address (D-15).
    pub address: AddressPlace,
    /// How long a 資格確認書 is made valid, at most five years (F-39).
    pub certificate_validity: CertificateValidity,
    /// Fee in yen for issuing a lost paper again (R-118, F-53).
    pub reissue_fee_yen: u32,
    /// Days within which papers come back after the coverage is lost (R-113).
    pub return_within_days: u16,
    /// What happens to expired papers (R-115, D-16).
    pub expired_papers: ExpiredPapers,
    /// Months by which the monthly list is ahead of the last usable month (F-51).
    pub list_lead_months: u8,
    /// Months before the former certificate's end from which the bulk issue is due (R-153).
    pub bulk_issue_lead_months: u8,
    /// Whether deadlines of the municipality move past closed days (F-37).
    pub closed_days: ClosedDays,
    /// Leaflet 004's stricter reading of moves (D-23).
    pub no_use_between_moves: bool,
    /// Whether a card renewed in its last three months keeps the birthday (F-24).
    pub renewed_card_keeps_birthday: bool,
    /// Whether a new digital certificate counts from the day after its issue (F-14).
    pub certificate_counts_next_day: bool,
    /// How many papers one person may release alone; more need a second. No second where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release_by_two_above: Option<u32>,
    /// The size of a 資格確認書 (F-39).
    pub certificate_form: CertificateForm,
    /// Whether sheets have crop marks (トンボ), for a printer that cuts.
    pub crop_marks: bool,
    /// The name of the insurance at the head of papers, such as 国民健康保険; by the insurer's
    /// number where empty.
    pub insurance_name: String,
    /// What the QR code of a 資格情報のお知らせ opens (R-143).
    pub portal_address: String,
    /// The account that fees are paid to, as printed on invoices.
    pub bank_account: String,
    /// Days until an invoice is to be paid.
    pub invoice_days: u16,
    /// Texts of letters, in place of our own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub letters: BTreeMap<LetterKind, LetterText>,
}

/// The size of a 資格確認書 (F-39).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CertificateForm {
    /// A card (カード型), 85.60 x 53.98 mm.
    Card,
    /// A postcard (はがき型), 100 x 148 mm.
    Postcard,
    /// A4, 210 x 297 mm.
    A4,
}

/// Where the share of the elderly stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SharePlace {
    /// On the 資格確認書.
    Printed,
    /// On a 高齢受給者証.
    Separate,
}

/// Who writes the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AddressPlace {
    /// The insurer prints it.
    Printed,
    /// The person writes it.
    Handwritten,
}

/// How long a 資格確認書 is made valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CertificateValidity {
    /// So many years, 1 to 5.
    Years(u8),
    /// To the next such day of a year.
    YearlyTo {
        /// 1 to 12.
        month: u8,
        /// A day every such month has.
        day: u8,
    },
    /// To one day for everybody.
    To(
        #[serde(with = "crate::day")]
        #[schemars(with = "Date")]
        Date,
    ),
}

/// What happens to an expired paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExpiredPapers {
    /// The person destroys it.
    Destroyed,
    /// It comes back.
    Returned,
}

/// Which days the municipality's deadlines step over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClosedDays {
    /// None.
    Ignored,
    /// Saturdays, Sundays and these days.
    Weekends(Vec<Holiday>),
}

/// A day on which the municipality is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Holiday(
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub Date,
);

/// A setting that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The former certificates end later than the law allows.
    #[error("former_certificate_end is after 2025-12-01, want that day or earlier")]
    FormerCertificateEnd,
    /// A validity the law does not allow or that does not exist.
    #[error("certificate_validity is not 1 to 5 years or an existing day of a year")]
    CertificateValidity,
    /// A letter's text that cannot be filled.
    #[error(transparent)]
    Letter(#[from] UnknownPlace),
    /// An address that no QR code should open.
    #[error("portal_address is no https:// or http:// address")]
    PortalAddress,
}

impl Settings {
    /// The text of a letter: the insurer's, else our own.
    #[must_use]
    pub fn letter(&self, kind: LetterKind) -> LetterText {
        self.letters.get(&kind).cloned().unwrap_or_else(|| LetterText::default_of(kind))
    }

    /// The settings the law judges by.
    ///
    /// # Errors
    ///
    /// When a value cannot be.
    pub fn to_law(&self) -> Result<law::Settings, SettingsError> {
        if self.former_certificate_end > law::FORMER_CERTIFICATES_END {
            return Err(SettingsError::FormerCertificateEnd);
        }
        for (kind, text) in &self.letters {
            text.check(*kind)?;
        }
        if !["https://", "http://"].iter().any(|it| self.portal_address.starts_with(it)) {
            return Err(SettingsError::PortalAddress);
        }
        Ok(law::Settings {
            former_certificate_end: self.former_certificate_end,
            share: match self.share {
                SharePlace::Printed => law::SharePlace::Printed,
                SharePlace::Separate => law::SharePlace::Separate,
            },
            address: match self.address {
                AddressPlace::Printed => law::AddressPlace::Printed,
                AddressPlace::Handwritten => law::AddressPlace::Handwritten,
            },
            certificate_validity: self.certificate_validity.to_law()?,
            reissue_fee_yen: self.reissue_fee_yen,
            return_within_days: self.return_within_days,
            expired_papers: match self.expired_papers {
                ExpiredPapers::Destroyed => law::ExpiredPapers::Destroyed,
                ExpiredPapers::Returned => law::ExpiredPapers::Returned,
            },
            list_lead_months: self.list_lead_months,
            bulk_issue_lead_months: self.bulk_issue_lead_months,
            closed_days: match &self.closed_days {
                ClosedDays::Ignored => law::ClosedDays::Ignored,
                ClosedDays::Weekends(days) => {
                    law::ClosedDays::Weekends(days.iter().map(|it| it.0).collect())
                }
            },
            no_use_between_moves: self.no_use_between_moves,
            renewed_card_keeps_birthday: self.renewed_card_keeps_birthday,
            certificate_counts_next_day: self.certificate_counts_next_day,
        })
    }
}

impl CertificateValidity {
    fn to_law(self) -> Result<law::CertificateValidity, SettingsError> {
        let exists = |month: u8, day: u8| {
            let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
            Date::new(2025, month, day).ok()
        };
        match self {
            Self::Years(years @ 1..=5) => Ok(law::CertificateValidity::Years(years)),
            Self::YearlyTo { month, day } if exists(month, day).is_some() => {
                Ok(law::CertificateValidity::YearlyTo(month, day))
            }
            Self::To(day) => Ok(law::CertificateValidity::To(day)),
            Self::Years(_) | Self::YearlyTo { .. } => Err(SettingsError::CertificateValidity),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            former_certificate_end: law::FORMER_CERTIFICATES_END,
            share: SharePlace::Printed,
            address: AddressPlace::Printed,
            certificate_validity: CertificateValidity::Years(5),
            reissue_fee_yen: 0,
            return_within_days: 5,
            expired_papers: ExpiredPapers::Destroyed,
            list_lead_months: 0,
            bulk_issue_lead_months: 2,
            closed_days: ClosedDays::Ignored,
            no_use_between_moves: false,
            renewed_card_keeps_birthday: false,
            certificate_counts_next_day: false,
            release_by_two_above: None,
            certificate_form: CertificateForm::Card,
            crop_marks: false,
            insurance_name: String::new(),
            portal_address: "https://myna.go.jp/".to_owned(),
            bank_account: String::new(),
            invoice_days: 30,
            letters: BTreeMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_law() {
        assert_eq!(Settings::default().to_law(), Ok(law::Settings::CONTRACT));
        assert_eq!(serde_json::from_str::<Settings>("{}").unwrap(), Settings::default());
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (json, wanted) in [
            (r#"{"former_certificate_end":"2025-12-02"}"#, SettingsError::FormerCertificateEnd),
            (r#"{"certificate_validity":{"years":6}}"#, SettingsError::CertificateValidity),
            (
                r#"{"certificate_validity":{"yearly_to":{"month":2,"day":29}}}"#,
                SettingsError::CertificateValidity,
            ),
            (r#"{"portal_address":"myna.go.jp"}"#, SettingsError::PortalAddress),
            (
                r#"{"letters":{"invoice":{"title":"","body":"{{住所}}"}}}"#,
                SettingsError::Letter(UnknownPlace {
                    kind: "invoice",
                    found: "住所".to_owned(),
                    wanted: "氏名、書類、金額、請求番号、支払期限、振込先".to_owned(),
                }),
            ),
        ] {
            let settings: Settings = serde_json::from_str(json).unwrap();
            assert_eq!(settings.to_law(), Err(wanted), "{json}");
        }
    }
}
