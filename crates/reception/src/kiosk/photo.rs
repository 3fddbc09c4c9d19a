//! The face of a card as a screen can show it: browsers know no JPEG 2000.

use std::io::Cursor;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use card::reading::FaceRecord;
use hayro_jpeg2000::{DecodeSettings, DecoderContext, Image};

/// The photo and the printed name, as `data:` addresses of PNG images.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Photo {
    pub(super) source: String,
    pub(super) name: String,
}

impl Photo {
    /// The photo of a card's face; none where it is no JPEG 2000 image of the kind.
    pub(super) fn of(face: &FaceRecord) -> Option<Self> {
        let image = Image::new(&face.photo, &DecodeSettings::default()).ok()?;
        let (width, height) = (image.width(), image.height());
        let mut context = DecoderContext::default();
        let samples = image.decode(&mut context).ok()?.data_u8();
        Some(Self { source: address(&png(width, height, &samples)?), name: address(&face.name) })
    }
}

fn address(png: &[u8]) -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(png))
}

/// A grey or coloured image as PNG.
fn png(width: u32, height: u32, samples: &[u8]) -> Option<Vec<u8>> {
    let pixels = usize::try_from(width.checked_mul(height)?).ok()?;
    let color = match samples.len().checked_div(pixels)? {
        1 => png::ColorType::Grayscale,
        3 => png::ColorType::Rgb,
        _ => return None,
    };
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(samples).ok()?;
    writer.finish().ok()?;
    Some(bytes.into_inner())
}
