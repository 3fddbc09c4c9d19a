//! `shikaku plan` and `shikaku issue` as an operator runs them, stopped at any moment.
#![cfg(test)]

mod kills;
mod place;
mod samples;
mod told;
