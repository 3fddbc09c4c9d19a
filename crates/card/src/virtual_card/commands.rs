//! Selecting and reading: what every application answers alike.

use super::VirtualCard;
use super::contents::{Access, Application, Body};
use crate::apdu::{Command, StatusWord};

/// What a command gives back, or why not.
pub(super) type Answer = Result<Vec<u8>, StatusWord>;

/// The most a command without extended lengths can ask for.
const SHORT_MAX: u32 = 256;

impl VirtualCard {
    /// SELECT, by name (P1 04) or identifier (P1 02).
    pub(super) fn select(&mut self, command: &Command) -> Answer {
        let [p1, p2] = command.parameters;
        // P2 0C asks for nothing back. The card has no file control information to give for 00.
        match (p1, p2) {
            (0x04, 0x00 | 0x0C) => self.select_application(&command.data),
            (0x02, 0x00 | 0x0C) => self.select_file(&command.data),
            (0x00, 0x00 | 0x0C) => self.select_master_file(&command.data),
            _ => Err(StatusWord::WRONG_PARAMETERS),
        }
    }

    /// A part of a name selects the first application it begins (JICSAP 4.2). An unknown name
    /// changes nothing: drivers try a dozen of other cards' before they come to ours.
    fn select_application(&mut self, name: &[u8]) -> Answer {
        if name.is_empty() || name.len() > 16 {
            return Err(StatusWord::WRONG_LENGTH);
        }
        let found = if self.contents.issuer_domain.starts_with(name) {
            None
        } else {
            let place = self
                .contents
                .applications
                .iter()
                .position(|application| application.name.starts_with(name));
            Some(place.ok_or(StatusWord::NOT_FOUND)?)
        };
        self.session.select_application(found);
        Ok(Vec::new())
    }

    fn select_file(&mut self, id: &[u8]) -> Answer {
        let &[high, low] = id else { return Err(StatusWord::WRONG_LENGTH) };
        let id = u16::from_be_bytes([high, low]);
        let application = self.application().ok_or(StatusWord::NOT_FOUND)?;
        application.file(id).ok_or(StatusWord::NOT_FOUND)?;
        self.session.select_file(id);
        Ok(Vec::new())
    }

    /// The master file of ISO/IEC 7816-4, which this card has not: within an application the
    /// command is taken and does nothing.
    fn select_master_file(&self, id: &[u8]) -> Answer {
        match (id, self.session.application()) {
            ([], None) => Err(StatusWord::WRONG_PARAMETERS),
            ([], Some(_)) => Ok(Vec::new()),
            ([..], _) => Err(StatusWord::NOT_FOUND),
        }
    }

    /// READ BINARY, of the selected file at an offset of 15 bits, or of a file by its short
    /// identifier at one of 8.
    pub(super) fn read_binary(&mut self, command: &Command) -> Answer {
        let [p1, p2] = command.parameters;
        let wanted = short_length(command)?;
        let offset = if p1 & 0x80 == 0 {
            usize::from(u16::from_be_bytes([p1, p2]))
        } else {
            if p1 & 0x60 != 0 {
                return Err(StatusWord::WRONG_PARAMETERS);
            }
            self.select_short(p1 & 0x1F)?;
            usize::from(p2)
        };
        let (application, id) = self.selected()?;
        let file = application.file(id).ok_or(StatusWord::NOT_FOUND)?;
        let Body::Transparent { data, read } = &file.body else {
            return Err(StatusWord::WRONG_FILE_KIND);
        };
        self.admit(read)?;
        let rest = data.get(offset..).filter(|rest| !rest.is_empty());
        let rest = rest.ok_or(StatusWord::WRONG_OFFSET)?;
        Ok(rest[..rest.len().min(wanted)].to_vec())
    }

    /// READ RECORD, one (P2 ends in 4) or all from one on (5).
    pub(super) fn read_record(&mut self, command: &Command) -> Answer {
        let [number, p2] = command.parameters;
        let wanted = short_length(command)?;
        let to_the_last = match p2 & 0x07 {
            0x04 => false,
            0x05 => true,
            _ => return Err(StatusWord::WRONG_PARAMETERS),
        };
        if p2 >> 3 != 0 {
            self.select_short(p2 >> 3)?;
        }
        let (application, id) = self.selected()?;
        let file = application.file(id).ok_or(StatusWord::NOT_FOUND)?;
        let Body::Records(records) = &file.body else {
            return Err(StatusWord::WRONG_FILE_KIND);
        };
        let first = usize::from(number).checked_sub(1).ok_or(StatusWord::RECORD_NOT_FOUND)?;
        let rest = records.get(first..).filter(|rest| !rest.is_empty());
        let rest = rest.ok_or(StatusWord::RECORD_NOT_FOUND)?;
        let count = if to_the_last { rest.len() } else { 1 };
        let bytes: Vec<u8> = rest[..count].iter().flat_map(|record| record.to_vec()).collect();
        Ok(bytes[..bytes.len().min(wanted)].to_vec())
    }

    /// GET DATA: objects of the issuer domain, most of them only while no application is selected.
    /// An object longer than Le is refused, not cut: the reader asks again with an extended Le.
    pub(super) fn data_object(&self, command: &Command) -> Answer {
        let wanted = command.expected.ok_or(StatusWord::WRONG_LENGTH)?;
        let tag = u16::from_be_bytes(command.parameters);
        let inside = self.session.application().is_some();
        let mut objects = self.contents.objects.iter();
        let object = objects
            .find(|object| object.tag == tag && (object.everywhere || !inside))
            .ok_or(StatusWord::DATA_NOT_FOUND)?;
        if u32::try_from(object.data.len()).is_ok_and(|length| length <= wanted) {
            Ok(object.data.to_vec())
        } else {
            Err(StatusWord::WRONG_LENGTH)
        }
    }

    /// GET CHALLENGE: 1 to 256 random bytes.
    pub(super) fn challenge(command: &Command) -> Answer {
        if command.parameters != [0, 0] {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        let wanted = command.expected.ok_or(StatusWord::WRONG_LENGTH)?;
        if wanted > SHORT_MAX {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        let mut bytes = vec![0; usize::try_from(wanted).map_err(|_| StatusWord::WRONG_LENGTH)?];
        aws_lc_rs::rand::fill(&mut bytes).map_err(|_| StatusWord::FAILURE)?;
        Ok(bytes)
    }

    /// The application selected.
    pub(super) fn application(&self) -> Option<&Application> {
        self.contents.applications.get(self.session.application()?)
    }

    /// The application and the file selected.
    pub(super) fn selected(&self) -> Result<(&Application, u16), StatusWord> {
        self.application().zip(self.session.file()).ok_or(StatusWord::NO_FILE_SELECTED)
    }

    /// Selects a file by the five bits of its short identifier.
    pub(super) fn select_short(&mut self, short: u8) -> Result<(), StatusWord> {
        let application = self.application().ok_or(StatusWord::NO_FILE_SELECTED)?;
        application.file(u16::from(short)).ok_or(StatusWord::NOT_FOUND)?;
        self.session.select_file(u16::from(short));
        Ok(())
    }

    /// Selects the file that a P2 of `80 | short identifier` names; `80` alone means the selected.
    pub(super) fn select_reference(&mut self, p2: u8) -> Result<(), StatusWord> {
        match p2 {
            0x80 => Ok(()),
            0x81..=0x9F => self.select_short(p2 & 0x1F),
            _ => Err(StatusWord::WRONG_PARAMETERS),
        }
    }

    /// Whether what was given so far opens a file or a key.
    pub(super) fn admit(&self, access: &Access) -> Result<(), StatusWord> {
        let open = match access {
            Access::Free => true,
            Access::AfterAny(secrets) => secrets.iter().any(|&id| self.session.is_verified(id)),
        };
        if open { Ok(()) } else { Err(StatusWord::SECURITY_NOT_SATISFIED) }
    }
}

/// How many bytes may come back from a command that the card knows in its short form alone.
fn short_length(command: &Command) -> Result<usize, StatusWord> {
    let wanted = command.expected.filter(|&bytes| bytes <= SHORT_MAX && command.data.is_empty());
    wanted.and_then(|bytes| usize::try_from(bytes).ok()).ok_or(StatusWord::WRONG_LENGTH)
}
