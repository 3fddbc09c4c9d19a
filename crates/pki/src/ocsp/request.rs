//! An OCSP request as it arrives: read in place, strictly, and bounded.
//!
//! Whatever is not the syntax of RFC 6960 section 4.1.1 in DER is [`OcspRefusal::Malformed`]. What
//! is well formed and yet not for us (too many questions, a critical extension we do not know) is
//! [`OcspRefusal::Unauthorized`]: we are "not capable of responding authoritatively" (section 2.3).

use super::refusal::OcspRefusal;
use crate::der_reader::{
    BIT_STRING, BOOLEAN, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE, only,
};

/// How many certificates one message may ask about.
pub const QUESTIONS_MAX: usize = 16;

/// How long a message may be. A signed request carries the certificates of its sender; ours are
/// below 2,000 bytes each.
pub const REQUEST_BYTES_MAX: usize = 16_384;

/// How long a nonce may be.
///
/// Source: RFC 9654 section 2.1
pub const NONCE_BYTES_MAX: usize = 128;

/// What `[0]`, `[1]` and `[2]` are written as around another value.
const TAG_0: u8 = 0xA0;
const TAG_1: u8 = 0xA1;
const TAG_2: u8 = 0xA2;
const NULL: u8 = 0x05;

/// The contents of object identifiers: id-pkix-ocsp-basic, -nonce and -response (RFC 6960 appendix
/// B), id-sha1 and id-sha256.
pub(super) const BASIC: &[u8] = &[0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x01];
pub(super) const NONCE: &[u8] = &[0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02];
const ACCEPTABLE_RESPONSES: &[u8] = &[0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x04];
pub(super) const SHA_1: &[u8] = &[0x2B, 0x0E, 0x03, 0x02, 0x1A];
pub(super) const SHA_256: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];

/// A message with at least one question.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) questions: Vec<Question<'a>>,
    /// The bytes to be given back, without their tag and length.
    pub(super) nonce: Option<&'a [u8]>,
}

/// One certificate asked about (`CertID`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'a> {
    /// The whole `CertID`; an answer repeats it byte for byte.
    pub(super) id: &'a [u8],
    /// The hash by which the issuer is named; none when it is one we do not compute.
    pub(super) form: Option<CertIdForm>,
    pub(super) issuer_name_hash: &'a [u8],
    pub(super) issuer_key_hash: &'a [u8],
    /// None when the number is not one that our issuers could have given.
    pub(super) serial: Option<u64>,
}

/// By which hash a request names the issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CertIdHash {
    /// What nearly every client sends.
    Sha1,
    /// What RFC 9919 asks of clients.
    Sha256,
}

/// The hash, and whether its algorithm identifier is written with a NULL. Both ways are in use and
/// differ by two bytes that an answer has to repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct CertIdForm {
    pub(super) hash: CertIdHash,
    pub(super) null: bool,
}

impl CertIdForm {
    /// Every form there is.
    pub(super) const ALL: [Self; 4] = [
        Self { hash: CertIdHash::Sha1, null: true },
        Self { hash: CertIdHash::Sha1, null: false },
        Self { hash: CertIdHash::Sha256, null: true },
        Self { hash: CertIdHash::Sha256, null: false },
    ];
}

impl<'a> Request<'a> {
    /// Reads a message.
    pub(super) fn read(message: &'a [u8]) -> Result<Self, OcspRefusal> {
        if message.len() > REQUEST_BYTES_MAX {
            return Err(OcspRefusal::Malformed);
        }
        let mut whole = only(message, SEQUENCE)?;
        let mut tbs = whole.inside(SEQUENCE)?;
        if let Some(signature) = whole.optional(TAG_0)? {
            signature_is_well_formed(signature)?;
        }
        whole.end()?;

        // Version 1 is the only one there is, and it is written as 0.
        if tbs.optional(TAG_0)?.is_some_and(|it| it != [INTEGER, 1, 0]) {
            return Err(OcspRefusal::Malformed);
        }
        // The name of who asks makes no difference to the answer.
        tbs.optional(TAG_1)?;
        let questions = questions(tbs.inside(SEQUENCE)?)?;
        let nonce = match tbs.optional(TAG_2)? {
            Some(list) => extensions(list)?,
            None => None,
        };
        tbs.end()?;
        Ok(Self { questions, nonce })
    }

    /// The request that asks for one certificate and nothing else.
    pub(super) fn about(id: &'a [u8]) -> Result<Self, OcspRefusal> {
        Ok(Self { questions: vec![Question::read(&mut Reader::new(id))?], nonce: None })
    }
}

fn questions(mut list: Reader<'_>) -> Result<Vec<Question<'_>>, OcspRefusal> {
    let mut questions = Vec::with_capacity(1);
    while !list.is_empty() {
        let mut request = list.inside(SEQUENCE)?;
        let question = Question::read(&mut request)?;
        if let Some(list) = request.optional(TAG_0)?
            && extensions(list)?.is_some()
        {
            // A nonce belongs to the message, not to one question of it.
            return Err(OcspRefusal::Malformed);
        }
        request.end()?;
        if questions.len() == QUESTIONS_MAX {
            return Err(OcspRefusal::Unauthorized);
        }
        questions.push(question);
    }
    if questions.is_empty() { Err(OcspRefusal::Malformed) } else { Ok(questions) }
}

impl<'a> Question<'a> {
    fn read(request: &mut Reader<'a>) -> Result<Self, OcspRefusal> {
        let id = request.whole(SEQUENCE)?;
        let mut parts = only(id, SEQUENCE)?;
        let form = form(parts.inside(SEQUENCE)?)?;
        let issuer_name_hash = parts.value(OCTET_STRING)?;
        let issuer_key_hash = parts.value(OCTET_STRING)?;
        let serial = serial_number(parts.value(INTEGER)?)?;
        parts.end()?;
        Ok(Self { id, form, issuer_name_hash, issuer_key_hash, serial })
    }
}

fn form(mut algorithm: Reader<'_>) -> Result<Option<CertIdForm>, OcspRefusal> {
    let object = algorithm.value(OBJECT_IDENTIFIER)?;
    // Neither of our hashes takes any other parameter than none at all, which has two forms.
    let null = match algorithm.peek() {
        None => false,
        Some(NULL) => match algorithm.value(NULL)? {
            [] => true,
            _ => return Err(OcspRefusal::Malformed),
        },
        Some(_) => return Ok(None),
    };
    algorithm.end()?;
    Ok(match object {
        SHA_1 => Some(CertIdForm { hash: CertIdHash::Sha1, null }),
        SHA_256 => Some(CertIdForm { hash: CertIdHash::Sha256, null }),
        _ => None,
    })
}

/// The number when it is above zero and fits eight bytes, as all of ours do.
fn serial_number(integer: &[u8]) -> Result<Option<u64>, OcspRefusal> {
    let magnitude = match integer {
        // A first byte that says nothing the second one would not is not DER.
        [] | [0x00, 0x00..=0x7F, ..] | [0xFF, 0x80..=0xFF, ..] => {
            return Err(OcspRefusal::Malformed);
        }
        [0x80..=0xFF, ..] | [0x00] => return Ok(None),
        [0x00, rest @ ..] => rest,
        all => all,
    };
    if magnitude.len() > 8 {
        return Ok(None);
    }
    Ok(Some(magnitude.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte))))
}

/// Looks through a list of extensions; gives the nonce if there is one.
///
/// Source: RFC 6960 section 4.4, "Unrecognized extensions MUST be ignored (unless they have the
/// critical flag set and are not understood)."
fn extensions(list: &[u8]) -> Result<Option<&[u8]>, OcspRefusal> {
    let mut list = only(list, SEQUENCE)?;
    if list.is_empty() {
        return Err(OcspRefusal::Malformed);
    }
    let mut nonce = None;
    while !list.is_empty() {
        let mut extension = list.inside(SEQUENCE)?;
        let object = extension.value(OBJECT_IDENTIFIER)?;
        let critical = match extension.optional(BOOLEAN)? {
            None | Some([0x00]) => false,
            Some([0xFF]) => true,
            Some(_) => return Err(OcspRefusal::Malformed),
        };
        let content = extension.value(OCTET_STRING)?;
        extension.end()?;
        match object {
            NONCE if nonce.is_some() => return Err(OcspRefusal::Malformed),
            NONCE => nonce = Some(nonce_bytes(content)?),
            ACCEPTABLE_RESPONSES => basic_is_acceptable(content)?,
            _ if critical => return Err(OcspRefusal::Unauthorized),
            _ => {}
        }
    }
    Ok(nonce)
}

/// Source: RFC 9654 section 2.1: none and more than 128 octets are refused as malformed.
fn nonce_bytes(content: &[u8]) -> Result<&[u8], OcspRefusal> {
    let mut content = Reader::new(content);
    let nonce = content.value(OCTET_STRING)?;
    content.end()?;
    if (1..=NONCE_BYTES_MAX).contains(&nonce.len()) {
        Ok(nonce)
    } else {
        Err(OcspRefusal::Malformed)
    }
}

/// We have one kind of answer, the basic one, which every client must be able to read.
fn basic_is_acceptable(content: &[u8]) -> Result<(), OcspRefusal> {
    let mut kinds = only(content, SEQUENCE)?;
    let mut acceptable = false;
    while !kinds.is_empty() {
        acceptable |= kinds.value(OBJECT_IDENTIFIER)? == BASIC;
    }
    if acceptable { Ok(()) } else { Err(OcspRefusal::Unauthorized) }
}

/// Who asks makes no difference to the answer, so a signature is looked at for its form only.
fn signature_is_well_formed(signature: &[u8]) -> Result<(), OcspRefusal> {
    let mut parts = only(signature, SEQUENCE)?;
    parts.value(SEQUENCE)?;
    parts.value(BIT_STRING)?;
    if let Some(certificates) = parts.optional(TAG_0)? {
        only(certificates, SEQUENCE)?;
    }
    parts.end()?;
    Ok(())
}
