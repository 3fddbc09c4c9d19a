//! Certificates, requests and keys under other people's software.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod fields;
mod keys;
mod lint;
#[path = "../pkilint/mod.rs"]
mod pkilint;
mod samples;
mod token;
mod tool;
mod verify;
