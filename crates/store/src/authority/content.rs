//! What an act says: in words for its row, and as a fingerprint that tells a retry from another.

use std::fmt;

use sha2::{Digest, Sha256};

use super::{Act, ActStep};
use crate::{Prepared, Whose};

/// SHA-256 of everything an act says except when: a retry may carry later instants, and the
/// person's revision is another once the act was recorded.
pub(crate) fn fingerprint(act: &Act, change: Option<&Prepared>) -> [u8; 32] {
    let mut content = Content::new();
    content.text(&act.kind);
    content.text(&act.person_key.to_string());
    content.option(act.order_id.as_deref());
    content.option(act.card_number.as_deref());
    content.text(&act.note);
    content.text(&act.recorded_by);
    content.text(&act.reason);
    content.text(&act.steps.len().to_string());
    for step in &act.steps {
        content.text(&step.to_string());
        content.added(step);
    }
    if let Some(it) = change {
        content.changed(it);
    }
    content.finish()
}

/// Parts, each with its length before it, so that no two contents have the same bytes.
pub(crate) struct Content(Sha256);

impl Content {
    pub(crate) fn new() -> Self {
        Self(Sha256::new())
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.0.update(bytes.len().to_be_bytes());
        self.0.update(bytes);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub(crate) fn option(&mut self, text: Option<&str>) {
        self.text(if text.is_some() { "some" } else { "none" });
        self.text(text.unwrap_or_default());
    }

    /// What a step says beyond its words.
    fn added(&mut self, step: &ActStep) {
        match step {
            ActStep::OpenOrder(it) => {
                self.text(&it.municipality);
                self.text(&it.channel);
                self.text(&it.reason);
            }
            ActStep::AddCard(it) => {
                self.option(it.order_id.as_deref());
                self.text(&it.municipality);
                self.text(&it.last_day.to_string());
                self.text(&it.security_code);
                self.bytes(&it.face_key_hash);
            }
            ActStep::EndCard { why, .. } => self.text(why),
            ActStep::AddCertificate(it) => {
                self.text(it.purpose.name());
                self.text(&it.card_number);
                self.text(&it.municipality);
                self.text(&it.last_day.to_string());
                self.bytes(&it.certificate);
            }
            ActStep::MakeOrder { .. }
            | ActStep::HandOver { .. }
            | ActStep::WithdrawOrder { .. }
            | ActStep::StopCard { .. }
            | ActStep::ReleaseCard { .. }
            | ActStep::Hold { .. }
            | ActStep::Release { .. }
            | ActStep::Revoke { .. } => {}
        }
    }

    pub(crate) fn changed(&mut self, it: &Prepared) {
        let change = &it.change;
        self.text(&change.id);
        self.text(match change.whose {
            Whose::New(_) => "new",
            Whose::Existing { .. } => "existing",
        });
        self.text(&it.texts.len().to_string());
        for (fact, (subject, body)) in change.facts.iter().zip(&it.texts) {
            self.text(fact.kind());
            self.text(subject);
            self.text(body);
        }
        for end in &change.end {
            self.text(end.kind);
            self.text(&end.subject);
        }
        self.bytes(change.my_number_hash.as_ref().map_or(&[], |hash| &hash[..]));
        self.text(&change.recorded_by);
        self.text(&change.reason);
    }
}

/// One line, without secrets and without anything typed freely.
impl fmt::Display for ActStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenOrder(it) => write!(f, "open order {}", it.order_id),
            Self::MakeOrder { order_id, card_number, .. } => {
                write!(f, "make order {order_id} card {card_number}")
            }
            Self::HandOver { order_id, .. } => write!(f, "hand over order {order_id}"),
            Self::WithdrawOrder { order_id, .. } => write!(f, "withdraw order {order_id}"),
            Self::AddCard(it) => write!(f, "add card {}", it.card_number),
            Self::StopCard { card_number, .. } => write!(f, "stop card {card_number}"),
            Self::ReleaseCard { card_number, .. } => write!(f, "release card {card_number}"),
            Self::EndCard { card_number, .. } => write!(f, "end card {card_number}"),
            Self::AddCertificate(it) => {
                write!(f, "add certificate {} {}", Hex(it.issuer_key_id), it.serial)
            }
            Self::Hold { issuer_key_id, serial, .. } => {
                write!(f, "hold certificate {} {serial}", Hex(*issuer_key_id))
            }
            Self::Release { issuer_key_id, serial } => {
                write!(f, "release certificate {} {serial}", Hex(*issuer_key_id))
            }
            Self::Revoke { issuer_key_id, serial, reason, .. } => {
                let issuer = Hex(*issuer_key_id);
                write!(f, "revoke certificate {issuer} {serial} reason {reason}")
            }
        }
    }
}

struct Hex([u8; 20]);

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
