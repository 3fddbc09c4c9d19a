//! Drawn portraits for virtual cards: friendly, and nobody's face.
//!
//! A real card keeps its photo as gray JPEG 2000, which browsers do not show; so each portrait is
//! here twice, as the card keeps it and as a screen draws it. Both are made from one drawing, in
//! `assets/portraits`.

mod drawings;

use aws_lc_rs::digest::{SHA256, digest};

/// A portrait: one drawing, as a card keeps it and as a screen shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Portrait {
    /// What it is called among the drawings: `woman-middle-2`.
    pub name: &'static str,
    /// JPEG 2000 (JP2), gray, 378 x 472: the photo of the face application.
    pub jp2: &'static [u8],
    /// The same in color, for screens.
    pub svg: &'static str,
}

/// The sex (性別) on a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    /// 男, `1` on the chip.
    Male,
    /// 女, `2` on the chip.
    Female,
    /// Neither stated, `9` on the chip.
    NotApplicable,
}

/// The age groups the drawings have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AgeGroup {
    Child,
    Young,
    Middle,
    Old,
}

impl Portrait {
    /// Every portrait there is.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        drawings::MEN.iter().chain(&drawings::WOMEN).flatten()
    }

    /// The portrait of a person: the same one for the same seed, sex and age group, whenever and
    /// wherever it is asked for.
    #[must_use]
    pub fn of(seed: &[u8], sex: Sex, age: i16) -> &'static Self {
        let digest = digest(&SHA256, seed);
        let drawn = |at: usize| usize::from(digest.as_ref()[at]);
        let group = match AgeGroup::of(age) {
            AgeGroup::Child => 0,
            AgeGroup::Young => 1,
            AgeGroup::Middle => 2,
            AgeGroup::Old => 3,
        };
        let drawings = match sex {
            Sex::Male => &drawings::MEN,
            Sex::Female => &drawings::WOMEN,
            Sex::NotApplicable => [&drawings::MEN, &drawings::WOMEN][drawn(1) % 2],
        };
        let portraits = &drawings[group];
        &portraits[drawn(0) % portraits.len()]
    }

    /// The drawing as an address for the `src` of an image.
    #[must_use]
    pub fn data_uri(&self) -> String {
        let mut address = String::from("data:image/svg+xml,");
        for byte in self.svg.bytes() {
            // What has a meaning in an address or in the markup around it is written by its number.
            if byte.is_ascii_alphanumeric() || b"-.,:;/=()".contains(&byte) {
                address.push(char::from(byte));
            } else {
                address.push('%');
                address.extend([byte >> 4, byte & 15].map(|it| char::from(HEX[usize::from(it)])));
            }
        }
        address
    }
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

impl Sex {
    /// The sex by the digit on the chip.
    #[must_use]
    pub const fn of_digit(digit: char) -> Option<Self> {
        match digit {
            '1' => Some(Self::Male),
            '2' => Some(Self::Female),
            '9' => Some(Self::NotApplicable),
            _ => None,
        }
    }
}

impl AgeGroup {
    /// The group of an age in full years.
    const fn of(age: i16) -> Self {
        match age {
            i16::MIN..=12 => Self::Child,
            13..=39 => Self::Young,
            40..=64 => Self::Middle,
            65..=i16::MAX => Self::Old,
        }
    }
}

#[cfg(test)]
mod tests;
