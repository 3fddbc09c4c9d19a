//! A conversation with a card as a text table: `> command < answer`, both in hexadecimal.
//!
//! `[256]` in an answer stands for so many bytes whose value is of no matter here, `..` in a
//! command for 32 bytes of a hash.

use card::virtual_card::VirtualCard;

/// Sends the commands of a table to the card and holds its answers against it. What follows `#`
/// is a remark.
#[track_caller]
pub(super) fn check(card: &mut VirtualCard, table: &str) {
    for row in table.lines() {
        let row = row.split('#').next().unwrap().trim();
        match row {
            "" => {}
            "power off" => card.power_off(),
            "reset" => card.reset(),
            _ => check_row(card, row),
        }
    }
}

#[track_caller]
fn check_row(card: &mut VirtualCard, row: &str) {
    let (command, wanted) = row.strip_prefix('>').unwrap().split_once('<').unwrap();
    let answer = card.transmit(&bytes(command));
    let found = hex(&answer);
    assert!(fits(&found, wanted), "{row}\n  found {found}");
}

/// Whether an answer is as the table has it.
fn fits(found: &str, wanted: &str) -> bool {
    let mut rest = found;
    for word in wanted.split_whitespace() {
        if let Some(count) = word.strip_prefix('[').and_then(|word| word.strip_suffix(']')) {
            let length = 2 * count.parse::<usize>().unwrap();
            if rest.len() < length {
                return false;
            }
            rest = &rest[length..];
        } else if let Some(after) = rest.strip_prefix(word) {
            rest = after;
        } else {
            return false;
        }
    }
    rest.is_empty()
}

/// The bytes of hexadecimal digits, spaces aside.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    let text: String = text.replace("..", &"5A".repeat(32)).split_whitespace().collect();
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

/// The hexadecimal digits of bytes.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02X}").unwrap();
        text
    })
}

/// Sends a command and gives the data of its answer, which must be a success.
#[track_caller]
pub(super) fn data(card: &mut VirtualCard, command: &str) -> Vec<u8> {
    let mut answer = card.transmit(&bytes(command));
    assert_eq!(answer.split_off(answer.len() - 2), [0x90, 0x00], "{command}");
    answer
}

/// Selects a file of an application and reads all of it.
#[track_caller]
pub(super) fn file(card: &mut VirtualCard, id: u16) -> Vec<u8> {
    data(card, &format!("00A4020C02 {id:04X}"));
    let mut bytes = Vec::new();
    loop {
        let offset = bytes.len();
        let [high, low] = u16::try_from(offset).unwrap().to_be_bytes();
        let mut answer = card.transmit(&[0x00, 0xB0, high, low, 0x00]);
        match answer.split_off(answer.len() - 2)[..] {
            [0x90, 0x00] => bytes.extend(answer),
            [0x6B, 0x00] => return bytes,
            _ => panic!("file {id:04X} at {offset}"),
        }
    }
}

pub(super) const JPKI: &str = "00A4040C0A D392F000260100000001";
pub(super) const FACE: &str = "00A4040C0A D3921000310001010402";
pub(super) const TEXT: &str = "00A4040C0A D3921000310001010408";
pub(super) const COMMON: &str = "00A4040C0A D3921000310001010100";
