//! The measures of the three sizes.

use super::CertificateForm;
use crate::layout::{Ink, Style};

/// Measures of a size: lengths in millimeters, type in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Design {
    pub(super) size: (f32, f32),
    pub(super) left: f32,
    pub(super) right: f32,
    /// The height of the bar at the upper edge.
    pub(super) bar: f32,
    /// The base line of the title, and the type of the insurance and of the title.
    pub(super) title: (f32, f32, f32),
    /// Where the rows begin and end.
    pub(super) rows: (f32, f32),
    /// Values of the left column, labels and values of the right.
    pub(super) columns: [f32; 3],
    /// Labels and values of symbol, number and branch.
    pub(super) numbers: [f32; 6],
    /// The first base line of the insurer's part, the distance of the next, and the height of the
    /// address, which is the last.
    pub(super) insurer: (f32, f32, f32),
    /// The width and the height of a code at the lower right, and its lower edge.
    pub(super) code: (f32, f32),
    /// The base line of the sheet's number.
    pub(super) sheet: f32,
    pub(super) kinds: Kinds,
    /// The factor by which heights of rows are larger than those of the card.
    pub(super) height: f32,
    /// Whether there is room for a row of its own for what a card shows at the right.
    pub(super) is_tall: bool,
}

/// The type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kinds {
    pub(super) label: Style,
    pub(super) value: Style,
    /// The day it ends.
    pub(super) end: Style,
    /// Symbol, number and branch.
    pub(super) number: Style,
    pub(super) name: Style,
    pub(super) kana: Style,
    /// The insurer's part.
    pub(super) small: Style,
    pub(super) sheet: Style,
}

/// The smallest type of a card.
pub(super) const LEAST: f32 = 5.5;

const CARD: Design = Design {
    size: (85.60, 53.98),
    left: 4.6,
    right: 81.0,
    bar: 2.0,
    title: (7.4, 7.5, 11.5),
    rows: (9.4, 44.0),
    columns: [20.4, 53.8, 62.9],
    numbers: [4.6, 11.0, 36.0, 42.4, 64.2, 72.4],
    insurer: (46.5, 2.4, 3.6),
    code: (14.0, 50.8),
    sheet: 52.95,
    kinds: Kinds {
        label: Style::new(5.5).ink(Ink::QUIET),
        value: Style::new(7.5).down_to(LEAST).leading(9.2),
        end: Style::new(9.5).down_to(7.0).bold(),
        number: Style::new(10.5).down_to(LEAST).bold(),
        name: Style::new(13.0).down_to(LEAST).leading(15.0),
        kana: Style::new(5.5).down_to(4.0).leading(5.8),
        small: Style::new(5.5).down_to(4.5).leading(6.3),
        sheet: Style::new(4.5).down_to(3.5).ink(Ink::QUIET),
    },
    height: 1.0,
    is_tall: false,
};

const POSTCARD: Design = Design {
    size: (100.0, 148.0),
    left: 8.0,
    right: 92.0,
    bar: 4.0,
    title: (18.5, 10.0, 18.0),
    rows: (24.0, 116.0),
    columns: [31.0, 60.0, 73.0],
    numbers: [8.0, 16.5, 40.0, 48.5, 73.0, 83.5],
    insurer: (121.5, 5.0, 12.0),
    code: (21.0, 143.0),
    sheet: 145.3,
    kinds: Kinds {
        label: Style::new(7.0).ink(Ink::QUIET),
        value: Style::new(10.5).down_to(6.5).leading(13.5),
        end: Style::new(13.5).down_to(9.0).bold(),
        number: Style::new(13.5).down_to(6.5).bold(),
        name: Style::new(23.0).down_to(6.5).leading(26.5),
        kana: Style::new(8.5).down_to(5.0).leading(9.2),
        small: Style::new(7.5).down_to(5.5).leading(9.5),
        sheet: Style::new(5.5).down_to(4.5).ink(Ink::QUIET),
    },
    height: 2.3,
    is_tall: true,
};

const PAGE: Design = Design {
    size: (210.0, 297.0),
    left: 22.0,
    right: 188.0,
    bar: 7.0,
    title: (38.0, 18.0, 32.0),
    rows: (48.0, 232.0),
    columns: [64.0, 122.0, 148.0],
    numbers: [22.0, 37.0, 84.0, 99.0, 150.0, 170.0],
    insurer: (243.0, 9.0, 22.0),
    code: (38.0, 282.0),
    sheet: 288.0,
    kinds: Kinds {
        label: Style::new(13.0).ink(Ink::QUIET),
        value: Style::new(19.0).down_to(9.0).leading(24.0),
        end: Style::new(25.0).down_to(14.0).bold(),
        number: Style::new(25.0).down_to(9.0).bold(),
        name: Style::new(44.0).down_to(9.0).leading(51.0),
        kana: Style::new(16.0).down_to(8.0).leading(17.4),
        small: Style::new(13.0).down_to(8.0).leading(17.0),
        sheet: Style::new(9.0).down_to(7.0).ink(Ink::QUIET),
    },
    height: 4.6,
    is_tall: true,
};

impl CertificateForm {
    pub(super) const fn design(self) -> &'static Design {
        match self {
            Self::Card => &CARD,
            Self::Postcard => &POSTCARD,
            Self::A4 => &PAGE,
        }
    }
}
