//! A person as the ledger knows them: the dossier, and who it is about.

use eligibility::InsurerNumber;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Dossier, insurer_number};

/// The current facts about one person: what `person.dossier` holds as compact bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The facts that decide.
    pub dossier: Dossier,
    /// Who the person is, as the insurers received it.
    pub identity: Option<Identity>,
    /// Where the person lives, as the insurer received it.
    pub address: Option<Address>,
    /// How papers reach the person.
    pub delivery: Option<Delivery>,
    /// The patient numbers institutions have registered (照会番号).
    pub reference_numbers: Vec<ReferenceNumber>,
}

/// Name, kana, sex and birth date, character for character as received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Name (氏名).
    pub name: String,
    /// Name in kana (氏名カナ).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kana: Option<String>,
    /// Sex (性別).
    pub sex: Sex,
    /// Day of birth.
    #[serde(with = "crate::day")]
    pub born_on: Date,
    /// Name of the insured person or head of household (被保険者氏名、世帯主), where another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insured_name: Option<String>,
}

/// Sex (性別) as the interface knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
    /// 未設定.
    Unset,
}

/// Postcode and address, character for character as received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Postcode, `123-4567`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postcode: Option<String>,
    /// Address (住所).
    pub text: String,
    /// Not to be disclosed (不開示).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
}

/// How papers reach the person: through the employer, or directly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// The insurer whose employer code this is.
    #[serde(with = "insurer_number")]
    pub insurer_number: InsurerNumber,
    /// The employer's code (事業所番号).
    pub employer_code: String,
    /// The employer's name (事業所名).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employer_name: Option<String>,
}

/// A patient number an institution has registered for this person (照会番号).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceNumber {
    /// The institution's code (医療機関コード).
    pub institution: String,
    /// Its number for the person, at most 50 characters.
    pub number: String,
}
