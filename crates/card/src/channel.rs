//! Bytes out, bytes in: the two traits every reader and every card meet at.

use std::time::Duration;

/// A powered card: one command goes out, one response comes back.
///
/// Dropping the channel leaves the card without power, so that a verified PIN never outlives it.
pub trait Channel: Send {
    /// Sends one command and waits for its response, which ends in SW1 SW2.
    ///
    /// # Errors
    ///
    /// The card or its reader is gone. Nobody may send the command again: a VERIFY that was lost
    /// on the way back has already cost its try.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError>;
}

impl<C: Channel + ?Sized> Channel for &mut C {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        (**self).transmit(command)
    }
}

impl<C: Channel + ?Sized> Channel for Box<C> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        (**self).transmit(command)
    }
}

/// A place where a card can lie.
pub trait Reader: Send {
    /// What the operator calls it.
    fn name(&self) -> String;

    /// Powers the card that lies there, for this caller alone; `None` when none does.
    ///
    /// # Errors
    ///
    /// The reader cannot be asked, or somebody else has the card.
    fn connect(&mut self) -> Result<Option<Box<dyn Channel>>, ReaderError>;

    /// Whether a card lies there, without a command to it: also while a channel to it is open.
    ///
    /// # Errors
    ///
    /// The reader cannot be asked.
    fn is_card_there(&mut self) -> Result<bool, ReaderError> {
        self.wait_for_card(Duration::ZERO)
    }

    /// Waits for a card; `false` when none came in time.
    ///
    /// # Errors
    ///
    /// The reader cannot be asked.
    fn wait_for_card(&mut self, timeout: Duration) -> Result<bool, ReaderError>;

    /// Waits until no card lies there; `false` when one still does.
    ///
    /// # Errors
    ///
    /// The reader cannot be asked.
    fn wait_for_removal(&mut self, timeout: Duration) -> Result<bool, ReaderError>;
}

/// Why a command got no response.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChannelError {
    /// The card was taken away, or lost its power.
    #[error("the card was taken off the reader")]
    Removed,
    /// The reader was unplugged or its service stopped.
    #[error("the card reader stopped answering: {0}")]
    Reader(String),
}

/// Why nobody can say whether a card lies there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReaderError {
    /// The service behind all readers does not run.
    #[error("the smart card service does not answer; is pcscd running?")]
    NoService,
    /// No reader at all is plugged in.
    #[error("there is no card reader; is it plugged in?")]
    NoReaders,
    /// No reader of this name is plugged in.
    #[error("there is no card reader {0:?}; is it plugged in?")]
    NoReader(String),
    /// Another program has the card for itself.
    #[error("another program is using the card; close it and lay the card down again")]
    InUse,
    /// A card is there and does not start.
    #[error("the card does not answer; lay it down again, the right way up")]
    Unresponsive,
    /// Anything else the reader says of itself.
    #[error("the card reader cannot be used: {0}")]
    Reader(String),
}
