//! What marks mean to somebody who listens to the page, and in which order.

use super::Point;

/// What a mark belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tag {
    /// Nothing: decoration that is not read.
    Artifact,
    /// A new element of its own, after all others of the page.
    New(Role),
    /// An element that is there: a value beside its label, a line of a paragraph.
    In(Element),
}

impl Tag {
    /// The title of the paper.
    pub const H1: Self = Self::New(Role::Heading(1));
    /// A heading below the title.
    pub const H2: Self = Self::New(Role::Heading(2));
    /// A paragraph of its own.
    pub const P: Self = Self::New(Role::Paragraph);
}

/// An element of a page's reading order. The first made is read first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element(pub(crate) usize);

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Role {
    /// A heading: 1 is the title. Levels are not skipped.
    Heading(u8),
    /// Text; also a label with its value.
    Paragraph,
    /// A list, of items.
    List,
    /// An item of a list.
    Item,
    /// A table, of rows.
    Table,
    /// A row, of cells.
    Row,
    /// A cell that names its column.
    ColumnHeading,
    /// A cell that names its row.
    RowHeading,
    /// A cell.
    Cell,
    /// A picture and what it is in words.
    Figure {
        /// What is read instead of it.
        alt: &'static str,
        /// Its upper left corner.
        corner: Point,
        /// Its width and height.
        size: Point,
    },
}

/// An element with its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) parent: Option<Element>,
    pub(crate) role: Role,
}
