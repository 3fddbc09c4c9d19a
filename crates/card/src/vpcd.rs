//! A virtual card on a PC/SC reader: the card side of vpcd, the virtual reader of vsmartcard.
//!
//! pcscd listens, and the card comes to it over TCP. Each message is a length of two bytes and a
//! body. A body of one byte is an order (power off, power on, reset, tell the answer to reset),
//! any longer one a command.
//!
//! One thread answers in the order it is asked. The protocol has no numbers to tell answers apart,
//! so nothing could be gained by answering a poll before the signature that was asked for first;
//! a signature takes a few milliseconds, and a poll comes every 400.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::virtual_card::{ANSWER_TO_RESET, VirtualCard};

/// The port of the first slot of vpcd.
pub const PORT: u16 = 35_963;

/// How long nothing may come before it is looked whether to stop.
const PATIENCE: Duration = Duration::from_millis(100);

/// How long to wait before a reader that is not there is called again.
const CALL_AGAIN: Duration = Duration::from_millis(500);

/// How long the reader may take to accept an answer.
const DELIVERY: Duration = Duration::from_secs(5);

/// Lays a card on a virtual reader until it is told to stop, and lays it down again whenever the
/// reader went away: pcscd may start later than the card, and again.
///
/// # Errors
///
/// The address cannot be understood. A reader that is not there is none.
pub fn serve(
    card: &mut VirtualCard,
    address: impl ToSocketAddrs,
    stop: &AtomicBool,
) -> io::Result<()> {
    let addresses: Vec<_> = address.to_socket_addrs()?.collect();
    while !stop.load(Ordering::Relaxed) {
        // Whatever ends a connection, the card is lifted off, and laid down again.
        let ended = TcpStream::connect(&*addresses).and_then(|stream| lie_on(card, stream, stop));
        card.power_off();
        if ended.is_err() && !stop.load(Ordering::Relaxed) {
            thread::sleep(CALL_AGAIN);
        }
    }
    Ok(())
}

/// Answers a reader until it goes away or the card is to stop.
fn lie_on(card: &mut VirtualCard, stream: TcpStream, stop: &AtomicBool) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(DELIVERY))?;
    let mut messages = Messages { stream, received: Zeroizing::default() };
    while !stop.load(Ordering::Relaxed) {
        let Some(message) = messages.next()? else { continue };
        if let Some(answer) = answer(card, &message) {
            messages.send(&answer)?;
        }
    }
    Ok(())
}

/// What a message gets back. Orders that change the power get nothing.
fn answer(card: &mut VirtualCard, message: &[u8]) -> Option<Vec<u8>> {
    match *message {
        [0x00] => {
            card.power_off();
            None
        }
        [0x02] => {
            card.reset();
            None
        }
        [0x04] => Some(ANSWER_TO_RESET.to_vec()),
        // On (01): a card without power wakes at its next command, one with power does not notice.
        // Any other is no order of this protocol.
        [] | [_] => None,
        [..] => Some(card.transmit(message)),
    }
}

/// The messages of a connection.
struct Messages {
    stream: TcpStream,
    /// What came and is not a whole message yet: a timeout may fall into the middle of one.
    received: Zeroizing<Vec<u8>>,
}

impl Messages {
    /// The next message, if one came in time.
    fn next(&mut self) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        loop {
            if let Some(message) = self.whole() {
                return Ok(Some(message));
            }
            let mut bytes = [0; 4096];
            self.acknowledge_at_once();
            match self.stream.read(&mut bytes) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => self.received.extend_from_slice(&bytes[..count]),
                Err(error) if is_early(&error) => return Ok(None),
                Err(error) => return Err(error),
            }
        }
    }

    /// The reader sends length and body apart, and waits with the body for an acknowledgement,
    /// which the system puts off for 40 ms: a second for each reception. The system forgets this
    /// wish now and then, so it is said before every read.
    fn acknowledge_at_once(&self) {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        // A system that will not is only slower.
        let _ = socket2::SockRef::from(&self.stream).set_tcp_quickack(true);
    }

    fn whole(&mut self) -> Option<Zeroizing<Vec<u8>>> {
        let (&length, rest) = self.received.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(length));
        let message = Zeroizing::new(rest.get(..length)?.to_vec());
        self.received.drain(..2 + length);
        Some(message)
    }

    /// Sends in one piece, so that an answer is one segment on its way.
    fn send(&mut self, body: &[u8]) -> io::Result<()> {
        let length = u16::try_from(body.len()).map_err(|_| io::ErrorKind::InvalidData)?;
        let mut message = Vec::with_capacity(2 + body.len());
        message.extend(length.to_be_bytes());
        message.extend_from_slice(body);
        self.stream.write_all(&message)
    }
}

/// Whether nothing came in time, and nothing else is wrong.
fn is_early(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    [WouldBlock, TimedOut, Interrupted].contains(&error.kind())
}
