//! The card handed out since 2016.

use super::{
    Characters, CommonLayout, CredentialLayout, Digest, FaceLayout, FileId, JpkiLayout, Layout,
    ResidenceLayout, Secret, SigningAlgorithm, TextLayout,
};

pub(super) const LAYOUT: Layout = Layout {
    generation: 1,
    issuer_domain: &[0xA0, 0x00, 0x00, 0x01, 0x51, 0x00, 0x00],
    jpki: JPKI,
    face: FACE,
    text: TEXT,
    common: CommonLayout {
        aid: &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x01, 0x00],
        card: FileId(0x01),
        key_reference: FileId(0x02),
        key: FileId(0x19),
        pin: digits(0x1C, 3, 4),
    },
    residence: ResidenceLayout {
        aid: &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x01],
        key_reference: FileId(0x02),
        pin: digits(0x1C, 3, 4),
    },
    signing: SigningAlgorithm {
        digest: Digest::Sha256,
        // DigestInfo of SHA-256 (RFC 8017 section 9.2, note 1).
        digest_info: &[
            0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
            0x01, 0x05, 0x00, 0x04, 0x20,
        ],
        signature_length: 256,
    },
};

const JPKI: JpkiLayout = JpkiLayout {
    aid: &[0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01],
    token: FileId(0x06),
    token_length: 160,
    availability: FileId(0x08),
    terminal_ca: FileId(0x16),
    user_authentication: CredentialLayout {
        certificate: FileId(0x0A),
        certificate_behind_pin: false,
        ca_certificate: FileId(0x0B),
        key: FileId(0x17),
        pin: digits(0x18, 3, 4),
    },
    digital_signature: CredentialLayout {
        certificate: FileId(0x01),
        certificate_behind_pin: true,
        ca_certificate: FileId(0x02),
        key: FileId(0x1A),
        pin: Secret {
            file: FileId(0x1B),
            tries: 5,
            shortest: 6,
            longest: 16,
            characters: Characters::DigitsAndCapitals,
        },
    },
};

const FACE: FaceLayout = FaceLayout {
    aid: &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x02],
    birth: FileId(0x01),
    face: FileId(0x02),
    information: FileId(0x03),
    certificate: FileId(0x04),
    my_number: FileId(0x05),
    birth_secret: digits(0x11, 10, 6),
    number_b: digits(0x12, 10, 14),
    number_a: digits(0x13, 10, 12),
    key: FileId(0x1A),
};

const TEXT: TextLayout = TextLayout {
    aid: &[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08],
    my_number: FileId(0x01),
    my_number_length: 17,
    attributes: FileId(0x02),
    integrity: FileId(0x03),
    certificate: FileId(0x04),
    information: FileId(0x05),
    session_key: FileId(0x06),
    public_key: FileId(0x07),
    key: FileId(0x13),
    pin: digits(0x11, 3, 4),
    never_open: FileId(0x12),
    number_a: digits(0x14, 10, 12),
    number_b: digits(0x15, 10, 14),
};

const fn digits(file: u16, tries: u8, length: usize) -> Secret {
    Secret {
        file: FileId(file),
        tries,
        shortest: length,
        longest: length,
        characters: Characters::Digits,
    }
}
