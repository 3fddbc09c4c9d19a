//! Reading DER by slices, without copies: a certificate is read at every confirmation.
//!
//! It reads what certificates, requests and keys are made of: tags of one byte, definite lengths
//! in their shortest form, below 64 KiB.

/// Not the DER that was expected here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotDer;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const UTF8_STRING: u8 = 0x0C;
pub(crate) const PRINTABLE_STRING: u8 = 0x13;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// The rest of a DER text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What comes next, or nothing at the end.
    pub(crate) const fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The content of the next value, which has this tag.
    pub(crate) fn value(&mut self, tag: u8) -> Result<&'a [u8], NotDer> {
        Ok(self.split(tag)?.1)
    }

    /// The next value with its tag and length, which has this tag.
    pub(crate) fn whole(&mut self, tag: u8) -> Result<&'a [u8], NotDer> {
        Ok(self.split(tag)?.0)
    }

    /// The inside of the next value, which has this tag.
    pub(crate) fn inside(&mut self, tag: u8) -> Result<Self, NotDer> {
        self.value(tag).map(Self::new)
    }

    /// The content of the next value if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, NotDer> {
        if self.peek() == Some(tag) { self.value(tag).map(Some) } else { Ok(None) }
    }

    /// The bits of the next value, a bit string of whole bytes.
    pub(crate) fn whole_bits(&mut self) -> Result<&'a [u8], NotDer> {
        match self.value(BIT_STRING)?.split_first() {
            Some((0, bits)) => Ok(bits),
            Some(_) | None => Err(NotDer),
        }
    }

    /// The magnitude of the next value, a whole number above zero.
    pub(crate) fn positive(&mut self) -> Result<&'a [u8], NotDer> {
        match self.value(INTEGER)? {
            [0, second, ..] if *second < 0x80 => Err(NotDer),
            [0, rest @ ..] if !rest.is_empty() => Ok(rest),
            [first, ..] if *first == 0 || *first >= 0x80 => Err(NotDer),
            [] => Err(NotDer),
            magnitude => Ok(magnitude),
        }
    }

    /// Nothing may follow.
    pub(crate) const fn end(self) -> Result<(), NotDer> {
        if self.rest.is_empty() { Ok(()) } else { Err(NotDer) }
    }

    fn split(&mut self, tag: u8) -> Result<(&'a [u8], &'a [u8]), NotDer> {
        let (header, length) = match *self.rest {
            [found, short @ 0..=0x7F, ..] if found == tag => (2, usize::from(short)),
            [found, 0x81, long @ 0x80..=0xFF, ..] if found == tag => (3, usize::from(long)),
            [found, 0x82, high @ 1..=0xFF, low, ..] if found == tag => {
                (4, usize::from(high) << 8 | usize::from(low))
            }
            _ => return Err(NotDer),
        };
        let (whole, rest) = self.rest.split_at_checked(header + length).ok_or(NotDer)?;
        self.rest = rest;
        Ok((whole, &whole[header..]))
    }
}

/// The only value of a text, and nothing after it.
pub(crate) fn only(bytes: &[u8], tag: u8) -> Result<Reader<'_>, NotDer> {
    let mut outer = Reader::new(bytes);
    let inside = outer.inside(tag)?;
    outer.end()?;
    Ok(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_definite_and_in_its_shortest_form() {
        let long = |header: &[u8], length| [header, &vec![0; length]].concat();
        let rows: [(Vec<u8>, Option<usize>); 12] = [
            (vec![0x04, 0x00], Some(0)),
            (vec![0x04, 0x01], None),
            (long(&[0x04, 0x7F], 0x7F), Some(0x7F)),
            (long(&[0x04, 0x7F], 0x7E), None),
            (long(&[0x04, 0x81, 0x7F], 0x7F), None),
            (long(&[0x04, 0x81, 0x80], 0x80), Some(0x80)),
            (long(&[0x04, 0x82, 0x00, 0xFF], 0xFF), None),
            (long(&[0x04, 0x82, 0x01, 0x00], 0x100), Some(0x100)),
            (long(&[0x04, 0x82, 0xFF, 0xFF], 0xFFFF), Some(0xFFFF)),
            (long(&[0x04, 0x83, 0x01, 0x00, 0x00], 0x1_0000), None),
            (long(&[0x04, 0x80], 2), None),
            (vec![0x05, 0x00], None),
        ];
        for (bytes, length) in rows {
            let read = Reader::new(&bytes).value(OCTET_STRING).ok().map(<[u8]>::len);
            assert_eq!(read, length, "{:02x?}", &bytes[..bytes.len().min(5)]);
        }
    }

    #[test]
    fn a_positive_number_has_no_needless_zero() {
        for (bytes, magnitude) in [
            (&[0x02, 0x01, 0x01][..], Some(&[1][..])),
            (&[0x02, 0x01, 0x7F], Some(&[0x7F])),
            (&[0x02, 0x02, 0x00, 0x80], Some(&[0x80])),
            (&[0x02, 0x02, 0x00, 0x7F], None),
            (&[0x02, 0x01, 0x80], None),
            (&[0x02, 0x01, 0x00], None),
            (&[0x02, 0x00], None),
        ] {
            assert_eq!(Reader::new(bytes).positive().ok(), magnitude, "{bytes:02x?}");
        }
    }
}
