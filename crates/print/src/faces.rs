//! The fonts, and which of them shows a letter.

mod pair;

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, OnceLock};

use ttf_parser::GlyphId;

pub(crate) use pair::{Pair, pairs};

/// Where systems keep a font that has every kanji of names, the first found counts.
const SYSTEM: [&str; 4] = [
    "/usr/share/fonts/truetype/ipamj/ipamjm.ttf",
    "/usr/share/fonts/opentype/ipamj/ipamjm.ttf",
    "/usr/share/fonts/ipa-mj-mincho-fonts/ipamjm.ttf",
    "/usr/local/share/fonts/ipamjm.ttf",
];

/// How many faces there are at most.
pub(crate) const FACES: usize = 3;

/// The font of the system, read once and only when a letter asks for it: it is large.
static SYSTEM_FILE: LazyLock<Option<Vec<u8>>> =
    LazyLock::new(|| SYSTEM.iter().find_map(|path| std::fs::read(Path::new(path)).ok()));

/// Why the fonts cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PressError {
    /// A font of the program is damaged.
    #[error("font {0} of the program cannot be read")]
    Font(&'static str),
}

/// The faces letters are set in (書体), the preferred one first: made to be read when it is small;
/// then the one with more characters; then the system's, with every kanji of names.
#[derive(Debug)]
pub struct Faces {
    bundled: [Face; 2],
    /// None where the faces of the program are all.
    system: Option<OnceLock<Option<Face>>>,
}

impl Faces {
    /// The faces of the program, and with them that of the system if it is wanted.
    pub(crate) fn new(with_system: bool) -> Result<Self, PressError> {
        let gothic = include_bytes!("../../../fonts/BIZUDGothic-Regular.ttf");
        let noto = include_bytes!("../../../fonts/NotoSansJP-Regular.otf");
        let bundled = [
            Face::parse("BIZUDGothic", gothic).ok_or(PressError::Font("BIZ UDGothic"))?,
            Face::parse("NotoSansJP", noto).ok_or(PressError::Font("Noto Sans JP"))?,
        ];
        Ok(Self { bundled, system: with_system.then(OnceLock::new) })
    }

    /// A face by its place; none where the system does not have it.
    pub(crate) fn face(&self, place: usize) -> Option<&Face> {
        let system = || {
            let system = self.system.as_ref()?;
            system.get_or_init(|| Face::parse("IPAmjMincho", SYSTEM_FILE.as_deref()?)).as_ref()
        };
        self.bundled.get(place).or_else(|| if place == FACES - 1 { system() } else { None })
    }

    /// How a text is set: in the first face that has all of it, so that a name looks of one piece;
    /// else each letter in the first face that has it.
    pub(crate) fn set(&self, text: &str) -> Result<Setting, Pair> {
        'face: for place in 0..FACES {
            let Some(face) = self.face(place) else { continue };
            let mut width = 0;
            for pair in pairs(text) {
                let Some(glyph) = face.glyph(pair) else { continue 'face };
                width += u32::from(glyph.advance);
            }
            return Ok(Setting { choice: Choice::All(place), width });
        }
        self.setting_as(text, Choice::Each)
    }

    /// How a part of a text is set that is set in a way known.
    pub(crate) fn setting_as(&self, text: &str, choice: Choice) -> Result<Setting, Pair> {
        let mut width = 0;
        for pair in pairs(text) {
            width += u32::from(self.chosen(pair, choice).ok_or(pair)?.1.advance);
        }
        Ok(Setting { choice, width })
    }

    /// The glyph of a letter and the place of its face, in a text that is set so.
    pub(crate) fn chosen(&self, pair: Pair, choice: Choice) -> Option<(usize, Glyph)> {
        match choice {
            Choice::All(place) => Some((place, self.face(place)?.glyph(pair)?)),
            Choice::Each => self.glyph(pair),
        }
    }

    /// The glyph of a letter in the first face that has it, with the place of the face.
    pub(crate) fn glyph(&self, pair: Pair) -> Option<(usize, Glyph)> {
        (0..FACES).find_map(|place| Some((place, self.face(place)?.glyph(pair)?)))
    }
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    pub(crate) choice: Choice,
    /// In thousandths of the size.
    pub(crate) width: u32,
}

/// Which face a text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// All of it in one.
    All(usize),
    /// Each letter in the first that has it.
    Each,
}

/// A glyph of a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Glyph {
    pub(crate) id: u16,
    /// In thousandths of the size.
    pub(crate) advance: u16,
}

/// One font.
pub(crate) struct Face {
    pub(crate) name: &'static str,
    pub(crate) file: &'static [u8],
    pub(crate) font: ttf_parser::Face<'static>,
    /// What is known of single characters, 256 to a page.
    known: Vec<OnceLock<Box<[AtomicU32; 256]>>>,
}

impl std::fmt::Debug for Face {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name)
    }
}

/// The planes with characters that fonts show.
const PAGES: usize = 0x3_0000 / 256;
/// A cell that was looked up.
const KNOWN: u32 = 1 << 31;

impl Face {
    fn parse(name: &'static str, file: &'static [u8]) -> Option<Self> {
        let font = ttf_parser::Face::parse(file, 0).ok()?;
        let known = std::iter::repeat_with(OnceLock::new).take(PAGES).collect();
        Some(Self { name, file, font, known })
    }

    /// The glyph of a letter, in the shape its selector means.
    pub(crate) fn glyph(&self, pair: Pair) -> Option<Glyph> {
        if pair.second.is_some() {
            return self.look_up(pair);
        }
        let code = pair.base as usize;
        let page = self.known.get(code / 256)?;
        let page = page.get_or_init(|| Box::new([const { AtomicU32::new(0) }; 256]));
        let cell = page.get(code % 256)?;
        let known = cell.load(Ordering::Relaxed);
        if known != 0 {
            return unpack(known);
        }
        let glyph = self.look_up(pair);
        cell.store(pack(glyph), Ordering::Relaxed);
        glyph
    }

    /// The pair decides: a font that has the character alone would show another shape of it.
    fn look_up(&self, pair: Pair) -> Option<Glyph> {
        let id = match pair.second {
            _ if !pair.is_drawn() => None,
            // Half an em wide: with a whole one, readers take the two parts of a name for words of
            // different columns, and a search for the name finds nothing.
            None if pair.base == '\u{3000}' => self.font.glyph_index(' '),
            None => self.font.glyph_index(pair.base),
            Some(_) if pair.is_voiced() => self.font.glyph_index(pair.voiced()?),
            Some(selector) => self.font.glyph_variation_index(pair.base, selector),
        }?;
        // Glyph 0 is the box. What draws nothing and is no space is invisible on paper.
        let has_outline = || self.font.glyph_bounding_box(id).is_some();
        if id.0 == 0 || !(pair.is_space() || has_outline()) {
            return None;
        }
        let advance = self.permille(self.font.glyph_hor_advance(id).unwrap_or_default());
        Some(Glyph { id: id.0, advance })
    }

    /// The width of a glyph, in thousandths of the size.
    pub(crate) fn advance(&self, id: u16) -> u16 {
        self.permille(self.font.glyph_hor_advance(GlyphId(id)).unwrap_or_default())
    }

    /// Units of the font in thousandths of the size.
    fn permille(&self, units: u16) -> u16 {
        let em = u32::from(self.font.units_per_em()).max(1);
        let rounded = (u32::from(units) * 1000 + em / 2) / em;
        u16::try_from(rounded).unwrap_or(u16::MAX) & 0x7FFF
    }
}

fn pack(glyph: Option<Glyph>) -> u32 {
    KNOWN | glyph.map_or(0, |it| u32::from(it.advance) << 16 | u32::from(it.id))
}

fn unpack(cell: u32) -> Option<Glyph> {
    let [high, low, first, second] = (cell & !KNOWN).to_be_bytes();
    let glyph =
        Glyph { id: u16::from_be_bytes([first, second]), advance: u16::from_be_bytes([high, low]) };
    (glyph.id != 0).then_some(glyph)
}
