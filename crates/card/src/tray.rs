//! The card tray: a reader in memory, on which a virtual card is laid and from which it is taken.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::channel::{Channel, ChannelError, Reader, ReaderError};
use crate::virtual_card::VirtualCard;

/// A reader in memory. Clones are the same tray: one end lays cards on it, the other reads them.
#[derive(Clone, Default)]
pub struct Tray {
    surface: Arc<Surface>,
}

#[derive(Default)]
struct Surface {
    lying: Mutex<Lying>,
    changed: Condvar,
}

#[derive(Default)]
struct Lying {
    card: Option<VirtualCard>,
    /// Counts the cards laid down, so that a channel to an earlier one finds it gone.
    laid: u64,
    /// Whether somebody has the card for himself.
    powered: bool,
}

impl Tray {
    /// An empty tray.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lays a card down, and gives back the one that lay there.
    #[must_use = "a card that is dropped is gone with all its keys"]
    pub fn lay(&self, card: VirtualCard) -> Option<VirtualCard> {
        self.exchange(Some(card))
    }

    /// Takes the card away, at whatever it was doing.
    #[must_use = "a card that is dropped is gone with all its keys"]
    pub fn take(&self) -> Option<VirtualCard> {
        self.exchange(None)
    }

    /// The number of the card that lies there.
    #[must_use]
    pub fn card_number(&self) -> Option<String> {
        self.surface.lying().card.as_ref().map(|card| card.card_number().to_owned())
    }

    /// The tray as a reader.
    #[must_use]
    pub fn reader(&self) -> TrayReader {
        TrayReader { surface: Arc::clone(&self.surface) }
    }

    fn exchange(&self, card: Option<VirtualCard>) -> Option<VirtualCard> {
        let mut lying = self.surface.lying();
        lying.laid += 1;
        lying.powered = false;
        let mut before = std::mem::replace(&mut lying.card, card);
        if let Some(card) = &mut before {
            card.power_off();
        }
        self.surface.changed.notify_all();
        before
    }
}

impl Surface {
    /// A thread that panicked with a card in its hands leaves it where it was.
    fn lying(&self) -> MutexGuard<'_, Lying> {
        self.lying.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it came to be so within the time.
    fn wait(&self, timeout: Duration, until: impl Fn(&Lying) -> bool) -> bool {
        let waited = self.changed.wait_timeout_while(self.lying(), timeout, |lying| !until(lying));
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}

/// The reader's end of a [`Tray`].
pub struct TrayReader {
    surface: Arc<Surface>,
}

impl Reader for TrayReader {
    fn name(&self) -> String {
        "card tray".to_owned()
    }

    fn connect(&mut self) -> Result<Option<Box<dyn Channel>>, ReaderError> {
        let mut lying = self.surface.lying();
        if lying.card.is_none() {
            return Ok(None);
        }
        if lying.powered {
            return Err(ReaderError::InUse);
        }
        lying.powered = true;
        Ok(Some(Box::new(TrayChannel { surface: Arc::clone(&self.surface), laid: lying.laid })))
    }

    fn wait_for_card(&mut self, timeout: Duration) -> Result<bool, ReaderError> {
        Ok(self.surface.wait(timeout, |lying| lying.card.is_some()))
    }

    fn wait_for_removal(&mut self, timeout: Duration) -> Result<bool, ReaderError> {
        Ok(self.surface.wait(timeout, |lying| lying.card.is_none()))
    }
}

struct TrayChannel {
    surface: Arc<Surface>,
    laid: u64,
}

impl Channel for TrayChannel {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        let mut lying = self.surface.lying();
        if lying.laid != self.laid {
            return Err(ChannelError::Removed);
        }
        lying.card.as_mut().map(|card| card.transmit(command)).ok_or(ChannelError::Removed)
    }
}

impl Drop for TrayChannel {
    fn drop(&mut self) {
        let mut lying = self.surface.lying();
        if lying.laid == self.laid {
            lying.powered = false;
            if let Some(card) = &mut lying.card {
                card.power_off();
            }
        }
    }
}
