//! How a text becomes lines: as large as it can be, on as few lines as it needs, whole.

use super::font::Letter;

/// A place for a text.
pub(super) struct Frame {
    /// How wide it is.
    pub(super) width: u16,
    /// How many lines it has room for.
    pub(super) lines: u8,
    /// Heights of letters to try, the largest first.
    pub(super) sizes: &'static [u16],
}

/// A text as it is set.
pub(super) struct Setting<'a> {
    /// The height of the letters.
    pub(super) size: u16,
    /// The lines.
    pub(super) lines: Vec<&'a [Letter]>,
}

impl Frame {
    /// The height of the smallest letters.
    pub(super) fn smallest(&self) -> u16 {
        self.sizes.iter().copied().min().unwrap_or_default()
    }

    /// Sets a text, large on one line if it can be; none when it does not fit in any way.
    pub(super) fn set<'a>(&self, text: &'a [Letter]) -> Option<Setting<'a>> {
        self.sizes.iter().find_map(|&size| {
            let room = f32::from(self.width) / f32::from(size);
            let lines = broken(text, room, self.lines)?;
            Some(Setting { size, lines })
        })
    }
}

/// How wide letters are together; 1 is their height.
fn width(letters: &[Letter]) -> f32 {
    letters.iter().map(|it| it.advance).sum()
}

/// The text on as many lines as it needs; none when it needs more than it is given.
fn broken(text: &[Letter], room: f32, lines: u8) -> Option<Vec<&[Letter]>> {
    if width(text) <= room {
        return Some(vec![text]);
    }
    let rest_lines = lines.checked_sub(1).filter(|it| *it > 0)?;
    // Only spaces are left out: where the rest has no room, no place to break is worth a try.
    let solid: f32 = text.iter().filter(|it| !it.is_space()).map(|it| it.advance).sum();
    if solid > room * f32::from(lines) {
        return None;
    }
    let fits = |end: &usize| width(&text[..*end]) <= room;
    let mut ends: Vec<usize> = (1..text.len()).take_while(fits).collect();
    // The last end that is not ugly, then the last at all, as long as the rest has room too.
    ends.sort_by_key(|&end| (Break::at(text, end), std::cmp::Reverse(end)));
    ends.into_iter().find_map(|end| {
        let (line, rest) = (trimmed(&text[..end]), trimmed(&text[end..]));
        let rest = broken(rest, room, rest_lines)?;
        Some(std::iter::once(line).chain(rest).collect())
    })
}

/// Where a line may end, the best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Break {
    /// Between words.
    Space,
    /// Between two letters of Japanese.
    Letters,
    /// Inside a number or a word in Latin letters, or before what must not begin a line (行頭禁則).
    Inside,
}

impl Break {
    fn at(text: &[Letter], end: usize) -> Self {
        let (before, after) = (&text[end - 1], &text[end]);
        let joins =
            |it: &Letter| it.character.is_ascii_graphic() || FULL_WIDTH.contains(&it.character);
        if before.is_space() || after.is_space() {
            Self::Space
        } else if (joins(before) && joins(after)) || NOT_FIRST.contains(after.character) {
            Self::Inside
        } else {
            Self::Letters
        }
    }
}

/// Digits, letters and signs of the width of a kanji.
const FULL_WIDTH: std::ops::RangeInclusive<char> = '\u{FF01}'..='\u{FF5E}';
const NOT_FIRST: &str = "ーｰ々ゝゞヽヾ゛゜ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ、。，．・：；！？）」』】〉》〕］｝-‐－~〜";

/// Letters without the spaces at both ends: a line's end is space enough.
fn trimmed(mut letters: &[Letter]) -> &[Letter] {
    while let [first, rest @ ..] = letters
        && first.is_space()
    {
        letters = rest;
    }
    while let [rest @ .., last] = letters
        && last.is_space()
    {
        letters = rest;
    }
    letters
}
