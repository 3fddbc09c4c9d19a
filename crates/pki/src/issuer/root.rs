//! The certificate of an issuer: a root that signs itself (利用者証明用・署名用認証局).

use const_oid::db::rfc5280;
use jiff::{Timestamp, civil::Date};

use super::{IssueError, IssuerSetting, signed, template};
use crate::{
    der_reader::{BOOLEAN, SEQUENCE},
    der_writer::{around, extension, unsigned, value},
    japan_time,
    key::SigningKey,
    name,
    profile::{CERTIFICATE_SIGN, CRL_SIGN, Purpose},
};

/// A root of a new generation, valid from the start of a day in Japan to the end of another.
pub(super) fn sign(
    key: &SigningKey,
    setting: &IssuerSetting,
    purpose: Purpose,
    from: Date,
    to: Date,
    serial: u64,
) -> Result<Vec<u8>, IssueError> {
    if serial == 0 {
        return Err(IssueError::Serial);
    }
    let before = from.yesterday().ok().and_then(japan_time::last_second);
    let valid_from = before.and_then(|end| Timestamp::from_second(end.as_second() + 1).ok());
    let valid_to = japan_time::last_second(to).filter(|_| from <= to);
    let (Some(valid_from), Some(valid_to)) = (valid_from, valid_to) else {
        return Err(IssueError::Validity);
    };
    let profile = setting.generation.profile(purpose);
    let own_name = name::issuer(setting.generation, profile);
    let in_japanese = name::issuer_in_japanese(setting.generation, profile);

    let mut out = Vec::with_capacity(1_536);
    around(&mut out, SEQUENCE, |out| {
        out.extend_from_slice(&template::VERSION_3);
        unsigned(out, serial);
        out.extend_from_slice(key.algorithm().signature_algorithm_der());
        out.extend_from_slice(&own_name);
        around(out, SEQUENCE, |out| {
            japan_time::write(out, valid_from);
            japan_time::write(out, valid_to);
        });
        out.extend_from_slice(&own_name);
        out.extend_from_slice(key.public_key_der());
        around(out, 0xA3, |out| {
            around(out, SEQUENCE, |out| {
                template::key_usage(out, CERTIFICATE_SIGN | CRL_SIGN);
                template::directory_names(out, &rfc5280::ID_CE_SUBJECT_ALT_NAME, &in_japanese);
                basic_constraints(out);
                template::distribution_point(out, &own_name);
                template::subject_key(out, key.key_id());
            });
        });
    });
    Ok(signed(key, &out)?)
}

/// Critical: it issues, to any depth.
fn basic_constraints(out: &mut Vec<u8>) {
    extension(out, &rfc5280::ID_CE_BASIC_CONSTRAINTS, true, |out| {
        around(out, SEQUENCE, |out| value(out, BOOLEAN, &[0xFF]));
    });
}
