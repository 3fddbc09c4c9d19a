//! Selecting and reading.

use card::virtual_card::VirtualCard;

use super::conversation::{FACE, JPKI, bytes, check, data, file, hex};

#[test]
fn an_application_is_selected_by_its_name_or_a_part_of_it() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4040C0A D392F000260100000001  < 9000
        > 00A4040C0A D3921000310001010402  < 9000
        > 00A4040C0A D3921000310001010408  < 9000
        > 00A4040C0A D3921000310001010401  < 9000
        > 00A4040C0A D3921000310001010100  < 9000
        > 00A4040C07 A0000001510000        < 9000
        > 00A4040C02 D392                  < 9000  # the first that begins so: the certificates
        > 00A4020C02 000A                  < 9000
        > 00A4040C0B D392F00026010000000100 < 6A82 # longer than the name
        > 00A4040C0A D392F000260100000002  < 6A82
        > 00B0000004                       < 3082 [2] 9000  # an unknown name changes nothing
        > 00A4040C                         < 6700
        > 00A4040C11 D392F000260100000001000000000000 00 < 6700
        > 00A4050C0A D392F000260100000001  < 6A86
        > 00A4040C0A D392F000260100000001 00 < 9000
    ",
    );
}

#[test]
fn a_file_is_selected_by_its_identifier_within_an_application() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4020C02 000A < 6A82   # no application yet
        > 00B0000000      < 6986
        > 00A4040C0A D392F000260100000001 < 9000
        > 00B0000000      < 6986   # no file yet
        > 00A4020C02 0003 < 6A82
        > 00A4020C02 000A < 9000
        > 00A4020C01 0A   < 6700
        > 00A4020C02 0018 < 9000
        > 00B0000000      < 6981   # a secret
        > 00A4020C02 0017 < 9000
        > 00B0000000      < 6981   # a key
        > 00B2010400      < 6981
        > 00A4040C0A D392F000260100000001 < 9000
        > 00B0000000      < 6986   # selecting the application again forgets the file
    ",
    );
}

#[test]
fn the_master_file_is_not_there_and_does_no_harm() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A40000          < 6A86
        > 00A40000023F00    < 6A82
        > 00A4040C0A D392F000260100000001 < 9000
        > 00A4020C02 000A   < 9000
        > 00A40000          < 9000  # without effect
        > 00A40000023F00    < 6A82
        > 00B0000002        < 3082 9000
        > 00A4040C07 A0000001510000 < 9000
        > 00A40000          < 6A86
    ",
    );
}

#[test]
fn a_file_is_read_at_any_offset() {
    let mut card = VirtualCard::made_up().unwrap();
    check(&mut card, &format!("> {JPKI} < 9000\n> 00A4020C02 000A < 9000"));
    let certificate = file(&mut card, 0x0A);
    let length = certificate.len();
    for (command, from, to) in [
        ("00B0000004".to_owned(), 0, 4),
        ("00B0000000".to_owned(), 0, 256),
        ("00B0000100".to_owned(), 1, 257),
        ("00B0000700".to_owned(), 7, 263),
        ("00B0010700".to_owned(), 263, 519),
        ("00B08A0004".to_owned(), 0, 4), // by its short identifier
        ("00B08A0700".to_owned(), 7, 263),
        ("00B08AFF00".to_owned(), 255, 511),
        (format!("00B0{:04X}00", length - 3), length - 3, length), // what is left
        (format!("00B0{:04X}01", length - 1), length - 1, length),
    ] {
        assert_eq!(hex(&data(&mut card, &command)), hex(&certificate[from..to]), "{command}");
    }
    check(
        &mut card,
        &format!(
            "
        > 00B0{length:04X}00   < 6B00  # at its end
        > 00B07FFF00           < 6B00
        > 00B0000000000001     < 6700  # no data goes with it
        > 00B00000             < 6700
        > 00B00000000101       < 6700  # extended lengths are for data objects
        > 00B0EA0000           < 6A86
        > 00B0830000           < 6A82
        > 00B0800000           < 6A82
        > 00B0980000           < 6981
    "
        ),
    );
}

#[test]
fn what_is_free_and_what_is_behind_a_secret() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4040C0A D392F000260100000001 < 9000
        > 00B0810004 < 6982          # the certificate for signatures
        > 00B0820004 < 3082 [2] 9000
        > 00B0860010 < 4A504B494150494343544F4B454E3220 9000  # JPKIAPICCTOKEN2
        > 00B0880000 < 8F8F00 9000
        > 00B08A0004 < 3082 [2] 9000
        > 00B08B0004 < 3082 [2] 9000
        > 0020009804 31323334 < 9000
        > 00B0810004 < 6982          # the other PIN does not open it
        > 0020009B08 5348494B414B5531 < 9000
        > 00B0810004 < 3082 [2] 9000
        > 00A4040C0A D3921000310001010402 < 9000
        > 00B0810000 < 6982
        > 00B0820000 < 6982
        > 00B0830007 < FF3082013BDF31 9000
        > 00B0840008 < 7F2182 0233 5F4E82 9000
        > 00B0850000 < 6982
        > 0020009106 303230313132 < 9000           # the birth date opens its own record alone
        > 00B0810005 < FF1082021E 9000
        > 00B0820000 < 6982
        > 002000920E 3032303131323230333534383231 < 9000  # number B opens the face
        > 00B0820004 < FF2082 [1] 9000
        > 00B0850000 < 6982
        > 002000930C 313233343536373839303138 < 9000      # number A opens My Number too
        > 00B0850004 < FF4082 [1] 9000
        > 00A4040C0A D3921000310001010408 < 9000
        > 00B0810000 < 6982
        > 00B0820000 < 6982
        > 00B0830000 < 6982
        > 00B0840008 < 7F2182 0233 5F4E82 9000
        > 00B0850007 < FF4082009FDF41 9000
        > 00B0860000 < 6982
        > 00B0870000 < 6982
        > 002000950E 3032303131323230333534383231 < 9000  # number B: attributes, not My Number
        > 00B0810000 < 6982
        > 00B0820002 < FF20 9000
        > 00B0830005 < FF3082014B 9000
        > 00A4040C0A D3921000310001010402 < 9000
        > 00A4040C0A D3921000310001010408 < 9000
        > 002000940C 313233343536373839303138 < 9000      # number A: My Number, not attributes
        > 00B0810011 < FF100C 313233343536373839303138 FFFF 9000
        > 00B0820000 < 6982
        > 00A4040C0A D3921000310001010402 < 9000
        > 00A4040C0A D3921000310001010408 < 9000
        > 0020009104 32333435 < 9000                      # the PIN: both
        > 00B0810000 < FF100C 313233343536373839303138 FFFF 9000
        > 00B0820002 < FF20 9000
        > 00B0860005 < A182010990 9000
        > 00B0870005 < FF50820213 9000
    ",
    );
}

#[test]
fn the_card_number_is_a_record() {
    let record = "011C 393130303030303030303030303137 3939313031 3230333530313132";
    check(
        &mut VirtualCard::made_up().unwrap(),
        &format!(
            "
        > 00B2010C00 < 6986
        > 00A4040C0A D3921000310001010100 < 9000
        > 00B2010400 < 6986
        > 00B2010C00 < {record} 9000
        > 00B2010400 < {record} 9000   # selected by the one before
        > 00B2010500 < {record} 9000   # from 1 to the last
        > 00B2010402 < 011C 9000
        > 00B2020400 < 6A83
        > 00B2000400 < 6A83
        > 00B2010600 < 6A86
        > 00B2010CFF < {record} 9000
        > 00B2011C00 < 6A82
        > 00B20104   < 6700
        > 00B0000000 < 6981
    "
        ),
    );
}

#[test]
fn data_objects_answer_while_no_application_is_selected() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00CA004500 < 393130303030303030303030303137 9000
        > 00CA00F000 < 3939313031 9000
        > 00CA00F200 < 3230333530313132 9000
        > 00CA5F5100 < E000FF8131FE4514 9000
        > 00CA00F800 < 6700                                # too long for a short Le
        > 00CA00F8000000 < 4D0A42105F20105F498201095F4E820129 [297] 5F37820100 [256] 9000
        > 00CA7F21000000 < 4D0A42105F20105F498201095F4E820129 [297] 5F37820100 [256] 9000
        > 00CADF3005 < 6A88
        > 00CA0045   < 6700
        > 00CA004504 < 6700
        > 00CB3FFF035C017E08 < 6D00
        > 00A4040C0A D392F000260100000001 < 9000
        > 00CA004500 < 6A88
        > 00CA5F5100 < E000FF8131FE4514 9000
    ",
    );
}

#[test]
fn a_challenge_has_the_length_asked_for_and_is_new_each_time() {
    let mut card = VirtualCard::made_up().unwrap();
    check(
        &mut card,
        "
        > 0084000001 < [1] 9000
        > 0084000010 < [16] 9000
        > 0084000000 < [256] 9000
        > 00840000   < 6700
        > 0084000100 < 6A86
        > 00840000000101 < 6985
    ",
    );
    assert_ne!(card.transmit(&bytes("0084000010")), card.transmit(&bytes("0084000010")));
}

#[test]
fn other_commands_and_classes_are_unknown() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        &format!(
            "
        > {FACE} < 9000
        > 00000000 < 6D00
        > 00C0000000 < 6D00
        > 0070000001 < 6D00
        > 80A200000100 < 6D00   # a terminal's certificate: not public
        > 80AE000000 < 6D00     # a session key
        > 0032008004 31323334 < 6D00
        > 002A9E9A00 < 6D00
        > 01A4040C0A D392F000260100000001 < 6E00
        > 90B0000000 < 6E00
        > FFCA000000 < 6E00
        > 00A4 < 6700
        > 00A4040C0A D392 < 6700
    "
        ),
    );
}
