//! A virtual card on a PC/SC reader, read by other people's software and by ours.
//!
//! Each test has a pcscd and a virtual reader of its own, in namespaces of its own. Debian:
//! `pcscd vsmartcard-vpcd opensc opensc-pkcs11 openssl iproute2 util-linux`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test stops at the first surprise")]

mod readers {
    mod myna_card;
    mod namespace;
    mod opensc;
    #[cfg(feature = "pcsc")]
    mod own;
    mod pkcs11;
}
