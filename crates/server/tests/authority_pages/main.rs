//! The authority's pages: as requests, and in a browser by keyboard alone with every page checked
//! for everyone.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../../../reception/tests/support/browser.rs"]
mod browser;
mod browsing;
mod handlers;
#[path = "../authority/keys.rs"]
mod keys;
mod making;
mod stage;
#[expect(dead_code, reason = "the tests of the API use the rest")]
#[path = "../authority/world.rs"]
mod world;
