//! The fields of each certificate in their order, as openssl lists them.
//!
//! The texts beside were read against test certificates of cards in use, which have the same
//! fields and extensions in the same order, with the same tags and criticality.

use std::fmt::Write as _;

use crate::{
    samples::{self, Sample},
    tool::Desk,
};

#[test]
fn a_certificate_has_the_fields_of_its_profile_in_their_order() {
    for (name, text) in [
        ("authentication-rsa", include_str!("fields/authentication.txt")),
        ("signature-rsa", include_str!("fields/signature.txt")),
        ("root-authentication-rsa", include_str!("fields/root.txt")),
    ] {
        let desk = Desk::new();
        desk.put("one.der", &of(name));
        assert_eq!(fields(&desk, 0, ""), text, "{name}");
    }
}

#[test]
fn openssl_shows_the_extensions_that_were_meant() {
    for (name, wanted) in [
        (
            "authentication-rsa",
            &[
                "Key Usage: critical Digital Signature X509v3",
                "Extended Key Usage: TLS Web Client Authentication",
                "CPS: http://127.0.0.1:8080/cps.html",
                "OCSP - URI:http://127.0.0.1:8080/ocsp",
            ][..],
        ),
        (
            "signature-rsa",
            &[
                "Key Usage: critical Digital Signature, Non Repudiation X509v3",
                "CPS: http://127.0.0.1:8080/cps.html",
            ],
        ),
        (
            "root-signature-rsa",
            &["Key Usage: critical Certificate Sign, CRL Sign X509v3", "critical CA:TRUE X509v3"],
        ),
    ] {
        let desk = Desk::new();
        desk.put("one.der", &of(name));
        let text = desk.run("openssl x509 -inform DER -in one.der -noout -text").unwrap();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for phrase in wanted {
            assert!(text.contains(phrase), "{name}: {phrase}");
        }
    }
}

fn of(name: &str) -> Vec<u8> {
    let mut samples = samples::all().into_iter();
    let Sample { der, .. } = samples.find(|sample| sample.name == name).unwrap();
    der
}

/// The tag and the value of every field below its depth; the inside of an extension below it. Of
/// other bit and octet strings there is the tag alone, since they are keys and what keys make.
fn fields(desk: &Desk, at: u32, indent: &str) -> String {
    let inside = if at == 0 { String::new() } else { format!("-strparse {at}") };
    let listed = desk.run(&format!("openssl asn1parse -inform DER -in one.der {inside}")).unwrap();
    let mut text = String::new();
    for line in listed.lines() {
        let (offset, line) = line.trim_start().split_once(":d=").unwrap();
        let (depth, line) = line.split_once(' ').unwrap();
        let field = line.split_once(['m', 's']).unwrap().1;
        let field = field.trim_start_matches(['m', 's', ':', ' ']);
        let field = field.split("[HEX DUMP]").next().unwrap();
        let words = field.split(' ').filter(|word| !word.is_empty());
        let field = words.collect::<Vec<_>>().join(" ");
        let indent = format!("{indent}{:1$}", "", 2 * depth.parse::<usize>().unwrap());
        writeln!(text, "{indent}{field}").unwrap();
        if field == "OCTET STRING" && at == 0 {
            text += &fields(desk, offset.parse().unwrap(), &format!("{indent}  "));
        }
    }
    text
}
