//! A confirmation by card: the bodies of `/v1/challenges` and `/v1/card-confirmations`.
//!
//! The hub gives a challenge, the card signs [`signed_message`] of it, and the hub answers about
//! the card's holder once the signature is proven. What is not proven is a [`CardRefusal`]: it
//! tells nothing about anybody and leaves nothing behind.

use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cause, Eligibility, NotCovered, Validity};

mod octets;

/// The bytes a card signs for a challenge. The first line keeps the signature from meaning
/// anything anywhere else.
#[must_use]
pub fn signed_message(challenge: &str) -> Vec<u8> {
    [b"shikaku card confirmation 1\n", challenge.as_bytes()].concat()
}

/// A challenge of the hub for one confirmation by card, used once and soon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Challenge {
    /// The challenge, lower-case hexadecimal.
    pub challenge: String,
    /// The last instant at which it is taken.
    #[schemars(with = "String")]
    pub expires_at: Timestamp,
}

/// What a reader asks, with the card's proof that it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CardQuestion {
    /// The challenge, as the hub gave it to this institution.
    pub challenge: String,
    /// The reader's instant, kept for retries. The challenge tells the hub the time.
    #[schemars(with = "String")]
    pub asked_at: Timestamp,
    /// The day for which eligibility is asked. What the card proves is told of today.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub on: Date,
    /// 利用者証明用電子証明書, DER in base64.
    #[serde(with = "octets")]
    #[schemars(with = "String")]
    pub certificate: Vec<u8>,
    /// How the reader made sure that the holder is here.
    pub check: CheckedBy,
    /// Over [`signed_message`], in base64: by the certificate's key after a PIN, else by the card's
    /// face key.
    #[serde(with = "octets")]
    #[schemars(with = "String")]
    pub signature: Vec<u8>,
    /// The card's face key, `SubjectPublicKeyInfo` in base64; none with a PIN.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "octets::optional")]
    #[schemars(with = "Option<String>")]
    pub face_key: Option<Vec<u8>>,
}

/// How a reader made sure that the holder of a card is here (本人確認).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum CheckedBy {
    /// The card took the holder's PIN (暗証番号).
    Pin,
    /// Staff compared the holder with the card's photo (目視確認).
    Staff,
    /// A face engine compared them and vouches (顔認証).
    FaceEngine {
        /// Its name and version, 1 to 64 characters.
        engine: String,
    },
}

/// What the hub answers about the holder of a card. Absent values are left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CardAnswer {
    /// The question's challenge.
    pub challenge: String,
    /// When the hub decided. A retry gets the first answer with its time.
    #[schemars(with = "String")]
    pub confirmed_at: Timestamp,
    /// The day asked for.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub on: Date,
    /// How the holder's presence was made sure of, as asked.
    pub check: CheckedBy,
    /// How the coverage stands. Absent where the card proves nothing, which is not 無効.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validity: Option<Validity>,
    /// What the card proves today; absent where the hub cannot tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_use: Option<CardUse>,
    /// Why the card proves nothing, or what keeps the hub from telling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_usable: Option<NotUsable>,
    /// What the reader shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reader: Option<ReaderScreen>,
    /// The days of the certificate laid on the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<DigitalCertificateDays>,
    /// The registration for insurance use; told where the card itself is good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration: Option<CardRegistration>,
    /// The coverage in force on the day, else the last that ended or the first to begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Eligibility>,
    /// Why no coverage is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_covered: Option<NotCovered>,
    /// What proves eligibility instead, best first, where the hub cannot tell by this card yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<Instead>,
    /// Why the hub could not tell; only with `undetermined`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// Rule ids the answer rests on, most important first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
}

/// What a card proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardUse {
    /// Eligibility, and medical information by consent.
    Everything,
    /// Eligibility only.
    EligibilityOnly,
    /// Nothing.
    Nothing,
}

/// Why a card proves nothing, in the order checked; the last two keep the hub from telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotUsable {
    /// The certificate is revoked (失効).
    CertificateRevoked,
    /// The certificate is on hold (一時保留).
    CertificateOnHold,
    /// The certificate is past its grace.
    CertificateExpired,
    /// The own information is blocked (自己情報提供不可).
    Blocked,
    /// The card is reported lost.
    CardLost,
    /// The card is temporarily stopped (一時停止).
    CardSuspended,
    /// The card was given back or revoked, or has lapsed by a move.
    CardEnded,
    /// The card is past its last day and its grace.
    CardExpired,
    /// It is not the card that was handed over to the holder.
    CardNotInUse,
    /// The card is not registered for insurance use, or not any more.
    NotRegistered,
    /// The certificate is so new that it does not count yet.
    CertificateTooNew,
    /// The certificate is genuine, but the register does not say whose it is.
    CertificateNotRecorded,
}

/// What a reader shows, letter for letter, without the button 「次に進む」.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReaderScreen {
    /// 0 quiet, 1 expires soon, 2 eligibility only, 3 stopped.
    pub phase: u8,
    /// The texts in order.
    pub texts: Vec<String>,
    /// Whether there is a way forward.
    pub may_continue: bool,
}

/// The days of a digital certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DigitalCertificateDays {
    /// Last day of validity.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub valid_to: Date,
    /// First day on which it can be renewed.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub renewable_from: Date,
    /// Last day of the grace, in which it proves eligibility only.
    #[serde(with = "record::day")]
    #[schemars(with = "Date")]
    pub usable_to: Date,
}

/// The registration of a card for insurance use (利用登録).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CardRegistration {
    /// Its state.
    pub state: CardRegistrationState,
    /// Its last day, where an end is known or near.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "record::day::optional")]
    #[schemars(with = "Option<Date>")]
    pub last_day: Option<Date>,
}

/// The state of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardRegistrationState {
    /// Never registered.
    None,
    /// Registered.
    Registered,
    /// Cancelled on request (解除).
    Cancelled,
    /// Lapsed with the grace of its certificate.
    Lapsed,
}

/// What proves eligibility in place of an answer about the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Instead {
    /// The card and the Mynaportal screen or its PDF.
    CardAndPortalScreen,
    /// The card and the 資格情報のお知らせ.
    CardAndNotice,
    /// The card and a 被保険者資格申立書 written at the counter.
    CardAndStatement,
    /// A 資格確認書.
    EligibilityCertificate,
}

/// Why nothing is answered about anybody, in the order checked: the card's presence is not proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardRefusal {
    /// The hub gave this institution no such challenge.
    ChallengeUnknown,
    /// The challenge was used for another question.
    ChallengeUsed,
    /// The challenge came too late: ask for another.
    ChallengeExpired,
    /// The certificate is none of the authority's for user authentication.
    CertificateUnknown,
    /// The signature is not the card's over this challenge.
    SignatureWrong,
    /// The register does not hold this face key for this certificate: use the PIN.
    FaceKeyUnknown,
}

/// A question by card as the log keeps it: the proof of presence in full, the certificate by its
/// name in the register, where its bytes are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedCardQuestion {
    /// The challenge.
    pub challenge: String,
    /// The reader's instant.
    pub asked_at: Timestamp,
    /// The day asked for.
    #[serde(with = "record::day")]
    pub on: Date,
    /// How presence was made sure of.
    pub check: CheckedBy,
    /// The issuer's key identifier, lower-case hexadecimal.
    pub issuer_key_id: String,
    /// The certificate's serial number (発行番号).
    pub serial: u64,
    /// SHA-256 of the certificate, in base64.
    #[serde(with = "octets")]
    pub certificate_hash: Vec<u8>,
    /// The signature, in base64.
    #[serde(with = "octets")]
    pub signature: Vec<u8>,
    /// The face key, in base64.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "octets::optional")]
    pub face_key: Option<Vec<u8>>,
}

impl CardAnswer {
    /// The answer where nobody can tell.
    #[must_use]
    pub fn undetermined(question: &CardQuestion, cause: Cause, now: Timestamp) -> Self {
        Self {
            challenge: question.challenge.clone(),
            confirmed_at: now,
            on: question.on,
            check: question.check.clone(),
            validity: Some(Validity::Undetermined),
            card_use: None,
            not_usable: None,
            reader: None,
            certificate: None,
            registration: None,
            result: None,
            not_covered: None,
            instead: Vec::new(),
            cause: Some(cause),
            because: vec![eligibility::Rule::R091.id().to_owned()],
        }
    }
}

impl From<eligibility::CardUse> for CardUse {
    fn from(it: eligibility::CardUse) -> Self {
        match it {
            eligibility::CardUse::Everything => Self::Everything,
            eligibility::CardUse::EligibilityOnly => Self::EligibilityOnly,
            eligibility::CardUse::Nothing => Self::Nothing,
        }
    }
}

impl From<eligibility::ReaderStanding> for ReaderScreen {
    fn from(it: eligibility::ReaderStanding) -> Self {
        Self {
            phase: it.phase,
            texts: it.texts().iter().map(|text| (*text).to_owned()).collect(),
            may_continue: it.may_continue,
        }
    }
}

impl From<eligibility::RegistrationStanding> for CardRegistration {
    fn from(it: eligibility::RegistrationStanding) -> Self {
        use eligibility::RegistrationState as Law;
        let state = match it.state {
            Law::None => CardRegistrationState::None,
            Law::Registered => CardRegistrationState::Registered,
            Law::Cancelled => CardRegistrationState::Cancelled,
            Law::Lapsed => CardRegistrationState::Lapsed,
        };
        Self { state, last_day: it.last_day }
    }
}

impl From<eligibility::Fallback> for Instead {
    fn from(it: eligibility::Fallback) -> Self {
        match it {
            eligibility::Fallback::CardAndPortalScreen => Self::CardAndPortalScreen,
            eligibility::Fallback::CardAndNotice => Self::CardAndNotice,
            eligibility::Fallback::CardAndStatement => Self::CardAndStatement,
            eligibility::Fallback::EligibilityCertificate => Self::EligibilityCertificate,
        }
    }
}

#[cfg(test)]
mod tests;
