//! The signatures of a card's records, and whether they hold.

use aws_lc_rs::digest::{SHA256, digest};
use num_bigint::BigUint;
use pki::card_verifiable::{CardFaceIssuer, CardVerifiableCertificate, card_public_key};

use super::error::PersonalisationError;
use super::records::RecordMessages;
use super::tlv::object;

/// The signatures of a card's records, with the card-verifiable certificates they are checked by.
pub struct SignedRecords {
    /// The certificate of the key that signs for the face application.
    pub face_certificate: Vec<u8>,
    /// The certificate of the key that signs for the text application.
    pub text_certificate: Vec<u8>,
    /// The upper certificate of the issuer domain's chain: a root's, over the next one's key.
    pub upper_certificate: Vec<u8>,
    /// The lower certificate of the chain, which older cards have not.
    pub lower_certificate: Option<Vec<u8>>,
    /// Signs [`RecordMessages::birth`].
    pub birth: Vec<u8>,
    /// Signs [`RecordMessages::face`].
    pub face: Vec<u8>,
    /// Signs [`RecordMessages::my_number`].
    pub my_number: Vec<u8>,
    /// Signs [`RecordMessages::integrity`].
    pub integrity: Vec<u8>,
    /// Signs [`RecordMessages::public_key`].
    pub public_key: Vec<u8>,
}

impl SignedRecords {
    /// The signatures of one signer, or of one for each application.
    ///
    /// # Errors
    ///
    /// What the signers' keys say.
    pub fn sign(
        messages: &RecordMessages,
        face: &CardFaceIssuer,
        text: &CardFaceIssuer,
    ) -> Result<Self, pki::KeyError> {
        let [particulars, texts, photo] = &messages.face;
        Ok(Self {
            face_certificate: face.card_verifiable_certificate().to_vec(),
            text_certificate: text.card_verifiable_certificate().to_vec(),
            upper_certificate: face.card_verifiable_certificate().to_vec(),
            lower_certificate: None,
            birth: face.sign_record(&messages.birth)?,
            face: face.sign_groups([particulars, texts, photo])?,
            my_number: face.sign_record(&messages.my_number)?,
            integrity: text.sign_record(&messages.integrity)?,
            public_key: text.sign_record(&messages.public_key)?,
        })
    }

    /// Whether every record is signed by the key whose certificate the card will show.
    pub(super) fn check(&self, messages: &RecordMessages) -> Result<(), PersonalisationError> {
        let [face, text] = [&self.face_certificate, &self.text_certificate];
        let groups = messages.face.each_ref().map(|group| digest(&SHA256, group));
        let groups: Vec<u8> = groups.iter().flat_map(AsRef::as_ref).copied().collect();
        let hash = |message: &[u8]| digest(&SHA256, message).as_ref().to_vec();
        for (record, certificate, digests, signature) in [
            ("birth", face, hash(&messages.birth), &self.birth),
            ("face", face, groups, &self.face),
            ("my number", face, hash(&messages.my_number), &self.my_number),
            ("integrity", text, hash(&messages.integrity), &self.integrity),
            ("public key", text, hash(&messages.public_key), &self.public_key),
        ] {
            if !holds(certificate, &digests, signature) {
                return Err(PersonalisationError::Signature(record));
            }
        }
        Ok(())
    }

    /// The issuer domain's chain, each as GET DATA gives it: what a certificate is made of, then
    /// the parts, without the template around them.
    pub(super) fn chain(&self) -> Result<Vec<Vec<u8>>, PersonalisationError> {
        /// Two key references and a public key, in the body that follows.
        const PARTS: [u8; 10] = [0x42, 0x10, 0x5F, 0x20, 0x10, 0x5F, 0x49, 0x82, 0x01, 0x09];
        let certificates = [Some(&self.upper_certificate), self.lower_certificate.as_ref()];
        certificates
            .into_iter()
            .flatten()
            .map(|certificate| {
                CardVerifiableCertificate::parse(certificate)
                    .and(certificate.strip_prefix(&[0x7F, 0x21, 0x82, 0x02, 0x33]))
                    .map(|parts| [object(0x4D, &PARTS), parts.to_vec()].concat())
                    .ok_or(PersonalisationError::CardVerifiable)
            })
            .collect()
    }
}

/// Whether the key of the certificate signed these digests. One digest is signed as anywhere;
/// the three of the face stand in one `DigestInfo`, which only arithmetic can check.
fn holds(certificate: &[u8], digests: &[u8], signature: &[u8]) -> bool {
    let key = CardVerifiableCertificate::parse(certificate)
        .and_then(|certificate| card_public_key(&certificate.public_key_der).ok());
    let Some(modulus) = key.as_deref().and_then(|key| key.last_chunk::<256>()) else {
        return false;
    };
    let number = BigUint::from_bytes_be;
    let signed = number(signature).modpow(&number(&[1, 0, 1]), &number(modulus));
    signed == number(&padded(digests))
}

/// Digests in a `DigestInfo` of SHA-256, padded to the 256 bytes of a key (RFC 8017 section 9.2).
fn padded(digests: &[u8]) -> Vec<u8> {
    const ALGORITHM: [u8; 15] =
        [0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00];
    let info = object(0x30, &[&ALGORITHM[..], &object(0x04, digests)].concat());
    let mut block = vec![0xFF; 256_usize.saturating_sub(info.len())];
    if let [first, second, .., last] = block.as_mut_slice() {
        (*first, *second, *last) = (0, 1, 0);
    }
    [block, info].concat()
}
