//! Reference tables: insurers, employers, institutions, settings.

use eligibility::InsurerNumber;
use jiff::{Timestamp, civil::Date};

/// An insurer (保険者).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insurer {
    /// 保険者番号.
    pub number: InsurerNumber,
    /// 保険者名.
    pub name: String,
    /// 所在地, as printed on papers.
    pub address: String,
    /// 電話番号.
    pub phone: String,
}

/// An employer (事業所) of an insurer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employer {
    /// The insurer whose code this is.
    pub insurer: InsurerNumber,
    /// 事業所番号.
    pub code: String,
    /// 事業所名.
    pub name: String,
    /// 所在地.
    pub address: String,
}

/// A medical institution or pharmacy (医療機関・薬局) that may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Institution {
    /// 医療機関コード.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The hash of its key.
    pub key_hash: Vec<u8>,
    /// Since when it may ask.
    pub added_at: Timestamp,
    /// Since when it may not.
    pub revoked_at: Option<Timestamp>,
}

/// A setting to append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSetting {
    /// Of which insurer; of everybody where `None`.
    pub insurer: Option<InsurerNumber>,
    /// First day in force.
    pub from: Date,
    /// The settings as JSON.
    pub body: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By whom.
    pub recorded_by: String,
}

/// A row of `setting`. Of one insurer and day the one with the greatest `from` not after the day
/// holds, and of equal ones the greatest revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its place in the order of recording, from 1.
    pub revision: i64,
    /// What was recorded.
    pub setting: NewSetting,
}
