//! Writing a list: entries first, then what stands before and behind them.

use jiff::Timestamp;

use super::{
    CrlEntry,
    long::{HEADER_BYTES_MAX, header},
};
use crate::{
    Issuer, KeyError, RevocationReason,
    der_reader::{BIT_STRING, SEQUENCE},
    der_writer::{around, extension, unsigned, value, written},
    japan_time,
};
use const_oid::db::rfc5280::{
    ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_CRL_NUMBER, ID_CE_CRL_REASONS,
    ID_CE_ISSUING_DISTRIBUTION_POINT,
};

pub(super) const ENUMERATED: u8 = 0x0A;
/// `[0]` around other values, `[0]` in place of an octet string's tag, and `[4]` around a name.
pub(super) const TAG_0: u8 = 0xA0;
pub(super) const KEY_IDENTIFIER: u8 = 0x80;
pub(super) const DIRECTORY_NAME: u8 = 0xA4;

/// Of which certificates a list tells.
#[derive(Clone, Copy)]
pub(super) enum Scope<'a> {
    /// All of its issuer's.
    Whole,
    /// Those that name this distribution point, a `Name` in DER.
    DistributionPoint(&'a [u8]),
}

/// The list in DER.
///
/// The lengths that stand in front are known last. So room is left for all that comes before the
/// entries; it is filled from its end once they are written, and what remains of it is cut off.
pub(super) fn list(
    issuer: &Issuer,
    scope: Scope<'_>,
    entries: impl IntoIterator<Item = CrlEntry>,
    number: u64,
    updates: [Timestamp; 2],
) -> Result<Vec<u8>, KeyError> {
    let key = issuer.key();
    let algorithm = key.algorithm().signature_algorithm_der();
    let fields = fields(algorithm, issuer.name_der(), updates);
    let room = fields.len() + 3 * HEADER_BYTES_MAX;
    let mut list = vec![0; room];
    let mut start = room;
    for entry in entries {
        write_entry(&mut list, entry);
    }
    if list.len() > room {
        // The sequence is absent when there is none (RFC 5280 section 5.1.2.6).
        wrap(&mut list, &mut start);
    }
    put_before(&mut list, &mut start, &fields);
    write_extensions(&mut list, issuer, scope, number);
    wrap(&mut list, &mut start);

    let signature = key.sign(&list[start..])?;
    list.extend_from_slice(algorithm);
    around(&mut list, BIT_STRING, |out| {
        out.push(0);
        out.extend_from_slice(&signature);
    });
    wrap(&mut list, &mut start);
    list.drain(..start);
    Ok(list)
}

/// What stands before the entries: version 2, the algorithm, the issuer, and both instants.
fn fields(algorithm: &[u8], issuer: &[u8], updates: [Timestamp; 2]) -> Vec<u8> {
    written(|out| {
        unsigned(out, 1);
        out.extend_from_slice(algorithm);
        out.extend_from_slice(issuer);
        for update in updates {
            japan_time::write(out, update);
        }
    })
}

fn write_entry(out: &mut Vec<u8>, entry: CrlEntry) {
    around(out, SEQUENCE, |out| {
        unsigned(out, entry.serial);
        japan_time::write(out, entry.at);
        // Saying "unspecified" says less than saying nothing (RFC 5280 section 5.3.1).
        if entry.reason != RevocationReason::Unspecified {
            around(out, SEQUENCE, |out| {
                extension(out, &ID_CE_CRL_REASONS, false, |out| {
                    value(out, ENUMERATED, &[entry.reason.code()]);
                });
            });
        }
    });
}

fn write_extensions(out: &mut Vec<u8>, issuer: &Issuer, scope: Scope<'_>, number: u64) {
    around(out, TAG_0, |out| {
        around(out, SEQUENCE, |out| {
            extension(out, &ID_CE_AUTHORITY_KEY_IDENTIFIER, false, |out| {
                around(out, SEQUENCE, |out| value(out, KEY_IDENTIFIER, &issuer.key_id()));
            });
            extension(out, &ID_CE_CRL_NUMBER, false, |out| unsigned(out, number));
            match scope {
                Scope::Whole => {}
                Scope::DistributionPoint(name) => {
                    extension(out, &ID_CE_ISSUING_DISTRIBUTION_POINT, true, |out| {
                        write_distribution_point(out, name);
                    });
                }
            }
        });
    });
}

/// `distributionPoint`, of it the full name, of that a directory name.
fn write_distribution_point(out: &mut Vec<u8>, name: &[u8]) {
    around(out, SEQUENCE, |out| {
        around(out, TAG_0, |out| {
            around(out, TAG_0, |out| value(out, DIRECTORY_NAME, name));
        });
    });
}

/// Puts a sequence's header before all that is written.
fn wrap(list: &mut [u8], start: &mut usize) {
    let header = header(SEQUENCE, list.len() - *start);
    put_before(list, start, &header);
}

fn put_before(list: &mut [u8], start: &mut usize, bytes: &[u8]) {
    let end = *start;
    *start -= bytes.len();
    list[*start..end].copy_from_slice(bytes);
}
