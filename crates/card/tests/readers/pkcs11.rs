//! `pkcs11-tool`, with signatures checked by openssl.

use std::fs;

use card::virtual_card::{VirtualCard, made_up};
use pki::DigitalCertificate;

use super::namespace::{Desk, beside_a_reader, tool};
use super::opensc::{certificates, lay};

const TOOLS: [&str; 3] = ["opensc-tool", "pkcs11-tool", "openssl"];

/// Which slot is for which key, by PKCS#11.
const USER_AUTHENTICATION: [&str; 4] = ["--slot-index", "0", "--id", "01"];
const DIGITAL_SIGNATURE: [&str; 4] = ["--slot-index", "1", "--id", "02"];

#[test]
fn pkcs11_tool_finds_both_keys() {
    beside_a_reader("readers::pkcs11::pkcs11_tool_finds_both_keys", &TOOLS, |desk| {
        lay(desk, VirtualCard::made_up().unwrap());
        pkcs11(&["-L"]).says(&[
            "JPKI (User Authentication PIN)",
            "JPKI (Digital Signature PIN)",
            "token flags        : login required, token initialized, PIN initialized",
        ]);
        pkcs11(&["-O"]).says(&["User Authentication Certificate", "subject:    DN: C=JP, CN="]);
    });
}

#[test]
fn pkcs11_tool_signs_with_both_keys() {
    beside_a_reader("readers::pkcs11::pkcs11_tool_signs_with_both_keys", &TOOLS, |desk| {
        let mut card = VirtualCard::made_up().unwrap();
        let [user_authentication, digital_signature] = certificates(&mut card);
        lay(desk, card);
        let signs = [
            (USER_AUTHENTICATION, made_up::USER_AUTHENTICATION_PIN, user_authentication),
            (DIGITAL_SIGNATURE, made_up::DIGITAL_SIGNATURE_PIN, digital_signature),
        ];
        for (key, pin, certificate) in signs {
            sign_and_check(desk, &key, pin, &certificate);
        }
    });
}

#[test]
fn pkcs11_tool_spends_one_try_for_a_wrong_pin() {
    beside_a_reader(
        "readers::pkcs11::pkcs11_tool_spends_one_try_for_a_wrong_pin",
        &TOOLS,
        |desk| {
            lay(desk, VirtualCard::made_up().unwrap());
            pkcs11(&["--slot-index", "0", "--login", "--pin", "9999", "-O"])
                .refuses(&["CKR_PIN_INCORRECT"]);
            tool("pkcs15-tool", &["--list-pins"]).says(&["Tries left     : 2"]);
        },
    );
}

fn sign_and_check(desk: &Desk, key: &[&str], pin: &str, certificate: &[u8]) {
    let [message, signature, public_key] =
        ["message", "signature", "key.der"].map(|name| desk.file(name).display().to_string());
    fs::write(&message, "a document").unwrap();
    let public = DigitalCertificate::parse(certificate).unwrap();
    fs::write(&public_key, public.public_key_der()).unwrap();
    let mechanism = ["--login", "--pin", pin, "--sign", "--mechanism", "SHA256-RSA-PKCS"];
    let files = ["--input-file", &message, "--output-file", &signature];
    pkcs11(&[key, &mechanism, &files].concat()).says(&[]);
    let check = ["dgst", "-sha256", "-keyform", "DER", "-verify", &public_key];
    tool("openssl", &[&check[..], &["-signature", &signature, &message]].concat())
        .says(&["Verified OK"]);
}

fn pkcs11(arguments: &[&str]) -> super::namespace::Ran {
    tool("pkcs11-tool", arguments)
}
