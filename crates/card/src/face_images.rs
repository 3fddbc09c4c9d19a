//! What a card's face says, as pictures: for the chip, and for screens.
//!
//! The face application keeps name, address, security code and My Number as PNG images, so that
//! even a character that no terminal has can be read. They are printed here from the fonts in
//! `fonts/` when a card is personalized. What no font shows is an error, never a box; what is too
//! long is an error, never cut.

mod card_svg;
mod font;
mod lines;
mod picture;

pub use card_svg::{CardFace, card_face_svg};

use lines::Frame;

/// What is printed on a card and kept as pictures in its face application.
#[derive(Clone, Copy)]
pub struct FaceTexts<'a> {
    /// The name, DF25.
    pub name: &'a str,
    /// The address, DF26.
    pub address: &'a str,
    /// The security code (セキュリティコード): four digits that number B ends in, DF2A.
    pub security_code: &'a str,
    /// The individual number, twelve digits, DF41.
    pub my_number: &'a str,
}

/// The pictures of a card's face, each a PNG file of black on white.
#[derive(Clone, PartialEq, Eq)]
pub struct FaceImages {
    /// DF25.
    pub name: Vec<u8>,
    /// DF26.
    pub address: Vec<u8>,
    /// DF2A.
    pub security_code: Vec<u8>,
    /// DF41.
    pub my_number: Vec<u8>,
}

/// Why a text is not printed, in the order checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// No font has the character, or none has it in the shape the selector asks for. The right
    /// shape of a name is part of the name, so no other is taken.
    #[error("no font shows U+{base:04X}{}", selected(*.selector))]
    NoGlyph {
        /// The code point.
        base: u32,
        /// The code point of the variation selector (異体字セレクタ) behind it.
        selector: Option<u32>,
    },
    /// Too long even in the smallest letters on all the lines there are.
    #[error("the text is too long for its place on the card")]
    TooLong,
}

impl FaceImages {
    /// Prints a card's texts.
    ///
    /// # Errors
    ///
    /// When a character is in no font, or a text does not fit.
    pub fn print(texts: &FaceTexts<'_>) -> Result<Self, PrintError> {
        Ok(Self {
            name: picture::png(texts.name, &NAME)?,
            address: picture::png(texts.address, &ADDRESS)?,
            security_code: picture::png(texts.security_code, &SECURITY_CODE)?,
            my_number: picture::png(texts.my_number, &MY_NUMBER)?,
        })
    }
}

// Twice the letters of a real card (12 pixels), and places that have its proportions: at 12, what
// an outline font draws cannot be read.
const NAME: Frame = Frame { width: 432, lines: 2, sizes: &[24, 20, 16] };
const ADDRESS: Frame = Frame { width: 576, lines: 2, sizes: &[24, 20, 16] };
const SECURITY_CODE: Frame = Frame { width: 48, lines: 1, sizes: &[24] };
const MY_NUMBER: Frame = Frame { width: 144, lines: 1, sizes: &[24] };

fn selected(selector: Option<u32>) -> String {
    selector.map_or_else(String::new, |it| format!(" U+{it:04X}"))
}

#[cfg(test)]
mod tests;
