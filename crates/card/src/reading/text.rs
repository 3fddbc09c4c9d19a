//! The text application (券面事項入力補助AP): what is printed on the card, to be copied into a form.

use std::fmt;

use jiff::civil::Date;
use zeroize::Zeroizing;

use super::conversation::{Conversation, Extent, LastTry};
use super::{CardError, NumberB, PinError, tlv};

/// The text application (券面事項入力補助AP) of a card.
pub struct Text<'c, 'a> {
    conversation: &'c mut Conversation<'a>,
}

impl<'c, 'a> Text<'c, 'a> {
    pub(super) fn new(conversation: &'c mut Conversation<'a>) -> Self {
        Self { conversation }
    }

    /// Opens the four attributes and My Number by the application's PIN of four digits, unless one
    /// try is left.
    ///
    /// # Errors
    ///
    /// [`PinError`] says which.
    pub fn open_with_pin(&mut self, pin: &[u8]) -> Result<(), PinError> {
        let text = &self.conversation.layout().text;
        self.conversation.verify(text.aid, &text.pin, pin, LastTry::Keep)
    }

    /// Opens the four attributes by number B, unless one try is left.
    ///
    /// # Errors
    ///
    /// [`PinError`] says which.
    pub fn open_with(&mut self, number: &NumberB) -> Result<(), PinError> {
        let text = &self.conversation.layout().text;
        self.conversation.verify(text.aid, &text.number_b, number.digits(), LastTry::Keep)
    }

    /// How many tries the PIN of four digits has. Asking never spends one.
    ///
    /// # Errors
    ///
    /// The card is gone or does not say.
    pub fn tries_left(&mut self) -> Result<u8, CardError> {
        let text = &self.conversation.layout().text;
        self.conversation.tries_left(text.aid, &text.pin)
    }

    /// Name, address, birth date and sex (基本4情報).
    ///
    /// # Errors
    ///
    /// The application is not open, or the card is gone.
    pub fn attributes(&mut self) -> Result<Attributes, CardError> {
        let text = &self.conversation.layout().text;
        let file = self.conversation.read((text.aid, text.attributes), Extent::Object)?;
        Attributes::parse(&file).ok_or(CardError::Malformed("attributes"))
    }

    /// My Number (個人番号), 12 digits, overwritten when dropped. Only the PIN opens it here.
    ///
    /// # Errors
    ///
    /// The application is not open, or the card is gone.
    pub fn my_number(&mut self) -> Result<Zeroizing<String>, CardError> {
        let text = &self.conversation.layout().text;
        let extent = Extent::Bytes(text.my_number_length);
        let file = self.conversation.read((text.aid, text.my_number), extent)?;
        let digits = tlv::value_of(&file, 0xFF10)
            .filter(|digits| digits.len() == 12 && digits.iter().all(u8::is_ascii_digit))
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .ok_or(CardError::Malformed("My Number"))?;
        Ok(Zeroizing::new(digits.to_owned()))
    }
}

/// Name, address, birth date and sex (基本4情報).
#[derive(Clone, PartialEq, Eq)]
pub struct Attributes {
    /// The name, its parts separated by U+3000.
    pub name: String,
    /// The address.
    pub address: String,
    /// The birth date.
    pub birth: Date,
    /// `1` male, `2` female, `9` not applicable.
    pub sex: char,
}

impl Attributes {
    fn parse(file: &[u8]) -> Option<Self> {
        let fields = tlv::value_of(file, 0xFF20)?;
        let text = |tag| String::from_utf8(tlv::find(fields, tag)?.to_vec()).ok();
        Some(Self {
            name: text(0xDF22)?,
            address: text(0xDF23)?,
            birth: day(tlv::find(fields, 0xDF24)?)?,
            sex: sex(tlv::find(fields, 0xDF25)?)?,
        })
    }
}

/// Who it is stays out of every log.
impl fmt::Debug for Attributes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Attributes")
    }
}

/// A day written YYYYMMDD.
pub(super) fn day(digits: &[u8]) -> Option<Date> {
    if digits.len() != 8 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let text = std::str::from_utf8(digits).ok()?;
    let (year, month, day) = (text.get(..4)?, text.get(4..6)?, text.get(6..)?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// One character of 1, 2 and 9.
pub(super) fn sex(value: &[u8]) -> Option<char> {
    match *value {
        [code @ (b'1' | b'2' | b'9')] => Some(char::from(code)),
        _ => None,
    }
}
