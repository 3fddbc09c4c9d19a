//! A reader that listens: it writes down every command, and pulls the card out when told.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use card::{
    Channel, ChannelError, Reader, ReaderError,
    tray::{Tray, TrayReader},
    virtual_card::VirtualCard,
};

/// What a reader heard.
#[derive(Default)]
pub(crate) struct Heard {
    /// Every command since the list was last emptied, in hexadecimal.
    pub(crate) commands: Vec<String>,
    /// When to pull the card out.
    pub(crate) pull: Option<Pull>,
    /// The card pulled out.
    pub(crate) pulled: Option<VirtualCard>,
}

/// When a card is pulled out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pull {
    /// Before the command of this place, from 1, reaches it.
    Before(usize),
    /// After it, so that the answer is lost.
    After(usize),
}

/// The reader of a tray, with somebody who listens.
pub(crate) struct ListeningReader {
    reader: TrayReader,
    tray: Tray,
    heard: Arc<Mutex<Heard>>,
}

struct ListeningChannel {
    channel: Box<dyn Channel>,
    tray: Tray,
    heard: Arc<Mutex<Heard>>,
}

impl ListeningReader {
    pub(crate) fn of(tray: &Tray) -> (Self, Arc<Mutex<Heard>>) {
        let heard = Arc::new(Mutex::new(Heard::default()));
        (Self { reader: tray.reader(), tray: tray.clone(), heard: Arc::clone(&heard) }, heard)
    }
}

impl Reader for ListeningReader {
    fn name(&self) -> String {
        self.reader.name()
    }

    fn connect(&mut self) -> Result<Option<Box<dyn Channel>>, ReaderError> {
        let channel = self.reader.connect()?;
        let (tray, heard) = (self.tray.clone(), Arc::clone(&self.heard));
        Ok(channel.map(|channel| -> Box<dyn Channel> {
            Box::new(ListeningChannel { channel, tray, heard })
        }))
    }

    fn wait_for_card(&mut self, timeout: Duration) -> Result<bool, ReaderError> {
        self.reader.wait_for_card(timeout)
    }

    fn wait_for_removal(&mut self, timeout: Duration) -> Result<bool, ReaderError> {
        self.reader.wait_for_removal(timeout)
    }
}

impl Channel for ListeningChannel {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        let mut heard = self.heard.lock().unwrap();
        heard.commands.push(hex(command));
        let place = heard.commands.len();
        let (before, after) = match heard.pull {
            Some(Pull::Before(pulled)) => (place == pulled, false),
            Some(Pull::After(pulled)) => (false, place == pulled),
            None => (false, false),
        };
        if before {
            heard.pulled = self.tray.take();
        }
        let answer = self.channel.transmit(command);
        if after {
            heard.pulled = self.tray.take();
            return Err(ChannelError::Removed);
        }
        answer
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02X}"))
}
