//! Receptions with a virtual card: every command of them, and the card pulled out at each.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "script/mod.rs"]
#[expect(dead_code, reason = "the script is for the rules of the client")]
mod script;

use aws_lc_rs::digest::{SHA256, digest};
use card::layout::Layout;
use card::reading::{NumberB, PinKind, certificate_days};
use card::virtual_card::{VirtualCard, made_up};
use card::{CardError, Channel, ChannelError, MyNumberCard, PinError};
use pki::{DigitalCertificate, Purpose};
use script::{Listener, Pull};

const CHALLENGE: &[u8] = b"a challenge of the hub";
const PIN: &[u8] = made_up::USER_AUTHENTICATION_PIN.as_bytes();
const WRONG: &[u8] = b"9999";

/// With the PIN: what the card is, whose it is, and the proof that its owner is here.
fn reception(channel: impl Channel, pin: &[u8]) -> Result<(Vec<u8>, Vec<u8>), PinError> {
    let mut card = MyNumberCard::open(channel, Layout::FIRST)?;
    card.common().card_number()?;
    let mut jpki = card.jpki();
    jpki.require_card()?;
    let certificate = jpki.certificate(Purpose::UserAuthentication)?;
    jpki.tries_left(PinKind::UserAuthentication)?;
    jpki.verify(PinKind::UserAuthentication, pin)?;
    let signature = jpki.sign(Purpose::UserAuthentication, CHALLENGE)?;
    Ok((certificate, signature))
}

/// Without the PIN: the photo for staff to compare, and the proof that the card itself is here.
fn reception_by_face(channel: impl Channel) -> Result<(Vec<u8>, Vec<u8>), PinError> {
    let mut card = MyNumberCard::open(channel, Layout::FIRST)?;
    card.jpki().certificate(Purpose::UserAuthentication)?;
    let mut face = card.face();
    face.open_with(&NumberB::parse(made_up::NUMBER_B).unwrap())?;
    assert!(face.photo()?.starts_with(b"\0\0\0\x0CjP  "));
    let key = face.public_key()?;
    let signature = face.prove(CHALLENGE)?;
    Ok((key, signature))
}

#[test]
fn every_command_of_a_reception() {
    let mut card = VirtualCard::made_up().unwrap();
    let (listener, heard) = Listener::new(card.channel(), None);
    let (certificate, signature) = reception(listener, PIN).unwrap();
    let certificate_length = certificate.len();
    let certificate = DigitalCertificate::parse(&certificate).unwrap();
    assert!(certificate.verify_signature_over(CHALLENGE, &signature));
    let digest = script::hex(digest(&SHA256, CHALLENGE).as_ref());

    let reads = reads(certificate_length);
    let wanted = format!(
        "
        00A40000 < 6A86                                     # the first answer means nothing
        00A4040C0A D3921000310001010100 < 9000              # common application
        00A4020C02 0001 < 9000
        00B2010400 < 30 9000                                # card number, municipality, expiry
        00A4040C0A D392F000260100000001 < 9000              # JPKI
        00A4020C02 0006 < 9000
        00B0000020 < 32 9000                                # is it a card?
        00A4020C02 000A < 9000
        {reads}
        00A4020C02 0018 < 9000
        00200080 < 63C3                                     # tries left
        0020008004 31323334 < 9000                          # the PIN, once
        00A4020C02 0017 < 9000
        802A008033 3031300D060960864801650304020105000420 {digest} 00 < 256 9000
        "
    );
    assert_eq!(*heard.lock().unwrap(), lines(&wanted));
}

#[test]
fn every_command_of_a_reception_by_face() {
    let mut card = VirtualCard::made_up().unwrap();
    let (listener, heard) = Listener::new(card.channel(), None);
    let (key, signature) = reception_by_face(listener).unwrap();
    assert!(pki::PublicKey::parse(&key).unwrap().verify(CHALLENGE, &signature));
    let digest = script::hex(digest(&SHA256, CHALLENGE).as_ref());

    let mut card = MyNumberCard::open(card.channel(), Layout::FIRST).unwrap();
    let certificate = card.jpki().certificate(Purpose::UserAuthentication).unwrap();
    let before = card.commands();
    card.face().open_with(&NumberB::parse(made_up::NUMBER_B).unwrap()).unwrap();
    let record = card.face().record().unwrap();
    let face_reads = card.commands() - before - 5;
    assert_eq!(record.birth, made_up::person().birth);

    let reads = reads(certificate.len());
    let heard = heard.lock().unwrap();
    let (start, end) = heard.split_at(heard.len() - face_reads - 1);
    let wanted = format!(
        "
        00A40000 < 6A86
        00A4040C0A D392F000260100000001 < 9000              # JPKI
        00A4020C02 000A < 9000
        {reads}
        00A4040C0A D3921000310001010402 < 9000              # face
        00A4020C02 0012 < 9000
        00200080 < 63CA                                     # tries left
        002000800E 3032303131323230333534383231 < 9000      # number B, once
        00A4020C02 0002 < 9000
        "
    );
    assert_eq!(start, lines(&wanted));
    let (sign, reads) = end.split_last().unwrap();
    assert!(reads.iter().all(|read| read.starts_with("00B0") && read.ends_with("9000")));
    let wanted =
        format!("802A000033 3031300D060960864801650304020105000420 {digest} 00 < 256 9000");
    assert_eq!(lines(&wanted), [sign.as_str()]);
}

#[test]
fn a_card_pulled_out_at_any_command_loses_no_try() {
    let mut card = VirtualCard::made_up().unwrap();
    let (listener, heard) = Listener::new(card.channel(), None);
    reception(listener, PIN).unwrap();
    let commands = heard.lock().unwrap().len();
    assert!(commands > 15);

    for place in 1..=commands {
        for pull in [Pull::Before(place), Pull::After(place)] {
            let (listener, heard) = Listener::new(card.channel(), Some(pull));
            let ended = reception(listener, PIN).unwrap_err();
            assert_eq!(
                ended,
                PinError::Card(CardError::Channel(ChannelError::Removed)),
                "{pull:?}"
            );
            assert_eq!(heard.lock().unwrap().len(), place, "nothing is sent after {pull:?}");
            assert_eq!(tries_left(&mut card), [3, 5], "{pull:?}");
        }
    }
}

#[test]
fn a_card_pulled_out_while_a_pin_is_wrong_loses_one_try_at_most() {
    let mut card = VirtualCard::made_up().unwrap();
    let (listener, heard) = Listener::new(card.channel(), None);
    assert_eq!(reception(listener, WRONG), Err(PinError::Wrong { left: 2 }));
    let commands = heard.lock().unwrap().len();
    reception(card.channel(), PIN).unwrap();

    for place in 1..=commands {
        for (pull, left) in
            [(Pull::Before(place), 3), (Pull::After(place), if place == commands { 2 } else { 3 })]
        {
            let (listener, _) = Listener::new(card.channel(), Some(pull));
            reception(listener, WRONG).unwrap_err();
            assert_eq!(tries_left(&mut card), [left, 5], "{pull:?}");
            reception(card.channel(), PIN).unwrap();
        }
    }
}

#[test]
fn a_card_pulled_out_at_any_command_by_face_loses_no_try() {
    let mut card = VirtualCard::made_up().unwrap();
    let (listener, heard) = Listener::new(card.channel(), None);
    reception_by_face(listener).unwrap();
    let commands = heard.lock().unwrap().len();

    for place in 1..=commands {
        for pull in [Pull::Before(place), Pull::After(place)] {
            let (listener, heard) = Listener::new(card.channel(), Some(pull));
            reception_by_face(listener).unwrap_err();
            assert_eq!(heard.lock().unwrap().len(), place, "nothing is sent after {pull:?}");
            let mut card = MyNumberCard::open(card.channel(), Layout::FIRST).unwrap();
            assert_eq!(card.face().tries_left(), Ok(10), "{pull:?}");
        }
    }
}

#[test]
fn a_pin_does_not_outlive_its_channel() {
    let mut card = VirtualCard::made_up().unwrap();
    reception(card.channel(), PIN).unwrap();
    let mut next = MyNumberCard::open(card.channel(), Layout::FIRST).unwrap();
    let signed = next.jpki().sign(Purpose::UserAuthentication, CHALLENGE);
    assert_eq!(signed, Err(CardError::PinFirst));
}

#[test]
fn everything_there_is_to_read() {
    let person = made_up::person();
    let mut card = VirtualCard::made_up().unwrap();
    let mut card = MyNumberCard::open(card.channel(), Layout::FIRST).unwrap();

    let number = card.common().card_number().unwrap();
    assert_eq!(number.number, person.card_number);
    assert_eq!(number.municipality, person.municipality_code);
    assert_eq!(number.expires_on, person.last_day);

    assert_eq!(card.text().attributes(), Err(CardError::PinFirst));
    card.text().open_with_pin(made_up::TEXT_PIN.as_bytes()).unwrap();
    let attributes = card.text().attributes().unwrap();
    assert_eq!((attributes.name, attributes.address), (person.name, person.address));
    assert_eq!((attributes.birth, attributes.sex), (person.birth, '2'));
    assert_eq!(*card.text().my_number().unwrap(), *person.my_number);

    let number_b = NumberB::printed(person.birth, person.last_day, &person.security_code).unwrap();
    assert_eq!(card.face().record(), Err(CardError::PinFirst));
    card.face().open_with(&number_b).unwrap();
    let record = card.face().record().unwrap();
    assert_eq!(record.photo, person.photo);
    assert_eq!((record.birth, record.sex), (person.birth, '2'));
    assert_eq!(record.expires_on, person.last_day);
    assert!(record.name.starts_with(b"\x89PNG") && record.address.starts_with(b"\x89PNG"));
    assert!(card.face().certificate().unwrap().starts_with(&[0x7F, 0x21]));

    let mut jpki = card.jpki();
    let der = jpki.certificate(Purpose::UserAuthentication).unwrap();
    let (first, last) = certificate_days(&der).unwrap();
    assert_eq!((first.to_string(), last.to_string()), ("2026-01-12".into(), "2031-01-12".into()));
    let behind = jpki.certificate(Purpose::DigitalSignature);
    assert_eq!(behind, Err(CardError::PinFirst));
    jpki.verify(PinKind::DigitalSignature, made_up::DIGITAL_SIGNATURE_PIN.as_bytes()).unwrap();
    let der = jpki.certificate(Purpose::DigitalSignature).unwrap();
    let signature = jpki.sign(Purpose::DigitalSignature, CHALLENGE).unwrap();
    assert!(DigitalCertificate::parse(&der).unwrap().verify_signature_over(CHALLENGE, &signature));
    for purpose in [Purpose::UserAuthentication, Purpose::DigitalSignature] {
        DigitalCertificate::parse(&jpki.ca_certificate(purpose).unwrap()).unwrap();
    }
}

fn tries_left(card: &mut VirtualCard) -> [u8; 2] {
    let mut card = MyNumberCard::open(card.channel(), Layout::FIRST).unwrap();
    [PinKind::UserAuthentication, PinKind::DigitalSignature]
        .map(|kind| card.jpki().tries_left(kind).unwrap())
}

/// The reads of a certificate of a length: by 256 bytes, the last as long as the rest.
fn reads(length: usize) -> String {
    (0..length).step_by(256).fold(String::new(), |table, at| {
        let part = (length - at).min(256);
        format!("{table}00B0{at:04X}{:02X} < {part} 9000\n", part % 256)
    })
}

/// The lines of a table without spaces and remarks, as a listener hears them.
fn lines(table: &str) -> Vec<String> {
    let said = table.lines().map(|line| line.split('#').next().unwrap().trim());
    said.filter(|line| !line.is_empty())
        .map(|line| {
            let (command, answer) = line.split_once(" < ").unwrap();
            format!("{} < {answer}", command.replace(' ', ""))
        })
        .collect()
}
