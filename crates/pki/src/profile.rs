//! The certificate profiles as data: a generation of cards is a row, a profile a part of it.
//!
//! The form is that of the cards in use; the names, the policies and the arcs are the emulator's
//! own, under the number kept for examples (RFC 5612). Source: 公的個人認証サービス プロファイル
//! 仕様書, as read off published test certificates.

use const_oid::ObjectIdentifier;

use crate::public_key::KeyAlgorithm;

/// Which of the two certificates of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// To prove who is here (利用者証明用).
    UserAuthentication,
    /// To sign a document (署名用).
    DigitalSignature,
}

/// A generation of cards: what its certificates are made of.
#[derive(Debug)]
pub struct CardGeneration {
    /// The organization in every name.
    pub organization: &'static str,
    /// The unit in an issuer's name for the agency that runs it.
    pub agency: &'static str,
    /// The organization in Japanese, for the alternative name.
    pub organization_in_japanese: &'static str,
    /// The agency in Japanese, for the alternative name.
    pub agency_in_japanese: &'static str,
    /// The arc of the holder's attributes in a certificate to sign documents.
    pub holder_attributes: ObjectIdentifier,
    /// The certificate to prove who is here.
    pub user_authentication: Profile,
    /// The certificate to sign documents.
    pub digital_signature: Profile,
}

/// What every certificate of one purpose and generation has in common (プロファイル).
#[derive(Debug)]
pub struct Profile {
    /// What its certificates are for.
    pub purpose: Purpose,
    /// The kind of key on the card.
    pub holder_key: KeyAlgorithm,
    /// The organizational unit in the issuer's name.
    pub unit: &'static str,
    /// The same in Japanese, for the alternative name.
    pub unit_in_japanese: &'static str,
    /// The certificate policy.
    pub policy: ObjectIdentifier,
    /// The key usage, `digitalSignature` the highest bit (RFC 5280 4.2.1.3).
    pub key_usage: u8,
    /// The extended key usage, where there is one.
    pub extended_key_usage: Option<ObjectIdentifier>,
    /// Whether it says where to ask for its status.
    pub tells_ocsp_address: bool,
}

/// The bits of a key usage that are used here (RFC 5280 4.2.1.3).
pub(crate) const DIGITAL_SIGNATURE: u8 = 0x80;
pub(crate) const NON_REPUDIATION: u8 = 0x40;
pub(crate) const CERTIFICATE_SIGN: u8 = 0x04;
pub(crate) const CRL_SIGN: u8 = 0x02;

const CLIENT_AUTHENTICATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");

impl CardGeneration {
    /// Every generation, the oldest first.
    pub const ALL: [&'static Self; 2] = [&Self::FIRST, &Self::NEXT];

    /// The cards in use: RSA.
    pub const FIRST: Self = Self::of(KeyAlgorithm::Rsa2048);

    /// The cards to come (次期個人番号カード): ECDSA on P-384. What else will change of their
    /// certificates is not published.
    pub const NEXT: Self = Self::of(KeyAlgorithm::EcdsaP384);

    /// The profile of a purpose.
    #[must_use]
    pub const fn profile(&self, purpose: Purpose) -> &Profile {
        match purpose {
            Purpose::UserAuthentication => &self.user_authentication,
            Purpose::DigitalSignature => &self.digital_signature,
        }
    }

    const fn of(holder_key: KeyAlgorithm) -> Self {
        Self {
            organization: "SHIKAKU-EMULATOR",
            agency: "SHIKAKU-EMULATOR Local Authority Information Systems",
            organization_in_japanese: "資格エミュレータ",
            agency_in_japanese: "資格エミュレータ地方公共団体情報システム",
            holder_attributes: ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.8.5.5"),
            user_authentication: Profile {
                purpose: Purpose::UserAuthentication,
                holder_key,
                unit: "SHIKAKU-EMULATOR for user authentication",
                unit_in_japanese: "資格エミュレータ利用者証明用",
                policy: ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.8.5.1.0.30"),
                key_usage: DIGITAL_SIGNATURE,
                extended_key_usage: Some(CLIENT_AUTHENTICATION),
                tells_ocsp_address: true,
            },
            digital_signature: Profile {
                purpose: Purpose::DigitalSignature,
                holder_key,
                unit: "SHIKAKU-EMULATOR for digital signature",
                unit_in_japanese: "資格エミュレータ署名用",
                policy: ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.8.5.1.0.20"),
                key_usage: DIGITAL_SIGNATURE | NON_REPUDIATION,
                extended_key_usage: None,
                tells_ocsp_address: false,
            },
        }
    }
}
