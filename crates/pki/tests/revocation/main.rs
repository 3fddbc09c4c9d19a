//! Revocation under other people's software: openssl reads our lists and asks our responder,
//! pkilint looks for what the standards forbid.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod crl;
mod http;
mod lint;
mod ocsp;
mod office;
mod openssl;
#[path = "../pkilint/mod.rs"]
mod pkilint;
