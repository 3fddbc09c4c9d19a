//! A command to the card.

use zeroize::Zeroizing;

/// The instructions the My Number Card knows.
pub mod instruction {
    /// Give or ask after a secret.
    pub const VERIFY: u8 = 0x20;
    /// Change a secret that was verified just before.
    pub const CHANGE_REFERENCE_DATA: u8 = 0x24;
    /// PERFORM SECURITY OPERATION; the card knows it in class 80 alone, for signing.
    pub const SIGN: u8 = 0x2A;
    /// The older way to change a secret, in class 80.
    pub const CHANGE_KEY: u8 = 0x32;
    /// Give random bytes.
    pub const GET_CHALLENGE: u8 = 0x84;
    /// Answer a challenge by a key of the card.
    pub const INTERNAL_AUTHENTICATE: u8 = 0x88;
    /// Select an application or a file.
    pub const SELECT: u8 = 0xA4;
    /// Read the selected file.
    pub const READ_BINARY: u8 = 0xB0;
    /// Read a record of the selected file.
    pub const READ_RECORD: u8 = 0xB2;
    /// Read a data object.
    pub const GET_DATA: u8 = 0xCA;
}

/// A command to the card: a header of four bytes, data, and how much may come back.
///
/// The data may be a PIN. It is overwritten when the command is dropped, and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Command {
    /// CLA.
    pub class: u8,
    /// INS.
    pub instruction: u8,
    /// P1 and P2.
    pub parameters: [u8; 2],
    /// The data that Lc counts; empty when there is no Lc.
    pub data: Zeroizing<Vec<u8>>,
    /// Le: how many bytes may come back (1 to 65,536); `None` when there is no Le.
    pub expected: Option<u32>,
}

impl Command {
    /// A command of the header alone.
    #[must_use]
    pub fn new(class: u8, instruction: u8, parameters: [u8; 2]) -> Self {
        Self { class, instruction, parameters, data: Zeroizing::default(), expected: None }
    }

    /// The same command with data.
    #[must_use]
    pub fn with(mut self, data: &[u8]) -> Self {
        self.data = Zeroizing::new(data.to_vec());
        self
    }

    /// The same command, waiting for up to so many bytes (1 to 65,536).
    #[must_use]
    pub fn expecting(mut self, bytes: u32) -> Self {
        self.expected = Some(bytes);
        self
    }

    /// The bytes as they go over the channel: short while they can be, extended where they must.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        // Room for all of it, so that no half-grown copy of a PIN stays behind in freed memory.
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.data.len() + 10));
        bytes.extend([self.class, self.instruction, self.parameters[0], self.parameters[1]]);
        let extended = self.data.len() > 255 || self.expected.is_some_and(|bytes| bytes > 256);
        if !self.data.is_empty() {
            let [.., high, low] = self.data.len().to_be_bytes();
            if extended {
                bytes.extend([0, high, low]);
            } else {
                bytes.push(low);
            }
            bytes.extend_from_slice(&self.data);
        }
        if let Some(expected) = self.expected {
            // The largest number is written as zero: its low bytes are.
            let low = expected.to_be_bytes();
            match (extended, self.data.is_empty()) {
                (false, _) => bytes.push(low[3]),
                (true, true) => bytes.extend([0, low[2], low[3]]),
                (true, false) => bytes.extend([low[2], low[3]]),
            }
        }
        bytes
    }

    /// Reads a command of any of the seven forms of ISO/IEC 7816-3.
    ///
    /// # Errors
    ///
    /// It has no header, or its lengths do not add up. A card answers either with 6700.
    pub fn parse(bytes: &[u8]) -> Result<Self, CommandError> {
        let Some((&[class, instruction, p1, p2], body)) = bytes.split_first_chunk() else {
            return Err(CommandError::NoHeader(bytes.len()));
        };
        let (data, expected) = body_of(body).ok_or(CommandError::Length(body.len()))?;
        Ok(Self {
            class,
            instruction,
            parameters: [p1, p2],
            data: Zeroizing::new(data.to_vec()),
            expected,
        })
    }
}

/// The data and Le of what follows the header. An Le of zero is the largest of its form.
fn body_of(body: &[u8]) -> Option<(&[u8], Option<u32>)> {
    let short = |le: u8| if le == 0 { 256 } else { u32::from(le) };
    let long = |high: u8, low: u8| match u32::from(u16::from_be_bytes([high, low])) {
        0 => 65_536,
        le => le,
    };
    match *body {
        [] => Some((&[], None)),
        [le] => Some((&[], Some(short(le)))),
        [0, high, low] => Some((&[], Some(long(high, low)))),
        [0, high, low, ref rest @ ..] => {
            let length = usize::from(u16::from_be_bytes([high, low]));
            let (data, le) = rest.split_at_checked(length).filter(|_| length > 0)?;
            match *le {
                [] => Some((data, None)),
                [high, low] => Some((data, Some(long(high, low)))),
                _ => None,
            }
        }
        [length, ref rest @ ..] => {
            let (data, le) = rest.split_at_checked(usize::from(length)).filter(|_| length > 0)?;
            match *le {
                [] => Some((data, None)),
                [le] => Some((data, Some(short(le)))),
                _ => None,
            }
        }
    }
}

/// The header and the lengths are enough to follow a conversation, and hold no PIN.
impl std::fmt::Debug for Command {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [p1, p2] = self.parameters;
        write!(formatter, "{:02X}{:02X}{p1:02X}{p2:02X}", self.class, self.instruction)?;
        if !self.data.is_empty() {
            write!(formatter, " {} bytes", self.data.len())?;
        }
        self.expected.map_or(Ok(()), |expected| write!(formatter, " le {expected}"))
    }
}

/// Why bytes are not a command, in the order checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// Fewer than four bytes.
    #[error("command has {0} bytes, want 4 or more")]
    NoHeader(usize),
    /// Lc or Le does not fit what follows.
    #[error("lengths in the {0} bytes after the header do not add up")]
    Length(usize),
}
