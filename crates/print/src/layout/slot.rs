//! Places kept on a stock for what differs from sheet to sheet.

use super::{Element, Layout, Point, Role, Style, Tag, Undrawable};

/// A place kept for a value.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    field: &'static str,
    start: Point,
    room: Room,
    style: Style,
    element: Element,
}

/// How far a value may go.
#[derive(Clone, Copy, Debug)]
enum Room {
    /// On one line, so wide.
    Line(f32),
    /// On several lines, the first at the start.
    Down(Point),
    /// On several lines, the last at the start.
    Up(Point),
    /// On several lines around the start.
    Around(Point),
    /// A code, so wide.
    Code(f32),
}

impl Layout<'_> {
    /// Keeps a place for a value of one line; the style says how far it may shrink.
    pub fn slot(
        &mut self,
        field: &'static str,
        start: Point,
        width: f32,
        style: &Style,
        element: Element,
    ) {
        let room = Room::Line(width);
        self.slots.push(Slot { field, start, room, style: *style, element });
    }

    /// Keeps a place for a value that may take several lines, downward from the first.
    pub fn tall_slot(
        &mut self,
        field: &'static str,
        start: Point,
        room: Point,
        style: &Style,
        element: Element,
    ) {
        let room = Room::Down(room);
        self.slots.push(Slot { field, start, room, style: *style, element });
    }

    /// Keeps a place for a value that may take several lines, upward from the last.
    pub fn rising_slot(
        &mut self,
        field: &'static str,
        start: Point,
        room: Point,
        style: &Style,
        element: Element,
    ) {
        let room = Room::Up(room);
        self.slots.push(Slot { field, start, room, style: *style, element });
    }

    /// Keeps a place for a value that may take several lines, around where one would stand.
    pub fn middle_slot(
        &mut self,
        field: &'static str,
        start: Point,
        room: Point,
        style: &Style,
        element: Element,
    ) {
        let room = Room::Around(room);
        self.slots.push(Slot { field, start, room, style: *style, element });
    }

    /// Keeps a place for a QR code, read out as `alt`.
    pub fn code_slot(&mut self, field: &'static str, corner: Point, size: f32, alt: &'static str) {
        let element = self.element(Role::Figure { alt, corner, size: (size, size) });
        let (room, style) = (Room::Code(size), Style::new(1.0));
        self.slots.push(Slot { field, start: corner, room, style, element });
    }

    /// Puts a value into the slot of that name in the stock; nothing where there is none.
    ///
    /// # Errors
    ///
    /// When no face has a character, or it does not fit in the least size.
    pub fn fill(&mut self, field: &'static str, text: &str) -> Result<(), Undrawable> {
        let slots = self.stock.as_ref().map_or(&self.slots, |it| &it.slots);
        let Some(slot) = slots.iter().find(|it| it.field == field).cloned() else {
            return Ok(());
        };
        let tag = Tag::In(slot.element);
        let (start, style) = (slot.start, &slot.style);
        match slot.room {
            Room::Line(width) => self.fitted(start, width, style, field, text, tag),
            Room::Down(room) => self.block(start, room, style, field, text, tag),
            Room::Up(room) => self.rising_block(start, room, style, field, text, tag),
            Room::Around(room) => self.middle_block(start, room, style, field, text, tag),
            Room::Code(size) => self.code(start, size, field, text, slot.element),
        }
    }
}
