//! Signing: `80 2A` and INTERNAL AUTHENTICATE.

use super::VirtualCard;
use super::commands::Answer;
use super::contents::{Body, KeyCommand};
use super::key::Scheme;
use crate::apdu::{Command, StatusWord};

/// Bytes of every signature of the card.
const SIGNATURE_LENGTH: u32 = 256;

impl VirtualCard {
    /// `80 2A`: P1 says how, P2 by which key: 80 the selected, 80 and a short identifier another,
    /// 00 the application's own, which proves that the card is here and asks for no secret.
    pub(super) fn sign(&mut self, command: &Command) -> Answer {
        let [p1, p2] = command.parameters;
        let scheme = Scheme::of(p1).ok_or(StatusWord::WRONG_PARAMETERS)?;
        if p2 == 0 {
            let own = self.application().and_then(|application| application.own_key);
            self.session.select_file(own.ok_or(StatusWord::WRONG_PARAMETERS)?);
        } else {
            self.select_reference(p2)?;
        }
        if command.data.is_empty() || command.expected.is_none_or(|le| le < SIGNATURE_LENGTH) {
            return Err(StatusWord::WRONG_LENGTH);
        }
        if !scheme.admits(command.data.len()) {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        self.sign_by(KeyCommand::Sign, scheme, command)
    }

    /// INTERNAL AUTHENTICATE: a challenge signed by the key of the common application.
    pub(super) fn internal_authenticate(&mut self, command: &Command) -> Answer {
        let [p1, p2] = command.parameters;
        if p1 != 0 {
            return Err(StatusWord::WRONG_PARAMETERS);
        }
        self.select_reference(p2)?;
        let fits = Scheme::Hash.admits(command.data.len());
        if !fits || command.expected.is_none_or(|le| le < SIGNATURE_LENGTH) {
            return Err(StatusWord::WRONG_LENGTH);
        }
        self.sign_by(KeyCommand::InternalAuthenticate, Scheme::Hash, command)
    }

    /// Signs by the selected key, if it is one, its secret was given, and it knows the command.
    fn sign_by(&self, with: KeyCommand, scheme: Scheme, command: &Command) -> Answer {
        let (application, id) = self.selected()?;
        let file = application.file(id).ok_or(StatusWord::NOT_FOUND)?;
        let Body::Key { key, access, command: works_with } = &file.body else {
            return Err(StatusWord::WRONG_FILE_KIND);
        };
        self.admit(access)?;
        if *works_with != with {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        self.contents.keys.of(*key).sign(scheme, &command.data).map_err(|_| StatusWord::FAILURE)
    }
}
