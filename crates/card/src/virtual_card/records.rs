//! The records of the card-face and text applications, byte for byte, and what is signed of them.
//!
//! Source: `myna-card` 3.3.4, whose parsers and test cards these were held against.

use aws_lc_rs::digest::{SHA256, digest};
use zeroize::Zeroizing;

use super::error::PersonalisationError;
use super::key::CardKeys;
use super::personalisation::Personalisation;
use super::tlv::{digits, object, with_offsets};
use crate::face_images::{FaceImages, FaceTexts};

/// The records of a card before their signatures.
pub(super) struct Records {
    public_key: Vec<u8>,
    images: FaceImages,
    birth: String,
    sex: String,
    last_day: String,
    name: String,
    address: String,
    photo: Vec<u8>,
    my_number: Zeroizing<String>,
}

/// What the authority signs of a card's records.
///
/// Its own key for the face application signs the first three, its key for the text application
/// the other two.
pub struct RecordMessages {
    /// The birth record.
    pub birth: Vec<u8>,
    /// The face of the card, in the three groups that are hashed each for itself: birth date, sex
    /// and key; name and address; photo.
    pub face: [Vec<u8>; 3],
    /// My Number's record.
    pub my_number: Vec<u8>,
    /// The digests of the two text files.
    pub integrity: Vec<u8>,
    /// The card's public key.
    pub public_key: Vec<u8>,
}

impl Records {
    /// The records of a person's card. The same person, keys and texts always give the same bytes.
    pub(super) fn of(
        keys: &CardKeys,
        personalisation: &Personalisation,
    ) -> Result<Self, PersonalisationError> {
        let person = personalisation;
        Ok(Self {
            public_key: keys.face_record_key()?,
            images: FaceImages::print(&FaceTexts {
                name: &person.name,
                address: &person.address,
                security_code: &person.security_code,
                my_number: &person.my_number,
            })?,
            birth: digits(person.birth),
            sex: person.sex_digit().to_string(),
            last_day: digits(person.last_day),
            name: person.name.clone(),
            address: person.address.clone(),
            photo: person.photo.clone(),
            my_number: person.my_number.clone(),
        })
    }

    /// What is to be signed.
    pub(super) fn messages(&self) -> RecordMessages {
        RecordMessages {
            birth: self.birth_objects(),
            face: [
                [
                    object(0xDF22, self.birth.as_bytes()),
                    object(0xDF23, self.sex.as_bytes()),
                    object(0xDF24, &self.public_key),
                ]
                .concat(),
                [object(0xDF25, &self.images.name), object(0xDF26, &self.images.address)].concat(),
                object(0xDF27, &self.photo),
            ],
            my_number: self.my_number_objects(),
            integrity: self.integrity_objects(),
            public_key: object(0xDF51, &self.public_key),
        }
    }

    /// The birth record of the face application.
    pub(super) fn birth(&self, signature: &[u8]) -> Vec<u8> {
        object(0xFF10, &[self.birth_objects(), object(0xDF13, signature)].concat())
    }

    /// The face of the card. What follows the signature is not signed.
    pub(super) fn face(&self, signature: &[u8]) -> Vec<u8> {
        let objects = [
            object(0xDF22, self.birth.as_bytes()),
            object(0xDF23, self.sex.as_bytes()),
            object(0xDF24, &self.public_key),
            object(0xDF25, &self.images.name),
            object(0xDF26, &self.images.address),
            object(0xDF27, &self.photo),
            object(0xDF28, signature),
            object(0xDF29, self.last_day.as_bytes()),
            object(0xDF2A, &self.images.security_code),
        ];
        with_offsets(&objects)
    }

    /// My Number as an image.
    pub(super) fn my_number_image(&self, signature: &[u8]) -> Vec<u8> {
        object(0xFF40, &[self.my_number_objects(), object(0xDF43, signature)].concat())
    }

    /// My Number as text. The filler belongs to the file: its digest covers it.
    pub(super) fn my_number(&self) -> Vec<u8> {
        [object(0xFF10, self.my_number.as_bytes()), vec![0xFF; 2]].concat()
    }

    /// The four attributes (基本4情報).
    pub(super) fn attributes(&self) -> Vec<u8> {
        with_offsets(&self.attribute_objects())
    }

    /// The digests of the two, signed.
    pub(super) fn integrity(&self, signature: &[u8]) -> Vec<u8> {
        object(0xFF30, &[self.integrity_objects(), object(0xDF33, signature)].concat())
    }

    /// The card's key, bare.
    pub(super) fn session_key(&self) -> Vec<u8> {
        object(0xA1, &self.public_key)
    }

    /// The card's key, signed.
    pub(super) fn signed_public_key(&self, signature: &[u8]) -> Vec<u8> {
        let objects = [object(0xDF51, &self.public_key), object(0xDF52, signature)];
        object(0xFF50, &objects.concat())
    }

    fn birth_objects(&self) -> Vec<u8> {
        [object(0xDF11, self.birth.as_bytes()), object(0xDF12, &self.public_key)].concat()
    }

    fn my_number_objects(&self) -> Vec<u8> {
        [object(0xDF41, &self.images.my_number), object(0xDF42, &self.public_key)].concat()
    }

    fn attribute_objects(&self) -> [Vec<u8>; 4] {
        [
            object(0xDF22, self.name.as_bytes()),
            object(0xDF23, self.address.as_bytes()),
            object(0xDF24, self.birth.as_bytes()),
            object(0xDF25, self.sex.as_bytes()),
        ]
    }

    /// My Number's file is hashed whole, the attributes' without its header and offset table.
    fn integrity_objects(&self) -> Vec<u8> {
        let my_number = digest(&SHA256, &self.my_number());
        let attributes = digest(&SHA256, &self.attribute_objects().concat());
        [object(0xDF31, my_number.as_ref()), object(0xDF32, attributes.as_ref())].concat()
    }
}
