//! The common application (共通カードAP): the card's own number.

use jiff::civil::Date;

use super::CardError;
use super::conversation::Conversation;
use super::text::day;

/// The common application (共通カードAP) of a card.
pub struct Common<'c, 'a> {
    conversation: &'c mut Conversation<'a>,
}

impl<'c, 'a> Common<'c, 'a> {
    pub(super) fn new(conversation: &'c mut Conversation<'a>) -> Self {
        Self { conversation }
    }

    /// The card's number, who made it and until when it is valid. Free to read.
    ///
    /// # Errors
    ///
    /// The card does not have it, or is gone.
    pub fn card_number(&mut self) -> Result<CardNumber, CardError> {
        let common = &self.conversation.layout().common;
        let record = self.conversation.read_record((common.aid, common.card), 1)?;
        CardNumber::parse(&record).ok_or(CardError::Malformed("card number"))
    }
}

/// What the card says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardNumber {
    /// The number of the card (製造番号), 15 digits.
    pub number: String,
    /// The municipality that handed it out, 5 digits.
    pub municipality: String,
    /// The last day of the card.
    pub expires_on: Date,
}

impl CardNumber {
    /// Record 1: tag 01, length 28, and digits: 15 of the number, 5 of the municipality, the day.
    fn parse(record: &[u8]) -> Option<Self> {
        let digits = record.strip_prefix(&[0x01, 0x1C])?.get(..28)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let text = std::str::from_utf8(digits).ok()?;
        Some(Self {
            number: text[..15].to_owned(),
            municipality: text[15..20].to_owned(),
            expires_on: day(&digits[20..])?,
        })
    }
}
