//! Commands, responses and status words (ISO/IEC 7816-4).

mod command;
mod status;

pub use command::{Command, CommandError, instruction};
pub use status::StatusWord;

/// What a card answers: data, then how it went.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// The data, without the status word.
    pub data: Vec<u8>,
    /// How it went.
    pub status: StatusWord,
}

impl Response {
    /// Reads a response as it came over the channel; `None` when it has no status word.
    #[must_use]
    pub fn parse(mut bytes: Vec<u8>) -> Option<Self> {
        let [.., high, low] = *bytes.as_slice() else { return None };
        bytes.truncate(bytes.len() - 2);
        Some(Self { data: bytes, status: StatusWord(u16::from_be_bytes([high, low])) })
    }

    /// A response without data.
    #[must_use]
    pub fn status(status: StatusWord) -> Self {
        Self { data: Vec::new(), status }
    }

    /// The data, and that it went well.
    #[must_use]
    pub fn success(data: Vec<u8>) -> Self {
        Self { data, status: StatusWord::SUCCESS }
    }

    /// The bytes as they go over the channel.
    #[must_use]
    pub fn into_bytes(mut self) -> Vec<u8> {
        self.data.extend(self.status.0.to_be_bytes());
        self.data
    }
}

/// Responses carry what the card knows of its holder: the length and the status word are enough to
/// follow a conversation.
impl std::fmt::Debug for Response {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} bytes {}", self.data.len(), self.status)
    }
}
