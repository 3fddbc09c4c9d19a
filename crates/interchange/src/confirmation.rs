//! A question of eligibility and its answer: the body of `/v1/confirmations`.
//!
//! The XML messages and the JSON form of the same tree are other spellings of these two. A card
//! asks with a proof that it is there instead of numbers.

use jiff::{Timestamp, civil::Date};
use record::{Role, Sex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod card;

pub use card::{
    CardAnswer, CardQuestion, CardRefusal, CardRegistration, CardRegistrationState, CardUse,
    Challenge, CheckedBy, DigitalCertificateDays, Instead, NotUsable, ReaderScreen,
    RecordedCardQuestion, signed_message,
};

/// What an institution asks, from what stands on a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Made by the caller, kept for retries: 1 to 64 letters, digits, `-`, `_`, `.`.
    pub id: String,
    /// The caller's instant, kept for retries: at most 2 minutes ahead, at most 31 days behind.
    #[schemars(with = "String")]
    pub asked_at: Timestamp,
    /// The day for which eligibility is asked.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub on: Date,
    /// 保険者番号 of 6 or 8 digits; padding with spaces or zeros to 8 is understood.
    pub insurer_number: String,
    /// 記号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// 番号.
    pub number: String,
    /// 枝番; looked up when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// 生年月日.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub born_on: Date,
}

/// What the hub answers. Absent values are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The question's id.
    pub id: String,
    /// When the hub decided. A retry gets the first answer with its time.
    #[schemars(with = "String")]
    pub confirmed_at: Timestamp,
    /// The day asked for.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub on: Date,
    /// The answer in one word.
    pub validity: Validity,
    /// The coverage the number names: in force, ended, or not begun yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Eligibility>,
    /// Why a coverage is not in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_covered: Option<NotCovered>,
    /// Why the hub could not tell; only with `undetermined`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// Rule ids the answer rests on, most important first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
}

/// The answer in one word; the first five are 資格有効性 1 to 5 of the XML interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// 1 有効.
    Valid,
    /// 2 無効.
    Invalid,
    /// 3 無効（新しい資格あり）.
    InvalidNewerKnown,
    /// 4 該当資格なし.
    NoMatch,
    /// 5 複数該当.
    Several,
    /// The hub cannot tell; it does not mean "not covered".
    Undetermined,
}

/// Why the hub could not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The hub is not reached, or did not answer in time.
    Unreachable,
    /// The answer could not be written down, so it was not given.
    NotRecorded,
    /// The hub has more questions than it can take.
    Busy,
    /// Something failed at the hub.
    Failed,
}

/// Why and since when a coverage is not in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotCovered {
    /// Why.
    pub why: WhyNotCovered,
    /// The first day not covered, or the first day covered when not begun.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub from: Date,
    /// The day this was recorded at the hub.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "record::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub recorded_on: Option<Date>,
    /// Whether another coverage is in force on the day.
    pub newer_known: bool,
}

/// Why a coverage is not in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhyNotCovered {
    /// The insurer reported the loss.
    Lost,
    /// The person turned 75 (後期高齢者医療へ).
    TurnedSeventyFive,
    /// Two years of voluntary continuation are over.
    VoluntaryContinuationOver,
    /// It begins later.
    NotBegun,
}

/// The coverage a number names, with what reception needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Eligibility {
    /// 保険者番号.
    pub insurer_number: String,
    /// 保険者名.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insurer_name: Option<String>,
    /// 記号 as the insurer registered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// 番号 as the insurer registered it.
    pub number: String,
    /// 枝番.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// 氏名, character for character.
    pub name: String,
    /// 氏名カナ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kana: Option<String>,
    /// 被保険者氏名・世帯主; not the patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insured_name: Option<String>,
    /// 性別.
    #[schemars(with = "String")]
    pub sex: Sex,
    /// 生年月日.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub born_on: Date,
    /// 郵便番号; left out where the address is withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// 住所; left out where withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// 本人・家族.
    pub role: Role,
    /// 資格取得年月日.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub acquired_on: Date,
    /// 資格喪失年月日, reported or by law.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "record::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub lost_on: Option<Date>,
    /// 一部負担金の割合 in tenths, where covered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_tenths: Option<u8>,
    /// 未就学.
    #[serde(default)]
    pub preschool: bool,
    /// 高齢受給者: first day, where it has come and the coverage is not of 後期高齢者.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "record::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub elderly_from: Option<Date>,
    /// A 資格確認書 in force: 交付年月日, 有効開始, 有効終了.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateDays>,
    /// Every 資格確認書 of this coverage that proves nothing although its last day has not come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub void_certificates: Vec<VoidCertificate>,
    /// 照会番号 this institution registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_number: Option<String>,
}

/// The days of a 資格確認書.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CertificateDays {
    /// 交付年月日.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub issued_on: Date,
    /// 有効開始日.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub valid_from: Date,
    /// 有効終了日.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "record::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub valid_to: Option<Date>,
}

/// A 資格確認書 that looks valid and is not: told apart from another by its 交付年月日.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VoidCertificate {
    /// 交付年月日.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub issued_on: Date,
    /// The first day on which it proves nothing.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub void_from: Date,
    /// Why.
    pub why: WhyVoid,
}

/// Why a 資格確認書 proves nothing before its last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhyVoid {
    /// Reported lost (滅失・紛失).
    Lost,
    /// Given back (返納).
    Returned,
    /// A newer one was issued in its place (再交付・書換え).
    Replaced,
}

/// A patient number (照会番号) an institution registers for a person, named as on a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferenceNumberRegistration {
    /// The institution's number for the person, 1 to 50 characters.
    pub reference_number: String,
    /// 保険者番号 of 6 or 8 digits.
    pub insurer_number: String,
    /// 記号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// 番号.
    pub number: String,
    /// 枝番; looked up when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
}

/// What became of a patient number to be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ReferenceNumberOutcome {
    /// It comes back in later answers to this institution.
    Registered,
    /// No person has these numbers.
    NoMatch,
    /// Several people have these numbers; none is picked.
    Several,
    /// The hub could not tell or could not write it down.
    Undetermined {
        /// Why.
        cause: Cause,
    },
}

/// The body of `/v1/reference-numbers`: a registration under the caller's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferenceNumberRequest {
    /// Made by the caller, kept for retries: 1 to 64 letters, digits, `-`, `_`, `.`.
    pub id: String,
    /// The caller's instant.
    #[schemars(with = "String")]
    pub asked_at: Timestamp,
    /// The institution's number for the person, 1 to 50 characters.
    pub reference_number: String,
    /// 保険者番号 of 6 or 8 digits.
    pub insurer_number: String,
    /// 記号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// 番号.
    pub number: String,
    /// 枝番; looked up when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
}

impl ReferenceNumberRequest {
    /// What is to be registered.
    #[must_use]
    pub fn registration(&self) -> ReferenceNumberRegistration {
        ReferenceNumberRegistration {
            reference_number: self.reference_number.clone(),
            insurer_number: self.insurer_number.clone(),
            symbol: self.symbol.clone(),
            number: self.number.clone(),
            branch: self.branch.clone(),
        }
    }
}
