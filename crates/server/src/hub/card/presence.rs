//! The proof that a card is here: its certificate is the authority's, the signature is the card's.

use interchange::confirmation::{CardQuestion, CardRefusal, CheckedBy, signed_message};
use jiff::{Timestamp, civil::Date};
use pki::{DigitalCertificate, PublicKey, Revocation, RevocationReason, Status};
use store::CertificateHolder;
use subtle::ConstantTimeEq as _;

use super::{super::Hub, NotDecided, face_key_hash};

/// A card that is proven to be here.
pub(super) struct Presence {
    pub(super) certificate: DigitalCertificate,
    /// The key that signed its certificate.
    pub(super) issuer_key_id: [u8; 20],
    /// How its certificate stands today.
    pub(super) status: Status,
    /// Whose it is; `None` where the register does not say.
    pub(super) holder: Option<CertificateHolder>,
}

/// Proves a card's presence, or says what is not proven.
///
/// The register is read only after the signature, and what it says is used only once everything is
/// proven, so a refusal tells nothing about anybody.
pub(super) fn prove(
    hub: &Hub,
    question: &CardQuestion,
    now: Timestamp,
    today: Date,
) -> Result<Presence, NotDecided> {
    let certificate = DigitalCertificate::parse(&question.certificate)
        .map_err(|_| CardRefusal::CertificateUnknown)?;
    let store = hub.ledger.store();
    let issuer_key_id = certificate.issuer_key_id().ok_or(CardRefusal::CertificateUnknown)?;
    let anchors = hub
        .issuers
        .anchors_with(&issuer_key_id, store, now)?
        .ok_or(CardRefusal::CertificateUnknown)?;
    if !is_signed(question, &certificate) {
        return Err(CardRefusal::SignatureWrong.into());
    }
    let holder = store.certificate_holder(issuer_key_id, certificate.serial())?;
    let status = anchors
        .check(&certificate, today, eligibility::certificate_usable_to, revocation(holder.as_ref()))
        .map_err(|_| CardRefusal::CertificateUnknown)?;
    if let Some(face_key) = &question.face_key
        && !is_face_key_of(holder.as_ref(), face_key)
    {
        return Err(CardRefusal::FaceKeyUnknown.into());
    }
    Ok(Presence { certificate, issuer_key_id, status, holder })
}

/// Whether the key that answers for the check made has signed the challenge.
fn is_signed(question: &CardQuestion, certificate: &DigitalCertificate) -> bool {
    let message = signed_message(&question.challenge);
    match (&question.check, &question.face_key) {
        (CheckedBy::Pin, _) => certificate.verify_signature_over(&message, &question.signature),
        (CheckedBy::Staff | CheckedBy::FaceEngine { .. }, Some(key)) => {
            PublicKey::parse(key).is_ok_and(|key| key.verify(&message, &question.signature))
        }
        (CheckedBy::Staff | CheckedBy::FaceEngine { .. }, None) => false,
    }
}

/// Whether the authority recorded this face key for the certificate's card when it was made.
fn is_face_key_of(holder: Option<&CertificateHolder>, face_key: &[u8]) -> bool {
    let recorded = holder.and_then(|it| it.face_key_hash);
    recorded.is_some_and(|it| it.ct_eq(&face_key_hash(face_key)).into())
}

fn revocation(holder: Option<&CertificateHolder>) -> Revocation {
    let Some(holder) = holder else { return Revocation::Unknown };
    match (holder.revoked_at, holder.held_since) {
        (Some(at), _) => Revocation::Revoked { at, reason: reason(holder.revocation_reason) },
        (None, Some(since)) => Revocation::OnHold { since },
        (None, None) => Revocation::Good,
    }
}

fn reason(code: Option<u8>) -> RevocationReason {
    code.and_then(RevocationReason::of).unwrap_or(RevocationReason::Unspecified)
}
