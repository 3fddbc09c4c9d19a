//! The virtual card, held to what is known of the real one: commands in, answers out.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod virtual_card {
    mod conversation;
    mod on_disk;
    mod on_vpcd;
    mod reading;
    mod records;
    mod secrets;
    mod signing;
    mod traces;
}
