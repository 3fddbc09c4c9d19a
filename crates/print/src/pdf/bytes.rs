//! Numbers and texts as PDF spells them, without allocation.

use crate::layout::POINTS;

/// Hundredths of a point: what places are rounded to, 0.0035 mm.
pub(super) type Hundredths = i32;

/// Millimeters in hundredths of a point.
#[expect(clippy::cast_possible_truncation, reason = "a page is at most some meters wide")]
pub(super) fn hundredths(millimeters: f32) -> Hundredths {
    (millimeters * POINTS * 100.0).round() as Hundredths
}

/// A size of type in hundredths of a point.
#[expect(clippy::cast_possible_truncation, reason = "type is at most some hundred points")]
pub(super) fn size_hundredths(points: f32) -> Hundredths {
    // Down, so that what fitted still fits.
    (points * 100.0).floor() as Hundredths
}

/// What every object is written with.
pub(super) trait Spell {
    /// A whole number.
    fn number(&mut self, number: usize);
    /// A number of hundredths, as short as it can be.
    fn decimal(&mut self, hundredths: Hundredths);
    /// Bytes as they are.
    fn raw(&mut self, bytes: &[u8]);
    /// A reference to an object.
    fn reference(&mut self, id: u32);
    /// A text for people, in UTF-16 as hexadecimal digits.
    fn words(&mut self, text: &str);
    /// A text in UTF-16 as hexadecimal digits, without brackets.
    fn utf16(&mut self, text: &str);
    /// A byte as hexadecimal digits.
    fn hex(&mut self, byte: u8);
    /// A byte of a literal string.
    fn literal(&mut self, byte: u8);
    /// Four numbers of a rectangle.
    fn corners(&mut self, corners: [Hundredths; 4]);
}

impl Spell for Vec<u8> {
    fn number(&mut self, number: usize) {
        if number < 10 {
            return self.push(digit(number));
        }
        let mut digits = [0; 20];
        let mut start = digits.len();
        let mut rest = number;
        while rest > 0 {
            start -= 1;
            digits[start] = digit(rest % 10);
            rest /= 10;
        }
        self.extend_from_slice(&digits[start..]);
    }

    fn decimal(&mut self, hundredths: Hundredths) {
        if hundredths < 0 {
            self.push(b'-');
        }
        let whole = hundredths.unsigned_abs() as usize;
        self.number(whole / 100);
        let rest = whole % 100;
        if rest != 0 {
            self.push(b'.');
            self.push(digit(rest / 10));
            let last = rest % 10;
            if last != 0 {
                self.push(digit(last));
            }
        }
    }

    fn raw(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }

    fn reference(&mut self, id: u32) {
        self.number(id as usize);
        self.raw(b" 0 R");
    }

    fn words(&mut self, text: &str) {
        self.raw(b"<FEFF");
        self.utf16(text);
        self.push(b'>');
    }

    fn utf16(&mut self, text: &str) {
        for unit in text.encode_utf16() {
            let [high, low] = unit.to_be_bytes();
            self.hex(high);
            self.hex(low);
        }
    }

    fn hex(&mut self, byte: u8) {
        const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
        self.push(DIGITS[usize::from(byte >> 4)]);
        self.push(DIGITS[usize::from(byte & 15)]);
    }

    fn literal(&mut self, byte: u8) {
        match byte {
            b'(' | b')' | b'\\' => self.extend_from_slice(&[b'\\', byte]),
            b'\r' => self.extend_from_slice(b"\\r"),
            other => self.push(other),
        }
    }

    fn corners(&mut self, corners: [Hundredths; 4]) {
        for (place, corner) in corners.into_iter().enumerate() {
            self.push(if place == 0 { b'[' } else { b' ' });
            self.decimal(corner);
        }
        self.push(b']');
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a digit is less than ten")]
fn digit(value: usize) -> u8 {
    b'0' + (value % 10) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        let table = "
            0     0
            1     0.01
            9     0.09
            10    0.1
            99    0.99
            100   1
            101   1.01
            110   1.1
            12345 123.45
            -5    -0.05
            -100  -1
        ";
        for row in table.trim().lines() {
            let (value, want) = row.trim().split_once(' ').unwrap();
            assert_eq!(spelled(|it| it.decimal(value.parse().unwrap())), want.trim(), "{row}");
        }
        for number in [0, 9, 10, 11, 99, 100, 4_294_967_296] {
            assert_eq!(spelled(|it| it.number(number)), number.to_string());
        }
    }

    #[test]
    fn texts_for_people_are_utf_16() {
        assert_eq!(spelled(|it| it.words("葛\u{E0100}𠮷")), "<FEFF845BDB40DD00D842DFB7>");
    }

    #[test]
    fn brackets_in_a_literal_are_escaped() {
        let literal = spelled(|it| b"a(b)\\\r\n".iter().for_each(|byte| it.literal(*byte)));
        assert_eq!(literal, "a\\(b\\)\\\\\\r\n");
    }
}
