//! An issuer of certificates: its key, its own certificate, and what is the same in all it issues.

mod order;
mod root;
mod template;

pub use order::{CertificateOrder, Holder, Municipality};

use jiff::civil::Date;

use crate::{
    certificate::{CertificateError, DigitalCertificate},
    der_reader::{BIT_STRING, SEQUENCE},
    der_writer,
    key::{KeyError, SigningKey},
    name,
    profile::{CardGeneration, Profile, Purpose},
    public_key::{KeyAlgorithm, PublicKeyError},
};
use template::Template;

/// An issuer of one generation of keys and one purpose (認証局).
#[derive(Debug)]
pub struct Issuer {
    purpose: Purpose,
    setting: IssuerSetting,
    key: SigningKey,
    certificate: DigitalCertificate,
    name: Vec<u8>,
    template: Template,
}

/// What an issuer puts into its certificates besides the names.
#[derive(Clone, Debug)]
pub struct IssuerSetting {
    /// The generation of cards, whose row has the names and the profiles.
    pub generation: &'static CardGeneration,
    /// Where the practice statement is published.
    pub cps_address: String,
    /// Where the status of a certificate can be asked.
    pub ocsp_address: String,
}

impl IssuerSetting {
    /// The emulator's, for cards in use, with the pages below this address.
    #[must_use]
    pub fn emulator(address: &str) -> Self {
        let address = address.trim_end_matches('/');
        Self {
            generation: &CardGeneration::FIRST,
            cps_address: format!("{address}/cps.html"),
            ocsp_address: format!("{address}/ocsp"),
        }
    }
}

impl Issuer {
    /// A new generation: the key signs its own certificate, valid from the start of one day in
    /// Japan to the end of another.
    ///
    /// # Errors
    ///
    /// In the order of [`IssueError`].
    pub fn establish(
        purpose: Purpose,
        key: SigningKey,
        setting: IssuerSetting,
        from: Date,
        to: Date,
        serial: u64,
    ) -> Result<Self, IssueError> {
        let certificate = root::sign(&key, &setting, purpose, from, to, serial)?;
        Self::open(purpose, key, &certificate, setting)
    }

    /// An issuer whose certificate exists.
    ///
    /// # Errors
    ///
    /// In the order of [`IssueError`].
    pub fn open(
        purpose: Purpose,
        key: SigningKey,
        certificate_der: &[u8],
        setting: IssuerSetting,
    ) -> Result<Self, IssueError> {
        let certificate = DigitalCertificate::parse(certificate_der)?;
        let profile = setting.generation.profile(purpose);
        let name = name::issuer(setting.generation, profile);
        let is_of_the_key = certificate.public_key_der() == key.public_key_der();
        let is_of_the_name = certificate.subject_der() == name && certificate.issuer_der() == name;
        if !is_of_the_key || !is_of_the_name || !certificate.is_issuer() {
            return Err(IssueError::NotItsCertificate);
        }
        let template = Template::new(&setting, profile, &key, &certificate);
        Ok(Self { purpose, setting, key, certificate, name, template })
    }

    /// A certificate as ordered, in DER.
    ///
    /// # Errors
    ///
    /// In the order of [`IssueError`].
    pub fn issue(&self, order: &CertificateOrder<'_>) -> Result<Vec<u8>, IssueError> {
        let public_key = order.check(self)?;
        let to_be_signed = self.template.fill(order, public_key)?;
        Ok(self.signed(&to_be_signed)?)
    }

    /// Its own certificate, in DER.
    #[must_use]
    pub fn certificate_der(&self) -> &[u8] {
        self.certificate.der()
    }

    /// Its own certificate.
    #[must_use]
    pub const fn certificate(&self) -> &DigitalCertificate {
        &self.certificate
    }

    /// What names its key in the certificates it issues.
    #[must_use]
    pub fn key_id(&self) -> [u8; 20] {
        self.key.key_id()
    }

    /// What its certificates are for.
    #[must_use]
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// What it puts into its certificates.
    #[must_use]
    pub const fn setting(&self) -> &IssuerSetting {
        &self.setting
    }

    /// The profile of its certificates.
    #[must_use]
    pub const fn profile(&self) -> &'static Profile {
        self.setting.generation.profile(self.purpose)
    }

    /// The key that signs.
    pub(crate) const fn key(&self) -> &SigningKey {
        &self.key
    }

    /// Its distinguished name, in DER.
    pub(crate) fn name_der(&self) -> &[u8] {
        &self.name
    }

    /// The name of the place where a municipality's revoked certificates are listed, in DER.
    pub(crate) fn distribution_point_der(&self, municipality: &Municipality) -> Vec<u8> {
        name::distribution_point(self.setting.generation, self.profile(), municipality)
    }

    /// What is to be signed, its algorithm and its signature: a certificate, or a list of revoked
    /// ones.
    pub(crate) fn signed(&self, to_be_signed: &[u8]) -> Result<Vec<u8>, KeyError> {
        signed(&self.key, to_be_signed)
    }
}

/// `SEQUENCE { to be signed, algorithm, signature }`, signed with the key.
fn signed(key: &SigningKey, to_be_signed: &[u8]) -> Result<Vec<u8>, KeyError> {
    let signature = key.sign(to_be_signed)?;
    let algorithm = key.algorithm().signature_algorithm_der();
    let mut out = Vec::with_capacity(to_be_signed.len() + algorithm.len() + signature.len() + 16);
    der_writer::around(&mut out, SEQUENCE, |out| {
        out.extend_from_slice(to_be_signed);
        out.extend_from_slice(algorithm);
        der_writer::header(out, BIT_STRING, signature.len() + 1);
        out.push(0);
        out.extend_from_slice(&signature);
    });
    Ok(out)
}

/// Why a certificate is not issued, or an issuer is none, in the order checked.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The issuer's own certificate cannot be read.
    #[error("the issuer's certificate cannot be read")]
    Certificate(#[from] CertificateError),
    /// The issuer's certificate is not a root of this key and this name.
    #[error("the certificate is not a root of this key and name")]
    NotItsCertificate,
    /// A serial number of zero.
    #[error("a serial number is above zero")]
    Serial,
    /// The holder is not of the issuer's purpose.
    #[error("the holder's particulars are for the other kind of certificate")]
    Purpose,
    /// The key cannot be certified.
    #[error("the holder's key cannot be certified")]
    PublicKey(#[from] PublicKeyError),
    /// The key is not of the kind that this generation of cards has.
    #[error("the holder's key is {found:?}, want {wanted:?}")]
    KeyAlgorithm {
        /// The kind ordered.
        found: KeyAlgorithm,
        /// The kind of the profile.
        wanted: KeyAlgorithm,
    },
    /// A municipality's code is not five digits, or its names are not in Roman letters.
    #[error("a municipality has a code of five digits and names in Roman letters")]
    Municipality,
    /// A common name that a certificate cannot hold, or a particular that is empty.
    #[error("a particular of the holder is empty, too long or not of its form")]
    Holder,
    /// It would end before it begins, or not within the issuer's own validity.
    #[error("the validity is empty or not within the issuer's own")]
    Validity,
    /// The key did not sign.
    #[error("the issuer's key did not sign")]
    Key(#[from] KeyError),
}

#[cfg(test)]
mod tests;
