//! The extensions of a certificate that a check asks for.

use std::ops::Range;

use const_oid::{ObjectIdentifier, db::rfc5280};

use super::CertificateError;
use crate::der_reader::{
    self, BIT_STRING, BOOLEAN, NotDer, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE,
};

/// What the extensions say; places are within the certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extensions {
    /// The first eight bits of the key usage; none when a ninth is set.
    pub(crate) key_usage: Option<u8>,
    /// Whether there is any extended key usage.
    pub(crate) has_extended_key_usage: bool,
    /// The identifier of the only extended key usage.
    pub(crate) extended_key_usage: Option<Range<usize>>,
    /// The inside of the list of policies.
    pub(crate) policies: Option<Range<usize>>,
    pub(crate) is_authority: bool,
    pub(crate) authority_key_id: Option<[u8; 20]>,
    pub(crate) subject_key_id: Option<[u8; 20]>,
    /// Whether a critical one is not understood here.
    pub(crate) has_unknown_critical: bool,
}

impl Extensions {
    /// Reads the inside of `Extensions`; `at` gives the place of a slice.
    pub(super) fn parse(
        mut list: Reader<'_>,
        at: impl Fn(&[u8]) -> Range<usize>,
    ) -> Result<Self, CertificateError> {
        let mut read = Self::default();
        let mut seen: Vec<&[u8]> = Vec::with_capacity(10);
        while !list.is_empty() {
            let mut one = list.inside(SEQUENCE)?;
            let kind = one.value(OBJECT_IDENTIFIER)?;
            let is_critical = match one.optional(BOOLEAN)? {
                None => false,
                Some([0xFF]) => true,
                Some(_) => return Err(CertificateError::Malformed),
            };
            let content = one.value(OCTET_STRING)?;
            one.end()?;
            if seen.contains(&kind) {
                return Err(CertificateError::Extension);
            }
            seen.push(kind);
            let is_known =
                read.take(kind, content, &at).map_err(|NotDer| CertificateError::Extension)?;
            read.has_unknown_critical |= is_critical && !is_known;
        }
        Ok(read)
    }

    /// Takes one extension in; false when its kind is not known.
    fn take(
        &mut self,
        kind: &[u8],
        content: &[u8],
        at: impl Fn(&[u8]) -> Range<usize>,
    ) -> Result<bool, NotDer> {
        let is = |known: &ObjectIdentifier| kind == known.as_bytes();
        if is(&rfc5280::ID_CE_KEY_USAGE) {
            self.key_usage = key_usage(content)?;
        } else if is(&rfc5280::ID_CE_EXT_KEY_USAGE) {
            let mut usages = der_reader::only(content, SEQUENCE)?;
            let first = usages.value(OBJECT_IDENTIFIER)?;
            self.has_extended_key_usage = true;
            self.extended_key_usage = usages.is_empty().then(|| at(first));
        } else if is(&rfc5280::ID_CE_CERTIFICATE_POLICIES) {
            let mut outer = Reader::new(content);
            self.policies = Some(at(outer.value(SEQUENCE)?));
            outer.end()?;
        } else if is(&rfc5280::ID_CE_BASIC_CONSTRAINTS) {
            let mut inside = der_reader::only(content, SEQUENCE)?;
            self.is_authority = inside.optional(BOOLEAN)? == Some(&[0xFF]);
        } else if is(&rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER) {
            let mut inside = der_reader::only(content, SEQUENCE)?;
            self.authority_key_id = inside.optional(0x80)?.and_then(|id| id.try_into().ok());
        } else if is(&rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER) {
            let mut outer = Reader::new(content);
            self.subject_key_id = outer.value(OCTET_STRING)?.try_into().ok();
            outer.end()?;
        } else {
            return Ok(false);
        }
        Ok(true)
    }
}

/// The bits of a key usage; none when there is one beyond the first eight, which no profile has.
fn key_usage(content: &[u8]) -> Result<Option<u8>, NotDer> {
    let mut outer = Reader::new(content);
    let usage = match *outer.value(BIT_STRING)? {
        [unused @ 0..=7, bits] if bits.trailing_zeros() == u32::from(unused) => Some(bits),
        [_, _, _] => None,
        _ => return Err(NotDer),
    };
    outer.end()?;
    Ok(usage)
}
