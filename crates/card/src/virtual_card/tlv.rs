//! Writing the objects (BER-TLV) of the card's files.

use jiff::civil::Date;

/// An object: tag, length, value. The card writes a length of two bytes wherever one does not do,
/// also where the shortest form would have one more byte.
pub(super) fn object(tag: u16, value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(value.len() + 5);
    let [high, low] = tag.to_be_bytes();
    if high != 0 {
        bytes.push(high);
    }
    bytes.push(low);
    match u8::try_from(value.len()) {
        Ok(length) if length < 0x80 => bytes.push(length),
        _ => {
            bytes.push(0x82);
            bytes.extend(short(value.len()));
        }
    }
    bytes.extend_from_slice(value);
    bytes
}

/// The objects of a record that opens with a table of where each begins, counted from the start
/// of the file: tag FF20, table DF21.
pub(super) fn with_offsets(objects: &[Vec<u8>]) -> Vec<u8> {
    let body: usize = objects.iter().map(Vec::len).sum();
    let table = 3 + 2 * objects.len();
    let header = if table + body < 0x80 { 3 } else { 5 };
    let mut offsets = Vec::with_capacity(2 * objects.len());
    let mut offset = header + table;
    for object in objects {
        offsets.extend(short(offset));
        offset += object.len();
    }
    object(0xFF20, &[object(0xDF21, &offsets), objects.concat()].concat())
}

/// A day in eight digits.
pub(super) fn digits(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// The low 16 bits: no file of a card is longer, as its making checks.
fn short(length: usize) -> [u8; 2] {
    let [.., high, low] = length.to_be_bytes();
    [high, low]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_offsets_are_those_of_a_test_card() {
        assert_eq!(object(0xFF10, b"537686677188")[..3], [0xFF, 0x10, 0x0C]);
        assert_eq!(object(0xDF41, &[0; 0x7F])[..3], [0xDF, 0x41, 0x7F]);
        assert_eq!(object(0xDF41, &[0; 0x91])[..5], [0xDF, 0x41, 0x82, 0x00, 0x91]);
        assert_eq!(object(0x90, &[1, 0, 1]), [0x90, 3, 1, 0, 1]);
        // The attributes of the test card: values of 15, 54, 8 and 1 bytes.
        let objects = [15, 54, 8, 1].map(|length| object(0xDF22, &vec![0; length]));
        let header = [0xFF, 0x20, 0x65, 0xDF, 0x21, 8, 0, 0x0E, 0, 0x20, 0, 0x59, 0, 0x64];
        assert_eq!(with_offsets(&objects)[..14], header);
        // Long records have a header of five bytes: the first object of the face begins at 1A.
        let objects = vec![object(0xDF22, &[0; 400]); 9];
        assert_eq!(with_offsets(&objects)[5..10], [0xDF, 0x21, 18, 0, 0x1A]);
    }
}
