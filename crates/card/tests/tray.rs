//! The tray in memory: cards laid down and taken away.

use std::time::Duration;

use card::layout::Layout;
use card::reading::PinKind;
use card::tray::Tray;
use card::virtual_card::{VirtualCard, made_up};
use card::{CardError, Channel as _, ChannelError, MyNumberCard, Reader as _, ReaderError};
use pki::Purpose;

const PIN: &[u8] = made_up::USER_AUTHENTICATION_PIN.as_bytes();

#[test]
fn a_card_is_laid_down_and_taken_away() {
    let tray = Tray::new();
    let mut reader = tray.reader();
    assert!(!reader.is_card_there().unwrap());
    assert!(reader.connect().unwrap().is_none());
    assert!(tray.take().is_none());

    assert!(tray.lay(VirtualCard::made_up().unwrap()).is_none());
    assert!(reader.is_card_there().unwrap());
    assert_eq!(tray.card_number().as_deref(), Some("910000000000017"));
    let channel = reader.connect().unwrap().unwrap();
    assert!(matches!(reader.connect(), Err(ReaderError::InUse)), "one at a time");
    let mut card = MyNumberCard::open(channel, Layout::FIRST).unwrap();
    card.jpki().verify(PinKind::UserAuthentication, PIN).unwrap();

    let taken = tray.take().unwrap();
    assert!(!reader.is_card_there().unwrap());
    let gone = Err(CardError::Channel(ChannelError::Removed));
    assert_eq!(card.jpki().sign(Purpose::UserAuthentication, b"challenge"), gone);
    assert!(tray.lay(taken).is_none());
    assert_eq!(card.jpki().sign(Purpose::UserAuthentication, b"challenge"), gone);

    let mut again = MyNumberCard::open(reader.connect().unwrap().unwrap(), Layout::FIRST).unwrap();
    drop(card);
    assert_eq!(
        again.jpki().sign(Purpose::UserAuthentication, b"challenge"),
        Err(CardError::PinFirst),
        "the PIN is gone with the power"
    );
}

#[test]
fn an_old_channel_does_not_reach_the_next_card() {
    let tray = Tray::new();
    assert!(tray.lay(VirtualCard::made_up().unwrap()).is_none());
    let mut old = tray.reader().connect().unwrap().unwrap();
    old.transmit(&[0x00, 0xA4, 0x00, 0x00]).unwrap();
    let first = tray.take().unwrap();
    assert!(tray.lay(first).is_none());
    assert_eq!(old.transmit(&[0x00, 0xA4, 0x00, 0x00]), Err(ChannelError::Removed));
    let mut new = tray.reader().connect().unwrap().unwrap();
    drop(old);
    new.transmit(&[0x00, 0xA4, 0x00, 0x00]).unwrap();
    assert!(matches!(tray.reader().connect(), Err(ReaderError::InUse)));
}

#[test]
fn waiting_ends_when_a_card_comes_or_goes() {
    let tray = Tray::new();
    let mut reader = tray.reader();
    assert!(!reader.wait_for_card(Duration::from_millis(5)).unwrap());
    assert!(reader.wait_for_removal(Duration::ZERO).unwrap());
    let card = VirtualCard::made_up().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| assert!(tray.lay(card).is_none()));
        assert!(reader.wait_for_card(Duration::from_mins(1)).unwrap());
    });
    assert!(!reader.wait_for_removal(Duration::from_millis(5)).unwrap());
    std::thread::scope(|scope| {
        scope.spawn(|| assert!(tray.take().is_some()));
        assert!(reader.wait_for_removal(Duration::from_mins(1)).unwrap());
    });
}
