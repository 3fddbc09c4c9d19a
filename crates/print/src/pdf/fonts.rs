//! The letters a file uses, and the parts of the fonts that draw them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::{self, Write};

use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;
use ttf_parser::{RawFace, Tag};

use super::bytes::Spell;
use super::objects::Objects;
use crate::faces::{FACES, Face, Faces, Glyph, Pair};

/// The letters used so far.
#[derive(Debug)]
pub(super) struct Fonts<'a> {
    faces: &'a Faces,
    used: [Used; FACES],
}

/// What is used of a face.
#[derive(Debug, Default)]
struct Used {
    glyphs: GlyphRemapper,
    codes: HashMap<u64, Code, BuildHasherDefault<PairHasher>>,
    /// For each glyph of the subset, in how many fonts it stands for a letter.
    meanings: Vec<u8>,
    /// A glyph stands for one letter in one font of the file. Where two letters share a glyph, as
    /// 葛 with and without a selector, the second is of a second font, with the same shapes.
    fonts: Vec<Vec<(u16, Pair)>>,
}

/// How a letter is written in a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Code {
    /// Which of the fonts of the face.
    pub(super) font: u8,
    pub(super) glyph: u16,
}

impl<'a> Fonts<'a> {
    pub(super) fn new(faces: &'a Faces) -> Self {
        Self { faces, used: Default::default() }
    }

    /// How a letter is written. What is used for the first time becomes part of the file.
    pub(super) fn code(&mut self, face: usize, pair: Pair, glyph: Glyph) -> Code {
        let used = &mut self.used[face];
        let second = pair.second.map_or(0, u32::from);
        let key = u64::from(u32::from(pair.base)) | u64::from(second) << 32;
        if let Some(code) = used.codes.get(&key) {
            return *code;
        }
        let glyph = used.glyphs.remap(glyph.id);
        let place = usize::from(glyph);
        if used.meanings.len() <= place {
            used.meanings.resize(place + 1, 0);
        }
        let font = used.meanings[place];
        used.meanings[place] += 1;
        if used.fonts.len() <= usize::from(font) {
            used.fonts.push(Vec::new());
        }
        used.fonts[usize::from(font)].push((glyph, pair));
        let code = Code { font, glyph };
        used.codes.insert(key, code);
        code
    }

    /// Writes the fonts and gives the dictionary of their names.
    pub(super) fn finish<W: Write>(&self, objects: &mut Objects<W>) -> io::Result<Vec<u8>> {
        let mut names = Vec::from(b"<<".as_slice());
        for (place, used) in self.used.iter().enumerate() {
            if used.fonts.is_empty() {
                continue;
            }
            let Some(face) = self.faces.face(place) else { continue };
            let name = subset_name(face, &used.glyphs);
            let descendant = write_descendant(objects, face, &used.glyphs, &name)?;
            for (font, letters) in used.fonts.iter().enumerate() {
                let unicode = objects.reserve();
                objects.stream(unicode, b"", &to_unicode(letters))?;
                let id = objects.reserve();
                objects.small(id, |out| {
                    out.raw(b"<</Type/Font/Subtype/Type0/Encoding/Identity-H/BaseFont/");
                    out.raw(&base_font(face, &name));
                    out.raw(b"/DescendantFonts[");
                    out.reference(descendant);
                    out.raw(b"]/ToUnicode ");
                    out.reference(unicode);
                    out.raw(b">>");
                })?;
                font_name(&mut names, place, font);
                names.push(b' ');
                names.reference(id);
            }
        }
        names.raw(b">>");
        Ok(names)
    }
}

/// The name of a font in pages.
pub(super) fn font_name(out: &mut Vec<u8>, face: usize, font: usize) {
    out.raw(&[b'/', [b'A', b'B', b'C'][face % FACES]]);
    out.number(font);
}

/// The name of a font in its dictionaries; one with CFF outlines bears its encoding.
fn base_font(face: &Face, name: &str) -> Vec<u8> {
    let encoding = if is_cff(face) { "-Identity-H" } else { "" };
    format!("{name}{encoding}").into_bytes()
}

fn is_cff(face: &Face) -> bool {
    face.font.tables().cff.is_some()
}

/// Six letters that differ where the glyphs differ, then the name of the face.
fn subset_name(face: &Face, glyphs: &GlyphRemapper) -> String {
    let mut hash = Sha256::new();
    glyphs.remapped_gids().for_each(|it| hash.update(it.to_be_bytes()));
    let letters = hash.finalize();
    let letters = letters.iter().take(6).map(|byte| char::from(b'A' + byte % 26));
    letters.chain("+".chars()).chain(face.name.chars()).collect()
}

fn write_descendant<W: Write>(
    objects: &mut Objects<W>,
    face: &Face,
    glyphs: &GlyphRemapper,
    name: &str,
) -> io::Result<u32> {
    let subset = subsetter::subset(face.file, 0, glyphs).map_err(io::Error::other)?;
    let (file, descriptor, descendant) = (objects.reserve(), objects.reserve(), objects.reserve());
    let raw = RawFace::parse(&subset, 0).map_err(io::Error::other)?;
    if let Some(cff) = raw.table(Tag::from_bytes(b"CFF ")) {
        objects.stream(file, b"/Subtype/CIDFontType0C", cff)?;
    } else {
        let mut dictionary = Vec::from(b"/Length1 ".as_slice());
        dictionary.number(subset.len());
        objects.stream(file, &dictionary, &subset)?;
    }
    write_descriptor(objects, face, name, descriptor, file)?;
    objects.small(descendant, |out| {
        out.raw(b"<</Type/Font/Subtype/");
        out.raw(if is_cff(face) { b"CIDFontType0" } else { b"CIDFontType2" });
        out.raw(b"/BaseFont/");
        out.raw(name.as_bytes());
        out.raw(b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>");
        out.raw(b"/FontDescriptor ");
        out.reference(descriptor);
        if !is_cff(face) {
            out.raw(b"/CIDToGIDMap/Identity");
        }
        out.raw(b"/DW 1000/W[0[");
        for glyph in glyphs.remapped_gids() {
            out.number(usize::from(face.advance(glyph)));
            out.push(b' ');
        }
        out.raw(b"]]>>");
    })?;
    Ok(descendant)
}

fn write_descriptor<W: Write>(
    objects: &mut Objects<W>,
    face: &Face,
    name: &str,
    id: u32,
    file: u32,
) -> io::Result<()> {
    let font = &face.font;
    let permille = |units: i16| i32::from(units) * 1000 / i32::from(font.units_per_em().max(1));
    let bounds = font.global_bounding_box();
    let numbers = [
        (&b"/ItalicAngle "[..], 0),
        (b"/Ascent ", permille(font.ascender())),
        (b"/Descent ", permille(font.descender())),
        (b"/CapHeight ", permille(font.capital_height().unwrap_or_else(|| font.ascender()))),
        (b"/StemV ", 80),
    ];
    objects.small(id, |out| {
        // 4: its letters are not only those of the Latin alphabet.
        out.raw(b"<</Type/FontDescriptor/Flags 4/FontName/");
        out.raw(name.as_bytes());
        out.raw(b"/FontBBox");
        let corners = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max];
        out.corners(corners.map(|it| permille(it) * 100));
        for (key, value) in numbers {
            out.raw(key);
            out.decimal(value * 100);
        }
        out.raw(if is_cff(face) { b"/FontFile3 " } else { b"/FontFile2 " });
        out.reference(file);
        out.raw(b">>");
    })
}

/// What the glyphs mean, so that texts can be copied and searched: the exact sequence, its
/// selector included.
fn to_unicode(letters: &[(u16, Pair)]) -> Vec<u8> {
    let mut out = Vec::from(
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
          /CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n\
          /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
          1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
            .as_slice(),
    );
    for hundred in letters.chunks(100) {
        out.number(hundred.len());
        out.raw(b" beginbfchar\n");
        for (glyph, pair) in hundred {
            let [high, low] = glyph.to_be_bytes();
            out.push(b'<');
            out.hex(high);
            out.hex(low);
            out.raw(b"> <");
            out.utf16(pair.base.encode_utf8(&mut [0; 4]));
            if let Some(second) = pair.second {
                out.utf16(second.encode_utf8(&mut [0; 4]));
            }
            out.raw(b">\n");
        }
        out.raw(b"endbfchar\n");
    }
    out.raw(b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    out
}

/// A quick hash of a letter's two code points; nobody from outside chooses them to be slow.
#[derive(Debug, Default)]
struct PairHasher(u64);

impl Hasher for PairHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, key: u64) {
        let mixed = (self.0 ^ key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ mixed >> 32;
    }
}
