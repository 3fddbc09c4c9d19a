//! The two encodings of the interface, and characters one of them lacks.
//!
//! `Shift_JIS` here is CP932, as receipt computers on Windows write and read it.

use std::borrow::Cow;

use encoding_rs::{EncoderResult, SHIFT_JIS};

use super::{Unreadable, unreadable::SIZE_MAX};

/// The encoding of an answer (文字コード識別): a setting of the site, whatever the request's is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8, without byte order mark.
    #[default]
    Utf8,
    /// `Shift_JIS` as Windows has it (CP932).
    ShiftJis,
}

/// What stands for a character that cannot be written, as in the real system.
const SUBSTITUTE: char = '●';

/// A text as an encoding can show it.
pub(super) struct Shown<'a> {
    /// The text, encodable.
    pub(super) text: Cow<'a, str>,
    /// Whether ● stands for a character.
    pub(super) replaced: bool,
    /// Whether a variation selector (異体字セレクタ) was left out after a character that is shown.
    pub(super) selector_dropped: bool,
}

impl Shown<'_> {
    pub(super) fn into_owned(self) -> Shown<'static> {
        Shown { text: Cow::Owned(self.text.into_owned()), ..self }
    }
}

impl Charset {
    /// The name in an XML declaration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::ShiftJis => "Shift_JIS",
        }
    }

    /// The bytes of a text for people, such as an `.err` file's; ● for what the encoding lacks.
    #[must_use]
    pub fn encode(self, text: &str) -> Vec<u8> {
        let shown = self.show(text).text;
        match self {
            Self::Utf8 => shown.into_owned().into_bytes(),
            // Everything in `shown` is encodable, so the third value is always false.
            Self::ShiftJis => SHIFT_JIS.encode(&shown).0.into_owned(),
        }
    }

    /// The code of `CharacterCodeIdentifier`.
    pub(super) const fn identifier(self) -> &'static str {
        match self {
            Self::Utf8 => "0",
            Self::ShiftJis => "1",
        }
    }

    /// A text as this encoding can show it, in an XML message.
    pub(super) fn show(self, text: &str) -> Shown<'_> {
        let fits = match self {
            Self::Utf8 => text.chars().all(is_xml),
            Self::ShiftJis => text.chars().all(|it| it.is_ascii() && is_xml(it)),
        };
        let mut shown =
            Shown { text: Cow::Borrowed(text), replaced: false, selector_dropped: false };
        if fits {
            return shown;
        }
        let mut output = String::with_capacity(text.len());
        let mut after_substitute = false;
        for character in text.chars() {
            if self == Self::ShiftJis && is_selector(character) {
                // A selector belongs to the character before it, and goes with it.
                shown.selector_dropped |= !after_substitute;
                continue;
            }
            let look_alike = if self == Self::ShiftJis { look_alike(character) } else { character };
            after_substitute = !self.has(look_alike);
            shown.replaced |= after_substitute;
            output.push(if after_substitute { SUBSTITUTE } else { look_alike });
        }
        shown.text = Cow::Owned(output);
        shown
    }

    /// Whether a character reads back as itself.
    pub(super) fn has(self, character: char) -> bool {
        match self {
            Self::Utf8 => is_xml(character),
            // The encoder of the web turns the look-alikes' originals into others, or lets C1
            // controls through.
            Self::ShiftJis if character.is_ascii() => is_xml(character),
            Self::ShiftJis => {
                let (mut source, mut bytes) = ([0; 4], [0; 8]);
                !character.is_control()
                    && look_alike(character) == character
                    && SHIFT_JIS
                        .new_encoder()
                        .encode_from_utf8_without_replacement(
                            character.encode_utf8(&mut source),
                            &mut bytes,
                            true,
                        )
                        .0
                        == EncoderResult::InputEmpty
            }
        }
    }
}

/// Whether XML 1.0 allows a character, written or numbered.
pub(super) const fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..)
}

/// Whether a character chooses a variant of the one before it.
const fn is_selector(character: char) -> bool {
    matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// The character of CP932 that stands for one of JIS X 0208 which Unicode also has elsewhere.
const fn look_alike(character: char) -> char {
    match character {
        '\u{301C}' => '\u{FF5E}', // 〜
        '\u{2212}' => '\u{FF0D}', // −
        '\u{2016}' => '\u{2225}', // ‖
        '\u{2014}' => '\u{2015}', // —
        '\u{00A2}' => '\u{FFE0}', // ¢
        '\u{00A3}' => '\u{FFE1}', // £
        '\u{00AC}' => '\u{FFE2}', // ¬
        '\u{203E}' => '\u{FFE3}', // ‾
        '\u{00A6}' => '\u{FFE4}', // ¦
        '\u{00A5}' => '\u{FFE5}', // ¥
        other => other,
    }
}

/// The text of a message, by its byte order mark and declaration.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    if bytes.len() > SIZE_MAX {
        return Err(Unreadable::Size(bytes.len()));
    }
    let (marked, bytes) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (true, rest),
        None => (false, bytes),
    };
    let charset = match declared(bytes) {
        None => Charset::Utf8,
        Some(label) => of_label(label).ok_or(Unreadable::Encoding)?,
    };
    let refused = Unreadable::NotInEncoding(charset.name());
    match charset {
        Charset::Utf8 if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") => {
            Err(Unreadable::Encoding)
        }
        Charset::Utf8 => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| refused),
        Charset::ShiftJis if marked || is_utf8_after_all(bytes) => Err(refused),
        Charset::ShiftJis => {
            SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes).ok_or(refused)
        }
    }
}

/// The encoding an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let end = declaration.windows(2).take(200).position(|it| it == b"?>")?;
    let declaration = &declaration[..end];
    let at = declaration.windows(8).position(|it| it == b"encoding")?;
    let value = declaration[at + 8..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    Some(&value[..value.iter().position(|it| it == quote)?])
}

/// The encoding of a name, as vendors spell it.
fn of_label(label: &[u8]) -> Option<Charset> {
    let is = |names: &[&str]| names.iter().any(|it| label.eq_ignore_ascii_case(it.as_bytes()));
    if is(&["UTF-8", "UTF8"]) {
        Some(Charset::Utf8)
    } else if is(&["Shift_JIS", "Shift-JIS", "SJIS", "x-sjis", "Windows-31J", "MS932", "CP932"]) {
        Some(Charset::ShiftJis)
    } else {
        None
    }
}

/// Whether bytes declared as `Shift_JIS` are UTF-8: valid there, with a character of three bytes or
/// more. Two bytes would not prove it: they may be a pair of half-width kana.
fn is_utf8_after_all(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.chars().any(|it| it >= '\u{800}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(table: &str) {
        for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let mut words = row.split_whitespace();
            let (input, wanted) = (words.next().unwrap(), words.next().unwrap());
            let (replaced, dropped) = match words.next().unwrap() {
                "exact" => (false, false),
                "replaced" => (true, false),
                "dropped" => (false, true),
                other => panic!("{other}"),
            };
            let shown = Charset::ShiftJis.show(input);
            assert_eq!(shown.text, wanted, "{row}");
            assert_eq!((shown.replaced, shown.selector_dropped), (replaced, dropped), "{row}");
            let bytes = Charset::ShiftJis.encode(input);
            assert_eq!(SHIFT_JIS.decode(&bytes).0, wanted, "{row}");
        }
    }

    #[test]
    fn shift_jis_shows_look_alikes_and_bullets() {
        check(
            "
            髙橋    髙橋   exact
            﨑①㈱Ⅲ  﨑①㈱Ⅲ exact
            𠮷田    ●田    replaced
            森鷗外  森●外  replaced
            1〜2−3  1～2－3  exact
            ‖—¢£¬   ∥―￠￡￢  exact
            ¥‾¦     ￥￣￤  exact
            葛\u{E0100}城  葛城  dropped
            𠮷\u{E0100}田  ●田  replaced
            \u{1}a  ●a  replaced
            \u{80}a  ●a  replaced
        ",
        );
    }

    #[test]
    fn utf8_shows_all_but_what_xml_forbids() {
        let shown = Charset::Utf8.show("𠮷葛\u{E0100}\u{FFFE}\u{0}");
        assert_eq!(shown.text, "𠮷葛\u{E0100}●●");
        assert!(shown.replaced && !shown.selector_dropped);
    }

    #[test]
    fn a_declaration_that_does_not_fit_is_refused() {
        let sjis = |text: &str| SHIFT_JIS.encode(text).0.into_owned();
        let declared = r#"<?xml version="1.0" encoding="Shift_JIS"?><a>試験ｼｹﾝ</a>"#;
        assert_eq!(decode(&sjis(declared)).unwrap(), declared);
        let refused = Err(Unreadable::NotInEncoding("Shift_JIS"));
        assert_eq!(decode(declared.as_bytes()), refused);
        assert_eq!(decode(&[b"\xEF\xBB\xBF", &*sjis(declared)].concat()), refused);
        let bare = "<a>試験</a>";
        assert_eq!(decode(&sjis(bare)), Err(Unreadable::NotInEncoding("UTF-8")));
        assert_eq!(decode(&[b"\xEF\xBB\xBF", bare.as_bytes()].concat()).unwrap(), bare);
        assert_eq!(decode(b"\xFF\xFE<\0a\0"), Err(Unreadable::Encoding));
        assert_eq!(
            decode(br"<?xml version='1.0' encoding = 'EUC-JP'?><a/>"),
            Err(Unreadable::Encoding)
        );
        // Half-width kana in pairs are valid UTF-8 by accident, and stay Shift_JIS.
        let kana = "<?xml version='1.0' encoding='windows-31j'?><a>ﾃｿ</a>";
        assert_eq!(decode(&sjis(kana)).unwrap(), kana);
    }
}
