//! Secrets: giving them, asking how many tries are left, changing them.
//!
//! Whatever changes here is on disk before the reader hears of it. A power cut, or a reader that
//! pulls the card in the moment of a wrong guess, gains no try.

use aws_lc_rs::constant_time::verify_slices_are_equal;

use super::VirtualCard;
use super::bytes::Bytes;
use super::commands::Answer;
use super::contents::{Body, ChangeCommand, SecretFile};
use crate::apdu::{Command, StatusWord};

/// The longest secret a command may carry (JICSAP 6.4.9).
const SECRET_MAX: usize = 16;

/// The data is not what the command takes.
const WRONG_DATA: StatusWord = StatusWord(0x6A80);

/// The card's memory failed.
const MEMORY_FAILURE: StatusWord = StatusWord(0x6581);

impl VirtualCard {
    /// VERIFY. Without data it tells the tries left, whatever was given before: readers take
    /// 63Cx alone for an answer.
    pub(super) fn verify(&mut self, command: &Command) -> Answer {
        let [p1, p2] = command.parameters;
        if p1 != 0 {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        if command.data.len() > SECRET_MAX {
            return Err(StatusWord::WRONG_LENGTH);
        }
        self.select_reference(p2)?;
        let (id, secret) = self.selected_secret()?;
        if command.data.is_empty() {
            return Err(StatusWord::tries(secret.tries_left));
        }
        if secret.tries_left == 0 {
            return Err(StatusWord::REFERENCE_DATA_UNUSABLE);
        }
        let right = verify_slices_are_equal(&secret.value, &command.data).is_ok();
        let left = if right { secret.tries } else { secret.tries_left - 1 };
        if left != secret.tries_left {
            self.count(id, left)?;
        }
        if right {
            self.session.verify(id);
            Ok(Vec::new())
        } else {
            self.session.refuse(id);
            Err(StatusWord::tries(left))
        }
    }

    /// CHANGE REFERENCE DATA `00 24 01`, or CHANGE KEY `80 32`: the new secret alone, after the
    /// old one was given.
    pub(super) fn change_secret(&mut self, command: &Command, by: ChangeCommand) -> Answer {
        let [p1, p2] = command.parameters;
        let wanted = match by {
            ChangeCommand::ChangeReferenceData => 0x01,
            ChangeCommand::ChangeKey => 0x00,
        };
        if p1 != wanted {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        if command.data.is_empty() || command.data.len() > SECRET_MAX {
            return Err(StatusWord::WRONG_LENGTH);
        }
        if self.application().is_some_and(|application| application.change != by) {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        self.select_reference(p2)?;
        let (id, secret) = self.selected_secret()?;
        if !self.session.is_verified(id) {
            return Err(StatusWord::SECURITY_NOT_SATISFIED);
        }
        let form = secret.change.ok_or(StatusWord::CONDITIONS_NOT_SATISFIED)?;
        if !form.admits(&command.data) {
            return Err(WRONG_DATA);
        }
        self.replace(id, Bytes(command.data.clone()))?;
        Ok(Vec::new())
    }

    /// Sets the tries left of a secret of the selected application, on disk first.
    fn count(&mut self, id: u16, left: u8) -> Result<(), StatusWord> {
        let before = self.secret_mut(id)?.tries_left;
        self.secret_mut(id)?.tries_left = left;
        if self.keep().is_err() {
            // Nobody knows what the disk holds now. As long as this card has power, it goes on as
            // after a wrong guess.
            self.secret_mut(id)?.tries_left = before.saturating_sub(1);
            self.session.refuse(id);
            return Err(MEMORY_FAILURE);
        }
        Ok(())
    }

    /// Replaces a secret of the selected application, on disk first.
    fn replace(&mut self, id: u16, value: Bytes) -> Result<(), StatusWord> {
        let before = std::mem::replace(&mut self.secret_mut(id)?.value, value);
        if self.keep().is_err() {
            self.secret_mut(id)?.value = before;
            return Err(MEMORY_FAILURE);
        }
        Ok(())
    }

    fn secret_mut(&mut self, id: u16) -> Result<&mut SecretFile, StatusWord> {
        let place = self.session.application().ok_or(StatusWord::NO_FILE_SELECTED)?;
        let application = self.contents.applications.get_mut(place);
        application
            .and_then(|application| application.secret_mut(id))
            .ok_or(StatusWord::WRONG_FILE_KIND)
    }

    fn selected_secret(&self) -> Result<(u16, &SecretFile), StatusWord> {
        let (application, id) = self.selected()?;
        match application.file(id).map(|file| &file.body) {
            Some(Body::Secret(secret)) => Ok((id, secret)),
            Some(Body::Transparent { .. } | Body::Records(_) | Body::Key { .. }) => {
                Err(StatusWord::WRONG_FILE_KIND)
            }
            None => Err(StatusWord::NOT_FOUND),
        }
    }
}
