//! Whatever comes in, reading ends without a panic.

use interchange::members::CorrectionFile;

use super::{HEADER, ROW, SOCIETY, open, read};

#[test]
fn arbitrary_bytes_are_read_to_their_end() {
    bolero::check!().with_type::<Vec<u8>>().for_each(|bytes| {
        for start in [&b""[..], b"PK\x03\x04", HEADER.as_bytes()] {
            read_to_end([start, bytes].concat());
        }
        let header = [HEADER, "\r\n"].concat();
        read_to_end([header.as_bytes(), bytes].concat());
        let header = encoding_rs::SHIFT_JIS.encode(&header).0.into_owned();
        read_to_end([&header, &bytes[..]].concat());
        // As much of a real row as the bytes leave, so that values are reached.
        let row: Vec<u8> = ROW
            .bytes()
            .zip(bytes.iter().chain(&[0; 200]))
            .map(
                |(it, change)| {
                    if *change > 250 { b",\"\n0"[usize::from(*change) % 4] } else { it }
                },
            )
            .collect();
        read_to_end([[HEADER, "\n"].concat().as_bytes(), &row, b"\n", &row].concat());
    });
}

#[test]
fn an_arbitrary_value_in_any_column_is_read_or_refused() {
    bolero::check!().with_type::<(u8, String)>().for_each(|(place, value)| {
        let mut fields: Vec<&str> = ROW.split(',').collect();
        let place = usize::from(*place) % fields.len();
        let quoted = format!("\"{}\"", value.replace('"', "\"\""));
        fields[place] = &quoted;
        let (members, refusals) = read(format!("{HEADER}\n{}\n{ROW}\n", fields.join(",")));
        assert_eq!(members.len() + refusals.len(), 2);
        assert_eq!(members.last().unwrap().line, 3);
    });
}

/// Reads all there is and writes what is refused.
fn read_to_end(bytes: Vec<u8>) {
    let Ok(mut list) = open(bytes, SOCIETY) else { return };
    let mut file = CorrectionFile::create(Vec::new(), list.header()).unwrap();
    let mut line = 1;
    while let Some(row) = list.next_row().unwrap() {
        let read = match row {
            Ok(member) => member.line,
            Err(refusal) => {
                file.add(list.fields(), &refusal).unwrap();
                refusal.line
            }
        };
        assert!(read > line);
        line = read;
    }
    file.finish().unwrap();
    let (done, total) = list.progress();
    assert_eq!(done, total);
}
