//! What every application asks of a card: select, read, verify, sign.

use std::collections::HashMap;

use aws_lc_rs::digest;
use zeroize::Zeroizing;

use super::tlv;
use super::{CardError, PinError};
use crate::apdu::{Command, Response, StatusWord, instruction};
use crate::channel::{Channel, ChannelError};
use crate::layout::{Aid, Digest, FileId, Layout, Secret, SigningAlgorithm};

/// Whether a VERIFY may spend the last try of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastTry {
    /// Refuse before the card is asked, so that a slip of the finger does not block the card.
    Keep,
    /// The card's owner was told and wants it.
    Spend,
}

/// Until where a file is read.
#[derive(Clone, Copy)]
pub(super) enum Extent {
    /// To the end of the object its first bytes announce; filler may follow.
    Object,
    /// So many bytes, at most 256.
    Bytes(u32),
}

/// A file of an application.
type Place = (Aid, FileId);

/// The talk with one card during one visit.
pub(super) struct Conversation<'a> {
    channel: Box<dyn Channel + 'a>,
    layout: &'static Layout,
    /// Set by the first failure of the channel. A new card may lie there by now, so nothing more
    /// is sent.
    ended: Option<ChannelError>,
    commands: usize,
    application: Option<Aid>,
    file: Option<FileId>,
    read: HashMap<Place, Zeroizing<Vec<u8>>>,
    tries: HashMap<Place, u8>,
}

impl<'a> Conversation<'a> {
    pub(super) fn new(channel: Box<dyn Channel + 'a>, layout: &'static Layout) -> Self {
        Self {
            channel,
            layout,
            ended: None,
            commands: 0,
            application: None,
            file: None,
            read: HashMap::new(),
            tries: HashMap::new(),
        }
    }

    pub(super) fn layout(&self) -> &'static Layout {
        self.layout
    }

    pub(super) fn commands(&self) -> usize {
        self.commands
    }

    /// Takes the first answer off a card that just got power. Some answer 6F00 to whatever comes
    /// first, so what comes first is a SELECT of nothing.
    pub(super) fn wake(&mut self) -> Result<(), ChannelError> {
        self.transmit(&Command::new(0x00, instruction::SELECT, [0x00, 0x00])).map(drop)
    }

    /// A file, from the card the first time and from memory after.
    pub(super) fn read(
        &mut self,
        place: Place,
        extent: Extent,
    ) -> Result<Zeroizing<Vec<u8>>, CardError> {
        if let Some(content) = self.read.get(&place) {
            return Ok(content.clone());
        }
        self.select(place)?;
        let content = match extent {
            Extent::Object => self.read_object()?,
            Extent::Bytes(length) => self.read_at(0, length)?,
        };
        self.read.insert(place, content.clone());
        Ok(content)
    }

    /// A record of a file of records.
    pub(super) fn read_record(
        &mut self,
        place: Place,
        record: u8,
    ) -> Result<Zeroizing<Vec<u8>>, CardError> {
        if let Some(content) = self.read.get(&place) {
            return Ok(content.clone());
        }
        self.select(place)?;
        let command =
            Command::new(0x00, instruction::READ_RECORD, [record, 0x04]).expecting(SHORT_MOST);
        let content = Zeroizing::new(self.ask(&command)?);
        self.read.insert(place, content.clone());
        Ok(content)
    }

    /// How many tries a secret has. Asking never spends one.
    pub(super) fn tries_left(&mut self, aid: Aid, secret: &Secret) -> Result<u8, CardError> {
        let place = (aid, secret.file);
        if let Some(&left) = self.tries.get(&place) {
            return Ok(left);
        }
        self.select(place)?;
        let status = self.transmit(&Command::new(0x00, instruction::VERIFY, [0x00, 0x80]))?.status;
        let left = status.tries_left().ok_or_else(|| refusal(status))?;
        self.tries.insert(place, left);
        Ok(left)
    }

    /// Hands a secret to the card, once.
    pub(super) fn verify(
        &mut self,
        aid: Aid,
        secret: &Secret,
        value: &[u8],
        last_try: LastTry,
    ) -> Result<(), PinError> {
        if !secret.admits(value) {
            return Err(PinError::Form);
        }
        match (self.tries_left(aid, secret)?, last_try) {
            (0, _) => return Err(PinError::Blocked),
            (1, LastTry::Keep) => return Err(PinError::LastTry),
            (_, LastTry::Keep | LastTry::Spend) => {}
        }
        let place = (aid, secret.file);
        self.select(place)?;
        self.tries.remove(&place);
        let command = Command::new(0x00, instruction::VERIFY, [0x00, 0x80]).with(value);
        let status = self.transmit(&command)?.status;
        if status.is_success() {
            return Ok(());
        }
        let left = status.tries_left().ok_or_else(|| refusal(status))?;
        self.tries.insert(place, left);
        Err(if left == 0 { PinError::Blocked } else { PinError::Wrong { left } })
    }

    /// Has a key of the card sign a message: the reader hashes, the card pads and signs.
    ///
    /// A key is a file to select, or the application's own when there is none to name.
    pub(super) fn sign(
        &mut self,
        aid: Aid,
        key: Option<FileId>,
        message: &[u8],
    ) -> Result<Vec<u8>, CardError> {
        match key {
            Some(key) => self.select((aid, key))?,
            None => self.enter(aid)?,
        }
        let algorithm = self.layout.signing;
        let which = if key.is_some() { 0x80 } else { 0x00 };
        let command = Command::new(0x80, instruction::SIGN, [0x00, which])
            .with(&digest_info(&algorithm, message))
            .expecting(algorithm.signature_length);
        let signature = self.ask(&command)?;
        if signature.len() != algorithm.signature_length as usize {
            return Err(CardError::Malformed("signature"));
        }
        Ok(signature)
    }

    fn read_object(&mut self) -> Result<Zeroizing<Vec<u8>>, CardError> {
        let mut content = self.read_at(0, SHORT_MOST)?;
        let whole = tlv::announced_length(&content).ok_or(CardError::Malformed("file length"))?;
        if whole > OFFSET_MOST {
            return Err(CardError::Malformed("file length"));
        }
        while content.len() < whole {
            let wanted = (whole - content.len()).min(SHORT_MOST as usize);
            let part = self.read_at(content.len(), u32::try_from(wanted).unwrap_or(SHORT_MOST))?;
            content.extend_from_slice(&part);
        }
        content.truncate(whole);
        Ok(content)
    }

    /// At least one byte of the selected file.
    fn read_at(&mut self, offset: usize, length: u32) -> Result<Zeroizing<Vec<u8>>, CardError> {
        let [.., high, low] = offset.to_be_bytes();
        let command = Command::new(0x00, instruction::READ_BINARY, [high, low]).expecting(length);
        let part = Zeroizing::new(self.ask(&command)?);
        // A card that gives nothing would be asked forever; one that gives more lies about where
        // the next part begins.
        if part.is_empty() || part.len() > length as usize {
            return Err(CardError::Malformed("file"));
        }
        Ok(part)
    }

    fn select(&mut self, (aid, file): Place) -> Result<(), CardError> {
        self.enter(aid)?;
        if self.file == Some(file) {
            return Ok(());
        }
        self.file = None;
        let command =
            Command::new(0x00, instruction::SELECT, [0x02, 0x0C]).with(&file.0.to_be_bytes());
        match self.transmit(&command)?.status {
            StatusWord::SUCCESS => self.file = Some(file),
            StatusWord::NOT_FOUND => return Err(CardError::NoFile(file)),
            status => return Err(refusal(status)),
        }
        Ok(())
    }

    fn enter(&mut self, aid: Aid) -> Result<(), CardError> {
        if self.application == Some(aid) {
            return Ok(());
        }
        self.application = None;
        self.file = None;
        match self
            .transmit(&Command::new(0x00, instruction::SELECT, [0x04, 0x0C]).with(aid))?
            .status
        {
            StatusWord::SUCCESS => self.application = Some(aid),
            StatusWord::NOT_FOUND => return Err(CardError::NotMyNumberCard),
            status => return Err(refusal(status)),
        }
        Ok(())
    }

    /// A command whose answer is data.
    fn ask(&mut self, command: &Command) -> Result<Vec<u8>, CardError> {
        let response = self.transmit(command)?;
        if response.status.is_success() { Ok(response.data) } else { Err(refusal(response.status)) }
    }

    fn transmit(&mut self, command: &Command) -> Result<Response, ChannelError> {
        if let Some(ended) = &self.ended {
            return Err(ended.clone());
        }
        self.commands += 1;
        let answer = self.channel.transmit(&command.to_bytes()).and_then(|bytes| {
            // Less than a status word is what a reader gives when the card slipped away.
            Response::parse(bytes).ok_or(ChannelError::Removed)
        });
        if let Err(error) = &answer {
            self.ended = Some(error.clone());
        }
        answer
    }
}

/// The most a short Le asks for.
const SHORT_MOST: u32 = 256;

/// READ BINARY has 15 bits for the offset.
const OFFSET_MOST: usize = 0x8000;

fn refusal(status: StatusWord) -> CardError {
    match status {
        StatusWord::SECURITY_NOT_SATISFIED => CardError::PinFirst,
        status => CardError::Refused(status),
    }
}

/// The hash of a message, with the name of the hash before it.
fn digest_info(algorithm: &SigningAlgorithm, message: &[u8]) -> Vec<u8> {
    let hash = match algorithm.digest {
        Digest::Sha256 => digest::digest(&digest::SHA256, message),
        Digest::Sha384 => digest::digest(&digest::SHA384, message),
    };
    [algorithm.digest_info, hash.as_ref()].concat()
}
