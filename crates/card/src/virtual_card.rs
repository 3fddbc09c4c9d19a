//! A card without plastic: it answers as the chip of a My Number Card does, for tests,
//! demonstrations and development.
//!
//! A [`VirtualCard`] lives in memory, or on disk as a [`CardFile`]; [`crate::tray::Tray`] lays it
//! before this program's own readers, [`crate::vpcd`] before every PC/SC program. The engine here
//! works on contents that [`Layout`](crate::layout::Layout) gave shape to; what it answers where
//! nothing is known of the real card follows ISO/IEC 7816-4 and JICSAP 1.1.

#[cfg(test)]
mod any_command;
mod applications;
mod bytes;
mod card_file;
mod commands;
mod contents;
mod error;
mod information;
mod key;
pub mod made_up;
mod making;
mod personalisation;
mod records;
mod request;
mod secrets;
mod session;
mod signed_records;
mod signing;
mod tlv;

pub use card_file::{CardFile, CardFileError};
pub use error::{KeyError, PersonalisationError};
pub use key::CardKeys;
pub use personalisation::{IssuedCertificates, Personalisation, Pins};
pub use records::RecordMessages;
pub use signed_records::SignedRecords;

use contents::{Body, ChangeCommand, Contents};
use session::Session;

use crate::apdu::{Command, Response, StatusWord, instruction};
use crate::channel::{Channel, ChannelError};
use crate::layout::FileId;

/// The answer to reset of the card on contacts; contactless readers make up their own.
pub const ANSWER_TO_RESET: [u8; 9] = [0x3B, 0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14];

/// A card without plastic.
pub struct VirtualCard {
    contents: Contents,
    session: Session,
    file: Option<CardFile>,
}

impl VirtualCard {
    /// Answers a command. Whatever the bytes are, the answer ends in a status word.
    #[must_use]
    pub fn transmit(&mut self, command: &[u8]) -> Vec<u8> {
        let answer = match Command::parse(command) {
            Ok(command) => self.answer(&command),
            Err(_) => Err(StatusWord::WRONG_LENGTH),
        };
        answer.map_or_else(Response::status, Response::success).into_bytes()
    }

    fn answer(&mut self, command: &Command) -> commands::Answer {
        match (command.class, command.instruction) {
            (0x00, instruction::SELECT) => self.select(command),
            (0x00, instruction::READ_BINARY) => self.read_binary(command),
            (0x00, instruction::READ_RECORD) => self.read_record(command),
            (0x00, instruction::GET_DATA) => self.data_object(command),
            (0x00, instruction::GET_CHALLENGE) => Self::challenge(command),
            (0x00, instruction::VERIFY) => self.verify(command),
            (0x00, instruction::CHANGE_REFERENCE_DATA) => {
                self.change_secret(command, ChangeCommand::ChangeReferenceData)
            }
            (0x80, instruction::CHANGE_KEY) => {
                self.change_secret(command, ChangeCommand::ChangeKey)
            }
            (0x80, instruction::SIGN) => self.sign(command),
            (0x00, instruction::INTERNAL_AUTHENTICATE) => self.internal_authenticate(command),
            // A real card knows `80 A2`, by which a terminal shows its certificate and then uses
            // the user authentication key without a PIN. Its parameters are not public, so there
            // is nothing here for it to do, nor for `80 AE`, the session keys of the text
            // application.
            (0x00 | 0x80, _) => Err(StatusWord::UNKNOWN_INSTRUCTION),
            _ => Err(StatusWord::UNKNOWN_CLASS),
        }
    }

    /// Takes the power away, and with it what was selected and given. The next command finds the
    /// card as it wakes.
    pub fn power_off(&mut self) {
        self.session = Session::default();
    }

    /// Resets the card without taking its power: the secrets given still count.
    pub fn reset(&mut self) {
        self.session.reset();
    }

    /// The card with power, for one reader; dropping the channel takes it away.
    pub fn channel(&mut self) -> VirtualChannel<'_> {
        self.power_off();
        VirtualChannel { card: self }
    }

    /// The card number (製造番号), 15 digits.
    #[must_use]
    pub fn card_number(&self) -> &str {
        &self.contents.card_number
    }

    /// How many tries each secret of the card has left.
    #[must_use]
    pub fn counters(&self) -> Vec<Counter> {
        let applications = self.contents.applications.iter();
        let files = applications.flat_map(|application| {
            application.files.iter().map(|file| (application.name.to_vec(), file))
        });
        files
            .filter_map(|(application, file)| match &file.body {
                Body::Secret(secret) => Some(Counter {
                    application,
                    file: FileId(file.id),
                    tries_left: secret.tries_left,
                }),
                Body::Transparent { .. } | Body::Records(_) | Body::Key { .. } => None,
            })
            .collect()
    }

    /// Writes the card down, where it has a file.
    fn keep(&self) -> Result<(), CardFileError> {
        self.file.as_ref().map_or(Ok(()), |file| file.write(&self.contents))
    }
}

/// How many tries a secret has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counter {
    /// The name of its application.
    pub application: Vec<u8>,
    /// The file that stands for it.
    pub file: FileId,
    /// Tries left; none blocks it.
    pub tries_left: u8,
}

/// A virtual card with power.
pub struct VirtualChannel<'a> {
    card: &'a mut VirtualCard,
}

impl Channel for VirtualChannel<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        Ok(self.card.transmit(command))
    }
}

impl Drop for VirtualChannel<'_> {
    fn drop(&mut self) {
        self.card.power_off();
    }
}
