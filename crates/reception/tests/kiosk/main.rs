//! The kiosk over HTTP, with the real hub and authority behind it and made-up cards before it.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod by_face;
mod by_pin;
#[path = "../support/clinic.rs"]
mod clinic;
#[path = "../support/listening.rs"]
mod listening;
mod no_use;
mod phases;
mod presses;
mod privacy;
mod silent_hub;
#[path = "../support/mod.rs"]
#[expect(unused_imports, reason = "the desk's own tests use the rest")]
mod support;
mod taken_away;
#[path = "../support/town.rs"]
mod town;
