//! Rows and columns.

use super::{Align, Layout, POINTS, Point, Role, Rule, Style, Tag, Undrawable};

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// What its heading says.
    pub heading: &'a str,
    /// In millimeters.
    pub width: f32,
    /// Where its texts stand.
    pub align: Align,
    /// What an error calls it.
    pub field: &'static str,
}

/// How a table looks.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    /// Its columns, from the left.
    pub columns: &'a [Column<'a>],
    /// The height of a row in millimeters.
    pub row_height: f32,
    /// The headings.
    pub heading: Style,
    /// The cells; the least size is the limit to which they shrink.
    pub cell: Style,
    /// The lines between rows.
    pub rule: Rule,
}

/// Between a cell's edge and its text.
const PADDING: f32 = 1.2;

impl Layout<'_> {
    /// A table from its upper left corner; gives where its lower edge is. Each row on one line.
    ///
    /// # Errors
    ///
    /// When no face has a character, or it does not fit in the least size.
    pub fn table(
        &mut self,
        corner: Point,
        table: &Table<'_>,
        rows: &[Vec<String>],
    ) -> Result<f32, Undrawable> {
        let width: f32 = table.columns.iter().map(|it| it.width).sum();
        let whole = self.element(Role::Table);
        let mut top = corner.1;
        let headings: Vec<&str> = table.columns.iter().map(|it| it.heading).collect();
        let cells = rows.iter().map(|row| row.iter().map(String::as_str).collect());
        let all = std::iter::once(headings).chain(cells);
        for (place, texts) in all.enumerate() {
            let is_heading = place == 0;
            let (style, role) = if is_heading {
                (&table.heading, Role::ColumnHeading)
            } else {
                (&table.cell, Role::Cell)
            };
            let row = self.child(whole, Role::Row);
            let mut left = corner.0;
            for (column, text) in table.columns.iter().zip(&texts) {
                let cell = self.child(row, role);
                let room = column.width - 2.0 * PADDING;
                let x = match column.align {
                    Align::Start => left + PADDING,
                    Align::Middle => left + column.width / 2.0,
                    Align::End => left + column.width - PADDING,
                };
                // Letters reach about 0.76 of their size above the base line.
                let y = top + table.row_height / 2.0 + 0.36 * style.size / POINTS;
                let style = Style { align: column.align, ..*style };
                self.fitted((x, y), room, &style, column.field, text, Tag::In(cell))?;
                left += column.width;
            }
            top += table.row_height;
            self.line((corner.0, top), (corner.0 + width, top), table.rule);
        }
        Ok(top)
    }
}
