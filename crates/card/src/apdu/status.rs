//! How a command went.

use std::fmt;

/// How a command went: SW1 SW2.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct StatusWord(pub u16);

impl StatusWord {
    /// Done.
    pub const SUCCESS: Self = Self(0x9000);
    /// Lc or Le does not fit the command.
    pub const WRONG_LENGTH: Self = Self(0x6700);
    /// The selected file is not of the kind the command works on.
    pub const WRONG_FILE_KIND: Self = Self(0x6981);
    /// A PIN must be verified first.
    pub const SECURITY_NOT_SATISFIED: Self = Self(0x6982);
    /// No try is left, as ISO/IEC 7816-4 says it; seen in descriptions and not on the card.
    pub const BLOCKED: Self = Self(0x6983);
    /// No try is left, as the card says it.
    pub const REFERENCE_DATA_UNUSABLE: Self = Self(0x6984);
    /// The command comes at the wrong moment.
    pub const CONDITIONS_NOT_SATISFIED: Self = Self(0x6985);
    /// No file is selected.
    pub const NO_FILE_SELECTED: Self = Self(0x6986);
    /// No such application or file.
    pub const NOT_FOUND: Self = Self(0x6A82);
    /// No such record.
    pub const RECORD_NOT_FOUND: Self = Self(0x6A83);
    /// P1 or P2 means nothing to the command.
    pub const WRONG_PARAMETERS: Self = Self(0x6A86);
    /// No such data object.
    pub const DATA_NOT_FOUND: Self = Self(0x6A88);
    /// The offset lies outside the file.
    pub const WRONG_OFFSET: Self = Self(0x6B00);
    /// The card does not know the instruction.
    pub const UNKNOWN_INSTRUCTION: Self = Self(0x6D00);
    /// The card does not know the class.
    pub const UNKNOWN_CLASS: Self = Self(0x6E00);
    /// The card failed and does not say why.
    pub const FAILURE: Self = Self(0x6F00);

    /// The secret was wrong, or was asked after: so many tries are left (0 to 15).
    #[must_use]
    pub const fn tries(left: u8) -> Self {
        Self(0x63C0 | (left as u16 & 0x0F))
    }

    /// How many tries are left, when the card says so.
    #[must_use]
    pub const fn tries_left(self) -> Option<u8> {
        match self {
            Self::BLOCKED | Self::REFERENCE_DATA_UNUSABLE => Some(0),
            Self(word) if word & 0xFFF0 == 0x63C0 => Some((word & 0x0F) as u8),
            Self(_) => None,
        }
    }

    /// Done, without a condition.
    #[must_use]
    pub const fn is_success(self) -> bool {
        self.0 == Self::SUCCESS.0
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04X}", self.0)
    }
}

impl fmt::Debug for StatusWord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}
