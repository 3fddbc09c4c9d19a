//! Ruled fields with their labels, filled in or left to write in.

use super::story::{LEAST, LEFT, Story, base};
use crate::layout::POINTS;
use crate::{Element, Ink, Layout, Role, Rule, Style, Tag, Undrawable};

/// Labels.
const LABEL: Style = Style::new(8.5).leading(11.0).down_to(6.5);
/// What is filled in.
const VALUE: Style = Style::new(11.0).leading(14.0).down_to(LEAST);
/// What helps to write.
const HINT: Style = Style::new(9.0).ink(Ink::QUIET).down_to(6.5);
/// Between a field's edge and what stands in it.
const PADDING: f32 = 1.6;
/// The lines between fields.
const THIN: Rule = Rule::new(0.15);
/// The line around them.
const THICK: Rule = Rule::new(0.35);

/// A field of a form.
pub(super) struct Cell<'t> {
    label: &'t str,
    label_width: f32,
    width: f32,
    body: Body<'t>,
    is_large: bool,
}

/// What stands in a field.
enum Body<'t> {
    /// A value, as it is registered.
    Value(&'static str, &'t str),
    /// Words that help to write; nothing at all where empty.
    Hint(&'t str),
    /// Boxes to tick, each with its words; those that are ticked already.
    Ticks(&'t [(&'t str, bool)]),
    /// So many boxes for a digit each.
    Digits(u8),
}

impl<'t> Cell<'t> {
    /// A field with its value, or empty.
    pub(super) fn value(
        label: &'t str,
        width: f32,
        field: &'static str,
        value: Option<&'t str>,
    ) -> Self {
        let body = value.map_or(Body::Hint(""), |it| Body::Value(field, it));
        Self { label, label_width: label_width(width), width, body, is_large: false }
    }

    /// An empty field with words that help to write.
    pub(super) fn hint(label: &'t str, width: f32, hint: &'t str) -> Self {
        Self {
            label,
            label_width: label_width(width),
            width,
            body: Body::Hint(hint),
            is_large: false,
        }
    }

    /// A field with its value, or with words that help to write it.
    pub(super) fn or_hint(self, hint: &'t str) -> Self {
        match self.body {
            Body::Hint(_) => Self { body: Body::Hint(hint), ..self },
            Body::Value(..) | Body::Ticks(_) | Body::Digits(_) => self,
        }
    }

    /// The value that counts most, in larger type.
    pub(super) fn large(self) -> Self {
        Self { is_large: true, ..self }
    }

    /// Boxes to tick.
    pub(super) fn ticks(label: &'t str, width: f32, ticks: &'t [(&'t str, bool)]) -> Self {
        Self {
            label,
            label_width: label_width(width),
            width,
            body: Body::Ticks(ticks),
            is_large: false,
        }
    }

    /// A box for each digit.
    pub(super) fn digits(label: &'t str, width: f32, count: u8) -> Self {
        Self {
            label,
            label_width: label_width(width),
            width,
            body: Body::Digits(count),
            is_large: false,
        }
    }
}

/// The name of a group of fields.
pub(super) fn section(story: &mut Story<'_>, text: &str) -> Result<(), Undrawable> {
    story.keep(14.0)?;
    let style = Style::new(9.5).bold();
    let at = (LEFT, story.y + 5.3 * story.stretch);
    story.page.text(at, &style, text, Tag::H2)?;
    story.y += 5.3 * story.stretch + 1.2;
    Ok(())
}

/// A label takes a third of a narrow field, and no more than others of a wide one.
fn label_width(width: f32) -> f32 {
    (width * 0.4).clamp(14.0, 32.0)
}

/// Fields below each other.
pub(super) struct Grid<'s, 'a> {
    story: &'s mut Story<'a>,
}

impl<'s, 'a> Grid<'s, 'a> {
    pub(super) fn new(story: &'s mut Story<'a>) -> Self {
        Self { story }
    }

    /// A row of fields beside each other; each label is read before its value.
    pub(super) fn row(&mut self, height: f32, cells: &[Cell<'_>]) -> Result<(), Undrawable> {
        let height = height * self.story.stretch;
        self.story.keep(height)?;
        let top = self.story.y;
        let mut left = LEFT;
        for cell in cells {
            let element = self.story.page.element(Role::Paragraph);
            draw(&mut self.story.page, (left, top), height, cell, element)?;
            left += cell.width;
        }
        let page = &mut self.story.page;
        page.rectangle((LEFT, top), (left - LEFT, height), None, Some(THICK));
        self.story.y += height;
        Ok(())
    }
}

fn draw(
    page: &mut Layout<'_>,
    (left, top): (f32, f32),
    height: f32,
    cell: &Cell<'_>,
    element: Element,
) -> Result<(), Undrawable> {
    page.rectangle((left, top), (cell.label_width, height), Some(Ink::WASH), Some(THIN));
    page.rectangle((left, top), (cell.width, height), None, Some(THIN));
    let room = cell.label_width - 2.0 * PADDING;
    let lines = page.lines_of(room, &LABEL, cell.label);
    let at = (left + PADDING, middle(top, height, &LABEL, lines));
    page.block(at, (room, height - 1.0), &LABEL, "label", cell.label, Tag::In(element))?;
    let x = left + cell.label_width + PADDING;
    let room = cell.width - cell.label_width - 2.0 * PADDING;
    let tag = Tag::In(element);
    match &cell.body {
        Body::Value(field, text) if cell.is_large => {
            let style = Style::new(15.0).bold().down_to(LEAST);
            page.fitted((x, middle(top, height, &style, 1)), room, &style, field, text, tag)
        }
        Body::Value(field, text) => value(page, (x, top), (room, height), field, text, tag),
        Body::Hint("") => Ok(()),
        Body::Hint(hint) => {
            let at = (x, middle(top, height, &HINT, 1));
            page.fitted(at, room, &HINT, "label", hint, tag)
        }
        Body::Ticks(ticks) => tick_boxes(page, (x, top), (room, height), ticks, tag),
        Body::Digits(count) => {
            digit_boxes(page, (x, top + height / 2.0), *count);
            Ok(())
        }
    }
}

/// A value on one line, on two where it is long.
fn value(
    page: &mut Layout<'_>,
    (x, top): (f32, f32),
    (room, height): (f32, f32),
    field: &'static str,
    text: &str,
    tag: Tag,
) -> Result<(), Undrawable> {
    let line = Style { least: 8.5, ..VALUE };
    if height < 8.0 || (!text.contains('\n') && page.width_of(&line, text)? * 8.5 < room * 11.0) {
        let style = if height < 8.0 { VALUE } else { line };
        return page.fitted((x, middle(top, height, &style, 1)), room, &style, field, text, tag);
    }
    let (size, leading) = if height < 12.0 { (9.5, 11.0) } else { (10.5, 14.0) };
    let style = Style { size, leading, ..VALUE };
    let lines = page.lines_of(room, &style, text);
    let first = middle(top, height, &style, lines).max(base(top + 0.8, &style));
    page.block((x, first), (room, height - 1.0), &style, field, text, tag)
}

/// Boxes to tick, on as many lines as they need.
pub(super) fn tick_boxes(
    page: &mut Layout<'_>,
    (x, top): (f32, f32),
    (room, height): (f32, f32),
    ticks: &[(&str, bool)],
    tag: Tag,
) -> Result<(), Undrawable> {
    let style = Style::new(9.5).down_to(LEAST);
    let (side, line) = (style.size / POINTS, 5.4);
    let mut places = Vec::new();
    let (mut left, mut row) = (0.0, 0.0);
    for (words, _) in ticks {
        let wide = side + 1.0 + page.width_of(&style, words)?;
        if left > 0.0 && left + wide > room {
            (left, row) = (0.0, row + 1.0);
        }
        places.push((left, row));
        left += wide + 4.0;
    }
    let first = middle(top, height, &style, 1) - row * line / 2.0;
    if (row + 1.0) * line > height + 0.5 {
        return Err(Undrawable::TooLong { field: "label", limit: 0 });
    }
    for ((words, is_ticked), (left, row)) in ticks.iter().zip(places) {
        let (x, y) = (x + left, first + row * line);
        tick(page, (x, y), &style, *is_ticked, tag)?;
        let room = room - left - side - 1.0;
        page.fitted((x + side + 1.0, y), room, &style, "label", words, tag)?;
    }
    Ok(())
}

/// A box, ticked or not, from the start of its base line.
fn tick(
    page: &mut Layout<'_>,
    (x, y): (f32, f32),
    style: &Style,
    is_ticked: bool,
    tag: Tag,
) -> Result<(), Undrawable> {
    if !is_ticked {
        return page.text((x, y), style, "□", tag);
    }
    let side = 0.82 * style.size / POINTS;
    page.rectangle((x + 0.3, y - side + 0.3), (side, side), None, Some(Rule::new(0.25)));
    page.text((x + 0.1, y), &style.bold(), "✓", tag)
}

fn digit_boxes(page: &mut Layout<'_>, (x, y): (f32, f32), count: u8) {
    for place in 0..count {
        // Four digits stand together, as on the card.
        let left = x + f32::from(place) * 5.0 + f32::from(place / 4) * 1.6;
        page.rectangle((left, y - 3.0), (5.0, 6.0), None, Some(THIN));
    }
}

/// The first base line of lines in the middle of a field.
#[expect(clippy::cast_precision_loss, reason = "a field has few lines")]
fn middle(top: f32, height: f32, style: &Style, lines: usize) -> f32 {
    let others = lines.saturating_sub(1) as f32 * style.leading;
    top + height / 2.0 + (0.37 * style.size - others / 2.0) / POINTS
}
