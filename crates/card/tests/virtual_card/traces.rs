//! What the programs in use send, in their order, and what they must get. The commands were
//! recorded from them.

use std::fmt::Write as _;

use card::virtual_card::VirtualCard;

use super::conversation::check;

#[test]
fn opensc_tries_other_cards_first_and_is_refused() {
    let mut table = "
        > 00A4040007 627601FF000000                   < 6A82
        > 00A4040006 A00000000101                     < 6A82
        > 00A404000B E82B0601040181C31F0201 00        < 6A82
        > 00A4040C0F D23300000045737445494420763335   < 6A82
        > 00CADF3005                                  < 6A88
        > 00CB3FFF035C017E08                          < 6D00
        > 00A4040009 A00000030800001000 00            < 6A82
        > 00A4040009 A00000030800001000 00            < 6A82
        > 00A4040C07 A000000116DB00 00                < 6A82
        > 00A4040007 A0000000791000 00                < 6A82
        > 00A404000C F276A288BCFBA69D34F31001         < 6A82
        > 00A4040009 A00000039742544659 00            < 6A82
        > 00A4040006 D27600012401 00                  < 6A82
    "
    .to_owned();
    for number in 0..=0x0F {
        writeln!(table, "> 00A4040007 A00000007901{number:02X} 00 < 6A82").unwrap();
    }
    check(&mut VirtualCard::made_up().unwrap(), &table);
}

#[test]
fn opensc_lists_the_certificates() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4040C0A D392F000260100000001 < 9000
        > 00A4020C02 0018 < 9000
        > 00200080        < 63C3
        > 00A4020C02 001B < 9000
        > 00200080        < 63C5
        > 00A4020C02 000A < 9000
        > 00B0000004      < 3082 [2] 9000
        > 00B0000000      < [256] 9000
        > 00B0010000      < [256] 9000
        > 00B0040000      < [256] 9000
        > 00A4020C02 0001 < 9000
        > 00B0000004      < 6982
        > 00A4020C02 000B < 9000
        > 00B0000004      < 3082 [2] 9000
        > 00A4020C02 0002 < 9000
        > 00B0000004      < 3082 [2] 9000
    ",
    );
}

#[test]
fn opensc_signs_with_the_key_for_user_authentication() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4040C0A D392F000260100000001 < 9000
        > 00A4020C02 0018 < 9000
        > 00200080        < 63C3
        > 00200080        < 63C3
        > 00A4020C02 0018 < 9000
        > 0020008004 31323334 < 9000
        > 00A4020C02 0017 < 9000
        > 802A008033 3031300D060960864801650304020105000420 .. 00 < [256] 9000
    ",
    );
}

#[test]
fn opensc_signs_with_the_key_for_signatures_after_giving_the_password_twice() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4040C0A D392F000260100000001 < 9000
        > 00A4020C02 001B < 9000
        > 0020008008 5348494B414B5531 < 9000
        > 0020008008 5348494B414B5531 < 9000
        > 00A4020C02 001A < 9000
        > 802A008033 3031300D060960864801650304020105000420 .. 00 < [256] 9000
        > 00A4020C02 0001 < 9000
        > 00B0000004      < 3082 [2] 9000
    ",
    );
}

#[test]
fn a_wrong_pin_four_times() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4040C0A D392F000260100000001 < 9000
        > 00A4020C02 0018 < 9000
        > 0020008004 30303030 < 63C2
        > 0020008004 30303030 < 63C1
        > 0020008004 30303030 < 63C0
        > 0020008004 30303030 < 6984
    ",
    );
}

#[test]
fn a_reader_that_sends_everything_twice_gets_everything_twice() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4040C0A D392F000260100000001 < 9000
        > 00A4040C0A D392F000260100000001 < 9000
        > 00A4020C02 0018 < 9000
        > 00A4020C02 0018 < 9000
        > 0020008004 30303030 < 63C2   # and so one mistake costs two tries
        > 0020008004 30303030 < 63C1
        > 0020008004 31323334 < 9000
        > 0020008004 31323334 < 9000
        > 00A4020C02 0017 < 9000
        > 00A4020C02 0017 < 9000
        > 802A008033 3031300D060960864801650304020105000420 .. 00 < [256] 9000
        > 802A008033 3031300D060960864801650304020105000420 .. 00 < [256] 9000
    ",
    );
}

#[test]
fn myna_reads_the_token_and_the_certificate_at_odd_offsets() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4040C0A D392F000260100000001 < 9000
        > 00A4020C02 0006 < 9000
        > 00B0000020      < 4A504B494150494343544F4B454E3220 20202020202020202020202020202020 9000
        > 00A4020C02 000A < 9000
        > 00B0000007      < 3082 [5] 9000
        > 00B0000700      < [256] 9000
        > 00B0010700      < [256] 9000
        > 00B0030700      < [256] 9000
    ",
    );
}

#[test]
fn myna_reads_my_number_and_the_photo() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4040C0A D3921000310001010408 < 9000
        > 00A4020C02 0011     < 9000
        > 0020008004 32333435 < 9000
        > 00A4020C02 0001     < 9000
        > 00B0000011          < FF100C 313233343536373839303138 FFFF 9000
        > 00A4040C0A D3921000310001010402 < 9000
        > 00A4020C02 0013     < 9000
        > 002000800C 313233343536373839303138 < 9000
        > 00A4020C02 0002     < 9000
        > 00B0000007          < FF2082 [2] DF21 9000
        > 00B0000700          < [256] 9000
    ",
    );
}

#[test]
fn myna_reads_the_card_number() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4040C0A D3921000310001010100 < 9000
        > 00B2010C00 < 011C [28] 9000
    ",
    );
}

#[test]
fn myna_card_begins_with_the_issuer_domain() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A40000       < 6A86
        > 00CA004500     < 393130303030303030303030303137 9000
        > 00CA00F800     < 6700
        > 00CA00F8000000 < [575] 9000
        > 00CA7F2100     < 6700
        > 00CA7F21000000 < [575] 9000
        > 00A4040C0A D3921000310001010100 < 9000
        > 00CA5F5100     < E000FF8131FE4514 9000
        > 00A4020C02 0001 < 9000
        > 00B2010400     < 011C [28] 9000
        > 00A4040C0A D3921000310001010408 < 9000
        > 00A4020C02 0004 < 9000
        > 00B0000000     < [256] 9000
        > 00B0010000     < [256] 9000
        > 00B0020038     < [56] 9000
    ",
    );
}
