//! A text as a PNG image of one bit a pixel, as on a real card.

use ab_glyph_rasterizer::{Point, Rasterizer};
use png::{BitDepth, ColorType, Compression, Encoder};
use ttf_parser::OutlineBuilder;

use super::PrintError;
use super::font::shown;
use super::lines::{Frame, Setting};

/// The picture of a text in its place: as wide as the place, as high as the lines it takes.
pub(super) fn png(text: &str, frame: &Frame) -> Result<Vec<u8>, PrintError> {
    let letters = shown(text)?;
    let setting = frame.set(&letters).ok_or(PrintError::TooLong)?;
    let height = setting.height();
    encoded(&drawn(&setting, frame.width), frame.width, height).ok_or(PrintError::TooLong)
}

/// How black a pixel is before it is black: less than half, so that thin strokes stay whole.
const BLACK_FROM: f32 = 0.4;
/// Rows above and below a line, for what stands out of it, and between two lines.
const MARGIN: u16 = 1;
/// The part of a letter's height that is above the baseline, in both fonts.
const ASCENT: f32 = 0.88;

impl Setting<'_> {
    fn line_height(&self) -> u16 {
        self.size + 2 * MARGIN
    }

    fn height(&self) -> u16 {
        self.lines.iter().map(|_| self.line_height()).sum()
    }
}

/// How much of each pixel is covered, row by row.
fn drawn(setting: &Setting<'_>, width: u16) -> Vec<bool> {
    let height = setting.height();
    let mut canvas = Rasterizer::new(width.into(), height.into());
    let scale = f32::from(setting.size);
    let line_tops = (0..height).step_by(setting.line_height().into());
    for (top, line) in line_tops.zip(&setting.lines) {
        let baseline = f32::from(top + MARGIN) + ASCENT * scale;
        let mut left = 0.0;
        for letter in *line {
            let start = Point { x: left, y: baseline };
            letter.outline(&mut Pen {
                canvas: &mut canvas,
                unit: scale / letter.units(),
                start,
                end: Point { x: width.into(), y: height.into() },
                first: start,
                last: start,
            });
            left += letter.advance * scale;
        }
    }
    let mut black = Vec::with_capacity(usize::from(width) * usize::from(height));
    canvas.for_each_pixel(|_, coverage| black.push(coverage.abs() >= BLACK_FROM));
    black
}

/// A PNG file of gray in one bit: 0 is black.
fn encoded(black: &[bool], width: u16, height: u16) -> Option<Vec<u8>> {
    let rows = black.chunks(width.into()).flat_map(|row| {
        row.chunks(8).map(|pixels| {
            pixels.iter().zip(0..).fold(
                0xFF,
                |byte: u8, (black, at)| {
                    if *black { byte & !(0x80 >> at) } else { byte }
                },
            )
        })
    });
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width.into(), height.into());
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    encoder.set_compression(Compression::High);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&rows.collect::<Vec<u8>>()).ok()?;
    writer.finish().ok()?;
    Some(file)
}

/// Draws one letter at its place.
struct Pen<'a> {
    canvas: &'a mut Rasterizer,
    /// Pixels in a unit of the font.
    unit: f32,
    /// The left end of the letter's baseline.
    start: Point,
    /// The lower right corner of the canvas.
    end: Point,
    first: Point,
    last: Point,
}

impl Pen<'_> {
    /// A point of the outline on the canvas. What stands out of its line by a hair is drawn in, for
    /// outside there are no pixels.
    fn place(&self, x: f32, y: f32) -> Point {
        Point {
            x: (self.start.x + x * self.unit).clamp(0.0, self.end.x),
            y: (self.start.y - y * self.unit).clamp(0.0, self.end.y),
        }
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.first = self.place(x, y);
        self.last = self.first;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        self.canvas.draw_line(self.last, to);
        self.last = to;
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (by, to) = (self.place(x1, y1), self.place(x, y));
        self.canvas.draw_quad(self.last, by, to);
        self.last = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (by, and, to) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.canvas.draw_cubic(self.last, by, and, to);
        self.last = to;
    }

    fn close(&mut self) {
        self.canvas.draw_line(self.last, self.first);
        self.last = self.first;
    }
}
