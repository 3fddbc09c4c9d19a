//! The same layouts through another engine, krilla, whose checks of PDF/A and PDF/UA are on: it
//! must find nothing to say, and what it draws must look as ours.

use std::num::NonZeroU16;
use std::process::Command;

use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point as At, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node, SpanTag, TableHeaderScope,
    Tag, TagGroup, TagKind, TagTree,
};
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};

use crate::faces::{FACES, pairs};
use crate::layout::{Ink, Layout, POINTS, Point, Role, Rule, Shape, Text};
use crate::{Paper, Press, Stocks};

#[path = "../tests/certificate/certificates.rs"]
mod certificates;
#[path = "../tests/papers/samples.rs"]
mod samples;

/// Pixels of 200 in an inch that are averaged each way: a letter or a module of a code may be drawn
/// on the next pixel, but not elsewhere.
const BLOCK: usize = 12;
/// The pixels of a block.
const BLOCK_PIXELS: f64 = 144.0;
/// How far the gray of one block may be from the other's, of 255.
const MOST: f64 = 64.0;
/// How far the grays may be apart on the whole.
const MEAN: f64 = 1.0;

#[test]
fn another_engine_finds_no_violation_and_draws_the_same() {
    if Command::new("pdftoppm").arg("-v").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "poppler-utils is missing");
        eprintln!("not run: poppler-utils is missing");
        return;
    }
    let press = Press::bundled().unwrap();
    let papers = certificates::all().into_iter().chain(samples::all(samples::ORDINARY));
    let papers: Vec<(String, Paper)> = papers.chain(samples::blank()).collect();
    for (name, paper) in papers {
        if certificates::SYSTEM.contains(&name.as_str()) {
            continue;
        }
        let theirs = theirs(&press, &paper).unwrap_or_else(|error| panic!("{name}: {error}"));
        let ours = press.pdf("試験", std::slice::from_ref(&paper)).unwrap();
        let (ours, theirs) = (grays(&ours), grays(&theirs));
        assert_eq!(ours.len(), theirs.len(), "{name}");
        let apart = || ours.iter().zip(&theirs).map(|(one, other)| (one - other).abs());
        let (most, mean) = (
            apart().fold(0.0, f64::max),
            apart().sum::<f64>() / f64::from(u32::try_from(ours.len()).unwrap()),
        );
        assert!(most < MOST && mean < MEAN, "{name}: {most}, {mean}");
    }
}

/// The grays of the blocks of the first page.
fn grays(file: &[u8]) -> Vec<f64> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it.pdf");
    std::fs::write(&path, file).unwrap();
    let output = Command::new("pdftoppm")
        .args(["-r", "200", "-gray", "-singlefile"])
        .arg(&path)
        .output()
        .unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    // P5, a line's end, width, height, a line's end, 255, a line's end.
    let mut parts = output.stdout.splitn(4, |it| *it == b'\n');
    let mut sizes = std::str::from_utf8(parts.nth(1).unwrap()).unwrap().split(' ');
    let mut size = || sizes.next().unwrap().parse::<usize>().unwrap();
    let (width, height) = (size(), size());
    let pixels = parts.nth(1).unwrap();
    assert_eq!(pixels.len(), width * height);
    let mut grays = Vec::new();
    for top in (0..height - BLOCK).step_by(BLOCK) {
        for left in (0..width - BLOCK).step_by(BLOCK) {
            let rows = (top..top + BLOCK).map(|row| &pixels[row * width + left..][..BLOCK]);
            let sum: u32 = rows.flatten().map(|it| u32::from(*it)).sum();
            grays.push(f64::from(sum) / BLOCK_PIXELS);
        }
    }
    grays
}

/// The file krilla makes of a paper, or what it finds wrong with it.
fn theirs(press: &Press, paper: &Paper) -> Result<Vec<u8>, String> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .unwrap();
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..Default::default() });
    let fonts: Vec<Font> = (0..FACES)
        .filter_map(|place| press.faces().face(place))
        .map(|face| Font::new(face.file.to_vec().into(), 0).unwrap())
        .collect();
    let mut tree = TagTree::new().with_lang(Some("ja-JP".to_owned()));
    for layout in paper.layouts(&mut Stocks::new(press.faces())).unwrap() {
        let margin = if layout.has_crop_marks { crate::pdf::MARGIN } else { 0.0 };
        let size = |it: f32| (it + 2.0 * margin) * POINTS;
        let settings = PageSettings::from_wh(size(layout.width), size(layout.height)).unwrap();
        let mut page = document.start_page_with(settings);
        let mut pen = Pen { surface: page.surface(), fonts: &fonts, margin };
        if layout.has_crop_marks {
            pen.crop_marks(&layout);
        }
        let mut pieces = Vec::new();
        for layer in layout.stock.as_deref().into_iter().chain([&layout]) {
            pieces.extend(pen.layer(layer));
        }
        drop(pen);
        page.finish();
        for place in 0..count(&layout) {
            if node(&layout, place).parent.is_none()
                && let Some(group) = group(&layout, place, &mut pieces)
            {
                tree.push(group);
            }
        }
    }
    document.set_tag_tree(tree);
    // It wants what the standard only recommends: an outline, and titles of headings.
    let mut outline = Outline::new();
    let start = XyzDestination::new(0, At::from_xy(0.0, 0.0));
    outline.push_child(OutlineNode::new("試験".to_owned(), start));
    document.set_outline(outline);
    let metadata = Metadata::new().title("試験".to_owned()).language("ja-JP".to_owned());
    document.set_metadata(metadata.creation_date(DateTime::new(2026).month(3).day(10)));
    document.finish().map_err(|error| format!("{error:?}"))
}

fn count(layout: &Layout<'_>) -> usize {
    layout.stock.as_ref().map_or(0, |it| it.nodes.len()) + layout.nodes.len()
}

fn node<'l>(layout: &'l Layout<'_>, place: usize) -> &'l crate::layout::Node {
    layout.node_of(crate::Element(place)).unwrap()
}

/// An element with the pieces of content in it, and the elements.
fn group(
    layout: &Layout<'_>,
    place: usize,
    pieces: &mut Vec<(usize, Identifier)>,
) -> Option<TagGroup> {
    let mut children: Vec<Node> = Vec::new();
    let mut rest = Vec::new();
    for (element, piece) in pieces.drain(..) {
        if element == place {
            children.push(piece.into());
        } else {
            rest.push((element, piece));
        }
    }
    *pieces = rest;
    for child in 0..count(layout) {
        if node(layout, child).parent == Some(crate::Element(place)) {
            children.extend(group(layout, child, pieces).map(Node::from));
        }
    }
    (!children.is_empty())
        .then(|| TagGroup::with_children(kind(node(layout, place).role), children))
}

fn kind(role: Role) -> TagKind {
    match role {
        Role::Heading(level) => {
            let title = Some("見出し".to_owned());
            Tag::Hn(NonZeroU16::new(level.into()).unwrap(), title).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::List => Tag::L(ListNumbering::None).into(),
        Role::Item => Tag::LI.into(),
        Role::Table => Tag::Table.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHeading => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHeading => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
        Role::Figure { alt, .. } => Tag::Figure(Some(alt.to_owned())).into(),
    }
}

struct Pen<'s, 'f> {
    surface: Surface<'s>,
    fonts: &'f [Font],
    margin: f32,
}

impl Pen<'_, '_> {
    /// Draws the marks, and gives what belongs to which element.
    fn layer(&mut self, layout: &Layout<'_>) -> Vec<(usize, Identifier)> {
        let mut pieces = Vec::new();
        for mark in &layout.marks {
            let artifact = || Artifact::with_kind(ArtifactType::Other);
            let tag = match (mark.element, &mark.shape) {
                (None, _) => ContentTag::Artifact(artifact()),
                (Some(_), Shape::Text(_)) => ContentTag::Span(SpanTag::empty()),
                (Some(_), _) => ContentTag::Other,
            };
            let piece = self.surface.start_tagged(tag);
            pieces.extend(mark.element.map(|it| (it.0, piece)));
            self.mark(&mark.shape, layout);
            self.surface.end_tagged();
        }
        pieces
    }

    fn at(&self, point: Point) -> (f32, f32) {
        ((point.0 + self.margin) * POINTS, (point.1 + self.margin) * POINTS)
    }

    fn mark(&mut self, shape: &Shape, layout: &Layout<'_>) {
        match shape {
            Shape::Text(text) => self.text(text, layout),
            Shape::Line { from, to, rule } => self.line(*from, *to, *rule),
            Shape::Rectangle { corner, size, fill, rule } => {
                self.ink(*fill, *rule);
                self.rectangle(*corner, *size);
            }
            Shape::Code { corner, size, code } => {
                self.ink(Some(Ink::BLACK), None);
                let modules = |count: usize| f32::from(u16::try_from(count).unwrap());
                let module = size / modules(code.side + 8);
                for (row, bytes) in code.rows.chunks(code.side.div_ceil(8)).enumerate() {
                    for column in 0..code.side {
                        if bytes[column / 8] & (0x80 >> (column % 8)) == 0 {
                            let place = |it: usize, from: f32| from + modules(it + 4) * module;
                            let point = (place(column, corner.0), place(row, corner.1));
                            self.rectangle(point, (module, module));
                        }
                    }
                }
            }
        }
    }

    fn ink(&mut self, fill: Option<Ink>, rule: Option<Rule>) {
        let paint = |Ink(red, green, blue)| rgb::Color::new(red, green, blue).into();
        self.surface.set_fill(fill.map(|it| Fill { paint: paint(it), ..Fill::default() }));
        self.surface.set_stroke(rule.map(|it| Stroke {
            paint: paint(it.ink),
            width: it.width * POINTS,
            dash: it.is_dashed.then(|| StrokeDash { array: vec![4.0, 3.0], offset: 0.0 }),
            ..Stroke::default()
        }));
    }

    fn line(&mut self, from: Point, to: Point, rule: Rule) {
        self.ink(None, Some(rule));
        let mut path = PathBuilder::new();
        let (from, to) = (self.at(from), self.at(to));
        path.move_to(from.0, from.1);
        path.line_to(to.0, to.1);
        self.surface.draw_path(&path.finish().unwrap());
    }

    fn rectangle(&mut self, corner: Point, size: Point) {
        let (x, y) = self.at(corner);
        let mut path = PathBuilder::new();
        path.push_rect(Rect::from_xywh(x, y, size.0 * POINTS, size.1 * POINTS).unwrap());
        self.surface.draw_path(&path.finish().unwrap());
    }

    fn text(&mut self, text: &Text, layout: &Layout<'_>) {
        let letters = &layout.letters[text.letters.clone()];
        let outline = Rule::new(text.size * 0.03 / POINTS).ink(text.ink);
        self.ink(Some(text.ink), text.is_bold.then_some(outline));
        let (mut x, y) = self.at(text.start);
        let mut from = 0;
        for pair in pairs(letters) {
            let to = from + pair.base.len_utf8() + pair.second.map_or(0, char::len_utf8);
            let (face, glyph) = layout.faces.chosen(pair, text.choice).unwrap();
            let advance = f32::from(glyph.advance) / 1000.0;
            let drawn = KrillaGlyph::new(
                GlyphId::new(glyph.id.into()),
                advance,
                0.0,
                0.0,
                0.0,
                from..to,
                None,
            );
            let font = self.fonts[face].clone();
            self.surface.draw_glyphs(At::from_xy(x, y), &[drawn], font, letters, text.size, false);
            x += advance * text.size;
            from = to;
        }
    }

    /// As the press draws them, read back from its operators.
    fn crop_marks(&mut self, layout: &Layout<'_>) {
        let artifact = Artifact::with_kind(ArtifactType::Other);
        self.surface.start_tagged(ContentTag::Artifact(artifact));
        let rule = Rule::new(0.28 / POINTS);
        for (from, to) in crate::pdf::crop_lines(layout) {
            self.line(from, to, rule);
        }
        self.surface.end_tagged();
    }
}
