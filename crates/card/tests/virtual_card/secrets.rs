//! Secrets and their counters.

use card::Channel as _;
use card::virtual_card::VirtualCard;

use super::conversation::{JPKI, bytes, check, hex};

#[test]
fn each_secret_counts_for_itself() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4040C0A D392F000260100000001 < 9000
        > 00200098 < 63C3
        > 0020009B < 63C5
        > 00A4040C0A D3921000310001010402 < 9000
        > 00200091 < 63CA
        > 00200092 < 63CA
        > 00200093 < 63CA
        > 00A4040C0A D3921000310001010408 < 9000
        > 00200091 < 63C3
        > 00200092 < 63C0            # leaves the maker blocked
        > 0020009204 31323334 < 6984
        > 00200094 < 63CA
        > 00200095 < 63CA
        > 00A4040C0A D3921000310001010100 < 9000
        > 0020009C < 63C3
        > 00A4040C0A D3921000310001010401 < 9000
        > 0020009C < 63C3
    ",
    );
}

#[test]
fn a_wrong_secret_costs_a_try_and_a_right_one_gives_all_back() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4040C0A D392F000260100000001 < 9000
        > 00A4020C02 0018      < 9000
        > 00200080             < 63C3
        > 0020008004 30303030  < 63C2
        > 00200080             < 63C2
        > 0020008004 30303030  < 63C1
        > 0020008004 31323334  < 9000
        > 00200080             < 63C3  # after a right one too
        > 0020008000           < 63C3  # an Le is no data
        > 0020008003 313233    < 63C2  # too short is wrong
        > 0020008005 3132333435 < 63C1
        > 0020008004 31323334  < 9000
        > 0020008011 3132333435363738393031323334353637 < 6700  # no secret is so long: not counted
        > 00200080             < 63C3
        > 0020008104 31323334  < 6981  # the certificate for signatures is no secret
        > 0020018004 31323334  < 6A86
        > 0020000004 31323334  < 6A86
        > 0020009F04 31323334  < 6A82
    ",
    );
}

#[test]
fn the_last_wrong_try_blocks_for_good() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4040C0A D392F000260100000001 < 9000
        > 0020009804 30303030 < 63C2
        > 0020009804 30303030 < 63C1
        > 0020009804 30303030 < 63C0
        > 0020009804 30303030 < 6984
        > 0020009804 31323334 < 6984   # the right one does not help any more
        > 00200098            < 63C0
        power off
        > 00A4040C0A D392F000260100000001 < 9000
        > 0020009804 31323334 < 6984
        > 802A009733 3031300D060960864801650304020105000420 .. 00 < 6982
        > 00200098            < 63C0
        > 0020009B            < 63C5
    ",
    );
}

#[test]
fn what_was_given_counts_until_the_power_goes_or_another_application_comes() {
    let given = "
        > 00A4040C0A D392F000260100000001 < 9000
        > 0020009804 31323334 < 9000
        > 802A009701 58 00 < [256] 9000
    ";
    let counts = "> 802A009701 58 00 < [256] 9000";
    let lost = "
        > 00A4040C0A D392F000260100000001 < 9000
        > 802A009701 58 00 < 6982
    ";
    let mut card = VirtualCard::made_up().unwrap();
    for (between, then) in [
        ("> 00A4040C0A D392F000260100000001 < 9000", counts),
        ("> 00A4040C04 D392F000 < 9000", counts),
        ("> 00A4040C0A D392F000260100000002 < 6A82", counts),
        ("> 00A40000 < 9000", counts),
        ("reset\n> 00A40000 < 6A86\n> 00A4040C0A D392F000260100000001 < 9000", counts),
        ("power off", lost),
        ("> 00A4040C0A D3921000310001010402 < 9000", lost),
        ("> 00A4040C07 A0000001510000 < 9000", lost),
        ("reset\n> 00A4040C07 A0000001510000 < 9000", lost),
        ("reset\n> 00A4040C0A D3921000310001010402 < 9000", lost),
        ("> 0020009804 30303030 < 63C2", lost),
    ] {
        check(&mut card, &format!("power off{given}{between}\n{then}"));
    }
}

#[test]
fn a_secret_is_changed_after_it_was_given() {
    check(
        &mut VirtualCard::made_up().unwrap(),
        "
        > 00A4040C0A D392F000260100000001 < 9000
        > 00A4020C02 0018      < 9000
        > 0024018004 39393939  < 6982
        > 0020008004 31323334  < 9000
        > 0024008004 39393939  < 6A86
        > 0024018003 393939    < 6A80
        > 0024018004 39393941  < 6A80
        > 00240180             < 6700
        > 8032008004 39393939  < 6985   # the way of other applications
        > 0024018004 39393939  < 9000
        > 0020008004 31323334  < 63C2
        > 0020008004 39393939  < 9000
        > 0024019B08 5348494B414B5532 < 6982   # the other secret was not given
        > 0020009B08 5348494B414B5531 < 9000
        > 0024019B05 5348494B41       < 6A80
        > 0024019B08 7368696B616B7532 < 6A80   # no small letters
        > 0024019B08 5348494B414B5532 < 9000
        > 0020009B08 5348494B414B5532 < 9000

        > 00A4040C0A D3921000310001010402 < 9000
        > 002000930C 313233343536373839303138 < 9000
        > 002401930C 313233343536373839303137 < 6985   # My Number is what it is

        > 00A4040C0A D3921000310001010408 < 9000
        > 0020009104 32333435 < 9000
        > 0024019104 35343332 < 9000
        > 0020009104 35343332 < 9000

        > 00A4040C0A D3921000310001010100 < 9000
        > 0020009C04 33343536 < 9000
        > 0024019C04 36353433 < 6985
        > 8032019C04 36353433 < 6A86
        > 8032009C04 36353433 < 9000
        > 0020009C04 36353433 < 9000
        > 00A4040C0A D3921000310001010401 < 9000
        > 0020009C04 33343536 < 9000   # the register's own PIN is another, which it still is
    ",
    );
}

#[test]
fn a_channel_takes_the_power_with_it() {
    let mut card = VirtualCard::made_up().unwrap();
    let mut channel = card.channel();
    let mut tells = |command: &str| hex(&channel.transmit(&bytes(command)).unwrap());
    assert_eq!(tells(JPKI), "9000");
    assert_eq!(tells("0020009804 31323334"), "9000");
    assert_eq!(tells("802A009701 58 00").len(), 2 * 258);
    drop(channel);
    check(&mut card, &format!("> 00200098 < 6986\n> {JPKI} < 9000\n> 802A009701 58 00 < 6982"));
}
