//! Objects of tag, length and value (BER), as the card's files hold them.

/// One object.
#[derive(Clone, Copy)]
pub(super) struct Object<'a> {
    pub(super) tag: u32,
    pub(super) value: &'a [u8],
}

/// The first object and what follows it; `None` when the bytes are none.
pub(super) fn first(bytes: &[u8]) -> Option<(Object<'_>, &[u8])> {
    let header = Header::of(bytes)?;
    let (object, rest) = bytes.split_at_checked(header.whole()?)?;
    Some((Object { tag: header.tag, value: object.get(header.length..)? }, rest))
}

/// The value of the object these bytes are, filler aside, if it has this tag.
pub(super) fn value_of(bytes: &[u8], tag: u32) -> Option<&[u8]> {
    first(bytes).and_then(|(object, _)| (object.tag == tag).then_some(object.value))
}

/// The value of the first object of a tag in a row of objects.
pub(super) fn find(row: &[u8], tag: u32) -> Option<&[u8]> {
    let mut rest = row;
    while let Some((object, after)) = first(rest) {
        if object.tag == tag {
            return Some(object.value);
        }
        rest = after;
    }
    None
}

/// How many bytes the object has that begins here, of which the header must be there.
pub(super) fn announced_length(bytes: &[u8]) -> Option<usize> {
    Header::of(bytes)?.whole()
}

struct Header {
    tag: u32,
    /// Bytes of tag and length.
    length: usize,
    value_length: usize,
}

impl Header {
    /// Tags of one or two bytes and definite lengths of up to four: all the card has.
    fn of(bytes: &[u8]) -> Option<Self> {
        let (tag, tag_length) = match *bytes {
            [high, low, ..] if high & 0x1F == 0x1F => {
                (u32::from(u16::from_be_bytes([high, low])), 2)
            }
            [tag, ..] => (u32::from(tag), 1),
            [] => return None,
        };
        let (&length, rest) = bytes.get(tag_length..)?.split_first()?;
        if length < 0x80 {
            return Some(Self { tag, length: tag_length + 1, value_length: usize::from(length) });
        }
        let count = usize::from(length & 0x7F);
        if !(1..=4).contains(&count) {
            return None;
        }
        let value_length =
            rest.get(..count)?.iter().fold(0_usize, |sum, &byte| (sum << 8) | usize::from(byte));
        Some(Self { tag, length: tag_length + 1 + count, value_length })
    }

    fn whole(&self) -> Option<usize> {
        self.length.checked_add(self.value_length)
    }
}
