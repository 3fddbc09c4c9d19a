//! Issue runs with real files and a real ledger, looked at from outside.
#![cfg(test)]

mod changed;
mod held;
mod made;
mod refused;
mod spoiled;
mod stopped;
mod world;
