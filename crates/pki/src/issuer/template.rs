//! What is the same in all certificates of an issuer, encoded once, and how the rest is filled in.
//!
//! The order of the fields and of the extensions is that of the cards in use, which is why it is
//! written out here and not left to a list.

use const_oid::{ObjectIdentifier, db::rfc5280};

use super::{CertificateOrder, Holder, IssueError, IssuerSetting, order};
use crate::{
    certificate::DigitalCertificate,
    der_reader::{OCTET_STRING, SEQUENCE},
    der_writer::{around, extension, header, object_identifier, unsigned, utf8, value, written},
    japan_time,
    key::SigningKey,
    name,
    profile::{CardGeneration, Profile},
    public_key::PublicKey,
};

/// The constant parts of an issuer's certificates.
#[derive(Debug)]
pub(super) struct Template {
    generation: &'static CardGeneration,
    profile: &'static Profile,
    /// The algorithm of the signature and the issuer's name.
    before_validity: Vec<u8>,
    /// The key usage, and the extended one.
    usage: Vec<u8>,
    /// The policy and the issuer's alternative name.
    policy: Vec<u8>,
    /// Where to ask for the status, and the issuer's key.
    authority: Vec<u8>,
}

/// The version of a certificate with extensions: `[0] { 2 }`.
pub(super) const VERSION_3: [u8; 5] = [0xA0, 0x03, 0x02, 0x01, 0x02];

impl Template {
    pub(super) fn new(
        setting: &IssuerSetting,
        profile: &'static Profile,
        key: &SigningKey,
        root: &DigitalCertificate,
    ) -> Self {
        let generation = setting.generation;
        let issuer = name::issuer(generation, profile);
        let algorithm = key.algorithm().signature_algorithm_der();
        Self {
            generation,
            profile,
            before_validity: [algorithm, &issuer].concat(),
            usage: written(|out| {
                key_usage(out, profile.key_usage);
                if let Some(usage) = &profile.extended_key_usage {
                    extended_key_usage(out, usage);
                }
            }),
            policy: written(|out| {
                certificate_policy(out, &profile.policy, &setting.cps_address);
                let name = name::issuer_in_japanese(generation, profile);
                directory_names(out, &rfc5280::ID_CE_ISSUER_ALT_NAME, &name);
            }),
            authority: written(|out| {
                if profile.tells_ocsp_address {
                    status_address(out, &setting.ocsp_address);
                }
                authority_key(out, key.key_id(), &issuer, root.serial());
            }),
        }
    }

    /// The certificate as ordered, to be signed.
    pub(super) fn fill(
        &self,
        order: &CertificateOrder<'_>,
        public_key: PublicKey<'_>,
    ) -> Result<Vec<u8>, IssueError> {
        let valid_to = japan_time::last_second(order.last_day).ok_or(IssueError::Validity)?;
        let mut out = Vec::with_capacity(2_048);
        around(&mut out, SEQUENCE, |out| {
            out.extend_from_slice(&VERSION_3);
            unsigned(out, order.serial);
            out.extend_from_slice(&self.before_validity);
            around(out, SEQUENCE, |out| {
                japan_time::write(out, order.issued_at);
                japan_time::write(out, valid_to);
            });
            subject(out, &order.holder);
            out.extend_from_slice(order.public_key_der);
            around(out, 0xA3, |out| {
                around(out, SEQUENCE, |out| {
                    out.extend_from_slice(&self.usage);
                    self.particulars(out, &order.holder);
                    out.extend_from_slice(&self.policy);
                    let municipality = order.holder.municipality();
                    let place =
                        name::distribution_point(self.generation, self.profile, municipality);
                    distribution_point(out, &place);
                    out.extend_from_slice(&self.authority);
                    subject_key(out, public_key.key_id());
                });
            });
        });
        Ok(out)
    }

    /// The particulars of who signs documents, in the order of the cards in use: name, birth, sex,
    /// address, and the substitutes of name and address.
    fn particulars(&self, out: &mut Vec<u8>, holder: &Holder<'_>) {
        let Holder::DigitalSignature {
            name,
            birth,
            sex,
            address,
            name_substitutes,
            address_substitutes,
            common_name: _,
            municipality: _,
        } = holder
        else {
            return;
        };
        let birth = order::era_birth(*birth).unwrap_or_default();
        let mut letter = [0; 4];
        let sex: &str = sex.encode_utf8(&mut letter);
        let arc = self.generation.holder_attributes.as_bytes();
        extension(out, &rfc5280::ID_CE_SUBJECT_ALT_NAME, false, |out| {
            around(out, SEQUENCE, |out| {
                for (number, text) in [
                    (1, *name),
                    (4, &birth),
                    (3, sex),
                    (5, *address),
                    (2, *name_substitutes),
                    (6, *address_substitutes),
                ] {
                    // An otherName: the identifier, and the text within [0].
                    around(out, 0xA0, |out| {
                        header(out, 0x06, arc.len() + 1);
                        out.extend_from_slice(arc);
                        out.push(number);
                        around(out, 0xA0, |out| utf8(out, text));
                    });
                }
            });
        });
    }
}

fn subject(out: &mut Vec<u8>, holder: &Holder<'_>) {
    match holder {
        Holder::UserAuthentication { common_name, municipality: _ } => {
            name::write_number(out, common_name);
        }
        Holder::DigitalSignature { common_name, municipality, .. } => {
            name::write_resident(out, common_name, municipality);
        }
    }
}

/// Critical; the unused bits at the end are counted, as DER wants.
pub(super) fn key_usage(out: &mut Vec<u8>, bits: u8) {
    let unused = u8::try_from(bits.trailing_zeros()).unwrap_or_default();
    extension(out, &rfc5280::ID_CE_KEY_USAGE, true, |out| {
        value(out, crate::der_reader::BIT_STRING, &[unused, bits]);
    });
}

fn extended_key_usage(out: &mut Vec<u8>, usage: &ObjectIdentifier) {
    extension(out, &rfc5280::ID_CE_EXT_KEY_USAGE, false, |out| {
        around(out, SEQUENCE, |out| object_identifier(out, usage));
    });
}

/// Critical, with the address of the practice statement.
fn certificate_policy(out: &mut Vec<u8>, policy: &ObjectIdentifier, cps_address: &str) {
    extension(out, &rfc5280::ID_CE_CERTIFICATE_POLICIES, true, |out| {
        around(out, SEQUENCE, |out| {
            around(out, SEQUENCE, |out| {
                object_identifier(out, policy);
                around(out, SEQUENCE, |out| {
                    around(out, SEQUENCE, |out| {
                        object_identifier(out, &rfc5280::ID_QT_CPS);
                        value(out, 0x16, cps_address.as_bytes());
                    });
                });
            });
        });
    });
}

/// An alternative name that is a distinguished name: `[4]`.
pub(super) fn directory_names(out: &mut Vec<u8>, kind: &ObjectIdentifier, name: &[u8]) {
    extension(out, kind, false, |out| {
        around(out, SEQUENCE, |out| value(out, 0xA4, name));
    });
}

/// One place, named by a distinguished name and no address.
pub(super) fn distribution_point(out: &mut Vec<u8>, name: &[u8]) {
    extension(out, &rfc5280::ID_CE_CRL_DISTRIBUTION_POINTS, false, |out| {
        around(out, SEQUENCE, |out| {
            around(out, SEQUENCE, |out| {
                around(out, 0xA0, |out| around(out, 0xA0, |out| value(out, 0xA4, name)));
            });
        });
    });
}

fn status_address(out: &mut Vec<u8>, address: &str) {
    extension(out, &rfc5280::ID_PE_AUTHORITY_INFO_ACCESS, false, |out| {
        around(out, SEQUENCE, |out| {
            around(out, SEQUENCE, |out| {
                object_identifier(out, &rfc5280::ID_AD_OCSP);
                value(out, 0x86, address.as_bytes());
            });
        });
    });
}

/// The issuer's key, and its certificate by name and serial number.
fn authority_key(out: &mut Vec<u8>, key_id: [u8; 20], issuer: &[u8], serial: u64) {
    extension(out, &rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER, false, |out| {
        around(out, SEQUENCE, |out| {
            value(out, 0x80, &key_id);
            around(out, 0xA1, |out| value(out, 0xA4, issuer));
            let number = written(|out| unsigned(out, serial));
            out.push(0x82);
            out.extend_from_slice(&number[1..]);
        });
    });
}

pub(super) fn subject_key(out: &mut Vec<u8>, key_id: [u8; 20]) {
    extension(out, &rfc5280::ID_CE_SUBJECT_KEY_IDENTIFIER, false, |out| {
        value(out, OCTET_STRING, &key_id);
    });
}
