//! The authority's register: cards, the certificates on them, orders, and the acts that move them.
//!
//! An [`Act`] is what somebody at the authority did: some guarded steps, and where it changes the
//! person's facts that change too, in one transaction with the row that says who did it and why.
//!
//! ```text
//! order:        received ──made──► made ──handed over──► handed over
//!                  └───────────────┴──────withdrawn────► withdrawn
//! card:         in use ◄──stopped, released──► stopped;  either ──ended──► ended
//! certificate:  in force ◄──held, released──► held;      either ──revoked──► revoked
//! ```
//!
//! Expiry is no state: a last day is compared with the day asked about.
//!
//! Source: 電子署名等に係る地方公共団体情報システム機構の認証業務に関する法律(平成14年法律第153号)

mod act;
mod content;

use jiff::{Timestamp, civil::Date};

pub use self::act::{Act, ActError, ActOutcome, ActStep, AuthorityAct};
pub(crate) use self::content::{Content, fingerprint};
use crate::{Matched, PersonKey};

/// Which of the two certificates of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CertificatePurpose {
    /// The user authentication certificate (利用者証明用電子証明書).
    UserAuthentication,
    /// The digital signature certificate (署名用電子証明書).
    DigitalSignature,
}

impl CertificatePurpose {
    /// The name in the database and in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UserAuthentication => "user_authentication",
            Self::DigitalSignature => "digital_signature",
        }
    }

    /// The purpose of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        [Self::UserAuthentication, Self::DigitalSignature].into_iter().find(|it| it.name() == name)
    }
}

/// A generation of the key that signs certificates of one purpose (発行者).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateIssuer {
    /// SHA-1 of the key: the generations share one name.
    pub issuer_key_id: [u8; 20],
    /// What its certificates are for.
    pub purpose: CertificatePurpose,
    /// Its place among the keys of that purpose, from 1.
    pub generation: u32,
    /// Its own certificate in DER.
    pub certificate: Vec<u8>,
    /// Since when it is registered.
    pub added_at: Timestamp,
}

/// A certificate issued (電子証明書), and whether it is held or revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredCertificate {
    /// Under which key.
    pub issuer_key_id: [u8; 20],
    /// Its serial number (発行番号), unique under that key.
    pub serial: u64,
    /// What it is for: as its issuer.
    pub purpose: CertificatePurpose,
    /// Whose.
    pub person_key: PersonKey,
    /// On which card.
    pub card_number: String,
    /// The municipality (市区町村) in its subject and on whose list it is revoked.
    pub municipality: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The last day in Japan on which it is valid.
    pub last_day: Date,
    /// DER.
    pub certificate: Vec<u8>,
    /// Since when it is held; never together with `revoked_at`.
    pub held_since: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// Why it was revoked, as a code of RFC 5280 section 5.3.1.
    pub revocation_reason: Option<u8>,
}

impl RegisteredCertificate {
    /// Its place in [`crate::Store::certificates_ending`].
    #[must_use]
    pub const fn place(&self) -> CertificatePlace {
        CertificatePlace {
            last_day: self.last_day,
            issuer_key_id: self.issuer_key_id,
            serial: self.serial,
        }
    }
}

/// The place of a certificate among those that end: after it the next page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificatePlace {
    /// The last day on which it is valid.
    pub last_day: Date,
    /// Under which key.
    pub issuer_key_id: [u8; 20],
    /// Its serial number.
    pub serial: u64,
}

/// A certificate for a revocation list (失効リスト).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoppedCertificate {
    /// Its serial number.
    pub serial: u64,
    /// Since when it is held, or when it was revoked.
    pub at: Timestamp,
    /// A code of RFC 5280 section 5.3.1; [`REASON_HOLD`] while it is held.
    pub reason: u8,
}

/// `certificateHold` of RFC 5280 section 5.3.1: the reason of whoever may be released.
pub const REASON_HOLD: u8 = 6;

/// Whose a certificate is, and whether it still counts, in the hub's one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateHolder {
    /// Who.
    pub person_key: PersonKey,
    /// On which card.
    pub card_number: String,
    /// The last day in Japan on which it is valid.
    pub last_day: Date,
    /// Since when it is held.
    pub held_since: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// Why it was revoked, as a code of RFC 5280 section 5.3.1.
    pub revocation_reason: Option<u8>,
    /// SHA-256 of the card's face key; `None` where the card is not registered.
    pub face_key_hash: Option<[u8; 32]>,
    /// The person as [`crate::Store::find`] gives them.
    pub current: Matched,
}

/// A My Number card (個人番号カード).
#[derive(Clone, PartialEq, Eq)]
pub struct RegisteredCard {
    /// Its number (製造番号).
    pub card_number: String,
    /// Whose.
    pub person_key: PersonKey,
    /// The order it was made for.
    pub order_id: Option<String>,
    /// The municipality (市区町村) that hands it over.
    pub municipality: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The last day in Japan on which it is valid.
    pub last_day: Date,
    /// The four digits printed on it (セキュリティコード).
    pub security_code: String,
    /// SHA-256 of its face key.
    pub face_key_hash: [u8; 32],
    /// Since when its use is stopped (一時停止).
    pub stopped_since: Option<Timestamp>,
    /// When it ended (失効・廃止).
    pub ended_at: Option<Timestamp>,
    /// Why it ended; there together with `ended_at`.
    pub ended_why: Option<String>,
}

/// All but the security code: it opens the card's face.
impl std::fmt::Debug for RegisteredCard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegisteredCard")
            .field("card_number", &self.card_number)
            .field("person_key", &self.person_key)
            .field("order_id", &self.order_id)
            .field("municipality", &self.municipality)
            .field("made_at", &self.made_at)
            .field("last_day", &self.last_day)
            .field("stopped_since", &self.stopped_since)
            .field("ended_at", &self.ended_at)
            .field("ended_why", &self.ended_why)
            .finish_non_exhaustive()
    }
}

/// An order of a card (交付申請).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardOrder {
    /// Made by the caller, as [`crate::Change::id`].
    pub order_id: String,
    /// For whom.
    pub person_key: PersonKey,
    /// The municipality (市区町村) that hands the card over.
    pub municipality: String,
    /// How it came: by post, at a counter.
    pub channel: String,
    /// Why: a first card, a renewal, a lost one.
    pub reason: String,
    /// When it came.
    pub received_at: Timestamp,
    /// When the card was made.
    pub made_at: Option<Timestamp>,
    /// When the card was handed over (交付).
    pub handed_over_at: Option<Timestamp>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
    /// The card made.
    pub card_number: Option<String>,
}
