//! Reading a card: one client over any channel.
//!
//! What the client never does, because the card's owner would pay for it: send a VERIFY twice,
//! verify anything it was not handed, spend the last try of a secret without being told to, or go
//! on after the card was taken away. What it never does because the person waits: read a file
//! twice.

mod common;
mod conversation;
mod error;
mod face;
mod jpki;
mod number_b;
mod text;
mod tlv;

pub use common::{CardNumber, Common};
pub use conversation::LastTry;
pub use error::{CardError, PinError};
pub use face::{Face, FaceRecord};
pub use jpki::{Jpki, PinKind, TokenKind, certificate_days};
pub use number_b::{NumberB, NumberBError};
pub use text::{Attributes, Text};

use conversation::Conversation;

use crate::channel::{Channel, ChannelError};
use crate::layout::Layout;

/// A My Number Card (マイナンバーカード) that lies on a reader, for one visit.
///
/// Dropping it drops the channel, which takes the power from the card and with it every verified
/// secret.
pub struct MyNumberCard<'a> {
    conversation: Conversation<'a>,
}

impl<'a> MyNumberCard<'a> {
    /// Starts a visit to the card behind a channel.
    ///
    /// # Errors
    ///
    /// The card is gone already.
    pub fn open(channel: impl Channel + 'a, layout: &'static Layout) -> Result<Self, ChannelError> {
        let mut conversation = Conversation::new(Box::new(channel), layout);
        conversation.wake()?;
        Ok(Self { conversation })
    }

    /// The certificates and the keys behind the PINs (公的個人認証AP).
    pub fn jpki(&mut self) -> Jpki<'_, 'a> {
        Jpki::new(&mut self.conversation)
    }

    /// What is printed on the card, as images, and the card's own key (券面事項確認AP).
    pub fn face(&mut self) -> Face<'_, 'a> {
        Face::new(&mut self.conversation)
    }

    /// What is printed on the card, as text (券面事項入力補助AP).
    pub fn text(&mut self) -> Text<'_, 'a> {
        Text::new(&mut self.conversation)
    }

    /// The card's number, municipality and expiry (共通カードAP).
    pub fn common(&mut self) -> Common<'_, 'a> {
        Common::new(&mut self.conversation)
    }

    /// How many commands the card was sent in this visit.
    #[must_use]
    pub fn commands(&self) -> usize {
        self.conversation.commands()
    }
}
