//! The office's work on its pages: batches by two people, applications with a fee, mail, settings;
//! as requests and in a browser.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../../../reception/tests/support/browser.rs"]
mod browser;
mod browsing;
mod desk;
mod doors;
mod handlers;
mod hub;
#[path = "../office_pages/members.rs"]
mod members;
#[expect(dead_code, reason = "the tests of the other pages use the rest")]
#[path = "../office_pages/stage.rs"]
mod stage;
mod stories;
