//! The card on a virtual reader: a listener plays pcscd and checks every frame.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use card::virtual_card::VirtualCard;
use card::vpcd;

use super::conversation::{bytes, hex};

/// Orders of the reader.
const OFF: &str = "00";
const ON: &str = "01";
const RESET: &str = "02";
const TELL_ATR: &str = "04";

const ATR: &str = "3BE000FF8131FE4514";

#[test]
fn the_card_answers_commands_and_orders() {
    let reader = Reader::new();
    let mut slot = reader.accept();
    for (message, answer) in [
        (TELL_ATR, Some(ATR)),
        (ON, None),
        (TELL_ATR, Some(ATR)),
        ("00A40000", Some("6A86")),
        ("00A4040C0AD392F000260100000001", Some("9000")),
        ("00200098", Some("63C3")),
        ("002000980431323334", Some("9000")),
        (RESET, None),
        (TELL_ATR, Some(ATR)),
        ("00A4040C0AD392F000260100000001", Some("9000")),
        ("00200098", Some("63C3")),
        // An order this protocol does not have.
        ("07", None),
        (OFF, None),
        (ON, None),
        ("00A40000", Some("6A86")),
        ("00", None),
    ] {
        slot.send(message);
        if let Some(answer) = answer {
            assert_eq!(slot.receive(), answer, "{message}");
        }
    }
    reader.stop();
}

#[test]
fn what_was_given_survives_a_reset_and_goes_with_the_power_or_the_reader() {
    let reader = Reader::new();
    let mut slot = reader.accept();
    let tells = |slot: &mut Slot, message: &str| {
        slot.send(message);
        slot.receive()
    };
    let select = "00A4040C0AD392F000260100000001";
    let sign = "802A0097015800";
    assert_eq!(tells(&mut slot, select), "9000");
    assert_eq!(tells(&mut slot, "002000980431323334"), "9000");
    slot.send(RESET);
    assert_eq!(tells(&mut slot, select), "9000");
    assert_eq!(tells(&mut slot, sign).len(), 2 * 258);
    slot.send(OFF);
    slot.send(ON);
    assert_eq!(tells(&mut slot, select), "9000");
    assert_eq!(tells(&mut slot, sign), "6982");
    assert_eq!(tells(&mut slot, "002000980431323334"), "9000");
    // The reader is unplugged, and plugged in again: the card comes by itself.
    drop(slot);
    let mut slot = reader.accept();
    assert_eq!(tells(&mut slot, select), "9000");
    assert_eq!(tells(&mut slot, sign), "6982");
    reader.stop();
}

#[test]
fn frames_may_come_in_pieces_or_several_at_once() {
    let reader = Reader::new();
    let mut slot = reader.accept();
    // Longer apart than the card's patience, so that it looks up between them.
    for piece in [&[0x00][..], &[0x04, 0x00], &[0xA4, 0x00, 0x00, 0x00, 0x01], &[0x04]] {
        slot.0.write_all(piece).unwrap();
        thread::sleep(Duration::from_millis(150));
    }
    assert_eq!([slot.receive(), slot.receive()], ["6A86", ATR]);
    // Answers come in the order of the questions: a poll does not overtake a signature.
    for message in [
        "00A4040C0AD3921000310001010402",
        "802A0000015800",
        TELL_ATR,
        "00A4040C07A0000001510000",
        "00CA00F8000000",
        TELL_ATR,
    ] {
        slot.send(message);
    }
    let lengths: Vec<usize> = (0..6).map(|_| slot.receive().len() / 2).collect();
    assert_eq!(lengths, [2, 258, 9, 2, 577, 9]);
    reader.stop();
}

#[test]
fn a_card_waits_for_its_reader_and_stops_when_told() {
    // A port nobody listens on.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let stop = AtomicBool::new(false);
    let mut card = VirtualCard::made_up().unwrap();
    thread::scope(|scope| {
        let serving = scope.spawn(|| vpcd::serve(&mut card, free, &stop));
        thread::sleep(Duration::from_millis(700));
        assert!(!serving.is_finished());
        stop.store(true, Ordering::Relaxed);
        let asked = Instant::now();
        serving.join().unwrap().unwrap();
        assert!(asked.elapsed() < Duration::from_secs(2));
    });
    assert!(vpcd::serve(&mut card, "no address", &AtomicBool::new(true)).is_err());
}

/// pcscd's side, with a card that comes to it.
struct Reader {
    listener: TcpListener,
    stop: Arc<AtomicBool>,
    card: JoinHandle<()>,
}

impl Reader {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stop);
        let card = thread::spawn(move || {
            let mut card = VirtualCard::made_up().unwrap();
            vpcd::serve(&mut card, address, &told).unwrap();
        });
        Self { listener, stop, card }
    }

    /// The slot with the card in it.
    fn accept(&self) -> Slot {
        let (stream, _) = self.listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        Slot(stream)
    }

    fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.card.join().unwrap();
    }
}

struct Slot(TcpStream);

impl Slot {
    fn send(&mut self, message: &str) {
        let body = bytes(message);
        let length = u16::try_from(body.len()).unwrap().to_be_bytes();
        self.0.write_all(&[&length[..], &body].concat()).unwrap();
    }

    fn receive(&mut self) -> String {
        let mut length = [0; 2];
        self.0.read_exact(&mut length).unwrap();
        let mut body = vec![0; usize::from(u16::from_be_bytes(length))];
        self.0.read_exact(&mut body).unwrap();
        hex(&body)
    }
}
