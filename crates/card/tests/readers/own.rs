//! Our own PC/SC reader.

use std::time::Duration;

use card::layout::Layout;
use card::pcsc::PcscReader;
use card::reading::{NumberB, PinKind};
use card::virtual_card::{VirtualCard, made_up};
use card::{CardError, ChannelError, MyNumberCard, Reader, ReaderError};
use pki::{DigitalCertificate, Purpose};

use super::namespace::{beside_a_reader, tool};

/// pcscd adds numbers to the name of a reader.
const READER: &str = "Counter 00 00";

const PIN: &[u8] = made_up::USER_AUTHENTICATION_PIN.as_bytes();
const CHALLENGE: &[u8] = b"a challenge of the hub";
const SOON: Duration = Duration::from_secs(20);

#[test]
fn our_reader_reads_the_card_alone_and_leaves_it_without_power() {
    let name = "readers::own::our_reader_reads_the_card_alone_and_leaves_it_without_power";
    beside_a_reader(name, &["opensc-tool"], |desk| {
        assert_eq!(PcscReader::names().unwrap(), [READER, "Counter 00 01"]);
        let mut reader = PcscReader::any();
        assert!(!reader.is_card_there().unwrap());
        assert!(reader.connect().unwrap().is_none());
        desk.lay(VirtualCard::made_up().unwrap());
        assert!(reader.wait_for_card(SOON).unwrap());

        let channel = reader.connect().unwrap().unwrap();
        assert!(reader.is_card_there().unwrap());
        assert!(matches!(reader.connect(), Err(ReaderError::InUse)), "for one program alone");
        tool("opensc-tool", &["--reader", "0", "--name"]).refuses(&["in use"]);
        let mut card = MyNumberCard::open(channel, Layout::FIRST).unwrap();
        let der = card.jpki().certificate(Purpose::UserAuthentication).unwrap();
        card.jpki().verify(PinKind::UserAuthentication, PIN).unwrap();
        let signature = card.jpki().sign(Purpose::UserAuthentication, CHALLENGE).unwrap();
        assert!(
            DigitalCertificate::parse(&der).unwrap().verify_signature_over(CHALLENGE, &signature)
        );
        card.face().open_with(&NumberB::parse(made_up::NUMBER_B).unwrap()).unwrap();
        let key = card.face().public_key().unwrap();
        let signature = card.face().prove(CHALLENGE).unwrap();
        assert!(pki::PublicKey::parse(&key).unwrap().verify(CHALLENGE, &signature));
        card.jpki().verify(PinKind::UserAuthentication, PIN).unwrap();
        drop(card);

        let mut reader = PcscReader::named(READER);
        let mut next =
            MyNumberCard::open(reader.connect().unwrap().unwrap(), Layout::FIRST).unwrap();
        let signed = next.jpki().sign(Purpose::UserAuthentication, CHALLENGE);
        assert_eq!(signed, Err(CardError::PinFirst), "the PIN is gone with the power");
    });
}

#[test]
fn a_card_taken_away_is_gone() {
    beside_a_reader("readers::own::a_card_taken_away_is_gone", &[], |desk| {
        let mut reader = PcscReader::any();
        desk.lay(VirtualCard::made_up().unwrap());
        assert!(reader.wait_for_card(SOON).unwrap());
        let mut card =
            MyNumberCard::open(reader.connect().unwrap().unwrap(), Layout::FIRST).unwrap();
        assert_eq!(card.jpki().tries_left(PinKind::UserAuthentication), Ok(3));

        let taken = desk.take();
        let gone = CardError::Channel(ChannelError::Removed);
        assert_eq!(card.jpki().verify(PinKind::UserAuthentication, PIN), Err(gone.clone().into()));
        assert!(reader.wait_for_removal(SOON).unwrap());
        desk.lay(taken);
        assert!(reader.wait_for_card(SOON).unwrap());
        assert_eq!(
            card.jpki().tries_left(PinKind::UserAuthentication),
            Err(gone),
            "a visit does not go on with a card that was laid down again"
        );
        drop(card);
        let mut card =
            MyNumberCard::open(reader.connect().unwrap().unwrap(), Layout::FIRST).unwrap();
        assert_eq!(card.jpki().tries_left(PinKind::UserAuthentication), Ok(3));
    });
}

#[test]
fn a_reader_that_is_not_there_is_named() {
    beside_a_reader("readers::own::a_reader_that_is_not_there_is_named", &[], |desk| {
        let mut reader = PcscReader::named("Desk 7");
        let absent = ReaderError::NoReader("Desk 7".to_owned());
        assert_eq!(reader.connect().err(), Some(absent));
        assert!(!reader.wait_for_card(Duration::from_millis(50)).unwrap());

        desk.close();
        let mut reader = PcscReader::any();
        assert_eq!(reader.connect().err(), Some(ReaderError::NoService));
        assert_eq!(reader.is_card_there(), Err(ReaderError::NoService));
    });
}
