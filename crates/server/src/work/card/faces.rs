//! The signatures of a card's face: what is printed and stored is the office's word.

use pki::{
    KeyAlgorithm, KeyError, SigningKey,
    card_verifiable::{CardFaceIssuer, KeyReference, card_public_key},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    generations::{GenerationsError, KeyPlace, key_in_file},
    refusal::Refusal,
};

/// The records of a card's face as the card's maker wrote them, to be signed (券面の記録).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaceRecords {
    /// The record of the birth date.
    #[serde(with = "super::base64")]
    pub birth: Vec<u8>,
    /// The face in its three groups: particulars and key; name and address; portrait.
    #[serde(with = "super::base64::three")]
    pub face: [Vec<u8>; 3],
    /// The record of My Number.
    #[serde(with = "super::base64")]
    pub my_number: Vec<u8>,
    /// The digests of the text files.
    #[serde(with = "super::base64")]
    pub integrity: Vec<u8>,
    /// The card's face key.
    #[serde(with = "super::base64")]
    pub public_key: Vec<u8>,
}

/// What the office signed of a card's face, with the certificates it is checked by.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedFace {
    /// The card-verifiable certificate of the key that signs the face.
    #[serde(with = "super::base64")]
    pub face_certificate: Vec<u8>,
    /// The same of the key that signs the texts.
    #[serde(with = "super::base64")]
    pub text_certificate: Vec<u8>,
    /// The upper certificate of the card's own chain.
    #[serde(with = "super::base64")]
    pub upper_certificate: Vec<u8>,
    /// The lower certificate of that chain.
    #[serde(with = "super::base64")]
    pub lower_certificate: Vec<u8>,
    /// Signs [`FaceRecords::birth`].
    #[serde(with = "super::base64")]
    pub birth: Vec<u8>,
    /// Signs [`FaceRecords::face`].
    #[serde(with = "super::base64")]
    pub face: Vec<u8>,
    /// Signs [`FaceRecords::my_number`].
    #[serde(with = "super::base64")]
    pub my_number: Vec<u8>,
    /// Signs [`FaceRecords::integrity`].
    #[serde(with = "super::base64")]
    pub integrity: Vec<u8>,
    /// Signs [`FaceRecords::public_key`].
    #[serde(with = "super::base64")]
    pub public_key: Vec<u8>,
}

/// The keys that sign the faces of cards.
#[derive(Debug)]
pub(super) struct CardFaces {
    face: CardFaceIssuer,
    text: CardFaceIssuer,
    chain: CardFaceIssuer,
    upper_certificate: Vec<u8>,
    /// What card numbers and other ids are derived from.
    seed: [u8; 32],
}

impl CardFaces {
    /// The keys in their files, made where there are none. RSA signatures of one text are always
    /// the same, so the certificates need no files of their own.
    pub(super) fn open(place: &KeyPlace) -> Result<Self, GenerationsError> {
        let key = |label: &str| key_in_file(place, label, KeyAlgorithm::Rsa2048);
        let root = key("card-root")?;
        let next = key("card-next-root")?;
        let seed = Sha256::digest(&*root.to_pkcs8_der()?).into();
        let issuer = |root: &SigningKey, [by, of]: [&str; 2], key: SigningKey| {
            let reference = |number: &str| KeyReference::new(number, GROUP);
            match (reference(by), reference(of)) {
                (Some(by), Some(of)) => CardFaceIssuer::establish(root, by, key, of),
                (None, _) | (_, None) => Err(KeyError::Malformed),
            }
        };
        let face = issuer(&root, [ROOT, FACE], key("card-face")?)?;
        let text = issuer(&root, [ROOT, TEXT], key("card-text")?)?;
        let chain = issuer(&next, [NEXT_ROOT, CHAIN], key("card-chain")?)?;
        let upper = issuer(&root, [ROOT, NEXT_ROOT], next)?;
        let upper_certificate = upper.card_verifiable_certificate().to_vec();
        Ok(Self { face, text, chain, upper_certificate, seed })
    }

    pub(super) const fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// Signs the records of a card with this face key: none of another card.
    pub(super) fn sign(
        &self,
        records: &FaceRecords,
        face_key_der: &[u8],
    ) -> Result<SignedFace, Refusal> {
        let public_key = card_public_key(face_key_der).map_err(|_| Refusal::FaceKey)?;
        let FaceRecords { birth, face, my_number, integrity, public_key: signed_key } = records;
        let modulus = &public_key[public_key.len() - MODULUS_BYTES..];
        let holds_key = |record: &[u8]| record.windows(MODULUS_BYTES).any(|it| it == modulus);
        if ![birth, &face[0], my_number, signed_key].into_iter().all(|it| holds_key(it)) {
            return Err(Refusal::FaceRecords);
        }
        let [one, two, three] = face;
        let sign = || -> Result<SignedFace, KeyError> {
            Ok(SignedFace {
                face_certificate: self.face.card_verifiable_certificate().to_vec(),
                text_certificate: self.text.card_verifiable_certificate().to_vec(),
                upper_certificate: self.upper_certificate.clone(),
                lower_certificate: self.chain.card_verifiable_certificate().to_vec(),
                birth: self.face.sign_record(birth)?,
                face: self.face.sign_groups([one, two, three])?,
                my_number: self.face.sign_record(my_number)?,
                integrity: self.text.sign_record(integrity)?,
                public_key: self.text.sign_record(signed_key)?,
            })
        };
        sign().map_err(|error| Refusal::Issue(error.into()))
    }
}

/// Keys of made-up cards: those of the cards in use begin with 5.
const ROOT: &str = "6990001";
const NEXT_ROOT: &str = "6990002";
const FACE: &str = "6990011";
const TEXT: &str = "6990012";
const CHAIN: &str = "6990013";
const GROUP: &str = "001";
const MODULUS_BYTES: usize = 256;
