//! The file: objects, pages, fonts and tags.
//!
//! A page's stream follows its stock's, which is in the file once. Pages and elements go out in
//! packs as they come; what grows is the table of places and the list of papers.

mod bytes;
mod content;
mod fonts;
mod metadata;
mod objects;
mod tree;

use std::io::{self, Write};
use std::sync::Arc;

use bytes::{Hundredths, Spell, hundredths};
use content::{CROP_LINE, Pen};
use fonts::Fonts;
use objects::Objects;
use tree::{Page, Tree};

use crate::faces::Faces;
use crate::layout::{Element, Layout, Point};

/// How far color goes beyond the edge that is cut, in millimeters.
const BLEED: f32 = 3.0;
/// From the edge of the sheet to the edge that is cut.
pub(crate) const MARGIN: f32 = 12.0;

/// A PDF file being written.
#[derive(Debug)]
pub(crate) struct File<'a, W: Write> {
    /// None once writing failed.
    objects: Objects<W>,
    title: String,
    fonts: Fonts<'a>,
    tree: Tree,
    stocks: Vec<Printed<'a>>,
    resources: u32,
    /// The drawing of the page at hand.
    content: Vec<u8>,
}

/// A stock that is in the file.
#[derive(Debug)]
struct Printed<'a> {
    stock: Arc<Layout<'a>>,
    stream: u32,
    pieces: Vec<Element>,
}

impl<'a, W: Write> File<'a, W> {
    pub(crate) fn new(out: W, faces: &'a Faces, title: &str) -> io::Result<Self> {
        let mut objects = Objects::new(out)?;
        let resources = objects.reserve();
        let tree = Tree::new(&mut objects);
        Ok(Self {
            objects,
            title: title.to_owned(),
            fonts: Fonts::new(faces),
            tree,
            stocks: Vec::new(),
            resources,
            content: Vec::new(),
        })
    }

    pub(crate) fn pages(&self) -> usize {
        self.tree.pages()
    }

    /// Adds the pages of a paper.
    pub(crate) fn add(&mut self, layouts: &[Layout<'a>]) -> io::Result<()> {
        self.tree.begin_paper(&mut self.objects);
        for layout in layouts {
            self.page(layout)?;
        }
        self.tree.end_paper(&mut self.objects)
    }

    fn page(&mut self, layout: &Layout<'a>) -> io::Result<()> {
        let stock = match &layout.stock {
            None => None,
            Some(stock) => Some(self.printed(stock)?),
        };
        let below = stock.map_or(&[][..], |it| &self.stocks[it].pieces);
        let origin = origin(layout);
        self.content.clear();
        if layout.has_crop_marks && stock.is_none() {
            draw_crop_marks(&mut self.content, layout);
        }
        let pen = Pen::new(&mut self.content, &mut self.fonts, layout, origin);
        let drawn = pen.draw(layout, below.len());
        let stream = self.objects.reserve();
        self.objects.stream(stream, b"", &self.content)?;
        let page = Page {
            layout,
            origin,
            below,
            above: &drawn.pieces,
            streams: [stock.map(|it| self.stocks[it].stream), Some(stream)],
            boxes: boxes(layout),
            resources: self.resources,
        };
        self.tree.page(&mut self.objects, &page)
    }

    /// The place of a stock among those in the file, to which it is added if it is new.
    fn printed(&mut self, stock: &Arc<Layout<'a>>) -> io::Result<usize> {
        if let Some(place) = self.stocks.iter().rposition(|it| Arc::ptr_eq(&it.stock, stock)) {
            return Ok(place);
        }
        let mut content = Vec::new();
        if stock.has_crop_marks {
            draw_crop_marks(&mut content, stock);
        }
        let pen = Pen::new(&mut content, &mut self.fonts, stock, origin(stock));
        let pieces = pen.draw(stock, 0).pieces;
        let stream = self.objects.reserve();
        self.objects.stream(stream, b"", &content)?;
        self.stocks.push(Printed { stock: Arc::clone(stock), stream, pieces });
        Ok(self.stocks.len() - 1)
    }

    /// Writes what stands at the end: fonts, trees, and what the file says of itself.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        let objects = &mut self.objects;
        let fonts = self.fonts.finish(objects)?;
        objects.small(self.resources, |out| {
            out.raw(b"<</Font");
            out.raw(&fonts);
            out.raw(b"/ProcSet[/PDF/Text/ImageB]>>");
        })?;
        let (pages, elements) = self.tree.finish(objects)?;
        let (description, colors) = (objects.reserve(), objects.reserve());
        let kind = b"/Type/Metadata/Subtype/XML";
        objects.plain_stream(description, kind, metadata::description(&self.title).as_bytes())?;
        objects.stream(colors, b"/N 3", &metadata::COLORS)?;
        let (catalog, information) = (objects.reserve(), objects.reserve());
        objects.small(catalog, |out| {
            out.raw(b"<</Type/Catalog/Pages ");
            out.reference(pages);
            out.raw(b"/StructTreeRoot ");
            out.reference(elements);
            out.raw(b"/Metadata ");
            out.reference(description);
            out.raw(b"/Lang(ja-JP)/MarkInfo<</Marked true>>");
            out.raw(b"/ViewerPreferences<</DisplayDocTitle true>>");
            out.raw(b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1");
            out.raw(b"/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)");
            out.raw(b"/DestOutputProfile ");
            out.reference(colors);
            out.raw(b">>]>>");
        })?;
        objects.small(information, |out| {
            out.raw(b"<</Title");
            out.words(&self.title);
            out.raw(b"/Producer(");
            out.raw(metadata::PRODUCER.as_bytes());
            out.raw(b")>>");
        })?;
        self.objects.finish(catalog, information)
    }
}

/// From the lower left corner of the sheet to the upper left corner of the layout.
fn origin(layout: &Layout<'_>) -> (Hundredths, Hundredths) {
    let margin = if layout.has_crop_marks { MARGIN } else { 0.0 };
    (hundredths(margin), hundredths(margin + layout.height))
}

/// The boxes of a page: the sheet, and where it is printed on and cut.
fn boxes(layout: &Layout<'_>) -> Vec<(&'static [u8], [Hundredths; 4])> {
    let around =
        |from: f32, to: f32| [from, from, to + layout.width, to + layout.height].map(hundredths);
    if layout.has_crop_marks {
        vec![
            (b"/MediaBox", around(0.0, 2.0 * MARGIN)),
            (b"/BleedBox", around(MARGIN - BLEED, MARGIN + BLEED)),
            (b"/TrimBox", around(MARGIN, MARGIN)),
        ]
    } else {
        vec![(b"/MediaBox", around(0.0, 0.0))]
    }
}

/// The lines of a layout's crop marks. They end a little before the sheet does.
pub(crate) fn crop_lines(layout: &Layout<'_>) -> Vec<(Point, Point)> {
    content::crop_lines(layout.size(), BLEED, MARGIN - 1.0)
}

fn draw_crop_marks(out: &mut Vec<u8>, layout: &Layout<'_>) {
    out.raw(b"/Artifact BMC\nq 0 G ");
    out.decimal(CROP_LINE);
    out.raw(b" w\n");
    let (left, top) = origin(layout);
    for (from, to) in crop_lines(layout) {
        for (point, operator) in [(from, b"m "), (to, b"l ")] {
            out.decimal(left + hundredths(point.0));
            out.push(b' ');
            out.decimal(top - hundredths(point.1));
            out.push(b' ');
            out.raw(operator);
        }
        out.raw(b"S\n");
    }
    out.raw(b"Q EMC\n");
}
