//! Reading a list, and proving whose it is.

use const_oid::db::rfc5280::{
    ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_CRL_NUMBER, ID_CE_CRL_REASONS,
    ID_CE_ISSUING_DISTRIBUTION_POINT,
};
use jiff::Timestamp;

use super::{
    CrlEntry, long,
    write::{DIRECTORY_NAME, ENUMERATED, KEY_IDENTIFIER, TAG_0},
};
use crate::{
    DigitalCertificate, Revocation, RevocationReason,
    der_reader::{
        BOOLEAN, GENERALIZED_TIME, INTEGER, NotDer, OBJECT_IDENTIFIER, OCTET_STRING, Reader,
        SEQUENCE, UTC_TIME, only,
    },
    japan_time,
};

/// A list of revoked certificates that an issuer signed (証明書失効リスト).
#[derive(Clone, Debug)]
pub struct RevocationList {
    number: u64,
    this_update: Timestamp,
    next_update: Timestamp,
    issuer_key_id: [u8; 20],
    distribution_point: Option<Vec<u8>>,
    /// By number.
    entries: Vec<CrlEntry>,
}

/// Why a list is not relied on, in the order checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrlError {
    /// Not a list as RFC 5280 has it, with the extensions and the two instants it must have.
    #[error("not a certificate revocation list in DER")]
    Malformed,
    /// It bears another issuer's name, or its key is of another generation.
    #[error("the revocation list is another issuer's")]
    Issuer,
    /// The issuer's key did not sign it.
    #[error("the revocation list is not signed by its issuer")]
    Signature,
    /// A critical extension that we do not know, or a distribution point that is not a name.
    #[error("the revocation list has a critical extension that is not read here")]
    Critical,
}

impl RevocationList {
    /// Reads a list and proves that this issuer signed it.
    ///
    /// # Errors
    ///
    /// In the order of [`CrlError`].
    pub fn read(der: &[u8], issuer: &DigitalCertificate) -> Result<Self, CrlError> {
        let parts = Parts::split(der)?;
        let key = issuer.public_key();
        let extensions = Extensions::read(parts.extensions)?;
        if parts.issuer != issuer.subject_der()
            || extensions.issuer_key_id != key.key_id()
            || parts.algorithm != key.algorithm().signature_algorithm_der()
        {
            return Err(CrlError::Issuer);
        }
        if !key.verify(parts.signed, parts.signature) {
            return Err(CrlError::Signature);
        }
        if extensions.unknown_critical {
            return Err(CrlError::Critical);
        }
        Ok(Self {
            number: extensions.number,
            this_update: parts.this_update,
            next_update: parts.next_update,
            issuer_key_id: extensions.issuer_key_id,
            distribution_point: extensions.distribution_point,
            entries: entries(parts.entries)?,
        })
    }

    /// What the list says of a certificate in its scope. That a number was never given, no list
    /// can say: such a one is good here.
    #[must_use]
    pub fn revocation(&self, serial: u64) -> Revocation {
        match self.entries.binary_search_by_key(&serial, |it| it.serial) {
            Ok(place) => self.entries[place].revocation(),
            Err(_) => Revocation::Good,
        }
    }

    /// All entries by number.
    #[must_use]
    pub fn entries(&self) -> &[CrlEntry] {
        &self.entries
    }

    /// Which of the issuer's lists it is; a later one has a higher number.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// When it was made.
    #[must_use]
    pub const fn this_update(&self) -> Timestamp {
        self.this_update
    }

    /// When the next one comes at the latest.
    #[must_use]
    pub const fn next_update(&self) -> Timestamp {
        self.next_update
    }

    /// The key that signed it.
    #[must_use]
    pub const fn issuer_key_id(&self) -> [u8; 20] {
        self.issuer_key_id
    }

    /// The name of the distribution point whose certificates it tells of, in DER; none when it
    /// tells of all of its issuer's.
    #[must_use]
    pub fn distribution_point_der(&self) -> Option<&[u8]> {
        self.distribution_point.as_deref()
    }
}

/// A list taken apart.
struct Parts<'a> {
    signed: &'a [u8],
    algorithm: &'a [u8],
    signature: &'a [u8],
    issuer: &'a [u8],
    this_update: Timestamp,
    next_update: Timestamp,
    /// The insides of the two sequences.
    entries: &'a [u8],
    extensions: Reader<'a>,
}

impl<'a> Parts<'a> {
    fn split(der: &'a [u8]) -> Result<Self, NotDer> {
        let whole = long::only(der, SEQUENCE)?;
        let (signed, rest) = long::split(whole.content, SEQUENCE)?;
        let mut rest = Reader::new(rest);
        let algorithm = rest.whole(SEQUENCE)?;
        let signature = rest.whole_bits()?;
        rest.end()?;

        let (version, rest) = long::split(signed.content, INTEGER)?;
        let (inner_algorithm, rest) = long::split(rest, SEQUENCE)?;
        if version.content != [1] || inner_algorithm.whole != algorithm {
            return Err(NotDer);
        }
        let (issuer, rest) = long::split(rest, SEQUENCE)?;
        let (this_update, rest) = time(rest)?;
        let (next_update, rest) = time(rest)?;
        let (entries, rest) = match rest.first() {
            Some(&SEQUENCE) => {
                let (entries, rest) = long::split(rest, SEQUENCE)?;
                (entries.content, rest)
            }
            _ => (&[][..], rest),
        };
        let extensions = only(long::only(rest, TAG_0)?.content, SEQUENCE)?;
        Ok(Self {
            signed: signed.whole,
            algorithm,
            signature,
            issuer: issuer.whole,
            this_update,
            next_update,
            entries,
            extensions,
        })
    }
}

fn time(bytes: &[u8]) -> Result<(Timestamp, &[u8]), NotDer> {
    let tag = if bytes.first() == Some(&UTC_TIME) { UTC_TIME } else { GENERALIZED_TIME };
    let (value, rest) = long::split(bytes, tag)?;
    let mut value = Reader::new(value.whole);
    Ok((japan_time::read(&mut value)?, rest))
}

/// What the extensions of a list say.
struct Extensions {
    number: u64,
    issuer_key_id: [u8; 20],
    distribution_point: Option<Vec<u8>>,
    unknown_critical: bool,
}

impl Extensions {
    fn read(mut list: Reader<'_>) -> Result<Self, NotDer> {
        let (mut number, mut issuer_key_id) = (None, None);
        let (mut distribution_point, mut unknown_critical) = (None, false);
        while !list.is_empty() {
            let (object, critical, content) = extension(&mut list)?;
            if object == ID_CE_CRL_NUMBER.as_bytes() {
                number = Some(unsigned(content)?);
            } else if object == ID_CE_AUTHORITY_KEY_IDENTIFIER.as_bytes() {
                let id = only(content, SEQUENCE)?.value(KEY_IDENTIFIER)?;
                issuer_key_id = Some(id.try_into().map_err(|_| NotDer)?);
            } else if object == ID_CE_ISSUING_DISTRIBUTION_POINT.as_bytes() {
                match directory_name(content) {
                    Ok(name) => distribution_point = Some(name.to_vec()),
                    // A scope we do not understand is not the whole.
                    Err(NotDer) => unknown_critical = true,
                }
            } else {
                unknown_critical |= critical;
            }
        }
        Ok(Self {
            number: number.ok_or(NotDer)?,
            issuer_key_id: issuer_key_id.ok_or(NotDer)?,
            distribution_point,
            unknown_critical,
        })
    }
}

/// The name in a distribution point that has nothing else.
fn directory_name(content: &[u8]) -> Result<&[u8], NotDer> {
    let point = only(content, SEQUENCE)?;
    let full_name = single(single(point, TAG_0)?, TAG_0)?;
    let mut name = single(full_name, DIRECTORY_NAME)?;
    let whole = name.whole(SEQUENCE)?;
    name.end()?;
    Ok(whole)
}

fn single(mut outer: Reader<'_>, tag: u8) -> Result<Reader<'_>, NotDer> {
    let inside = outer.inside(tag)?;
    outer.end()?;
    Ok(inside)
}

fn extension<'a>(list: &mut Reader<'a>) -> Result<(&'a [u8], bool, &'a [u8]), NotDer> {
    let mut extension = list.inside(SEQUENCE)?;
    let object = extension.value(OBJECT_IDENTIFIER)?;
    let critical = match extension.optional(BOOLEAN)? {
        None => false,
        Some([0xFF]) => true,
        Some(_) => return Err(NotDer),
    };
    let content = extension.value(OCTET_STRING)?;
    extension.end()?;
    Ok((object, critical, content))
}

fn entries(mut rest: &[u8]) -> Result<Vec<CrlEntry>, CrlError> {
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let (value, after) = long::split(rest, SEQUENCE)?;
        entries.push(entry(Reader::new(value.content))?);
        rest = after;
    }
    entries.sort_unstable_by_key(|it| it.serial);
    Ok(entries)
}

fn entry(mut parts: Reader<'_>) -> Result<CrlEntry, CrlError> {
    let serial = magnitude(parts.positive()?)?;
    let at = japan_time::read(&mut parts)?;
    let mut reason = RevocationReason::Unspecified;
    if let Some(list) = parts.optional(SEQUENCE)? {
        let mut list = Reader::new(list);
        while !list.is_empty() {
            let (object, critical, content) = extension(&mut list)?;
            if object == ID_CE_CRL_REASONS.as_bytes() {
                reason = reason_of(content)?;
            } else if critical {
                return Err(CrlError::Critical);
            }
        }
    }
    parts.end()?;
    Ok(CrlEntry { serial, at, reason })
}

fn reason_of(content: &[u8]) -> Result<RevocationReason, NotDer> {
    let mut content = Reader::new(content);
    let code = content.value(ENUMERATED)?;
    content.end()?;
    let [code] = code else { return Err(NotDer) };
    RevocationReason::of(*code).ok_or(NotDer)
}

/// A whole number from zero up, in an integer of its own.
fn unsigned(content: &[u8]) -> Result<u64, NotDer> {
    if content == [INTEGER, 1, 0] {
        return Ok(0);
    }
    let mut content = Reader::new(content);
    let number = magnitude(content.positive()?)?;
    content.end()?;
    Ok(number)
}

fn magnitude(bytes: &[u8]) -> Result<u64, NotDer> {
    if bytes.len() > 8 {
        return Err(NotDer);
    }
    Ok(bytes.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
}

impl From<NotDer> for CrlError {
    fn from(NotDer: NotDer) -> Self {
        Self::Malformed
    }
}
