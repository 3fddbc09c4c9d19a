//! What a page shows: marks in millimeters from the upper left corner, and their reading order.

mod block;
mod slot;
mod style;
mod table;
mod tag;

use std::ops::Range;
use std::sync::Arc;

use crate::faces::{Choice, Faces, Pair};
use slot::Slot;
pub use style::{Align, Ink, Rule, Style};
pub use table::{Column, Table};
pub(crate) use tag::Node;
pub use tag::{Element, Role, Tag};

/// Millimeters from the left and from the top. Of a text it is the start of its base line, or the
/// middle or the end where the style aligns so.
pub type Point = (f32, f32);

/// Points of type in a millimeter.
pub(crate) const POINTS: f32 = 72.0 / 25.4;

/// What a paper cannot show. It names the field and never what stands in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undrawable {
    /// No face has the character.
    #[error("no font shows {character} in {field}")]
    Character {
        /// The field of the paper.
        field: &'static str,
        /// Its code points: U+845B U+E0102.
        character: String,
    },
    /// Even in the smallest type it does not fit.
    #[error("{field} is too long, want at most {limit} full-width characters")]
    TooLong {
        /// The field of the paper.
        field: &'static str,
        /// Characters of full width that fit.
        limit: u32,
    },
    /// A font of the system shows the characters and cannot be embedded.
    #[error("a font is damaged")]
    Font,
}

/// A page: what is drawn on it, where, and in which order it is read.
#[derive(Clone, Debug)]
pub struct Layout<'a> {
    pub(crate) faces: &'a Faces,
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// Whether a printer is to cut it (トンボ).
    pub(crate) has_crop_marks: bool,
    /// What is printed below, the same on many pages.
    pub(crate) stock: Option<Arc<Layout<'a>>>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) nodes: Vec<Node>,
    /// The characters of all texts; marks hold ranges of it.
    pub(crate) letters: String,
    slots: Vec<Slot>,
}

/// Something drawn.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    /// What it belongs to; decoration if nothing.
    pub(crate) element: Option<Element>,
    pub(crate) shape: Shape,
}

#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Text(Text),
    Line { from: Point, to: Point, rule: Rule },
    Rectangle { corner: Point, size: Point, fill: Option<Ink>, rule: Option<Rule> },
    Code { corner: Point, size: f32, code: crate::qr::Code },
}

/// Letters on one base line.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) start: Point,
    pub(crate) size: f32,
    pub(crate) ink: Ink,
    pub(crate) is_bold: bool,
    pub(crate) choice: Choice,
    pub(crate) letters: Range<usize>,
}

impl<'a> Layout<'a> {
    /// An empty page of so many millimeters.
    #[must_use]
    pub fn new(faces: &'a Faces, width: f32, height: f32) -> Self {
        Self {
            faces,
            width,
            height,
            has_crop_marks: false,
            stock: None,
            marks: Vec::new(),
            nodes: Vec::new(),
            letters: String::new(),
            slots: Vec::new(),
        }
    }

    /// A page on which the stock is printed already. Values go into its slots and, by elements of
    /// the stock, behind its labels in the reading order.
    #[must_use]
    pub fn over(stock: &Arc<Self>) -> Self {
        Self {
            faces: stock.faces,
            width: stock.width,
            height: stock.height,
            has_crop_marks: stock.has_crop_marks,
            stock: Some(Arc::clone(stock)),
            marks: Vec::with_capacity(24),
            nodes: Vec::new(),
            letters: String::with_capacity(512),
            slots: Vec::new(),
        }
    }

    /// The page is printed on larger paper, with marks where to cut; what is drawn up to 3 mm
    /// outside is printed too.
    #[must_use]
    pub fn with_crop_marks(mut self, wanted: bool) -> Self {
        self.has_crop_marks = wanted;
        self
    }

    /// Its size in millimeters.
    #[must_use]
    pub fn size(&self) -> (f32, f32) {
        (self.width, self.height)
    }

    /// A new element at the end of the reading order.
    pub fn element(&mut self, role: Role) -> Element {
        self.node(None, role)
    }

    /// A new element inside another, behind what is in it.
    pub fn child(&mut self, parent: Element, role: Role) -> Element {
        self.node(Some(parent), role)
    }

    fn node(&mut self, parent: Option<Element>, role: Role) -> Element {
        let below = self.stock.as_ref().map_or(0, |it| it.nodes.len());
        self.nodes.push(Node { parent, role });
        Element(below + self.nodes.len() - 1)
    }

    fn tagged(&mut self, tag: Tag) -> Option<Element> {
        match tag {
            Tag::Artifact => None,
            Tag::New(role) => Some(self.element(role)),
            Tag::In(element) => Some(element),
        }
    }

    /// A text on one line, as large as the style says, however long: for words we chose.
    ///
    /// # Errors
    ///
    /// When no face has a character.
    pub fn text(
        &mut self,
        at: Point,
        style: &Style,
        text: &str,
        tag: Tag,
    ) -> Result<(), Undrawable> {
        self.fitted(at, f32::INFINITY, style, "label", text, tag)
    }

    /// A text on one line, set smaller where it is wider than the room, down to the style's least
    /// size.
    ///
    /// # Errors
    ///
    /// When no face has a character, or it does not fit in the least size.
    pub fn fitted(
        &mut self,
        at: Point,
        width: f32,
        style: &Style,
        field: &'static str,
        text: &str,
        tag: Tag,
    ) -> Result<(), Undrawable> {
        let setting = self.faces.set(text).map_err(|pair| missing(field, pair))?;
        let ems = permille(setting.width);
        let room = width * POINTS;
        let size = style.size.min(room / ems.max(f32::MIN_POSITIVE));
        if size < style.least {
            return Err(too_long(field, room / style.least));
        }
        let element = self.tagged(tag);
        let letters = self.keep(text);
        self.place(at, style, element, (size, ems, setting.choice), letters);
        Ok(())
    }

    /// Puts letters that are kept on their line.
    fn place(
        &mut self,
        at: Point,
        style: &Style,
        element: Option<Element>,
        (size, ems, choice): (f32, f32, Choice),
        letters: Range<usize>,
    ) {
        let width = size * ems / POINTS;
        let x = match style.align {
            Align::Start => at.0,
            Align::Middle => at.0 - width / 2.0,
            Align::End => at.0 - width,
        };
        let (ink, is_bold) = (style.ink, style.is_bold);
        let text = Text { start: (x, at.1), size, ink, is_bold, choice, letters };
        self.marks.push(Mark { element, shape: Shape::Text(text) });
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.letters.len();
        self.letters.push_str(text);
        start..self.letters.len()
    }

    /// The width of a text on one line, in millimeters.
    ///
    /// # Errors
    ///
    /// When no face has a character.
    pub fn width_of(&self, style: &Style, text: &str) -> Result<f32, Undrawable> {
        let setting = self.faces.set(text).map_err(|pair| missing("label", pair))?;
        Ok(permille(setting.width) * style.size / POINTS)
    }

    /// A straight line. It is decoration, as all lines and areas are: they are not read.
    pub fn line(&mut self, from: Point, to: Point, rule: Rule) {
        self.marks.push(Mark { element: None, shape: Shape::Line { from, to, rule } });
    }

    /// A rectangle, filled, ruled or both.
    pub fn rectangle(&mut self, corner: Point, size: Point, fill: Option<Ink>, rule: Option<Rule>) {
        let shape = Shape::Rectangle { corner, size, fill, rule };
        self.marks.push(Mark { element: None, shape });
    }

    /// A QR code of a text, so many millimeters wide with the white around it, read out as `alt`.
    ///
    /// # Errors
    ///
    /// When the text is longer than a QR code holds.
    pub fn qr(
        &mut self,
        corner: Point,
        size: f32,
        field: &'static str,
        text: &str,
        alt: &'static str,
    ) -> Result<(), Undrawable> {
        let role = Role::Figure { alt, corner, size: (size, size) };
        let element = self.element(role);
        self.code(corner, size, field, text, element)
    }

    fn code(
        &mut self,
        corner: Point,
        size: f32,
        field: &'static str,
        text: &str,
        element: Element,
    ) -> Result<(), Undrawable> {
        let code = crate::qr::Code::of(text)
            .ok_or(Undrawable::TooLong { field, limit: crate::qr::BYTES_MAX / 3 })?;
        let shape = Shape::Code { corner, size, code };
        self.marks.push(Mark { element: Some(element), shape });
        Ok(())
    }

    /// An element of the stock or of this page.
    pub(crate) fn node_of(&self, element: Element) -> Option<&Node> {
        let stock = self.stock.as_ref().map_or(&[][..], |it| &it.nodes);
        stock.get(element.0).or_else(|| self.nodes.get(element.0 - stock.len()))
    }
}

pub(crate) fn missing(field: &'static str, pair: Pair) -> Undrawable {
    Undrawable::Character { field, character: pair.to_string() }
}

/// Thousandths of the size as a multiple of it.
#[expect(clippy::cast_precision_loss, reason = "a line is shorter than what f32 counts exactly")]
fn permille(width: u32) -> f32 {
    width as f32 / 1000.0
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a room has no more characters than a u32 counts, and never less than none"
)]
fn too_long(field: &'static str, characters: f32) -> Undrawable {
    Undrawable::TooLong { field, limit: characters as u32 }
}
