//! Why a card did not give what it was asked for.

use crate::apdu::StatusWord;
use crate::channel::ChannelError;
use crate::layout::FileId;
use crate::reading::TokenKind;

/// Why a card did not give what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// The card or the reader is gone; the visit is over.
    #[error(transparent)]
    Channel(#[from] ChannelError),
    /// The card does not know the application: a bank card, a transit card, a licence.
    #[error("this is not a My Number Card")]
    NotMyNumberCard,
    /// It knows the application and is something else.
    #[error("this is {0}, not a My Number Card")]
    OtherToken(TokenKind),
    /// The card has no such file. Nobody under 15 has a certificate for signatures.
    #[error("the card has no file {:04X}", .0.0)]
    NoFile(FileId),
    /// A secret must be verified first.
    #[error("the card gives this only after its PIN")]
    PinFirst,
    /// The card says no, and not why.
    #[error("the card refused with status {0}")]
    Refused(StatusWord),
    /// The card's answer has no meaning.
    #[error("what the card gave as its {0} makes no sense")]
    Malformed(&'static str),
}

/// Why a secret was not accepted, in the order checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// No card could have this secret: its length or a character is wrong. The card was not asked,
    /// and no try is spent.
    #[error("the PIN has the wrong length or a character that cannot be in it")]
    Form,
    /// No try is left. Only the municipality sets the secret anew.
    #[error("the PIN is blocked")]
    Blocked,
    /// One try is left, and the caller did not say to spend it. The card was not asked.
    #[error("one try is left for the PIN, and it was kept")]
    LastTry,
    /// The secret was wrong, and a try is spent.
    #[error("the PIN was wrong; {left} tries are left")]
    Wrong {
        /// Tries left, at least one.
        left: u8,
    },
    /// The card could not be asked. If the secret was on its way, its try may be spent.
    #[error(transparent)]
    Card(#[from] CardError),
}

impl From<ChannelError> for PinError {
    fn from(error: ChannelError) -> Self {
        Self::Card(error.into())
    }
}
