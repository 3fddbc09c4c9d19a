//! The answers that say only why there is none. They are not signed.

use super::SourceError;
use crate::{KeyError, der_reader::NotDer};

/// Why a request gets no statement about a certificate, in the order checked.
#[derive(Debug, thiserror::Error)]
pub enum OcspRefusal {
    /// The message is not a request.
    #[error("not an OCSP request")]
    Malformed,
    /// It asks about an issuer, in a number or with a critical extension that is not for us.
    #[error("the OCSP request is not one for this responder")]
    Unauthorized,
    /// The certificate we sign under is not valid yet, or no longer.
    #[error("the OCSP responder's certificate is not valid at this time")]
    Expired,
    /// The register did not say.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The key did not sign.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl OcspRefusal {
    /// The whole answer in DER: malformedRequest, internalError, tryLater or unauthorized.
    ///
    /// Source: RFC 6960 sections 2.3 and 4.2.1
    #[must_use]
    pub fn response(&self) -> Vec<u8> {
        let status = match self {
            Self::Malformed => 1,
            Self::Expired | Self::Source(SourceError::Failed) | Self::Key(_) => 2,
            Self::Source(SourceError::Busy) => 3,
            Self::Unauthorized => 6,
        };
        vec![0x30, 0x03, 0x0A, 0x01, status]
    }
}

impl From<NotDer> for OcspRefusal {
    fn from(NotDer: NotDer) -> Self {
        Self::Malformed
    }
}
