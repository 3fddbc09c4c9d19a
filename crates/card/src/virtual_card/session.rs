//! What a card knows while it has power: what is selected, and which secrets were given.

/// The state of a powered card. Everything in it is gone with the power.
#[derive(Default)]
pub(super) struct Session {
    /// The application selected, by its place; `None` is the issuer domain.
    application: Option<usize>,
    /// The file selected in it.
    file: Option<u16>,
    /// The application whose secrets were given.
    verified_in: Option<usize>,
    /// Which of its secrets were given.
    verified: Vec<u16>,
}

impl Session {
    /// The application selected; `None` is the issuer domain.
    pub(super) fn application(&self) -> Option<usize> {
        self.application
    }

    /// The file selected.
    pub(super) fn file(&self) -> Option<u16> {
        self.file
    }

    /// Selects an application, or the issuer domain. Another one than before forgets which secrets
    /// were given; the same one again does not (so do real cards, whatever a reader hopes).
    pub(super) fn select_application(&mut self, application: Option<usize>) {
        if application != self.verified_in {
            self.forget_verified();
        }
        self.application = application;
        self.file = None;
    }

    /// Selects a file of the application.
    pub(super) fn select_file(&mut self, id: u16) {
        self.file = Some(id);
    }

    /// Notes that a secret of the application was given.
    pub(super) fn verify(&mut self, id: u16) {
        if self.verified_in != self.application {
            self.forget_verified();
            self.verified_in = self.application;
        }
        if !self.is_verified(id) {
            self.verified.push(id);
        }
    }

    /// Notes that a wrong secret was given: the right one before does not count any more.
    pub(super) fn refuse(&mut self, id: u16) {
        if self.verified_in == self.application {
            self.verified.retain(|&verified| verified != id);
        }
    }

    /// Whether a secret of the application was given.
    pub(super) fn is_verified(&self, id: u16) -> bool {
        self.verified_in == self.application && self.verified.contains(&id)
    }

    /// A reset without loss of power: the issuer domain is selected again, but the secrets given
    /// still count for whoever selects their application next.
    pub(super) fn reset(&mut self) {
        self.application = None;
        self.file = None;
    }

    fn forget_verified(&mut self) {
        self.verified_in = None;
        self.verified.clear();
    }
}
