//! Readers of the operating system's smart card service (PC/SC): contact and contactless alike.

use std::ffi::CString;
use std::time::{Duration, Instant};

use pcsc::{
    Card, Context, Disposition, Error, MAX_BUFFER_SIZE_EXTENDED, PNP_NOTIFICATION, Protocols,
    ReaderState, Scope, ShareMode, State,
};
use zeroize::Zeroizing;

use crate::channel::{Channel, ChannelError, Reader, ReaderError};

/// A PC/SC reader, or whichever of them a card lies on.
///
/// It holds nothing open between two cards, so that a reader may be unplugged and the service
/// restarted without a restart here.
pub struct PcscReader {
    wanted: Option<String>,
}

impl PcscReader {
    /// Whichever reader a card lies on.
    #[must_use]
    pub fn any() -> Self {
        Self { wanted: None }
    }

    /// The reader of a name, as [`PcscReader::names`] gives it. It may be plugged in later.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { wanted: Some(name.to_owned()) }
    }

    /// The readers plugged in. One with a slot and an antenna is there twice.
    ///
    /// # Errors
    ///
    /// The service does not answer.
    pub fn names() -> Result<Vec<String>, ReaderError> {
        let names = plugged_in(&establish()?)?;
        Ok(names.iter().map(|name| name.to_string_lossy().into_owned()).collect())
    }

    /// The readers this one stands for, at least one.
    fn candidates(&self, context: &Context) -> Result<Vec<CString>, ReaderError> {
        let names = plugged_in(context)?;
        let Some(wanted) = &self.wanted else {
            return if names.is_empty() { Err(ReaderError::NoReaders) } else { Ok(names) };
        };
        let name = names.into_iter().find(|name| name.to_bytes() == wanted.as_bytes());
        name.map(|name| vec![name]).ok_or_else(|| ReaderError::NoReader(wanted.clone()))
    }

    /// Waits until a card lies on one of the readers, or on none.
    fn wait(&self, wanted: bool, timeout: Duration) -> Result<bool, ReaderError> {
        let context = establish()?;
        let end = Instant::now() + timeout;
        // Asked from "unaware", the service answers at once, and later only when something changes.
        let mut states: Vec<ReaderState> = Vec::new();
        loop {
            let names = match self.candidates(&context) {
                Ok(names) => names,
                Err(ReaderError::NoReader(_) | ReaderError::NoReaders) => Vec::new(),
                Err(error) => return Err(error),
            };
            if states.len() != names.len() + 1 {
                states = names
                    .into_iter()
                    .chain([PNP_NOTIFICATION().to_owned()])
                    .map(|name| ReaderState::new(name, State::UNAWARE))
                    .collect();
            }
            let left = end.saturating_duration_since(Instant::now());
            match context.get_status_change(left, &mut states) {
                Ok(()) => {}
                Err(Error::Timeout) => return Ok(false),
                // Unplugged between the list and the question.
                Err(Error::UnknownReader | Error::ReaderUnavailable) if !left.is_zero() => {
                    states.clear();
                    continue;
                }
                Err(error) => return Err(reader_error(error)),
            }
            let is_there = states.iter().any(|state| state.event_state().contains(State::PRESENT));
            if is_there == wanted {
                return Ok(true);
            }
            states.iter_mut().for_each(ReaderState::sync_current_state);
        }
    }
}

impl Reader for PcscReader {
    fn name(&self) -> String {
        self.wanted.clone().unwrap_or_else(|| "any card reader".to_owned())
    }

    fn connect(&mut self) -> Result<Option<Box<dyn Channel>>, ReaderError> {
        let context = establish()?;
        let mut trouble = None;
        for name in self.candidates(&context)? {
            // For this caller alone: nobody else may use a key while its PIN is verified.
            match context.connect(&name, ShareMode::Exclusive, Protocols::ANY) {
                Ok(card) => return Ok(Some(Box::new(PcscChannel::new(card)))),
                Err(Error::NoSmartcard | Error::RemovedCard) => {}
                Err(error) => trouble = Some(reader_error(error)),
            }
        }
        trouble.map_or(Ok(None), Err)
    }

    fn wait_for_card(&mut self, timeout: Duration) -> Result<bool, ReaderError> {
        self.wait(true, timeout)
    }

    fn wait_for_removal(&mut self, timeout: Duration) -> Result<bool, ReaderError> {
        self.wait(false, timeout)
    }
}

/// A powered card on a PC/SC reader.
struct PcscChannel {
    /// Present until the channel is dropped.
    card: Option<Card>,
    /// Answers pass through here, and some say who the card's owner is.
    answer: Zeroizing<Vec<u8>>,
}

impl PcscChannel {
    fn new(card: Card) -> Self {
        Self { card: Some(card), answer: Zeroizing::new(vec![0; MAX_BUFFER_SIZE_EXTENDED]) }
    }
}

impl Channel for PcscChannel {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        let card = self.card.as_ref().ok_or(ChannelError::Removed)?;
        card.transmit(command, &mut self.answer).map(<[u8]>::to_vec).map_err(channel_error)
    }
}

impl Drop for PcscChannel {
    /// A verified PIN survives a reset, which is what PC/SC does by itself; it does not survive
    /// the loss of power.
    fn drop(&mut self) {
        if let Some(card) = self.card.take()
            && let Err((card, _)) = card.disconnect(Disposition::UnpowerCard)
        {
            // The card was taken away: there is nothing to take the power from.
            drop(card);
        }
    }
}

fn establish() -> Result<Context, ReaderError> {
    Context::establish(Scope::User).map_err(reader_error)
}

fn plugged_in(context: &Context) -> Result<Vec<CString>, ReaderError> {
    match context.list_readers_owned() {
        Ok(names) => Ok(names),
        Err(Error::NoReadersAvailable) => Ok(Vec::new()),
        Err(error) => Err(reader_error(error)),
    }
}

fn reader_error(error: Error) -> ReaderError {
    if error == Error::SharingViolation {
        ReaderError::InUse
    } else if NO_SERVICE.contains(&error) {
        ReaderError::NoService
    } else if MUTE.contains(&error) {
        ReaderError::Unresponsive
    } else {
        ReaderError::Reader(error.to_string())
    }
}

fn channel_error(error: Error) -> ChannelError {
    if GONE.contains(&error) {
        ChannelError::Removed
    } else {
        ChannelError::Reader(error.to_string())
    }
}

/// The service is not there, or goes away.
const NO_SERVICE: [Error; 3] = [Error::NoService, Error::ServiceStopped, Error::CommError];

/// A card is there and does not start.
const MUTE: [Error; 3] = [Error::UnresponsiveCard, Error::UnpoweredCard, Error::ProtoMismatch];

/// What readers say when a card leaves in the middle of a command. Nobody knows then whether the
/// card got it.
const GONE: [Error; 6] = [
    Error::RemovedCard,
    Error::NoSmartcard,
    Error::ResetCard,
    Error::UnpoweredCard,
    Error::UnresponsiveCard,
    Error::NotTransacted,
];
