//! `opensc-tool` and `pkcs15-tool`.

use std::fs;

use card::layout::Layout;
use card::virtual_card::{VirtualCard, made_up};
use card::{CardError, MyNumberCard};
use pki::Purpose;

use super::namespace::{Desk, beside_a_reader, tool};

const TOOLS: [&str; 3] = ["opensc-tool", "pkcs15-tool", "openssl"];

#[test]
fn opensc_takes_it_for_a_my_number_card() {
    beside_a_reader("readers::opensc::opensc_takes_it_for_a_my_number_card", &TOOLS, |desk| {
        lay(desk, VirtualCard::made_up().unwrap());
        tool("opensc-tool", &["--name"]).says(&["jpki"]);
        tool("opensc-tool", &["--atr"]).says(&["3b:e0:00:ff:81:31:fe:45:14"]);
    });
}

#[test]
fn pkcs15_tool_lists_and_reads_the_card() {
    beside_a_reader("readers::opensc::pkcs15_tool_lists_and_reads_the_card", &TOOLS, |desk| {
        let mut card = VirtualCard::made_up().unwrap();
        let [user_authentication, digital_signature] = certificates(&mut card);
        lay(desk, card);
        tool("pkcs15-tool", &["--list-certificates"]).says(&[
            "User Authentication Certificate",
            "Digital Signature Certificate",
            "User Authentication Certificate CA",
            "Digital Signature Certificate CA",
        ]);
        tool("pkcs15-tool", &["-D"]).says(&[
            "PKCS#15 Card [JPKI]",
            "Private RSA Key [User Authentication Key]",
            "Private RSA Key [Digital Signature Key]",
            "ModLength      : 2048",
        ]);
        tool("pkcs15-tool", &["--list-pins"]).says(&[
            "User Authentication PIN",
            "Digital Signature PIN",
            "Tries left     : 3",
            "Tries left     : 5",
        ]);
        let read = |arguments: &[&str]| {
            let file = desk.file("certificate.pem");
            let _ = fs::remove_file(&file);
            let output = ["--output", file.to_str().unwrap()];
            let ran = tool("pkcs15-tool", &[arguments, &output].concat());
            ran.succeeded.then(|| der(&file))
        };
        assert_eq!(read(&["--read-certificate", "01"]), Some(user_authentication));
        assert_eq!(read(&["--read-certificate", "02"]), None, "behind its PIN");
        let pin = made_up::DIGITAL_SIGNATURE_PIN;
        let verify = ["--verify-pin", "--auth-id", "02", "--pin", pin];
        let found = read(&[&["--read-certificate", "02"], &verify[..]].concat());
        assert_eq!(found, Some(digital_signature));
    });
}

#[test]
fn pkcs15_tool_locks_a_pin_by_four_wrong_ones() {
    let name = "readers::opensc::pkcs15_tool_locks_a_pin_by_four_wrong_ones";
    beside_a_reader(name, &TOOLS, |desk| {
        lay(desk, VirtualCard::made_up().unwrap());
        let verify = |pin| tool("pkcs15-tool", &["--verify-pin", "--auth-id", "01", "--pin", pin]);
        let tries = |left: &str| tool("pkcs15-tool", &["--list-pins"]).says(&[left]);

        verify("9999").refuses(&["PIN code or key incorrect"]);
        tries("Tries left     : 2");
        verify(made_up::USER_AUTHENTICATION_PIN).says(&[]);
        tries("Tries left     : 3");
        for left in ["Tries left     : 2", "Tries left     : 1"] {
            verify("9999").refuses(&["PIN code or key incorrect"]);
            tries(left);
        }
        verify("9999").refuses(&[]);
        tries("Tries left     : 0");
        verify("9999").refuses(&["Reference data not usable"]);
        verify(made_up::USER_AUTHENTICATION_PIN).refuses(&["Reference data not usable"]);
        tries("Tries left     : 5");
    });
}

/// Lays a card down and waits until the tools see it.
pub(super) fn lay(desk: &mut Desk, card: VirtualCard) {
    desk.lay(card);
    // `opensc-tool --wait` would wait for ever when the card was quicker than its first look.
    desk.wait("the card", || tool("opensc-tool", &["--atr"]).succeeded);
}

/// The certificates of a card for user authentication and for digital signatures.
pub(super) fn certificates(card: &mut VirtualCard) -> [Vec<u8>; 2] {
    let mut card = MyNumberCard::open(card.channel(), Layout::FIRST).unwrap();
    let mut jpki = card.jpki();
    let user_authentication = jpki.certificate(Purpose::UserAuthentication).unwrap();
    assert_eq!(jpki.certificate(Purpose::DigitalSignature), Err(CardError::PinFirst));
    jpki.verify(Purpose::DigitalSignature, made_up::DIGITAL_SIGNATURE_PIN.as_bytes()).unwrap();
    [user_authentication, jpki.certificate(Purpose::DigitalSignature).unwrap()]
}

fn der(pem: &std::path::Path) -> Vec<u8> {
    let der = pem.with_extension("der");
    let [from, to] = [pem, &der].map(|path| path.to_str().unwrap());
    tool("openssl", &["x509", "-in", from, "-outform", "DER", "-out", to]).says(&[]);
    fs::read(der).unwrap()
}
