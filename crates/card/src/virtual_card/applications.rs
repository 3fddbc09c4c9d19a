//! The applications of a card, built from its layout.

use super::bytes::Bytes;
use super::contents::{
    Access, Application, Body, ChangeCommand, DataObject, File, KeyCommand, SecretFile, SecretForm,
};
use super::error::PersonalisationError;
use super::key::KeyName;
use super::personalisation::{IssuedCertificates, Personalisation};
use super::records::Records;
use super::signed_records::SignedRecords;
use super::tlv::{digits, object};
use super::{ANSWER_TO_RESET, information};
use crate::layout::{CredentialLayout, FileId, Layout, Secret};

/// The highest offset of READ BINARY, and one answer more.
const FILE_MAX: usize = 0x7FFF + 256;

/// Every application, in the order a partial name finds them.
pub(super) fn all(
    layout: &Layout,
    person: &Personalisation,
    issued: &IssuedCertificates,
    records: &Records,
) -> Result<Vec<Application>, PersonalisationError> {
    let applications = vec![
        jpki(layout, person, issued),
        face(layout, person, &issued.records, records)?,
        text(layout, person, &issued.records, records)?,
        common(layout, person),
        residence(layout, person),
    ];
    for file in applications.iter().flat_map(|application| &application.files) {
        match &file.body {
            Body::Transparent { data, .. } if data.len() > FILE_MAX => {
                return Err(PersonalisationError::TooLarge(data.len()));
            }
            Body::Transparent { .. } | Body::Records(_) | Body::Secret(_) | Body::Key { .. } => {}
        }
    }
    Ok(applications)
}

/// The data objects of the issuer domain, with its chain of card-verifiable certificates.
pub(super) fn objects(person: &Personalisation, chain: &[Vec<u8>]) -> Vec<DataObject> {
    let last_day = digits(person.last_day);
    let issuer_domain: [(u16, &[u8]); 4] = [
        (0x0042, &information::key_reference("9000020", "001")),
        (0x0045, person.card_number.as_bytes()),
        (0x00F0, person.municipality_code.as_bytes()),
        (0x00F2, last_day.as_bytes()),
    ];
    let chain = [0x00F8, 0x7F21].into_iter().zip(chain.iter().map(Vec::as_slice));
    let mut objects: Vec<DataObject> = issuer_domain
        .into_iter()
        .chain(chain)
        .map(|(tag, data)| DataObject { tag, data: Bytes::new(data.to_vec()), everywhere: false })
        .collect();
    // The answer to reset without its first byte. Some cards give it outside their applications
    // and some inside; this one wherever it is asked.
    let answer_to_reset = Bytes::new(ANSWER_TO_RESET[1..].to_vec());
    objects.push(DataObject { tag: 0x5F51, data: answer_to_reset, everywhere: true });
    objects
}

fn jpki(layout: &Layout, person: &Personalisation, issued: &IssuedCertificates) -> Application {
    let jpki = &layout.jpki;
    let pins = &person.pins;
    let present = |there: bool| if there { 0x8F } else { 0x00 };
    let availability = [present(issued.digital_signature.is_some()), present(true), 0x00];
    let mut files = vec![
        transparent(jpki.token, information::token(person), Access::Free),
        transparent(jpki.availability, availability.to_vec(), Access::Free),
    ];
    files.extend(credential(
        &jpki.user_authentication,
        KeyName::UserAuthentication,
        Some((&issued.user_authentication, pins.user_authentication.as_bytes())),
        &issued.user_authentication_ca,
    ));
    files.extend(credential(
        &jpki.digital_signature,
        KeyName::DigitalSignature,
        issued
            .digital_signature
            .as_ref()
            .zip(pins.digital_signature.as_ref().map(|pin| pin.as_bytes())),
        &issued.digital_signature_ca,
    ));
    Application {
        name: Bytes::new(jpki.aid.to_vec()),
        files,
        own_key: None,
        change: ChangeCommand::ChangeReferenceData,
    }
}

/// A certificate, its CA's, its key and its PIN. A card without the certificate has the files of
/// key and PIN all the same, as drivers look for them; but the PIN is blocked, for good.
fn credential(
    layout: &CredentialLayout,
    key: KeyName,
    issued: Option<(&Vec<u8>, &[u8])>,
    ca_certificate: &[u8],
) -> Vec<File> {
    let after_pin = || Access::AfterAny(vec![layout.pin.file.0]);
    let mut files = vec![
        transparent(layout.ca_certificate, ca_certificate.to_vec(), Access::Free),
        File {
            id: layout.key.0,
            body: Body::Key { key, access: after_pin(), command: KeyCommand::Sign },
        },
    ];
    if let Some((certificate, pin)) = issued {
        let read = if layout.certificate_behind_pin { after_pin() } else { Access::Free };
        files.push(transparent(layout.certificate, certificate.clone(), read));
        files.push(chosen(&layout.pin, pin));
    } else {
        files.push(blocked(layout.pin.file));
    }
    files
}

fn face(
    layout: &Layout,
    person: &Personalisation,
    signed: &SignedRecords,
    records: &Records,
) -> Result<Application, PersonalisationError> {
    let face = &layout.face;
    let number_b = person.number_b()?;
    let birth = &number_b.digits()[..face.birth_secret.longest];
    let after =
        |secrets: &[Secret]| Access::AfterAny(secrets.iter().map(|secret| secret.file.0).collect());
    Ok(Application {
        name: Bytes::new(face.aid.to_vec()),
        files: vec![
            transparent(face.birth, records.birth(&signed.birth), after(&[face.birth_secret])),
            transparent(
                face.face,
                records.face(&signed.face),
                after(&[face.number_b, face.number_a]),
            ),
            transparent(face.information, information::face(person)?, Access::Free),
            transparent(face.certificate, signed.face_certificate.clone(), Access::Free),
            transparent(
                face.my_number,
                records.my_number_image(&signed.my_number),
                after(&[face.number_a]),
            ),
            printed(&face.birth_secret, birth),
            printed(&face.number_b, number_b.digits()),
            printed(&face.number_a, person.my_number.as_bytes()),
            own_key(face.key, KeyCommand::Sign),
        ],
        own_key: Some(face.key.0),
        change: ChangeCommand::ChangeReferenceData,
    })
}

fn text(
    layout: &Layout,
    person: &Personalisation,
    signed: &SignedRecords,
    records: &Records,
) -> Result<Application, PersonalisationError> {
    let text = &layout.text;
    let [pin, number_a, number_b] = [text.pin, text.number_a, text.number_b];
    let after =
        |secrets: &[Secret]| Access::AfterAny(secrets.iter().map(|secret| secret.file.0).collect());
    let any = || after(&[pin, number_a, number_b]);
    Ok(Application {
        name: Bytes::new(text.aid.to_vec()),
        files: vec![
            transparent(text.my_number, records.my_number(), after(&[pin, number_a])),
            transparent(text.attributes, records.attributes(), after(&[pin, number_b])),
            transparent(text.integrity, records.integrity(&signed.integrity), any()),
            transparent(text.certificate, signed.text_certificate.clone(), Access::Free),
            transparent(text.information, information::text()?, Access::Free),
            transparent(text.session_key, records.session_key(), any()),
            transparent(text.public_key, records.signed_public_key(&signed.public_key), any()),
            chosen(&pin, person.pins.text.as_bytes()),
            blocked(text.never_open),
            printed(&number_a, person.my_number.as_bytes()),
            printed(&number_b, person.number_b()?.digits()),
            own_key(text.key, KeyCommand::Sign),
        ],
        own_key: Some(text.key.0),
        change: ChangeCommand::ChangeReferenceData,
    })
}

fn common(layout: &Layout, person: &Personalisation) -> Application {
    let common = &layout.common;
    let number =
        format!("{}{}{}", person.card_number, person.municipality_code, digits(person.last_day));
    let record = object(0x01, number.as_bytes());
    Application {
        name: Bytes::new(common.aid.to_vec()),
        files: vec![
            File { id: common.card.0, body: Body::Records(vec![Bytes::new(record)]) },
            key_reference(common.key_reference),
            own_key(common.key, KeyCommand::InternalAuthenticate),
            chosen(&common.pin, person.pins.residence.as_bytes()),
        ],
        own_key: None,
        change: ChangeCommand::ChangeKey,
    }
}

fn residence(layout: &Layout, person: &Personalisation) -> Application {
    let residence = &layout.residence;
    Application {
        name: Bytes::new(residence.aid.to_vec()),
        files: vec![
            key_reference(residence.key_reference),
            chosen(&residence.pin, person.pins.residence.as_bytes()),
        ],
        own_key: None,
        change: ChangeCommand::ChangeKey,
    }
}

fn transparent(id: FileId, data: Vec<u8>, read: Access) -> File {
    File { id: id.0, body: Body::Transparent { data: Bytes::new(data), read } }
}

fn key_reference(id: FileId) -> File {
    let record = object(0x01, &information::key_reference("9000010", "001"));
    File { id: id.0, body: Body::Records(vec![Bytes::new(record)]) }
}

/// The card's own key, which anybody may ask for a signature.
fn own_key(id: FileId, command: KeyCommand) -> File {
    File { id: id.0, body: Body::Key { key: KeyName::Face, access: Access::Free, command } }
}

/// A secret its holder chose and may change.
fn chosen(secret: &Secret, value: &[u8]) -> File {
    secret_file(secret, value, Some(SecretForm::of(secret)))
}

/// A secret that follows from what is printed on the card.
fn printed(secret: &Secret, value: &[u8]) -> File {
    secret_file(secret, value, None)
}

fn secret_file(secret: &Secret, value: &[u8], change: Option<SecretForm>) -> File {
    let value = Bytes::new(value.to_vec());
    let (tries, tries_left) = (secret.tries, secret.tries);
    File { id: secret.file.0, body: Body::Secret(SecretFile { value, tries_left, tries, change }) }
}

/// A secret nobody can give.
fn blocked(id: FileId) -> File {
    let secret =
        SecretFile { value: Bytes::new(Vec::new()), tries_left: 0, tries: 0, change: None };
    File { id: id.0, body: Body::Secret(secret) }
}
