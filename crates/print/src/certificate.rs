//! 資格確認書: the eligibility certificate, as a card, a postcard or a page.

mod design;
mod measures;

use std::borrow::Cow;

use eligibility::written;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::layout::{Layout, Undrawable};
use crate::paper::PaperInsurer;
use crate::stock::Stocks;

/// The eligibility certificate (資格確認書), with all that stands on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EligibilityCertificate {
    /// Its size.
    pub form: CertificateForm,
    /// Whether the printer wants crop marks.
    #[serde(default)]
    pub crop_marks: bool,
    /// The insurance: 健康保険, 国民健康保険, 後期高齢者医療.
    pub heading: String,
    /// What the person is to the insurer: 組合員, 被保険者, 被扶養者.
    pub member: String,
    /// The sheet's number in its batch, printed small.
    pub sheet: String,
    /// Who issues it.
    pub insurer: PaperInsurer,
    /// The symbol (記号), where the insurer has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The number (番号).
    pub number: String,
    /// The branch (枝番).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The name as registered.
    pub name: String,
    /// The kana.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kana: Option<String>,
    /// The sex as printed, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// The birth date (生年月日).
    pub born_on: Date,
    /// The day of acquisition (資格取得年月日).
    pub acquired_on: Date,
    /// The first day of the share (発効期日), from 70 only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
    /// The last day it is valid (有効期限).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// The share in tenths (負担割合), from 70 only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_tenths: Option<u8>,
    /// The insured person's name (組合員氏名, 被保険者氏名, 世帯主氏名).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insured_name: Option<String>,
    /// The address.
    pub address: AddressOnPaper,
    /// The day of issue (交付年月日).
    pub issued_on: Date,
    /// What is printed on application.
    #[serde(default, skip_serializing_if = "OptionalItems::is_empty")]
    pub optional: OptionalItems,
    /// What the QR code at the lower right says; no code where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// The size of a 資格確認書 (F-39).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateForm {
    /// A card (カード型), 85.60 x 53.98 mm.
    Card,
    /// A postcard (はがき型), 100 x 148 mm.
    Postcard,
    /// A4, 210 x 297 mm.
    A4,
}

/// The address on a paper (D-15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressOnPaper {
    /// It is printed.
    Printed(String),
    /// A ruled blank, for the person to write in.
    Blank,
    /// It does not stand there at all.
    Omitted,
}

/// What stands on a 資格確認書 only when it is applied for (F-42).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OptionalItems {
    /// The class of the limit (限度区分): ア, 現役Ⅱ, 低所得Ⅰ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_class: Option<String>,
    /// Its first day (発効期日).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_from: Option<Date>,
    /// The day of long hospital stay (長期入院該当日).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub long_stay_on: Option<Date>,
    /// The specific disease (特定疾病区分): A, B, C.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub special_disease: Option<String>,
    /// Its first day (発効期日).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub special_from: Option<Date>,
}

impl OptionalItems {
    /// Whether nothing was applied for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl EligibilityCertificate {
    /// The page of it: what all of a kind have is stock, and the values go into its slots.
    pub(crate) fn layout<'a>(&self, stocks: &mut Stocks<'a>) -> Result<Layout<'a>, Undrawable> {
        let stock = stocks.of(&design::name(self), |faces| design::stock(self, faces))?;
        let mut layout = Layout::over(&stock);
        for (field, value) in self.values() {
            layout.fill(field, &value)?;
        }
        Ok(layout)
    }

    /// What differs from sheet to sheet, by the names of the slots.
    fn values(&self) -> impl Iterator<Item = (&'static str, Cow<'_, str>)> {
        let day = |it: Date| Cow::Owned(written(it));
        let from = |class: &Option<String>, on: Option<Date>| {
            let class = class.as_deref()?;
            Some(Cow::Owned(match on {
                Some(on) => format!("{class}(発効期日 {})", written(on)),
                None => class.to_owned(),
            }))
        };
        let optional = &self.optional;
        let address = match &self.address {
            AddressOnPaper::Printed(address) => Some(Cow::Borrowed(address.as_str())),
            AddressOnPaper::Blank | AddressOnPaper::Omitted => None,
        };
        let values = [
            ("valid_to", self.valid_to.map(day)),
            ("valid_from", self.valid_from.map(day)),
            ("symbol", self.symbol.as_deref().map(Cow::Borrowed)),
            ("number", Some(Cow::Borrowed(self.number.as_str()))),
            ("branch", self.branch.as_deref().map(Cow::Borrowed)),
            ("kana", self.kana.as_deref().map(Cow::Borrowed)),
            ("name", Some(Cow::Borrowed(self.name.as_str()))),
            ("sex", self.sex.as_deref().map(Cow::Borrowed)),
            ("born_on", Some(day(self.born_on))),
            ("share", self.share_tenths.map(|it| Cow::Owned(format!("{it}割")))),
            ("acquired_on", Some(day(self.acquired_on))),
            ("insured_name", self.insured_name.as_deref().map(Cow::Borrowed)),
            ("address", address),
            ("limit_class", from(&optional.limit_class, optional.limit_from)),
            ("long_stay_on", optional.long_stay_on.map(day)),
            ("special_disease", from(&optional.special_disease, optional.special_from)),
            ("issued_on", Some(day(self.issued_on))),
            ("code", self.code.as_deref().map(Cow::Borrowed)),
            ("sheet", Some(Cow::Borrowed(self.sheet.as_str()))),
        ];
        values.into_iter().filter_map(|(field, value)| Some((field, value?)))
    }
}
