//! Issue runs with real files and a real ledger, looked at from outside.
#![cfg(test)]

mod changed;
mod held;
mod hidden;
mod made;
mod refused;
mod sent;
mod spoiled;
mod stopped;
mod twice;
mod world;
