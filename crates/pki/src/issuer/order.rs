//! What a certificate is ordered for.

use jiff::{Timestamp, civil::Date};

use super::{IssueError, Issuer};
use crate::{japan_time, profile::Purpose, public_key::PublicKey};

/// An order of one certificate.
#[derive(Clone, Debug)]
pub struct CertificateOrder<'a> {
    /// The serial number (発行番号), never given twice by one issuer.
    pub serial: u64,
    /// The holder's key, a `SubjectPublicKeyInfo`; who asks has shown to hold its private half.
    pub public_key_der: &'a [u8],
    /// The instant from which it is valid.
    pub issued_at: Timestamp,
    /// The last day it is valid, to the end of that day in Japan.
    pub last_day: Date,
    /// Whose it is.
    pub holder: Holder<'a>,
}

/// Whose certificate it is: a number, or the four particulars.
#[derive(Clone, Debug)]
pub enum Holder<'a> {
    /// A number, from which no person can be read.
    UserAuthentication {
        /// The number; see [`crate::user_authentication_name`].
        common_name: &'a str,
        /// The municipality that issues.
        municipality: &'a Municipality,
    },
    /// The four particulars, as the resident register has them.
    DigitalSignature {
        /// The number; see [`crate::digital_signature_name`].
        common_name: &'a str,
        /// The municipality that issues.
        municipality: &'a Municipality,
        /// The name, with the ideographic space.
        name: &'a str,
        /// The day of birth.
        birth: Date,
        /// The sex as the card writes it: 1, 2, 3 or 9.
        sex: char,
        /// The address.
        address: &'a str,
        /// Which characters of the name stand for others (代替文字), a digit for each.
        name_substitutes: &'a str,
        /// Which characters of the address stand for others, a digit for each.
        address_substitutes: &'a str,
    },
}

/// A municipality (市区町村) as certificates name it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Municipality {
    /// Five digits.
    pub code: String,
    /// The prefecture in Roman letters: `Mihon-ken`.
    pub prefecture: String,
    /// The municipality in Roman letters: `Mihon-shi`.
    pub city: String,
}

impl Municipality {
    /// Whether a certificate can name it. With ` CRLDP` behind it, the name stays within the 64
    /// characters of a common name.
    fn is_well_formed(&self) -> bool {
        let is_roman = |name: &str| {
            let letter = |c: char| c.is_ascii_alphabetic() || matches!(c, '-' | '\'' | ' ');
            !name.is_empty() && name.len() <= 58 && name.chars().all(letter)
        };
        self.code.len() == 5
            && self.code.bytes().all(|digit| digit.is_ascii_digit())
            && is_roman(&self.prefecture)
            && is_roman(&self.city)
    }
}

impl Holder<'_> {
    const fn purpose(&self) -> Purpose {
        match self {
            Self::UserAuthentication { .. } => Purpose::UserAuthentication,
            Self::DigitalSignature { .. } => Purpose::DigitalSignature,
        }
    }

    pub(super) const fn municipality(&self) -> &Municipality {
        match self {
            Self::UserAuthentication { municipality, .. }
            | Self::DigitalSignature { municipality, .. } => municipality,
        }
    }

    /// Whether every particular is there and fits: a common name is at most 64 characters
    /// (RFC 5280, `ub-common-name`), and the others leave the certificate below 64 KiB.
    fn is_well_formed(&self) -> bool {
        let is_number = |text: &str| {
            (1..=64).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_alphanumeric())
        };
        let fits = |text: &str| !text.is_empty() && text.len() <= 1_000;
        match self {
            Self::UserAuthentication { common_name, .. } => is_number(common_name),
            Self::DigitalSignature {
                common_name,
                name,
                birth,
                sex,
                address,
                name_substitutes,
                address_substitutes,
                municipality: _,
            } => {
                is_number(common_name)
                    && era_birth(*birth).is_some()
                    && matches!(sex, '1' | '2' | '3' | '9')
                    && [name, address, name_substitutes, address_substitutes]
                        .into_iter()
                        .all(|text| fits(text))
            }
        }
    }
}

impl<'a> CertificateOrder<'a> {
    /// Whether the issuer can issue it; and its key, read.
    pub(super) fn check(&self, issuer: &Issuer) -> Result<PublicKey<'a>, IssueError> {
        if self.serial == 0 {
            return Err(IssueError::Serial);
        }
        if self.holder.purpose() != issuer.purpose {
            return Err(IssueError::Purpose);
        }
        let public_key = PublicKey::parse(self.public_key_der)?;
        let (found, wanted) = (public_key.algorithm(), issuer.profile().holder_key);
        if found != wanted {
            return Err(IssueError::KeyAlgorithm { found, wanted });
        }
        if !self.holder.municipality().is_well_formed() {
            return Err(IssueError::Municipality);
        }
        if !self.holder.is_well_formed() {
            return Err(IssueError::Holder);
        }
        let root = &issuer.certificate;
        if self.last_day < japan_time::day_of(self.issued_at)
            || self.issued_at < root.valid_from()
            || self.last_day > root.last_day()
        {
            return Err(IssueError::Validity);
        }
        Ok(public_key)
    }
}

/// The day of birth as the certificate has it: the era's number and eight digits of the common
/// calendar, `419900112` for a day in Heisei. Nobody alive was born before Meiji.
pub(super) fn era_birth(birth: Date) -> Option<String> {
    use jiff::civil::date;
    const ERAS: [(u8, Date); 5] = [
        (5, date(2019, 5, 1)),
        (4, date(1989, 1, 8)),
        (3, date(1926, 12, 25)),
        (2, date(1912, 7, 30)),
        (1, date(1868, 1, 25)),
    ];
    let (era, _) = ERAS.into_iter().find(|(_, first_day)| *first_day <= birth)?;
    Some(format!("{era}{}", birth.strftime("%Y%m%d")))
}
