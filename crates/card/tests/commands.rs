//! Commands and status words as bytes.

use card::apdu::{Command, CommandError, StatusWord};

#[test]
fn the_seven_forms_of_a_command() {
    for (data, expected, start, length) in [
        (0, None, "00200080", 4),
        (0, Some(1), "0020008001", 5),
        (0, Some(256), "0020008000", 5),
        (1, None, "0020008001", 6),
        (255, None, "00200080FF", 260),
        (1, Some(256), "0020008001", 7),
        (0, Some(257), "00200080000101", 7),
        (0, Some(65_536), "00200080000000", 7),
        (256, None, "00200080000100", 263),
        (1, Some(65_536), "00200080000001", 10),
        (65_535, Some(65_536), "0020008000FFFF", 65_544),
    ] {
        let mut command = Command::new(0x00, 0x20, [0x00, 0x80]).with(&vec![7; data]);
        command.expected = expected;
        let bytes = command.to_bytes();
        let found = bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02X}"));
        assert!(found.starts_with(start), "{found}, want {start}");
        assert_eq!(bytes.len(), length, "{start}");
        assert_eq!(Command::parse(&bytes), Ok(command), "{start}");
    }
}

#[test]
fn lengths_that_do_not_add_up() {
    for (bytes, wanted) in [
        (&[][..], CommandError::NoHeader(0)),
        (&[0, 0x20, 0], CommandError::NoHeader(3)),
        (&[0, 0x20, 0, 0x80, 2, 1], CommandError::Length(2)),
        (&[0, 0x20, 0, 0x80, 1, 1, 0, 0], CommandError::Length(4)),
        (&[0, 0x20, 0, 0x80, 0, 1], CommandError::Length(2)),
        (&[0, 0x20, 0, 0x80, 0, 0, 2, 1], CommandError::Length(4)),
        (&[0, 0x20, 0, 0x80, 0, 0, 0, 1], CommandError::Length(4)),
        (&[0, 0x20, 0, 0x80, 0, 0, 1, 1, 1], CommandError::Length(5)),
    ] {
        assert_eq!(Command::parse(bytes), Err(wanted), "{bytes:?}");
    }
}

#[test]
fn a_command_does_not_show_its_pin() {
    let command = Command::new(0x00, 0x20, [0x00, 0x80]).with(b"1234");
    assert_eq!(format!("{command:?}"), "00200080 4 bytes");
}

#[test]
fn tries_left_in_a_status_word() {
    for (word, left) in [
        (0x63C0, Some(0)),
        (0x63C1, Some(1)),
        (0x63CF, Some(15)),
        (0x6983, Some(0)),
        (0x6984, Some(0)),
        (0x6300, None),
        (0x63D0, None),
        (0x6985, None),
        (0x9000, None),
    ] {
        assert_eq!(StatusWord(word).tries_left(), left, "{word:04X}");
    }
    assert_eq!(StatusWord::tries(3), StatusWord(0x63C3));
}

#[test]
fn any_bytes_are_a_command_that_reads_back_or_none() {
    bolero::check!().for_each(|bytes: &[u8]| {
        if let Ok(command) = Command::parse(bytes) {
            let again = Command::parse(&command.to_bytes()).unwrap();
            assert_eq!(again, command);
        }
    });
}
