//! What the client sends to a card, and what it never sends, with a card that follows a script.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "script/mod.rs"]
#[expect(dead_code, reason = "the listener is for the receptions")]
mod script;

use card::layout::Layout;
use card::reading::{CardError, LastTry, MyNumberCard, NumberB, PinError, PinKind, TokenKind};
use card::{Channel, ChannelError};
use pki::Purpose;
use script::{Script, hex};

const WAKE: &str = "00A40000 < 6A86\n";
const JPKI: &str = "00A4040C0A D392F000260100000001 < 9000\n";

fn open(script: &str) -> MyNumberCard<'static> {
    MyNumberCard::open(Script::new(&format!("{WAKE}{script}")), Layout::FIRST).unwrap()
}

#[test]
fn the_first_answer_of_a_card_means_nothing() {
    for status in ["6F00", "6A86", "9000"] {
        let script = Script::new(&format!("00A40000 < {status}"));
        assert_eq!(MyNumberCard::open(script, Layout::FIRST).unwrap().commands(), 1);
    }
}

#[test]
fn a_pin_is_sent_once_or_not_at_all() {
    check_pins(
        "
        kind                pin                left   last   answer  outcome
        UserAuthentication  1234               63C3   Keep   9000    verified
        UserAuthentication  1234               63C3   Keep   63C2    Wrong { left: 2 }
        UserAuthentication  1234               63C2   Keep   63C1    Wrong { left: 1 }
        UserAuthentication  1234               63C1   Keep   -       LastTry
        UserAuthentication  1234               63C1   Spend  9000    verified
        UserAuthentication  1234               63C1   Spend  63C0    Blocked
        UserAuthentication  1234               63C2   Keep   6984    Blocked
        UserAuthentication  1234               63C0   Keep   -       Blocked
        UserAuthentication  1234               63C0   Spend  -       Blocked
        UserAuthentication  1234               6984   Spend  -       Blocked
        UserAuthentication  1234               6983   Spend  -       Blocked
        UserAuthentication  1234               63C3   Keep   6F00    Card(Refused(6F00))
        UserAuthentication  1234               9000   Keep   -       Card(Refused(9000))
        UserAuthentication  1234               63C3   Keep   gone    Card(Channel(Removed))
        UserAuthentication  1234               gone   Keep   -       Card(Channel(Removed))
        UserAuthentication  123                -      Spend  -       Form
        UserAuthentication  12345              -      Spend  -       Form
        UserAuthentication  12A4               -      Spend  -       Form
        DigitalSignature    PASSW0             63C5   Keep   9000    verified
        DigitalSignature    PASSW              -      Keep   -       Form
        DigitalSignature    PASSW0RDPASSW0RD   63C5   Keep   63C4    Wrong { left: 4 }
        DigitalSignature    PASSW0RDPASSW0RD1  -      Keep   -       Form
        DigitalSignature    passw0rd           -      Keep   -       Form
        DigitalSignature    PASSW-RD           -      Keep   -       Form
        ",
    );
}

#[track_caller]
fn check_pins(table: &str) {
    for row in table.lines().skip(2).filter(|row| !row.trim().is_empty()) {
        let mut words = row.split_whitespace();
        let [kind, pin, left, last, answer] = std::array::from_fn(|_| words.next().unwrap());
        let outcome = words.collect::<Vec<_>>().join(" ");
        let (kind, file) = match kind {
            "UserAuthentication" => (PinKind::UserAuthentication, "0018"),
            _ => (PinKind::DigitalSignature, "001B"),
        };
        let last = if last == "Keep" { LastTry::Keep } else { LastTry::Spend };

        let asked = format!("{JPKI}00A4020C02{file} < 9000\n00200080 < {left}\n");
        let length = pin.len();
        let sent = format!("00200080{length:02X}{} < {answer}\n", hex(pin.as_bytes()));
        let script = match (left, answer) {
            ("-", _) => String::new(),
            (_, "-") => asked,
            (_, _) => asked + &sent,
        };
        let found = match open(&script).jpki().verify_with(kind, pin.as_bytes(), last) {
            Ok(()) => "verified".to_owned(),
            Err(error) => format!("{error:?}"),
        };
        assert_eq!(found, outcome, "{row}");
    }
}

#[test]
fn tries_are_asked_for_once_until_one_is_spent() {
    let mut card = open(&format!(
        "{JPKI}
        00A4020C020018 < 9000
        00200080       < 63C3
        0020008004 39393939 < 63C2
        0020008004 39393938 < 63C1
        0020008004 31323334 < 9000
        00200080       < 63C3
        "
    ));
    let mut jpki = card.jpki();
    let kind = PinKind::UserAuthentication;
    assert_eq!(jpki.tries_left(kind), Ok(3));
    assert_eq!(jpki.tries_left(kind), Ok(3));
    assert_eq!(jpki.verify(kind, b"9999"), Err(PinError::Wrong { left: 2 }));
    assert_eq!(jpki.tries_left(kind), Ok(2));
    assert_eq!(jpki.verify(kind, b"9998"), Err(PinError::Wrong { left: 1 }));
    assert_eq!(jpki.verify(kind, b"9997"), Err(PinError::LastTry));
    assert_eq!(jpki.verify_with(kind, b"1234", LastTry::Spend), Ok(()));
    assert_eq!(jpki.tries_left(kind), Ok(3), "the card is asked again after a PIN was right");
}

#[test]
fn a_file_is_read_once_and_to_its_end() {
    // The object announces its length; what follows it is filler.
    for (length, reads) in [
        (252, "00B0000000 < 308200FC 252*05 9000"),
        (250, "00B0000000 < 308200FA 250*05 2*FF 9000"),
        (253, "00B0000000 < 308200FD 252*05 9000\n00B0010001 < 05 9000"),
        (508, "00B0000000 < 308201FC 252*05 9000\n00B0010000 < 256*05 9000"),
        // A card may give less than it is asked for.
        (
            508,
            "00B0000000 < 308201FC 252*05 9000\n00B0010000 < 16*05 9000\n00B00110F0 < 240*05 9000",
        ),
        (3, "00B0000000 < 3003 050505 9000"),
        (130, "00B0000000 < 308182 130*05 9000"),
    ] {
        let mut card = open(&format!("{JPKI}00A4020C02000A < 9000\n{reads}"));
        let first = card.jpki().certificate(Purpose::UserAuthentication).unwrap();
        let sent = card.commands();
        assert!(first.ends_with(&vec![5; length]), "{reads}");
        assert_eq!(first, card.jpki().certificate(Purpose::UserAuthentication).unwrap());
        assert_eq!(card.commands(), sent, "the second time from memory");
    }
}

#[test]
fn a_file_that_makes_no_sense_is_refused() {
    for (answer, wanted) in [
        ("9000", CardError::Malformed("file")),
        ("30 9000", CardError::Malformed("file length")),
        ("3080 0000 9000", CardError::Malformed("file length")),
        ("3085 0000000001 9000", CardError::Malformed("file length")),
        // READ BINARY cannot reach beyond 32 KiB.
        ("30828000 252*05 9000", CardError::Malformed("file length")),
        ("3084FFFFFFFF 250*05 9000", CardError::Malformed("file length")),
        ("308200FC 253*05 9000", CardError::Malformed("file")),
        ("6982", CardError::PinFirst),
        ("6F00", CardError::Refused(card::apdu::StatusWord::FAILURE)),
        ("90", CardError::Channel(ChannelError::Removed)),
        ("gone", CardError::Channel(ChannelError::Removed)),
    ] {
        let mut card = open(&format!("{JPKI}00A4020C02000A < 9000\n00B0000000 < {answer}"));
        let found = card.jpki().certificate(Purpose::UserAuthentication);
        assert_eq!(found, Err(wanted), "{answer}");
    }
}

#[test]
fn after_the_card_is_gone_nothing_is_sent() {
    let mut card = open(&format!("{JPKI}00A4020C020018 < 9000\n00200080 < gone"));
    let gone = CardError::Channel(ChannelError::Removed);
    assert_eq!(card.jpki().tries_left(PinKind::UserAuthentication), Err(gone.clone()));
    assert_eq!(
        card.jpki().verify(PinKind::UserAuthentication, b"1234"),
        Err(PinError::Card(gone.clone()))
    );
    assert_eq!(card.jpki().token(), Err(gone.clone()));
    assert_eq!(card.common().card_number(), Err(gone));
    assert_eq!(card.commands(), 4);
}

#[test]
fn what_lies_there_is_said_by_its_label() {
    for (label, kind) in [
        ("JPKIAPICCTOKEN2", TokenKind::MyNumberCard),
        ("JPKIAPICCTOKEN", TokenKind::ResidentCard),
        ("JPKIAPGPSETOKEN", TokenKind::AndroidPhone),
        ("JPKIAPIOSTOKEN", TokenKind::IPhone),
        ("JPKIAPICCTOKEN3", TokenKind::Unknown),
        ("", TokenKind::Unknown),
    ] {
        let label = hex(format!("{label:32}").as_bytes());
        let mut card = open(&format!("{JPKI}00A4020C020006 < 9000\n00B0000020 < {label} 9000"));
        assert_eq!(card.jpki().token(), Ok(kind));
        let is_card = kind == TokenKind::MyNumberCard;
        let wanted = if is_card { Ok(()) } else { Err(CardError::OtherToken(kind)) };
        assert_eq!(card.jpki().require_card(), wanted);
    }
}

#[test]
fn another_card_is_not_a_my_number_card() {
    let mut card = open("00A4040C0A D392F000260100000001 < 6A82");
    assert_eq!(card.jpki().token(), Err(CardError::NotMyNumberCard));
}

#[test]
fn a_child_has_no_certificate_for_signatures() {
    let mut card = open(&format!("{JPKI}00A4020C020001 < 6A82"));
    let found = card.jpki().certificate(Purpose::DigitalSignature);
    assert_eq!(found, Err(CardError::NoFile(card::layout::FileId(1))));
}

#[test]
fn the_card_number_is_a_record() {
    let digits = hex(b"3000000000012341320120350217");
    let common = "00A4040C0A D3921000310001010100 < 9000\n00A4020C020001 < 9000\n";
    let mut card = open(&format!("{common}00B2010400 < 011C {digits} 9000"));
    let number = card.common().card_number().unwrap();
    assert_eq!(number.number, "300000000001234");
    assert_eq!(number.municipality, "13201");
    assert_eq!(number.expires_on.to_string(), "2035-02-17");

    for record in ["011C", "011B 27*30", "011C 28*30", "021C 28*31", "011C 28*41"] {
        let mut card = open(&format!("{common}00B2010400 < {record} 9000"));
        assert_eq!(card.common().card_number(), Err(CardError::Malformed("card number")));
    }
}

#[test]
fn number_b_is_what_is_printed() {
    for (birth, expires, wanted) in [
        ("1926-12-24", "2026-04-01", "15122420261234"),
        ("1926-12-25", "2026-04-01", "01122520261234"),
        ("1955-02-17", "2035-02-17", "30021720351234"),
        ("1989-01-07", "2030-01-07", "64010720301234"),
        ("1989-01-08", "2030-01-08", "01010820301234"),
        ("2019-04-30", "2029-04-30", "31043020291234"),
        ("2019-05-01", "2029-05-01", "01050120291234"),
    ] {
        let number =
            NumberB::printed(birth.parse().unwrap(), expires.parse().unwrap(), "1234").unwrap();
        assert_eq!(number.digits(), wanted.as_bytes(), "{birth}");
        assert_eq!(format!("{number:?}"), "NumberB");
    }
    assert!(NumberB::parse("3002172035123").is_err());
    assert!(NumberB::parse("3002172035123a").is_err());
}

/// A card that answers with whatever it is given, until nothing is left.
struct AnyCard<'a>(&'a [u8]);

impl Channel for AnyCard<'_> {
    fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, ChannelError> {
        let (&length, rest) = self.0.split_first().ok_or(ChannelError::Removed)?;
        let (answer, rest) = rest.split_at(rest.len().min(usize::from(length)));
        self.0 = rest;
        let mut answer = answer.to_vec();
        // Mostly well, so that the talk goes on.
        if length % 4 != 0 {
            answer.extend([0x90, 0x00]);
        }
        Ok(answer)
    }
}

#[test]
fn whatever_a_card_answers_the_visit_ends() {
    bolero::check!().for_each(|answers: &[u8]| {
        let Ok(mut card) = MyNumberCard::open(AnyCard(answers), Layout::FIRST) else { return };
        let number = NumberB::parse("30021720351234").unwrap();
        let _ = card.jpki().require_card();
        let _ = card.jpki().certificate(Purpose::UserAuthentication);
        let _ = card.jpki().verify(PinKind::UserAuthentication, b"1234");
        let _ = card.jpki().sign(Purpose::UserAuthentication, b"challenge");
        let _ = card.face().open_with(&number);
        let _ = card.face().record();
        let _ = card.face().prove(b"challenge");
        let _ = card.text().open_with_pin(b"1234");
        let _ = card.text().attributes();
        let _ = card.text().my_number();
        let _ = card.common().card_number();
    });
}
