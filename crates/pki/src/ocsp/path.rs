//! A request in the path of a GET: base64, then percent-encoded.
//!
//! Source: RFC 6960 appendix A.1, RFC 9919 section 5

use super::request::REQUEST_BYTES_MAX;

/// Why the path of a GET holds no request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// It is longer than any request may be.
    #[error("path has {0} bytes, too many for an OCSP request")]
    Length(usize),
    /// A percent sign without two hexadecimal digits after it.
    #[error("path has a percent sign without two hexadecimal digits")]
    Percent,
    /// What remains is not base64.
    #[error("path is not base64")]
    Base64,
}

/// The request that stands in the path of a GET, below the address of the responder.
///
/// A slash in base64 may come as `%2F` or bare, and a plus as `%2B`, bare, or as a space that
/// something on the way made of it. Padding may be missing. One leading slash is of the path.
///
/// # Errors
///
/// When the path is too long or not base64. Answer these as a malformed request is answered, by
/// [`OcspResponder::answer`](super::OcspResponder::answer) with no bytes.
pub fn request_in_path(path: &str) -> Result<Vec<u8>, PathError> {
    // Base64 is a third longer than what it holds, and each of its characters at most three.
    if path.len() > REQUEST_BYTES_MAX * 4 {
        return Err(PathError::Length(path.len()));
    }
    base64(&without_percent(path.strip_prefix('/').unwrap_or(path))?)
}

fn without_percent(path: &str) -> Result<Vec<u8>, PathError> {
    let digit = |byte: Option<&u8>| {
        byte.and_then(|it| char::from(*it).to_digit(16))
            .and_then(|it| u8::try_from(it).ok())
            .ok_or(PathError::Percent)
    };
    let mut plain = Vec::with_capacity(path.len());
    let mut bytes = path.as_bytes().iter();
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'%' => digit(bytes.next())? << 4 | digit(bytes.next())?,
            other => *other,
        });
    }
    Ok(plain)
}

/// Source: RFC 4648 section 4
fn base64(text: &[u8]) -> Result<Vec<u8>, PathError> {
    let padded = |it: &&[u8]| it.len().is_multiple_of(4);
    let digits = match text {
        [digits @ .., b'=', b'='] | [digits @ .., b'='] if padded(&text) => digits,
        digits => digits,
    };
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    for group in digits.chunks(4) {
        let mut bits = 0;
        for digit in group {
            bits = bits << 6 | sextet(*digit)?;
        }
        // 2 digits hold 8 bits and 4 to spare, 3 hold 16 and 2; what is to spare must be zero.
        let spare = match group.len() {
            4 => 0,
            3 => 2,
            2 => 4,
            _ => return Err(PathError::Base64),
        };
        if bits & ((1 << spare) - 1) != 0 {
            return Err(PathError::Base64);
        }
        let [_, whole @ ..] = u32::to_be_bytes(bits >> spare << (8 * (4 - group.len())));
        bytes.extend_from_slice(&whole[..group.len() - 1]);
    }
    Ok(bytes)
}

fn sextet(digit: u8) -> Result<u32, PathError> {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' | b' ' => 62,
        b'/' => 63,
        _ => return Err(PathError::Base64),
    };
    Ok(value.into())
}

#[cfg(test)]
mod tests {
    use super::{PathError, request_in_path};

    #[track_caller]
    fn check(table: &str) {
        for row in table.lines().map(str::trim).filter(|it| !it.is_empty()) {
            let (path, wanted) = row.split_once("  ").unwrap();
            let found: String = match request_in_path(path) {
                Ok(bytes) => {
                    bytes.iter().fold(String::new(), |it, byte| it + &format!("{byte:02x}"))
                }
                Err(PathError::Length(_)) => "length".into(),
                Err(PathError::Percent) => "percent".into(),
                Err(PathError::Base64) => "base64".into(),
            };
            assert_eq!(found, wanted.trim(), "{row}");
        }
    }

    #[test]
    fn a_path_is_base64_with_or_without_its_dressing() {
        check(
            "
            MAMKAQE=      30030a0101
            /MAMKAQE=     30030a0101
            MAMKAQE       30030a0101
            MAMKAQE%3D    30030a0101
            MAMKAQE%3d    30030a0101
            %4D%41MKAQE=  30030a0101
            +/+/          fbffbf
            %2B%2f+/      fbffbf
            +/%20/        fbffbf
            //+8          ffef
            MA==          30
            MA            30
            ",
        );
    }

    #[test]
    fn anything_else_is_refused() {
        check(
            "
            M          base64
            MAMKA      base64
            MAMKAQF=   base64
            MB==       base64
            MA=        base64
            M===       base64
            ====       base64
            MA==MA==   base64
            MAM_       base64
            %          percent
            MA%3       percent
            MA%+1A     percent
            MA%zz      percent
            MA%00      base64
            ",
        );
    }
}
