//! The bytes of an answer: what is said of each certificate, and the signed whole around it.

use jiff::Timestamp;

use super::{
    request::{BASIC, NONCE, Question},
    time,
};
use crate::{
    KeyError, Revocation, RevocationReason, SigningKey,
    der_reader::{BIT_STRING, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE},
    der_writer::{around, value, written},
};

const ENUMERATED: u8 = 0x0A;
const TAG_0: u8 = 0xA0;
const TAG_1: u8 = 0xA1;
const TAG_2: u8 = 0xA2;

/// `good` and `unknown` hold nothing; `revoked` holds when and why.
const GOOD: u8 = 0x80;
const REVOKED: u8 = 0xA1;
const UNKNOWN: u8 = 0x82;

/// What an answer says, before it is signed (`ResponseData`).
pub(super) struct Statement<'a> {
    /// Who says it: the responder's key.
    pub(super) responder_key_id: [u8; 20],
    pub(super) this_update: Timestamp,
    pub(super) next_update: Timestamp,
    pub(super) statuses: &'a [(Question<'a>, Revocation)],
    pub(super) nonce: Option<&'a [u8]>,
}

impl Statement<'_> {
    /// Signs it: the inside of a `BasicOCSPResponse` up to the certificates.
    pub(super) fn sign(&self, key: &SigningKey) -> Result<Vec<u8>, KeyError> {
        let mut signed = Vec::with_capacity(640);
        self.write(&mut signed);
        let signature = key.sign(&signed)?;
        signed.extend_from_slice(key.algorithm().signature_algorithm_der());
        around(&mut signed, BIT_STRING, |out| {
            out.push(0);
            out.extend_from_slice(&signature);
        });
        Ok(signed)
    }

    /// Source: RFC 6960 section 4.2.1
    fn write(&self, out: &mut Vec<u8>) {
        around(out, SEQUENCE, |out| {
            around(out, TAG_2, |out| value(out, OCTET_STRING, &self.responder_key_id));
            time::write(out, self.this_update);
            around(out, SEQUENCE, |out| {
                for (question, status) in self.statuses {
                    self.write_single(out, question, *status);
                }
            });
            if let Some(nonce) = self.nonce {
                around(out, TAG_1, |out| {
                    around(out, SEQUENCE, |out| write_nonce(out, nonce));
                });
            }
        });
    }

    fn write_single(&self, out: &mut Vec<u8>, question: &Question<'_>, status: Revocation) {
        around(out, SEQUENCE, |out| {
            out.extend_from_slice(question.id);
            write_status(out, status);
            time::write(out, self.this_update);
            around(out, TAG_0, |out| time::write(out, self.next_update));
        });
    }
}

fn write_status(out: &mut Vec<u8>, status: Revocation) {
    let (at, reason) = match status {
        Revocation::Good => return value(out, GOOD, &[]),
        Revocation::Unknown => return value(out, UNKNOWN, &[]),
        Revocation::OnHold { since } => (since, RevocationReason::Hold),
        Revocation::Revoked { at, reason } => (at, reason),
    };
    around(out, REVOKED, |out| {
        time::write(out, at);
        // Saying "unspecified" says less than saying nothing (RFC 5280 section 5.3.1).
        if reason != RevocationReason::Unspecified {
            around(out, TAG_0, |out| value(out, ENUMERATED, &[reason.code()]));
        }
    });
}

fn write_nonce(out: &mut Vec<u8>, nonce: &[u8]) {
    around(out, SEQUENCE, |out| {
        value(out, OBJECT_IDENTIFIER, NONCE);
        around(out, OCTET_STRING, |out| value(out, OCTET_STRING, nonce));
    });
}

/// The whole answer (`OCSPResponse`) around what is signed, with the responder's certificate.
pub(super) fn whole(signed: &[u8], certificates: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(signed.len() + certificates.len() + 48);
    around(&mut out, SEQUENCE, |out| {
        value(out, ENUMERATED, &[0]);
        around(out, TAG_0, |out| {
            around(out, SEQUENCE, |out| {
                value(out, OBJECT_IDENTIFIER, BASIC);
                around(out, OCTET_STRING, |out| {
                    around(out, SEQUENCE, |out| {
                        out.extend_from_slice(signed);
                        out.extend_from_slice(certificates);
                    });
                });
            });
        });
    });
    out
}

/// The certificate as [`whole`] wants it.
pub(super) fn certificates(certificate: &[u8]) -> Vec<u8> {
    written(|out| {
        around(out, TAG_0, |out| {
            around(out, SEQUENCE, |out| out.extend_from_slice(certificate));
        });
    })
}
