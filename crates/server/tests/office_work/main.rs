//! The insurer's office at work on a real store: from loss to payment to the plan, and what is
//! refused on the way.
#![cfg(test)]

mod applications;
mod lives;
mod mail;
mod payments;
mod people;
mod reissue;
mod story;
mod timeline;
mod world;
