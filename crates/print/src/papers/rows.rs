//! Tables whose cells take as many lines as they need, over as many pages as they need.

use super::story::{BOTTOM, LEFT, Story, base, height};
use crate::{Align, Column, Element, Ink, Layout, Role, Rule, Style, Tag, Undrawable};

/// A table over the whole width.
pub(super) struct Rows<'t> {
    pub(super) columns: &'t [Column<'t>],
    pub(super) cell: Style,
    /// Behind the first cell of each row, where the table has a meaning by color too.
    pub(super) inks: &'t [Ink],
    /// The least height of a row.
    pub(super) tall: f32,
}

/// Between a cell's edge and its text.
const PADDING: f32 = 1.4;
const THIN: Rule = Rule::new(0.15);
const THICK: Rule = Rule::new(0.35);

/// A column.
pub(super) const fn column<'a>(
    heading: &'a str,
    width: f32,
    align: Align,
    field: &'static str,
) -> Column<'a> {
    Column { heading, width, align, field }
}

impl Rows<'_> {
    /// Draws the rows, with the headings on each page.
    pub(super) fn draw(
        &self,
        story: &mut Story<'_>,
        rows: &[Vec<String>],
    ) -> Result<(), Undrawable> {
        let headings: Vec<String> = self.columns.iter().map(|it| it.heading.to_owned()).collect();
        let mut open: Option<(Element, f32)> = None;
        for (place, row) in rows.iter().enumerate() {
            let tall = self.height_of(&story.page, row);
            let is_full = story.y + tall > BOTTOM;
            if let (Some((_, top)), true) = (open, is_full) {
                self.frame(&mut story.page, top, story.y);
                open = None;
            }
            let table = if let Some((table, _)) = open {
                table
            } else {
                story.keep(self.tall + tall)?;
                let (table, top) = (story.page.element(Role::Table), story.y);
                open = Some((table, top));
                self.row(story, table, &headings, None)?;
                table
            };
            self.row(story, table, row, Some(place))?;
        }
        if let Some((_, top)) = open {
            self.frame(&mut story.page, top, story.y);
        }
        Ok(())
    }

    fn height_of(&self, page: &Layout<'_>, row: &[String]) -> f32 {
        let lines = self.columns.iter().zip(row);
        let lines = lines.map(|(it, text)| page.lines_of(room(it), &self.cell, text)).max();
        (height(lines.unwrap_or(1), &self.cell) + 1.3 * PADDING).max(self.tall)
    }

    /// One row; the headings have no place.
    fn row(
        &self,
        story: &mut Story<'_>,
        table: Element,
        row: &[String],
        place: Option<usize>,
    ) -> Result<(), Undrawable> {
        let (top, tall) = (story.y, self.height_of(&story.page, row));
        let page = &mut story.page;
        let style = if place.is_none() { self.cell.bold() } else { self.cell };
        let line = page.child(table, Role::Row);
        let mut left = LEFT;
        for (column_place, (column, text)) in self.columns.iter().zip(row).enumerate() {
            let (role, ink) = match (place, column_place) {
                (None, _) => (Role::ColumnHeading, Some(Ink::WASH)),
                (Some(place), 0) => (Role::RowHeading, self.inks.get(place).copied()),
                (Some(_), _) => (Role::Cell, None),
            };
            page.rectangle((left, top), (column.width, tall), ink, Some(THIN));
            let x = match column.align {
                Align::Start => left + PADDING,
                Align::Middle => left + column.width / 2.0,
                Align::End => left + column.width - PADDING,
            };
            let style = Style { align: column.align, ..style };
            let lines = height(page.lines_of(room(column), &style, text), &style);
            // Leading stands below a line; without that of the last the text is in the middle.
            let first = top + (tall - lines) / 2.0 + 0.35;
            let tag = Tag::In(page.child(line, role));
            let at = (x, base(first, &style));
            page.wrapped(at, room(column), &style, column.field, text, tag)?;
            left += column.width;
        }
        story.y += tall;
        Ok(())
    }

    fn frame(&self, page: &mut Layout<'_>, top: f32, end: f32) {
        let width: f32 = self.columns.iter().map(|it| it.width).sum();
        page.rectangle((LEFT, top), (width, end - top), None, Some(THICK));
    }
}

fn room(column: &Column<'_>) -> f32 {
    column.width - 2.0 * PADDING
}
