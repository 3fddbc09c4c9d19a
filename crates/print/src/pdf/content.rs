//! Marks as the drawing operators of a page.

use super::bytes::{Hundredths, Spell, hundredths, size_hundredths};
use super::fonts::{Fonts, font_name};
use crate::faces::{Choice, Faces, pairs};
use crate::layout::{Element, Ink, Layout, Mark, Point, Role, Rule, Shape, Text};
use crate::qr::Code;

/// What was drawn.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    /// The element that each piece of marked content belongs to, from the first piece's number.
    pub(super) pieces: Vec<Element>,
}

/// Draws a layout's marks into a stream. A page's stream may follow its stock's: it relies on
/// nothing that came before.
pub(super) struct Pen<'a, 'b> {
    out: &'b mut Vec<u8>,
    fonts: &'b mut Fonts<'a>,
    faces: &'a Faces,
    /// The upper left corner of the layout.
    origin: (Hundredths, Hundredths),
    fill: Option<Ink>,
    stroke: Option<Ink>,
    width: Option<Hundredths>,
    is_dashed: Option<bool>,
    is_bold: Option<bool>,
    font: Option<(usize, u8, Hundredths)>,
    is_in_text: bool,
    /// Where the last line of the text object began.
    line: (Hundredths, Hundredths),
}

impl<'a, 'b> Pen<'a, 'b> {
    pub(super) fn new(
        out: &'b mut Vec<u8>,
        fonts: &'b mut Fonts<'a>,
        layout: &Layout<'a>,
        origin: (Hundredths, Hundredths),
    ) -> Self {
        Self {
            out,
            fonts,
            faces: layout.faces,
            origin,
            fill: None,
            stroke: None,
            width: None,
            is_dashed: None,
            is_bold: None,
            font: None,
            is_in_text: false,
            line: (0, 0),
        }
    }

    /// Draws all marks; the pieces of marked content are counted from `first`.
    pub(super) fn draw(mut self, layout: &Layout<'a>, first: usize) -> Drawn {
        let mut drawn = Drawn::default();
        let is_same = |one: &Mark, other: &Mark| {
            let is_text = |mark: &Mark| matches!(mark.shape, Shape::Text(_));
            one.element == other.element && is_text(one) == is_text(other)
        };
        for group in layout.marks.chunk_by(is_same) {
            let Some(mark) = group.first() else { continue };
            self.text_object(matches!(mark.shape, Shape::Text(_)));
            match mark.element.and_then(|it| Some((it, layout.node_of(it)?))) {
                None => self.out.raw(b"/Artifact BMC\n"),
                Some((element, node)) => {
                    self.out.push(b'/');
                    self.out.raw(content_name(node.role));
                    self.out.raw(b"<</MCID ");
                    self.out.number(first + drawn.pieces.len());
                    self.out.raw(b">>BDC\n");
                    drawn.pieces.push(element);
                }
            }
            for mark in group {
                self.mark(&mark.shape, &layout.letters);
            }
            self.out.raw(b"EMC\n");
        }
        self.text_object(false);
        drawn
    }

    fn mark(&mut self, shape: &Shape, letters: &str) {
        match shape {
            Shape::Text(text) => self.text(text, letters),
            Shape::Line { from, to, rule } => {
                self.rule(*rule);
                self.point(*from);
                self.out.raw(b"m ");
                self.point(*to);
                self.out.raw(b"l S\n");
            }
            Shape::Rectangle { corner, size, fill, rule } => {
                if let Some(ink) = fill {
                    self.fill(*ink);
                }
                if let Some(rule) = rule {
                    self.rule(*rule);
                }
                self.point((corner.0, corner.1 + size.1));
                self.out.decimal(hundredths(size.0));
                self.out.push(b' ');
                self.out.decimal(hundredths(size.1));
                self.out.raw(match (fill, rule) {
                    (Some(_), Some(_)) => b" re B\n",
                    (Some(_), None) => b" re f\n",
                    (None, Some(_)) => b" re S\n",
                    (None, None) => b" re n\n",
                });
            }
            Shape::Code { corner, size, code } => self.code(*corner, *size, code),
        }
    }

    fn place(&self, point: Point) -> (Hundredths, Hundredths) {
        (self.origin.0 + hundredths(point.0), self.origin.1 - hundredths(point.1))
    }

    fn point(&mut self, point: Point) {
        let (x, y) = self.place(point);
        self.out.decimal(x);
        self.out.push(b' ');
        self.out.decimal(y);
        self.out.push(b' ');
    }

    fn text_object(&mut self, wanted: bool) {
        if self.is_in_text == wanted {
            return;
        }
        self.out.raw(if wanted { b"BT\n" } else { b"ET\n" });
        self.is_in_text = wanted;
        self.line = (0, 0);
    }

    fn text(&mut self, text: &Text, letters: &str) {
        let size = size_hundredths(text.size);
        self.fill(text.ink);
        self.weight(text, size);
        let (x, y) = self.place(text.start);
        self.out.decimal(x - self.line.0);
        self.out.push(b' ');
        self.out.decimal(y - self.line.1);
        self.out.raw(b" Td");
        self.line = (x, y);
        let mut is_open = false;
        for pair in pairs(letters.get(text.letters.clone()).unwrap_or_default()) {
            // A layout keeps only letters that a face has.
            let Some((face, glyph)) = self.chosen(text.choice, pair) else { continue };
            let code = self.fonts.code(face, pair, glyph);
            if self.font != Some((face, code.font, size)) {
                if is_open {
                    self.out.raw(b")Tj");
                    is_open = false;
                }
                self.font = Some((face, code.font, size));
                self.out.push(b' ');
                font_name(self.out, face, usize::from(code.font));
                self.out.push(b' ');
                self.out.decimal(size);
                self.out.raw(b" Tf");
            }
            if !is_open {
                self.out.push(b'(');
                is_open = true;
            }
            let [high, low] = code.glyph.to_be_bytes();
            self.out.literal(high);
            self.out.literal(low);
        }
        self.out.raw(if is_open { b")Tj\n" } else { b"\n" });
    }

    fn chosen(
        &self,
        choice: Choice,
        pair: crate::faces::Pair,
    ) -> Option<(usize, crate::faces::Glyph)> {
        self.faces.chosen(pair, choice)
    }

    /// Heavier letters are filled and outlined: one weight of the faces is embedded.
    fn weight(&mut self, text: &Text, size: Hundredths) {
        if text.is_bold {
            self.stroke(text.ink);
            self.line_width(size * 3 / 100);
        }
        if self.is_bold != Some(text.is_bold) {
            self.is_bold = Some(text.is_bold);
            self.out.raw(if text.is_bold { b"2 Tr\n" } else { b"0 Tr\n" });
            if text.is_bold {
                self.dashed(false);
            }
        }
    }

    fn rule(&mut self, rule: Rule) {
        self.stroke(rule.ink);
        self.line_width(hundredths(rule.width));
        self.dashed(rule.is_dashed);
    }

    fn dashed(&mut self, wanted: bool) {
        if self.is_dashed != Some(wanted) {
            self.is_dashed = Some(wanted);
            self.out.raw(if wanted { b"[4 3]0 d\n" } else { b"[]0 d\n" });
        }
    }

    fn line_width(&mut self, width: Hundredths) {
        if self.width != Some(width) {
            self.width = Some(width);
            self.out.decimal(width);
            self.out.raw(b" w\n");
        }
    }

    fn fill(&mut self, ink: Ink) {
        if self.fill != Some(ink) {
            self.fill = Some(ink);
            self.ink(ink, b"g\n", b"rg\n");
        }
    }

    fn stroke(&mut self, ink: Ink) {
        if self.stroke != Some(ink) {
            self.stroke = Some(ink);
            self.ink(ink, b"G\n", b"RG\n");
        }
    }

    fn ink(&mut self, ink: Ink, gray: &[u8], color: &[u8]) {
        let Ink(red, green, blue) = ink;
        let is_gray = red == green && green == blue;
        let parts: &[u8] = if is_gray { &[red] } else { &[red, green, blue] };
        for part in parts {
            self.out.decimal((Hundredths::from(*part) * 100 + 127) / 255);
            self.out.push(b' ');
        }
        self.out.raw(if is_gray { gray } else { color });
    }

    /// A code as a mask of one bit a module, in black. Four modules around it stay white. Its
    /// bits are digits, so that nothing in them looks like the end of the picture.
    fn code(&mut self, corner: Point, size: f32, code: &Code) {
        self.fill(Ink::BLACK);
        let modules = f32::from(u16::try_from(code.side).unwrap_or(u16::MAX));
        let module = size / (modules + 8.0);
        let width = hundredths(module * modules);
        let (x, y) = self.place((corner.0 + 4.0 * module, corner.1 + size - 4.0 * module));
        self.out.raw(b"q ");
        self.out.decimal(width);
        self.out.raw(b" 0 0 ");
        for part in [width, x, y] {
            self.out.decimal(part);
            self.out.push(b' ');
        }
        self.out.raw(b"cm\nBI/W ");
        self.out.number(code.side);
        self.out.raw(b"/H ");
        self.out.number(code.side);
        self.out.raw(b"/BPC 1/IM true/F/AHx ID\n");
        for byte in &code.rows {
            self.out.hex(*byte);
        }
        self.out.raw(b">\nEI Q\n");
    }
}

/// The name of an element's content inside a page.
fn content_name(role: Role) -> &'static [u8] {
    match role {
        Role::Figure { .. } => b"Figure",
        Role::ColumnHeading | Role::RowHeading => b"TH",
        Role::Cell => b"TD",
        Role::Heading(1) => b"H1",
        Role::Heading(2) => b"H2",
        Role::Heading(_) => b"H3",
        Role::Paragraph | Role::List | Role::Item | Role::Table | Role::Row => b"P",
    }
}

/// The rectangle of a figure on its page.
pub(super) fn bounds(
    corner: Point,
    size: Point,
    origin: (Hundredths, Hundredths),
) -> [Hundredths; 4] {
    let (left, top) = (origin.0 + hundredths(corner.0), origin.1 - hundredths(corner.1));
    [left, top - hundredths(size.1), left + hundredths(size.0), top]
}

/// The lines of crop marks, in millimeters from the corner of the layout: where to cut, twice, and
/// the middles (トンボ).
pub(super) fn crop_lines((width, height): (f32, f32), bleed: f32, far: f32) -> Vec<(Point, Point)> {
    let mut lines = Vec::new();
    for (edge, outward) in [(0.0, -1.0), (width, 1.0)] {
        for (side, up) in [(0.0, -1.0), (height, 1.0)] {
            // The inner pair says where to cut, the outer pair how far color goes.
            for distance in [0.0, bleed] {
                let (x, y) = (edge + outward * distance, side + up * distance);
                lines.push(((x, side + up * bleed), (x, side + up * far)));
                lines.push(((edge + outward * bleed, y), (edge + outward * far, y)));
            }
        }
    }
    let (middle, centre) = (width / 2.0, height / 2.0);
    for (side, up) in [(0.0, -1.0), (height, 1.0)] {
        lines.push(((middle, side + up * bleed), (middle, side + up * far)));
        let y = side + up * (bleed + 2.0);
        lines.push(((middle - 4.0, y), (middle + 4.0, y)));
    }
    for (edge, outward) in [(0.0, -1.0), (width, 1.0)] {
        lines.push(((edge + outward * bleed, centre), (edge + outward * far, centre)));
        let x = edge + outward * (bleed + 2.0);
        lines.push(((x, centre - 4.0), (x, centre + 4.0)));
    }
    lines
}

/// The width of the lines of crop marks, in hundredths of a point.
pub(super) const CROP_LINE: Hundredths = 28;
