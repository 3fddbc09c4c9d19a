//! A letter as names spell it: a character, and what chooses or completes its shape.

use std::fmt;

/// A character with the selector (異体字セレクタ) or the voiced mark behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Pair {
    pub(crate) base: char,
    pub(crate) second: Option<char>,
}

impl Pair {
    /// Whether the base is a character that shows by itself. A mark would be set beside what it
    /// belongs to, and what a private character means nobody else knows.
    pub(super) fn is_drawn(self) -> bool {
        !is_second(self.base) && !matches!(self.base, '\u{E000}'..='\u{F8FF}')
    }

    /// Whether the second is a mark of voiced kana.
    pub(super) fn is_voiced(self) -> bool {
        matches!(self.second, Some(VOICED | HALF_VOICED))
    }

    /// The one character that is written as the two: ガ for カ and its mark.
    pub(super) fn voiced(self) -> Option<char> {
        const VOICED_KANA: &str = "かきくけこさしすせそたちつてとはひふへほゝ\
                                   カキクケコサシスセソタチツテトハヒフヘホヽ";
        const HALF_VOICED_KANA: &str = "はひふへほハヒフヘホ";
        // The code points of かがき and はばぱ follow each other.
        let from_base = |it: u32| char::from_u32(u32::from(self.base) + it);
        match (self.base, self.second?) {
            ('う', VOICED) => Some('ゔ'),
            ('ウ', VOICED) => Some('ヴ'),
            (base, VOICED) if VOICED_KANA.contains(base) => from_base(1),
            (base, HALF_VOICED) if HALF_VOICED_KANA.contains(base) => from_base(2),
            _ => None,
        }
    }

    /// Whether it is a space.
    pub(crate) fn is_space(self) -> bool {
        matches!(self.base, ' ' | '\u{A0}' | '\u{3000}') && self.second.is_none()
    }
}

/// The code points, as a clerk can look them up: U+845B U+E0102.
impl fmt::Display for Pair {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "U+{:04X}", u32::from(self.base))?;
        self.second.map_or(Ok(()), |it| write!(out, " U+{:04X}", u32::from(it)))
    }
}

/// The letters of a text.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = Pair> + '_ {
    let mut rest = text.chars().peekable();
    std::iter::from_fn(move || {
        let base = rest.next()?;
        Some(Pair { base, second: rest.next_if(|it| is_second(*it)) })
    })
}

/// The mark of ガ (濁点).
const VOICED: char = '\u{3099}';
/// The mark of パ (半濁点).
const HALF_VOICED: char = '\u{309A}';

/// Whether a character belongs to the one before it: a selector or a mark that joins it.
fn is_second(character: char) -> bool {
    matches!(
        character,
        '\u{FE00}'..='\u{FE0F}'
            | '\u{E0100}'..='\u{E01EF}'
            | '\u{300}'..='\u{36F}'
            | VOICED
            | HALF_VOICED
    )
}
