//! Why a virtual card cannot be made.

use pki::Purpose;

use crate::face_images::PrintError;
use crate::reading::NumberBError;

/// Why a card cannot be made, in the order checked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonalisationError {
    /// A number is not as long as it is on every card.
    #[error("{what} is not {length} digits")]
    NotDigits {
        /// Which number.
        what: &'static str,
        /// How many digits it has.
        length: usize,
    },
    /// The certificate for digital signatures and its password go together.
    #[error("a signature password without its certificate, or the certificate without a password")]
    SignaturePin,
    /// A PIN the card could not take.
    #[error("the {0} PIN is not of the form the card takes")]
    Pin(&'static str),
    /// Not a certificate.
    #[error("the certificate for {0:?} cannot be read")]
    Certificate(Purpose),
    /// A certificate of another card.
    #[error("the certificate for {0:?} is over another key")]
    OtherKey(Purpose),
    /// A text that cannot be printed.
    #[error(transparent)]
    Print(#[from] PrintError),
    /// Number B cannot be formed.
    #[error(transparent)]
    NumberB(#[from] NumberBError),
    /// A certificate of the issuer domain's chain that is none.
    #[error("a card-verifiable certificate of the chain cannot be read")]
    CardVerifiable,
    /// A record is signed by another key, or is another record.
    #[error("the signature of the {0} record does not fit")]
    Signature(&'static str),
    /// No random numbers.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// More than a file of the card holds.
    #[error("a file would have {0} bytes, more than a reader can ask for")]
    TooLarge(usize),
}

/// The cryptographic library cannot make or use a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cryptographic library cannot make or use a key of the card")]
pub struct KeyError;
