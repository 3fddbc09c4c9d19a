//! The fonts, and which of them shows a letter.

use std::sync::LazyLock;

use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::PrintError;

/// The fonts, the preferred one first: made to be read when it is small, then the one with more
/// characters.
static FACES: LazyLock<Vec<Face<'static>>> = LazyLock::new(|| {
    let files: [&'static [u8]; 2] = [
        include_bytes!("../../../../fonts/BIZUDGothic-Regular.ttf"),
        include_bytes!("../../../../fonts/NotoSansJP-Regular.otf"),
    ];
    files.into_iter().filter_map(|file| Face::parse(file, 0).ok()).collect()
});

/// A character of a text, with the selector behind it.
#[derive(Clone, Copy)]
pub(super) struct Letter {
    pub(super) character: char,
    /// Which shape of it is meant (異体字セレクタ).
    pub(super) selector: Option<char>,
    /// Its width; 1 is the height of the letters.
    pub(super) advance: f32,
    /// None when no font shows it.
    shape: Option<Shape>,
}

/// A glyph of one of the fonts.
#[derive(Clone, Copy)]
struct Shape {
    face: &'static Face<'static>,
    glyph: GlyphId,
}

impl Letter {
    fn of(character: char, selector: Option<char>) -> Self {
        let shape = Shape::of(character, selector);
        // Where a letter is not drawn by these fonts, it is as wide as a kanji.
        let advance = shape.map_or(1.0, |it| it.advance());
        Self { character, selector, advance, shape }
    }

    /// Whether it is a space.
    pub(super) fn is_space(&self) -> bool {
        SPACES.contains(&self.character)
    }

    /// Draws the outline, in units of the font; y grows upward from the baseline.
    pub(super) fn outline(&self, pen: &mut dyn OutlineBuilder) {
        if let Some(shape) = self.shape {
            shape.face.outline_glyph(shape.glyph, pen);
        }
    }

    /// Units of the font in the height of the letters.
    pub(super) fn units(&self) -> f32 {
        self.shape.map_or(1.0, |it| it.em())
    }
}

/// The letters of a text, shown by a font or not.
pub(super) fn letters(text: &str) -> Vec<Letter> {
    let mut letters = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        letters.push(Letter::of(character, characters.next_if(|it| is_selector(*it))));
    }
    letters
}

/// The letters of a text, if the fonts show every one.
pub(super) fn shown(text: &str) -> Result<Vec<Letter>, PrintError> {
    let letters = letters(text);
    match letters.iter().find(|it| it.shape.is_none()) {
        None => Ok(letters),
        Some(Letter { character, selector, .. }) => Err(PrintError::NoGlyph {
            base: u32::from(*character),
            selector: selector.map(u32::from),
        }),
    }
}

impl Shape {
    /// The glyph of the first font that has the character in the shape meant. The pair decides: a
    /// font that has the character alone would show another shape of it.
    fn of(character: char, selector: Option<char>) -> Option<Self> {
        // A mark that joins the letter before it would be set beside it.
        let is_mark = matches!(character, '\u{300}'..='\u{36F}' | '\u{3099}' | '\u{309A}');
        FACES.iter().filter(|_| !is_mark).find_map(|face| {
            let glyph = match selector {
                Some(selector) => face.glyph_variation_index(character, selector),
                None => face.glyph_index(character),
            }?;
            let shape = Self { face, glyph };
            // Glyph 0 is the box. What draws nothing and is no space is invisible on paper.
            let is_shown = glyph.0 != 0 && (shape.has_outline() || SPACES.contains(&character));
            is_shown.then_some(shape)
        })
    }

    fn advance(&self) -> f32 {
        f32::from(self.face.glyph_hor_advance(self.glyph).unwrap_or_default()) / self.em()
    }

    fn has_outline(&self) -> bool {
        self.face.glyph_bounding_box(self.glyph).is_some()
    }

    fn em(&self) -> f32 {
        f32::from(self.face.units_per_em())
    }
}

const SPACES: [char; 2] = [' ', '\u{3000}'];

/// Whether a character chooses a shape of the one before it.
fn is_selector(character: char) -> bool {
    matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}
