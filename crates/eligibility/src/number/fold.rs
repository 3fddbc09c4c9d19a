//! Width folding: what makes two writings of one symbol, number or kana name compare equal.
//!
//! The tables are explicit. Unicode's own foldings (NFC, NFKC) change more than width, among it
//! characters of names, and are used nowhere. What was received is what is stored and shown; the
//! folded text is only for look-ups.

mod kana;

use std::borrow::Cow;

use super::branch::{BranchNumber, BranchNumberError};

pub use kana::{fold_kana, half_width_kana};

/// A symbol or number (記号・番号) as it is compared: half-width letters, digits and signs, one
/// kind of hyphen, full-width kana, no space at the ends. The case of letters stays.
///
/// Source: 記号・番号は文字幅をそろえて比較する (F-83)
#[must_use]
pub fn fold_symbol(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim();
    if trimmed.is_ascii() || trimmed.chars().all(|it| width(it) == it && !kana::is_folded(it)) {
        return Cow::Borrowed(trimmed);
    }
    // Hyphens go first, so that the half-width prolonged sound mark is one, as the full-width is.
    let folded: String = trimmed.chars().map(width).collect();
    Cow::Owned(kana::full_width(&folded).into_owned())
}

/// A branch number (枝番) as it is compared: two digits, a missing leading zero added. Blank is
/// none.
///
/// # Errors
///
/// When it is neither blank nor one or two digits.
pub fn fold_branch(text: &str) -> Result<Option<BranchNumber>, BranchNumberError> {
    if text.trim().is_empty() { Ok(None) } else { text.parse().map(Some) }
}

/// The half-width character in the place of a full-width sign, digit, letter or space, and the
/// hyphen in the place of all that looks like one. The kanji 一 does not: it is a digit's name.
const fn width(character: char) -> char {
    match character {
        '\u{FF0D}' // fullwidth hyphen-minus －
        | '\u{02D7}' // modifier letter minus
        | '\u{2010}'..='\u{2015}' // hyphens, dashes, horizontal bar
        | '\u{2043}' // hyphen bullet
        | '\u{2212}' // minus −
        | '\u{2500}' | '\u{2501}' // box drawings ─ ━
        | '\u{30FC}' | '\u{FF70}' // prolonged sound marks ー ｰ
        | '\u{FE58}' | '\u{FE63}' // small dashes
        => '-',
        '\u{3000}' | '\u{00A0}' => ' ',
        '\u{301C}' => '~',
        '\u{FF01}'..='\u{FF5E}' => match char::from_u32(character as u32 - 0xFEE0) {
            Some(half) => half,
            None => character,
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_and_numbers_compare_by_what_is_written_not_how_wide() {
        let table = "
            101         101
            １０１      101
            １0１       101
            埼医        埼医
            一二        一二       # a kanji is not a hyphen
            ＡｂＣ      AbC        # case stays
            １２－３    12-3
            １２−３     12-3       # minus
            12‐3        12-3
            12—3        12-3
            12―3        12-3
            12ー3       12-3
            12ｰ3        12-3
            12─3        12-3
            都・１２    都・12
            都･12       都・12
            国ｷﾞ１      国ギ1
            国キ゛1     国ギ1
            （１）／＊  (1)/*
            \u{FA19}          \u{FA19}         # a compatibility kanji NFC would change
            髙﨑        髙﨑
        ";
        for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let words: Vec<&str> = row.split_whitespace().collect();
            assert_eq!(fold_symbol(words[0]), words[1], "{row}");
            assert_eq!(fold_symbol(words[1]), words[1], "folding twice: {row}");
        }
    }

    #[test]
    fn spaces_go_at_the_ends_and_narrow_inside() {
        assert_eq!(fold_symbol("\u{3000}１０１ \u{3000}"), "101");
        assert_eq!(fold_symbol("１\u{3000}１"), "1 1");
        assert_eq!(fold_symbol(" \u{3000}"), "");
    }

    #[test]
    fn what_needs_no_folding_is_borrowed() {
        for text in ["", "101", " 101 ", "埼医", "国キ"] {
            assert!(matches!(fold_symbol(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn a_variation_selector_stays() {
        assert_eq!(fold_symbol("葛\u{E0100}"), "葛\u{E0100}");
    }

    #[test]
    fn a_blank_branch_is_none_and_another_text_is_refused() {
        let branch = |text| fold_branch(text).map(|it| it.map(|it| it.to_string()));
        assert_eq!(branch(""), Ok(None));
        assert_eq!(branch(" \u{3000}"), Ok(None));
        assert_eq!(branch("1"), Ok(Some("01".to_owned())));
        assert_eq!(branch("０２"), Ok(Some("02".to_owned())));
        assert_eq!(branch("A1"), Err(BranchNumberError));
        assert_eq!(branch("001"), Err(BranchNumberError));
    }
}
