//! Text on several lines.

use std::ops::Range;

use super::{Layout, POINTS, Point, Style, Tag, Undrawable, missing, permille, too_long};
use crate::faces::{Faces, pairs};

impl Layout<'_> {
    /// A text on as many lines as it needs, from the first base line; gives the base line that
    /// would come next.
    ///
    /// # Errors
    ///
    /// When no face has a character.
    pub fn wrapped(
        &mut self,
        at: Point,
        width: f32,
        style: &Style,
        field: &'static str,
        text: &str,
        tag: Tag,
    ) -> Result<f32, Undrawable> {
        let lines = lines(self.faces, text, width * POINTS / style.size);
        let lines: Vec<&str> = lines.into_iter().map(|it| &text[it]).collect();
        self.lines_at(at, style, field, &lines, tag)
    }

    /// How many lines a text takes.
    #[must_use]
    pub fn lines_of(&self, width: f32, style: &Style, text: &str) -> usize {
        lines(self.faces, text, width * POINTS / style.size).len()
    }

    /// A text in a room of that width and height, from its first base line, set smaller on more
    /// lines where it does not fit, down to the style's least size.
    ///
    /// # Errors
    ///
    /// When no face has a character, or it does not fit in the least size.
    pub fn block(
        &mut self,
        at: Point,
        room: Point,
        style: &Style,
        field: &'static str,
        text: &str,
        tag: Tag,
    ) -> Result<(), Undrawable> {
        let (shrunk, lines) = fit(self.faces, room, style, field, text)?;
        // Letters reach 0.88 of their size above the base line and 0.12 below it.
        let raised = 0.88 * (style.size - shrunk.size) / POINTS;
        self.lines_at((at.0, at.1 - raised), &shrunk, field, &lines, tag).map(|_| ())
    }

    /// The same, with the point at the base line of the last line in the full size: smaller lines
    /// have the same lower edge.
    ///
    /// # Errors
    ///
    /// When no face has a character, or it does not fit in the least size.
    pub fn rising_block(
        &mut self,
        at: Point,
        room: Point,
        style: &Style,
        field: &'static str,
        text: &str,
        tag: Tag,
    ) -> Result<(), Undrawable> {
        let (shrunk, lines) = fit(self.faces, room, style, field, text)?;
        let above = lines_height(lines.len(), 0.0, shrunk.leading);
        let raised = above - 0.12 * (style.size - shrunk.size);
        self.lines_at((at.0, at.1 - raised / POINTS), &shrunk, field, &lines, tag).map(|_| ())
    }

    /// The same, with the point at the base line where one line of the full size would stand:
    /// smaller lines have the same middle.
    ///
    /// # Errors
    ///
    /// When no face has a character, or it does not fit in the least size.
    pub fn middle_block(
        &mut self,
        at: Point,
        room: Point,
        style: &Style,
        field: &'static str,
        text: &str,
        tag: Tag,
    ) -> Result<(), Undrawable> {
        let (shrunk, lines) = fit(self.faces, room, style, field, text)?;
        let above = lines_height(lines.len(), 0.0, shrunk.leading) / 2.0;
        // The middle of letters is 0.36 of their size above the base line.
        let raised = above + 0.36 * (style.size - shrunk.size);
        self.lines_at((at.0, at.1 - raised / POINTS), &shrunk, field, &lines, tag).map(|_| ())
    }

    fn lines_at(
        &mut self,
        at: Point,
        style: &Style,
        field: &'static str,
        lines: &[&str],
        tag: Tag,
    ) -> Result<f32, Undrawable> {
        // All lines in the face that has all of the text.
        let whole = self.faces.set(&lines.concat()).map_err(|pair| missing(field, pair))?;
        let element = self.tagged(tag);
        let mut y = at.1;
        for line in lines {
            let setting = self.faces.setting_as(line, whole.choice);
            let setting = setting.map_err(|pair| missing(field, pair))?;
            let letters = self.keep(line);
            let how = (style.size, permille(setting.width), setting.choice);
            self.place((at.0, y), style, element, how, letters);
            y += style.leading / POINTS;
        }
        Ok(y)
    }
}

/// The largest style in which a text fits into a room, and its lines.
fn fit<'t>(
    faces: &Faces,
    room: Point,
    style: &Style,
    field: &'static str,
    text: &'t str,
) -> Result<(Style, Vec<&'t str>), Undrawable> {
    let (width, height) = (room.0 * POINTS, room.1 * POINTS);
    let mut size = style.size;
    loop {
        let leading = style.leading * size / style.size;
        let lines = lines(faces, text, width / size);
        // The first line is as high as its letters.
        if lines_height(lines.len(), size, leading) <= height {
            let lines = lines.into_iter().map(|it| &text[it]).collect();
            return Ok((Style { size, leading, ..*style }, lines));
        }
        if size <= style.least {
            let lines = 1.0 + ((height - size) / leading).floor().max(0.0);
            return Err(too_long(field, (width / size).floor() * lines));
        }
        size = (size - STEP).max(style.least);
    }
}

/// By how much type shrinks until it fits, in points.
const STEP: f32 = 0.25;

#[expect(clippy::cast_precision_loss, reason = "a paper has few lines")]
fn lines_height(lines: usize, size: f32, leading: f32) -> f32 {
    size + leading * lines.saturating_sub(1) as f32
}

/// What may not begin a line (行頭禁則).
const NOT_FIRST: &str =
    "、。，．・：；？！ー～）」』】〕〉》］｝ぁぃぅぇぉっゃゅょァィゥェォッャュョ々%)]},.:;?!";
/// What may not end a line (行末禁則).
const NOT_LAST: &str = "（「『【〔〈《［｛([{";

/// The lines of a text in a room so many times the size wide.
fn lines(faces: &Faces, text: &str, room: f32) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    for paragraph in text.split('\n') {
        lines_of_paragraph(faces, paragraph, room, from, &mut found);
        from += paragraph.len() + 1;
    }
    found
}

fn lines_of_paragraph(
    faces: &Faces,
    text: &str,
    room: f32,
    offset: usize,
    found: &mut Vec<Range<usize>>,
) {
    let room = room * 1000.0;
    // Where the line begins, where it may end, and how wide it is to here.
    let (mut start, mut end, mut width) = (0, None, 0.0);
    let mut here = 0;
    let mut before = None;
    for pair in pairs(text) {
        if here > start && may_break(before, pair.base) {
            end = Some((here, width));
        }
        let advance = faces.glyph(pair).map_or(1000.0, |(_, it)| f32::from(it.advance));
        // A space at the end of a line hangs over.
        if width + advance > room && here > start && !pair.is_space() {
            let (at, to_there) = end.take().unwrap_or((here, width));
            found.push(offset + start..offset + at);
            start = at;
            width -= to_there;
        }
        width += advance;
        here += pair.base.len_utf8() + pair.second.map_or(0, char::len_utf8);
        before = Some(pair.base);
    }
    found.push(offset + start..offset + text.len());
}

/// Whether a line may end between two characters.
fn may_break(before: Option<char>, next: char) -> bool {
    let Some(before) = before else { return false };
    let is_word = |it: char| it.is_ascii() && it != ' ' || matches!(it, '\u{A1}'..='\u{24F}');
    let is_inside = is_word(before) && is_word(next);
    let is_bound = NOT_LAST.contains(before) || NOT_FIRST.contains(next) || next == ' ';
    !(is_inside || is_bound)
}
