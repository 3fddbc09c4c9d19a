//! Pages in their tree, and elements in theirs.

use std::io::{self, Write};

use super::bytes::{Hundredths, Spell};
use super::content::bounds;
use super::objects::Objects;
use crate::layout::{Element, Layout, Node, Role};

/// How many pages hang on one branch.
const BRANCH: usize = 64;

/// The pages and the elements so far.
#[derive(Debug)]
pub(super) struct Tree {
    root: u32,
    /// The branch that grows, and what hangs on it.
    branch: u32,
    leaves: Vec<u32>,
    branches: Vec<u32>,
    pages: usize,
    /// The element that is the file.
    document: u32,
    papers: Vec<u32>,
    /// The paper at hand: its own element, and those in it.
    paper: u32,
    elements: Vec<u32>,
    /// Which elements the content of the branch's pages belongs to, already spelled.
    parents: Vec<u8>,
    parent_branches: Vec<(u32, usize, usize)>,
    scratch: Scratch,
}

/// What is counted for one page and kept for the next, so that nothing is allocated.
#[derive(Debug, Default)]
struct Scratch {
    /// The object of each element; 0 where nothing is in it.
    ids: Vec<u32>,
    /// The object that holds its content: another one for items of lists.
    bodies: Vec<u32>,
    /// Whether something is in it.
    is_used: Vec<bool>,
}

/// A page that is drawn.
pub(super) struct Page<'b, 'a> {
    pub(super) layout: &'b Layout<'a>,
    pub(super) origin: (Hundredths, Hundredths),
    /// The elements of the pieces of the stock, then of the page.
    pub(super) below: &'b [Element],
    pub(super) above: &'b [Element],
    pub(super) streams: [Option<u32>; 2],
    pub(super) boxes: Vec<(&'static [u8], [Hundredths; 4])>,
    pub(super) resources: u32,
}

impl Page<'_, '_> {
    /// The elements of the pieces, by number.
    fn pieces(&self) -> impl Iterator<Item = Element> + '_ {
        self.below.iter().chain(self.above).copied()
    }

    fn nodes(&self) -> impl Iterator<Item = &Node> {
        let stock = self.layout.stock.as_ref().map_or(&[][..], |it| &it.nodes);
        stock.iter().chain(&self.layout.nodes)
    }
}

impl Tree {
    pub(super) fn new<W: Write>(objects: &mut Objects<W>) -> Self {
        let (root, branch, document) = (objects.reserve(), objects.reserve(), objects.reserve());
        Self {
            root,
            branch,
            leaves: Vec::new(),
            branches: Vec::new(),
            pages: 0,
            document,
            papers: Vec::new(),
            paper: 0,
            elements: Vec::new(),
            parents: Vec::new(),
            parent_branches: Vec::new(),
            scratch: Scratch::default(),
        }
    }

    pub(super) fn pages(&self) -> usize {
        self.pages
    }

    pub(super) fn begin_paper<W: Write>(&mut self, objects: &mut Objects<W>) {
        self.paper = objects.reserve();
        self.papers.push(self.paper);
        self.elements.clear();
    }

    pub(super) fn end_paper<W: Write>(&mut self, objects: &mut Objects<W>) -> io::Result<()> {
        objects.small(self.paper, |out| {
            out.raw(b"<</S/Sect/P ");
            out.reference(self.document);
            references(out, b"/K", &self.elements);
            out.raw(b">>");
        })
    }

    pub(super) fn page<W: Write>(
        &mut self,
        objects: &mut Objects<W>,
        page: &Page<'_, '_>,
    ) -> io::Result<()> {
        if self.leaves.len() == BRANCH {
            self.end_branch(objects)?;
            self.branch = objects.reserve();
        }
        let id = objects.reserve();
        objects.small(id, |out| {
            out.raw(b"<</Type/Page/Parent ");
            out.reference(self.branch);
            for (name, corners) in &page.boxes {
                out.raw(name);
                out.corners(*corners);
            }
            out.raw(b"/Resources ");
            out.reference(page.resources);
            let streams: Vec<u32> = page.streams.iter().flatten().copied().collect();
            references(out, b"/Contents", &streams);
            out.raw(b"/StructParents ");
            out.number(self.pages);
            out.raw(b"/Tabs/S>>");
        })?;
        self.elements_of(objects, page, id)?;
        self.leaves.push(id);
        self.pages += 1;
        Ok(())
    }

    /// Writes the elements of a page.
    fn elements_of<W: Write>(
        &mut self,
        objects: &mut Objects<W>,
        page: &Page<'_, '_>,
        page_id: u32,
    ) -> io::Result<()> {
        self.scratch.number(objects, page);
        self.parents.number(self.pages);
        self.parents.push(b'[');
        for element in page.pieces() {
            self.parents.reference(self.scratch.bodies[element.0]);
            self.parents.push(b' ');
        }
        self.parents.push(b']');
        for (place, node) in page.nodes().enumerate() {
            let id = self.scratch.ids[place];
            if id == 0 {
                continue;
            }
            let parent = node.parent.map_or(self.paper, |it| self.scratch.ids[it.0]);
            if node.parent.is_none() {
                self.elements.push(id);
            }
            let body = self.scratch.bodies[place];
            if body != id {
                objects.small(id, |out| {
                    out.raw(b"<</S/LI/P ");
                    out.reference(parent);
                    references(out, b"/K", &[body]);
                    out.raw(b">>");
                })?;
            }
            let parent = if body == id { parent } else { id };
            let scratch = &self.scratch;
            objects.small(body, |out| {
                out.raw(b"<</S/");
                out.raw(element_name(node.role));
                out.raw(b"/P ");
                out.reference(parent);
                out.raw(b"/Pg ");
                out.reference(page_id);
                attributes(out, node.role, page.origin);
                scratch.kids(out, page, Element(place));
                out.raw(b">>");
            })?;
        }
        Ok(())
    }

    /// Writes the branch of pages that is full, and what its pages' content belongs to.
    fn end_branch<W: Write>(&mut self, objects: &mut Objects<W>) -> io::Result<()> {
        objects.small(self.branch, |out| {
            out.raw(b"<</Type/Pages/Parent ");
            out.reference(self.root);
            out.raw(b"/Count ");
            out.number(self.leaves.len());
            references(out, b"/Kids", &self.leaves);
            out.raw(b">>");
        })?;
        self.branches.push(self.branch);
        let (first, last) = (self.pages - self.leaves.len(), self.pages - 1);
        let parents = objects.reserve();
        objects.small(parents, |out| {
            out.raw(b"<</Limits[");
            out.number(first);
            out.push(b' ');
            out.number(last);
            out.raw(b"]/Nums[");
            out.raw(&self.parents);
            out.raw(b"]>>");
        })?;
        self.parent_branches.push((parents, first, last));
        self.leaves.clear();
        self.parents.clear();
        Ok(())
    }

    /// Writes both trees' roots and gives them: of the pages, of the elements.
    pub(super) fn finish<W: Write>(mut self, objects: &mut Objects<W>) -> io::Result<(u32, u32)> {
        if !self.leaves.is_empty() {
            self.end_branch(objects)?;
        }
        objects.small(self.root, |out| {
            out.raw(b"<</Type/Pages/Count ");
            out.number(self.pages);
            references(out, b"/Kids", &self.branches);
            out.raw(b">>");
        })?;
        let (elements, parents) = (objects.reserve(), objects.reserve());
        objects.small(parents, |out| {
            out.raw(b"<<");
            let branches: Vec<u32> = self.parent_branches.iter().map(|it| it.0).collect();
            references(out, b"/Kids", &branches);
            out.raw(b">>");
        })?;
        objects.small(elements, |out| {
            out.raw(b"<</Type/StructTreeRoot/K ");
            out.reference(self.document);
            out.raw(b"/ParentTree ");
            out.reference(parents);
            out.raw(b"/ParentTreeNextKey ");
            out.number(self.pages);
            out.raw(b">>");
        })?;
        objects.small(self.document, |out| {
            out.raw(b"<</S/Document/P ");
            out.reference(elements);
            references(out, b"/K", &self.papers);
            out.raw(b">>");
        })?;
        Ok((self.root, elements))
    }
}

impl Scratch {
    /// Gives each element of a page in which something is its object.
    fn number<W: Write>(&mut self, objects: &mut Objects<W>, page: &Page<'_, '_>) {
        let count = page.nodes().count();
        self.is_used.clear();
        self.is_used.resize(count, false);
        for element in page.pieces() {
            // What holds a used element is used.
            let mut next = Some(element);
            while let Some(used) = next {
                self.is_used[used.0] = true;
                next = page.layout.node_of(used).and_then(|it| it.parent);
            }
        }
        self.ids.clear();
        self.bodies.clear();
        for (node, is_used) in page.nodes().zip(&self.is_used) {
            let id = if *is_used { objects.reserve() } else { 0 };
            let is_split = *is_used && node.role == Role::Item;
            self.ids.push(id);
            self.bodies.push(if is_split { objects.reserve() } else { id });
        }
    }

    /// What is in an element: pieces of content, then elements.
    fn kids(&self, out: &mut Vec<u8>, page: &Page<'_, '_>, element: Element) {
        out.raw(b"/K[");
        for (number, piece) in page.pieces().enumerate() {
            if piece == element {
                out.number(number);
                out.push(b' ');
            }
        }
        for (node, id) in page.nodes().zip(&self.ids) {
            if node.parent == Some(element) && *id != 0 {
                out.reference(*id);
                out.push(b' ');
            }
        }
        out.push(b']');
    }
}

fn references(out: &mut Vec<u8>, key: &[u8], ids: &[u32]) {
    out.raw(key);
    out.push(b'[');
    for id in ids {
        out.reference(*id);
        out.push(b' ');
    }
    out.push(b']');
}

fn element_name(role: Role) -> &'static [u8] {
    match role {
        Role::Heading(1) => b"H1",
        Role::Heading(2) => b"H2",
        Role::Heading(_) => b"H3",
        Role::Paragraph => b"P",
        Role::List => b"L",
        Role::Item => b"LBody",
        Role::Table => b"Table",
        Role::Row => b"TR",
        Role::ColumnHeading | Role::RowHeading => b"TH",
        Role::Cell => b"TD",
        Role::Figure { .. } => b"Figure",
    }
}

fn attributes(out: &mut Vec<u8>, role: Role, origin: (Hundredths, Hundredths)) {
    match role {
        Role::Figure { alt, corner, size } => {
            out.raw(b"/Alt");
            out.words(alt);
            out.raw(b"/A<</O/Layout/Placement/Block/BBox");
            out.corners(bounds(corner, size, origin));
            out.raw(b">>");
        }
        Role::ColumnHeading => out.raw(b"/A<</O/Table/Scope/Column>>"),
        Role::RowHeading => out.raw(b"/A<</O/Table/Scope/Row>>"),
        Role::Heading(_)
        | Role::Paragraph
        | Role::List
        | Role::Item
        | Role::Table
        | Role::Row
        | Role::Cell => {}
    }
}
