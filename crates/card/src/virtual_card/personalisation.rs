//! What a card is made of: what its holder is called and chose, and what the authority signed.

use jiff::civil::Date;
use zeroize::Zeroizing;

use super::signed_records::SignedRecords;
use crate::portrait::Sex;
use crate::reading::{NumberB, NumberBError};

/// Everything printed on a card and stored in it, but for what the authority signs.
pub struct Personalisation {
    /// The card number (製造番号), 15 digits.
    pub card_number: String,
    /// The municipality (市区町村) that hands it out, 5 digits.
    pub municipality_code: String,
    /// The last day of the card.
    pub last_day: Date,
    /// The name, with an ideographic space between its parts.
    pub name: String,
    /// The address.
    pub address: String,
    /// The birth date.
    pub birth: Date,
    /// The sex (性別).
    pub sex: Sex,
    /// My Number (個人番号), 12 digits.
    pub my_number: Zeroizing<String>,
    /// The security code, 4 digits.
    pub security_code: String,
    /// The photo, JPEG 2000.
    pub photo: Vec<u8>,
    /// The secrets its holder chose.
    pub pins: Pins,
}

/// The secrets (暗証番号) that a card's holder chooses.
pub struct Pins {
    /// For user authentication (利用者証明用), 4 digits.
    pub user_authentication: Zeroizing<String>,
    /// For digital signatures (署名用), 6 to 16 digits and capitals; a card without that
    /// certificate has none.
    pub digital_signature: Option<Zeroizing<String>>,
    /// For the text application (券面事項入力補助用), 4 digits.
    pub text: Zeroizing<String>,
    /// For the resident register (住民基本台帳用), 4 digits.
    pub residence: Zeroizing<String>,
}

/// What the authority made for a card.
pub struct IssuedCertificates {
    /// The certificate for user authentication, DER.
    pub user_authentication: Vec<u8>,
    /// The certificate of its CA, DER.
    pub user_authentication_ca: Vec<u8>,
    /// The certificate for digital signatures, DER; children under 15 have none.
    pub digital_signature: Option<Vec<u8>>,
    /// The certificate of its CA, DER.
    pub digital_signature_ca: Vec<u8>,
    /// The signatures of the records, and what they are checked by.
    pub records: SignedRecords,
}

impl Personalisation {
    /// Number B (照合番号B) of the card.
    pub(super) fn number_b(&self) -> Result<NumberB, NumberBError> {
        NumberB::printed(self.birth, self.last_day, &self.security_code)
    }

    /// The sex as the chip has it (JIS X 0303).
    pub(super) const fn sex_digit(&self) -> char {
        match self.sex {
            Sex::Male => '1',
            Sex::Female => '2',
            Sex::NotApplicable => '9',
        }
    }
}
