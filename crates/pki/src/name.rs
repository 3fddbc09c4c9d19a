//! Distinguished names, in the spelling of the card's certificates: the country as
//! `PrintableString`, everything else as `UTF8String`.

use const_oid::{ObjectIdentifier, db::rfc4519};

use crate::{
    der_reader::{PRINTABLE_STRING, SEQUENCE, SET, UTF8_STRING},
    der_writer,
    issuer::Municipality,
    profile::{CardGeneration, Profile},
};

/// The name of an issuer: every generation of its keys has this one.
pub(crate) fn issuer(generation: &CardGeneration, profile: &Profile) -> Vec<u8> {
    name(&[
        (rfc4519::O, generation.organization),
        (rfc4519::OU, profile.unit),
        (rfc4519::OU, generation.agency),
    ])
}

/// The same in Japanese, which stands as the alternative name.
pub(crate) fn issuer_in_japanese(generation: &CardGeneration, profile: &Profile) -> Vec<u8> {
    name(&[
        (rfc4519::O, generation.organization_in_japanese),
        (rfc4519::OU, profile.unit_in_japanese),
        (rfc4519::OU, generation.agency_in_japanese),
    ])
}

/// Where the revoked certificates of a municipality are listed.
pub(crate) fn distribution_point(
    generation: &CardGeneration,
    profile: &Profile,
    municipality: &Municipality,
) -> Vec<u8> {
    name(&[
        (rfc4519::O, generation.organization),
        (rfc4519::OU, profile.unit),
        (rfc4519::OU, "CRL Distribution Points"),
        (rfc4519::OU, &municipality.prefecture),
        (rfc4519::CN, &format!("{} CRLDP", municipality.city)),
    ])
}

/// The holder's name in a certificate to prove who is here: no person can be read from it.
pub(crate) fn write_number(out: &mut Vec<u8>, common_name: &str) {
    write(out, &[(rfc4519::CN, common_name)]);
}

/// The holder's name in a certificate to sign documents.
pub(crate) fn write_resident(out: &mut Vec<u8>, common_name: &str, municipality: &Municipality) {
    write(
        out,
        &[
            (rfc4519::L, &municipality.prefecture),
            (rfc4519::L, &municipality.city),
            (rfc4519::CN, common_name),
        ],
    );
}

/// Of the country Japan, and what follows.
fn name(parts: &[(ObjectIdentifier, &str)]) -> Vec<u8> {
    der_writer::written(|out| write(out, parts))
}

fn write(out: &mut Vec<u8>, parts: &[(ObjectIdentifier, &str)]) {
    der_writer::around(out, SEQUENCE, |out| {
        write_part(out, &rfc4519::C, PRINTABLE_STRING, "JP");
        for (kind, text) in parts {
            write_part(out, kind, UTF8_STRING, text);
        }
    });
}

fn write_part(out: &mut Vec<u8>, kind: &ObjectIdentifier, tag: u8, text: &str) {
    der_writer::around(out, SET, |out| {
        der_writer::around(out, SEQUENCE, |out| {
            der_writer::object_identifier(out, kind);
            der_writer::value(out, tag, text.as_bytes());
        });
    });
}
