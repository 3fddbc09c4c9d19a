//! Kana: full width, half width, and the form in which names are compared.

use std::borrow::Cow;

/// A name in kana as it is compared and searched: full-width katakana, small kana large, one kind
/// of prolonged sound mark, one half-width space between words.
///
/// Hiragana and half-width kana become katakana; a voiced mark of its own joins its kana. Lists
/// write ｼﾞﾕﾘ and ジュリ for one name, so small kana cannot tell names apart.
#[must_use]
pub fn fold_kana(text: &str) -> Cow<'_, str> {
    if text.chars().all(|it| matches!(it, 'ァ'..='ヴ' | 'ー') && compared(it) == it) {
        return Cow::Borrowed(text);
    }
    let narrow: String = text.chars().map(super::width).collect();
    let mut folded = String::with_capacity(narrow.len());
    for word in narrow.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(full_width(word).chars().map(compared));
    }
    Cow::Owned(folded)
}

/// A text in half-width katakana, signs, letters, digits and spaces, as wires want kana names.
///
/// Small kana stay small. The kana without a half-width form become the nearest that has one; a
/// character that is no kana stays.
#[must_use]
pub fn half_width_kana(text: &str) -> Cow<'_, str> {
    if text.chars().all(|it| it.is_ascii() || is_half_width(it)) {
        return Cow::Borrowed(text);
    }
    let mut half = String::with_capacity(text.len());
    for character in text.chars().map(katakana) {
        let (plain, mark) = unvoiced(character);
        match HALF.chars().position(|it| it == plain) {
            Some(place) => half.extend(half_at(place)),
            None => half.push(super::width(plain)),
        }
        half.extend(mark);
    }
    Cow::Owned(half)
}

/// Whether the character is half-width katakana or one of its signs.
const fn is_half_width(character: char) -> bool {
    matches!(character, '｡'..='ﾟ')
}

/// Whether [`full_width`] changes a text with the character.
pub(super) const fn is_folded(character: char) -> bool {
    is_half_width(character) || is_voiced_mark(character)
}

/// Half-width katakana as full-width, voiced marks joined to their kana.
pub(super) fn full_width(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_folded) {
        return Cow::Borrowed(text);
    }
    let mut full = String::with_capacity(text.len());
    for character in text.chars() {
        let wide = if is_half_width(character) {
            HALF.chars().nth(character as usize - '｡' as usize).unwrap_or(character)
        } else {
            character
        };
        match full.pop() {
            Some(before) => match voiced(before, wide) {
                Some(joined) => full.push(joined),
                None => full.extend([before, wide]),
            },
            None => full.push(wide),
        }
    }
    Cow::Owned(full)
}

/// The full-width forms of U+FF61 to U+FF9F, in their order.
const HALF: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテト\
                    ナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";

/// The half-width character at a place of [`HALF`].
fn half_at(place: usize) -> Option<char> {
    u32::try_from(place).ok().and_then(|place| char::from_u32('｡' as u32 + place))
}

/// One character of [`fold_kana`], the widths already folded.
const fn compared(character: char) -> char {
    match katakana(character) {
        'ァ' => 'ア',
        'ィ' => 'イ',
        'ゥ' => 'ウ',
        'ェ' => 'エ',
        'ォ' => 'オ',
        'ッ' => 'ツ',
        'ャ' => 'ヤ',
        'ュ' => 'ユ',
        'ョ' => 'ヨ',
        'ヮ' => 'ワ',
        'ヵ' => 'カ',
        'ヶ' => 'ケ',
        // A hyphen stands for the prolonged sound mark it looks like.
        '-' => 'ー',
        other => other,
    }
}

/// Hiragana as katakana.
const fn katakana(character: char) -> char {
    match character {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => match char::from_u32(character as u32 + 0x60) {
            Some(katakana) => katakana,
            None => character,
        },
        other => other,
    }
}

/// Whether the character is a voiced or semi-voiced mark of its own, spacing or combining.
const fn is_voiced_mark(character: char) -> bool {
    matches!(character, '゛' | '゜' | '\u{3099}' | '\u{309A}')
}

/// A kana and the mark after it as one character, where there is one.
fn voiced(kana: char, mark: char) -> Option<char> {
    let step = match (mark, kana) {
        ('゛' | '\u{3099}', 'ウ') => return Some('ヴ'),
        ('゛' | '\u{3099}', 'う') => return Some('ゔ'),
        (
            '゛' | '\u{3099}',
            'カ' | 'キ' | 'ク' | 'ケ' | 'コ' | 'サ' | 'シ' | 'ス' | 'セ' | 'ソ' | 'タ' | 'チ'
            | 'ツ' | 'テ' | 'ト' | 'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ' | 'ヽ' | 'か' | 'き' | 'く'
            | 'け' | 'こ' | 'さ' | 'し' | 'す' | 'せ' | 'そ' | 'た' | 'ち' | 'つ' | 'て' | 'と'
            | 'は' | 'ひ' | 'ふ' | 'へ' | 'ほ' | 'ゝ',
        ) => 1,
        (
            '゜' | '\u{309A}',
            'ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ' | 'は' | 'ひ' | 'ふ' | 'へ' | 'ほ',
        ) => 2,
        _ => return None,
    };
    char::from_u32(kana as u32 + step)
}

/// A katakana without its voiced mark, and the half-width mark that goes after it.
fn unvoiced(character: char) -> (char, Option<char>) {
    match character {
        '゛' | '\u{3099}' => ('ﾞ', None),
        '゜' | '\u{309A}' => ('ﾟ', None),
        'ヴ' => ('ウ', Some('ﾞ')),
        'ヷ' => ('ワ', Some('ﾞ')),
        'ヺ' => ('ヲ', Some('ﾞ')),
        'ヮ' => ('ワ', None),
        'ヰ' => ('イ', None),
        'ヱ' => ('エ', None),
        'ヵ' => ('カ', None),
        'ヶ' => ('ケ', None),
        _ => {
            let back = |step| char::from_u32(character as u32 - step).unwrap_or(character);
            if voiced(back(1), '゛') == Some(character) {
                (back(1), Some('ﾞ'))
            } else if voiced(back(2), '゜') == Some(character) {
                (back(2), Some('ﾟ'))
            } else {
                (character, None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_kana_compare_by_sound_not_by_form() {
        let table = "
            ﾜﾀﾅﾍﾞ         ワタナベ
            ワタナベ      ワタナベ
            わたなべ      ワタナベ
            ﾄｸﾅｶﾞ         トクナガ
            ｼﾞｭﾘ          ジユリ
            ｼﾞﾕﾘ          ジユリ
            じゅり        ジユリ
            ｼﾖｳｲﾁ         シヨウイチ
            ｼｮｳｲﾁ         シヨウイチ
            ﾊﾟｳﾛ          パウロ
            ｳﾞｨｵﾗ         ヴイオラ
            ヴィオラ      ヴイオラ
            ﾊｰﾊﾞｰ         ハーバー
            ハ－バ－      ハーバー
            ハ-バ-        ハーバー
            ヵヶヮ        カケワ
            ＳＭＩＴＨ    SMITH
            渡邊          渡邊
        ";
        for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let words: Vec<&str> = row.split_whitespace().collect();
            assert_eq!(fold_kana(words[0]), words[1], "{row}");
            assert_eq!(fold_kana(words[1]), words[1], "folding twice: {row}");
        }
        assert_eq!(fold_kana("カ\u{3099}ハ\u{309A}か\u{3099}"), "ガパガ", "decomposed");
        assert_eq!(fold_kana(" ﾜﾀﾅﾍﾞ  ﾀﾛｳ"), "ワタナベ タロウ");
        assert_eq!(fold_kana("ワタナベ\u{3000}タロウ"), "ワタナベ タロウ");
        assert_eq!(fold_kana("ﾞ"), "゛", "a mark without a kana");
        assert!(matches!(fold_kana("ワタナベ"), Cow::Borrowed(_)));
    }

    #[test]
    fn the_wire_gets_half_width_kana() {
        let table = "
            ワタナベ      ﾜﾀﾅﾍﾞ
            ジュリ        ｼﾞｭﾘ
            パウロ        ﾊﾟｳﾛ
            ヴィオラ      ｳﾞｨｵﾗ
            ハーバー      ﾊｰﾊﾞｰ
            わたなべ      ﾜﾀﾅﾍﾞ
            ヮヰヱヵヶヲ  ﾜｲｴｶｹｦ
            ヷヺ          ﾜﾞｦﾞ
            Ａ・Ｂ。      A･B｡
            ﾜﾀﾅﾍﾞ         ﾜﾀﾅﾍﾞ
            渡            渡
        ";
        for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
            let words: Vec<&str> = row.split_whitespace().collect();
            assert_eq!(half_width_kana(words[0]), words[1], "{row}");
        }
        assert_eq!(half_width_kana("ワタナベ\u{3000}タロウ"), "ﾜﾀﾅﾍﾞ ﾀﾛｳ");
        assert_eq!(half_width_kana("カ\u{3099}"), "ｶﾞ");
        assert!(matches!(half_width_kana("ﾜﾀﾅﾍﾞ ﾀﾛｳ"), Cow::Borrowed(_)));
    }

    #[test]
    fn every_half_width_kana_has_a_full_width_form_and_back() {
        assert_eq!(HALF.chars().count(), 'ﾟ' as usize - '｡' as usize + 1);
        for half in '｡'..='ﾟ' {
            let half = half.to_string();
            assert_eq!(half_width_kana(&full_width(&half)), half);
        }
    }
}
