//! How letters and lines look.

/// How a text looks. Sizes are in points of type, as printers name them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    pub(crate) size: f32,
    pub(crate) least: f32,
    pub(crate) leading: f32,
    pub(crate) ink: Ink,
    pub(crate) align: Align,
    pub(crate) is_bold: bool,
}

impl Style {
    /// Black letters of that size from the start, with lines 1.6 times the size apart.
    #[must_use]
    pub const fn new(size: f32) -> Self {
        Self {
            size,
            least: size,
            leading: size * 1.6,
            ink: Ink::BLACK,
            align: Align::Start,
            is_bold: false,
        }
    }

    /// The size to which a text may shrink to fit.
    #[must_use]
    pub const fn down_to(self, least: f32) -> Self {
        Self { least, ..self }
    }

    /// The distance of base lines, in points.
    #[must_use]
    pub const fn leading(self, leading: f32) -> Self {
        Self { leading, ..self }
    }

    /// In another color.
    #[must_use]
    pub const fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    /// With the point in the middle of the text.
    #[must_use]
    pub const fn centred(self) -> Self {
        Self { align: Align::Middle, ..self }
    }

    /// With the point at the end of the text.
    #[must_use]
    pub const fn ending(self) -> Self {
        Self { align: Align::End, ..self }
    }

    /// Heavier.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self { is_bold: true, ..self }
    }
}

/// Where the point of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At its start.
    Start,
    /// In its middle.
    Middle,
    /// At its end.
    End,
}

/// A color, red, green and blue of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ink(pub u8, pub u8, pub u8);

impl Ink {
    /// Black.
    pub const BLACK: Self = Self(0, 0, 0);
    /// For labels beside values; dark enough to be read (7:1 on white).
    pub const QUIET: Self = Self(0x4A, 0x52, 0x5A);
    /// For lines between.
    pub const FAINT: Self = Self(0xB8, 0xC0, 0xC8);
    /// For areas behind letters.
    pub const WASH: Self = Self(0xEE, 0xF2, 0xF5);
    /// White.
    pub const WHITE: Self = Self(0xFF, 0xFF, 0xFF);
}

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    pub(crate) width: f32,
    pub(crate) ink: Ink,
    pub(crate) is_dashed: bool,
}

impl Rule {
    /// A black line, so many millimeters wide.
    #[must_use]
    pub const fn new(width: f32) -> Self {
        Self { width, ink: Ink::BLACK, is_dashed: false }
    }

    /// In another color.
    #[must_use]
    pub const fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    /// Dashed, as where to cut.
    #[must_use]
    pub const fn dashed(self) -> Self {
        Self { is_dashed: true, ..self }
    }
}
