//! The dossier of the contract: what `shikaku decide` reads, one JSON object per line.
//!
//! Absent means none; unknown fields are refused. Each list is one of the law's kinds of fact, and
//! each struct is also the body of that kind in the ledger.

use eligibility::InsurerNumber;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::insurer_number;

/// All facts about one person that decide anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// Echoed in the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Day of birth (生年月日).
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub born_on: Date,
    /// Last day of a foreign resident's period of stay (在留期間の満了日).
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub stay_until: Option<Date>,
    /// Whether the person has a smartphone.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub smartphone: bool,
    /// Times in which the own information is blocked (自己情報提供不可).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub self_information_blocks: Vec<SelfInformationBlock>,
    /// Short for one block without dates.
    #[serde(default, skip_serializing_if = "is_false")]
    pub self_information_blocked: bool,
    /// A person needing assistance (要配慮者).
    #[serde(default, skip_serializing_if = "is_false")]
    pub needs_assistance: bool,
    /// Coverages (医療保険の資格).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coverages: Vec<Coverage>,
    /// My Number Cards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<MyNumberCard>,
    /// Digital certificates for authentication, in order of issue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub digital_certificates: Vec<DigitalCertificate>,
    /// Registrations for health insurance use (利用登録).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub registrations: Vec<Registration>,
    /// Moves within the country.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relocations: Vec<Relocation>,
    /// Moves abroad.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departures_abroad: Vec<DepartureAbroad>,
    /// Papers issued.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
    /// Applications for papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applications: Vec<Application>,
}

/// A block on the own information (自己情報提供不可フラグ).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelfInformationBlock {
    /// First day.
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub from: Date,
    /// Last day; open where absent.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub to: Option<Date>,
}

/// One insurer's coverage of the person (資格).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// The insurer (保険者番号), 6 or 8 digits.
    #[serde(with = "insurer_number")]
    #[schemars(with = "String")]
    pub insurer_number: InsurerNumber,
    /// Symbol (記号) as received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// Number (番号) as received.
    pub number: String,
    /// Branch number (枝番), two digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// Insured or dependent (本人・家族).
    pub role: Role,
    /// First day covered (資格取得年月日).
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub acquired_on: Date,
    /// First day not covered any more (資格喪失年月日).
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub lost_on: Option<Date>,
    /// Income tier (所得区分) where no dated row has come.
    #[serde(default, skip_serializing_if = "is_default")]
    pub income_tier: IncomeTier,
    /// Income tiers with their first days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub income_tiers: Vec<DatedIncomeTier>,
    /// Voluntary continuation (任意継続).
    #[serde(default, skip_serializing_if = "is_false")]
    pub voluntary_continuation: bool,
}

/// An income tier from a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatedIncomeTier {
    /// First day.
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub from: Date,
    /// The tier.
    pub tier: IncomeTier,
}

/// A My Number Card and what happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyNumberCard {
    /// The day the application was received.
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub application_received_on: Date,
    /// The day the card was made.
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub issued_on: Date,
    /// The day it was handed over; default `issued_on`.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub handed_over_on: Option<Date>,
    /// Last day as printed; overrides the computed one.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub valid_to: Option<Date>,
    /// A card without PIN (顔認証マイナンバーカード).
    #[serde(default, skip_serializing_if = "is_false")]
    pub pinless: bool,
    /// Reported lost.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub lost_on: Option<Date>,
    /// Temporarily stopped.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub suspended_on: Option<Date>,
    /// Found, or the stop lifted.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub released_on: Option<Date>,
    /// Given back (返納).
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub returned_on: Option<Date>,
    /// Revoked (廃止).
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub revoked_on: Option<Date>,
}

/// A digital certificate for authentication (利用者証明用電子証明書).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DigitalCertificate {
    /// The day of issue.
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub issued_on: Date,
    /// Last day as read from it; overrides the computed one.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub valid_to: Option<Date>,
    /// Revoked (失効).
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub revoked_on: Option<Date>,
}

/// A registration for health insurance use (利用登録).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The day registered.
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub registered_on: Date,
    /// The day its cancellation was requested.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub cancel_requested_on: Option<Date>,
}

/// A move within the country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relocation {
    /// Planned day of moving out (転出予定日).
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub planned_departure_on: Date,
    /// Day of moving in.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub moved_in_on: Option<Date>,
    /// Day of the moving-in notification (転入届).
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub reported_on: Option<Date>,
    /// Day the card's continued use (継続利用) was done.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub continued_use_on: Option<Date>,
}

/// A move abroad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DepartureAbroad {
    /// Planned day of departure.
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub planned_on: Date,
    /// Day continued use abroad was done.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub continued_use_on: Option<Date>,
}

/// A paper issued to the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Which paper.
    pub kind: DocumentKind,
    /// Day of issue (交付年月日).
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub issued_on: Date,
    /// First day of validity; may precede the issue.
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub valid_from: Date,
    /// Last day of validity (有効期限).
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub valid_to: Option<Date>,
    /// The insurer that issued it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "insurer_number::optional")]
    #[schemars(with = "Option<String>")]
    pub insurer_number: Option<InsurerNumber>,
    /// Reported lost.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub lost_on: Option<Date>,
    /// Given back.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub returned_on: Option<Date>,
}

/// An application for a paper (交付申請).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// The paper asked for.
    #[serde(rename = "for")]
    pub document: DocumentKind,
    /// The day received.
    #[serde(with = "crate::day")]
    #[schemars(with = "Date")]
    pub received_on: Date,
    /// Why.
    pub reason: ApplicationReason,
    /// The day the fee was paid.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub fee_paid_on: Option<Date>,
}

/// Insured or dependent (本人・家族).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 被保険者.
    Insured,
    /// 被扶養者.
    Dependent,
}

/// Income tier (所得区分).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IncomeTier {
    /// 一般.
    #[default]
    Ordinary,
    /// 一定以上所得, late-stage elderly only.
    CertainLevel,
    /// 現役並み所得.
    ActiveLevel,
}

/// A kind of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 資格確認書.
    EligibilityCertificate,
    /// 資格情報のお知らせ.
    EligibilityNotice,
    /// 高齢受給者証.
    ElderlyRecipientCertificate,
    /// 従来の健康保険証.
    FormerInsuranceCertificate,
}

/// Why a paper is applied for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationReason {
    /// My Number Card lost.
    LostCard,
    /// My Number Card being renewed.
    RenewingCard,
    /// 要配慮者.
    NeedsAssistance,
    /// My Number Card given back.
    ReturnedCard,
    /// Paper lost or damaged.
    LostDocument,
    /// Anything else.
    Other,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde calls")]
fn is_true(it: &bool) -> bool {
    *it
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde calls")]
fn is_false(it: &bool) -> bool {
    !*it
}

fn is_default<T: Default + PartialEq>(it: &T) -> bool {
    *it == T::default()
}

impl Dossier {
    /// A dossier with nothing in it but the day of birth.
    #[must_use]
    pub const fn born_on(born_on: Date) -> Self {
        Self {
            id: None,
            born_on,
            stay_until: None,
            smartphone: true,
            self_information_blocks: Vec::new(),
            self_information_blocked: false,
            needs_assistance: false,
            coverages: Vec::new(),
            cards: Vec::new(),
            digital_certificates: Vec::new(),
            registrations: Vec::new(),
            relocations: Vec::new(),
            departures_abroad: Vec::new(),
            documents: Vec::new(),
            applications: Vec::new(),
        }
    }
}
