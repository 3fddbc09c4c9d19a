//! Headers of any length. What certificates are made of stays below 64 KiB, a list does not.

use crate::der_reader::NotDer;

/// A tag and four bytes of length, with the byte that says so.
pub(super) const HEADER_BYTES_MAX: usize = 6;

/// A tag and the length of what follows, up to 4 GiB.
pub(super) fn header(tag: u8, length: usize) -> Vec<u8> {
    let bytes = length.to_be_bytes();
    let zeros = bytes.iter().take_while(|it| **it == 0).count();
    let significant = &bytes[zeros..];
    match significant {
        [] => vec![tag, 0],
        [short @ 0..=0x7F] => vec![tag, *short],
        long => {
            // At most eight bytes are significant, whatever the machine.
            let count = u8::try_from(long.len()).unwrap_or_default();
            [&[tag, 0x80 | count], long].concat()
        }
    }
}

/// Splits the first value off: its content, how long its header is, and what follows.
pub(super) fn split(bytes: &[u8], tag: u8) -> Result<(Value<'_>, &[u8]), NotDer> {
    let [found, first, rest @ ..] = bytes else { return Err(NotDer) };
    if *found != tag {
        return Err(NotDer);
    }
    let (header, length) = match first {
        0..=0x7F => (2, usize::from(*first)),
        0x81..=0x84 => {
            let count = usize::from(first & 0x7F);
            let digits = rest.get(..count).ok_or(NotDer)?;
            let length = digits.iter().fold(0, |length, it| (length << 8) | usize::from(*it));
            // A length is written in as few bytes as it takes.
            if digits[0] == 0 || length < 0x80 {
                return Err(NotDer);
            }
            (2 + count, length)
        }
        _ => return Err(NotDer),
    };
    let whole = bytes.get(..header + length).ok_or(NotDer)?;
    Ok((Value { whole, content: &whole[header..] }, &bytes[whole.len()..]))
}

/// A value with its header, and without.
#[derive(Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) whole: &'a [u8],
    pub(super) content: &'a [u8],
}

/// The value that is all there is.
pub(super) fn only(bytes: &[u8], tag: u8) -> Result<Value<'_>, NotDer> {
    match split(bytes, tag)? {
        (value, []) => Ok(value),
        _ => Err(NotDer),
    }
}

#[cfg(test)]
mod tests {
    use super::{header, only};
    use crate::der_reader::{NotDer, SEQUENCE};

    #[test]
    fn a_header_of_any_length_reads_back() {
        for (length, wanted) in [
            (0, &[0x30, 0x00][..]),
            (0x7F, &[0x30, 0x7F]),
            (0x80, &[0x30, 0x81, 0x80]),
            (0xFF, &[0x30, 0x81, 0xFF]),
            (0x100, &[0x30, 0x82, 0x01, 0x00]),
            (0xFFFF, &[0x30, 0x82, 0xFF, 0xFF]),
            (0x1_0000, &[0x30, 0x83, 0x01, 0x00, 0x00]),
            (0x100_0000, &[0x30, 0x84, 0x01, 0x00, 0x00, 0x00]),
        ] {
            let mut bytes = header(SEQUENCE, length);
            assert_eq!(bytes, wanted);
            bytes.resize(bytes.len() + length, 7);
            assert_eq!(only(&bytes, SEQUENCE).map(|it| it.content.len()), Ok(length));
            bytes.pop();
            let shorter = only(&bytes, SEQUENCE).map(|it| it.content.len());
            assert_eq!(shorter, Err(NotDer), "{length}");
        }
    }

    #[test]
    fn a_length_is_written_in_as_few_bytes_as_it_takes() {
        for bytes in [&[0x30, 0x80][..], &[0x30, 0x81, 0x00], &[0x30, 0x82, 0x00, 0x80], &[0x30]] {
            assert_eq!(only(bytes, SEQUENCE).map(|it| it.content.len()), Err(NotDer));
        }
    }
}
