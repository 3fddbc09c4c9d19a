//! The chip of the My Number Card (マイナンバーカード): how it is read, and a card to be read.
//!
//! A [`Reader`] is a place where a card can lie. It gives a [`Channel`]: bytes out, bytes in.
//! [`MyNumberCard`] reads any channel. Three kinds of reader are behind the same two traits:
//! `pcsc::PcscReader` with a real card, [`tray::Tray`] with a [`virtual_card`] in memory, and the
//! same virtual card laid on a PC/SC reader by [`vpcd`].
//!
//! Nothing here reads the time: days are arguments.

pub mod apdu;
pub mod channel;
pub mod face_images;
pub mod layout;
#[cfg(feature = "pcsc")]
pub mod pcsc;
pub mod portrait;
pub mod reading;
pub mod tray;
pub mod virtual_card;
pub mod vpcd;

pub use channel::{Channel, ChannelError, Reader, ReaderError};
pub use reading::{CardError, MyNumberCard, PinError};
