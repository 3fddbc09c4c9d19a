//! Plans: who must be sent what on a day, by the agenda and by reading everybody.
#![cfg(test)]

mod agree;
mod days;
mod golden;
mod people;
mod world;
mod year;
