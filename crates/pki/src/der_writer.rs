//! Writing DER into one buffer: a certificate is mostly constant parts, copied, and a few lengths.

use crate::der_reader::{INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, UTF8_STRING};
use const_oid::ObjectIdentifier;

/// A value of this tag with this content.
pub(crate) fn value(out: &mut Vec<u8>, tag: u8, content: &[u8]) {
    header(out, tag, content.len());
    out.extend_from_slice(content);
}

/// A tag and the length of what will follow.
pub(crate) fn header(out: &mut Vec<u8>, tag: u8, length: usize) {
    let [.., high, low] = length.to_be_bytes();
    match length {
        0..=0x7F => out.extend_from_slice(&[tag, low]),
        0x80..=0xFF => out.extend_from_slice(&[tag, 0x81, low]),
        _ => out.extend_from_slice(&[tag, 0x82, high, low]),
    }
}

/// A value of this tag around what `write` writes.
pub(crate) fn around(out: &mut Vec<u8>, tag: u8, write: impl FnOnce(&mut Vec<u8>)) {
    // Room for the longest header; a shorter one moves the content back.
    let start = out.len();
    out.extend_from_slice(&[tag, 0x82, 0, 0]);
    write(out);
    let length = out.len() - start - 4;
    let [.., high, low] = length.to_be_bytes();
    match length {
        0..=0x7F => {
            out[start + 1] = low;
            out.drain(start + 2..start + 4);
        }
        0x80..=0xFF => {
            out[start + 1..start + 3].copy_from_slice(&[0x81, low]);
            out.drain(start + 3..start + 4);
        }
        _ => out[start + 2..start + 4].copy_from_slice(&[high, low]),
    }
}

/// A whole number from zero up.
pub(crate) fn unsigned(out: &mut Vec<u8>, number: u64) {
    unsigned_bytes(out, &number.to_be_bytes());
}

/// A whole number given as bytes, with or without zeros before it.
pub(crate) fn unsigned_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let significant = &bytes[zeros.min(bytes.len().saturating_sub(1))..];
    let padding = usize::from(significant.first().is_some_and(|byte| *byte >= 0x80));
    header(out, INTEGER, significant.len() + padding);
    out.extend_from_slice(&[0][..padding]);
    out.extend_from_slice(significant);
}

pub(crate) fn object_identifier(out: &mut Vec<u8>, identifier: &ObjectIdentifier) {
    value(out, OBJECT_IDENTIFIER, identifier.as_bytes());
}

pub(crate) fn utf8(out: &mut Vec<u8>, text: &str) {
    value(out, UTF8_STRING, text.as_bytes());
}

/// An extension of a certificate (RFC 5280 4.1.2.9).
pub(crate) fn extension(
    out: &mut Vec<u8>,
    identifier: &ObjectIdentifier,
    critical: bool,
    write: impl FnOnce(&mut Vec<u8>),
) {
    around(out, crate::der_reader::SEQUENCE, |out| {
        object_identifier(out, identifier);
        if critical {
            value(out, crate::der_reader::BOOLEAN, &[0xFF]);
        }
        around(out, OCTET_STRING, write);
    });
}

/// A text of its own.
pub(crate) fn written(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der_reader::Reader;

    #[test]
    fn what_is_written_around_reads_back() {
        for length in [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0xFFFF] {
            let content = vec![7; length];
            let one = written(|out| around(out, OCTET_STRING, |out| out.extend(&content)));
            let other = written(|out| value(out, OCTET_STRING, &content));
            assert_eq!(one, other, "{length}");
            assert_eq!(Reader::new(&one).value(OCTET_STRING), Ok(&content[..]), "{length}");
        }
    }

    #[test]
    fn a_number_takes_as_few_bytes_as_it_may() {
        for (number, bytes) in [
            (0, &[0x02, 0x01, 0x00][..]),
            (0x7F, &[0x02, 0x01, 0x7F]),
            (0x80, &[0x02, 0x02, 0x00, 0x80]),
            (0x22_7B13, &[0x02, 0x03, 0x22, 0x7B, 0x13]),
            (u64::MAX, &[0x02, 0x09, 0, 255, 255, 255, 255, 255, 255, 255, 255]),
        ] {
            assert_eq!(written(|out| unsigned(out, number)), bytes, "{number}");
        }
    }
}
