//! Cards for tests: one that follows a script, and a listener to any card.

use std::sync::{Arc, Mutex};

use card::{Channel, ChannelError};

/// A card that expects the commands of a script, and answers as it says.
///
/// A line is `command < answer`, both in hexadecimal. A command may end in `..` for anything that
/// follows; an answer may begin with `N*XX` for a byte so many times, and may be `gone`.
pub(crate) struct Script {
    lines: std::vec::IntoIter<(String, String)>,
}

impl Script {
    /// The script of a text.
    pub(crate) fn new(text: &str) -> Self {
        let lines: Vec<_> = text
            .lines()
            .map(|line| line.split('#').next().unwrap().trim())
            .filter(|line| !line.is_empty())
            .map(|line| {
                let (command, answer) = line.split_once('<').unwrap();
                (command.replace(' ', ""), answer.trim().to_owned())
            })
            .collect();
        Self { lines: lines.into_iter() }
    }
}

impl Channel for Script {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        let sent = hex(command);
        let (wanted, answer) = self.lines.next().unwrap_or_else(|| panic!("{sent} after the end"));
        match wanted.strip_suffix("..") {
            Some(start) => assert!(sent.starts_with(start), "{sent}, want {wanted}"),
            None => assert_eq!(sent, wanted),
        }
        if answer == "gone" {
            return Err(ChannelError::Removed);
        }
        Ok(answer.split_whitespace().flat_map(bytes).collect())
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let rest: Vec<_> = self.lines.by_ref().map(|(command, _)| command).collect();
            assert!(rest.is_empty(), "never sent: {rest:?}");
        }
    }
}

/// Writes down what goes over a channel, and pulls the card out at a command when told.
pub(crate) struct Listener<C> {
    channel: C,
    heard: Arc<Mutex<Vec<String>>>,
    pull: Option<Pull>,
}

/// When a card is pulled out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pull {
    /// Before the command of this place, from 1, reaches it.
    Before(usize),
    /// After it, so that the answer is lost.
    After(usize),
}

impl<C> Listener<C> {
    /// A listener, and what it hears: a line `command < length status` for each command.
    pub(crate) fn new(channel: C, pull: Option<Pull>) -> (Self, Arc<Mutex<Vec<String>>>) {
        let heard = Arc::new(Mutex::new(Vec::new()));
        (Self { channel, heard: Arc::clone(&heard), pull }, heard)
    }
}

impl<C: Channel> Channel for Listener<C> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        let mut heard = self.heard.lock().unwrap();
        let place = heard.len() + 1;
        if matches!(self.pull, Some(Pull::Before(pulled)) if place >= pulled) {
            heard.push(format!("{} < gone", hex(command)));
            return Err(ChannelError::Removed);
        }
        let answer = self.channel.transmit(command)?;
        if matches!(self.pull, Some(Pull::After(pulled)) if place >= pulled) {
            heard.push(format!("{} < gone", hex(command)));
            return Err(ChannelError::Removed);
        }
        let (data, status) = answer.split_at(answer.len() - 2);
        let length = if data.is_empty() { String::new() } else { format!("{} ", data.len()) };
        heard.push(format!("{} < {length}{}", hex(command), hex(status)));
        Ok(answer)
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02X}"))
}

fn bytes(word: &str) -> Vec<u8> {
    if let Some((count, byte)) = word.split_once('*') {
        return vec![u8::from_str_radix(byte, 16).unwrap(); count.parse().unwrap()];
    }
    (0..word.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&word[at..at + 2], 16).unwrap())
        .collect()
}
