//! The office's pages: as requests, and in a browser by keyboard alone with every page checked for
//! everyone; and the numbers of its first page.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../../../reception/tests/support/browser.rs"]
mod browser;
mod browsing;
mod handlers;
mod members;
mod numbers;
mod stage;
