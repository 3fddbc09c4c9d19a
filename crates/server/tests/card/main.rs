//! Confirmation by card, as a reader meets it: a challenge, a signature, an answer.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod damage;
mod proof;
mod register;
mod retries;
mod today;
mod world;
